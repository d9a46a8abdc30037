//! Taking files in: whole ones from this computer, manifests and pieces as bundles bring them.

use super::{Content, Manifest, Part, cut};
use crate::blob::Id;
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::store::Store;
use goldaw_domain::ids::OfficeId;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::io::Read;

/// What became of a manifest or a piece that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was missing and is here now.
    New,
    /// It completed a file.
    Whole,
    /// It was here.
    Known,
    /// No record or manifest of these offices names it: it was not kept.
    Unasked,
    /// All pieces of a file are here and do not give its content: its manifest is forgotten, and it is asked for again.
    Contradicts,
}

impl Store {
    /// Cuts a file into pieces, keeps them for an office in one transaction, and returns the hash of the whole and its size in bytes.
    /// The same piece is kept once.
    ///
    /// # Errors
    /// `File` with what reading gave; those of writing. Nothing is kept then.
    pub fn put_file(
        &mut self,
        scope: OfficeId,
        from: impl Read,
    ) -> Result<(Content, u64), StoreError> {
        let tx = self.connection.transaction()?;
        let kept = keep_file(&tx, scope, from)?;
        tx.commit()?;
        Ok(kept)
    }
}

impl Arrival<'_> {
    /// Keeps a manifest for an office whose records name its content. Pieces the office has in other files are there at once.
    pub fn keep_manifest(&self, scope: OfficeId, manifest: &Manifest) -> Result<Kept, StoreError> {
        if !self.reader().names_file(scope, &manifest.content)? {
            return Ok(Kept::Unasked);
        }
        let Some(file) = lay_out(self.tx, scope, manifest)? else {
            return Ok(Kept::Known);
        };
        Ok(match settle(self.tx, file)? {
            Settled::Lacking => Kept::New,
            Settled::Whole => Kept::Whole,
            Settled::Contradicts => Kept::Contradicts,
        })
    }

    /// Keeps a piece that files of these offices lack. Its hash was checked by the caller.
    pub fn keep_piece(
        &self,
        scopes: &[OfficeId],
        hash: &Content,
        bytes: &[u8],
    ) -> Result<Kept, StoreError> {
        let mut kept = Kept::Unasked;
        for scope in scopes {
            let (lacking, known) = files_with(self.tx, *scope, hash, bytes.len())?;
            if known && kept == Kept::Unasked {
                kept = Kept::Known;
            }
            if lacking.is_empty() {
                continue;
            }
            let piece = put_piece(self.tx, hash, bytes)?;
            for file in lacking {
                self.tx
                    .prepare_cached(
                        "UPDATE part SET piece = :piece WHERE file = :file AND hash = :hash AND bytes = :bytes",
                    )?
                    .execute(named_params! {
                        ":piece": piece, ":file": file, ":hash": hash, ":bytes": bytes.len() as i64,
                    })?;
                kept = match settle(self.tx, file)? {
                    Settled::Lacking if kept == Kept::Whole => kept,
                    Settled::Lacking => Kept::New,
                    Settled::Whole => Kept::Whole,
                    Settled::Contradicts => return Ok(Kept::Contradicts),
                };
            }
        }
        Ok(kept)
    }

    /// Keeps a whole file, as programs that know no pieces send one, for the one of these offices whose records name it; where several do it
    /// cannot be known whose it is. Its hash was checked by the caller.
    pub fn keep_file(
        &self,
        scopes: &[OfficeId],
        content: &Content,
        bytes: &[u8],
    ) -> Result<Kept, StoreError> {
        let reader = self.reader();
        let mut naming = Vec::new();
        for scope in scopes {
            if reader.names_file(*scope, content)? {
                naming.push(*scope);
            }
        }
        let [scope] = naming.as_slice() else {
            return Ok(Kept::Unasked);
        };
        if reader.file_state(*scope, content)?.whole {
            return Ok(Kept::Known);
        }
        keep_file(self.tx, *scope, bytes)?;
        Ok(Kept::Whole)
    }
}

