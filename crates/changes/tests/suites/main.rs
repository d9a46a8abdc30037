//! The log and the merge from outside: histories of whole offices against a definition that shares no code with the merge.
//!
//! One test program, so that it links once. `history` makes histories, `oracle` says what must come of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bytes;
mod columns;
mod convergence;
mod golden;
mod history;
mod newer;
mod oracle;
mod places;
mod simulation;
