//! The merge: what follows when changes arrive, as a plan that somebody else carries out.
//!
//! A write replaces exactly the live values its author had seen, so clocks never decide what is kept. Own changes and received ones go
//! the same way. The plan is everything: whoever keeps the log stores it whole or not at all, and nothing here remembers anything.
//!
//! `arrivals` sorts what came, `order` says which comes next, `placing` finds each change its place, `overlay` works out the fields; `replay` works
//! them out again from changes placed before.

mod arrivals;
mod order;
mod overlay;
mod placing;
mod replay;

use crate::change::{Header, Payload, RawChange, StreamId};
use crate::clock::{BranchNumber, Clock};
use crate::format::FormatError;
use crate::hash::ChangeHash;
use crate::ledger::{Branch, Cell, Ledger, LiveValue, Position};
use std::collections::BTreeSet;

pub use placing::Placer;
pub use replay::{PlacedChange, replay};

/// What must be stored, whole or not at all, after changes arrived.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MergePlan {
    /// Changes to add to the log, each after everything it names.
    pub apply: Vec<PlannedChange>,
    /// Payloads that turned up for changes held without.
    pub opened: Vec<OpenedPayload>,
    /// Branches to add, as they stand when everything is applied.
    pub new_branches: Vec<Branch>,
    /// Branches that grew, as they stand when everything is applied.
    pub extended_branches: Vec<Branch>,
    /// Fields whose live values change, in the order of their places.
    pub cells: Vec<CellPlan>,
    /// All changes to hold back from now on, earlier ones included: the list replaces the one before.
    pub still_waiting: Vec<Waiting>,
    /// Number of changes given that are held already, waiting already or given twice.
    pub already_held: usize,
    /// Changes not accepted; those that come after them wait.
    pub refused: Vec<Refused>,
    /// Streams that went two ways: both are kept, somebody should be told.
    pub forks: Vec<Fork>,
}

/// A change to add to the log.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedChange {
    /// Its name.
    pub hash: ChangeHash,
    /// Its bytes.
    pub raw: RawChange,
    /// Its header.
    pub header: Header,
    /// Its payload; None when it is not there or cannot be read.
    pub payload: Option<Payload>,
    /// Why a payload that is there and matches its hash cannot be read; it is kept, and applied when the log is rebuilt by a version that
    /// can.
    pub unreadable: Option<FormatError>,
    /// Where it stands.
    pub position: Position,
    /// What its author had seen, itself included.
    pub clock: Clock,
}

/// A payload that turned up for a change held without.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenedPayload {
    /// The change.
    pub hash: ChangeHash,
    /// Its bytes, payload included.
    pub raw: RawChange,
    /// The payload; None when it cannot be read.
    pub payload: Option<Payload>,
    /// Why it cannot be read.
    pub unreadable: Option<FormatError>,
}

/// A field whose live values change.
#[derive(Clone, PartialEq, Debug)]
pub struct CellPlan {
    /// The field.
    pub cell: Cell,
    /// Live values so far, the winner first.
    pub before: Vec<LiveValue>,
    /// Live values from now on, the winner first, never empty.
    pub after: Vec<LiveValue>,
}

/// A change held back.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// Its name.
    pub hash: ChangeHash,
    /// Its bytes.
    pub raw: RawChange,
    /// The changes it names that are neither held nor waiting, sorted; empty when it only waits for others that wait.
    pub missing: Vec<ChangeHash>,
}

/// A change not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// Its name.
    pub hash: ChangeHash,
    /// Its bytes, as they came.
    pub raw: RawChange,
    /// Why.
    pub why: Refusal,
}

/// Why a change is not accepted. Each reason is the same wherever the change arrives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The header cannot be read.
    #[error("header: {0}")]
    Header(#[from] FormatError),
    /// The payload is not the one the header was written for.
    #[error("the payload does not match its header")]
    PayloadMismatch,
    /// The predecessor belongs to another stream.
    #[error("the predecessor belongs to another stream")]
    ForeignPrevious,
    /// The sequence does not follow the predecessor's.
    #[error("sequence {found} where {expected} follows")]
    Sequence {
        /// What follows the predecessor.
        expected: u64,
        /// What the header says.
        found: u64,
    },
    /// The time does not lie after the predecessor's.
    #[error("the time does not rise")]
    TimeNotRising,
    /// It names a change of another scope, which not every holder of this scope has.
    #[error("it names a change of another scope")]
    CrossesScope,
}

/// A stream that went two ways: a restored or copied store wrote on from an old state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fork {
    /// The stream.
    pub stream: StreamId,
    /// The last change both ways share; None when they share nothing.
    pub after: Option<ChangeHash>,
    /// The first sequence used twice.
    pub sequence: u64,
    /// The branch that was known.
    pub known: BranchNumber,
    /// The new branch.
    pub opened: BranchNumber,
    /// The first change of the new branch.
    pub first: ChangeHash,
}

impl MergePlan {
    /// Lists the changes to ask others for: those that waiting changes name and nobody here has.
    pub fn wanted(&self) -> BTreeSet<ChangeHash> {
        self.still_waiting
            .iter()
            .flat_map(|waiting| waiting.missing.iter().copied())
            .collect()
    }
}

/// Plans what follows when changes arrive, in any order, repeated or not, together with those held back earlier.
///
/// # Errors
/// Only those of the ledger. What is wrong with a change is in [`MergePlan::refused`] and never stops the others.
pub fn merge<L: Ledger + ?Sized>(
    ledger: &L,
    incoming: Vec<RawChange>,
) -> Result<MergePlan, L::Error> {
    let waiting = ledger.waiting()?;
    plan(ledger, incoming, waiting)
}

/// Plans what follows when one of many batches arrives: as [`merge`] without looking at what is held back, so that a batch costs what is
/// in it. [`MergePlan::still_waiting`] speaks of the batch alone, and [`MergePlan::already_held`] does not know what waits.
///
/// # Errors
/// Only those of the ledger.
pub fn merge_batch<L: Ledger + ?Sized>(
    ledger: &L,
    incoming: Vec<RawChange>,
) -> Result<MergePlan, L::Error> {
    plan(ledger, incoming, Vec::new())
}

/// Plans an own change, by the same rules as [`merge`] without looking at what is held back: nobody can be waiting for a change that did
/// not exist, and [`MergePlan::still_waiting`] says nothing about others.
///
/// The plan's `apply` holds the change, or `refused` says why not.
///
/// # Errors
/// Only those of the ledger.
pub fn commit<L: Ledger + ?Sized>(ledger: &L, own: RawChange) -> Result<MergePlan, L::Error> {
    plan(ledger, vec![own], Vec::new())
}

fn plan<L: Ledger + ?Sized>(
    ledger: &L,
    incoming: Vec<RawChange>,
    waiting: Vec<RawChange>,
) -> Result<MergePlan, L::Error> {
    let mut plan = MergePlan::default();
    let mut log = placing::Log::open(ledger)?;
    let arrivals = arrivals::sort(&mut log, incoming, waiting, &mut plan)?;
    if arrivals.is_empty() && plan.opened.is_empty() {
        return Ok(plan);
    }
    let mut overlay = overlay::Overlay::new(ledger);
    for opened in &plan.opened {
        overlay.open(opened)?;
    }
    placing::place(log, arrivals, &mut overlay, &mut plan)?;
    plan.cells = overlay.finish();
    Ok(plan)
}
