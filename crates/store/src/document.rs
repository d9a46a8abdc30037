//! A merged record as the store serves it, and the writes a change is made of.

use goldaw_domain::ids::{OfficeId, RecordId, WorkerId};
use goldaw_domain::record::VOIDED;
use goldaw_domain::{Fields, Record, RecordKind};
use serde_json::Value;

/// A merged record.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The record.
    pub id: RecordId,
    /// Its kind, as written; may be one this version does not know.
    pub kind: String,
    /// The office whose changes it travels with.
    pub scope: OfficeId,
    /// Its fields: one value each, by the rule of the field while several are live.
    pub fields: Fields,
    /// Fields that wait for a decision, sorted.
    pub open: Vec<String>,
    /// When it was first written, ms since 1970 (UTC), by the author's clock.
    pub created_at: u64,
    /// Who wrote it first.
    pub created_by: WorkerId,
    /// When it was last written.
    pub changed_at: u64,
    /// Who wrote it last.
    pub changed_by: WorkerId,
}

impl Document {
    /// Reads the fields as a record of one kind; nothing when it is of another.
    pub fn read<R: Record>(&self) -> Option<R> {
        if self.kind == R::KIND.name() {
            R::from_fields(&self.fields)
        } else {
            None
        }
    }

    /// Returns why the record was voided, when it was.
    pub fn voided(&self) -> Option<&str> {
        self.fields.get(VOIDED).and_then(Value::as_str)
    }
}

/// New values for fields of one record; `null` clears a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: RecordKind,
    /// The values.
    pub fields: Fields,
}

impl Write {
    /// Writes a whole record.
    pub fn new<R: Record>(record: impl Into<RecordId>, fields: &R) -> Write {
        Write {
            record: record.into(),
            kind: R::KIND,
            fields: fields.to_fields(),
        }
    }

    /// Writes only what differs from the record as it stands. Fields this version does not know are left alone.
    pub fn difference<R: Record>(before: &Document, after: &R) -> Write {
        let known = before
            .read::<R>()
            .map(|record| record.to_fields())
            .unwrap_or_default();
        Write {
            record: before.id,
            kind: R::KIND,
            fields: goldaw_changes::diff(&known, &after.to_fields()),
        }
    }

    /// Writes one field.
    pub fn field(
        record: impl Into<RecordId>,
        kind: RecordKind,
        field: &str,
        value: Value,
    ) -> Write {
        Write {
            record: record.into(),
            kind,
            fields: Fields::from([(field.to_owned(), value)]),
        }
    }
}

/// One intention of a worker: what becomes one change.
#[derive(Clone, Debug, PartialEq)]
pub struct Intent {
    /// The code of what is done: `record_visit`.
    pub action: String,
    /// Why, in the worker's words.
    pub reason: Option<String>,
    /// What it writes.
    pub writes: Vec<Write>,
}
