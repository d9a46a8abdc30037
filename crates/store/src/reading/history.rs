//! The history of a record, read from the log itself.

use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::reader::Reader;
use crate::record_row::{Held, Repeated};
use goldaw_changes::{ChangeHash, Hlc, Operation};
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, WorkerId};
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
    /// Returns the version of the program that wrote the latest change of a computer held here.
    pub fn program_of(&self, device: DeviceId) -> Result<Option<u32>, StoreError> {
        let latest = self.log().last_of(device, 1)?;
        Ok(latest.first().map(|entry| entry.header.program))
    }

    /// Returns every value written to a record, or to one field of it, in the order of the log here: causes before effects.
    pub fn history(
        &self,
        record: RecordId,
        field: Option<&str>,
    ) -> Result<Vec<Written>, StoreError> {
        let Some(held) = Repeated::default().find(self.connection, record)? else {
            return Ok(Vec::new());
        };
        let live = self.live_of(&held)?;
        let mut written = Vec::new();
        for number in &held.touched {
            let entry = self.log().entry(*number)?;
            let Some(payload) = entry.payload() else {
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
                        change: entry.hash,
                        at: entry.header.hlc.ms(),
                        arrived_at: entry.recorded_at.cast_unsigned(),
                        author: entry.header.author,
                        office: entry.header.office,
                        device: entry.header.stream.device,
                        action: payload.action.clone(),
                        reason: payload.reason.clone(),
                        record,
                        kind: kind.clone(),
                        counts: live.contains(&(name.clone(), entry.hash)),
                        field: name,
                        value,
                    });
                }
            }
        }
        Ok(written)
    }

    /// Returns the last change a worker wrote on a computer, if it is among the last fifty of that computer; else nothing.
    pub fn last_own(
        &self,
        worker: WorkerId,
        device: DeviceId,
    ) -> Result<Option<OwnChange>, StoreError> {
        for entry in self.log().last_of(device, 50)? {
            let Some(payload) = entry.payload() else {
                continue;
            };
            if entry.header.author != worker {
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
                change: entry.hash,
                at: entry.header.hlc.ms(),
                action: payload.action,
                writes: writes.collect(),
            }));
        }
        Ok(None)
    }

    /// Returns when something was last written into this store, ms since 1970 (UTC).
    pub fn last_commit_at(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.log().last_arrival()?.map(i64::cast_unsigned))
    }

    /// Returns the latest time a change here bears, ms since 1970 (UTC), as far as it was believed: times more than a day ahead of this
    /// computer's clock were not. None when nothing was written.
    pub fn latest_time(&self) -> Result<Option<u64>, StoreError> {
        let time = crate::store::last_time(self.connection)?;
        Ok((time != Hlc::ZERO).then(|| time.ms()))
    }

    /// Returns the fields of a record with the changes whose values are live, in order.
    pub fn live_changes(
        &self,
        record: RecordId,
    ) -> Result<BTreeSet<(String, ChangeHash)>, StoreError> {
        match Repeated::default().find(self.connection, record)? {
            Some(held) => self.live_of(&held),
            None => Ok(BTreeSet::new()),
        }
    }

    fn live_of(&self, held: &Held) -> Result<BTreeSet<(String, ChangeHash)>, StoreError> {
        let cells = SqlLedger::new(self.log()).live_of(held)?;
        Ok(cells
            .into_iter()
            .flat_map(|(cell, live)| {
                live.into_iter()
                    .map(move |one| (cell.field.clone(), one.change))
            })
            .collect())
    }
}