/// Cuts a file and keeps it as whole.
pub(super) fn keep_file(
    connection: &Connection,
    scope: OfficeId,
    from: impl Read,
) -> Result<(Content, u64), StoreError> {
    let mut whole = blake3::Hasher::new();
    let (mut parts, mut numbers) = (Vec::new(), Vec::new());
    for piece in cut::pieces(from) {
        let piece = piece?;
        whole.update(&piece);
        let hash = Content::of(&piece);
        numbers.push(put_piece(connection, &hash, &piece)?);
        parts.push(Part {
            hash,
            bytes: piece.len() as u32,
        });
    }
    let manifest = Manifest {
        content: Content(whole.finalize().into()),
        parts,
    };
    let mut loose = Vec::new();
    if let Some((file, is_whole)) = find(connection, scope, &manifest.content)? {
        if is_whole {
            drop_unused(connection, &numbers)?;
            return Ok((manifest.content, manifest.bytes()));
        }
        loose = take_apart(connection, file)?;
    }
    let file = insert(connection, scope, &manifest, true)?;
    for (place, (part, piece)) in manifest.parts.iter().zip(&numbers).enumerate() {
        insert_part(connection, file, place, part, Some(*piece))?;
    }
    drop_unused(connection, &loose)?;
    Ok((manifest.content, manifest.bytes()))
}

/// Writes a manifest down, with the pieces the office has already; None when the same or the whole file is here. Another manifest than the
/// one here takes its place while the file is not whole: a wrong one must not stand in the way of the right one.
fn lay_out(
    connection: &Connection,
    scope: OfficeId,
    manifest: &Manifest,
) -> Result<Option<i64>, StoreError> {
    let before = find(connection, scope, &manifest.content)?;
    if let Some((file, whole)) = before
        && (whole || parts_of(connection, file)? == manifest.parts)
    {
        return Ok(None);
    }
    let held = held_by_office(connection, scope, &manifest.parts)?;
    let loose = match before {
        Some((file, _)) => take_apart(connection, file)?,
        None => Vec::new(),
    };
    let file = insert(connection, scope, manifest, false)?;
    for (place, (part, piece)) in manifest.parts.iter().zip(held).enumerate() {
        insert_part(connection, file, place, part, piece)?;
    }
    drop_unused(connection, &loose)?;
    Ok(Some(file))
}

/// Returns for each part the piece the office has of it, in this file or another.
fn held_by_office(
    connection: &Connection,
    scope: OfficeId,
    parts: &[Part],
) -> Result<Vec<Option<i64>>, StoreError> {
    let mut held = connection.prepare_cached(
        "SELECT part.piece FROM part JOIN file ON file.number = part.file
         WHERE part.hash = :hash AND part.bytes = :bytes AND part.piece IS NOT NULL AND file.scope = :scope LIMIT 1",
    )?;
    let mut pieces = Vec::with_capacity(parts.len());
    for part in parts {
        let named =
            named_params! { ":hash": part.hash, ":bytes": part.bytes, ":scope": Id::from(scope) };
        pieces.push(held.query_row(named, |row| row.get(0)).optional()?);
    }
    Ok(pieces)
}

fn insert(
    connection: &Connection,
    scope: OfficeId,
    manifest: &Manifest,
    whole: bool,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached("INSERT INTO file (scope, content, bytes, whole) VALUES (:scope, :content, :bytes, :whole)")?
        .execute(named_params! {
            ":scope": Id::from(scope),
            ":content": manifest.content,
            ":bytes": manifest.bytes() as i64,
            ":whole": whole,
        })?;
    Ok(connection.last_insert_rowid())
}

fn insert_part(
    connection: &Connection,
    file: i64,
    place: usize,
    part: &Part,
    piece: Option<i64>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO part (file, place, hash, bytes, piece) VALUES (:file, :place, :hash, :bytes, :piece)",
        )?
        .execute(named_params! {
            ":file": file, ":place": place as i64, ":hash": part.hash, ":bytes": part.bytes, ":piece": piece,
        })?;
    Ok(())
}

