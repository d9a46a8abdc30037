//! All records at once, in memory, from a whole log given change by change: for a store that has none yet.
//!
//! The same rule as the merge (a write replaces exactly the live values its author had seen), but each record is written once at the end
//! and never read. A hundred bytes of memory for each live value.

use crate::error::StoreError;
use crate::log::run::{Entry, Place};
use crate::project::{in_order, open_fields};
use crate::record_row::{Cells, Held, Life, Live as LiveCells, LiveCell, Numbers};
use goldaw_changes::{LiveValue, Operation, Payload};
use goldaw_domain::ids::{OfficeId, RecordId, WorkerId};
use rusqlite::Transaction;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The records as far as the log was given.
#[derive(Default)]
pub(crate) struct Records {
    records: HashMap<RecordId, Rising>,
    fields: Names<(String, String)>,
    hands: Names<(WorkerId, OfficeId)>,
    /// Of each change, by number from 1.
    moments: Vec<Moment>,
}

/// A record on its way.
#[derive(Default)]
struct Rising {
    live: Vec<Live>,
    touched: Vec<i64>,
}

struct Live {
    field: u32,
    number: i64,
    value: Value,
}

struct Moment {
    place: Place,
    hand: u32,
}

/// Things met, each named by a number from the first time on.
struct Names<T> {
    list: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Names<T> {
    fn number(&mut self, of: T) -> u32 {
        if let Some(number) = self.numbers.get(&of) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.list.push(of.clone());
        self.numbers.insert(of, number);
        number
    }
}

impl Records {
    /// Lays the next change of the log over. Numbers follow each other from 1.
    pub(crate) fn add(&mut self, entry: &Entry, payload: Option<Payload>) {
        let hand = (entry.header.author, entry.header.stream.scope);
        let hand = self.hands.number(hand);
        self.moments.push(Moment {
            place: entry.place(),
            hand,
        });
        for operation in payload.into_iter().flat_map(|payload| payload.operations) {
            let Operation::Write {
                record,
                kind,
                fields,
            } = operation
            else {
                continue;
            };
            let rising = self.records.entry(record).or_default();
            if rising.touched.last() != Some(&entry.number) {
                rising.touched.push(entry.number);
            }
            for (field, value) in fields {
                let field = self.fields.number((kind.clone(), field));
                let moments = &self.moments;
                rising.live.retain(|live| {
                    let place = &moments[live.number as usize - 1].place;
                    live.field != field || !entry.clock.covers(place.branch, place.sequence)
                });
                rising.live.push(Live {
                    field,
                    number: entry.number,
                    value,
                });
            }
        }
    }

    /// Writes the rows of all records, in the order in which they were first written to, and tells each. The tables are empty.
    pub(crate) fn write(
        mut self,
        tx: &Transaction<'_>,
        mut tell: impl FnMut(&Held),
    ) -> Result<(), StoreError> {
        let mut numbers = Numbers::new(tx);
        let records = std::mem::take(&mut self.records);
        let mut ordered: Vec<(RecordId, Rising)> = records.into_iter().collect();
        ordered.sort_unstable_by_key(|(id, rising)| (rising.touched.first().copied(), *id));
        for (id, rising) in ordered {
            if !rising.live.is_empty() {
                let mut held = self.held(id, rising);
                numbers.write(&mut held)?;
                tell(&held);
            }
        }
        Ok(())
    }

    fn moment(&self, number: i64) -> &Moment {
        &self.moments[number as usize - 1]
    }

    fn held(&self, id: RecordId, rising: Rising) -> Held {
        let mut cells = Cells::default();
        let mut of_field: BTreeMap<u32, Vec<Live>> = BTreeMap::new();
        for live in rising.live {
            of_field.entry(live.field).or_default().push(live);
        }
        for (field, live) in of_field {
            let (kind, name) = &self.fields.list[field as usize];
            let live = match <[Live; 1]>::try_from(live) {
                Ok([one]) => LiveCells::from([LiveCell {
                    change: one.number,
                    value: one.value,
                }]),
                Err(several) => self.several(kind, name, several),
            };
            cells.set(kind, name, live);
        }
        let by_time = |number: &&i64| {
            let place = &self.moment(**number).place;
            (place.hlc, place.hash)
        };
        let first = rising.touched.iter().min_by_key(by_time);
        let last = rising.touched.iter().max_by_key(by_time);
        // A record with live values was written to.
        let moment = |number: Option<&i64>| self.moment(number.copied().unwrap_or(1));
        let (first, last) = (moment(first), moment(last));
        let (created_by, scope) = self.hands.list[first.hand as usize];
        let mut held = Held {
            number: 0,
            id,
            cells,
            touched: rising.touched,
            open: Vec::new(),
            life: Life {
                scope,
                created: first.place.hlc,
                created_by,
                changed: last.place.hlc,
                changed_by: self.hands.list[last.hand as usize].0,
            },
            settled: None,
        };
        held.open = open_fields(&held);
        held
    }

    /// Puts several live values of a field in order.
    fn several(&self, kind: &str, field: &str, live: Vec<Live>) -> LiveCells {
        let numbers: HashMap<_, i64> = live
            .iter()
            .map(|one| (self.moment(one.number).place.hash, one.number))
            .collect();
        let values: Vec<LiveValue> = live
            .into_iter()
            .map(|one| {
                let place = &self.moment(one.number).place;
                LiveValue {
                    change: place.hash,
                    branch: place.branch,
                    sequence: place.sequence,
                    hlc: place.hlc,
                    value: one.value,
                }
            })
            .collect();
        in_order(kind, field, &values)
            .into_iter()
            .map(|one| LiveCell {
                change: numbers[&one.change],
                value: one.value.clone(),
            })
            .collect()
    }
}
