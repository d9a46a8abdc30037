//! A change: header, payload, and the clock kept beside it.

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
