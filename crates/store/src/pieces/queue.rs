//! What waits: files that records name, what of them is not here, and what was packed for whom.

use super::Content;
use crate::blob::Id;
use crate::error::StoreError;
use crate::log::Log;
use crate::reader::Reader;
use crate::record_row::{blob, first_change};
use crate::store::Store;
use goldaw_changes::BranchNumber;
use goldaw_domain::ids::OfficeId;
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet};

/// A file that records of an office name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The office.
    pub scope: OfficeId,
    /// Hash of the whole.
    pub content: Content,
    /// Where in the log the changes stand that name it: branch and sequence.
    pub named_at: Vec<(BranchNumber, u64)>,
    /// Number in the log of the first of them.
    pub since: i64,
    /// It belongs to a case that is open, or to the client of one.
    pub of_open_case: bool,
}

/// When a piece or manifest was last packed for an office. Orders by what waited longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Last number of the log then.
    pub upto: i64,
    /// Number of the bundle.
    pub bundle: u32,
}

impl Reader<'_> {
    /// Returns the files records of these offices name, the longest known first.
    pub fn files_named(&self, scopes: &[OfficeId]) -> Result<Vec<Named>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT file_row.content, record.writers, EXISTS (
               SELECT 1 FROM case_row WHERE status <> 'closed'
               AND (case_row.id = file_row.about OR case_row.person = file_row.about OR case_row.household = file_row.about)
             )
             FROM file_row
             JOIN record ON record.id = file_row.record
             WHERE file_row.scope = :scope",
        )?;
        let log = self.log();
        let mut named: BTreeMap<(OfficeId, Content), Named> = BTreeMap::new();
        for scope in scopes.iter().collect::<BTreeSet<_>>() {
            let mut rows = statement.query(named_params! { ":scope": Id::from(*scope) })?;
            let mut found: Vec<(i64, Content, bool)> = Vec::new();
            while let Some(row) = rows.next()? {
                let since = first_change(blob(row, 1)?)?;
                found.push((since, row.get(0)?, row.get(2)?));
            }
            found.sort_unstable();
            for (since, content, of_open_case) in found {
                let file = named.entry((*scope, content)).or_insert(Named {
                    scope: *scope,
                    content,
                    named_at: Vec::new(),
                    since,
                    of_open_case: false,
                });
                let place = log.place(since)?;
                file.named_at.push((place.branch, place.sequence));
                file.of_open_case |= of_open_case;
            }
        }
        let mut named: Vec<Named> = named.into_values().collect();
        named.sort_by_key(|file| (file.since, file.content));
        Ok(named)
    }

    /// Returns what is missing here of the files that records of these offices name, at most `limit`: the content of every file that is not
    /// whole, and behind it the pieces that have not come, once its manifest has.
    pub fn pieces_missing(
        &self,
        scopes: &[OfficeId],
        limit: usize,
    ) -> Result<Vec<Content>, StoreError> {
        let mut missing = Vec::new();
        for file in self.files_named(scopes)? {
            if missing.len() >= limit {
                break;
            }
            let state = self.file_state(file.scope, &file.content)?;
            if state.whole {
                continue;
            }
            missing.push(file.content);
            let parts = self.parts_of(file.scope, &file.content)?;
            // A file of one piece has its hash.
            let pieces = parts.iter().filter(|part| !part.here);
            let pieces = pieces.map(|part| part.part.hash);
            missing.extend(pieces.filter(|hash| *hash != file.content));
        }
        missing.truncate(limit);
        Ok(missing)
    }

    /// Returns what was packed for an office and is not known to be there.
    pub fn pieces_packed(&self, office: OfficeId) -> Result<BTreeMap<Content, Mark>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT hash, upto, bundle FROM piece_packed WHERE office = :office")?;
        let found = statement.query_map(named_params! { ":office": Id::from(office) }, |row| {
            let mark = Mark {
                upto: row.get(1)?,
                bundle: row.get(2)?,
            };
            Ok((row.get(0)?, mark))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

impl Store {
    /// Notes pieces and manifests as packed for an office in a bundle, and forgets the marks of what is known to be there.
    pub fn note_pieces_packed(
        &mut self,
        office: OfficeId,
        bundle: u32,
        packed: &[Content],
        arrived: &[Content],
    ) -> Result<(), StoreError> {
        let tx = self.connection.transaction()?;
        let upto = Log::new(&tx, &self.folds).end()?;
        {
            let mut forget = tx.prepare_cached(
                "DELETE FROM piece_packed WHERE office = :office AND hash = :hash",
            )?;
            for hash in arrived {
                forget.execute(named_params! { ":office": Id::from(office), ":hash": hash })?;
            }
            let mut note = tx.prepare_cached(
                "INSERT INTO piece_packed (office, hash, upto, bundle) VALUES (:office, :hash, :upto, :bundle)
                 ON CONFLICT (office, hash) DO UPDATE SET upto = :upto, bundle = :bundle",
            )?;
            for hash in packed {
                note.execute(named_params! {
                    ":office": Id::from(office), ":hash": hash, ":upto": upto, ":bundle": bundle,
                })?;
            }
        }
        tx.commit()?;
        Ok(())
    }
}
