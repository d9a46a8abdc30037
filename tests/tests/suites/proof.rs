//! Who may bring what: changes without the signature of their own computer, work of an office brought by a stranger, and what all share
//! written by somebody whose it is not. None of it is taken; what is honest beside it is.

use goldaw_changes::{Incarnation, StreamId};
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, SHARED_SCOPE};
use goldaw_store::{Author, Intent, Write};
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::Office;
use serde_json::json;

use crate::exchange::{District, hand_over, take_over};
use crate::paths::refused;

/// The stream a computer writes what it has written last in a scope.
pub fn stream(office: &Office, scope: OfficeId) -> StreamId {
    office
        .desk()
        .with_session(|session| {
            let own = session.device();
            let mut heads = session.read().frontier()?.into_iter();
            Ok(heads
                .find(|head| head.stream.device == own && head.stream.scope == scope)
                .map(|head| head.stream))
        })
        .unwrap()
        .unwrap()
}

/// Writes a change into an office's log as if another computer had written it there.
pub fn write_as(office: &Office, stream: StreamId, intent: Intent) {
    office
        .desk()
        .with_session(|session| {
            let author = Author {
                device: stream.device,
                incarnation: stream.incarnation,
                scope: stream.scope,
                worker: session.worker().id,
                office: session.office().id,
                role: "specialist".to_owned(),
            };
            let now = session.now();
            session.store_mut().commit(&author, &[intent], None, now)?;
            Ok(())
        })
        .unwrap();
}

fn writing(write: Write) -> Intent {
    Intent {
        action: "write_note".to_owned(),
        reason: None,
        writes: vec![write],
    }
}

fn device_id(office: &Office) -> DeviceId {
    office
        .desk()
        .with_session(|session| Ok(session.device()))
        .unwrap()
}

fn a_note(case: &str, words: &str) -> Write {
    let id = RecordId::from(uuid(u128::from(words.len() as u32) + 77));
    let fields = [("case", case), ("text", words)];
    let fields = fields.map(|(name, value)| (name.to_owned(), json!(value)));
    Write {
        record: id,
        kind: RecordKind::Note,
        fields: fields.into_iter().collect(),
    }
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

#[test]
fn a_change_nobody_signed_is_not_taken_whoever_brings_it() {
    let district = District::new();
    let (one, two) = (
        district.joined("one", "AH-GDP"),
        district.joined("two", "AH-GDP"),
    );
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    take_over(&district.centre, &hand_over(&one, None, &stick));
    take_over(&two, &hand_over(&district.centre, Some(&two), &stick));

    // The centre's store was broken into: a change stands there that computer one never wrote.
    let of_one = stream(&one, id_of(&one));
    write_as(
        &district.centre,
        of_one,
        writing(a_note(&case, "never written")),
    );
    district
        .centre
        .call("write_note", json!({ "case": case, "text": "honest" }));
    let taken = take_over(&two, &hand_over(&district.centre, Some(&two), &stick));
    assert_eq!(refused(&taken), ["change-unproven"]);
    assert!(!notes(&two).contains("never written"));
    log_and_tables_agree("two", &two);

    // Nor in a life of its own.
    let forged = StreamId {
        incarnation: Incarnation(uuid(5)),
        ..of_one
    };
    write_as(
        &district.centre,
        forged,
        writing(a_note(&case, "in another life")),
    );
    let taken = take_over(&two, &hand_over(&district.centre, Some(&two), &stick));
    assert!(refused(&taken).iter().all(|code| code == "change-unproven"));
    assert!(!notes(&two).contains("in another life"));
}

#[test]
fn what_the_author_signed_is_taken_although_somebody_else_packed_it() {
    let district = District::new();
    let (one, two) = (
        district.joined("one", "AH-GDP"),
        district.joined("two", "AH-GDP"),
    );
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    for round in 0..3 {
        let words = json!({ "case": case, "text": format!("round {round}") });
        one.call("write_note", words);
        take_over(&district.centre, &hand_over(&one, None, &stick));
    }
    take_over(&district.centre, &hand_over(&two, None, &stick));
    let answer = hand_over(&district.centre, Some(&two), &stick);
    for computer in [&one, &two] {
        assert_eq!(refused(&take_over(computer, &answer)), [""; 0]);
    }
    all_equal(
        &[("one", &one), ("two", &two), ("centre", &district.centre)],
        id_of(&one),
    );
}

#[test]
fn an_office_writes_of_what_all_share_only_what_is_its_own() {
    let district = District::new();
    let gokdepe = district.joined("gokdepe", "AH-GDP");
    let baherden = district.joined("baherden", "AH-BHD");
    let stick = district.stick("s");
    for office in [&gokdepe, &baherden] {
        take_over(&district.centre, &hand_over(office, None, &stick));
    }
    let before = all_shared(&district.centre);
    let shared = stream(&baherden, SHARED_SCOPE);
    let rename = |record: RecordId, kind| Write::field(record, kind, "name", json!("taken over"));
    let forbidden = [
        rename(id_of(&gokdepe).into(), RecordKind::Office),
        rename(
            RecordId::from(device_id(&gokdepe).uuid()),
            RecordKind::Device,
        ),
        rename(worker(&gokdepe), RecordKind::Worker),
        Write::field(
            worker(&baherden),
            RecordKind::Worker,
            "office",
            json!(id_of(&gokdepe).to_string()),
        ),
        a_note(&id_of(&gokdepe).to_string(), "a note for all to read"),
    ];
    for write in forbidden {
        write_as(&baherden, shared, writing(write));
    }
    let (_, case) = baherden.open_case("Orazowa", "Maral");
    baherden.call("write_note", json!({ "case": case, "text": "honest work" }));
    let taken = take_over(&district.centre, &hand_over(&baherden, None, &stick));
    assert_eq!(refused(&taken), ["change-not-theirs"; 5]);
    assert_eq!(all_shared(&district.centre), before);
    assert!(notes(&district.centre).contains("honest work"));
    log_and_tables_agree("centre", &district.centre);
}

#[test]
fn an_office_renames_itself_and_adds_workers_of_its_own() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    etrap.call(
        "add_worker",
        json!({
            "name": "Ogulgerek Annaýewa", "role": "specialist",
            "password": "another long one", "password_again": "another long one",
        }),
    );
    let own = rename_of(&etrap);
    write_as(&etrap, stream(&etrap, SHARED_SCOPE), writing(own));
    let taken = take_over(
        &district.centre,
        &hand_over(&etrap, None, &district.stick("s")),
    );
    assert_eq!(refused(&taken), [""; 0]);
    all_equal(
        &[("etrap", &etrap), ("centre", &district.centre)],
        id_of(&etrap),
    );
}

fn rename_of(office: &Office) -> Write {
    Write::field(
        RecordId::from(device_id(office).uuid()),
        RecordKind::Device,
        "name",
        json!("computer by the window"),
    )
}

fn worker(office: &Office) -> RecordId {
    office
        .desk()
        .with_session(|session| Ok(session.worker().id.into()))
        .unwrap()
}

/// Offices, computers and workers as a store has them.
fn all_shared(office: &Office) -> Vec<goldaw_store::Document> {
    office
        .desk()
        .with_session(|session| {
            let mut all = Vec::new();
            for kind in [RecordKind::Office, RecordKind::Device, RecordKind::Worker] {
                all.extend(session.read().all(kind)?);
            }
            Ok(all)
        })
        .unwrap()
}
