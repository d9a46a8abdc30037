//! The store as its callers see it: write, read, merge, rebuild, refuse what is not a store.

mod folds;
mod left_out;
mod lists;
mod salts;
mod snapshots;
mod taking_over;

use crate::{Author, Intent, Rules, Store, StoreError, StoreKey, Write};
use goldaw_changes::Incarnation;
use goldaw_domain::RecordKind;
use goldaw_domain::calendar::Calendar;
use goldaw_domain::codes::{CaseStatus, Risk};
use goldaw_domain::due::{RiskTimes, Times};
use goldaw_domain::ids::{CaseId, OfficeId, PersonId, RecordId};
use goldaw_domain::records::{Case, Person, Visit};
use serde_json::Value;
use std::path::Path;
use uuid::Uuid;

const KEY: [u8; 32] = [7; 32];
const SALT: [u8; 16] = [9; 16];
pub(crate) const NOON: u64 = 1_795_000_000_000;

fn rules() -> Rules {
    let times = RiskTimes {
        first_visit: 2,
        visit_interval: 5,
    };
    Rules {
        times: Times {
            low: times,
            medium: times,
            high: times,
            appeal_decision: 1,
        },
        calendar: Calendar::default(),
    }
}

pub(crate) fn create(folder: &Path, name: &str) -> Store {
    Store::create(
        &folder.join(name),
        &StoreKey {
            key: &KEY,
            salt: &SALT,
        },
        rules(),
    )
    .unwrap()
}

pub(crate) fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(
        path,
        &StoreKey {
            key: &KEY,
            salt: &SALT,
        },
        rules(),
    )
}

pub(crate) fn author(device: u128) -> Author {
    Author {
        device: Uuid::from_u128(device).into(),
        incarnation: Incarnation(Uuid::from_u128(device + 1000)),
        scope: OfficeId::from(Uuid::from_u128(1)),
        worker: Uuid::from_u128(device + 2000).into(),
        office: Uuid::from_u128(1).into(),
        role: "specialist".into(),
    }
}

pub(crate) fn intent(action: &str, writes: Vec<Write>) -> Intent {
    Intent {
        action: action.into(),
        reason: None,
        writes,
    }
}

fn a_person(surname: &str, given: &str) -> Person {
    Person {
        surname: Some(surname.into()),
        given_name: Some(given.into()),
        ..Person::default()
    }
}

pub(crate) fn id(number: u128) -> RecordId {
    Uuid::from_u128(number).into()
}

fn write(store: &mut Store, device: u128, action: &str, writes: Vec<Write>) {
    store
        .commit(&author(device), &[intent(action, writes)], None, NOON)
        .unwrap();
}

pub(crate) fn carry(from: &Store, to: &mut Store) {
    let changes = from
        .read()
        .outgoing(
            &[OfficeId::from(Uuid::from_u128(1))],
            &Default::default(),
            &[],
            1_000_000,
        )
        .unwrap();
    to.take_over(
        changes.into_iter().map(|change| change.raw).collect(),
        NOON,
        |_| Ok(()),
    )
    .unwrap();
}

#[test]
fn what_is_written_is_there_after_reopening_and_is_not_readable_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    write(
        &mut store,
        1,
        "register_person",
        vec![Write::new(id(10), &a_person("Orazowa", "Maral"))],
    );
    drop(store);
    let bytes = std::fs::read(folder.path().join("store")).unwrap();
    assert_eq!(
        &bytes[..16],
        &SALT,
        "an encrypted store begins with its salt"
    );
    assert!(!bytes.windows(7).any(|window| window == b"Orazowa"));
    let store = open(&folder.path().join("store")).unwrap();
    let person = store
        .read()
        .document(id(10))
        .unwrap()
        .unwrap()
        .read::<Person>()
        .unwrap();
    assert_eq!(person, a_person("Orazowa", "Maral"));
}

#[test]
fn writing_what_is_there_already_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    write(
        &mut store,
        1,
        "register_person",
        vec![Write::new(id(10), &a_person("Orazowa", "Maral"))],
    );
    write(
        &mut store,
        1,
        "change_person",
        vec![Write::new(id(10), &a_person("Orazowa", "Maral"))],
    );
    assert_eq!(store.read().changes_count().unwrap(), 1);
}

#[test]
fn two_answers_are_both_kept_the_safer_is_shown_and_a_decision_settles_it_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (create(folder.path(), "a"), create(folder.path(), "b"));
    let case = Case {
        risk: Some(Risk::Medium),
        status: Some(CaseStatus::Open),
        number: Some("N".into()),
        ..Case::default()
    };
    write(&mut a, 1, "open_case", vec![Write::new(id(20), &case)]);
    carry(&a, &mut b);
    let risk = |level: &str| {
        vec![Write::field(
            id(20),
            RecordKind::Case,
            "risk",
            Value::from(level),
        )]
    };
    write(&mut a, 1, "change_risk", risk("high"));
    write(&mut b, 2, "change_risk", risk("low"));
    carry(&a, &mut b);
    carry(&b, &mut a);
    for store in [&a, &b] {
        let document = store.read().document(id(20)).unwrap().unwrap();
        assert_eq!(
            document.open,
            ["risk"],
            "two people wrote different answers"
        );
        assert_eq!(
            document.fields["risk"], "high",
            "until somebody decides the higher risk is shown"
        );
        assert_eq!(store.read().questions_count().unwrap(), 1);
    }
    write(&mut b, 2, "decide", risk("low"));
    carry(&b, &mut a);
    assert_eq!(a.read().digest().unwrap(), b.read().digest().unwrap());
    let document = a.read().document(id(20)).unwrap().unwrap();
    assert!(document.open.is_empty());
    assert_eq!(document.fields["risk"], "low");
    assert_eq!(
        a.read().history(id(20), Some("risk")).unwrap().len(),
        4,
        "the answer that lost stays in the history"
    );
}

