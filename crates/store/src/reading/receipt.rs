//! What one receipt wrote, and what stood before: for taking a whole receipt back, and for opening a decided question again.

use crate::blob::Hash;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::reader::Reader;
use goldaw_changes::{ChangeHash, Ledger, LiveValue, Operation, RawChange, maximal};
use goldaw_domain::ids::RecordId;
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet};

/// What a stretch of the log wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stretch {
    /// The changes in it.
    pub changes: BTreeSet<ChangeHash>,
    /// Kind and fields by record.
    pub records: BTreeMap<RecordId, (String, BTreeSet<String>)>,
}

impl Reader<'_> {
    /// Returns the number of the last change in the log here; 0 when it is empty.
    pub fn log_end(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT coalesce(max(number), 0) FROM change")?
            .query_row([], |row| row.get(0))?)
    }

    /// Returns what the changes with numbers above `after` and up to `upto` wrote.
    pub fn stretch(&self, after: i64, upto: i64) -> Result<Stretch, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT hash, header, payload FROM change WHERE number > :after AND number <= :upto ORDER BY number",
        )?;
        let mut rows = statement.query(named_params! { ":after": after, ":upto": upto })?;
        let mut stretch = Stretch::default();
        while let Some(row) = rows.next()? {
            stretch.changes.insert(row.get::<_, Hash>(0)?.0);
            let raw = RawChange {
                header: row.get(1)?,
                payload: row.get(2)?,
            };
            let Ok(Some(payload)) = raw.read_payload() else {
                continue;
            };
            for operation in payload.operations {
                if let Operation::Write {
                    record,
                    kind,
                    fields,
                } = operation
                {
                    let (_, known) = stretch
                        .records
                        .entry(record)
                        .or_insert((kind, BTreeSet::new()));
                    known.extend(fields.into_keys());
                }
            }
        }
        Ok(stretch)
    }

    /// Returns the values of a field that would be live if one change had not been written, the later first.
    pub fn live_without(
        &self,
        record: RecordId,
        field: &str,
        without: &ChangeHash,
    ) -> Result<Vec<LiveValue>, StoreError> {
        let ledger = SqlLedger::new(self.connection);
        let mut writes = Vec::new();
        for written in self.history(record, Some(field))? {
            if written.change == *without {
                continue;
            }
            let Some(position) = ledger.position(&written.change)? else {
                continue;
            };
            let value = LiveValue {
                change: written.change,
                branch: position.branch,
                sequence: position.sequence,
                hlc: position.hlc,
                value: written.value,
            };
            writes.push((value, ledger.clock(&written.change)?));
        }
        Ok(maximal(&writes))
    }
}
