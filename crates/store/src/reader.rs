//! Reading: records, lists, settings. A shared borrow of the store; nothing here writes.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::log::{Folds, Log};
use crate::record_row::{Held, document, documents};
use goldaw_domain::RecordKind;
use goldaw_domain::ids::RecordId;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

/// A view of the store as it stands.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) folds: &'a Folds,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: &'a Connection, folds: &'a Folds) -> Self {
        Self { connection, folds }
    }

    pub(crate) fn of(log: Log<'a>) -> Self {
        Self::new(log.connection, log.folds)
    }

    pub(crate) fn log(&self) -> Log<'a> {
        Log::new(self.connection, self.folds)
    }

    /// Returns a record, voided or not; nothing when it is not here.
    pub fn document(&self, id: impl Into<RecordId>) -> Result<Option<Document>, StoreError> {
        let found = self.numbered(id.into())?;
        Ok(found.map(|(_, document)| document))
    }

    /// Returns a record with the number lists name it by.
    pub(crate) fn numbered(&self, id: RecordId) -> Result<Option<(i64, Document)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT document.* FROM document WHERE id = :id")?;
        let mut found = statement.query(named_params! { ":id": Id::from(id) })?;
        let Some(row) = found.next()? else {
            return Ok(None);
        };
        Ok(Some((row.get(0)?, document(row)?)))
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
            "SELECT document.*
             FROM link JOIN document ON document.number = link.source
             WHERE link.target = :target AND link.kind = :kind AND link.field = :field AND voided = 0
             ORDER BY document.created, document.id",
        )?;
        let found = statement.query(
            named_params! { ":target": Id::from(target.into()), ":kind": kind.name(), ":field": field })?;
        documents(found)
    }

    pub(crate) fn linked_ids(
        &self,
        kind: RecordKind,
        field: &str,
        target: RecordId,
    ) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT record.id FROM link JOIN record ON record.number = link.source
             WHERE target = :target AND kind = :kind AND field = :field ORDER BY link.source",
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
            "SELECT document.*
             FROM document WHERE kind = :kind AND voided = 0 ORDER BY document.created, document.id",
        )?;
        let found = statement.query(named_params! { ":kind": kind.name() })?;
        documents(found)
    }

    /// Returns all records of a kind, voided ones too, oldest first. For checks that compare whole stores.
    pub fn all_with_voided(&self, kind: RecordKind) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM document WHERE kind = :kind ORDER BY document.created, document.id",
        )?;
        let found = statement.query(named_params! { ":kind": kind.name() })?;
        documents(found)
    }

    /// Returns records in which a field waits for a decision, oldest change first.
    pub fn with_questions(&self) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM document WHERE open IS NOT NULL ORDER BY document.changed, document.id",
        )?;
        let found = statement.query([])?;
        documents(found)
    }

    /// Counts fields that wait for a decision.
    pub fn questions_count(&self) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT coalesce(sum(json_array_length(open)), 0) FROM record WHERE open IS NOT NULL",
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

    /// Returns a hash over all live values and records: two stores with the same log give the same, and so does a rebuilt one.
    pub fn digest(&self) -> Result<String, StoreError> {
        let mut hasher = blake3::Hasher::new();
        let mut say = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        let ledger = SqlLedger::new(self.log());
        let mut statement = self
            .connection
            .prepare("SELECT document.* FROM document ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let held = Held::read(row)?;
            let document = held.document();
            say(document.id.uuid().as_bytes());
            say(document.scope.uuid().as_bytes());
            say(&serde_json::to_vec(&(
                &document.kind,
                &document.fields,
                &document.open,
            ))?);
            for number in [held.life.created.0, held.life.changed.0] {
                say(&number.to_le_bytes());
            }
            for worker in [document.created_by, document.changed_by] {
                say(worker.uuid().as_bytes());
            }
            for (cell, mut live) in ledger.live_of(&held)? {
                live.sort_by_key(|one| one.change);
                say(cell.kind.as_bytes());
                say(cell.field.as_bytes());
                for one in live {
                    say(one.change.as_bytes());
                    say(&serde_json::to_vec(&one.value)?);
                }
            }
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Counts changes in the log.
    pub fn changes_count(&self) -> Result<u32, StoreError> {
        self.log().count()
    }
}
