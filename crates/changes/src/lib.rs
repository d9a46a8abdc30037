//! The change log and the merge: what a worker did as exact bytes, and how changes of many computers become one state.
//!
//! Pure: no clock, disk, randomness or threads; whoever calls passes time and random bytes in, reads through [`Ledger`] and carries out
//! the [`MergePlan`]. The state is a function of the set of changes alone: order, repetition and delay of delivery never show.
//! Which of several live values decides is a rule of the records and lives with them, not here; who may write is checked by the room
//! that holds the keys.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod author;
mod canonical;
pub mod change;
pub mod clock;
pub mod columns;
pub mod diff;
pub mod format;
pub mod frontier;
pub mod hash;
pub mod hlc;
pub mod ledger;
pub mod live;
pub mod memory;
pub mod merge;

pub use author::{AuthorError, Authorship, is_forked, write_change, write_change_in_run};
pub use change::{Header, Incarnation, Operation, Payload, RawChange, StreamId};
pub use clock::{BranchNumber, Clock, ClockError};
pub use diff::diff;
pub use format::FormatError;
pub use frontier::{Head, frontier, peer_holds, unseen_heads};
pub use goldaw_domain::Fields;
pub use hash::{ChangeHash, PayloadHash};
pub use hlc::Hlc;
pub use ledger::{Branch, Cell, Ledger, LiveValue, Position};
pub use live::{distinct_values, maximal, winner};
pub use memory::MemoryLedger;
pub use merge::{
    CellPlan, Fork, MergePlan, OpenedPayload, PlacedChange, Placer, PlannedChange, Refusal,
    Refused, Waiting, commit, merge, merge_batch, replay,
};
