//! Challenges: a recorded request is worthless, though no clock of any office is right.
//!
//! A challenge carries its own end and a keyed hash, so giving one away costs the hub no memory; only answered ones are
//! remembered, and only until their end.

use std::collections::HashMap;
use std::sync::Mutex;

use goldaw_transport::wire;

/// Bytes: end in milliseconds, random part, keyed hash.
const BYTES: usize = 8 + 16 + 16;

/// Gives challenges and takes each back once.
pub(crate) struct Challenges {
    key: [u8; 32],
    lifetime_ms: u64,
    /// Random parts of answered challenges and when they end.
    answered: Mutex<HashMap<[u8; 16], u64>>,
}

impl Challenges {
    pub(crate) fn new(key: [u8; 32], lifetime_ms: u64) -> Self {
        Self {
            key,
            lifetime_ms,
            answered: Mutex::default(),
        }
    }

    /// Gives a challenge; `now_ms` counts from any fixed moment.
    pub(crate) fn give(&self, now_ms: u64, random: [u8; 16]) -> String {
        let mut bytes = [0; BYTES];
        bytes[..8].copy_from_slice(&(now_ms + self.lifetime_ms).to_be_bytes());
        bytes[8..24].copy_from_slice(&random);
        let proof = self.proof(&bytes[..24]);
        bytes[24..].copy_from_slice(&proof);
        wire::hex(&bytes)
    }

    /// Says whether a challenge is ours and not over. Does not use it up.
    pub(crate) fn stands(&self, text: &str, now_ms: u64) -> Option<Standing> {
        let bytes = wire::from_hex::<BYTES>(text)?;
        let ends_ms = u64::from_be_bytes(*bytes.first_chunk()?);
        let random = *bytes[8..24].first_chunk()?;
        let claimed: [u8; 16] = *bytes[24..].first_chunk()?;
        // Hashes of this library compare in constant time; sixteen bytes are compared through it.
        let ours = blake3::hash(&self.proof(&bytes[..24])) == blake3::hash(&claimed);
        (ours && now_ms < ends_ms).then_some(Standing { random, ends_ms })
    }

    /// Uses a challenge up; false when it has been used before.
    pub(crate) fn use_up(&self, standing: &Standing, now_ms: u64) -> bool {
        let Ok(mut answered) = self.answered.lock() else {
            return false;
        };
        answered.retain(|_, ends_ms| now_ms < *ends_ms);
        answered.insert(standing.random, standing.ends_ms).is_none()
    }

    fn proof(&self, bytes: &[u8]) -> [u8; 16] {
        let hash = blake3::keyed_hash(&self.key, bytes);
        let mut proof = [0; 16];
        proof.copy_from_slice(&hash.as_bytes()[..16]);
        proof
    }
}

/// A challenge of ours that is not over.
pub(crate) struct Standing {
    random: [u8; 16],
    ends_ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_counts_once_and_only_until_its_end() {
        let challenges = Challenges::new([1; 32], 1000);
        let given = challenges.give(5000, [7; 16]);
        let standing = challenges.stands(&given, 5999).unwrap();
        assert!(challenges.use_up(&standing, 5999));
        assert!(!challenges.use_up(&standing, 5999));
        assert!(challenges.stands(&given, 6000).is_none());
    }

    #[test]
    fn a_challenge_of_another_life_or_with_a_moved_end_does_not_count() {
        let challenges = Challenges::new([1; 32], 1000);
        let given = challenges.give(0, [7; 16]);
        assert!(Challenges::new([2; 32], 1000).stands(&given, 1).is_none());
        for at in 0..given.len() {
            let mut changed = given.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            assert!(
                challenges
                    .stands(&String::from_utf8(changed).unwrap(), 1)
                    .is_none(),
                "digit {at}"
            );
        }
    }

    #[test]
    fn what_is_remembered_does_not_grow_for_ever() {
        let challenges = Challenges::new([1; 32], 10);
        for now in 0..1000_u64 {
            let mut random = [0; 16];
            random[..8].copy_from_slice(&now.to_be_bytes());
            let given = challenges.give(now, random);
            let standing = challenges.stands(&given, now).unwrap();
            assert!(challenges.use_up(&standing, now));
        }
        assert!(challenges.answered.lock().unwrap().len() <= 10);
    }
}
