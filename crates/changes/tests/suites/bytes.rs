//! Bytes: what is written can be read, what is read would be written the same, and everything else is refused.

use goldaw_changes::format::{
    FormatError, MAX_HEADER, decode_header, decode_payload, encode_header, encode_payload,
};
use goldaw_changes::{
    ChangeHash, Header, Hlc, Incarnation, MemoryLedger, Operation, Payload, PayloadHash, RawChange,
    Refusal, StreamId, merge,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

/// A header with every part filled in.
pub fn header() -> Header {
    Header {
        stream: StreamId {
            device: Uuid::from_u128(0x0d).into(),
            incarnation: Incarnation(Uuid::from_u128(0x1c)),
            scope: Uuid::from_u128(0x0f).into(),
        },
        sequence: 2,
        previous: Some(ChangeHash([7; 32])),
        seen: vec![ChangeHash([1; 32]), ChangeHash([0x80; 32])],
        hlc: Hlc::new(1_795_564_800_000, 3),
        author: Uuid::from_u128(0x3a).into(),
        office: Uuid::from_u128(0x0f).into(),
        role: "worker".to_owned(),
        program: 300,
        payload_hash: PayloadHash([9; 32]),
        extra: Vec::new(),
    }
}

/// A payload with every part filled in.
pub fn payload() -> Payload {
    let fields = json!({
        "name": "Maral", "street_name": "Görogly köçesi", "age": 65, "debt": -70_000, "big": u64::MAX, "small": i64::MIN,
        "needs": ["food", null, true, {"b": 1, "aa": [], "c": false}], "closed": null,
    });
    Payload {
        salt: *b"0123456789abcdef",
        action: "register_person".to_owned(),
        reason: Some("came in person".to_owned()),
        form: None,
        operations: vec![
            Operation::Write {
                record: Uuid::from_u128(0x55).into(),
                kind: "person".to_owned(),
                fields: serde_json::from_value(fields).unwrap(),
            },
            Operation::Unknown(vec![0x82, 0x01, 0x41, 0xff]),
        ],
        extra: Vec::new(),
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-30i64..300).prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(".{0,30}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => (any::<u128>(), "[a-z_]{0,30}", prop::collection::btree_map(".{0,20}", value(), 0..6)).prop_map(
            |(record, kind, fields)| Operation::Write { record: Uuid::from_u128(record).into(), kind, fields }
        ),
        1 => (1u8..24, prop::collection::vec(any::<u8>(), 0..24)).prop_map(|(code, content)| {
            let mut item = vec![0x82, code];
            item.push(if content.len() < 24 { 0x40 | content.len() as u8 } else { 0x58 });
            item.extend(content);
            Operation::Unknown(item)
        }),
    ]
}

fn payloads() -> impl Strategy<Value = Payload> {
    let text = prop::option::of(".{0,40}");
    (
        any::<[u8; 16]>(),
        "[a-z_]{0,60}",
        text.clone(),
        "[a-z]{0,9}",
        prop::collection::vec(operation(), 0..5),
        any::<bool>(),
    )
        .prop_map(|(salt, action, reason, form, operations, newer)| Payload {
            salt,
            action,
            reason,
            form: Some(form),
            operations,
            extra: if newer {
                vec![0xa1, 0x05, 0x80]
            } else {
                Vec::new()
            },
        })
}

/// Changes of every sort: whole, erased, with a payload that is not theirs, with bytes of no format.
pub fn changes() -> impl Strategy<Value = Vec<RawChange>> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..60);
    let change = (headers(), payloads(), 0u8..8, bytes(), bytes()).prop_map(
        |(header, payload, sort, some, other)| {
            let mut change = RawChange::write(&header, &payload).unwrap();
            match sort {
                0 => change.payload = None,
                1 => change.payload = Some(some),
                2 => change.header = some,
                3 => {
                    change = RawChange {
                        header: some,
                        payload: Some(other),
                    }
                }
                4 => change.header = encode_header(&header).unwrap(),
                _ => {}
            }
            change
        },
    );
    prop::collection::vec(change, 0..12)
}

