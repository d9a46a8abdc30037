//! What a store of ours takes on the disk, table by table: the bytes behind docs/decisions/0015-folded-history.md.

use std::path::Path;

use rusqlite::Connection;

use crate::peer::Outcome;

/// The key of [`crate::peers::goldaw`], as SQLCipher takes it.
const KEY: &str = "x'070707070707070707070707070707070707070707070707070707070707070709090909090909090909090909090909'";

/// What one table or index takes.
#[derive(Debug)]
pub struct Weight {
    /// Its name.
    pub name: String,
    /// Bytes of its pages.
    pub pages: u64,
    /// Bytes of what stands in them.
    pub payload: u64,
    /// Rows or entries.
    pub cells: u64,
}

/// Weighs a closed store, the heaviest table first. What is left of the file's size is free pages.
pub fn weigh(file: &Path) -> Outcome<Vec<Weight>> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "key", KEY)?;
    let mut statement = connection.prepare(
        "SELECT name, sum(pgsize), sum(payload), sum(ncell) FROM dbstat GROUP BY name ORDER BY 2 DESC",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Weight {
            name: row.get(0)?,
            pages: row.get::<_, i64>(1)?.unsigned_abs(),
            payload: row.get::<_, i64>(2)?.unsigned_abs(),
            cells: row.get::<_, i64>(3)?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
