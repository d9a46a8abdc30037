//! A change: header, payload, the clock kept beside it, and many changes by column.

use goldaw_changes::columns::{self, Limits, NothingKnown};
use goldaw_changes::{Clock, format};

/// The header, written again as it was read.
pub fn change_header(bytes: &[u8]) {
    if let Ok(header) = format::decode_header(bytes) {
        assert_eq!(format::encode_header(&header).expect("sound"), bytes);
    }
}

/// The payload, written again as it was read.
pub fn change_payload(bytes: &[u8]) {
    if let Ok(payload) = format::decode_payload(bytes) {
        assert_eq!(format::encode_payload(&payload).expect("sound"), bytes);
    }
}

/// The clock, written again as it was read.
pub fn clock(bytes: &[u8]) {
    if let Ok(clock) = Clock::from_bytes(bytes) {
        assert_eq!(clock.to_bytes(), bytes);
    }
}

/// Changes by column: what is read can be written and is read the same again.
pub fn columns(bytes: &[u8]) {
    let limits = Limits {
        changes: 10_000,
        bytes: 1 << 20,
    };
    if let Ok(read) = columns::decode(bytes, &NothingKnown, limits) {
        let written = columns::encode(&read.changes, &read.runs, &NothingKnown);
        let again = columns::decode(&written.bytes, &NothingKnown, limits).expect("our own bytes");
        assert_eq!(again.changes, read.changes);
    }
}