fn headers() -> impl Strategy<Value = Header> {
    let ids = prop::array::uniform5(any::<u128>());
    let seen = prop::collection::btree_set(any::<[u8; 32]>(), 0..6);
    (
        ids,
        1u64..=u64::MAX,
        any::<[u8; 32]>(),
        seen,
        0u64..1 << 63,
        "[a-z]{0,60}",
        any::<u32>(),
        any::<bool>(),
    )
        .prop_map(
            |(
                [device, incarnation, scope, author, office],
                sequence,
                hash,
                seen,
                hlc,
                role,
                program,
                newer,
            )| Header {
                stream: StreamId {
                    device: Uuid::from_u128(device).into(),
                    incarnation: Incarnation(Uuid::from_u128(incarnation)),
                    scope: Uuid::from_u128(scope).into(),
                },
                sequence,
                previous: (sequence > 1).then_some(ChangeHash(hash)),
                seen: seen.into_iter().map(ChangeHash).collect(),
                hlc: Hlc(hlc),
                author: Uuid::from_u128(author).into(),
                office: Uuid::from_u128(office).into(),
                role,
                program,
                payload_hash: PayloadHash(hash),
                extra: if newer {
                    vec![0xa1, 0x18, 0x64, 0xf6]
                } else {
                    Vec::new()
                },
            },
        )
}

proptest! {
    #[test]
    fn a_header_survives_bytes_and_back(header in headers()) {
        prop_assert_eq!(decode_header(&encode_header(&header).unwrap()), Ok(header));
    }

    #[test]
    fn a_payload_survives_bytes_and_back(payload in payloads()) {
        prop_assert_eq!(decode_payload(&encode_payload(&payload).unwrap()), Ok(payload));
    }

    #[test]
    fn another_cbor_reader_understands_a_payload(payload in payloads()) {
        // minicbor's own walk, which knows nothing of canonical form, must end exactly at the end.
        let bytes = encode_payload(&payload).unwrap();
        let mut decoder = minicbor::Decoder::new(&bytes);
        decoder.skip().unwrap();
        prop_assert_eq!(decoder.position(), bytes.len());
    }

    #[test]
    fn any_bytes_are_refused_or_come_back_the_same(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(header) = decode_header(&bytes) {
            prop_assert_eq!(encode_header(&header).unwrap(), bytes.clone());
        }
        if let Ok(payload) = decode_payload(&bytes) {
            prop_assert_eq!(encode_payload(&payload).unwrap(), bytes);
        }
    }

    #[test]
    fn bent_bytes_are_refused_or_come_back_the_same(
        payload in payloads(), header in headers(),
        bends in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..4),
    ) {
        let (mut header, mut payload) = (encode_header(&header).unwrap(), encode_payload(&payload).unwrap());
        for (at, byte, how) in bends {
            for bytes in [&mut header, &mut payload] {
                let at = at.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ => drop(bytes.remove(at)),
                }
            }
        }
        if let Ok(read) = decode_header(&header) {
            prop_assert_eq!(encode_header(&read).unwrap(), header);
        }
        if let Ok(read) = decode_payload(&payload) {
            prop_assert_eq!(encode_payload(&read).unwrap(), payload);
        }
    }

    #[test]
    fn any_bytes_in_a_delivery_are_refused_and_leave_the_rest_alone(
        junk in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..80), any::<bool>()), 0..6),
    ) {
        let whole = first_change();
        let mut incoming: Vec<RawChange> = junk
            .into_iter()
            .map(|(bytes, with)| RawChange { payload: with.then(|| bytes.clone()), header: bytes })
            .collect();
        let count = incoming.len();
        incoming.push(whole.clone());
        let Ok(plan) = merge(&MemoryLedger::new(), incoming);
        prop_assert_eq!(plan.refused.len(), count);
        prop_assert_eq!(plan.apply.len(), 1);
        prop_assert_eq!(plan.apply[0].hash, whole.hash());
    }
}

/// A whole change that is the first of its stream.
pub fn first_change() -> RawChange {
    RawChange::write(
        &Header {
            sequence: 1,
            previous: None,
            seen: vec![],
            ..header()
        },
        &payload(),
    )
    .unwrap()
}

