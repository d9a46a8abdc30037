//! Changes that others name and nobody here has: since when they are missed, and which of them were declared lost.
//!
//! A declaration counts for ever (docs/formats/change-log.md, "When a change is accepted"); who may make one is decided in `casework`.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::log::Log;
use crate::reader::Reader;
use crate::store::Store;
use crate::taking_over::Merged;
use goldaw_changes::{ChangeHash, MemoryLedger, MergePlan, RawChange};
use goldaw_domain::ids::{DeviceId, OfficeId};
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;

/// A change that is missed here.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The change.
    pub hash: ChangeHash,
    /// The computer that brought what waits for it.
    pub brought_by: DeviceId,
    /// The computer that wrote it, when a change of the same chain waits for it.
    pub written_by: Option<DeviceId>,
    /// The office whose changes what waits travels with.
    pub scope: OfficeId,
    /// Since when it is missed, ms since 1970 (UTC).
    pub since: u64,
    /// Changes that name it.
    pub waiting: u32,
}

impl Reader<'_> {
    /// Returns the changes that are missed here, the longest missed first.
    pub fn missing(&self) -> Result<Vec<Missing>, StoreError> {
        let mut since: BTreeMap<ChangeHash, (DeviceId, u64)> = BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT hash, device, since FROM missing")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let noted = (
                row.get::<_, Id>(1)?.into(),
                row.get::<_, i64>(2)?.unsigned_abs(),
            );
            since.insert(row.get::<_, Hash>(0)?.0, noted);
        }
        let mut found: BTreeMap<ChangeHash, Missing> = BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT header, missing FROM waiting")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let raw = RawChange {
                header: row.get(0)?,
                payload: None,
            };
            let (Ok(header), named) = (raw.read_header(), row.get::<_, Vec<u8>>(1)?) else {
                continue;
            };
            for hash in named.as_chunks::<32>().0.iter().copied() {
                let hash = ChangeHash::from(hash);
                let Some((brought_by, since)) = since.get(&hash).copied() else {
                    continue;
                };
                let missing = found.entry(hash).or_insert(Missing {
                    hash,
                    brought_by,
                    written_by: None,
                    scope: header.stream.scope,
                    since,
                    waiting: 0,
                });
                missing.waiting += 1;
                if header.previous == Some(hash) {
                    missing.written_by = Some(header.stream.device);
                }
            }
        }
        let mut found: Vec<Missing> = found.into_values().collect();
        found.sort_by_key(|missing| (missing.since, missing.hash));
        Ok(found)
    }
}

impl Reader<'_> {
    /// Tells whether a change was declared lost.
    pub fn is_declared_lost(&self, change: &ChangeHash) -> Result<bool, StoreError> {
        is_declared_lost(self.connection, change)
    }

    /// Returns the changes that were declared lost and did not turn up, in the order of their hashes: they are still asked for.
    pub fn lost(&self) -> Result<Vec<ChangeHash>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT hash FROM declared_lost WHERE hash NOT IN (SELECT hash FROM waiting) ORDER BY hash",
        )?;
        let mut rows = statement.query([])?;
        let mut lost = Vec::new();
        while let Some(row) = rows.next()? {
            let hash = row.get::<_, Hash>(0)?.0;
            if self.log().number(&hash)?.is_none() {
                lost.push(hash);
            }
        }
        Ok(lost)
    }
}

impl Arrival<'_> {
    /// Notes since when changes are missed, and who brought what waits for them. What is no longer missed is forgotten.
    pub fn note_missing(&self, brought_by: DeviceId) -> Result<(), StoreError> {
        let wanted = self.reader().wanted()?;
        let mut known: Vec<ChangeHash> = Vec::new();
        {
            let mut statement = self.tx.prepare_cached("SELECT hash FROM missing")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                known.push(row.get::<_, Hash>(0)?.0);
            }
        }
        let mut forget = self
            .tx
            .prepare_cached("DELETE FROM missing WHERE hash = :hash")?;
        for hash in known
            .into_iter()
            .filter(|hash| wanted.binary_search(hash).is_err())
        {
            forget.execute(named_params! { ":hash": Hash(hash) })?;
        }
        let mut note = self.tx.prepare_cached(
            "INSERT OR IGNORE INTO missing (hash, device, since) VALUES (:hash, :device, :since)",
        )?;
        for hash in wanted {
            note.execute(named_params! {
                ":hash": Hash(hash),
                ":device": Id::from(brought_by),
                ":since": self.now_ms.cast_signed(),
            })?;
        }
        Ok(())
    }

    /// Keeps that a change was declared lost. What waits for it goes on with the next [`Store::go_on_without_lost`].
    pub fn declare_lost(&self, lost: &ChangeHash) -> Result<(), StoreError> {
        declare_lost(self.tx, lost)
    }
}

impl Store {
    /// Keeps that a change was declared lost, outside of any bundle.
    pub fn declare_lost(&mut self, lost: &ChangeHash) -> Result<(), StoreError> {
        declare_lost(&self.connection, lost)
    }

    /// Lets go on what waited for changes declared lost.
    ///
    /// Returns what each batch of them did. May be repeated after a power cut.
    pub fn go_on_without_lost(&mut self, now_ms: u64) -> Result<Vec<Merged>, StoreError> {
        self.take_over(Vec::new(), now_ms, |arrival| {
            arrival.note_missing(uuid::Uuid::nil().into())
        })
    }
}

/// Tells whether a plan brings a change that was declared lost.
pub(crate) fn turned_up(connection: &Connection, plan: &MergePlan) -> Result<bool, StoreError> {
    let declared: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM declared_lost)")?
        .query_row([], |row| row.get(0))?;
    if declared {
        for change in &plan.apply {
            if is_declared_lost(connection, &change.hash)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Tells whether a change that was declared lost is held.
pub(crate) fn holds_one_declared_lost(log: Log<'_>) -> Result<bool, StoreError> {
    Ok(!held_although_lost(log)?.is_empty())
}

/// Returns the changes that were declared lost and are here all the same.
pub(crate) fn held_although_lost(log: Log<'_>) -> Result<Vec<ChangeHash>, StoreError> {
    let mut held = Vec::new();
    for lost in declared(log.connection)? {
        if log.number(&lost)?.is_some() {
            held.push(lost);
        }
    }
    Ok(held)
}

fn declare_lost(connection: &Connection, lost: &ChangeHash) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO declared_lost (hash) VALUES (:hash)")?
        .execute(named_params! { ":hash": Hash(*lost) })?;
    Ok(())
}

pub(crate) fn is_declared_lost(
    connection: &Connection,
    change: &ChangeHash,
) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM declared_lost WHERE hash = :hash)")?
        .query_row(named_params! { ":hash": Hash(*change) }, |row| row.get(0))?)
}

/// Returns an empty log that knows the declarations: what a rebuild begins with.
pub(crate) fn empty_ledger(connection: &Connection) -> Result<MemoryLedger, StoreError> {
    let mut empty = MemoryLedger::new();
    empty.declare_lost(declared(connection)?);
    Ok(empty)
}

pub(crate) fn declared(connection: &Connection) -> Result<Vec<ChangeHash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM declared_lost")?;
    let lost = statement.query_map([], |row| Ok(row.get::<_, Hash>(0)?.0))?;
    Ok(lost.collect::<Result<_, _>>()?)
}
