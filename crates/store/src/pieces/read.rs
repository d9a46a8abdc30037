//! Reading files: how much of one is here, and its bytes piece by piece.

use super::{Content, Part};
use crate::blob::Id;
use crate::error::StoreError;
use crate::reader::Reader;
use goldaw_domain::ids::OfficeId;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::io::Write;

/// How much of a file is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Its manifest is here.
    pub laid_out: bool,
    /// Pieces here.
    pub here: u32,
    /// Pieces it is put together from.
    pub of: u32,
    /// All of it is here and is what it should be.
    pub whole: bool,
}

/// A piece of a file, and whether it is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldPart {
    /// The piece.
    pub part: Part,
    /// It is here.
    pub here: bool,
}

impl Reader<'_> {
    /// Tells how much of an office's file is here.
    pub fn file_state(&self, scope: OfficeId, content: &Content) -> Result<State, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT file.whole, count(part.piece), count(part.place)
                 FROM file LEFT JOIN part ON part.file = file.number
                 WHERE file.scope = :scope AND file.content = :content GROUP BY file.number",
            )?
            .query_row(
                named_params! { ":scope": Id::from(scope), ":content": content },
                |row| {
                    Ok(State {
                        laid_out: true,
                        whole: row.get(0)?,
                        here: row.get(1)?,
                        of: row.get(2)?,
                    })
                },
            )
            .optional()?
            .unwrap_or_default())
    }

    /// Writes an office's file out piece by piece, and tells whether it was here whole. Nothing is written when it was not.
    ///
    /// # Errors
    /// `Damaged` when what was written is not the file; `File` with what writing gave. Something has been written then.
    pub fn write_file(
        &self,
        scope: OfficeId,
        content: &Content,
        to: &mut impl Write,
    ) -> Result<bool, StoreError> {
        let file: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT number FROM file WHERE scope = :scope AND content = :content AND whole = 1",
            )?
            .query_row(
                named_params! { ":scope": Id::from(scope), ":content": content },
                |row| row.get(0),
            )
            .optional()?;
        let Some(file) = file else {
            return Ok(false);
        };
        let mut whole = blake3::Hasher::new();
        each_piece(self.connection, file, |bytes| {
            whole.update(bytes);
            to.write_all(bytes).map_err(StoreError::File)
        })?;
        if whole.finalize().as_bytes() == &content.0 {
            Ok(true)
        } else {
            Err(StoreError::Damaged)
        }
    }

    /// Returns an office's file in one; nothing when it is not here whole. For files known to be small.
    pub fn file_bytes(
        &self,
        scope: OfficeId,
        content: &Content,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let mut bytes = Vec::new();
        let whole = self.write_file(scope, content, &mut bytes)?;
        Ok(whole.then_some(bytes))
    }

    /// Returns the pieces of an office's file in order; none when its manifest is not here.
    pub fn parts_of(
        &self,
        scope: OfficeId,
        content: &Content,
    ) -> Result<Vec<HeldPart>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT part.hash, part.bytes, part.piece IS NOT NULL FROM part JOIN file ON file.number = part.file
             WHERE file.scope = :scope AND file.content = :content ORDER BY place",
        )?;
        let found = statement.query_map(
            named_params! { ":scope": Id::from(scope), ":content": content },
            |row| {
                Ok(HeldPart {
                    part: Part {
                        hash: row.get(0)?,
                        bytes: row.get(1)?,
                    },
                    here: row.get(2)?,
                })
            },
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns a piece some file of the office is put together from; nothing when it is not here or is not what it was.
    pub fn piece(&self, scope: OfficeId, hash: &Content) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes: Option<Vec<u8>> = self
            .connection
            .prepare_cached(
                "SELECT piece.bytes FROM part JOIN file ON file.number = part.file JOIN piece ON piece.number = part.piece
                 WHERE part.hash = :hash AND file.scope = :scope LIMIT 1",
            )?
            .query_row(
                named_params! { ":hash": hash, ":scope": Id::from(scope) },
                |row| row.get(0),
            )
            .optional()?;
        Ok(bytes.filter(|bytes| Content::of(bytes) == *hash))
    }

    /// Counts the pieces kept, of all files of all offices.
    pub fn pieces_count(&self) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .query_row("SELECT count(*) FROM piece", [], |row| row.get(0))?)
    }

    /// Tells whether a record of the office names a content.
    pub fn names_file(&self, scope: OfficeId, content: &Content) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM file_row WHERE scope = :scope AND content = :content)",
            )?
            .query_row(
                named_params! { ":scope": Id::from(scope), ":content": content },
                |row| row.get(0),
            )?)
    }
}

/// Gives the pieces of a file that has them all, one by one.
pub(super) fn each_piece(
    connection: &Connection,
    file: i64,
    mut give: impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT piece.bytes FROM part JOIN piece ON piece.number = part.piece WHERE part.file = :file ORDER BY place",
    )?;
    let mut rows = statement.query(named_params! { ":file": file })?;
    while let Some(row) = rows.next()? {
        give(row.get_ref(0)?.as_blob().map_err(|_| StoreError::Damaged)?)?;
    }
    Ok(())
}
