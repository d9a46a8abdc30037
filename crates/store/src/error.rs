//! What can go wrong with the store, as a person must be told it. Never personal data.

use thiserror::Error;

/// Why the store could not do what was asked. Nothing was changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file cannot be read as this store: damaged, or another file.
    #[error("the store is damaged or is not a store of this program")]
    Damaged,
    /// The file is an unencrypted database.
    #[error("the file in the store's place is not encrypted")]
    PlainFile,
    /// A newer program wrote it.
    #[error("the store has version {found}, this program knows {known}")]
    NewerStore {
        /// Version found.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// Another running program holds it.
    #[error("the store is in use")]
    InUse,
    /// There is a store already where one was to be made.
    #[error("there is a store already")]
    Exists,
    /// There is no store where one was expected.
    #[error("there is no store")]
    Missing,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The disk or folder cannot be written.
    #[error("the folder cannot be written")]
    ReadOnly,
    /// The program was built without encryption.
    #[error("the program was built without encryption")]
    NoEncryption,
    /// A value that cannot be kept: a fraction, or longer than the format allows.
    #[error("a value cannot be written into the log")]
    Unwritable,
    /// The log holds a change this merge cannot place; the store needs a rebuild.
    #[error("the log and its index disagree")]
    LogDisagrees,
    /// A history that came as a whole can only be taken change by change here.
    #[error("only change by change")]
    NotAtOnce,
    /// Anything else the database says.
    #[error("the database refused")]
    Database(#[source] rusqlite::Error),
    /// A file operation failed.
    #[error("a file operation failed")]
    File(#[source] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged,
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => StoreError::ReadOnly,
            _ => StoreError::Database(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => StoreError::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly
            }
            _ => StoreError::File(error),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(_: serde_json::Error) -> Self {
        StoreError::Damaged
    }
}
