//! The words hub and client have in common: paths, header names, reasons, and what a signature covers.
//!
//! A request is signed over method, path, a challenge the hub gave, and the hash of the body. The challenge is used once
//! and soon, so a recorded request is worthless, and neither side's clock need be right.

use serde::{Deserialize, Serialize};

/// Header: who asks, the device's mailbox id in hexadecimal.
pub const DEVICE: &str = "goldaw-device";
/// Header: the challenge answered.
pub const CHALLENGE: &str = "goldaw-challenge";
/// Header: BLAKE3 of the body in hexadecimal.
pub const BODY: &str = "goldaw-body";
/// Header: the signature in hexadecimal.
pub const SIGNATURE: &str = "goldaw-signature";
/// Header of an answer: the challenge for the next request.
pub const NEXT_CHALLENGE: &str = "goldaw-next-challenge";

/// Path: a challenge, unsigned `GET`.
pub const CHALLENGE_PATH: &str = "/challenge";
/// Path: `PUT` a parcel.
pub const PARCELS_PATH: &str = "/parcels";
/// Path: `PUT` a roster, the centre only.
pub const ROSTER_PATH: &str = "/roster";
/// Path: `GET` what waits for the asking device.
pub const MAILBOX_PATH: &str = "/mailbox";

/// Path of one waiting parcel: `GET` its bytes, `POST` to `{path}/taken`.
pub fn parcel_path(name: &str) -> String {
    format!("{MAILBOX_PATH}/{name}")
}

/// Codes of the reasons a hub gives.
pub mod reason {
    /// Headers of the signature are missing or malformed.
    pub const UNSIGNED: &str = "unsigned";
    /// The challenge is unknown, used or too old; ask for another and try again.
    pub const CHALLENGE: &str = "challenge";
    /// The device is not in the hub's roster.
    pub const UNKNOWN_DEVICE: &str = "unknown_device";
    /// The device is revoked.
    pub const REVOKED_DEVICE: &str = "revoked_device";
    /// The signature does not fit.
    pub const SIGNATURE: &str = "signature";
    /// The body is not the one signed.
    pub const BODY: &str = "body";
    /// The parcel is no whole bundle of a device the hub's roster knows.
    pub const PARCEL: &str = "parcel";
    /// No recipient is in the hub's roster.
    pub const RECIPIENT: &str = "recipient";
    /// Larger than the hub takes.
    pub const TOO_LARGE: &str = "too_large";
    /// The hub's disk is nearly full.
    pub const FULL: &str = "full";
    /// No such parcel waits for this device.
    pub const NO_PARCEL: &str = "no_parcel";
    /// Only the centre may do this, or the roster is not a newer one of the same centre.
    pub const ROSTER: &str = "roster";
    /// Too many requests at once.
    pub const BUSY: &str = "busy";
    /// The body did not come, or came too slowly.
    pub const SLOW: &str = "slow";
    /// The hub could not read or write its folder.
    pub const DISK: &str = "disk";
}

/// What the hub says when it says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// One of [`reason`].
    pub reason: String,
}

/// A parcel waiting in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// BLAKE3 of its bytes in hexadecimal.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// The waiting parcels of a device, in order of arrival, newest last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The parcels.
    pub parcels: Vec<Waiting>,
}

/// What became of a parcel handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Put {
    /// Stored now.
    Stored,
    /// Waited there already.
    AlreadyThere,
}

/// Returns the bytes a request's signature covers.
pub fn request_message(method: &str, path: &str, challenge: &str, body: &[u8; 32]) -> Vec<u8> {
    // None of the texts can hold a line feed: two are ours and the path has been parsed as one.
    [method, path, challenge, &hex(body)]
        .join("\n")
        .into_bytes()
}

/// Writes bytes as lower hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .map(char::from)
        .collect()
}

/// Reads exactly `N` bytes from lower hexadecimal digits.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_comes_back_and_only_one_spelling_is_taken() {
        let bytes = [0, 1, 0x7f, 0x80, 0xff];
        assert_eq!(hex(&bytes), "00017f80ff");
        assert_eq!(from_hex::<5>("00017f80ff"), Some(bytes));
        assert_eq!(from_hex::<5>("00017F80FF"), None);
        assert_eq!(from_hex::<5>("00017f80f"), None);
        assert_eq!(from_hex::<1>("ü"), None);
    }
}
