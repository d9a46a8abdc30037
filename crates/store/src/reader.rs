//! Reading: records, lists, settings. A shared borrow of the store; nothing here writes.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use goldaw_domain::RecordKind;
use goldaw_domain::ids::RecordId;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_json::Value;

/// A view of the store as it stands.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
}

pub(crate) fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    let json = |index: usize| -> rusqlite::Result<String> { row.get(index) };
    let damaged = |_| rusqlite::Error::InvalidQuery;
    Ok(Document {
        id: row.get::<_, Id>(0)?.into(),
        kind: row.get(1)?,
        scope: row.get::<_, Id>(2)?.into(),
        fields: serde_json::from_str(&json(3)?).map_err(damaged)?,
        open: serde_json::from_str(&json(4)?).map_err(damaged)?,
        created_at: row.get::<_, i64>(5)? as u64,
        created_by: row.get::<_, Id>(6)?.into(),
        changed_at: row.get::<_, i64>(7)? as u64,
        changed_by: row.get::<_, Id>(8)?.into(),
    })
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Self { connection }
    }

    /// Returns a record, voided or not; nothing when it is not here.
    pub fn document(&self, id: impl Into<RecordId>) -> Result<Option<Document>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT id, kind, scope, fields, open, created_at, created_by, changed_at, changed_by FROM record WHERE id = :id",
            )?
            .query_row(named_params! { ":id": Id::from(id.into()) }, document)
            .optional()?)
    }

    /// Returns records in the order asked for; those that are not here are left out.
    pub fn documents(&self, ids: &[RecordId]) -> Result<Vec<Document>, StoreError> {
        ids.iter()
            .filter_map(|id| self.document(*id).transpose())
            .collect()
    }

    /// Returns records of a kind in whose field the target stands, oldest first, voided ones left out.
    pub fn linked(
        &self,
        kind: RecordKind,
        field: &str,
        target: impl Into<RecordId>,
    ) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, record.kind, scope, fields, open, created_at, created_by, changed_at, changed_by
             FROM link JOIN record ON record.id = link.source
             WHERE link.target = :target AND link.kind = :kind AND link.field = :field AND voided = 0
             ORDER BY created_at, id",
        )?;
        let found = statement.query_map(
            named_params! { ":target": Id::from(target.into()), ":kind": kind.name(), ":field": field },
            document,
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    pub(crate) fn linked_ids(
        &self,
        kind: RecordKind,
        field: &str,
        target: RecordId,
    ) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT source FROM link WHERE target = :target AND kind = :kind AND field = :field",
        )?;
        let found = statement.query_map(
            named_params! { ":target": Id::from(target), ":kind": kind.name(), ":field": field },
            |row| Ok(row.get::<_, Id>(0)?.into()),
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns all records of a kind, oldest first, voided ones left out. For kinds with few records.
    pub fn all(&self, kind: RecordKind) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, kind, scope, fields, open, created_at, created_by, changed_at, changed_by
             FROM record WHERE kind = :kind AND voided = 0 ORDER BY created_at, id",
        )?;
        let found = statement.query_map(named_params! { ":kind": kind.name() }, document)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns all records of a kind, voided ones too, oldest first. For checks that compare whole stores.
    pub fn all_with_voided(&self, kind: RecordKind) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, kind, scope, fields, open, created_at, created_by, changed_at, changed_by
             FROM record WHERE kind = :kind ORDER BY created_at, id",
        )?;
        let found = statement.query_map(named_params! { ":kind": kind.name() }, document)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns records in which a field waits for a decision, oldest change first.
    pub fn with_questions(&self) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, kind, scope, fields, open, created_at, created_by, changed_at, changed_by
             FROM record WHERE open <> '[]' ORDER BY changed_at, id",
        )?;
        let found = statement.query_map([], document)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Counts fields that wait for a decision.
    pub fn questions_count(&self) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT coalesce(sum(json_array_length(open)), 0) FROM record WHERE open <> '[]'",
            )?
            .query_row([], |row| row.get(0))?)
    }

    /// Returns a setting of this computer.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        crate::local::read_setting(self.connection, name)
    }

    /// Returns a half-filled form and when it was saved, ms since 1970 (UTC).
    pub fn draft(&self, form: &str, about: &str) -> Result<Option<(Value, u64)>, StoreError> {
        let found: Option<(String, i64)> = self
            .connection
            .prepare_cached(
                "SELECT content, saved_at FROM draft WHERE form = :form AND about = :about",
            )?
            .query_row(named_params! { ":form": form, ":about": about }, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        found
            .map(|(content, at)| Ok((serde_json::from_str(&content)?, at as u64)))
            .transpose()
    }

    /// Returns form and subject of all half-filled forms, the latest first.
    pub fn drafts(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT form, about FROM draft ORDER BY saved_at DESC")?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns a file's content by its hash in lower-case hex; nothing when it has not arrived.
    pub fn attachment_bytes(&self, content: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT bytes FROM attachment WHERE content = :content")?
            .query_row(named_params! { ":content": content }, |row| row.get(0))
            .optional()?)
    }

    /// Tells whether a file's content is here.
    pub fn has_attachment(&self, content: &str) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM attachment WHERE content = :content)")?
            .query_row(named_params! { ":content": content }, |row| row.get(0))?)
    }

    /// Returns a hash over all live values and records: two stores with the same log give the same, and so does a rebuilt one.
    pub fn digest(&self) -> Result<String, StoreError> {
        let mut hasher = blake3::Hasher::new();
        let mut cells = self.connection.prepare(
            "SELECT record, kind, field, change.hash, value FROM cell JOIN change ON change.number = cell.change
             ORDER BY record, kind, field, change.hash",
        )?;
        let mut rows = cells.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..5 {
                hasher.update(
                    row.get_ref(column)?
                        .as_bytes()
                        .map_err(|_| StoreError::Damaged)?,
                );
                hasher.update(&[0]);
            }
        }
        let mut records = self
            .connection
            .prepare("SELECT id, kind, scope, fields, open, cast(created_at AS TEXT), created_by, cast(changed_at AS TEXT), changed_by FROM record ORDER BY id")?;
        let mut rows = records.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..9 {
                hasher.update(
                    row.get_ref(column)?
                        .as_bytes()
                        .map_err(|_| StoreError::Damaged)?,
                );
                hasher.update(&[0]);
            }
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Counts changes in the log.
    pub fn changes_count(&self) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .query_row("SELECT count(*) FROM change", [], |row| row.get(0))?)
    }
}
