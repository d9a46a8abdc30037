//! Deriving the records again from the log alone, a few thousand changes at a time.

use crate::apply::{self, Written};
use crate::blob::Hash;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use goldaw_changes::{BranchNumber, Clock, Hlc, PlacedChange, Position, RawChange, replay};
use rusqlite::{Row, Transaction, named_params};

/// Changes held in memory at once.
const BATCH: u32 = 4_000;

/// Fills the empty tables of records. Every change's clock is computed again from the changes it names and compared.
pub(crate) fn derive_records(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let came_late = crate::missing::holds_one_declared_lost(tx)?;
    let mut after = 0;
    loop {
        let ledger = SqlLedger::new(tx);
        let batch = read(tx, after)?;
        let Some((last, _)) = batch.last() else {
            return Ok(());
        };
        after = *last;
        let mut written = Written::default();
        let mut placed = Vec::with_capacity(batch.len());
        for (number, change) in batch {
            ledger.remember(change.hash, number);
            written.add(number, change.hash, &change.header, change.payload.as_ref());
            placed.push(change);
        }
        let cells = replay(&ledger, &placed, came_late)?.ok_or(StoreError::LogDisagrees)?;
        apply::write_records(tx, &ledger, written, &cells)?;
    }
}

fn read(tx: &Transaction<'_>, after: i64) -> Result<Vec<(i64, PlacedChange)>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT number, hash, branch, sequence, hlc, header, payload, clock FROM change
         WHERE number > :after ORDER BY number LIMIT :batch",
    )?;
    let mut rows = statement.query(named_params! { ":after": after, ":batch": BATCH })?;
    let mut batch = Vec::new();
    while let Some(row) = rows.next()? {
        batch.push((row.get(0)?, placed(row)?));
    }
    Ok(batch)
}

fn placed(row: &Row<'_>) -> Result<PlacedChange, StoreError> {
    let raw = RawChange {
        header: row.get(5)?,
        payload: row.get(6)?,
    };
    let clock: Vec<u8> = row.get(7)?;
    Ok(PlacedChange {
        hash: row.get::<_, Hash>(1)?.0,
        header: raw.read_header().map_err(|_| StoreError::LogDisagrees)?,
        payload: raw.read_payload().unwrap_or_default(),
        position: Position {
            branch: BranchNumber(row.get(2)?),
            sequence: row.get::<_, i64>(3)? as u64,
            hlc: Hlc(row.get::<_, i64>(4)? as u64),
            wants_payload: false,
        },
        clock: Clock::from_bytes(&clock).map_err(|_| StoreError::LogDisagrees)?,
    })
}
