//! A change: header, payload, the clock kept beside it, and many changes by column.

use goldaw_changes::columns::{self, Limits, NothingKnown};
use goldaw_changes::{Clock, format};

use crate::Answer;

/// The header, written again as it was read.
pub fn change_header(bytes: &[u8]) -> Answer {
    let Ok(header) = format::decode_header(bytes) else {
        return Answer::Refused;
    };
    assert_eq!(format::encode_header(&header).expect("sound"), bytes);
    Answer::Taken
}

/// The payload, written again as it was read.
pub fn change_payload(bytes: &[u8]) -> Answer {
    let Ok(payload) = format::decode_payload(bytes) else {
        return Answer::Refused;
    };
    assert_eq!(format::encode_payload(&payload).expect("sound"), bytes);
    Answer::Taken
}

/// The clock, written again as it was read.
pub fn clock(bytes: &[u8]) -> Answer {
    let Ok(clock) = Clock::from_bytes(bytes) else {
        return Answer::Refused;
    };
    assert_eq!(clock.to_bytes(), bytes);
    Answer::Taken
}

/// Changes by column: what is read can be written and is read the same again.
pub fn columns(bytes: &[u8]) -> Answer {
    let limits = Limits {
        changes: 10_000,
        bytes: 1 << 20,
    };
    let Ok(read) = columns::decode(bytes, &NothingKnown, limits) else {
        return Answer::Refused;
    };
    let written = columns::encode(&read.changes, &read.runs, &NothingKnown);
    let again = columns::decode(&written.bytes, &NothingKnown, limits).expect("our own bytes");
    assert_eq!(again.changes, read.changes);
    Answer::Taken
}
