//! Laying changes over again that have their places: how a store derives its records from its log.

use super::CellPlan;
use super::overlay::Overlay;
use crate::change::{Header, Payload};
use crate::clock::Clock;
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
/// changes the header names; None when one is not what the log says.
///
/// # Errors
/// Only those of the ledger.
pub fn replay<L: Ledger + ?Sized>(
    ledger: &L,
    changes: &[PlacedChange],
) -> Result<Option<Vec<CellPlan>>, L::Error> {
    let mut overlay = Overlay::new(ledger);
    let mut clocks: BTreeMap<ChangeHash, Clock> = BTreeMap::new();
    for change in changes {
        let mut clock = Clock::new();
        for parent in change.header.previous.iter().chain(&change.header.seen) {
            if ledger.declared_lost(parent)? {
                continue;
            }
            let known = match clocks.get(parent) {
                Some(known) => known.clone(),
                None if ledger.position(parent)?.is_some() => ledger.clock(parent)?,
                None => return Ok(None),
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
            overlay.write(change.hash, change.position, &clock, payload)?;
        }
        clocks.insert(change.hash, clock);
    }
    Ok(Some(overlay.finish()))
}
