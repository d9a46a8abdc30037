//! All records at once, in memory, from a whole log given change by change: for a store that has none yet.
//!
//! The same rule as the merge (a write replaces exactly the live values its author had seen), but each record is written once at the end
//! and never read. Some dozen bytes of memory for each live value, and its text.

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
    values: Values,
    /// Of each change, by number from 1.
    moments: Vec<Moment>,
}

/// A record on its way.
#[derive(Default)]
struct Rising {
    live: Vec<Live>,
    /// Numbers of the changes that wrote to it, rising.
    touched: Vec<u32>,
}

struct Live {
    field: u32,
    /// Of the change.
    number: u32,
    value: Text,
}

/// Values as text, one behind the other: what a value costs beside its text would be more than it.
#[derive(Default)]
struct Values(Vec<u8>);

/// Where the text of a value stands.
#[derive(Clone, Copy)]
struct Text {
    at: u32,
    length: u32,
}

impl Values {
    /// Keeps a value.
    ///
    /// # Errors
    /// `NotAtOnce` when all together are more than 4 GiB.
    fn keep(&mut self, value: &Value) -> Result<Text, StoreError> {
        let at = self.0.len();
        serde_json::to_writer(&mut self.0, value)?;
        match (u32::try_from(at), u32::try_from(self.0.len() - at)) {
            (Ok(at), Ok(length)) => Ok(Text { at, length }),
            _ => Err(StoreError::NotAtOnce),
        }
    }

    fn read(&self, Text { at, length }: Text) -> Result<Value, StoreError> {
        let (from, upto) = (at as usize, at as usize + length as usize);
        let text = self.0.get(from..upto).unwrap_or_default();
        Ok(serde_json::from_slice(text)?)
    }
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
    ///
    /// # Errors
    /// `NotAtOnce` when there is more than can be held.
    pub(crate) fn add(
        &mut self,
        entry: &Entry,
        payload: Option<Payload>,
    ) -> Result<(), StoreError> {
        let number = u32::try_from(entry.number).map_err(|_| StoreError::NotAtOnce)?;
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
            if rising.touched.last() != Some(&number) {
                rising.touched.push(number);
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
                    number,
                    value: self.values.keep(&value)?,
                });
            }
        }
        Ok(())
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
                let mut held = self.held(id, rising)?;
                numbers.write(&mut held)?;
                tell(&held);
            }
        }
        Ok(())
    }

    fn moment(&self, number: u32) -> &Moment {
        &self.moments[number as usize - 1]
    }

    fn held(&self, id: RecordId, rising: Rising) -> Result<Held, StoreError> {
        let mut cells = Cells::default();
        let mut of_field: BTreeMap<u32, Vec<Live>> = BTreeMap::new();
        for live in rising.live {
            of_field.entry(live.field).or_default().push(live);
        }
        for (field, live) in of_field {
            let (kind, name) = &self.fields.list[field as usize];
            let live = match <[Live; 1]>::try_from(live) {
                Ok([one]) => LiveCells::from([LiveCell {
                    change: i64::from(one.number),
                    value: self.values.read(one.value)?,
                }]),
                Err(several) => self.several(kind, name, several)?,
            };
            cells.set(kind, name, live);
        }
        let by_time = |number: &&u32| {
            let place = &self.moment(**number).place;
            (place.hlc, place.hash)
        };
        let first = rising.touched.iter().min_by_key(by_time);
        let last = rising.touched.iter().max_by_key(by_time);
        // A record with live values was written to.
        let moment = |number: Option<&u32>| self.moment(number.copied().unwrap_or(1));
        let (first, last) = (moment(first), moment(last));
        let (created_by, scope) = self.hands.list[first.hand as usize];
        let mut held = Held {
            number: 0,
            id,
            cells,
            touched: rising.touched.into_iter().map(i64::from).collect(),
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
        Ok(held)
    }

    /// Puts several live values of a field in order.
    fn several(&self, kind: &str, field: &str, live: Vec<Live>) -> Result<LiveCells, StoreError> {
        let mut numbers = HashMap::new();
        let mut values = Vec::with_capacity(live.len());
        for one in live {
            let place = &self.moment(one.number).place;
            numbers.insert(place.hash, i64::from(one.number));
            values.push(LiveValue {
                change: place.hash,
                branch: place.branch,
                sequence: place.sequence,
                hlc: place.hlc,
                value: self.values.read(one.value)?,
            });
        }
        let ordered = in_order(kind, field, &values).into_iter();
        Ok(ordered
            .map(|one| LiveCell {
                change: numbers[&one.change],
                value: one.value.clone(),
            })
            .collect())
    }
}
