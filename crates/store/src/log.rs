//! The log as it is read: rows of `change`, and folds, which are rows no longer.
//!
//! Whoever asks for a change gets it from wherever it lies and cannot tell the difference. Nothing here writes; folding is in `fold`.

pub(crate) mod run;

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::fold::RUN_BYTES;
use goldaw_changes::{BranchNumber, ChangeHash, Clock, Hlc, RawChange};
use goldaw_domain::ids::DeviceId;
use run::{Entry, Place};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

/// Folds whose changes are held whole for the next question: those of one record's history, at about a megabyte each.
const WHOLE: usize = 4;
/// Folds of which the places are remembered, at sixty kilobytes each; a merge asks for those of all writers of what it changes.
const PLACES: usize = 512;

/// Where the changes of a fold stand, in order.
pub(crate) type Places = Arc<Vec<Place>>;

/// Folds read lately. A fold is named by a number that is never used for other content, so what is remembered stays true.
#[derive(Default)]
pub(crate) struct Folds {
    whole: RefCell<VecDeque<(i64, Arc<Vec<Entry>>)>>,
    places: RefCell<HashMap<i64, Places>>,
}

/// The log of one connection; inside a transaction it sees what the transaction wrote.
#[derive(Clone, Copy)]
pub(crate) struct Log<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) folds: &'a Folds,
}

/// A fold as the table names it.
#[derive(Clone, Copy, Debug)]
struct Fold {
    first: i64,
    last: i64,
    content: i64,
}

fn fold(row: &Row<'_>) -> rusqlite::Result<Fold> {
    Ok(Fold {
        first: row.get(0)?,
        last: row.get(1)?,
        content: row.get(2)?,
    })
}

/// The columns of `change` that make an entry.
const ROW: &str = "number, hash, branch, header, payload, clock, erased, recorded_at";

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let raw = RawChange {
        header: row.get(3)?,
        payload: row.get(4)?,
    };
    let clock: Vec<u8> = row.get(5)?;
    Ok(Entry {
        number: row.get(0)?,
        hash: row.get::<_, Hash>(1)?.0,
        header: raw.read_header().map_err(|_| StoreError::LogDisagrees)?,
        raw,
        branch: BranchNumber(row.get(2)?),
        clock: Clock::from_bytes(&clock).map_err(|_| StoreError::LogDisagrees)?,
        erased: row.get(6)?,
        recorded_at: row.get(7)?,
    })
}

/// Says under which number a hash is looked up in folds: its first six bytes, which is what SQLite keeps in six.
pub(crate) fn short(hash: &ChangeHash) -> i64 {
    let mut bytes = [0; 8];
    bytes[..6].copy_from_slice(&hash.as_bytes()[..6]);
    i64::from_be_bytes(bytes) >> 16
}

impl<'a> Log<'a> {
    pub(crate) fn new(connection: &'a Connection, folds: &'a Folds) -> Self {
        Self { connection, folds }
    }

