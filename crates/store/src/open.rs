//! Making and opening the encrypted file, with every setting it must always have.
//!
//! The settings and their reasons: raw key and explicit salt, so that no slow derivation runs and the salt is never guessed from a damaged
//! page; WAL with full synchronisation, so that an acknowledged commit survives a power cut; exclusive locking, so that a second program
//! cannot open the file; made under synchronous EXTRA, because the first pages of a new file are otherwise not yet on the disk when the
//! program says it is ready. Plain text must be impossible: the cipher's version is asked for and the first bytes are looked at.

use crate::error::StoreError;
use crate::migrations;
use crate::read_models::Rules;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The key of a store: 32 bytes of key and 16 of salt, both random.
pub struct StoreKey<'a> {
    /// The key.
    pub key: &'a [u8; 32],
    /// The salt.
    pub salt: &'a [u8; 16],
}

const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// Makes a new store file with the newest schema. Refuses when a file is there.
pub(crate) fn create(
    path: &Path,
    key: &StoreKey<'_>,
    rules: &Rules,
) -> Result<Connection, StoreError> {
    if path.exists() {
        return Err(StoreError::Exists);
    }
    let mut connection = connect(path, key, OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    // Pages that folding sets free are given back a few at a time, without writing the whole file again. Only an empty file can be so.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    migrations::run(&mut connection, rules)?;
    settle(&connection)?;
    drop(connection);
    open(path, key, rules)
}

/// Opens a store file and brings its schema up to date.
pub(crate) fn open(
    path: &Path,
    key: &StoreKey<'_>,
    rules: &Rules,
) -> Result<Connection, StoreError> {
    look_at(path, key)?;
    let mut connection = connect(path, key, OpenFlags::empty())?;
    settle(&connection)?;
    migrations::run(&mut connection, rules)?;
    Ok(connection)
}

/// Looks at the first bytes: an encrypted store begins with its salt, an unencrypted database names itself.
fn look_at(path: &Path, key: &StoreKey<'_>) -> Result<(), StoreError> {
    let mut first = [0u8; 16];
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::Missing,
        _ => error.into(),
    })?;
    file.read_exact(&mut first)
        .map_err(|_| StoreError::Damaged)?;
    if &first == PLAIN_HEADER {
        return Err(StoreError::PlainFile);
    }
    if &first != key.salt {
        return Err(StoreError::Damaged);
    }
    Ok(())
}

fn connect(path: &Path, key: &StoreKey<'_>, create: OpenFlags) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let connection = Connection::open_with_flags(path, flags)?;
    let text = zeroize_text(key);
    connection.pragma_update(None, "key", &*text)?;
    let version: Option<String> = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .ok();
    if version.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::NoEncryption);
    }
    // Exclusive before anything reads the file: a reader would already have shared the index of the WAL with others.
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA cipher_log_level = NONE;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         PRAGMA busy_timeout = 0;",
    )?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // The plan of a statement must not depend on the values bound to it: without this it is made anew at every execution.
    connection.set_db_config(
        rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG,
        true,
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    // The first read proves the key and takes the lock.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(connection)
}

/// Brings a connection into the mode it works in.
fn settle(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::ReadOnly);
    }
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    Ok(())
}

/// Writes key and salt in the form SQLCipher documents for raw keys. Wiped when dropped.
fn zeroize_text(key: &StoreKey<'_>) -> zeroize::Zeroizing<String> {
    let mut text = zeroize::Zeroizing::new(String::with_capacity(99));
    text.push_str("x'");
    for byte in key.key.iter().chain(key.salt) {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text.push('\'');
    text
}
