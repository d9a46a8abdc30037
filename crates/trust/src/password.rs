//! From a password to a key: Argon2id, and the least it may cost.
//!
//! The floor is compiled in. A slots file that asks for less is refused, so nobody can weaken a stolen file's successor
//! by editing numbers. Source of the numbers: RFC 9106, second recommended option (64 MiB, 3 passes); one lane, because
//! lanes are computed one after the other here.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::TrustError;

/// The fewest characters a password may have. Short, because a password of an office PC is typed many times a day and
/// guessing one costs a quarter of a second of 64 MiB each; the caller normalises to NFC before counting.
pub const PASSWORD_CHARACTERS_MIN: usize = 8;

/// What one guess of a password costs: memory, passes, lanes. Never below [`Cost::FLOOR`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes, 1 lane: about a quarter of a second on an old PC.
    pub const FLOOR: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// The most a file may ask for: more would only freeze a PC of 4 GB.
    pub const CEILING: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 4,
    };

    /// Takes a cost within the range compiled in.
    ///
    /// # Errors
    /// [`TrustError::CostOutOfRange`] below the floor or above the ceiling, in any of the three numbers.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, TrustError> {
        let within = |value: u32, floor: u32, ceiling: u32| (floor..=ceiling).contains(&value);
        if within(memory_kib, Self::FLOOR.memory_kib, Self::CEILING.memory_kib)
            && within(passes, Self::FLOOR.passes, Self::CEILING.passes)
            && within(lanes, Self::FLOOR.lanes, Self::CEILING.lanes)
        {
            Ok(Self {
                memory_kib,
                passes,
                lanes,
            })
        } else {
            Err(TrustError::CostOutOfRange)
        }
    }

    /// Returns the memory in KiB.
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Returns the passes over that memory.
    pub fn passes(self) -> u32 {
        self.passes
    }

    /// Returns the lanes.
    pub fn lanes(self) -> u32 {
        self.lanes
    }
}

/// Refuses a password that is too short.
///
/// # Errors
/// [`TrustError::PasswordTooShort`].
pub fn check(password: &str) -> Result<(), TrustError> {
    if password.chars().count() < PASSWORD_CHARACTERS_MIN {
        return Err(TrustError::PasswordTooShort {
            at_least: PASSWORD_CHARACTERS_MIN,
        });
    }
    Ok(())
}

/// Derives the key that wraps a slot.
pub(crate) fn derive(
    password: &str,
    salt: &[u8; 16],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, TrustError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|_| TrustError::CostOutOfRange)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| TrustError::CostOutOfRange)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_below_the_floor_is_accepted() {
        assert_eq!(Cost::new(65_535, 3, 1), Err(TrustError::CostOutOfRange));
        assert_eq!(Cost::new(65_536, 2, 1), Err(TrustError::CostOutOfRange));
        assert_eq!(Cost::new(65_536, 3, 0), Err(TrustError::CostOutOfRange));
        assert_eq!(Cost::new(u32::MAX, 3, 1), Err(TrustError::CostOutOfRange));
        assert_eq!(Cost::new(65_536, 3, 1), Ok(Cost::FLOOR));
    }

    #[test]
    fn the_length_of_a_password_is_counted_in_characters() {
        assert!(check("şşşşşşş").is_err());
        assert!(check("şşşşşşşş").is_ok());
    }

    #[test]
    fn the_key_is_that_of_argon2id_version_19() {
        // Computed with OpenSSL's Argon2id (Python `cryptography`): another implementation than the one under test.
        let key = derive("durmuş-2026", b"0123456789abcdef", Cost::FLOOR).unwrap();
        assert_eq!(hex(key.as_slice()), REFERENCE);
    }

    const REFERENCE: &str = "a62073e622f0fcede234889959af8ce2f4e6d8c03e87902f627a9c4c45503bba";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
