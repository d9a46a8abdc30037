//! Folding: the old part of the log is put by column and compressed, a thousand changes at a time.
//!
//! It is compaction and not cutting: nothing is forgotten and nobody need agree. A run of rows becomes one fold in one transaction, or
//! stays as it was. Why, and what it costs, stands in docs/decisions/0015-folded-history.md.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::log::run::{Entry, pack, unpack};
use crate::log::{Log, short};
use crate::store::Store;
use goldaw_changes::columns::SaltRun;
use goldaw_changes::{BranchNumber, StreamId};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};

/// Changes in a fold. It is read whole to look one of them up, so it must not be large; it repeats their ids and words, so it must not be
/// small.
pub(crate) const RUN: i64 = 1_024;
/// Bytes of headers and payloads in a fold, beyond which it is closed early: reading one change reads its fold.
pub(crate) const RUN_BYTES: usize = 2 << 20;
/// The newest changes stay rows, more than an office writes in a day: what is handed over next, taken back, or edited again is among them.
const NEWEST: i64 = 512;
/// Pages given back to the disk with each fold, at most; more than its rows took.
const PAGES_BACK: u32 = 400;

impl Store {
    /// Folds one run of old changes and returns how many; 0 when fewer than a run are old. Takes about a tenth of a second.
    ///
    /// Everything that reads the log finds the same as before. All of it happens in one transaction.
    pub fn fold(&mut self) -> Result<u32, StoreError> {
        self.fold_run(RUN, NEWEST)
    }

    /// Folds one run of at most so many old changes, as [`Store::fold`] does; the newest stay rows.
    pub fn fold_run(&mut self, most: i64, newest: i64) -> Result<u32, StoreError> {
        let tx = self.connection.transaction()?;
        let log = Log::new(&tx, &self.folds);
        let Some((first, upto, cut)) = oldest_rows(&tx, log.end()? - newest)? else {
            return Ok(0);
        };
        if upto - first + 1 < most && !cut {
            return Ok(0);
        }
        let mut run = log.piece(first - 1, most as u32)?;
        run.retain(|entry| entry.number <= upto);
        let packed = pack(&run, &salts_of(&tx, &run)?)?;
        // What was written has been read back: a mistake in the columns must not cost a change.
        if unpack(first, &packed)? != run {
            return Err(StoreError::LogDisagrees);
        }
        // In order, so that neighbours share their pages.
        let names: BTreeSet<_> = put(&tx, &run, &packed)?.into_iter().collect();
        name(&tx, names)?;
        let last = first + run.len() as i64 - 1;
        tx.prepare_cached("DELETE FROM change WHERE number BETWEEN ?1 AND ?2")?
            .execute([first, last])?;
        tx.commit()?;
        give_back(&self.connection)?;
        Ok(run.len() as u32)
    }
}

/// Bytes of a change.
pub(crate) fn size(entry: &Entry) -> usize {
    entry.raw.header.len() + entry.raw.payload.as_ref().map_or(0, Vec::len)
}

