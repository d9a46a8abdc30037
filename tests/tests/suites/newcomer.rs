//! A new computer of an office gets the whole history at once: from the next desk or from the centre, with whatever it wrote before, and
//! goes on like any other. What is wrong with a history is left out change by change, or refuses the bundle.
//!
//! Every test ends with "all equal, nothing lost, log and tables agree".

use std::path::{Path, PathBuf};

use goldaw_bundle::snapshot::parts;
use goldaw_bundle::{
    Aids, Attachment, BundleError, Contents, Control, Envelope, HeadSignature, parcel_name,
    seal_from,
};
use goldaw_changes::{Incarnation, StreamId};
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{OfficeId, RecordId, SHARED_SCOPE};
use goldaw_store::{Intent, Write};
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree};
use goldaw_tests::office::{Office, text};
use goldaw_trust::DeviceKeys;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::{District, copy_folder, hand_over, take_over};
use crate::proof::{stream, write_as};
use crate::rehearsal::{looked_at_and_taken, request, state};

/// More than is worth taking at once.
const MANY: u128 = 600;

/// Registers invented people, as a sheet would.
fn register(office: &Office, from: u128, people: u128) {
    office
        .desk()
        .with_session(|session| {
            let intents = (from..from + people).map(registering).collect();
            session.write_many(intents, None)?;
            Ok(())
        })
        .unwrap();
}

fn person(number: u128) -> RecordId {
    Uuid::from_u128(0xA000_0000 + number).into()
}

fn registering(number: u128) -> Intent {
    let fields = [
        ("surname", format!("Orazowa{}", number % 37)),
        ("given_name", format!("Maral{number}")),
    ];
    Intent {
        action: "register_person".to_owned(),
        reason: None,
        writes: vec![Write {
            record: person(number),
            kind: RecordKind::Person,
            fields: fields
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .into_iter()
                .collect(),
        }],
    }
}

/// When the log of an office got the first change of a record. A history taken at once brings the times of who sent it.
fn arrived(office: &Office, record: RecordId) -> u64 {
    office
        .desk()
        .with_session(|session| Ok(session.read().history(record, None)?[0].arrived_at))
        .unwrap()
}

fn people(office: &Office) -> u32 {
    office
        .desk()
        .with_session(|session| Ok(session.read().people_count()?))
        .unwrap()
}

fn at_rest(scope_of: &Office, offices: &[(&str, &Office)]) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
    }
}

fn left(from: &Office, to: &Office) -> Value {
    let count = json!({ "to": id_of(to).to_string() });
    from.call("count_hand_over", count)["changes"].clone()
}

/// An office with years of work, and its second computer that has just joined and is known at the first.
fn two_desks(district: &District) -> (Office, Office) {
    let one = district.joined("one", "AH-GDP");
    register(&one, 0, MANY);
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    one.call("write_note", json!({ "case": case, "text": "years ago" }));
    let two = district.joined("two", "AH-GDP");
    take_over(&one, &hand_over(&two, Some(&two), &district.stick("s")));
    (one, two)
}

#[test]
fn a_new_computer_gets_everything_from_the_next_desk_and_both_go_on() {
    let district = District::new();
    let stick = district.stick("s");
    let (one, two) = two_desks(&district);
    // It did not wait for the stick.
    let (_, case) = two.open_case("Orazowa", "Maral");
    let before = two.call("case", json!(case))["card"].clone();

    let parcel = hand_over(&one, Some(&one), &stick);
    let preview = looked_at_and_taken(&two, &parcel);
    assert_eq!(arrived(&two, person(7)), arrived(&one, person(7)));
    assert_eq!(preview["count"]["people"], MANY as u64 + 1);
    assert_eq!(preview["count"]["cases"], 1);
    assert_eq!(preview["count"]["notes"], 1);
    assert_eq!(preview["refused"], json!([]));
    assert_eq!(preview["waiting"], 0);
    assert_eq!(preview["people"].as_array().unwrap().len(), 50);
    assert_eq!(people(&two), MANY as u32 + 2);
    assert_eq!(two.call("case", json!(case))["card"], before);
    let last = two.call("last_receipt", json!({}));
    let undo = json!({ "parcel": last["parcel"], "reason": "by mistake" });
    let no = two.ask("undo_receipt", undo).unwrap_err();
    assert_eq!(no.code, "nothing-to-undo", "an office is not taken back");
    let again = take_over(&two, &parcel);
    assert_eq!(again["preview"]["count"]["changes"], 0);

    take_over(&one, &hand_over(&two, Some(&two), &stick));
    at_rest(&one, &[("one", &one), ("two", &two)]);
    assert_eq!(left(&one, &one), 0, "what the other holds it has said");
    // From now on one by one, both ways, and to the centre.
    for (round, office) in [&two, &one, &two].into_iter().enumerate() {
        register(office, 5_000 + round as u128, 1);
        let other = if round == 1 { &two } else { &one };
        take_over(other, &hand_over(office, Some(&one), &stick));
    }
    take_over(&district.centre, &hand_over(&two, None, &stick));
    let answer = hand_over(&district.centre, Some(&one), &stick);
    take_over(&one, &answer);
    take_over(&two, &answer);
    let all = [("one", &one), ("two", &two), ("centre", &district.centre)];
    at_rest(&one, &all);

    // A third computer gets it from the second, which got it itself.
    let three = district.joined("three", "AH-GDP");
    assert_eq!(people(&three), MANY as u32 + 5, "from the centre");
    register(&three, 9_000, 1);
    take_over(&two, &hand_over(&three, Some(&one), &stick));
    take_over(&three, &hand_over(&two, Some(&one), &stick));
    at_rest(&one, &[("two", &two), ("three", &three)]);
}

