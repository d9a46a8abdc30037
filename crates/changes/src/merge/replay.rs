//! Laying changes over again that have their places: how a store derives its records from its log.

use super::CellPlan;
use super::overlay::Overlay;
use super::placing::{follows, may_be_seen};
use crate::change::{Header, Payload, StreamId};
use crate::clock::{BranchNumber, Clock};
use crate::hash::ChangeHash;
use crate::ledger::{Ledger, Position};
use std::collections::BTreeMap;

/// A change of the log with the place it was given.
#[derive(Clone, PartialEq, Debug)]
pub struct PlacedChange {
    /// Its name.
    pub hash: ChangeHash,
    /// Its header.
    pub header: Header,
    /// Its payload; None when it is not there or cannot be read.
    pub payload: Option<Payload>,
    /// Where it stands.
    pub position: Position,
    /// What its author had seen, itself included.
    pub clock: Clock,
}

/// Plans the fields that follow from the next changes of a log whose records are being derived again, in the order they were applied.
///
/// The ledger knows the places of all changes and the live values of those laid over so far. Every clock is computed anew from the
/// changes the header names; None when one is not what the log says. `came_late` tells that the log holds changes which turned up after they
/// had been declared lost, so that a change may stand after one that names it.
///
/// # Errors
/// Only those of the ledger.
pub fn replay<L: Ledger + ?Sized>(
    ledger: &L,
    changes: &[PlacedChange],
    came_late: bool,
) -> Result<Option<Vec<CellPlan>>, L::Error> {
    let streams: BTreeMap<BranchNumber, StreamId> = ledger
        .branches()?
        .into_iter()
        .map(|branch| (branch.number, branch.stream))
        .collect();
    let mut overlay = Overlay::new(ledger);
    let mut clocks: BTreeMap<ChangeHash, Clock> = BTreeMap::new();
    for change in changes {
        let mut clock = Clock::new();
        for parent in change.header.previous.iter().chain(&change.header.seen) {
            match standing(ledger, &streams, &change.header, parent)? {
                Standing::Counts => {}
                Standing::Passed => continue,
                Standing::Absent => return Ok(None),
            }
            let known = match clocks.get(parent) {
                Some(known) => known.clone(),
                None => ledger.clock(parent)?,
            };
            if clock == Clock::new() {
                clock = known;
            } else {
                clock.join(&known);
            }
        }
        clock.advance(change.position.branch, change.position.sequence);
        if clock != change.clock {
            return Ok(None);
        }
        if let Some(payload) = &change.payload {
            if came_late {
                overlay.write_late(change.hash, change.position, &clock, payload)?;
            } else {
                overlay.write(change.hash, change.position, &clock, payload)?;
            }
        }
        clocks.insert(change.hash, clock);
    }
    Ok(Some(overlay.finish()))
}

/// What a change that another one names is to it.
enum Standing {
    /// Here, so its author had seen it.
    Counts,
    /// Declared lost, and absent or no change it could have come after.
    Passed,
    /// Not here, though it should be.
    Absent,
}

fn standing<L: Ledger + ?Sized>(
    ledger: &L,
    streams: &BTreeMap<BranchNumber, StreamId>,
    header: &Header,
    parent: &ChangeHash,
) -> Result<Standing, L::Error> {
    let fits = ledger.position(parent)?.map(|position| {
        let stream = streams.get(&position.branch).copied();
        if header.previous == Some(*parent) {
            follows(header, stream, position).is_ok()
        } else {
            may_be_seen(header, stream).is_ok()
        }
    });
    Ok(match fits {
        Some(true) => Standing::Counts,
        _ if ledger.declared_lost(parent)? => Standing::Passed,
        _ => Standing::Absent,
    })
}
