//! The sealed bundle: what one office hands to another on a stick or through a hub.
//!
//! Bytes in, bytes out. A clear, signed header says who and whole; behind it stands an ordinary age v1 file that only the
//! recipients open. The exact bytes are written down in docs/formats/bundle.md. This room does not decide what to send,
//! does not read changes, keeps nothing and knows no folder or network.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod body;
pub mod contents;
pub mod error;
pub mod head;
pub mod header;
mod heads_wire;
pub mod manifest;
pub mod open;
pub mod packed;
pub mod padding;
pub mod reading;
pub mod seal;
pub mod segment;
pub mod snapshot;

pub use contents::{Acknowledgement, Attachment, Contents, Control, Envelope, Outcome, Receipt};
pub use error::BundleError;
pub use head::{HeadDoubt, HeadSignature};
pub use header::{ClearHeader, bundle_hash, inspect, parcel_name, sealed_part};
pub use manifest::{FileManifest, PIECE_MAX};
pub use open::{Limits, Opened, RosterNews, Verified, certified, open, read_body, verify};
pub use reading::{Reading, inspect_file};
pub use seal::{seal, seal_from, sign_sealed};
pub use segment::Aids;

#[cfg(test)]
mod tests;
