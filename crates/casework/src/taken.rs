//! Which rows of a file were taken already, so that no import registers anybody twice.
//!
//! Separate from `import` because it knows no sheet: only row numbers, kept as one setting of this computer by the content of the file.

use crate::error::CaseworkError;
use goldaw_store::{Reader, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is remembered of a file: the rows taken, and how far each mapping is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Rows taken, as first and last of each run of rows, rising.
    pub(crate) taken: Vec<(usize, usize)>,
    /// How far the import with a mapping is.
    pub(crate) runs: BTreeMap<String, Run>,
}

/// How far the import with one mapping is: rows looked at, people registered, rows rejected.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) done: u32,
    pub(crate) registered: u32,
    pub(crate) rejected: u32,
}

impl Memory {
    /// Tells whether a row was taken.
    pub(crate) fn has(&self, row: usize) -> bool {
        let after = self.taken.partition_point(|(first, _)| *first <= row);
        after > 0
            && self
                .taken
                .get(after - 1)
                .is_some_and(|(_, last)| row <= *last)
    }

    /// Notes a row as taken.
    pub(crate) fn take(&mut self, row: usize) {
        let after = self.taken.partition_point(|(first, _)| *first <= row);
        match after
            .checked_sub(1)
            .and_then(|before| self.taken.get_mut(before))
        {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.taken.insert(after, (row, row)),
        }
    }
}

/// Returns what is remembered of a file under its name in the settings.
pub(crate) fn remembered(read: &Reader<'_>, name: &str) -> Result<Memory, CaseworkError> {
    let text = read.setting(name)?;
    // A memory that cannot be read would register people twice; it is written by this file alone.
    let memory = text.map(|text| serde_json::from_str(&text)).transpose();
    Ok(memory.map_err(StoreError::from)?.unwrap_or_default())
}
