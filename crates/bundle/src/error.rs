//! Why a bundle was not made or not taken, one name for each step of the way in.

use goldaw_trust::{Mailbox, TrustError};
use thiserror::Error;

/// Says at which step a bundle was refused. Nothing of it has been taken over then. Carries no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BundleError {
    /// The file does not begin like a bundle.
    #[error("not a bundle")]
    NotABundle,
    /// A later format than this program reads.
    #[error("bundle format {format} is newer than this program")]
    NewerFormat {
        /// The number found.
        format: u8,
    },
    /// Sealed in a way this program does not know.
    #[error("bundle suite {suite} is unknown")]
    UnknownSuite {
        /// The number found.
        suite: u8,
    },
    /// Sealed for X25519 keys alone, as trial versions did: no computer has such a key any more.
    #[error("bundle sealed in a way no longer read")]
    RetiredSuite,
    /// The file ends before it says it does: a copy that was cut off.
    #[error("cut short: {present} of {expected} bytes")]
    CutShort {
        /// Bytes there should be.
        expected: u64,
        /// Bytes there are.
        present: u64,
    },
    /// Something follows the end.
    #[error("longer than it says")]
    TooLong,
    /// Larger than accepted, or unpacks to more than accepted.
    #[error("larger than the accepted {limit}")]
    TooLarge {
        /// The limit, in bytes or entries.
        limit: u64,
    },
    /// The header's signature does not fit its bytes.
    #[error("header damaged")]
    DamagedHeader,
    /// The sealed part is not what the header says, or does not open as it should.
    #[error("sealed part damaged")]
    Damaged,
    /// No device in the roster has the sender's key.
    #[error("from an unknown device")]
    UnknownDevice {
        /// The random id the sender gives.
        mailbox: Mailbox,
    },
    /// The sender's device has been revoked.
    #[error("from a revoked device")]
    RevokedDevice {
        /// The device.
        device: uuid::Uuid,
    },
    /// Addressed to others.
    #[error("addressed to others")]
    ForAnotherOffice {
        /// The random ids it is addressed to.
        addressed_to: Vec<Mailbox>,
    },
    /// Addressed to this device, but sealed to a key this device does not have.
    #[error("this device's key does not open it")]
    OtherKey,
    /// What is inside says something else than the header.
    #[error("inside and header disagree")]
    Contradiction,
    /// A record is named by the place of a change this device does not hold; nothing is lost, the sender sends it in full next time.
    #[error("builds on changes not held here")]
    NotHeld,
    /// There is no roster here yet and the bundle brings none.
    #[error("no roster here and none inside")]
    NoRoster,
    /// The roster inside does not name this device.
    #[error("this device is not in the roster")]
    NotEnrolled,
    /// The roster inside is refused.
    #[error("roster refused: {0}")]
    Roster(TrustError),
    /// A known device's signature over the head of a stream does not fit.
    #[error("a stream head is forged")]
    ForgedHead {
        /// The device it is said to be of.
        device: uuid::Uuid,
    },
    /// No recipient, one twice, or more than a header holds.
    #[error("recipients missing, repeated or too many")]
    Recipients,
    /// The operating system gave no memory, randomness or buffer while sealing.
    #[error("could not seal")]
    NotSealed,
}