#[test]
fn who_wrote_first_and_last_is_the_same_everywhere_even_at_the_same_moment() {
    let folder = tempfile::tempdir().unwrap();
    let mut stores: Vec<Store> = (1..=3)
        .map(|device| create(folder.path(), &format!("s{device}")))
        .collect();
    for (device, store) in (1..).zip(&mut stores) {
        for name in ["Maral", "Jeren"] {
            let person = a_person(&format!("Orazowa{device}"), name);
            write(
                store,
                device,
                "register_person",
                vec![Write::new(id(10), &person)],
            );
        }
    }
    let (first, rest) = stores.split_at_mut(1);
    let (second, third) = rest.split_at_mut(1);
    let (a, b, c) = (&mut first[0], &mut second[0], &mut third[0]);
    carry(a, b);
    carry(c, b);
    carry(b, c);
    carry(b, a);
    let lives: Vec<_> = [&*a, &*b, &*c]
        .into_iter()
        .map(|store| {
            let document = store.read().document(id(10)).unwrap().unwrap();
            (
                document.created_by,
                document.changed_by,
                store.read().digest().unwrap(),
            )
        })
        .collect();
    assert!(lives.iter().all(|life| *life == lives[0]), "{lives:?}");
    a.rebuild().unwrap();
    assert_eq!(a.read().digest().unwrap(), lives[0].2);
}

#[test]
fn a_log_whose_places_do_not_follow_from_its_changes_is_not_rebuilt_from() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    for name in ["Maral", "Jeren"] {
        let person = a_person("Orazowa", name);
        write(
            &mut store,
            1,
            "register_person",
            vec![Write::new(id(10), &person)],
        );
    }
    let before = store.read().digest().unwrap();
    store.rebuild().unwrap();
    store
        .connection
        .execute("UPDATE change SET clock = x'0001' WHERE number = 2", [])
        .unwrap();
    assert!(matches!(store.rebuild(), Err(StoreError::LogDisagrees)));
    assert_eq!(
        store.read().digest().unwrap(),
        before,
        "nothing was changed"
    );
}

#[test]
fn a_rebuild_gives_the_same_records_and_lists() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    for number in 0..40u128 {
        write(
            &mut store,
            1,
            "register_person",
            vec![Write::new(
                id(100 + number),
                &a_person(&format!("Name{number}"), "Jeren"),
            )],
        );
    }
    let case = Case {
        person: Some(PersonId::from(id(100))),
        opened_on: "2026-11-20".parse().ok(),
        ..Case::default()
    };
    let visit = Visit {
        case: Some(CaseId::from(id(20))),
        visited_on: "2026-11-23".parse().ok(),
        findings: Some("ojak sowuk".into()),
        ..Visit::default()
    };
    write(&mut store, 1, "open_case", vec![Write::new(id(20), &case)]);
    write(
        &mut store,
        1,
        "record_visit",
        vec![Write::new(id(30), &visit)],
    );
    let lists = |store: &Store| {
        let reader = store.read();
        (
            reader.digest().unwrap(),
            reader.people(0, 50).unwrap(),
            reader.find_people("name3", 20).unwrap(),
            reader
                .find_entries(&goldaw_matching::search_key("sowuk"), 20)
                .unwrap(),
            reader.due_rows("2027-01-01".parse().unwrap(), 50).unwrap(),
        )
    };
    let before = lists(&store);
    assert_eq!(before.1.len(), 40);
    assert_eq!(before.3.len(), 1);
    assert_eq!(
        before.4[0].due_on,
        "2026-11-30".parse().ok(),
        "five working days after the visit"
    );
    store.rebuild().unwrap();
    assert_eq!(lists(&store), before);
}

#[test]
fn a_plain_database_a_wrong_key_a_newer_store_and_a_second_program_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    assert!(matches!(open(&path), Err(StoreError::Missing)));
    let store = create(folder.path(), "store");
    let second = open(&path).err();
    assert!(matches!(second, Some(StoreError::InUse)), "{second:?}");
    store
        .connection
        .pragma_update(None, "user_version", 99)
        .unwrap();
    drop(store);
    assert!(matches!(
        open(&path),
        Err(StoreError::NewerStore { found: 99, .. })
    ));
    let other = StoreKey {
        key: &[8; 32],
        salt: &SALT,
    };
    assert!(matches!(
        Store::open(&path, &other, rules()),
        Err(StoreError::Damaged)
    ));
    std::fs::write(
        folder.path().join("plain"),
        b"SQLite format 3\0 and the rest of a database",
    )
    .unwrap();
    assert!(matches!(
        open(&folder.path().join("plain")),
        Err(StoreError::PlainFile)
    ));
    std::fs::write(folder.path().join("short"), b"abc").unwrap();
    assert!(matches!(
        open(&folder.path().join("short")),
        Err(StoreError::Damaged)
    ));
}

#[test]
fn a_flipped_bit_in_the_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = create(folder.path(), "store");
    for number in 0..20u128 {
        write(
            &mut store,
            1,
            "register_person",
            vec![Write::new(id(100 + number), &a_person("Orazowa", "Maral"))],
        );
    }
    drop(store);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let noticed = open(&path).and_then(|store| store.check());
    assert!(matches!(noticed, Err(StoreError::Damaged)));
}
