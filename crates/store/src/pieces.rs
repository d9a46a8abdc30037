//! Files in pieces: cut by their content, each piece kept once under its hash, put together again piece by piece.
//!
//! A file belongs to the office whose records name it. The same content in another office's records is another file here, though its
//! pieces lie on the disk only once: nobody gets at a file by knowing its hash. Who lacks what and what is sent next is decided in
//! `casework`. Never more than one piece is held in memory.

mod cut;
mod keep;
mod older;
mod queue;
mod read;

#[cfg(test)]
mod tests;

pub use cut::{PIECE_AVERAGE, PIECE_MAX, PIECE_MIN};
pub use keep::Kept;
pub(crate) use older::cut_older;
pub use queue::{Mark, Named};
pub use read::{HeldPart, State};

use goldaw_changes::ChangeHash;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// BLAKE3 of a file's or a piece's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Content(pub [u8; 32]);

impl Content {
    /// Computes the hash of bytes.
    pub fn of(bytes: &[u8]) -> Content {
        Content(blake3::hash(bytes).into())
    }

    /// Reads 64 digits of lower-case hex, as records name a content.
    pub fn from_hex(text: &str) -> Option<Content> {
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let hash = blake3::Hash::from_hex(text).ok().filter(|_| lower)?;
        Some(Content(hash.into()))
    }

    /// Writes 64 digits of lower-case hex.
    pub fn to_hex(&self) -> String {
        blake3::Hash::from(self.0).to_hex().to_string()
    }
}

impl From<ChangeHash> for Content {
    fn from(hash: ChangeHash) -> Content {
        Content(*hash.as_bytes())
    }
}

impl From<Content> for ChangeHash {
    fn from(content: Content) -> ChangeHash {
        ChangeHash::from(content.0)
    }
}

impl ToSql for Content {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Content {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value
            .as_blob()?
            .try_into()
            .map_err(|_| FromSqlError::InvalidType)?;
        Ok(Content(bytes))
    }
}

/// One piece of a file, as a manifest names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Hash of its bytes.
    pub hash: Content,
    /// How many they are.
    pub bytes: u32,
}

/// What a file is put together from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Hash of the whole file.
    pub content: Content,
    /// Its pieces in order.
    pub parts: Vec<Part>,
}

impl Manifest {
    /// Returns the size of the whole file in bytes.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| u64::from(part.bytes)).sum()
    }
}
