//! The keys under which double registrations meet: about ten a person, and so the longest of all lists.
//!
//! Keys that come and go are gathered and written in their order, because neighbours lie on one page: a bundle may bring a hundred thousand
//! people, whose keys fall anywhere.

use crate::error::StoreError;
use rusqlite::{Transaction, params};
use std::collections::BTreeSet;

/// Keys gathered before they are written: some megabytes.
const MOST: usize = 50_000;

/// Keys that come and go.
#[derive(Default)]
pub(super) struct Keys {
    gone: Vec<(String, i64)>,
    new: Vec<(String, i64)>,
}

impl Keys {
    /// Notes under which keys a person was looked up, and is now.
    pub fn note(
        &mut self,
        tx: &Transaction<'_>,
        person: i64,
        before: BTreeSet<String>,
        now: BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let of = |key: &String| (key.clone(), person);
        self.gone.extend(before.difference(&now).map(of));
        self.new.extend(now.difference(&before).map(of));
        if self.gone.len() + self.new.len() > MOST {
            self.write(tx)?;
        }
        Ok(())
    }

    /// Writes what was gathered.
    pub fn write(&mut self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let delete = "DELETE FROM blocking WHERE key = ?1 AND person = ?2";
        let insert = "INSERT INTO blocking (key, person) VALUES (?1, ?2)";
        for (sql, keys) in [(delete, &mut self.gone), (insert, &mut self.new)] {
            keys.sort_unstable();
            let mut statement = tx.prepare_cached(sql)?;
            for (key, person) in keys.drain(..) {
                statement.execute(params![key, person])?;
            }
        }
        Ok(())
    }
}
