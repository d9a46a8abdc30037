//! Carries opaque parcels: by a folder, which may be a stick, and through a hub.
//!
//! Knows none of our rooms: what is carried is bytes with a name, so a carrier cannot read, and a fault of the carrier is
//! never a fault of the content. Deciding what to carry, sealing and receipts are elsewhere.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod drives;
pub mod error;
pub mod folder;
pub mod http;
pub mod wire;

pub use error::TransportError;
