//! The history of a record, read from the log itself.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::reader::Reader;
use goldaw_changes::{ChangeHash, Hlc, Operation, RawChange};
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, WorkerId};
use rusqlite::named_params;
use serde_json::Value;
use std::collections::BTreeSet;

/// One value one change wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The change.
    pub change: ChangeHash,
    /// When, ms since 1970 (UTC), by the author's clock.
    pub at: u64,
    /// When it was written into this store, ms since 1970 (UTC).
    pub arrived_at: u64,
    /// Who.
    pub author: WorkerId,
    /// For which office.
    pub office: OfficeId,
    /// On which computer.
    pub device: DeviceId,
    /// What was done.
    pub action: String,
    /// Why.
    pub reason: Option<String>,
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// The field.
    pub field: String,
    /// The value.
    pub value: Value,
    /// The value is live: nobody who had seen it has replaced it.
    pub counts: bool,
}

/// The last change of a worker on this computer.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnChange {
    /// The change.
    pub change: ChangeHash,
    /// When, ms since 1970 (UTC).
    pub at: u64,
    /// What was done.
    pub action: String,
    /// What it wrote, kind and fields by record.
    pub writes: Vec<(RecordId, String, goldaw_domain::Fields)>,
}

impl Reader<'_> {
    /// Returns every value written to a record, or to one field of it, in the order of the log here: causes before effects.
    pub fn history(
        &self,
        record: RecordId,
        field: Option<&str>,
    ) -> Result<Vec<Written>, StoreError> {
        let live = self.live_changes(record)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT change.hash, change.hlc, change.header, change.payload, change.recorded_at
             FROM record JOIN touch ON touch.record = record.number JOIN change ON change.number = touch.change
             WHERE record.id = :record ORDER BY change.number",
        )?;
        let mut rows = statement.query(named_params! { ":record": Id::from(record) })?;
        let mut written = Vec::new();
        while let Some(row) = rows.next()? {
            let hash = row.get::<_, Hash>(0)?.0;
            let raw = RawChange {
                header: row.get(2)?,
                payload: row.get(3)?,
            };
            let (Ok(header), Ok(Some(payload))) = (raw.read_header(), raw.read_payload()) else {
                continue;
            };
            for operation in payload.operations {
                let Operation::Write {
                    record: of,
                    kind,
                    fields,
                } = operation
                else {
                    continue;
                };
                if of != record {
                    continue;
                }
                for (name, value) in fields
                    .into_iter()
                    .filter(|(name, _)| field.is_none_or(|field| field == name))
                {
                    written.push(Written {
                        change: hash,
                        at: Hlc(row.get::<_, i64>(1)? as u64).ms(),
                        arrived_at: row.get::<_, i64>(4)? as u64,
                        author: header.author,
                        office: header.office,
                        device: header.stream.device,
                        action: payload.action.clone(),
                        reason: payload.reason.clone(),
                        record,
                        kind: kind.clone(),
                        counts: live.contains(&(name.clone(), hash)),
                        field: name,
                        value,
                    });
                }
            }
        }
        Ok(written)
    }

    /// Returns the last change a worker wrote on a computer; nothing when there is none.
    pub fn last_own(
        &self,
        worker: WorkerId,
        device: DeviceId,
    ) -> Result<Option<OwnChange>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT change.hash, change.hlc, change.header, change.payload
             FROM change JOIN branch ON branch.number = change.branch
             WHERE branch.device = :device ORDER BY change.number DESC LIMIT 50",
        )?;
        let mut rows = statement.query(named_params! { ":device": Id::from(device) })?;
        while let Some(row) = rows.next()? {
            let raw = RawChange {
                header: row.get(2)?,
                payload: row.get(3)?,
            };
            let (Ok(header), Ok(Some(payload))) = (raw.read_header(), raw.read_payload()) else {
                continue;
            };
            if header.author != worker {
                continue;
            }
            let writes = payload
                .operations
                .into_iter()
                .filter_map(|operation| match operation {
                    Operation::Write {
                        record,
                        kind,
                        fields,
                    } => Some((record, kind, fields)),
                    Operation::Unknown(_) => None,
                });
            return Ok(Some(OwnChange {
                change: row.get::<_, Hash>(0)?.0,
                at: Hlc(row.get::<_, i64>(1)? as u64).ms(),
                action: payload.action,
                writes: writes.collect(),
            }));
        }
        Ok(None)
    }

    /// Returns when something was last written into this store, ms since 1970 (UTC).
    pub fn last_commit_at(&self) -> Result<Option<u64>, StoreError> {
        let at: Option<i64> = self
            .connection
            .prepare_cached("SELECT recorded_at FROM change ORDER BY number DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .map(Some)
            .or_else(|error| {
                if error == rusqlite::Error::QueryReturnedNoRows {
                    Ok(None)
                } else {
                    Err(error)
                }
            })?;
        Ok(at.map(|at| at as u64))
    }

    /// Returns the fields of a record with the changes whose values are live, in order.
    pub fn live_changes(
        &self,
        record: RecordId,
    ) -> Result<BTreeSet<(String, ChangeHash)>, StoreError> {
        let ledger = SqlLedger::new(self.connection);
        let cells = match ledger.held(record)? {
            Some(held) => ledger.live_of(&held)?,
            None => Default::default(),
        };
        Ok(cells
            .into_iter()
            .flat_map(|(cell, live)| {
                live.into_iter()
                    .map(move |one| (cell.field.clone(), one.change))
            })
            .collect())
    }
}
