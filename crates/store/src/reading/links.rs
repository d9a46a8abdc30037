//! Which records name which, voided ones included, for the few who must see those too.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::record_row::documents;
use goldaw_changes::Operation;
use goldaw_domain::RecordKind;
use goldaw_domain::ids::RecordId;
use rusqlite::named_params;

impl Reader<'_> {
    /// Returns records of a kind in whose field the target stands, voided or not, oldest first.
    pub fn linked_with_voided(
        &self,
        kind: RecordKind,
        field: &str,
        target: impl Into<RecordId>,
    ) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM link JOIN document ON document.number = link.source
             WHERE link.target = :target AND link.kind = :kind AND link.field = :field
             ORDER BY document.created, document.id",
        )?;
        let found = statement.query(
            named_params! { ":target": Id::from(target.into()), ":kind": kind.name(), ":field": field })?;
        documents(found)
    }

    /// Returns which records name the target in any field, voided ones left out.
    pub fn linking_to(&self, target: impl Into<RecordId>) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT record.id FROM link JOIN record ON record.number = link.source
             WHERE link.target = :target AND voided = 0 ORDER BY record.id",
        )?;
        let found = statement.query_map(
            named_params! { ":target": Id::from(target.into()) },
            |row| Ok(row.get::<_, Id>(0)?.into()),
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the records written to by changes that came into this store at one moment, ms since 1970 (UTC): what a parcel touched.
    /// Looks at `limit` changes at most, the first ones first.
    pub fn arrived_at(&self, at: u64, limit: u32) -> Result<Vec<Document>, StoreError> {
        let mut touched = Vec::new();
        for entry in self.log().arrived_at(at.cast_signed(), limit)? {
            let operations = entry.payload().map(|payload| payload.operations);
            for operation in operations.into_iter().flatten() {
                if let Operation::Write { record, .. } = operation
                    && !touched.contains(&record)
                {
                    touched.push(record);
                }
            }
        }
        self.documents(&touched)
    }
}