/// Keeps a piece once and returns its number.
fn put_piece(connection: &Connection, hash: &Content, bytes: &[u8]) -> Result<i64, StoreError> {
    let known = connection
        .prepare_cached("SELECT number FROM piece WHERE hash = :hash")?
        .query_row(named_params! { ":hash": hash }, |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    connection
        .prepare_cached("INSERT INTO piece (hash, bytes) VALUES (:hash, :bytes)")?
        .execute(named_params! { ":hash": hash, ":bytes": bytes })?;
    Ok(connection.last_insert_rowid())
}

enum Settled {
    Lacking,
    Whole,
    Contradicts,
}

/// Looks whether a file is complete, and if so whether its pieces give its content.
fn settle(connection: &Connection, file: i64) -> Result<Settled, StoreError> {
    let lacking: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM part WHERE file = :file AND piece IS NULL)")?
        .query_row(named_params! { ":file": file }, |row| row.get(0))?;
    if lacking {
        return Ok(Settled::Lacking);
    }
    let content: Content = connection
        .prepare_cached("SELECT content FROM file WHERE number = :file")?
        .query_row(named_params! { ":file": file }, |row| row.get(0))?;
    let mut whole = blake3::Hasher::new();
    super::read::each_piece(connection, file, |bytes| {
        whole.update(bytes);
        Ok(())
    })?;
    if whole.finalize().as_bytes() != &content.0 {
        forget(connection, file)?;
        return Ok(Settled::Contradicts);
    }
    connection
        .prepare_cached("UPDATE file SET whole = 1 WHERE number = :file")?
        .execute(named_params! { ":file": file })?;
    Ok(Settled::Whole)
}

fn find(
    connection: &Connection,
    scope: OfficeId,
    content: &Content,
) -> Result<Option<(i64, bool)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT number, whole FROM file WHERE scope = :scope AND content = :content",
        )?
        .query_row(
            named_params! { ":scope": Id::from(scope), ":content": content },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?)
}

fn parts_of(connection: &Connection, file: i64) -> Result<Vec<Part>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT hash, bytes FROM part WHERE file = :file ORDER BY place")?;
    let found = statement.query_map(named_params! { ":file": file }, |row| {
        Ok(Part {
            hash: row.get(0)?,
            bytes: row.get(1)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Returns the office's files that lack a piece, and whether any of them has it.
fn files_with(
    connection: &Connection,
    scope: OfficeId,
    hash: &Content,
    bytes: usize,
) -> Result<(Vec<i64>, bool), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT part.file, part.piece IS NULL FROM part JOIN file ON file.number = part.file
         WHERE part.hash = :hash AND part.bytes = :bytes AND file.scope = :scope ORDER BY part.file",
    )?;
    let mut rows = statement.query(
        named_params! { ":hash": hash, ":bytes": bytes as i64, ":scope": Id::from(scope) },
    )?;
    let (mut lacking, mut known) = (Vec::new(), false);
    while let Some(row) = rows.next()? {
        if row.get(1)? {
            lacking.push(row.get(0)?);
        } else {
            known = true;
        }
    }
    Ok((lacking, known))
}

/// Forgets a file's manifest, and its pieces as far as no other file is put together from them.
fn forget(connection: &Connection, file: i64) -> Result<(), StoreError> {
    let loose = take_apart(connection, file)?;
    drop_unused(connection, &loose)
}

/// Forgets a file's manifest and returns the pieces it had.
fn take_apart(connection: &Connection, file: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT piece FROM part WHERE file = :file AND piece IS NOT NULL",
    )?;
    let pieces: Vec<i64> = statement
        .query_map(named_params! { ":file": file }, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    connection
        .prepare_cached("DELETE FROM part WHERE file = :file")?
        .execute(named_params! { ":file": file })?;
    connection
        .prepare_cached("DELETE FROM file WHERE number = :file")?
        .execute(named_params! { ":file": file })?;
    Ok(pieces)
}

/// Drops those of the pieces that no file is put together from.
fn drop_unused(connection: &Connection, pieces: &[i64]) -> Result<(), StoreError> {
    let mut drop = connection.prepare_cached(
        "DELETE FROM piece WHERE number = :piece AND NOT EXISTS (SELECT 1 FROM part WHERE part.piece = piece.number)",
    )?;
    for piece in pieces {
        drop.execute(named_params! { ":piece": piece })?;
    }
    Ok(())
}