#[test]
fn the_centre_brings_the_history_of_an_office_with_its_answer() {
    let district = District::new();
    let stick = district.stick("s");
    let one = district.joined("one", "AH-GDP");
    let neighbour = district.joined("neighbour", "AH-BHD");
    register(&one, 0, MANY);
    register(&neighbour, 20_000, 300);
    for office in [&one, &neighbour] {
        take_over(&district.centre, &hand_over(office, None, &stick));
    }
    let two = district.joined("two", "AH-GDP");
    let centre = &district.centre;
    assert_eq!(arrived(&two, person(7)), arrived(centre, person(7)));
    assert_eq!(people(&two), MANY as u32, "and nothing of the neighbour's");
    log_and_tables_agree("two", &two);
    register(&two, 5_000, 1);
    take_over(centre, &hand_over(&two, None, &stick));
    take_over(&one, &hand_over(centre, Some(&one), &stick));
    at_rest(&one, &[("one", &one), ("two", &two), ("centre", centre)]);
}

#[test]
fn sticks_that_cross_bring_each_change_once() {
    let district = District::new();
    let stick = district.stick("s");
    let (one, two) = two_desks(&district);
    let first = hand_over(&one, Some(&one), &stick);
    register(&one, 5_000, 1);
    let second = hand_over(&one, Some(&one), &stick);
    // The second comes to a store that holds the history: what is new in it is taken all the same.
    take_over(&two, &first);
    let taken = looked_at_and_taken(&two, &second);
    assert_eq!(taken["count"]["changes"], 1);
    assert!(taken["already_here"].as_u64().unwrap() > MANY as u64);
    assert_eq!(arrived(&two, person(7)), arrived(&one, person(7)));
    take_over(&two, &first);
    take_over(&one, &hand_over(&two, Some(&two), &stick));
    at_rest(&one, &[("one", &one), ("two", &two)]);
}

#[test]
fn a_computer_with_much_of_its_own_takes_the_history_one_by_one() {
    let district = District::new();
    let stick = district.stick("s");
    let (one, two) = two_desks(&district);
    register(&two, 40_000, 1_001);
    let parcel = hand_over(&one, Some(&one), &stick);
    let taken = looked_at_and_taken(&two, &parcel);
    assert_eq!(taken["count"]["people"], MANY as u64 + 1);
    assert_ne!(arrived(&two, person(7)), arrived(&one, person(7)));
    take_over(&one, &hand_over(&two, Some(&two), &stick));
    at_rest(&one, &[("one", &one), ("two", &two)]);
}

