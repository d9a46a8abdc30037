//! What one receipt wrote, and what stood before: for taking a whole receipt back, and for opening a decided question again.

use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::reader::Reader;
use goldaw_changes::{ChangeHash, Ledger, LiveValue, Operation, maximal};
use goldaw_domain::ids::RecordId;
use std::collections::{BTreeMap, BTreeSet};

/// Changes looked at in one go.
const PIECE: u32 = 1_000;

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
        self.log().end()
    }

    /// Returns what the changes with numbers above `after` and up to `upto` wrote.
    pub fn stretch(&self, after: i64, upto: i64) -> Result<Stretch, StoreError> {
        let log = self.log();
        let mut stretch = Stretch::default();
        let mut read = after;
        while read < upto {
            let piece = log.piece(read, PIECE)?;
            let Some(last) = piece.last() else {
                break;
            };
            read = last.number;
            for entry in piece.into_iter().filter(|entry| entry.number <= upto) {
                stretch.changes.insert(entry.hash);
                let operations = entry.payload().map(|payload| payload.operations);
                for operation in operations.into_iter().flatten() {
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
        let ledger = SqlLedger::new(self.log());
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
