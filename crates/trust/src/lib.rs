//! Who may read and who signs: the slots file of a shared PC, the keys of a device, the request to be enrolled, and the
//! roster of offices and devices that the centre signs.
//!
//! Bytes in, bytes out: this room opens no file, reads no clock and takes randomness as an argument. It does not know
//! what is sealed (that is `bundle`) nor where it is kept (that is `store`).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod device;
pub mod digits;
pub mod enrolment;
pub mod error;
pub mod label;
pub mod password;
pub mod random;
pub mod roster;
pub mod seal_key;
pub mod secret;
pub mod slot_file;
pub mod slots;
pub mod wire;

pub use device::{DeviceKeys, DevicePublic, MAILBOX_BYTES, Mailbox};
pub use enrolment::{EnrolmentRequest, Wish};
pub use error::TrustError;
pub use password::{Cost, PASSWORD_CHARACTERS_MIN};
pub use random::{Randomness, SystemRandomness};
pub use roster::{Accepted, Level, Roster, RosterDevice, RosterDraft, RosterOffice};
pub use seal_key::{SEAL_KEY_BYTES, SealKey, SealSecret};
pub use secret::{DatabaseKey, WorkerKeys};
pub use slot_file::{Copy, newest_of};
pub use slots::{KeySlots, NewWorker, OpenedSlot, SlotOwner};
