//! The fields as they will stand: live values from the ledger, each record asked once, with this plan's writes laid over.
//!
//! Live values of a field are those no other known write has seen. Adding a write keeps that true in any order of adding, because every
//! replaced value was replaced by one that is live or was itself replaced by one.

use super::{CellPlan, OpenedPayload};
use crate::change::{Operation, Payload};
use crate::clock::Clock;
use crate::hash::ChangeHash;
use crate::ledger::{Cell, Ledger, LiveValue, Position};
use crate::live;
use goldaw_domain::ids::RecordId;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of the records touched so far.
pub(super) struct Overlay<'l, L: Ledger + ?Sized> {
    ledger: &'l L,
    asked: BTreeSet<RecordId>,
    cells: BTreeMap<Cell, Touched>,
}

#[derive(Default)]
struct Touched {
    before: Vec<LiveValue>,
    /// None while nothing was laid over.
    after: Option<Vec<LiveValue>>,
}

impl<'l, L: Ledger + ?Sized> Overlay<'l, L> {
    pub fn new(ledger: &'l L) -> Self {
        Self {
            ledger,
            asked: BTreeSet::new(),
            cells: BTreeMap::new(),
        }
    }

    /// Lays a new change's writes over, after all its ancestors' and before any descendant's.
    pub fn write(
        &mut self,
        change: ChangeHash,
        position: Position,
        clock: &Clock,
        payload: &Payload,
    ) -> Result<(), L::Error> {
        for (cell, value) in writes(payload) {
            let after = self.touch(cell)?;
            after.retain(|live| !clock.covers(live.branch, live.sequence));
            after.push(live_value(change, position, value));
        }
        Ok(())
    }

    /// Lays the writes of a change over that was applied without them, so that its descendants may stand here already.
    ///
    /// Must come before the plan's own changes.
    pub fn open(&mut self, opened: &OpenedPayload) -> Result<(), L::Error> {
        let (Some(payload), Some(position)) =
            (&opened.payload, self.ledger.position(&opened.hash)?)
        else {
            return Ok(());
        };
        let clock = self.ledger.clock(&opened.hash)?;
        self.write_late(opened.hash, position, &clock, payload)
    }

    /// Lays the writes of a change over when its descendants may stand here already: what one of them replaced does not come back.
    pub fn write_late(
        &mut self,
        change: ChangeHash,
        position: Position,
        clock: &Clock,
        payload: &Payload,
    ) -> Result<(), L::Error> {
        for (cell, value) in writes(payload) {
            let ledger = self.ledger;
            let after = self.touch(cell)?;
            let mut replaced = false;
            for live in after.iter().filter(|live| live.change != change) {
                replaced |= ledger
                    .clock(&live.change)?
                    .covers(position.branch, position.sequence);
            }
            if !replaced {
                after.retain(|live| !clock.covers(live.branch, live.sequence));
                after.push(live_value(change, position, value));
            }
        }
        Ok(())
    }

    /// Returns the fields whose live values differ from before.
    pub fn finish(self) -> Vec<CellPlan> {
        self.cells
            .into_iter()
            .filter_map(|(cell, Touched { mut before, after })| {
                let mut after = after?;
                live::sort(&mut before);
                live::sort(&mut after);
                (before != after).then_some(CellPlan {
                    cell,
                    before,
                    after,
                })
            })
            .collect()
    }

    /// Returns what a field's live values will be, to lay a write over.
    fn touch(&mut self, cell: Cell) -> Result<&mut Vec<LiveValue>, L::Error> {
        if self.asked.insert(cell.record) {
            for (cell, before) in self.ledger.live(cell.record)? {
                let after = None;
                self.cells.insert(cell, Touched { before, after });
            }
        }
        let Touched { before, after } = self.cells.entry(cell).or_default();
        Ok(after.get_or_insert_with(|| before.clone()))
    }
}

fn live_value(change: ChangeHash, position: Position, value: &serde_json::Value) -> LiveValue {
    LiveValue {
        change,
        branch: position.branch,
        sequence: position.sequence,
        hlc: position.hlc,
        value: value.clone(),
    }
}

fn writes(payload: &Payload) -> impl Iterator<Item = (Cell, &serde_json::Value)> {
    payload.operations.iter().flat_map(|operation| {
        let (record, kind, fields) = match operation {
            Operation::Write {
                record,
                kind,
                fields,
            } => (*record, kind.as_str(), Some(fields)),
            Operation::Unknown(_) => (uuid::Uuid::nil().into(), "", None),
        };
        fields.into_iter().flatten().map(move |(field, value)| {
            (
                Cell {
                    record,
                    kind: kind.to_owned(),
                    field: field.clone(),
                },
                value,
            )
        })
    })
}