#[test]
fn a_computer_put_back_to_its_first_day_gets_its_own_work_back_and_a_new_life() {
    let district = District::new();
    let stick = district.stick("s");
    let (one, two) = two_desks(&district);
    two.call("lock", json!({}));
    copy_folder(&district.folder("two"), &district.folder("kept"));
    two.unlock();
    register(&two, 5_000, 3);
    take_over(&one, &hand_over(&two, Some(&two), &stick));
    two.call("lock", json!({}));
    copy_folder(&district.folder("kept"), &district.folder("put-back"));
    let back = Office::at(&district.folder("put-back"));
    back.unlock();
    // The first computer does not know yet that it holds less than it said.
    take_over(&one, &hand_over(&back, Some(&back), &stick));
    take_over(&back, &hand_over(&one, Some(&one), &stick));
    assert!(people(&back) >= MANY as u32 + 4, "its own work too");
    register(&back, 6_000, 1);
    take_over(&one, &hand_over(&back, Some(&back), &stick));
    if left(&one, &one) != json!(0) {
        take_over(&back, &hand_over(&one, Some(&one), &stick));
    }
    at_rest(&one, &[("one", &one), ("put back", &back)]);
    let incidents = one.call("incidents", json!({}));
    assert!(!incidents.as_array().unwrap().is_empty());
}

/// What a bundle with a history is made of.
struct Crafted {
    signatures: Vec<HeadSignature>,
    runs: Vec<Vec<u8>>,
    /// Made last, of the runs.
    parts: fn(Vec<Attachment>) -> Vec<Attachment>,
}

/// Seals by hand what the first computer holds, whatever lies in it, for the second.
fn crafted(from: &Office, to: &Office, stick: &Path, edit: impl Fn(&mut Crafted)) -> PathBuf {
    const BUNDLE: (u64, [u8; 16]) = (900, [5; 16]);
    let receiver = to
        .desk()
        .with_session(|session| Ok(session.device()))
        .unwrap();
    let bytes = from
        .desk()
        .with_session(|session| {
            let frontier = session.read().frontier()?;
            let scopes: Vec<OfficeId> = frontier.iter().map(|head| head.stream.scope).collect();
            let snapshot = session.store_mut().snapshot(&scopes)?.unwrap();
            let keys = session.store().secret("device_keys")?.unwrap();
            let keys = DeviceKeys::from_secret_bytes(&keys)?;
            let mut signatures = Vec::new();
            for head in &frontier {
                if head.stream.device == session.device() {
                    signatures.push(HeadSignature::sign(*head, &keys));
                } else if let Some(kept) = session.read().head_signature(&head.hash)? {
                    signatures.push(HeadSignature {
                        head: *head,
                        device: kept.device.uuid(),
                        signature: kept.signature.as_slice().try_into().unwrap(),
                    });
                }
            }
            let mut crafted = Crafted {
                signatures,
                runs: snapshot.runs,
                parts: |parts| parts,
            };
            edit(&mut crafted);
            let attachments = parts(&crafted.runs, snapshot.changes, BUNDLE)?;
            let contents = Contents {
                envelope: Envelope {
                    sender_office: session.office().id.uuid(),
                    made_at_ms: 0,
                    previous: None,
                    roster: None,
                },
                control: Control {
                    frontier,
                    ..Control::default()
                },
                changes: Vec::new(),
                head_signatures: crafted.signatures,
                attachments: (crafted.parts)(attachments),
            };
            let roster = session.roster().unwrap();
            let receiver = &roster.device(receiver.uuid()).unwrap().public;
            let to = (&[receiver][..], BUNDLE.0, BUNDLE.1);
            let none = std::iter::empty::<Result<_, BundleError>>();
            Ok(seal_from(&contents, none, Aids::NONE, &keys, to)?)
        })
        .unwrap();
    let path = stick.join(parcel_name(&bytes));
    std::fs::write(&path, bytes).unwrap();
    path
}

fn refused(preview: &Value) -> Vec<String> {
    let lines = preview["refused"].as_array().unwrap().iter();
    lines.map(|line| text(line["reason"].clone())).collect()
}

