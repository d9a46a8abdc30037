//! The change log as the merge reads it: the tables behind [`Ledger`].

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::log::Log;
use crate::log::run::Place;
use crate::record_row::{Held, LiveCell};
use goldaw_changes::{
    Branch, BranchNumber, Cell, ChangeHash, Clock, Hlc, Incarnation, Ledger, LiveValue, Position,
    RawChange, StreamId,
};
use goldaw_domain::ids::RecordId;
use rusqlite::Row;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// The log of one connection; inside a transaction it sees what the transaction wrote.
///
/// Remembers numbers and places of changes it was asked about, which never change, for as long as it lives.
pub(crate) struct SqlLedger<'a> {
    log: Log<'a>,
    writers: RefCell<HashMap<i64, Place>>,
    numbers: RefCell<HashMap<ChangeHash, i64>>,
    /// Rows read for their live values and about to be written.
    rows: RefCell<HashMap<RecordId, Held>>,
}

impl<'a> SqlLedger<'a> {
    pub(crate) fn new(log: Log<'a>) -> Self {
        Self {
            log,
            writers: RefCell::default(),
            numbers: RefCell::default(),
            rows: RefCell::default(),
        }
    }

    pub(crate) fn log(&self) -> Log<'a> {
        self.log
    }

    /// Finds a record's row, as it was when its live values were asked for.
    pub(crate) fn held(&self, record: RecordId) -> Result<Option<Held>, StoreError> {
        match self.rows.borrow_mut().remove(&record) {
            Some(held) => Ok(Some(held)),
            None => Held::find(self.log.connection, record),
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
        let live = |one: &LiveCell| {
            let writer = self.writer(one.change)?;
            Ok(LiveValue {
                change: writer.hash,
                branch: writer.branch,
                sequence: writer.sequence,
                hlc: writer.hlc,
                value: one.value.clone(),
            })
        };
        held.cells
            .iter()
            .map(|((kind, field), cells)| {
                let cell = Cell {
                    record: held.id,
                    kind: kind.clone(),
                    field: field.clone(),
                };
                let values = cells.iter().map(live).collect::<Result<_, StoreError>>()?;
                Ok((cell, values))
            })
            .collect()
    }

    fn writer(&self, number: i64) -> Result<Place, StoreError> {
        if let Some(writer) = self.writers.borrow().get(&number) {
            return Ok(*writer);
        }
        let writer = self.log.place(number)?;
        self.writers.borrow_mut().insert(number, writer);
        self.remember(writer.hash, number);
        Ok(writer)
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

    fn live(&self, record: RecordId) -> Result<BTreeMap<Cell, Vec<LiveValue>>, StoreError> {
        let Some(held) = Held::find(self.log.connection, record)? else {
            return Ok(BTreeMap::new());
        };
        let live = self.live_of(&held)?;
        self.rows.borrow_mut().insert(record, held);
        Ok(live)
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
        crate::missing::is_declared_lost(self.log.connection, change)
    }
}
