//! The row of one record: every live value of every field, each once, with the changes that wrote them.
//!
//! A record is read and written whole, because a merge asks for its fields together and a screen shows them together. What repeats from
//! record to record (which fields a record has, who wrote, for which office) stands once in a table of its own and is named by number.

mod cells;
mod live_cells;
mod numbers;
mod repeated;

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use goldaw_changes::Hlc;
use goldaw_domain::Fields;
use goldaw_domain::ids::{OfficeId, RecordId, WorkerId};
use goldaw_domain::record::VOIDED;
use live_cells::{LiveCounts, read_cells};
use rusqlite::Row;
use serde_json::Value;
use std::sync::Arc;

pub(crate) use cells::{Cells, Live, LiveCell, Shape};
pub(crate) use live_cells::first_change;
pub(crate) use numbers::Numbers;
pub(crate) use repeated::Repeated;

/// A record as the row keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    /// Number of the row; 0 for a record that has none yet.
    pub number: i64,
    /// The record.
    pub id: RecordId,
    /// Live values, the one to show first. The first kind is the record's.
    pub cells: Cells,
    /// Numbers of all changes that wrote to it, rising: the way to the history.
    pub touched: Vec<i64>,
    /// Fields that wait for a decision, sorted.
    pub open: Vec<String>,
    /// Who wrote it first and last.
    pub life: Life,
    /// What of the row seldom changes, as it was read; none for a record that has no row yet.
    pub settled: Option<Settled>,
}

/// Columns of a row that a save seldom changes. While they stay, a row is written without them, their indexes and their checks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settled {
    shape: Option<i64>,
    scope: OfficeId,
    created: Hlc,
    created_by: WorkerId,
    open: bool,
    voided: bool,
}

/// Who wrote a record first and last, by the time of the changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Life {
    /// The office whose changes it travels with: that of the first.
    pub scope: OfficeId,
    /// Time of the first change.
    pub created: Hlc,
    /// Who wrote the first.
    pub created_by: WorkerId,
    /// Time of the last change.
    pub changed: Hlc,
    /// Who wrote the last.
    pub changed_by: WorkerId,
}

impl Held {
    /// Reads a row of the view `document`.
    pub(crate) fn read(row: &Row<'_>) -> Result<Held, StoreError> {
        let shape = Arc::new(Shape::read(None, text(row, 3)?)?);
        let (cells, touched) = read_cells(shape, text(row, 4)?, blob(row, 5)?)?;
        Ok(Held {
            number: row.get(0)?,
            id: row.get::<_, Id>(1)?.into(),
            cells,
            touched,
            open: read_open(row, 6)?,
            life: Life {
                scope: row.get::<_, Id>(2)?.into(),
                created: Hlc(row.get::<_, i64>(7)? as u64),
                created_by: row.get::<_, Id>(8)?.into(),
                changed: Hlc(row.get::<_, i64>(9)? as u64),
                changed_by: row.get::<_, Id>(10)?.into(),
            },
            settled: None,
        })
    }

    /// The record's kind; the smaller word when changes disagree, the same everywhere.
    pub(crate) fn kind(&self) -> &str {
        self.cells.kind()
    }

    fn voided(&self) -> bool {
        let reason = self.cells.get(self.kind(), VOIDED).first();
        reason.is_some_and(|reason| !reason.value.is_null())
    }

    fn settled_now(&self) -> Settled {
        Settled {
            shape: self.cells.shape_number(),
            scope: self.life.scope,
            created: self.life.created,
            created_by: self.life.created_by,
            open: !self.open.is_empty(),
            voided: self.voided(),
        }
    }

    /// Returns the record as it is served: one value a field, cleared ones left out.
    pub(crate) fn document(&self) -> Document {
        let kind = self.kind();
        let own = self.cells.iter().filter(|(of, _, _)| *of == kind);
        let shown = own
            .filter_map(|(_, field, live)| Some((field, &live.first()?.value)))
            .filter(|(_, value)| !value.is_null())
            .map(|(field, value)| (field.to_owned(), value.clone()));
        Document {
            id: self.id,
            kind: kind.to_owned(),
            scope: self.life.scope,
            fields: shown.collect(),
            open: self.open.clone(),
            created_at: self.life.created.ms(),
            created_by: self.life.created_by,
            changed_at: self.life.changed.ms(),
            changed_by: self.life.changed_by,
        }
    }
}

/// Reads a row of the view `document` as the record it serves, without taking the other values apart.
pub(crate) fn document(row: &Row<'_>) -> Result<Document, StoreError> {
    let names: Vec<(String, Vec<String>)> = serde_json::from_str(text(row, 3)?)?;
    let values: Vec<Value> = serde_json::from_str(text(row, 4)?)?;
    let mut values = values.into_iter();
    let mut counts = LiveCounts::of(blob(row, 5)?)?;
    let (kind, fields) = names.into_iter().next().ok_or(StoreError::Damaged)?;
    let mut shown = Fields::new();
    for field in fields {
        let live = counts.next()?;
        let value = values.next().ok_or(StoreError::Damaged)?;
        for _ in 1..live {
            values.next();
        }
        if !value.is_null() {
            shown.insert(field, value);
        }
    }
    Ok(Document {
        id: row.get::<_, Id>(1)?.into(),
        kind,
        scope: row.get::<_, Id>(2)?.into(),
        fields: shown,
        open: read_open(row, 6)?,
        created_at: Hlc(row.get::<_, i64>(7)? as u64).ms(),
        created_by: row.get::<_, Id>(8)?.into(),
        changed_at: Hlc(row.get::<_, i64>(9)? as u64).ms(),
        changed_by: row.get::<_, Id>(10)?.into(),
    })
}

/// Reads all rows of a statement over the view `document`.
pub(crate) fn documents(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Document>, StoreError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(document(row)?);
    }
    Ok(found)
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, StoreError> {
    row.get_ref(column)?
        .as_str()
        .map_err(|_| StoreError::Damaged)
}

pub(crate) fn blob<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8], StoreError> {
    row.get_ref(column)?
        .as_blob()
        .map_err(|_| StoreError::Damaged)
}

fn read_open(row: &Row<'_>, column: usize) -> Result<Vec<String>, StoreError> {
    match row
        .get_ref(column)?
        .as_str_or_null()
        .map_err(|_| StoreError::Damaged)?
    {
        Some(open) => Ok(serde_json::from_str(open)?),
        None => Ok(Vec::new()),
    }
}
