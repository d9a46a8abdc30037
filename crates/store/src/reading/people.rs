//! People in order, and those who may be the same.

use crate::document::Document;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::record_row::documents;
use rusqlite::named_params;
use std::cmp::Reverse;
use std::collections::BTreeMap;

impl Reader<'_> {
    /// Returns people in the order of the Turkmen alphabet.
    pub fn people(&self, from: u32, limit: u32) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM (SELECT sort, person FROM person_row ORDER BY sort, person LIMIT :limit OFFSET :from) AS page
             JOIN document ON document.number = page.person ORDER BY page.sort, page.person",
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

    /// Returns people who share a blocking key, those sharing more keys first.
    pub fn candidates(&self, blocking: &[String], limit: u32) -> Result<Vec<Document>, StoreError> {
        let mut shared: BTreeMap<i64, u32> = BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT person FROM blocking WHERE key = ? LIMIT 500")?;
        for key in blocking {
            let mut rows = statement.query([key])?;
            while let Some(row) = rows.next()? {
                *shared.entry(row.get(0)?).or_default() += 1;
            }
        }
        let mut ranked: Vec<_> = shared.into_iter().collect();
        ranked.sort_by_key(|(person, count)| (Reverse(*count), *person));
        let mut statement = self
            .connection
            .prepare_cached("SELECT document.* FROM document WHERE number = ?")?;
        let mut found = Vec::new();
        for (person, _) in ranked.into_iter().take(limit as usize) {
            found.extend(documents(statement.query([person])?)?);
        }
        Ok(found)
    }
}
