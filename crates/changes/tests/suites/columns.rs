//! Columns: every run of changes comes back byte for byte, and whatever else is read is refused.

use crate::bytes::{changes, header, payload};
use crate::history::{play, steps};
use goldaw_changes::columns::{
    ColumnsError, Decoded, KnownRecords, Limits, NothingKnown, RecordPlace, SaltRun, decode,
    encode, salted,
};
use goldaw_changes::{
    Authorship, ChangeHash, Header, Hlc, MemoryLedger, Operation, Payload, PayloadHash, RawChange,
    StreamId, write_change_in_run,
};
use goldaw_domain::ids::RecordId;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

const LIMITS: Limits = Limits {
    changes: 1000,
    bytes: 1 << 20,
};

fn read(bytes: &[u8]) -> Result<Decoded, ColumnsError> {
    decode(bytes, &NothingKnown, LIMITS)
}

fn written(changes: &[RawChange]) -> Vec<u8> {
    encode(changes, &[], &NothingKnown).bytes
}

fn stream() -> StreamId {
    header().stream
}

fn write(record: u128, kind: &str, fields: Value) -> Operation {
    Operation::Write {
        record: Uuid::from_u128(record).into(),
        kind: kind.to_owned(),
        fields: serde_json::from_value(fields).unwrap(),
    }
}

/// Payloads of an ordinary office: every class of value, some of them twice.
fn payloads() -> Vec<Payload> {
    let person = 0x0198_2d5e_7c00_7000_8000_0000_0000_0000_u128;
    let register = |number: u128, surname: &str, born: &str, phone: &str| Payload {
        salt: (0x1111 * (number + 1)).to_le_bytes(),
        action: "register_person".to_owned(),
        reason: None,
        form: Some("person-3".to_owned()),
        operations: vec![
            write(
                person + number,
                "person",
                json!({
                    "surname": surname, "born": born, "phone": phone, "sex": "woman", "income": 1200 + number as u64,
                    "debt": -5 - number as i64, "disabled": number == 1, "died_on": null, "needs": ["food", {"b": 1}],
                }),
            ),
            write(
                person + 100 + number,
                "case",
                json!({"person": Uuid::from_u128(person + number).to_string(), "opened_on": "2026-11-24"}),
            ),
        ],
        extra: Vec::new(),
    };
    let mut all = vec![
        register(0, "Orazowa", "1950-02-28", "+99365123456"),
        register(1, "Görogly", "1948-12-31", "+99365987650"),
        register(2, "Orazowa", "1950-02-30", "8 (12) 3"),
        payload(),
        Payload {
            reason: Some("came in person".to_owned()),
            operations: vec![write(
                person,
                "person",
                json!({"surname": "Atayewa", "sex": "woman"}),
            )],
            action: "correct_person".to_owned(),
            ..register(9, "", "", "")
        },
    ];
    all[2].extra = vec![0xa1, 0x05, 0x80];
    all
}

/// Changes of one computer with these payloads, each after the one before.
fn chain(payloads: Vec<Payload>) -> Vec<RawChange> {
    let mut previous = None;
    let mut changes = Vec::new();
    for (number, payload) in payloads.iter().enumerate() {
        let first = Header {
            sequence: number as u64 + 1,
            previous,
            seen: Vec::new(),
            hlc: Hlc::new(1_795_564_800_000 + 61_234 * number as u64, 0),
            ..header()
        };
        let change = RawChange::write(&first, payload).unwrap();
        previous = Some(change.hash());
        changes.push(change);
    }
    changes
}

