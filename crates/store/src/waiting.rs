//! Changes held back because something they name is not here.
//!
//! Of all that waits only headers are read at once; payloads come back in batches, when their turn has come.

use crate::blob::Hash;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::reader::Reader;
use goldaw_changes::{ChangeHash, Ledger, RawChange, Waiting};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

impl Reader<'_> {
    /// Returns the changes held back.
    pub fn waiting(&self) -> Result<Vec<RawChange>, StoreError> {
        SqlLedger::new(self.log()).waiting()
    }

    /// Counts the changes held back.
    pub fn waiting_count(&self) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM waiting")?
            .query_row([], |row| row.get(0))?)
    }
}

/// Holds changes back, beside those that wait already. Returns how many of them did.
pub(crate) fn hold(tx: &Transaction<'_>, changes: &[Waiting]) -> Result<usize, StoreError> {
    let mut known =
        tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM waiting WHERE hash = :hash)")?;
    // The same change with and without its payload: both are genuine, the fuller one is kept.
    let mut insert = tx.prepare_cached(
        "INSERT INTO waiting (hash, header, payload, missing) VALUES (:hash, :header, :payload, :missing)
         ON CONFLICT (hash) DO UPDATE SET payload = coalesce(payload, :payload)",
    )?;
    let mut already = 0;
    for change in changes {
        already += usize::from(
            known.query_row(named_params! { ":hash": Hash(change.hash) }, |row| {
                row.get::<_, bool>(0)
            })?,
        );
        insert.execute(named_params! {
            ":hash": Hash(change.hash),
            ":header": change.raw.header,
            ":payload": change.raw.payload,
            ":missing": one_after_the_other(&change.missing),
        })?;
    }
    Ok(already)
}

/// Lists the changes of which everything they name is here, was declared lost, or can go on before them; parents first.
pub(crate) fn able_to_go_on(log: Log<'_>) -> Result<VecDeque<ChangeHash>, StoreError> {
    let waiting = parents_of_all(log.connection)?;
    let ledger = SqlLedger::new(log);
    let mut unmet: BTreeMap<ChangeHash, usize> = BTreeMap::new();
    let mut children: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let mut ready: VecDeque<ChangeHash> = VecDeque::new();
    for (hash, parents) in &waiting {
        let mut count = 0;
        for parent in parents {
            if is_met(&ledger, parent)? {
                continue;
            }
            count += 1;
            if waiting.contains_key(parent) {
                children.entry(*parent).or_default().push(*hash);
            }
        }
        if count == 0 {
            ready.push_back(*hash);
        } else {
            unmet.insert(*hash, count);
        }
    }
    let mut in_order = VecDeque::with_capacity(ready.len());
    while let Some(hash) = ready.pop_front() {
        in_order.push_back(hash);
        for child in children.remove(&hash).unwrap_or_default() {
            if let Some(count) = unmet.get_mut(&child) {
                *count -= 1;
                if *count == 0 {
                    ready.push_back(child);
                }
            }
        }
    }
    Ok(in_order)
}

/// Takes changes out of those that wait and returns them.
pub(crate) fn let_go(
    tx: &Transaction<'_>,
    hashes: &[ChangeHash],
) -> Result<Vec<RawChange>, StoreError> {
    let mut find = tx.prepare_cached("SELECT header, payload FROM waiting WHERE hash = :hash")?;
    let mut forget = tx.prepare_cached("DELETE FROM waiting WHERE hash = :hash")?;
    let mut changes = Vec::with_capacity(hashes.len());
    for hash in hashes {
        let found = find
            .query_row(named_params! { ":hash": Hash(*hash) }, |row| {
                Ok(RawChange {
                    header: row.get(0)?,
                    payload: row.get(1)?,
                })
            })
            .optional()?;
        forget.execute(named_params! { ":hash": Hash(*hash) })?;
        changes.extend(found);
    }
    Ok(changes)
}

/// Writes to every change that waits what it misses: what it names and neither is here nor waits too.
pub(crate) fn say_what_is_missing(log: Log<'_>) -> Result<(), StoreError> {
    let waiting = parents_of_all(log.connection)?;
    let ledger = SqlLedger::new(log);
    let mut say = log.connection.prepare_cached(
        "UPDATE waiting SET missing = :missing WHERE hash = :hash AND missing <> :missing",
    )?;
    for (hash, parents) in &waiting {
        let mut missing = Vec::new();
        for parent in parents {
            if !waiting.contains_key(parent) && !is_met(&ledger, parent)? {
                missing.push(*parent);
            }
        }
        say.execute(named_params! {
            ":hash": Hash(*hash),
            ":missing": one_after_the_other(&missing),
        })?;
    }
    Ok(())
}

/// Tells whether nothing has to be waited for on account of a change.
fn is_met(ledger: &SqlLedger<'_>, parent: &ChangeHash) -> Result<bool, StoreError> {
    Ok(ledger.declared_lost(parent)? || ledger.position(parent)?.is_some())
}

/// Returns what each waiting change names, sorted and once.
fn parents_of_all(
    connection: &Connection,
) -> Result<BTreeMap<ChangeHash, BTreeSet<ChangeHash>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash, header FROM waiting")?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let raw = RawChange {
            header: row.get(1)?,
            payload: None,
        };
        let header = raw.read_header().map_err(|_| StoreError::LogDisagrees)?;
        let parents = header.seen.into_iter().chain(header.previous).collect();
        all.insert(row.get::<_, Hash>(0)?.0, parents);
    }
    Ok(all)
}

fn one_after_the_other(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}