#[test]
fn every_flipped_bit_is_refused_or_is_another_change() {
    let whole = first_change();
    let body = whole.payload.clone().unwrap();
    for bit in 0..whole.header.len() * 8 {
        let mut bent = whole.clone();
        bent.header[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(bent.hash(), whole.hash());
    }
    for bit in 0..body.len() * 8 {
        let mut bent = body.clone();
        bent[bit / 8] ^= 1 << (bit % 8);
        let bent = RawChange {
            payload: Some(bent),
            ..whole.clone()
        };
        let Ok(plan) = merge(&MemoryLedger::new(), vec![bent]);
        assert_eq!(plan.refused[0].why, Refusal::PayloadMismatch);
        assert!(plan.apply.is_empty() && plan.cells.is_empty());
    }
}

#[test]
fn a_bent_copy_does_not_keep_the_whole_one_out() {
    let whole = first_change();
    let bent = RawChange {
        payload: Some(vec![0x80]),
        ..whole.clone()
    };
    for order in [vec![bent.clone(), whole.clone()], vec![whole.clone(), bent]] {
        let Ok(plan) = merge(&MemoryLedger::new(), order);
        assert_eq!((plan.refused.len(), plan.apply.len()), (1, 1));
        assert!(plan.apply[0].payload.is_some());
    }
}

#[test]
fn every_cut_and_every_byte_more_is_refused() {
    let (header, body) = (
        encode_header(&header()).unwrap(),
        encode_payload(&payload()).unwrap(),
    );
    for end in 0..header.len() {
        decode_header(&header[..end]).unwrap_err();
    }
    for end in 0..body.len() {
        decode_payload(&body[..end]).unwrap_err();
    }
    assert_eq!(
        decode_header(&[header, vec![0]].concat()),
        Err(FormatError::TrailingBytes)
    );
    assert_eq!(
        decode_payload(&[body, vec![0]].concat()),
        Err(FormatError::TrailingBytes)
    );
}

/// A payload whose one field has a value in given bytes.
fn payload_with_value(value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x86, 0x01, 0x50];
    bytes.extend([0; 16]);
    bytes.extend([0x60, 0xf6, 0xf6, 0x81, 0x84, 0x00, 0x50]);
    bytes.extend([0; 16]);
    bytes.extend([0x61, b'k', 0xa1, 0x61, b'f']);
    bytes.extend(value);
    bytes
}

#[test]
fn the_same_meaning_in_other_bytes_is_refused() {
    for canonical in [
        &[0x17][..],
        &[0x18, 24],
        &[0x37],
        &[0x61, b'a'],
        &[0xa2, 0x61, b'b', 0, 0x62, b'a', b'a', 0],
        &[0xf5],
    ] {
        decode_payload(&payload_with_value(canonical)).unwrap();
    }
    let other: [(&str, &[u8]); 13] = [
        ("a number longer than needed", &[0x18, 0x17]),
        (
            "a number much longer than needed",
            &[0x1b, 0, 0, 0, 0, 0, 0, 1, 0],
        ),
        ("a negative number longer than needed", &[0x38, 0x01]),
        ("a text length longer than needed", &[0x78, 1, b'a']),
        ("a list length longer than needed", &[0x98, 0]),
        ("a list without a length", &[0x9f, 0xff]),
        ("a text in pieces", &[0x7f, 0x61, b'a', 0xff]),
        ("a map without a length", &[0xbf, 0xff]),
        (
            "keys in the wrong order",
            &[0xa2, 0x62, b'a', b'a', 0, 0x61, b'b', 0],
        ),
        ("a key twice", &[0xa2, 0x61, b'a', 0, 0x61, b'a', 0]),
        ("a key that is not text", &[0xa1, 0, 0]),
        ("truth in two bytes", &[0xf8, 0xf5]),
        ("undefined", &[0xf7]),
    ];
    for (what, bytes) in other {
        assert!(
            decode_payload(&payload_with_value(bytes)).is_err(),
            "{what}"
        );
    }
}

