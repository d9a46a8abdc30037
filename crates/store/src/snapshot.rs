//! A whole log for a new computer of the same office, in place of every change one by one: the folds as they lie here.
//!
//! What travels is changes and where they stand, nothing that could not be checked: hashes, places and records are computed again by
//! whoever loads it. Identity, secrets, settings, drafts and what others hold never travel. Whether the heads are their authors' is asked
//! of the caller. The bytes are for a bundle's attachment; sealing is not done here.

use crate::apply::insert_branch;
use crate::derive::Records;
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::fold;
use crate::log::Log;
use crate::log::run::{Entry, pack, unpack};
use crate::read_models;
use crate::reader::Reader;
use crate::store::Store;
use crate::varint::{push_varint, take_bytes, take_varint};
use goldaw_changes::hlc::ADOPTION_BOUND_MS;
use goldaw_changes::{Hlc, Ledger, MemoryLedger, PayloadHash, Placer};
use goldaw_domain::ids::OfficeId;
use rusqlite::{OptionalExtension, Transaction};

/// The first byte.
const FORMAT: u8 = 1;

impl Store {
    /// Returns the whole log of an office, to be loaded into the empty store of another computer of it: a byte, 1, then the folds, each as
    /// its length (a varint) and its bytes, the newest changes folded for the way.
    ///
    /// None when this store holds changes of other scopes too, or goes on without changes declared lost: then they travel one by one.
    /// Ends the open runs of salts, because their seeds leave.
    pub fn snapshot(&mut self, scopes: &[OfficeId]) -> Result<Option<Vec<u8>>, StoreError> {
        self.end_salt_runs()?;
        let tx = self.connection.transaction()?;
        let log = Log::new(&tx, &self.folds);
        let lost: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM declared_lost)", [], |row| {
                row.get(0)
            })?;
        let branches = crate::ledger::SqlLedger::new(log).branches()?;
        let foreign = branches
            .iter()
            .any(|branch| !scopes.contains(&branch.stream.scope));
        if lost || foreign {
            return Ok(None);
        }
        let mut bytes = vec![FORMAT];
        let (mut after, end) = (0, log.end()?);
        while after < end {
            let (last, packed) = next_run(&tx, log, after)?;
            push_varint(&mut bytes, packed.len() as u64);
            bytes.extend(packed);
            after = last;
        }
        Ok(Some(bytes))
    }

    /// Loads a log into a store that holds none, and derives everything from it, in one transaction. `along` writes the rest, sees the log
    /// as it will be, and refuses it by an error: it is for the caller to ask whether every head is signed by its author.
    ///
    /// Every hash is computed, every place compared with what the merge would give, every record derived from the changes alone. Returns
    /// how many changes there are.
    ///
    /// # Errors
    /// `Exists` when anything was written here before; `Damaged` when the bytes are no snapshot or say something that does not follow from
    /// the changes in it; what `along` says. Nothing is changed.
    pub fn load_snapshot(
        &mut self,
        bytes: &[u8],
        now_ms: u64,
        along: impl FnOnce(&Arrival<'_>) -> Result<(), StoreError>,
    ) -> Result<u32, StoreError> {
        let tx = self.connection.transaction()?;
        let log = Log::new(&tx, &self.folds);
        let held: bool = tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM branch) OR EXISTS (SELECT 1 FROM waiting) OR EXISTS (SELECT 1 FROM declared_lost)",
            [],
            |row| row.get(0),
        )?;
        if held {
            return Err(StoreError::Exists);
        }
        // Folds name branches, which are known at the end.
        tx.pragma_update(None, "defer_foreign_keys", true)?;
        let empty = MemoryLedger::new();
        let Ok(mut placer) = Placer::behind(&empty);
        let (mut records, mut names) = (Records::default(), Vec::new());
        let before = crate::store::last_time(&tx)?;
        let (mut time, mut number) = (before, 0);
        let (format, mut rest) = bytes.split_first().ok_or(StoreError::Damaged)?;
        if *format != FORMAT {
            return Err(StoreError::Damaged);
        }
        while !rest.is_empty() {
            let length = take_varint(&mut rest)?;
            let packed = take_bytes(&mut rest, length)?;
            let run = unpack(number + 1, packed)?;
            if run.is_empty() {
                return Err(StoreError::Damaged);
            }
            for entry in &run {
                check(&mut placer, entry)?;
                records.add(entry, entry.payload());
                time = Hlc::observe(time, entry.header.hlc, now_ms, ADOPTION_BOUND_MS);
            }
            number += run.len() as i64;
            names.extend(fold::put(&tx, &run, packed)?);
        }
        for branch in placer.finish() {
            insert_branch(&tx, &branch)?;
        }
        names.sort_unstable();
        fold::name(&tx, names)?;
        records.write(&tx)?;
        read_models::derive_all(&tx, &Reader::of(log), &self.rules)?;
        if time != before {
            crate::store::keep_time(&tx, time)?;
        }
        along(&Arrival::new(&tx, log, now_ms))?;
        tx.commit()?;
        u32::try_from(number).map_err(|_| StoreError::Damaged)
    }
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

/// Asks of a change whether it is whole, and stands where it must.
fn check(placer: &mut Placer<'_, MemoryLedger>, entry: &Entry) -> Result<(), StoreError> {
    let whole = match &entry.raw.payload {
        Some(payload) => !entry.erased && PayloadHash::of(payload) == entry.header.payload_hash,
        None => true,
    };
    let Ok(placed) = placer.place(entry.hash, &entry.header, entry.raw.payload.is_some());
    match placed {
        Some((position, clock))
            if whole && position.branch == entry.branch && clock == entry.clock =>
        {
            Ok(())
        }
        _ => Err(StoreError::Damaged),
    }
}