/// An ordinary run, and at its end one change of each odd sort.
pub fn sample() -> Vec<RawChange> {
    let mut changes = chain(payloads());
    let hash = changes[4].hash();
    let next = |sequence: u64, seen: Vec<ChangeHash>| Header {
        sequence,
        previous: Some(hash),
        seen,
        hlc: Hlc(header().hlc.0 + sequence),
        ..header()
    };
    // Two changes after the same one, of which one has seen a change of the run and one from outside; no payload.
    let mut seen = vec![changes[0].hash(), ChangeHash([7; 32])];
    seen.sort();
    for heads in [seen, vec![ChangeHash([7; 32])]] {
        let mut erased = RawChange::write(&next(6, heads), &payload()).unwrap();
        erased.payload = None;
        changes.push(erased);
    }
    // A newer header's extra; a payload of a newer format; a payload that is not the one named; a newer header; rubbish.
    let mut newer = RawChange::write(
        &Header {
            extra: vec![0xa1, 0x01, 0x02],
            ..next(7, Vec::new())
        },
        &payload(),
    )
    .unwrap();
    changes.push(newer.clone());
    let body = vec![0x82, 0x02, 0x60];
    changes.push(RawChange {
        header: goldaw_changes::format::encode_header(&Header {
            payload_hash: PayloadHash::of(&body),
            ..next(9, Vec::new())
        })
        .unwrap(),
        payload: Some(body.clone()),
    });
    newer.payload.clone_from(&changes[0].payload);
    changes.push(newer);
    for header in [vec![0x82, 0x02, 0x60], Vec::new()] {
        changes.push(RawChange {
            header,
            payload: Some(body.clone()),
        });
    }
    changes.push(RawChange {
        header: vec![1],
        payload: None,
    });
    changes
}

#[test]
fn an_ordinary_run_with_every_odd_sort_comes_back() {
    let changes = sample();
    let bytes = written(&changes);
    assert_eq!(read(&bytes).unwrap().changes, changes);
    let whole: usize = changes
        .iter()
        .map(|change| change.header.len() + change.payload.as_ref().map_or(0, Vec::len))
        .sum();
    println!("{whole} bytes by row, {} by column", bytes.len());
    assert!(bytes.len() * 2 < whole);
    assert_eq!(read(&written(&[])).unwrap().changes, []);
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused_or_gives_changes_with_other_hashes() {
    let changes = sample();
    let hashes = |changes: &[RawChange]| -> Vec<(ChangeHash, Option<PayloadHash>)> {
        let of = |change: &RawChange| {
            (
                change.hash(),
                change.payload.as_deref().map(PayloadHash::of),
            )
        };
        changes.iter().map(of).collect()
    };
    let (bytes, own) = (written(&changes), hashes(&changes));
    let mut taken = 0;
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            if let Ok(other) = read(&flipped) {
                assert_ne!(hashes(&other.changes), own, "bit {bit} of byte {at}");
                taken += 1;
            }
        }
        assert!(read(&bytes[..at]).is_err(), "cut at {at}");
    }
    println!("{taken} of {} flips gave other changes", bytes.len() * 8);
}

#[test]
fn bytes_behind_the_end_are_refused() {
    let mut bytes = written(&sample());
    bytes.push(0);
    assert_eq!(read(&bytes), Err(ColumnsError::Damaged));
}

#[test]
fn more_than_the_limits_allow_is_refused_however_few_bytes_say_it() {
    let changes = chain(vec![payload(); 20]);
    let bytes = written(&changes);
    let limited = |changes, bytes_allowed| {
        let limits = Limits {
            changes,
            bytes: bytes_allowed,
        };
        decode(&bytes, &NothingKnown, limits).map(drop)
    };
    assert_eq!(limited(20, 1 << 20), Ok(()));
    assert_eq!(limited(19, 1 << 20), Err(ColumnsError::TooLarge));
    let whole: usize = changes
        .iter()
        .map(|change| change.header.len() + change.payload.as_ref().map_or(0, Vec::len))
        .sum();
    assert_eq!(limited(20, whole), Ok(()));
    assert_eq!(limited(20, whole - 1), Err(ColumnsError::TooLarge));
    // One long word, named a thousand times by a byte each: half a gigabyte as rows.
    let long = "a".repeat(500_000);
    let bomb: Vec<Payload> = (0..1000)
        .map(|_| Payload {
            operations: vec![write(1, "note", json!({ "text": "placeholder" }))],
            ..payload()
        })
        .collect();
    let bomb = written(&chain(bomb));
    let at = bomb
        .windows(11)
        .position(|window| window == b"placeholder")
        .unwrap();
    let mut longer = bomb.clone();
    longer.splice(at..at + 11, long.bytes());
    assert!(read(&longer).is_err());
}

