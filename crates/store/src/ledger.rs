//! The change log as the merge reads it: the tables behind [`Ledger`].

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::log::run::Place;
use crate::log::{Log, Places};
use crate::record_row::{Held, LiveCell, Repeated};
use goldaw_changes::{
    Branch, BranchNumber, Cell, ChangeHash, Clock, Hlc, Incarnation, Ledger, LiveValue, Position,
    RawChange, StreamId,
};
use goldaw_domain::ids::RecordId;
use rusqlite::Row;
use std::cell::{OnceCell, RefCell};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The log of one connection; inside a transaction it sees what the transaction wrote.
///
/// Remembers numbers and places of changes it was asked about, which never change, for as long as it lives.
pub(crate) struct SqlLedger<'a> {
    log: Log<'a>,
    writers: RefCell<HashMap<i64, Place>>,
    /// Places of folded runs, by the number of the first change.
    folded: RefCell<BTreeMap<i64, Places>>,
    numbers: RefCell<HashMap<ChangeHash, i64>>,
    /// Rows read for their live values and about to be written; none where there is no row.
    rows: RefCell<HashMap<RecordId, Option<Held>>>,
    repeated: Repeated,
    /// The changes declared lost, nearly always none.
    lost: OnceCell<BTreeSet<ChangeHash>>,
}

impl<'a> SqlLedger<'a> {
    pub(crate) fn new(log: Log<'a>) -> Self {
        Self {
            log,
            writers: RefCell::default(),
            folded: RefCell::default(),
            numbers: RefCell::default(),
            rows: RefCell::default(),
            repeated: Repeated::default(),
            lost: OnceCell::new(),
        }
    }

    pub(crate) fn log(&self) -> Log<'a> {
        self.log
    }

    /// Finds a record's row, as it was when its live values were asked for.
    pub(crate) fn held(&self, record: RecordId) -> Result<Option<Held>, StoreError> {
        match self.rows.borrow_mut().remove(&record) {
            Some(held) => Ok(held),
            None => self.repeated.find(self.log.connection, record),
        }
    }

    /// Returns the number of an applied change.
    pub(crate) fn number(&self, change: &ChangeHash) -> Result<i64, StoreError> {
        if let Some(number) = self.numbers.borrow().get(change) {
            return Ok(*number);
        }
        let number = self.log.number(change)?.ok_or(StoreError::LogDisagrees)?;
        self.remember(*change, number);
        Ok(number)
    }

    /// Remembers the number a change was given.
    pub(crate) fn remember(&self, change: ChangeHash, number: i64) {
        self.numbers.borrow_mut().insert(change, number);
    }

    /// Returns the smallest or the largest hash among the changes of a record with a given time; none when no change has it.
    pub(crate) fn end(
        &self,
        held: &Held,
        at: Hlc,
        largest: bool,
    ) -> Result<Option<ChangeHash>, StoreError> {
        let mut end: Option<ChangeHash> = None;
        for number in &held.touched {
            let place = self.writer(*number)?;
            let further = end.is_none_or(|end| (place.hash > end) == largest);
            if place.hlc == at && further {
                end = Some(place.hash);
            }
        }
        Ok(end)
    }

    /// Returns the live values of a row.
    pub(crate) fn live_of(
        &self,
        held: &Held,
    ) -> Result<BTreeMap<Cell, Vec<LiveValue>>, StoreError> {
        held.cells
            .iter()
            .map(|(kind, field, live)| {
                let cell = Cell {
                    record: held.id,
                    kind: kind.to_owned(),
                    field: field.to_owned(),
                };
                Ok((cell, self.live_values(live)?))
            })
            .collect()
    }

    fn live_values(&self, live: &[LiveCell]) -> Result<Vec<LiveValue>, StoreError> {
        live.iter()
            .map(|one| {
                let writer = self.writer(one.change)?;
                self.remember(writer.hash, one.change);
                Ok(LiveValue {
                    change: writer.hash,
                    branch: writer.branch,
                    sequence: writer.sequence,
                    hlc: writer.hlc,
                    value: one.value.clone(),
                })
            })
            .collect()
    }

    fn writer(&self, number: i64) -> Result<Place, StoreError> {
        if let Some(writer) = self.writers.borrow().get(&number) {
            return Ok(*writer);
        }
        if let Some(writer) = self.of_folded(number) {
            return Ok(writer);
        }
        if let Some(writer) = self.log.place_in_row(number)? {
            self.writers.borrow_mut().insert(number, writer);
            return Ok(writer);
        }
        let (first, places) = self
            .log
            .places_around(number)?
            .ok_or(StoreError::LogDisagrees)?;
        self.folded.borrow_mut().insert(first, places);
        self.of_folded(number).ok_or(StoreError::LogDisagrees)
    }

    fn of_folded(&self, number: i64) -> Option<Place> {
        let folded = self.folded.borrow();
        let (first, places) = folded.range(..=number).next_back()?;
        places.get((number - first) as usize).copied()
    }
}

fn branch(row: &Row<'_>) -> rusqlite::Result<Branch> {
    Ok(Branch {
        number: BranchNumber(row.get(0)?),
        stream: StreamId {
            device: row.get::<_, Id>(1)?.into(),
            incarnation: Incarnation(row.get::<_, Id>(2)?.0),
            scope: row.get::<_, Id>(3)?.into(),
        },
        first_sequence: row.get::<_, i64>(4)? as u64,
        head_sequence: row.get::<_, i64>(5)? as u64,
        head: row.get::<_, Hash>(6)?.0,
    })
}

impl Ledger for SqlLedger<'_> {
    type Error = StoreError;

    fn position(&self, change: &ChangeHash) -> Result<Option<Position>, StoreError> {
        let Some(number) = self.log.number(change)? else {
            return Ok(None);
        };
        let place = self.log.place(number)?;
        Ok(Some(Position {
            branch: place.branch,
            sequence: place.sequence,
            hlc: place.hlc,
            wants_payload: place.wants_payload,
        }))
    }

    fn clock(&self, change: &ChangeHash) -> Result<Clock, StoreError> {
        let number = self.number(change)?;
        self.log.clock(number)
    }

    fn branches(&self) -> Result<Vec<Branch>, StoreError> {
        let mut statement = self.log.connection.prepare_cached("SELECT number, device, incarnation, scope, first_sequence, head_sequence, head FROM branch")?;
        let found = statement.query_map([], branch)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn live(&self, cell: &Cell) -> Result<Vec<LiveValue>, StoreError> {
        let mut rows = self.rows.borrow_mut();
        let held = match rows.entry(cell.record) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(self.repeated.find(self.log.connection, cell.record)?)
            }
        };
        match held {
            Some(held) => self.live_values(held.cells.get(&cell.kind, &cell.field)),
            None => Ok(Vec::new()),
        }
    }

    fn waiting(&self) -> Result<Vec<RawChange>, StoreError> {
        let mut statement = self
            .log
            .connection
            .prepare_cached("SELECT header, payload FROM waiting ORDER BY hash")?;
        let found = statement.query_map([], |row| {
            Ok(RawChange {
                header: row.get(0)?,
                payload: row.get(1)?,
            })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn declared_lost(&self, change: &ChangeHash) -> Result<bool, StoreError> {
        if self.lost.get().is_none() {
            let declared = crate::missing::declared(self.log.connection)?;
            let _ = self.lost.set(declared.into_iter().collect());
        }
        Ok(self.lost.get().is_some_and(|lost| lost.contains(change)))
    }
}
