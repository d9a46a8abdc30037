//! The change log as the merge reads it: the tables behind [`Ledger`].

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::record_row::{Held, LiveCell};
use goldaw_changes::{
    Branch, BranchNumber, Cell, ChangeHash, Clock, Hlc, Incarnation, Ledger, LiveValue, Position,
    RawChange, StreamId,
};
use goldaw_domain::ids::RecordId;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// The log of one connection; inside a transaction it sees what the transaction wrote.
///
/// Remembers numbers and names of changes it was asked about, which never change, for as long as it lives.
pub(crate) struct SqlLedger<'a> {
    connection: &'a Connection,
    writers: RefCell<HashMap<i64, Writer>>,
    numbers: RefCell<HashMap<ChangeHash, i64>>,
    /// Rows read for their live values and about to be written.
    rows: RefCell<HashMap<RecordId, Held>>,
}

/// What a live value says of the change that wrote it.
#[derive(Clone, Copy)]
struct Writer {
    change: ChangeHash,
    branch: BranchNumber,
    sequence: u64,
    hlc: Hlc,
}

impl<'a> SqlLedger<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            writers: RefCell::default(),
            numbers: RefCell::default(),
            rows: RefCell::default(),
        }
    }

    /// Finds a record's row, as it was when its live values were asked for.
    pub(crate) fn held(&self, record: RecordId) -> Result<Option<Held>, StoreError> {
        match self.rows.borrow_mut().remove(&record) {
            Some(held) => Ok(Some(held)),
            None => Held::find(self.connection, record),
        }
    }

    /// Returns the number of an applied change.
    pub(crate) fn number(&self, change: &ChangeHash) -> Result<i64, StoreError> {
        if let Some(number) = self.numbers.borrow().get(change) {
            return Ok(*number);
        }
        let number = self
            .connection
            .prepare_cached("SELECT number FROM change WHERE hash = :hash")?
            .query_row(named_params! { ":hash": Hash(*change) }, |row| row.get(0))?;
        self.remember(*change, number);
        Ok(number)
    }

    /// Remembers the number a change was given.
    pub(crate) fn remember(&self, change: ChangeHash, number: i64) {
        self.numbers.borrow_mut().insert(change, number);
    }

    /// Returns the smallest or the largest hash among the changes of a record with a given time.
    pub(crate) fn end(
        &self,
        record: i64,
        at: Hlc,
        largest: bool,
    ) -> Result<ChangeHash, StoreError> {
        let sql = if largest {
            "SELECT max(change.hash) FROM touch JOIN change ON change.number = touch.change WHERE touch.record = :record AND change.hlc = :at"
        } else {
            "SELECT min(change.hash) FROM touch JOIN change ON change.number = touch.change WHERE touch.record = :record AND change.hlc = :at"
        };
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row(
                named_params! { ":record": record, ":at": at.0 as i64 },
                |row| row.get::<_, Hash>(0),
            )?
            .0)
    }

    /// Returns the live values of a row.
    pub(crate) fn live_of(
        &self,
        held: &Held,
    ) -> Result<BTreeMap<Cell, Vec<LiveValue>>, StoreError> {
        let live = |one: &LiveCell| {
            let writer = self.writer(one.change)?;
            Ok(LiveValue {
                change: writer.change,
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

    fn writer(&self, number: i64) -> Result<Writer, StoreError> {
        if let Some(writer) = self.writers.borrow().get(&number) {
            return Ok(*writer);
        }
        let writer = self
            .connection
            .prepare_cached(
                "SELECT hash, branch, sequence, hlc FROM change WHERE number = :number",
            )?
            .query_row(named_params! { ":number": number }, |row| {
                Ok(Writer {
                    change: row.get::<_, Hash>(0)?.0,
                    branch: BranchNumber(row.get(1)?),
                    sequence: row.get::<_, i64>(2)? as u64,
                    hlc: Hlc(row.get::<_, i64>(3)? as u64),
                })
            })?;
        self.writers.borrow_mut().insert(number, writer);
        self.remember(writer.change, number);
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
        let found = self
            .connection
            .prepare_cached("SELECT branch, sequence, hlc, payload IS NULL AND erased = 0 FROM change WHERE hash = :hash")?
            .query_row(named_params! { ":hash": Hash(*change) }, |row| {
                Ok(Position {
                    branch: BranchNumber(row.get(0)?),
                    sequence: row.get::<_, i64>(1)? as u64,
                    hlc: Hlc(row.get::<_, i64>(2)? as u64),
                    wants_payload: row.get(3)?,
                })
            })
            .optional()?;
        Ok(found)
    }

    fn clock(&self, change: &ChangeHash) -> Result<Clock, StoreError> {
        let bytes: Vec<u8> = self
            .connection
            .prepare_cached("SELECT clock FROM change WHERE hash = :hash")?
            .query_row(named_params! { ":hash": Hash(*change) }, |row| row.get(0))?;
        Clock::from_bytes(&bytes).map_err(|_| StoreError::LogDisagrees)
    }

    fn branches(&self) -> Result<Vec<Branch>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT number, device, incarnation, scope, first_sequence, head_sequence, head FROM branch")?;
        let found = statement.query_map([], branch)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn live(&self, record: RecordId) -> Result<BTreeMap<Cell, Vec<LiveValue>>, StoreError> {
        let Some(held) = Held::find(self.connection, record)? else {
            return Ok(BTreeMap::new());
        };
        let live = self.live_of(&held)?;
        self.rows.borrow_mut().insert(record, held);
        Ok(live)
    }

    fn waiting(&self) -> Result<Vec<RawChange>, StoreError> {
        let mut statement = self
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
        crate::missing::is_declared_lost(self.connection, change)
    }
}