#[test]
fn a_kind_with_thousands_of_fields_costs_no_more_than_its_bytes() {
    let names: Value = (0..3000)
        .map(|number| (format!("field_{number}"), json!(number)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let mut operations = vec![write(1, "wide", names)];
    operations
        .extend((0..900).map(|number| write(1, "wide", json!({ format!("field_{number}"): 1 }))));
    let changes = chain(vec![Payload {
        operations,
        ..payload()
    }]);
    let bytes = written(&changes);
    assert!(bytes.len() < 80_000, "{}", bytes.len());
    assert_eq!(read(&bytes).unwrap().changes, changes);
}

#[test]
fn salts_of_a_run_are_carried_as_one_seed_and_erasing_one_payload_makes_the_others_stand_alone() {
    let seed = [5; 16];
    let run = SaltRun {
        stream: stream(),
        first: 1,
        last: 5,
        seed,
    };
    let payloads: Vec<Payload> = payloads()
        .into_iter()
        .zip(1..)
        .map(|(payload, sequence)| salted(payload, &seed, &stream(), sequence).unwrap())
        .collect();
    let changes = chain(payloads);
    let alone = written(&changes);
    let by_seed = encode(&changes, std::slice::from_ref(&run), &NothingKnown).bytes;
    // Sixteen bytes a change less, sixteen for the seed and one byte a change for naming it.
    assert!(by_seed.len() + 5 * 16 - 16 - 5 <= alone.len());
    assert_eq!(
        read(&by_seed),
        Ok(Decoded {
            changes: changes.clone(),
            runs: vec![run.clone()]
        })
    );
    assert_eq!(read(&alone).unwrap().changes, changes);

    let mut erased = changes;
    erased[2].payload = None;
    let bytes = encode(&erased, std::slice::from_ref(&run), &NothingKnown).bytes;
    assert!(!bytes.windows(16).any(|window| window == seed));
    assert_eq!(bytes, written(&erased));
}

#[test]
fn a_change_written_in_a_run_has_the_salt_its_place_gives() {
    let authorship = Authorship {
        stream: stream(),
        hlc: header().hlc,
        author: header().author,
        office: header().office,
        role: "worker".to_owned(),
        program: 1,
    };
    let seed = [6; 16];
    let ledger = MemoryLedger::new();
    let change = write_change_in_run(&ledger, authorship, payload(), &seed).unwrap();
    let expected = salted(payload(), &seed, &stream(), 1).unwrap();
    assert_eq!(change.read_payload(), Ok(Some(expected)));
}

#[test]
fn the_same_content_at_another_place_and_other_content_at_the_same_place_have_other_salts() {
    let seed = [5; 16];
    let salt =
        |payload: Payload, sequence| salted(payload, &seed, &stream(), sequence).unwrap().salt;
    let other = Payload {
        reason: None,
        ..payload()
    };
    assert_ne!(salt(payload(), 1), salt(payload(), 2));
    assert_ne!(salt(payload(), 1), salt(other, 1));
    let resalted = Payload {
        salt: [9; 16],
        ..payload()
    };
    assert_eq!(salt(payload(), 1), salt(resalted, 1));
}

/// Knows the records of a chain by the place of their first write.
struct Held(Vec<(RecordId, RecordPlace)>);

impl KnownRecords for Held {
    fn place(&self, record: RecordId) -> Option<RecordPlace> {
        let found = self.0.iter().find(|(known, _)| *known == record);
        found.map(|(_, place)| *place)
    }

    fn record(&self, place: &RecordPlace) -> Option<RecordId> {
        let found = self.0.iter().find(|(_, known)| known == place);
        found.map(|(record, _)| *record)
    }
}

#[test]
fn records_the_reader_holds_are_named_by_place_and_refused_by_name_where_they_are_not_held() {
    let head = ChangeHash([3; 32]);
    let id = |number: u128| Uuid::from_u128(0x0198_2d5e_7c00_7000_8000_0000_0000_0000 + number);
    let held = Held(
        (0..40)
            .map(|number| {
                let place = RecordPlace {
                    head,
                    sequence: 900 + number as u64,
                    operation: 0,
                };
                (id(number).into(), place)
            })
            .collect(),
    );
    let edits: Vec<Payload> = (0..50)
        .map(|number| Payload {
            operations: vec![write(
                id(number).as_u128(),
                "case",
                json!({"person": id(50 - number).to_string(), "status": "open"}),
            )],
            ..payload()
        })
        .collect();
    let changes = chain(edits);
    let bytes = encode(&changes, &[], &held).bytes;
    assert!(bytes.len() + 40 * 6 < written(&changes).len());
    let limits = LIMITS;
    assert_eq!(decode(&bytes, &held, limits).unwrap().changes, changes);
    assert_eq!(
        decode(&bytes, &NothingKnown, limits),
        Err(ColumnsError::NotHeld)
    );
    // Whoever holds something else at those places is not misled.
    let mut shifted = Held(held.0.clone());
    for (_, place) in &mut shifted.0 {
        place.sequence = 1839 - place.sequence;
    }
    assert_eq!(decode(&bytes, &shifted, limits), Err(ColumnsError::Damaged));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_changes_come_back(changes in changes(), repeat in any::<bool>()) {
        let mut changes = changes;
        if repeat {
            changes.extend(changes.clone());
        }
        let bytes = written(&changes);
        prop_assert_eq!(read(&bytes).unwrap().changes, changes);
    }

    #[test]
    fn changes_of_whole_offices_come_back(steps in steps(3, 60)) {
        let office = play(3, &steps);
        for device in &office.devices {
            let changes = device.ledger.missing_for(&[], &[], usize::MAX);
            prop_assert_eq!(read(&written(&changes)).unwrap().changes, changes);
        }
    }

    #[test]
    fn bent_bytes_never_panic_and_what_still_reads_is_written_the_same(
        bends in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..4),
    ) {
        let mut bytes = written(&sample());
        for (at, byte, how) in bends {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes[at] = bytes[at].wrapping_add(1),
                2 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
        }
        if let Ok(decoded) = read(&bytes) {
            prop_assert_eq!(encode(&decoded.changes, &decoded.runs, &NothingKnown).bytes, bytes);
        }
    }

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }
}

