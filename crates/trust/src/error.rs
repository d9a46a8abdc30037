//! What can go wrong with keys and certificates, each with its own name so that the screen can say what to do.

use thiserror::Error;

/// Says what happened to a slots file, a key, a request or a roster. Carries no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustError {
    /// The operating system gave no random bytes.
    #[error("no randomness available")]
    NoRandomness,
    /// The password does not open this slot; the slot itself is whole.
    #[error("wrong password")]
    WrongPassword,
    /// The password is shorter than [`crate::PASSWORD_CHARACTERS_MIN`] characters.
    #[error("password shorter than {at_least} characters")]
    PasswordTooShort {
        /// The smallest length accepted, in characters.
        at_least: usize,
    },
    /// The password cost lies outside the range compiled into the program.
    #[error("password cost outside the accepted range")]
    CostOutOfRange,
    /// The bytes were written by another kind of file.
    #[error("not the expected kind of file")]
    WrongKind,
    /// The file is of a later format than this program reads.
    #[error("format {format} is newer than this program")]
    NewerFormat {
        /// The format number found.
        format: u8,
    },
    /// The file is of a format no longer read: written by a trial version, before the first one given to offices.
    #[error("format {format} is no longer read")]
    OlderFormat {
        /// The format number found.
        format: u8,
    },
    /// Checksum, signature-independent structure or canonical form does not hold.
    #[error("damaged")]
    Damaged,
    /// Both copies of the slots file are absent.
    #[error("no slots file")]
    NoSlots,
    /// Larger than anything this program writes.
    #[error("larger than accepted")]
    TooLarge,
    /// No slot belongs to this worker.
    #[error("no slot for this worker")]
    UnknownWorker,
    /// The worker has a slot already.
    #[error("this worker has a slot already")]
    WorkerHasSlot,
    /// The file holds as many slots as it can.
    #[error("too many slots")]
    TooManySlots,
    /// Removing the last slot, or one's own, would lock everybody out.
    #[error("this slot must stay")]
    SlotMustStay,
    /// A signature does not fit the bytes and the key.
    #[error("signature does not fit")]
    WrongSignature,
    /// The roster was signed by another centre than the one this device belongs to.
    #[error("roster of another centre")]
    OtherCentre,
    /// The roster is older than the one known here.
    #[error("roster epoch {offered} is older than {known}")]
    OlderRoster {
        /// Epoch held here.
        known: u64,
        /// Epoch offered.
        offered: u64,
    },
    /// Two different rosters bear the same epoch: the centre's key is used in two places.
    #[error("two different rosters of epoch {epoch}")]
    TwoRosters {
        /// The epoch both bear.
        epoch: u64,
    },
    /// The roster contradicts itself: a device of an unknown office, a repeated id, an absent centre.
    #[error("roster contradicts itself")]
    Contradiction,
}
