//! SQLite as all durable peers use it here: WAL, synchronous FULL, 32 MiB of cache, with or without a key.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::peer::Outcome;

/// The key of the encrypted files: raw, with its salt, as the product writes it.
const KEY: &str = "x'2dd29ca851e7b56e4697b0e1f08507293d761a05ce4d1b628663f411a8086d99aa112233445566778899aabbccddeeff'";

/// Opens or makes a file.
pub fn open(path: &Path, encrypted: bool) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    if encrypted {
        connection.pragma_update(None, "key", KEY)?;
    }
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;",
    )?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    assert_eq!(mode, "wal");
    connection.execute_batch("PRAGMA synchronous = FULL;")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Removes a file and what stands beside it.
pub fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        // Not there is as good as removed.
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// Closes a file and returns its size.
pub fn close(connection: Connection) -> Outcome<u64> {
    let path = PathBuf::from(connection.path().ok_or("a database without a file")?);
    connection.close().map_err(|(_, error)| error)?;
    Ok(std::fs::metadata(path)?.len())
}
