//! A new computer that gets the folds in place of every change: the same store as by merging, or nothing at all.

use super::folds::{an_office, readings, scope};
use super::*;
use crate::log::run::{Entry, pack, unpack};
use crate::varint::{push_varint, take_bytes, take_varint};
use goldaw_changes::{BranchNumber, Clock};

fn runs_of(snapshot: &[u8]) -> Vec<Vec<Entry>> {
    let mut rest = &snapshot[1..];
    let mut runs = Vec::new();
    let mut number = 1;
    while !rest.is_empty() {
        let length = take_varint(&mut rest).unwrap();
        let run = unpack(number, take_bytes(&mut rest, length).unwrap()).unwrap();
        number += run.len() as i64;
        runs.push(run);
    }
    runs
}

fn snapshot_of(runs: &[Vec<Entry>]) -> Vec<u8> {
    let mut bytes = vec![1];
    for run in runs {
        let packed = pack(run, &[]).unwrap();
        push_varint(&mut bytes, packed.len() as u64);
        bytes.extend(packed);
    }
    bytes
}

#[test]
fn a_store_loaded_from_a_snapshot_reads_as_the_one_it_was_taken_from() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let before = readings(&store);
    for folded in [0, 3, 100] {
        for _ in 0..folded {
            store.fold_run(16, 8).unwrap();
        }
        let snapshot = store.snapshot(&scope()).unwrap().unwrap();
        let mut loaded = create(folder.path(), &format!("loaded-{folded}"));
        let count = loaded.load_snapshot(&snapshot, NOON, |_| Ok(())).unwrap();
        assert_eq!(count, store.read().changes_count().unwrap());
        assert_eq!(readings(&loaded), before, "{folded} folds before");
        let people = |store: &Store| store.read().people(0, 100).unwrap();
        assert_eq!(people(&loaded), people(&store));
        loaded.rebuild().unwrap();
        assert_eq!(readings(&loaded), before, "rebuilt");
        // Life goes on in it.
        write(
            &mut loaded,
            7,
            "change_person",
            vec![Write::new(id(103), &a_person("Amanowa", "Gül"))],
        );
        let mut merged = create(folder.path(), &format!("merged-{folded}"));
        carry(&loaded, &mut merged);
        assert_eq!(
            merged.read().digest().unwrap(),
            loaded.read().digest().unwrap()
        );
    }
}

#[test]
fn identity_secrets_settings_and_drafts_do_not_travel() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    store.set_setting("mark", "7Q3").unwrap();
    store.set_secret("device_keys", b"secret").unwrap();
    store
        .put_draft("visit", "x", &serde_json::json!({}), NOON)
        .unwrap();
    let snapshot = store.snapshot(&scope()).unwrap().unwrap();
    let mut loaded = create(folder.path(), "loaded");
    loaded.load_snapshot(&snapshot, NOON, |_| Ok(())).unwrap();
    assert_eq!(loaded.read().setting("mark").unwrap(), None);
    assert_eq!(loaded.secret("device_keys").unwrap(), None);
    assert_eq!(loaded.read().drafts().unwrap(), []);
    let table = |name: &str| -> i64 {
        let count = format!("SELECT count(*) FROM {name}");
        let found = loaded.connection.query_row(&count, [], |row| row.get(0));
        found.unwrap()
    };
    for name in ["salt_run", "holds", "packed", "parcel", "spoken"] {
        assert_eq!(table(name), 0, "{name}");
    }
}

#[test]
fn a_store_with_other_scopes_or_declared_losses_gives_no_snapshot_and_a_store_in_use_takes_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let other = [OfficeId::from(Uuid::from_u128(77))];
    assert_eq!(store.snapshot(&other).unwrap(), None);
    let snapshot = store.snapshot(&scope()).unwrap().unwrap();
    let loaded = store.load_snapshot(&snapshot, NOON, |_| Ok(()));
    assert!(matches!(loaded, Err(StoreError::Exists)));
    store.declare_lost(&[9; 32].into()).unwrap();
    assert_eq!(store.snapshot(&scope()).unwrap(), None);
}

/// Every way to say what does not follow from the changes is refused, and the store stays empty.
#[test]
fn nothing_is_believed_that_does_not_follow_from_the_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    for _ in 0..3 {
        store.fold_run(16, 8).unwrap();
    }
    let right = store.snapshot(&scope()).unwrap().unwrap();
    let runs = runs_of(&right);
    let mut target = create(folder.path(), "target");
    let mut refused = |what: &str, change: &dyn Fn(&mut Vec<Vec<Entry>>)| {
        let mut runs = runs.clone();
        change(&mut runs);
        let loaded = target.load_snapshot(&snapshot_of(&runs), NOON, |_| Ok(()));
        assert!(matches!(loaded, Err(StoreError::Damaged)), "{what}");
        assert_eq!(target.read().changes_count().unwrap(), 0, "{what}");
        assert_eq!(target.read().frontier().unwrap(), [], "{what}");
    };
    refused("a change left out", &|runs| {
        runs[1].remove(5);
    });
    refused("two changes swapped", &|runs| runs[0].swap(3, 4));
    refused("a change twice", &|runs| {
        let twice = runs[0][3].clone();
        runs[0].insert(4, twice);
    });
    refused("another payload", &|runs| {
        let other = runs[0][2].raw.payload.clone();
        runs[0][3].raw.payload = other;
    });
    refused("another branch", &|runs| {
        runs[1][2].branch = BranchNumber(4);
    });
    refused("a clock that has seen less", &|runs| {
        let entry = &mut runs[2][9];
        let own = (entry.branch, entry.header.sequence);
        entry.clock = Clock::from_iter([own]);
    });
    refused("an erased payload that is there", &|runs| {
        runs[0][0].erased = true;
    });
    refused("an empty run", &|runs| runs.push(Vec::new()));
    for at in (0..right.len()).step_by(61) {
        let mut damaged = right.clone();
        damaged[at] ^= 0x10;
        let loaded = target.load_snapshot(&damaged, NOON, |_| Err(StoreError::Missing));
        assert!(loaded.is_err());
        let cut = target.load_snapshot(&right[..at], NOON, |_| Err(StoreError::Missing));
        assert!(cut.is_err());
    }
    let unsigned = target.load_snapshot(&right, NOON, |_| Err(StoreError::Missing));
    assert!(matches!(unsigned, Err(StoreError::Missing)));
    assert_eq!(target.read().changes_count().unwrap(), 0);
    target.load_snapshot(&right, NOON, |_| Ok(())).unwrap();
    assert_eq!(
        target.read().digest().unwrap(),
        store.read().digest().unwrap()
    );
}
