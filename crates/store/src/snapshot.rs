//! A whole history for a new computer, in place of every change one by one: the folds as they lie here.
//!
//! What travels is changes and where they stand, nothing that could not be checked: hashes, places and records are computed again by
//! whoever loads it (`loading`). Identity, secrets, settings, drafts and what others hold never travel. The bytes are for parts of a bundle;
//! sealing is not done here.

use crate::error::StoreError;
use crate::fold::{self, RUN_BYTES};
use crate::loading::{MOST_CHANGES, NoLog};
use crate::log::Log;
use crate::log::run::{Entry, pack, unpack};
use crate::store::Store;
use goldaw_changes::{Branch, BranchNumber, Ledger, Placer, RawChange};
use goldaw_domain::ids::OfficeId;
use rusqlite::{OptionalExtension, Transaction};

/// Bytes of all runs, beyond which a history travels change by change.
const MOST_BYTES: usize = 128 << 20;
/// Bytes of one run, beyond which it does.
const MOST_RUN_BYTES: usize = 16 << 20;

/// A whole history, as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The runs, each as a fold keeps it, in order.
    pub runs: Vec<Vec<u8>>,
    /// Changes in all of them.
    pub changes: u32,
}

/// Returns the changes of a run as it came, in order.
///
/// # Errors
/// `Damaged` when the bytes are no run.
pub fn changes_of(run: &[u8]) -> Result<Vec<RawChange>, StoreError> {
    Ok(unpack(1, run)?.into_iter().map(|entry| entry.raw).collect())
}

impl Store {
    /// Returns the whole history of some scopes, for the store of another computer that holds little.
    ///
    /// Where nothing else lies here the folds go as they are, the newest changes folded for the way; else the scopes' changes are picked out
    /// and folded anew. None when there is nothing, when it is more than one bundle should bring, and when the log goes on without changes
    /// declared lost: then changes travel one by one. Ends the open runs of salts, because their seeds leave.
    pub fn snapshot(&mut self, scopes: &[OfficeId]) -> Result<Option<Snapshot>, StoreError> {
        self.end_salt_runs()?;
        let tx = self.connection.transaction()?;
        let log = Log::new(&tx, &self.folds);
        let lost: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM declared_lost)", [], |row| {
                row.get(0)
            })?;
        let branches = crate::ledger::SqlLedger::new(log).branches()?;
        let (wanted, foreign): (Vec<Branch>, Vec<Branch>) = branches
            .into_iter()
            .partition(|branch| scopes.contains(&branch.stream.scope));
        let changes: u64 = wanted.iter().map(length).sum();
        if lost || changes == 0 || changes > u64::from(MOST_CHANGES) {
            return Ok(None);
        }
        let mut runs = Runs::default();
        let whole = if foreign.is_empty() {
            as_they_lie(&tx, log, &mut runs)?
        } else {
            picked_out(&tx, log, &wanted, &mut runs)?
        };
        Ok(whole.then_some(Snapshot {
            runs: runs.packed,
            changes: changes as u32,
        }))
    }
}

fn length(branch: &Branch) -> u64 {
    branch.head_sequence - branch.first_sequence + 1
}

/// Runs as they are put together, within what one bundle should bring.
#[derive(Default)]
struct Runs {
    packed: Vec<Vec<u8>>,
    bytes: usize,
}

impl Runs {
    /// Adds a run; false when it is too much.
    fn add(&mut self, packed: Vec<u8>) -> bool {
        self.bytes += packed.len();
        let fits = self.bytes <= MOST_BYTES && packed.len() <= MOST_RUN_BYTES;
        self.packed.push(packed);
        fits
    }
}

fn as_they_lie(tx: &Transaction<'_>, log: Log<'_>, runs: &mut Runs) -> Result<bool, StoreError> {
    let (mut after, end) = (0, log.end()?);
    while after < end {
        let (last, packed) = next_run(tx, log, after)?;
        if !runs.add(packed) {
            return Ok(false);
        }
        after = last;
    }
    Ok(true)
}

/// Returns the next run behind a number as it travels, and the number of its last change.
fn next_run(tx: &Transaction<'_>, log: Log<'_>, after: i64) -> Result<(i64, Vec<u8>), StoreError> {
    let fold = tx
        .prepare_cached("SELECT last, packed FROM fold WHERE first = ?1")?
        .query_row([after + 1], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some(fold) = fold {
        return Ok(fold);
    }
    let run = log.piece(after, fold::RUN as u32)?;
    let last = run.last().ok_or(StoreError::LogDisagrees)?.number;
    Ok((last, pack(&run, &fold::salts_of(tx, &run)?)?))
}

/// Picks the changes of some branches out and gives them the places they have where nothing else is. False when they have none.
fn picked_out(
    tx: &Transaction<'_>,
    log: Log<'_>,
    wanted: &[Branch],
    runs: &mut Runs,
) -> Result<bool, StoreError> {
    let wanted: Vec<BranchNumber> = wanted.iter().map(|branch| branch.number).collect();
    let mut placer = Placer::behind(&NoLog)?;
    let (mut run, mut bytes) = (Vec::new(), 0);
    let (mut after, end) = (0, log.end()?);
    while after < end {
        if let Some(last) = fold_without(tx, after, &wanted)? {
            after = last;
            continue;
        }
        let piece = log.piece(after, fold::RUN as u32)?;
        after = piece.last().ok_or(StoreError::LogDisagrees)?.number;
        for mut entry in piece {
            if !wanted.contains(&entry.branch) {
                continue;
            }
            let placed = placer.place(entry.hash, &entry.header, entry.raw.payload.is_some())?;
            let Some((position, clock)) = placed else {
                return Ok(false);
            };
            (entry.branch, entry.clock) = (position.branch, clock);
            let size = fold::size(&entry);
            if run.len() == fold::RUN as usize || (bytes + size > RUN_BYTES && !run.is_empty()) {
                if !close(tx, &mut run, runs)? {
                    return Ok(false);
                }
                bytes = 0;
            }
            bytes += size;
            run.push(entry);
        }
    }
    close(tx, &mut run, runs)
}

fn close(tx: &Transaction<'_>, run: &mut Vec<Entry>, runs: &mut Runs) -> Result<bool, StoreError> {
    let run = std::mem::take(run);
    Ok(run.is_empty() || runs.add(pack(&run, &fold::salts_of(tx, &run)?)?))
}

/// Returns the last number of the fold right behind a number when no change of these branches lies in it.
fn fold_without(
    tx: &Transaction<'_>,
    after: i64,
    wanted: &[BranchNumber],
) -> Result<Option<i64>, StoreError> {
    let last: Option<i64> = tx
        .prepare_cached("SELECT last FROM fold WHERE first = ?1")?
        .query_row([after + 1], |row| row.get(0))
        .optional()?;
    let mut within = tx.prepare_cached("SELECT branch FROM fold_branch WHERE fold = ?1")?;
    let mut rows = within.query([after + 1])?;
    while let Some(row) = rows.next()? {
        if wanted.contains(&BranchNumber(row.get(0)?)) {
            return Ok(None);
        }
    }
    Ok(last)
}