/// Gives free pages back to the disk, a bounded number at a time.
fn give_back(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({PAGES_BACK})"))?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// Finds the oldest rows that may be folded: the numbers of the first and the last, and whether a fold lies right behind them.
fn oldest_rows(tx: &Transaction<'_>, old: i64) -> Result<Option<(i64, i64, bool)>, StoreError> {
    let first: Option<i64> = tx
        .prepare_cached("SELECT min(number) FROM change")?
        .query_row([], |row| row.get(0))?;
    let Some(first) = first.filter(|first| *first <= old) else {
        return Ok(None);
    };
    let fold: Option<i64> = tx
        .prepare_cached("SELECT min(first) FROM fold WHERE first > ?1")?
        .query_row([first], |row| row.get(0))?;
    Ok(Some(match fold {
        Some(fold) if fold - 1 <= old => (first, fold - 1, true),
        _ => (first, old, false),
    }))
}

/// Returns the seeds kept of the salts in a run. They stay in this store; a fold is written again when one of them is erased.
pub(crate) fn salts_of(tx: &Transaction<'_>, run: &[Entry]) -> Result<Vec<SaltRun>, StoreError> {
    let mut ranges: BTreeMap<StreamId, (u64, u64)> = BTreeMap::new();
    for entry in run {
        let sequence = entry.header.sequence;
        let (first, last) = ranges
            .entry(entry.header.stream)
            .or_insert((sequence, sequence));
        (*first, *last) = (sequence.min(*first), sequence.max(*last));
    }
    let mut statement = tx.prepare_cached(
        "SELECT first, last, seed FROM salt_run
         WHERE device = ?1 AND incarnation = ?2 AND scope = ?3 AND last >= ?4 AND first <= ?5 ORDER BY first, seed",
    )?;
    let mut salts = Vec::new();
    for (stream, (from, upto)) in ranges {
        let rows = statement.query_map(
            params![
                Id::from(stream.device),
                Id(stream.incarnation.0),
                Id::from(stream.scope),
                from.cast_signed(),
                upto.cast_signed()
            ],
            |row| {
                Ok(SaltRun {
                    stream,
                    first: row.get::<_, i64>(0)?.cast_unsigned(),
                    last: row.get::<_, i64>(1)?.cast_unsigned(),
                    seed: row.get(2)?,
                })
            },
        )?;
        for salt in rows {
            salts.push(salt?);
        }
    }
    Ok(salts)
}

/// Writes a fold and which parts of branches lie in it. Returns under what its changes are to be found by name.
pub(crate) fn put(
    tx: &Transaction<'_>,
    run: &[Entry],
    packed: &[u8],
) -> Result<Vec<(i64, i64)>, StoreError> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return Ok(Vec::new());
    };
    let mut content = [0u8; 8];
    getrandom::fill(&mut content).map_err(|_| StoreError::Unwritable)?;
    let arrivals = || run.iter().map(|entry| entry.recorded_at);
    tx.prepare_cached(
        "INSERT INTO fold (first, last, content, earliest, latest, packed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        first.number,
        last.number,
        i64::from_le_bytes(content),
        arrivals().min(),
        arrivals().max(),
        packed
    ])?;
    let mut branches: BTreeMap<BranchNumber, (u64, u64, i64)> = BTreeMap::new();
    let mut names = Vec::with_capacity(run.len());
    for entry in run {
        let sequence = entry.header.sequence;
        let (from, upto, latest) =
            branches
                .entry(entry.branch)
                .or_insert((sequence, sequence, entry.recorded_at));
        *from = sequence.min(*from);
        *upto = sequence.max(*upto);
        *latest = entry.recorded_at.max(*latest);
        names.push((short(&entry.hash), entry.number));
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO fold_branch (branch, first, last, latest, fold) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (branch, (from, upto, latest)) in branches {
        insert.execute(params![
            branch.0,
            from.cast_signed(),
            upto.cast_signed(),
            latest,
            first.number
        ])?;
    }
    Ok(names)
}

/// Notes under what folded changes are found.
pub(crate) fn name(
    tx: &Transaction<'_>,
    names: impl IntoIterator<Item = (i64, i64)>,
) -> Result<(), StoreError> {
    let mut insert = tx.prepare_cached("INSERT INTO fold_name (name, number) VALUES (?1, ?2)")?;
    for (name, number) in names {
        insert.execute([name, number])?;
    }
    Ok(())
}

/// Makes rows again of the fold a change lies in, so that they can be written to. They are folded again when their turn comes.
pub(crate) fn unfold(tx: &Transaction<'_>, number: i64) -> Result<(), StoreError> {
    let found: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT first, packed FROM fold WHERE first <= ?1 AND last >= ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((first, packed)) = found else {
        return Ok(());
    };
    let mut forget = tx.prepare_cached("DELETE FROM fold_name WHERE name = ?1 AND number = ?2")?;
    for entry in unpack(first, &packed)? {
        forget.execute([short(&entry.hash), entry.number])?;
        insert(tx, &entry)?;
    }
    tx.execute("DELETE FROM fold_branch WHERE fold = ?1", [first])?;
    tx.execute("DELETE FROM fold WHERE first = ?1", [first])?;
    Ok(())
}

/// Makes rows again of all folds.
pub(crate) fn unfold_all(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let folds: Vec<i64> = tx
        .prepare("SELECT first FROM fold ORDER BY first")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    folds.into_iter().try_for_each(|first| unfold(tx, first))
}

/// Writes a change as a row.
pub(crate) fn insert(tx: &Transaction<'_>, entry: &Entry) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO change (number, hash, branch, sequence, hlc, header, payload, erased, clock, recorded_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        entry.number,
        Hash(entry.hash),
        entry.branch.0,
        entry.header.sequence.cast_signed(),
        entry.header.hlc.0.cast_signed(),
        entry.raw.header,
        entry.raw.payload,
        entry.erased,
        entry.clock.to_bytes(),
        entry.recorded_at,
    ])?;
    Ok(())
}
