//! The slots file as bytes: magic, format, content, checksum; and which of the two copies counts.
//!
//! Losing this file loses the database, so two copies alternate: a write that is cut off destroys only the older one. The
//! caller writes the bytes to the copy [`Copy::of`] names, syncs, and never touches the other.

use crate::slots::KeySlots;
use crate::{TrustError, wire};

const MAGIC: &[u8; 8] = b"GOLDAWKS";
const FORMAT: u8 = 2;
const CHECKSUM: usize = 32;
/// The largest slots file accepted, in bytes.
pub const SLOT_FILE_MAX: usize = 256 * 1024;

/// One of the two copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// `slots-a`: odd generations.
    A,
    /// `slots-b`: even generations.
    B,
}

impl Copy {
    /// Says to which copy this state of the slots is to be written, so that the state before survives in the other.
    pub fn of(slots: &KeySlots) -> Self {
        if slots.generation() % 2 == 1 {
            Self::A
        } else {
            Self::B
        }
    }

    /// Returns the name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::A => "slots-a",
            Self::B => "slots-b",
        }
    }
}

impl KeySlots {
    /// Writes the file: magic, format, canonical CBOR, BLAKE3 of all before.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = wire::frame(MAGIC, FORMAT, &wire::encode(self));
        let checksum = blake3::hash(&bytes);
        bytes.extend_from_slice(checksum.as_bytes());
        bytes
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`TrustError::TooLarge`], [`TrustError::WrongKind`], [`TrustError::NewerFormat`],
    /// [`TrustError::OlderFormat`], [`TrustError::CostOutOfRange`] for a cost below the floor,
    /// [`TrustError::Damaged`] for everything else.
    pub fn decode(bytes: &[u8]) -> Result<Self, TrustError> {
        if bytes.len() > SLOT_FILE_MAX {
            return Err(TrustError::TooLarge);
        }
        wire::unframe(MAGIC, FORMAT, bytes)?;
        let end = bytes
            .len()
            .checked_sub(CHECKSUM)
            .ok_or(TrustError::Damaged)?;
        let (content, checksum) = bytes.split_at(end);
        if blake3::hash(content).as_bytes() != checksum {
            return Err(TrustError::Damaged);
        }
        let slots: Self = wire::decode(wire::unframe(MAGIC, FORMAT, content)?, SLOT_FILE_MAX)?;
        slots.check()?;
        Ok(slots)
    }
}

/// Returns the newest whole copy.
///
/// An absent file is `None`. One whole copy is enough.
///
/// # Errors
/// [`TrustError::NoSlots`] when both are absent; otherwise, when none is whole, what is wrong with the first present.
pub fn newest_of(a: Option<&[u8]>, b: Option<&[u8]>) -> Result<KeySlots, TrustError> {
    let mut newest: Option<KeySlots> = None;
    let mut failure = TrustError::NoSlots;
    for bytes in [a, b].into_iter().flatten() {
        match KeySlots::decode(bytes) {
            Ok(slots)
                if newest
                    .as_ref()
                    .is_none_or(|best| best.generation() < slots.generation()) =>
            {
                newest = Some(slots);
            }
            Ok(_) => {}
            Err(error) if failure == TrustError::NoSlots => failure = error,
            Err(_) => {}
        }
    }
    newest.ok_or(failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cost, NewWorker, SystemRandomness};
    use uuid::Uuid;

    fn slots() -> (KeySlots, crate::OpenedSlot) {
        let first = NewWorker {
            worker: Uuid::from_u128(1),
            name: "Maral",
            password: "uzyn parol",
            cost: Cost::FLOOR,
        };
        KeySlots::create(first, &mut SystemRandomness).unwrap()
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_refused() {
        let (slots, _) = slots();
        let bytes = slots.encode();
        assert_eq!(KeySlots::decode(&bytes).unwrap(), slots);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            assert!(KeySlots::decode(&flipped).is_err(), "byte {at}");
            assert!(KeySlots::decode(&bytes[..at]).is_err(), "cut at {at}");
        }
        let mut longer = bytes;
        longer.push(0);
        assert_eq!(KeySlots::decode(&longer), Err(TrustError::Damaged));
    }

    #[test]
    fn the_newer_copy_counts_and_a_torn_write_falls_back_to_the_older() {
        let (mut slots, opened) = slots();
        let older = slots.clone();
        let a = slots.encode();
        assert_eq!(Copy::of(&slots), Copy::A);
        slots
            .replace_password(&opened, "täze açar söz", Cost::FLOOR, &mut SystemRandomness)
            .unwrap();
        assert_eq!(Copy::of(&slots).file_name(), "slots-b");
        let b = slots.encode();
        assert_eq!(newest_of(Some(&a), Some(&b)).unwrap(), slots);
        assert_eq!(newest_of(Some(&b), Some(&a)).unwrap(), slots);
        assert_eq!(newest_of(Some(&a), Some(&b[..b.len() / 2])).unwrap(), older);
        assert_eq!(newest_of(None, Some(&b)).unwrap(), slots);
        assert_eq!(newest_of(None, None), Err(TrustError::NoSlots));
        assert_eq!(
            newest_of(Some(b"GOLDAWKS\x02"), None),
            Err(TrustError::Damaged)
        );
        assert_eq!(
            newest_of(Some(b"GOLDAWKS\x03...."), None),
            Err(TrustError::NewerFormat { format: 3 })
        );
        assert_eq!(
            newest_of(Some(b"GOLDAWKS\x01...."), None),
            Err(TrustError::OlderFormat { format: 1 })
        );
        assert_eq!(
            newest_of(Some(b"SQLite format 3\0"), None),
            Err(TrustError::WrongKind)
        );
    }
}
