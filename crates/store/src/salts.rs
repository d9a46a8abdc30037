//! Salts of own changes: one random seed for a run of them, so that a bundle carries sixteen bytes a run instead of a change.
//!
//! Why that is safe, and when a seed must go, stands in docs/decisions/0013-salt-runs.md.

use crate::blob::Id;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::store::Store;
use goldaw_changes::columns::SaltRun;
use goldaw_changes::{Incarnation, StreamId};
use rusqlite::{OptionalExtension, Row, Transaction, named_params};

/// Returns the seed of a stream's open run; a new one when there is none. Nothing is kept before a change was salted by it.
pub(crate) fn open_seed(tx: &Transaction<'_>, stream: &StreamId) -> Result<[u8; 16], StoreError> {
    let open = tx
        .prepare_cached(
            "SELECT seed FROM salt_run
             WHERE device = :device AND incarnation = :incarnation AND scope = :scope AND open = 1",
        )?
        .query_row(
            named_params! {
                ":device": Id::from(stream.device),
                ":incarnation": Id(stream.incarnation.0),
                ":scope": Id::from(stream.scope),
            },
            |row| row.get(0),
        )
        .optional()?;
    if let Some(seed) = open {
        return Ok(seed);
    }
    let mut seed = [0u8; 16];
    getrandom::fill(&mut seed).map_err(|_| StoreError::Unwritable)?;
    Ok(seed)
}

/// Notes an own change as salted by a seed; the first one begins the run.
pub(crate) fn note_salted(
    tx: &Transaction<'_>,
    stream: &StreamId,
    seed: &[u8; 16],
    sequence: u64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO salt_run (device, incarnation, scope, first, last, seed, open)
         VALUES (:device, :incarnation, :scope, :sequence, :sequence, :seed, 1)
         ON CONFLICT DO UPDATE SET last = :sequence",
    )?
    .execute(named_params! {
        ":device": Id::from(stream.device),
        ":incarnation": Id(stream.incarnation.0),
        ":scope": Id::from(stream.scope),
        ":sequence": sequence as i64,
        ":seed": seed,
    })?;
    Ok(())
}

fn run(row: &Row<'_>) -> rusqlite::Result<SaltRun> {
    Ok(SaltRun {
        stream: StreamId {
            device: row.get::<_, Id>(0)?.into(),
            incarnation: Incarnation(row.get::<_, Id>(1)?.0),
            scope: row.get::<_, Id>(2)?.into(),
        },
        first: row.get::<_, i64>(3)? as u64,
        last: row.get::<_, i64>(4)? as u64,
        seed: row.get(5)?,
    })
}

impl Reader<'_> {
    /// Returns the seeds of ended runs of a stream that salted the change at a sequence or a later one.
    pub fn salt_runs(&self, stream: &StreamId, from: u64) -> Result<Vec<SaltRun>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT device, incarnation, scope, first, last, seed FROM salt_run
             WHERE device = :device AND incarnation = :incarnation AND scope = :scope AND last >= :from AND open = 0
             ORDER BY first, seed",
        )?;
        let found = statement.query_map(
            named_params! {
                ":device": Id::from(stream.device),
                ":incarnation": Id(stream.incarnation.0),
                ":scope": Id::from(stream.scope),
                ":from": from as i64,
            },
            run,
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

impl Store {
    /// Ends the open runs: a seed that leaves this store salts nothing that comes later. To be called before a bundle is packed.
    pub fn end_salt_runs(&mut self) -> Result<(), StoreError> {
        self.connection
            .execute("UPDATE salt_run SET open = 0 WHERE open = 1", [])?;
        Ok(())
    }
}
