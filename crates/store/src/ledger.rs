//! The change log as the merge reads it: the tables behind [`Ledger`].

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use goldaw_changes::{
    Branch, BranchNumber, Cell, ChangeHash, Clock, Hlc, Incarnation, Ledger, LiveValue, Position,
    RawChange, StreamId,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// The log of one connection; inside a transaction it sees what the transaction wrote.
pub(crate) struct SqlLedger<'a> {
    connection: &'a Connection,
}

impl<'a> SqlLedger<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Self { connection }
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

    fn live(&self, cell: &Cell) -> Result<Vec<LiveValue>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT change.hash, change.branch, change.sequence, change.hlc, cell.value
             FROM cell JOIN change ON change.number = cell.change
             WHERE cell.record = :record AND cell.kind = :kind AND cell.field = :field",
        )?;
        let mut rows = statement.query(named_params! {
            ":record": Id::from(cell.record),
            ":kind": cell.kind,
            ":field": cell.field,
        })?;
        let mut live = Vec::new();
        while let Some(row) = rows.next()? {
            live.push(LiveValue {
                change: row.get::<_, Hash>(0)?.0,
                branch: BranchNumber(row.get(1)?),
                sequence: row.get::<_, i64>(2)? as u64,
                hlc: Hlc(row.get::<_, i64>(3)? as u64),
                value: serde_json::from_str(
                    row.get_ref(4)?.as_str().map_err(|_| StoreError::Damaged)?,
                )?,
            });
        }
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
}
