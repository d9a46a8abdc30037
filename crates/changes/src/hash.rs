//! Names of changes: the hash of their bytes.
//!
//! Separate from the bytes themselves because everything else here handles changes by name only. A position (stream, sequence) is an
//! address and can be used twice, by a restored backup or a copied computer; a hash cannot, so only the hash is identity.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// BLAKE3 key-derivation context of [`ChangeHash`]; part of the format, never to be edited.
const CHANGE_CONTEXT: &str = "goldaw 2026-11-24 change header v1";
/// BLAKE3 key-derivation context of [`PayloadHash`]; part of the format, never to be edited.
const PAYLOAD_CONTEXT: &str = "goldaw 2026-11-24 change payload v1";

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hash of 64 hexadecimal digits")]
pub struct NotAHash;

macro_rules! hash {
    ($(#[$doc:meta])* $name:ident, $context:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// Computes the hash of exact bytes.
            pub fn of(bytes: &[u8]) -> Self {
                Self(blake3::derive_key($context, bytes))
            }

            /// Returns the 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl From<[u8; 32]> for $name {
            fn from(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = NotAHash;
            fn try_from(bytes: &[u8]) -> Result<Self, NotAHash> {
                bytes.try_into().map(Self).map_err(|_| NotAHash)
            }
        }

        impl FromStr for $name {
            type Err = NotAHash;
            fn from_str(text: &str) -> Result<Self, NotAHash> {
                let digits = text.as_bytes();
                if digits.len() != 64 {
                    return Err(NotAHash);
                }
                let mut bytes = [0; 32];
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
                }
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

hash!(
    /// Names a change: the hash of its header bytes, which hold the hashes of its predecessor and of its payload.
    ChangeHash,
    CHANGE_CONTEXT
);
hash!(
    /// Binds a payload to its header, and stays behind when the payload is erased.
    PayloadHash,
    PAYLOAD_CONTEXT
);

fn hex_digit(digit: u8) -> Result<u8, NotAHash> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(NotAHash),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_survives_text_and_back() {
        let hash = ChangeHash::of(b"x");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("xyz".parse::<ChangeHash>(), Err(NotAHash));
        assert_eq!("Z".repeat(64).parse::<ChangeHash>(), Err(NotAHash));
    }

    #[test]
    fn the_same_bytes_have_different_names_as_header_and_as_payload() {
        assert_ne!(ChangeHash::of(b"x").0, PayloadHash::of(b"x").0);
    }
}
