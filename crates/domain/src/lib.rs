//! Records of social work and their rules.
//!
//! Pure: no clock, disk, SQL, network, randomness or language strings. Today's date, ids and holiday lists come in as arguments, so
//! every rule here can be tried in a table test and gives the same answer on every computer that merges the same changes.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod birth;
pub mod calendar;
pub mod clock_doubt;
pub mod codes;
pub mod due;
pub mod ids;
pub mod merge_rule;
pub mod number;
pub mod record;
pub mod records;
pub mod territory;
pub mod violation;

pub use record::{Fields, Record, RecordKind};
pub use violation::Violation;
