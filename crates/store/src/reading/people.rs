//! People in order, and those who may be the same.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::record_row::documents;
use goldaw_domain::ids::RecordId;
use rusqlite::{named_params, params_from_iter};

impl Reader<'_> {
    /// Returns people in the order of the Turkmen alphabet.
    pub fn people(&self, from: u32, limit: u32) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM (SELECT id, sort FROM person_row ORDER BY sort, id LIMIT :limit OFFSET :from) AS page
             JOIN document ON document.id = page.id ORDER BY page.sort, page.id",
        )?;
        let found = statement.query(named_params! { ":limit": limit, ":from": from })?;
        documents(found)
    }

    /// Counts people.
    pub fn people_count(&self) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM person_row")?
            .query_row([], |row| row.get(0))?)
    }

    /// Returns people who are looked up under a blocking key, at most `limit`.
    pub fn under_key(&self, key: &str, limit: u32) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT person FROM blocking WHERE key = :key LIMIT :limit")?;
        let found = statement.query_map(named_params! { ":key": key, ":limit": limit }, |row| {
            Ok(row.get::<_, Id>(0)?.into())
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns people who share a blocking key, those sharing more keys first.
    pub fn candidates(&self, blocking: &[String], limit: u32) -> Result<Vec<Document>, StoreError> {
        let mut shared: std::collections::BTreeMap<crate::blob::Id, u32> =
            std::collections::BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT person FROM blocking WHERE key = ? LIMIT 500")?;
        for key in blocking {
            let mut rows = statement.query(params_from_iter([key]))?;
            while let Some(row) = rows.next()? {
                *shared.entry(row.get(0)?).or_default() += 1;
            }
        }
        let mut ranked: Vec<_> = shared.into_iter().collect();
        ranked.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        ranked
            .into_iter()
            .take(limit as usize)
            .filter_map(|(id, _)| {
                self.document(goldaw_domain::ids::RecordId::from(id))
                    .transpose()
            })
            .collect()
    }
}
