//! Bytes of newer versions: kept, shown as unread, never lost.

use crate::bytes::{header, payload};
use goldaw_changes::Ledger;
use goldaw_changes::format::{FormatError, encode_header, encode_payload};
use goldaw_changes::{
    Header, Hlc, MemoryLedger, Operation, Payload, PayloadHash, RawChange, Refusal, merge,
};

#[test]
fn what_a_newer_version_added_is_kept_byte_for_byte() {
    let newer = Payload {
        operations: vec![Operation::Unknown(vec![
            0x83, 0x18, 0x63, 0xf6, 0xa1, 0x01, 0x40,
        ])],
        extra: vec![0xa1, 0x01, 0x02],
        ..payload()
    };
    let newer_header = Header {
        sequence: 1,
        previous: None,
        seen: vec![],
        extra: vec![0xa1, 0x01, 0x81, 0xf6],
        ..header()
    };
    let raw = RawChange::write(&newer_header, &newer).unwrap();
    let mut ledger = MemoryLedger::new();
    let Ok(plan) = merge(&ledger, vec![raw.clone()]);
    assert_eq!(plan.apply[0].payload.as_ref(), Some(&newer));
    assert!(plan.cells.is_empty());
    ledger.apply(plan);
    assert_eq!(ledger.missing_for(&[], &[], 9), vec![raw]);

    for forged in [
        vec![],
        vec![0x00],
        vec![0x81, 0x00],
        vec![0x80],
        vec![0x82, 0x01],
        vec![0x81, 0x01, 0x00],
        vec![0x82, 0x01, 0x18, 0x01],
    ] {
        let operations = vec![Operation::Unknown(forged.clone())];
        assert!(
            encode_payload(&Payload {
                operations,
                ..payload()
            })
            .is_err(),
            "{forged:x?}"
        );
    }
    for forged in [
        vec![0xa0],
        vec![0x01],
        vec![0xa1, 0x01, 0x01, 0x00],
        vec![0xa2, 0x02, 0x00, 0x01, 0x00],
    ] {
        assert!(
            encode_header(&Header {
                extra: forged.clone(),
                ..header()
            })
            .is_err(),
            "{forged:x?}"
        );
    }
}

#[test]
fn a_payload_of_a_newer_format_is_kept_unread_and_the_log_goes_on() {
    let body = vec![0x82, 0x02, 0x60];
    let first = Header {
        sequence: 1,
        previous: None,
        seen: vec![],
        payload_hash: PayloadHash::of(&body),
        ..header()
    };
    let first = RawChange {
        header: encode_header(&first).unwrap(),
        payload: Some(body),
    };
    let second = Header {
        previous: Some(first.hash()),
        seen: vec![],
        hlc: Hlc(header().hlc.0 + 1),
        ..header()
    };
    let second = RawChange::write(&second, &payload()).unwrap();
    let mut ledger = MemoryLedger::new();
    let Ok(plan) = merge(&ledger, vec![second, first.clone()]);
    assert_eq!(plan.apply.len(), 2);
    assert_eq!(plan.apply[0].unreadable, Some(FormatError::NewerFormat(2)));
    assert_eq!(plan.apply[0].raw, first);
    ledger.apply(plan);
    let Ok(position) = ledger.position(&first.hash());
    assert!(!position.unwrap().wants_payload);
}

#[test]
fn a_header_of_a_newer_format_is_refused_by_name_and_its_descendants_wait() {
    let newer = RawChange {
        header: vec![0x82, 0x02, 0x60],
        payload: None,
    };
    let next = Header {
        previous: Some(newer.hash()),
        seen: vec![],
        ..header()
    };
    let next = RawChange::write(&next, &payload()).unwrap();
    let Ok(plan) = merge(&MemoryLedger::new(), vec![newer.clone(), next]);
    assert_eq!(
        plan.refused[0].why,
        Refusal::Header(FormatError::NewerFormat(2))
    );
    assert_eq!(plan.still_waiting[0].missing, vec![newer.hash()]);
    assert!(plan.apply.is_empty());
}
