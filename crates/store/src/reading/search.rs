//! Finding by normalised words. Every word typed is the beginning of a word sought.

use crate::document::Document;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::record_row::documents;
use goldaw_domain::RecordKind;
use rusqlite::named_params;

impl Reader<'_> {
    /// Returns people: those whose name begins with the words first, in order; then those in whose entry all words stand.
    pub fn find_people(&self, key: &str, limit: u32) -> Result<Vec<Document>, StoreError> {
        self.find_named(RecordKind::Person, "people", key, limit)
    }

    /// Returns people whose name sounds like the words of a sound key, the latest registered first.
    pub fn people_sounding(&self, sounds: &str, limit: u32) -> Result<Vec<Document>, StoreError> {
        match query("sounds", sounds) {
            Some(query) => self.matching(&query, limit),
            None => Ok(Vec::new()),
        }
    }

    /// Returns households, in the same order as people.
    pub fn find_households(&self, key: &str, limit: u32) -> Result<Vec<Document>, StoreError> {
        self.find_named(RecordKind::Household, "households", key, limit)
    }

    /// Returns cases by number or client.
    pub fn find_cases(&self, key: &str, limit: u32) -> Result<Vec<Document>, StoreError> {
        self.find_named(RecordKind::Case, "cases", key, limit)
    }

    /// Returns visits, notes and appeals in which all words stand, the latest first.
    pub fn find_entries(&self, key: &str, limit: u32) -> Result<Vec<Document>, StoreError> {
        let Some(query) = query("entries", key) else {
            return Ok(Vec::new());
        };
        self.matching(&query, limit)
    }

    fn find_named(
        &self,
        kind: RecordKind,
        column: &str,
        key: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        let Some(query) = query(column, key) else {
            return Ok(Vec::new());
        };
        let mut found = self.beginning_with(kind, key.trim(), limit)?;
        if (found.len() as u32) < limit {
            for document in self.matching(&query, limit)? {
                if found.len() as u32 >= limit {
                    break;
                }
                if !found.iter().any(|other| other.id == document.id) {
                    found.push(document);
                }
            }
        }
        Ok(found)
    }

    fn beginning_with(
        &self,
        kind: RecordKind,
        key: &str,
        limit: u32,
    ) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM (SELECT number, first FROM word_row WHERE kind = :kind AND first >= :key AND first < :end ORDER BY first LIMIT :limit) AS hit
             JOIN document ON document.number = hit.number ORDER BY hit.first",
        )?;
        let end = format!("{key}\u{7f}");
        let found = statement.query(
            named_params! { ":kind": kind.name(), ":key": key, ":end": end, ":limit": limit },
        )?;
        documents(found)
    }

    fn matching(&self, query: &str, limit: u32) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document.*
             FROM (SELECT rowid FROM words WHERE words MATCH :query ORDER BY rowid DESC LIMIT :limit) AS hit
             JOIN document ON document.number = hit.rowid ORDER BY hit.rowid DESC",
        )?;
        let found = statement.query(named_params! { ":query": query, ":limit": limit })?;
        documents(found)
    }
}

/// Writes a search expression: all words, each as a beginning, in one column. The words are normalised, so they hold only letters and
/// digits; nothing typed can be an operator.
fn query(column: &str, key: &str) -> Option<String> {
    let words: Vec<String> = key
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\" *"))
        .collect();
    if words.is_empty() {
        None
    } else {
        Some(format!("{column} : ({})", words.join(" AND ")))
    }
}
