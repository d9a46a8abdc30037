//! The fields as they will stand: live values from the ledger, each field asked once, with this plan's writes laid over.
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
use serde_json::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Fields touched so far.
pub(super) struct Overlay<'l, L: Ledger + ?Sized> {
    ledger: &'l L,
    names: Names,
    cells: HashMap<(RecordId, FieldNumber), Touched>,
}

/// A kind and a field, as [`Names`] numbers them: few names stand in many cells.
type FieldNumber = usize;

#[derive(Default)]
struct Names {
    list: Vec<(String, String)>,
    numbers: HashMap<String, HashMap<String, FieldNumber>>,
}

impl Names {
    fn number(&mut self, kind: &str, field: &str) -> FieldNumber {
        let known = self
            .numbers
            .get(kind)
            .and_then(|fields| fields.get(field))
            .copied();
        known.unwrap_or_else(|| {
            let number = self.list.len();
            self.list.push((kind.to_owned(), field.to_owned()));
            let fields = self.numbers.entry(kind.to_owned()).or_default();
            fields.insert(field.to_owned(), number);
            number
        })
    }

    fn cell(&self, record: RecordId, number: FieldNumber) -> Cell {
        let (kind, field) = self.list[number].clone();
        Cell {
            record,
            kind,
            field,
        }
    }

    /// Returns for each number its place in the order of kinds and fields.
    fn places(&self) -> Vec<usize> {
        let mut sorted: Vec<FieldNumber> = (0..self.list.len()).collect();
        sorted.sort_unstable_by_key(|number| &self.list[*number]);
        let mut places = vec![0; sorted.len()];
        for (place, number) in sorted.into_iter().enumerate() {
            places[number] = place;
        }
        places
    }
}

/// A field's live values.
struct Touched {
    before: Vec<LiveValue>,
    /// None while nothing was laid over.
    after: Option<Vec<LiveValue>>,
}

impl Touched {
    fn now(&self) -> &[LiveValue] {
        self.after.as_deref().unwrap_or(&self.before)
    }

    /// Lays a value over those that its author had seen.
    fn lay(&mut self, clock: &Clock, value: LiveValue) {
        let stays = |live: &LiveValue| !clock.covers(live.branch, live.sequence);
        let mut after = match self.after.take() {
            Some(mut after) => {
                after.retain(stays);
                after
            }
            None => self
                .before
                .iter()
                .filter(|live| stays(live))
                .cloned()
                .collect(),
        };
        after.push(value);
        self.after = Some(after);
    }
}

impl<'l, L: Ledger + ?Sized> Overlay<'l, L> {
    pub fn new(ledger: &'l L) -> Self {
        Self {
            ledger,
            names: Names::default(),
            cells: HashMap::new(),
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
        for (record, kind, field, value) in writes(payload) {
            let touched = self.touch(record, kind, field)?;
            touched.lay(clock, live_value(change, position, value));
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
        for (record, kind, field, value) in writes(payload) {
            let ledger = self.ledger;
            let touched = self.touch(record, kind, field)?;
            let mut replaced = false;
            for live in touched.now().iter().filter(|live| live.change != change) {
                replaced |= ledger
                    .clock(&live.change)?
                    .covers(position.branch, position.sequence);
            }
            if !replaced {
                touched.lay(clock, live_value(change, position, value));
            }
        }
        Ok(())
    }

    /// Returns the fields whose live values differ from before, in the order of their places.
    pub fn finish(self) -> Vec<CellPlan> {
        let places = self.names.places();
        let mut cells: Vec<_> = self.cells.into_iter().collect();
        cells.sort_unstable_by_key(|((record, field), _)| (*record, places[*field]));
        let names = &self.names;
        cells
            .into_iter()
            .filter_map(|((record, field), Touched { mut before, after })| {
                let mut after = after?;
                live::sort(&mut before);
                live::sort(&mut after);
                (before != after).then(|| CellPlan {
                    cell: names.cell(record, field),
                    before,
                    after,
                })
            })
            .collect()
    }

    /// Returns a field's live values, to lay a write over.
    fn touch(
        &mut self,
        record: RecordId,
        kind: &str,
        field: &str,
    ) -> Result<&mut Touched, L::Error> {
        let number = self.names.number(kind, field);
        match self.cells.entry((record, number)) {
            Entry::Occupied(touched) => Ok(touched.into_mut()),
            Entry::Vacant(place) => {
                let before = self.ledger.live(&self.names.cell(record, number))?;
                Ok(place.insert(Touched {
                    before,
                    after: None,
                }))
            }
        }
    }
}

fn live_value(change: ChangeHash, position: Position, value: &Value) -> LiveValue {
    LiveValue {
        change,
        branch: position.branch,
        sequence: position.sequence,
        hlc: position.hlc,
        value: value.clone(),
    }
}

fn writes(payload: &Payload) -> impl Iterator<Item = (RecordId, &str, &str, &Value)> {
    let written = payload
        .operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::Write {
                record,
                kind,
                fields,
            } => Some((*record, kind, fields)),
            Operation::Unknown(_) => None,
        });
    written.flat_map(|(record, kind, fields)| {
        let fields = fields.iter();
        fields.map(move |(field, value)| (record, kind.as_str(), field.as_str(), value))
    })
}