    /// Returns the number of the last change; 0 when there is none.
    pub(crate) fn end(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT max(coalesce((SELECT max(number) FROM change), 0), coalesce((SELECT last FROM fold ORDER BY first DESC LIMIT 1), 0))",
            )?
            .query_row([], |row| row.get(0))?)
    }

    /// Finds the number of a change.
    pub(crate) fn number(&self, hash: &ChangeHash) -> Result<Option<i64>, StoreError> {
        let row = self
            .connection
            .prepare_cached("SELECT number FROM change WHERE hash = :hash")?
            .query_row(named_params! { ":hash": Hash(*hash) }, |row| row.get(0))
            .optional()?;
        if row.is_some() {
            return Ok(row);
        }
        let mut named = self
            .connection
            .prepare_cached("SELECT number FROM fold_name WHERE name = :name")?;
        let mut rows = named.query(named_params! { ":name": short(hash) })?;
        while let Some(row) = rows.next()? {
            let number = row.get(0)?;
            if self.place(number)?.hash == *hash {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// Returns where a change stands, by its number.
    pub(crate) fn place(&self, number: i64) -> Result<Place, StoreError> {
        if let Some(place) = self.place_in_row(number)? {
            return Ok(place);
        }
        let (first, places) = self
            .places_around(number)?
            .ok_or(StoreError::LogDisagrees)?;
        let place = places.get((number - first) as usize);
        place.copied().ok_or(StoreError::LogDisagrees)
    }

    /// Returns where a change stands; none when it is no row.
    pub(crate) fn place_in_row(&self, number: i64) -> Result<Option<Place>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT hash, branch, sequence, hlc, payload IS NULL AND erased = 0 FROM change WHERE number = ?1",
            )?
            .query_row([number], |row| {
                Ok(Place {
                    hash: row.get::<_, Hash>(0)?.0,
                    branch: BranchNumber(row.get(1)?),
                    sequence: row.get::<_, i64>(2)? as u64,
                    hlc: Hlc(row.get::<_, i64>(3)? as u64),
                    wants_payload: row.get(4)?,
                })
            })
            .optional()?)
    }

    /// Returns where the changes of the fold stand in which a change lies, and the number of the first; none when it lies in no fold.
    pub(crate) fn places_around(&self, number: i64) -> Result<Option<(i64, Places)>, StoreError> {
        match self.fold_of(number)? {
            Some(fold) => Ok(Some((fold.first, self.places(&fold)?))),
            None => Ok(None),
        }
    }

    /// Returns a change by its number.
    pub(crate) fn entry(&self, number: i64) -> Result<Entry, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {ROW} FROM change WHERE number = ?1"))?;
        let mut rows = statement.query([number])?;
        if let Some(row) = rows.next()? {
            return entry(row);
        }
        let fold = self.fold_of(number)?.ok_or(StoreError::LogDisagrees)?;
        let whole = self.whole(&fold)?;
        whole
            .get((number - fold.first) as usize)
            .cloned()
            .ok_or(StoreError::LogDisagrees)
    }

    /// Returns what the author of a change had seen.
    pub(crate) fn clock(&self, number: i64) -> Result<Clock, StoreError> {
        let row: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT clock FROM change WHERE number = ?1")?
            .query_row([number], |row| row.get(0))
            .optional()?;
        match row {
            Some(bytes) => Clock::from_bytes(&bytes).map_err(|_| StoreError::LogDisagrees),
            None => Ok(self.entry(number)?.clock),
        }
    }

    /// Returns the next changes behind a number, in order: those of one fold, or at most so many rows and no more than a fold holds. None
    /// when there are no more.
    pub(crate) fn piece(&self, after: i64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let fold = self
            .connection
            .prepare_cached(
                "SELECT first, last, content FROM fold WHERE last > ?1 ORDER BY first LIMIT 1",
            )?
            .query_row([after], fold)
            .optional()?;
        let before = fold.map_or(i64::MAX, |fold| fold.first);
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ROW} FROM change WHERE number > ?1 AND number < ?2 ORDER BY number LIMIT ?3"
        ))?;
        let mut rows = statement.query(params![after, before, most])?;
        let (mut piece, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let entry = entry(row)?;
            bytes += crate::fold::size(&entry);
            if bytes > RUN_BYTES && !piece.is_empty() {
                break;
            }
            piece.push(entry);
        }
        match fold {
            Some(fold) if piece.is_empty() => {
                let whole = self.whole(&fold)?;
                let from = (after + 1 - fold.first).max(0) as usize;
                Ok(whole.get(from..).unwrap_or_default().to_vec())
            }
            _ => Ok(piece),
        }
    }

    /// Shows changes that lie beyond sequences in branches, oldest first, until nobody wants more.
    pub(crate) fn beyond(
        &self,
        held: &[(BranchNumber, u64)],
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut folds = BTreeSet::new();
        let mut found = Vec::new();
        for (branch, sequence) in held {
            let mut of_branch = self
                .connection
                .prepare_cached("SELECT fold FROM fold_branch WHERE branch = ?1 AND last > ?2")?;
            let rows =
                of_branch.query_map(params![branch.0, sequence.cast_signed()], |row| row.get(0))?;
            for row in rows {
                folds.insert(row?);
            }
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT {ROW} FROM change WHERE branch = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3"
            ))?;
            let mut rows = statement.query(params![branch.0, sequence.cast_signed(), limit])?;
            while let Some(row) = rows.next()? {
                found.push(entry(row)?);
            }
        }
        let mut folded = 0;
        for first in folds {
            let Some(fold) = self.fold_of(first)? else {
                continue;
            };
            let whole = self.whole(&fold)?;
            let wanted = whole.iter().filter(|entry| {
                let mut held = held.iter();
                held.any(|(branch, sequence)| {
                    *branch == entry.branch && *sequence < entry.header.sequence
                })
            });
            let before = found.len();
            found.extend(wanted.cloned());
            folded += found.len() - before;
            if folded >= limit as usize {
                break;
            }
        }
        found.sort_unstable_by_key(|entry| entry.number);
        found.truncate(limit as usize);
        Ok(found)
    }

    /// Returns the latest time of arrival among the changes of a branch up to a sequence.
    pub(crate) fn latest_arrival(
        &self,
        branch: BranchNumber,
        upto: u64,
    ) -> Result<Option<i64>, StoreError> {
        let upto = upto.cast_signed();
        let mut latest: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT max(recorded_at) FROM change WHERE branch = ?1 AND sequence <= ?2",
            )?
            .query_row(params![branch.0, upto], |row| row.get(0))?;
        let whole: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(latest) FROM fold_branch WHERE branch = ?1 AND last <= ?2")?
            .query_row(params![branch.0, upto], |row| row.get(0))?;
        latest = latest.max(whole);
        let mut cut = self.connection.prepare_cached(
            "SELECT fold FROM fold_branch WHERE branch = ?1 AND first <= ?2 AND last > ?2",
        )?;
        let cut: Vec<i64> = cut
            .query_map(params![branch.0, upto], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for first in cut {
            let Some(fold) = self.fold_of(first)? else {
                continue;
            };
            for entry in self.whole(&fold)?.iter() {
                if entry.branch == branch && entry.header.sequence.cast_signed() <= upto {
                    latest = latest.max(Some(entry.recorded_at));
                }
            }
        }
        Ok(latest)
    }

    /// Returns the last changes of a computer, the latest first, at most `limit`: its rows, and those of its newest fold.
    pub(crate) fn last_of(&self, device: DeviceId, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT change.number FROM change JOIN branch ON branch.number = change.branch
             WHERE branch.device = ?1 ORDER BY change.number DESC LIMIT ?2",
        )?;
        let numbers = statement.query_map(params![Id::from(device), limit], |row| row.get(0))?;
        for number in numbers {
            found.push(self.entry(number?)?);
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT fold FROM fold_branch JOIN branch ON branch.number = fold_branch.branch
             WHERE branch.device = ?1 ORDER BY fold DESC LIMIT 1",
        )?;
        let newest = statement.query_row([Id::from(device)], |row| row.get(0));
        if found.len() < limit as usize
            && let Some(first) = newest.optional()?
            && let Some(fold) = self.fold_of(first)?
        {
            let whole = self.whole(&fold)?;
            let of_device = |entry: &&Entry| entry.header.stream.device == device;
            found.extend(whole.iter().filter(of_device).cloned());
        }
        found.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.number));
        found.dedup_by_key(|entry| entry.number);
        found.truncate(limit as usize);
        Ok(found)
    }

    /// Returns the first changes that arrived at a moment, at most `limit`.
    pub(crate) fn arrived_at(&self, at: i64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT first, last, content FROM fold WHERE earliest <= ?1 AND latest >= ?1 ORDER BY first",
        )?;
        let folds: Vec<Fold> = statement.query_map([at], fold)?.collect::<Result<_, _>>()?;
        for fold in folds {
            let whole = self.whole(&fold)?;
            found.extend(
                whole
                    .iter()
                    .filter(|entry| entry.recorded_at == at)
                    .cloned(),
            );
            if found.len() >= limit as usize {
                break;
            }
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ROW} FROM change WHERE recorded_at = ?1 ORDER BY number LIMIT ?2"
        ))?;
        let mut rows = statement.query(params![at, limit])?;
        while let Some(row) = rows.next()? {
            found.push(entry(row)?);
        }
        found.sort_unstable_by_key(|entry| entry.number);
        found.truncate(limit as usize);
        Ok(found)
    }

    /// Returns when the last change was written into this store.
    pub(crate) fn last_arrival(&self) -> Result<Option<i64>, StoreError> {
        match self.end()? {
            0 => Ok(None),
            end => Ok(Some(self.entry(end)?.recorded_at)),
        }
    }

    /// Counts the changes.
    pub(crate) fn count(&self) -> Result<u32, StoreError> {
        Ok(self.connection.query_row(
            "SELECT (SELECT count(*) FROM change) + coalesce((SELECT sum(last - first + 1) FROM fold), 0)",
            [],
            |row| row.get(0),
        )?)
    }

    fn fold_of(&self, number: i64) -> Result<Option<Fold>, StoreError> {
        let found = self
            .connection
            .prepare_cached("SELECT first, last, content FROM fold WHERE first <= ?1 ORDER BY first DESC LIMIT 1")?
            .query_row([number], fold)
            .optional()?;
        Ok(found.filter(|fold| number <= fold.last))
    }

    fn places(&self, fold: &Fold) -> Result<Places, StoreError> {
        if let Some(places) = self.folds.places.borrow().get(&fold.content) {
            return Ok(places.clone());
        }
        let places = Arc::new(
            self.whole(fold)?
                .iter()
                .map(Entry::place)
                .collect::<Vec<_>>(),
        );
        let mut remembered = self.folds.places.borrow_mut();
        if remembered.len() >= PLACES {
            remembered.clear();
        }
        remembered.insert(fold.content, places.clone());
        Ok(places)
    }

    /// Reads a fold, every hash in it computed anew.
    fn whole(&self, fold: &Fold) -> Result<Arc<Vec<Entry>>, StoreError> {
        let known = |(content, _): &&(i64, Arc<Vec<Entry>>)| *content == fold.content;
        if let Some((_, whole)) = self.folds.whole.borrow().iter().find(known) {
            return Ok(whole.clone());
        }
        let packed: Vec<u8> = self
            .connection
            .prepare_cached("SELECT packed FROM fold WHERE first = ?1")?
            .query_row([fold.first], |row| row.get(0))?;
        let whole = Arc::new(run::unpack(fold.first, &packed)?);
        if whole.len() as i64 != fold.last - fold.first + 1 {
            return Err(StoreError::Damaged);
        }
        let mut remembered = self.folds.whole.borrow_mut();
        remembered.truncate(WHOLE - 1);
        remembered.push_front((fold.content, whole.clone()));
        Ok(whole)
    }
}
