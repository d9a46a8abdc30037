//! The hub: a mailbox of sealed parcels for offices that have a network now and then.
//!
//! It keeps parcels it cannot read under the random ids of their recipients until those say they have taken them. It
//! checks that a parcel is whole and of a device in the roster, and that whoever asks is one too; it has no key that opens
//! anything, no authority over keys or people, and nothing depends on it: a stick does the same.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod asker;
mod challenge;
mod inflow;
mod mailbox;
mod outflow;
mod roster_file;
mod routes;
mod serve;
mod settings;

pub use serve::{HubError, RunningHub, start};
pub use settings::Settings;

#[cfg(test)]
mod tests;