/// What admission leaves out of changes that come one by one it leaves out of a history; what is honest beside it is taken.
#[test]
fn what_may_not_be_brought_or_written_is_left_out_of_a_history() {
    type Spoil = fn(&District, &Office, &Office);
    let table: [(&str, &str, Spoil); 4] = [
        (
            "another office's scope",
            "change-foreign",
            |district, one, _| {
                let neighbour = district.joined("neighbour", "AH-BHD");
                let stream = StreamId {
                    scope: id_of(&neighbour),
                    ..stream(one, id_of(one))
                };
                write_as(one, stream, registering(9_999));
            },
        ),
        ("a computer nobody knows", "change-foreign", |_, one, _| {
            let stream = StreamId {
                device: Uuid::from_u128(77).into(),
                incarnation: Incarnation(Uuid::from_u128(78)),
                scope: id_of(one),
            };
            write_as(one, stream, registering(9_999));
        }),
        (
            "a chain its computer did not sign",
            "change-unproven",
            |_, one, two| {
                let stream = StreamId {
                    scope: id_of(one),
                    ..stream(two, SHARED_SCOPE)
                };
                write_as(one, stream, registering(9_999));
            },
        ),
        (
            "what only others may write",
            "change-not-theirs",
            |district, one, _| {
                let stream = stream(one, SHARED_SCOPE);
                let centre = RecordId::from(id_of(&district.centre));
                let name = Write::field(centre, RecordKind::Office, "name", json!("taken over"));
                let intent = Intent {
                    action: "rename".to_owned(),
                    reason: None,
                    writes: vec![name],
                };
                write_as(one, stream, intent);
            },
        ),
    ];
    for (what, reason, spoil) in table {
        let district = District::new();
        let (one, two) = two_desks(&district);
        spoil(&district, &one, &two);
        let parcel = crafted(&one, &two, &district.stick("s"), |_| {});
        let taken = looked_at_and_taken(&two, &parcel);
        assert_eq!(refused(&taken), [reason], "{what}");
        assert_eq!(people(&two), MANY as u32 + 1, "{what}");
        assert_ne!(arrived(&two, person(7)), arrived(&one, person(7)), "{what}");
        let taken = two
            .desk()
            .with_session(|session| Ok(session.read().document(person(9_999))?.is_some()));
        assert!(!taken.unwrap(), "{what}");
        log_and_tables_agree(what, &two);
    }
}

#[test]
fn a_head_without_a_signature_proves_nothing() {
    let district = District::new();
    let (one, two) = two_desks(&district);
    let own = stream(&one, id_of(&one));
    let parcel = crafted(&one, &two, &district.stick("s"), |crafted| {
        crafted
            .signatures
            .retain(|signed| signed.head.stream != own);
    });
    let taken = looked_at_and_taken(&two, &parcel);
    assert_eq!(refused(&taken), ["change-unproven"]);
    assert_eq!(people(&two), 0);
    log_and_tables_agree("two", &two);
    // It comes again, with its proof.
    take_over(&two, &hand_over(&one, Some(&one), &district.stick("s")));
    take_over(&one, &hand_over(&two, Some(&two), &district.stick("s")));
    at_rest(&one, &[("one", &one), ("two", &two)]);
}

#[test]
fn a_history_that_is_not_what_it_says_refuses_the_bundle_and_changes_nothing() {
    type Edit = fn(&mut Crafted);
    let bomb = |crafted: &mut Crafted| {
        let mut run = (24u32 << 20).to_le_bytes().to_vec();
        run.extend(crafted.runs[0][4..].repeat(50));
        crafted.runs = vec![run; 20];
    };
    let table: [(&str, &str, Edit); 6] = [
        ("a run less", "bundle-forged", |crafted| {
            crafted.runs.pop();
        }),
        ("cut short", "bundle-forged", |crafted| {
            crafted.parts = |mut parts| {
                parts.pop();
                parts
            };
        }),
        ("doubled", "bundle-forged", |crafted| {
            crafted.parts = |parts| [parts.clone(), parts].concat();
        }),
        ("a run twice", "bundle-damaged", |crafted| {
            let twice = crafted.runs[0].clone();
            crafted.runs.insert(0, twice[..twice.len() / 2].to_vec());
        }),
        ("bytes that are no run", "bundle-damaged", |crafted| {
            crafted.runs[0] = vec![1; 5_000];
        }),
        ("a bomb", "bundle-damaged", bomb),
    ];
    let district = District::new();
    let stick = district.stick("s");
    let (one, two) = two_desks(&district);
    // Two runs at least.
    register(&one, 10_000, 1_200);
    let before = state(&two);
    for (what, code, edit) in table {
        let parcel = crafted(&one, &two, &stick, edit);
        for call in ["preview_parcel", "take_over"] {
            let refused = two.ask(call, request(&parcel)).unwrap_err();
            assert_eq!(refused.code, code, "{what}");
            assert_eq!(state(&two), before, "{what}");
        }
    }
    take_over(&two, &hand_over(&one, Some(&one), &stick));
    take_over(&one, &hand_over(&two, Some(&two), &stick));
    at_rest(&one, &[("one", &one), ("two", &two)]);
}
