//! What tests that cross rooms share: the loopback server for the screens.
//!
//! The tests themselves stand in `tests/`; what belongs to one room is tested inside that room. Nothing here ships.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod agreement;
pub mod chance;
pub mod loopback;
pub mod office;
