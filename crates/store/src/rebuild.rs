//! Deriving the records again from the log alone, a few thousand changes at a time.

use crate::apply::{self, Written};
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::log::run::Entry;
use goldaw_changes::{PlacedChange, Position, replay};
use rusqlite::Transaction;

/// Changes held in memory at once.
const BATCH: u32 = 4_000;

/// Fills the empty tables of records. Every change's clock is computed again from the changes it names and compared.
pub(crate) fn derive_records(tx: &Transaction<'_>, log: Log<'_>) -> Result<(), StoreError> {
    let came_late = crate::missing::holds_one_declared_lost(log)?;
    let mut after = 0;
    loop {
        let ledger = SqlLedger::new(log);
        let mut written = Written::default();
        let mut placed = Vec::new();
        while placed.len() < BATCH as usize {
            let piece = log.piece(after, BATCH)?;
            let Some(last) = piece.last() else {
                break;
            };
            after = last.number;
            for entry in piece {
                ledger.remember(entry.hash, entry.number);
                let (number, change) = placed_change(entry);
                let payload = change.payload.as_ref();
                written.add(number, change.hash, &change.header, payload);
                placed.push(change);
            }
        }
        if placed.is_empty() {
            return Ok(());
        }
        let cells = replay(&ledger, &placed, came_late)?.ok_or(StoreError::LogDisagrees)?;
        apply::write_records(tx, &ledger, written, &cells)?;
    }
}

fn placed_change(entry: Entry) -> (i64, PlacedChange) {
    let change = PlacedChange {
        hash: entry.hash,
        payload: entry.payload(),
        position: Position {
            branch: entry.branch,
            sequence: entry.header.sequence,
            hlc: entry.header.hlc,
            wants_payload: false,
        },
        header: entry.header,
        clock: entry.clock,
    };
    (entry.number, change)
}
