//! What the merge needs to know of the log that is already held.
//!
//! A trait, so that the office database and the in-memory log of tests go through the same merge. Reading only: the merge answers with a
//! plan and never writes.

use crate::change::{RawChange, StreamId};
use crate::clock::{BranchNumber, Clock};
use crate::hash::ChangeHash;
use crate::hlc::Hlc;
use goldaw_domain::ids::RecordId;
use serde_json::Value;

/// Where a held change stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The local branch.
    pub branch: BranchNumber,
    /// The sequence within the stream.
    pub sequence: u64,
    /// The change's time.
    pub hlc: Hlc,
    /// True when the payload is not held and would be welcome; false when it is held, and false when it was erased on order, so that
    /// an old backup cannot bring it back.
    pub wants_payload: bool,
}

/// A chain of changes without a fork. A stream has one branch, and one more for every fork.
///
/// The second branch starts at `first_sequence`, just after the fork point; what lies before belongs to the branch it left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Branch {
    /// The local number.
    pub number: BranchNumber,
    /// The stream.
    pub stream: StreamId,
    /// Sequence of its first change.
    pub first_sequence: u64,
    /// Sequence of its last change held.
    pub head_sequence: u64,
    /// The last change held.
    pub head: ChangeHash,
}

/// A field of a record: the place where values meet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cell {
    /// The record.
    pub record: RecordId,
    /// Its kind, part of the place so that two changes that disagree about it cannot make two stores differ.
    pub kind: String,
    /// The field.
    pub field: String,
}

/// A value of a field that no later change has replaced.
#[derive(Clone, PartialEq, Debug)]
pub struct LiveValue {
    /// The change that wrote it.
    pub change: ChangeHash,
    /// Where that change stands: its local branch.
    pub branch: BranchNumber,
    /// Where that change stands: its sequence.
    pub sequence: u64,
    /// The time of that change.
    pub hlc: Hlc,
    /// The value; `null` when the field was cleared.
    pub value: Value,
}

/// The log that is already held, read only.
///
/// All answers speak of applied changes, except [`Ledger::waiting`]. The answers must not change while one merge runs.
pub trait Ledger {
    /// What goes wrong when reading.
    type Error;

    /// Tells where an applied change stands, None when it is not applied here. Not asked for changes beyond all branches of their stream.
    fn position(&self, change: &ChangeHash) -> Result<Option<Position>, Self::Error>;

    /// Returns the clock of an applied change, own position included. Asked only for changes `position` knows.
    fn clock(&self, change: &ChangeHash) -> Result<Clock, Self::Error>;

    /// Returns all branches of all scopes, in any order; numbers are never given twice. Asked once.
    fn branches(&self) -> Result<Vec<Branch>, Self::Error>;

    /// Returns the live values of a field, in any order; asked once for each field touched.
    fn live(&self, cell: &Cell) -> Result<Vec<LiveValue>, Self::Error>;

    /// Returns the changes held back earlier because a parent was missing.
    fn waiting(&self) -> Result<Vec<RawChange>, Self::Error>;

    /// Tells whether a change was declared lost: those that name it do not wait for it.
    ///
    /// The declaration counts for ever. When the change turns up after all, its author and those who had seen it are believed again: a store
    /// that has gone on without it derives its positions and clocks again from the whole log.
    fn declared_lost(&self, change: &ChangeHash) -> Result<bool, Self::Error> {
        let _ = change;
        Ok(false)
    }
}
