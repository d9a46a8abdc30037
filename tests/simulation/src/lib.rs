//! The simulator: random districts in which everything goes wrong that can, and the oracles that say what must come of them.
//!
//! Separate from the other tests because it must be fast: it knows the log and the merge (`goldaw-changes`) and an exchange in memory, no
//! disk and no cipher, so a district with its months takes milliseconds. `script` makes a list of [`Event`]s from a seed, `world` plays it
//! on [`Machine`]s, `graph` keeps what really happened, `judge` compares. Real stores and real bundles play the same events in
//! `tests/engine`. `mutant` lists bugs planted on purpose: a simulator that does not find them proves nothing. docs/simulation.md tells it
//! whole.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod bits;
pub mod bundle;
mod carrying;
pub mod chance;
pub mod event;
mod exchange;
pub mod graph;
pub mod heal;
pub mod hunt;
pub mod judge;
pub mod machine;
pub mod mutant;
mod planted;
pub mod run;
pub mod script;
pub mod world;

pub use chance::Chance;
pub use event::Event;
pub use machine::Machine;
pub use mutant::{Mutant, Planted};
pub use run::{Failure, Told, minimise, run, run_kept};