/// Runs whose columns are kept: one with every sort of change, one with salts from a seed.
fn kept_runs() -> Vec<(&'static str, Vec<RawChange>, Vec<SaltRun>)> {
    let run = SaltRun {
        stream: stream(),
        first: 1,
        last: 5,
        seed: *b"sixteen of seed!",
    };
    let payloads = payloads()
        .into_iter()
        .zip(1..)
        .map(|(payload, sequence)| salted(payload, &run.seed, &run.stream, sequence).unwrap());
    let salted = chain(payloads.collect());
    vec![("odd", sample(), Vec::new()), ("salted", salted, vec![run])]
}

fn kept(name: &str, changes: &[RawChange], columns: &[u8]) -> String {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let mut lines = String::new();
    for change in changes {
        lines += &format!("{name} header: {}\n", hex(&change.header));
        if let Some(payload) = &change.payload {
            lines += &format!("{name} payload: {}\n", hex(payload));
        }
    }
    lines + &format!("{name} columns: {}\n", hex(columns))
}

#[test]
fn the_columns_of_format_1_never_change() {
    let mut lines = String::new();
    for (name, changes, runs) in kept_runs() {
        let columns = encode(&changes, &runs, &NothingKnown).bytes;
        assert_eq!(
            read(&columns),
            Ok(Decoded {
                changes: changes.clone(),
                runs
            })
        );
        lines += &kept(name, &changes, &columns);
    }
    assert!(lines == include_str!("../golden/columns-v1.txt"));
}

/// Prints the vectors of a new format, once: `cargo test -p goldaw-changes -- --ignored --nocapture print_the_golden_columns`.
#[test]
#[ignore = "prints what is kept for ever"]
fn print_the_golden_columns() {
    for (name, changes, runs) in kept_runs() {
        let columns = encode(&changes, &runs, &NothingKnown).bytes;
        print!("{}", kept(name, &changes, &columns));
    }
}