#[test]
fn fractions_tags_bytes_and_numbers_out_of_range_are_no_values() {
    for bytes in [
        &[0xf9, 0, 0][..],
        &[0xfa, 0, 0, 0, 0],
        &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
    ] {
        assert_eq!(
            decode_payload(&payload_with_value(bytes)),
            Err(FormatError::Fraction)
        );
    }
    for bytes in [
        &[0xc0, 0x60][..],
        &[0x40],
        &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x61, 0xff],
    ] {
        assert!(
            matches!(
                decode_payload(&payload_with_value(bytes)),
                Err(FormatError::Malformed(_))
            ),
            "{bytes:x?}"
        );
    }
    let mut fraction = payload();
    let Operation::Write { fields, .. } = &mut fraction.operations[0] else {
        panic!()
    };
    fields.insert("weight".to_owned(), json!(1.5));
    assert_eq!(encode_payload(&fraction), Err(FormatError::Fraction));
}

#[test]
fn depth_and_length_are_bounded_before_they_cost_anything() {
    // Two containers stand around the fields, the fields themselves are the third and fourth.
    let nested = |depth: usize| [vec![0x81; depth], vec![0xf6]].concat();
    decode_payload(&payload_with_value(&nested(12))).unwrap();
    assert_eq!(
        decode_payload(&payload_with_value(&nested(13))),
        Err(FormatError::TooDeep)
    );
    assert_eq!(
        decode_payload(&payload_with_value(&nested(100_000))),
        Err(FormatError::TooDeep)
    );
    let mut value = Value::Null;
    for _ in 0..12 {
        value = json!([value]);
    }
    let with = |value: &Value| Payload {
        operations: vec![Operation::Write {
            record: Uuid::nil().into(),
            kind: "k".to_owned(),
            fields: [("f".to_owned(), value.clone())].into(),
        }],
        ..payload()
    };
    encode_payload(&with(&value)).unwrap();
    assert_eq!(
        encode_payload(&with(&json!([value]))),
        Err(FormatError::TooDeep)
    );

    // A list that claims four thousand million entries and holds none.
    assert!(decode_payload(&payload_with_value(&[0x9a, 0xff, 0xff, 0xff, 0xff])).is_err());
    let many = [vec![0x9a, 0, 0x20, 0, 0], vec![0xf6; 0x20_0000]].concat();
    assert_eq!(
        decode_payload(&payload_with_value(&many)),
        Err(FormatError::TooLong("items"))
    );
    assert_eq!(
        decode_header(&vec![0; MAX_HEADER + 1]),
        Err(FormatError::TooLong("header"))
    );
    let long = Header {
        role: "r".repeat(65),
        ..header()
    };
    assert_eq!(encode_header(&long), Err(FormatError::TooLong("role")));
}

#[test]
fn a_header_that_contradicts_itself_is_neither_written_nor_read() {
    let first_with_previous = Header {
        sequence: 1,
        ..header()
    };
    let later_without = Header {
        previous: None,
        ..header()
    };
    let zero = Header {
        sequence: 0,
        previous: None,
        ..header()
    };
    for contradiction in [first_with_previous, later_without, zero] {
        assert_eq!(encode_header(&contradiction), Err(FormatError::Sequence));
    }
    let mut unsorted = header();
    unsorted.seen.reverse();
    assert_eq!(encode_header(&unsorted), Err(FormatError::SeenNotSorted));
    unsorted.seen = vec![ChangeHash([1; 32]); 2];
    assert_eq!(encode_header(&unsorted), Err(FormatError::SeenNotSorted));
    let far = Header {
        hlc: Hlc(1 << 63),
        ..header()
    };
    assert_eq!(encode_header(&far), Err(FormatError::Malformed("time")));
    let mut bytes = encode_header(&header()).unwrap();
    let at = bytes
        .windows(3)
        .position(|window| window == [0x02, 0x58, 0x20])
        .unwrap();
    bytes[at] = 0x01;
    assert_eq!(decode_header(&bytes), Err(FormatError::Sequence));
}
