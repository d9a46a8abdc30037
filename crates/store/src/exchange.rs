//! What the exchange keeps: which changes to send, what others hold, which parcels were written and taken over.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::log::run::Entry;
use crate::reader::Reader;
use crate::store::Store;
use goldaw_changes::{BranchNumber, ChangeHash, Clock, Head, Ledger, RawChange};
use goldaw_domain::ids::{DeviceId, OfficeId};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};
use std::collections::BTreeMap;

/// A change to send, with where it stands here.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its exact bytes.
    pub raw: RawChange,
    /// Its name.
    pub hash: ChangeHash,
}

impl From<Entry> for Outgoing {
    fn from(entry: Entry) -> Self {
        Self {
            raw: entry.raw,
            hash: entry.hash,
        }
    }
}

/// A signature of a stream's head by the computer that wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedHead {
    /// The head.
    pub head: ChangeHash,
    /// The computer.
    pub device: DeviceId,
    /// Ed25519 over the head's signing bytes.
    pub signature: Vec<u8>,
}

/// A parcel written or taken over.
#[derive(Clone, Debug, PartialEq)]
pub struct ParcelRecord {
    /// BLAKE3 of the whole parcel.
    pub hash: [u8; 32],
    /// Written here, or taken over here.
    pub sent: bool,
    /// The other side.
    pub office: OfficeId,
    /// Its computer; nil when sent to a whole office.
    pub device: DeviceId,
    /// Number of the bundle, counted by its writer.
    pub number: u32,
    /// The writer's life.
    pub session: [u8; 16],
    /// Changes in it that were new.
    pub changes: u32,
    /// When, ms since 1970 (UTC).
    pub at: u64,
}

/// How many changes of a scope are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Only in this store.
    pub only_here: u32,
    /// Packed for the other side, not confirmed.
    pub packed: u32,
    /// Confirmed by the other side.
    pub confirmed: u32,
}

impl Reader<'_> {
    /// Returns the heads of everything held.
    pub fn frontier(&self) -> Result<Vec<Head>, StoreError> {
        goldaw_changes::frontier(&SqlLedger::new(self.log()))
    }

    /// Returns what the computers of an office are known to hold together.
    pub fn held_by(&self, devices: &[DeviceId]) -> Result<Clock, StoreError> {
        let mut clock = Clock::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT branch, sequence FROM holds WHERE device = :device")?;
        for device in devices {
            let mut rows = statement.query(named_params! { ":device": Id::from(*device) })?;
            while let Some(row) = rows.next()? {
                clock.advance(BranchNumber(row.get(0)?), row.get::<_, i64>(1)? as u64);
            }
        }
        Ok(clock)
    }

    /// Returns what somebody holds who named these heads.
    pub fn holds_of_heads(&self, heads: &[ChangeHash]) -> Result<Clock, StoreError> {
        goldaw_changes::peer_holds(&SqlLedger::new(self.log()), heads, &[])
    }

    /// Returns what every one of the computers is known to hold; nothing known of one means nothing held by all.
    pub fn held_by_all(&self, devices: &[DeviceId]) -> Result<Clock, StoreError> {
        let mut all: Option<Clock> = None;
        for device in devices {
            let one = self.held_by(&[*device])?;
            all = Some(match all {
                None => one,
                Some(all) => all
                    .entries()
                    .map(|(branch, sequence)| (branch, sequence.min(one.get(branch))))
                    .collect(),
            });
        }
        Ok(all.unwrap_or_default())
    }

    /// Returns the changes of the scopes that a clock does not cover, oldest first, at most `limit`, together with those asked for by name.
    ///
    /// Reads only what is beyond the clock, so a store of years costs no more than what is new in it.
    pub fn outgoing(
        &self,
        scopes: &[OfficeId],
        held: &Clock,
        wanted: &[ChangeHash],
        limit: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let log = self.log();
        let mut of_scope = BTreeMap::new();
        for branch in SqlLedger::new(log).branches()? {
            if scopes.contains(&branch.stream.scope) {
                of_scope.insert(branch.number, branch.head_sequence);
            }
        }
        let beyond: Vec<(BranchNumber, u64)> = of_scope
            .iter()
            .map(|(branch, head)| (*branch, held.get(*branch), *head))
            .filter(|(_, held, head)| held < head)
            .map(|(branch, held, _)| (branch, held))
            .collect();
        let found = log.beyond(&beyond, limit)?;
        let mut found: BTreeMap<i64, Entry> = found
            .into_iter()
            .map(|entry| (entry.number, entry))
            .collect();
        for hash in wanted {
            if let Some(number) = log.number(hash)?
                && of_scope.contains_key(&log.place(number)?.branch)
            {
                found.insert(number, log.entry(number)?);
            }
        }
        let found = found.into_values().take(limit as usize);
        Ok(found.map(Outgoing::from).collect())
    }

    /// Counts the changes of scopes by where they are, given what the other side holds and what was packed for it.
    pub fn spread(
        &self,
        scopes: &[OfficeId],
        held: &Clock,
        packed: &Clock,
    ) -> Result<Spread, StoreError> {
        let mut spread = Spread::default();
        let mut statement = self
            .connection
            .prepare_cached("SELECT number, scope, first_sequence, head_sequence FROM branch")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if !scopes.contains(&row.get::<_, Id>(1)?.into()) {
                continue;
            }
            let branch = BranchNumber(row.get(0)?);
            let first = row.get::<_, i64>(2)? as u64;
            let head = row.get::<_, i64>(3)? as u64;
            let upto = |sequence: u64| sequence.min(head).saturating_sub(first - 1) as u32;
            let confirmed = upto(held.get(branch));
            let handed = upto(packed.get(branch).max(held.get(branch)));
            spread.confirmed += confirmed;
            spread.packed += handed - confirmed;
            spread.only_here += upto(head) - handed;
        }
        Ok(spread)
    }

    /// Returns what was packed for an office.
    pub fn packed_for(&self, office: OfficeId) -> Result<Clock, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT branch, sequence FROM packed WHERE office = :office")?;
        let rows = statement.query_map(named_params! { ":office": Id::from(office) }, |row| {
            Ok((BranchNumber(row.get(0)?), row.get::<_, i64>(1)? as u64))
        })?;
        Ok(rows.collect::<Result<Clock, _>>()?)
    }

    /// Returns the time of the latest change of the scopes a clock covers, ms since 1970 (UTC).
    pub fn latest_covered(
        &self,
        scopes: &[OfficeId],
        held: &Clock,
    ) -> Result<Option<u64>, StoreError> {
        let mut latest: Option<i64> = None;
        for (branch, sequence) in held.entries() {
            if !scopes.contains(&self.scope_of(branch)?) {
                continue;
            }
            latest = latest.max(self.log().latest_arrival(branch, sequence)?);
        }
        Ok(latest.map(|at| at as u64))
    }

    fn scope_of(&self, branch: BranchNumber) -> Result<OfficeId, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT scope FROM branch WHERE number = :number")?
            .query_row(named_params! { ":number": branch.0 }, |row| {
                Ok(row.get::<_, Id>(0)?.into())
            })?)
    }

    /// Returns the names of changes that waiting ones ask for.
    pub fn wanted(&self) -> Result<Vec<ChangeHash>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT missing FROM waiting")?;
        let mut wanted = std::collections::BTreeSet::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            wanted.extend(
                bytes
                    .as_chunks::<32>()
                    .0
                    .iter()
                    .map(|hash| ChangeHash::from(*hash)),
            );
        }
        Ok(wanted.into_iter().collect())
    }

    /// Tells whether a change is in the log here.
    pub fn holds(&self, change: &ChangeHash) -> Result<bool, StoreError> {
        Ok(SqlLedger::new(self.log()).position(change)?.is_some())
    }

    /// Returns the kept signature of a head.
    pub fn head_signature(&self, head: &ChangeHash) -> Result<Option<SignedHead>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT device, signature FROM head_signature WHERE head = :head")?
            .query_row(named_params! { ":head": Hash(*head) }, |row| {
                Ok(SignedHead {
                    head: *head,
                    device: row.get::<_, Id>(0)?.into(),
                    signature: row.get(1)?,
                })
            })
            .optional()?)
    }

    /// Returns a parcel by the hash of its bytes.
    pub fn parcel(&self, hash: &[u8; 32]) -> Result<Option<ParcelRecord>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT hash, direction, office, device, number, session, changes, at FROM parcel WHERE hash = :hash",
            )?
            .query_row(named_params! { ":hash": hash }, parcel)
            .optional()?)
    }

    /// Returns parcels, the latest first, at most `limit`.
    pub fn parcels(&self, sent: bool, limit: u32) -> Result<Vec<ParcelRecord>, StoreError> {
        let direction = if sent { "sent" } else { "received" };
        let mut statement = self.connection.prepare_cached(
            "SELECT hash, direction, office, device, number, session, changes, at FROM parcel
             WHERE direction = :direction ORDER BY at DESC, number DESC LIMIT :limit",
        )?;
        let found = statement.query_map(
            named_params! { ":direction": direction, ":limit": limit },
            parcel,
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

fn parcel(row: &rusqlite::Row<'_>) -> rusqlite::Result<ParcelRecord> {
    Ok(ParcelRecord {
        hash: row.get(0)?,
        sent: row.get::<_, String>(1)? == "sent",
        office: row.get::<_, Id>(2)?.into(),
        device: row.get::<_, Id>(3)?.into(),
        number: row.get(4)?,
        session: row.get(5)?,
        changes: row.get(6)?,
        at: row.get::<_, i64>(7)? as u64,
    })
}

/// The rest of what a bundle brings, written in the transaction that takes its changes over.
pub struct Arrival<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) log: Log<'a>,
    pub(crate) now_ms: u64,
}

impl<'a> Arrival<'a> {
    pub(crate) fn new(tx: &'a Transaction<'a>, log: Log<'a>, now_ms: u64) -> Self {
        Self { tx, log, now_ms }
    }

    /// Reads the store as the transaction leaves it so far.
    pub fn reader(&self) -> Reader<'a> {
        Reader::of(self.log)
    }

    /// Returns the heads of everything held, what has just arrived included.
    pub fn frontier(&self) -> Result<Vec<Head>, StoreError> {
        self.reader().frontier()
    }

    /// Keeps a signature of a head.
    pub fn keep_head_signature(&self, signed: &SignedHead) -> Result<(), StoreError> {
        keep_head_signature(self.tx, signed)
    }

    /// Notes the parcel as taken over.
    pub fn note_parcel(&self, parcel: &ParcelRecord) -> Result<(), StoreError> {
        note_parcel(self.tx, parcel, self.now_ms)
    }

    /// Returns the number of the last change in the log, those of this bundle included.
    pub fn log_end(&self) -> Result<i64, StoreError> {
        self.reader().log_end()
    }

    /// Returns a setting.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        crate::local::read_setting(self.tx, name)
    }

    /// Keeps a setting.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        crate::local::write_setting(self.tx, name, value)
    }

    /// Keeps a secret.
    pub fn set_secret(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        crate::local::write_secret(self.tx, name, value)
    }
}

impl Store {
    /// Notes a parcel as written, with the heads it carries: they are packed for the office from now on.
    pub fn note_packed(
        &mut self,
        parcel: &ParcelRecord,
        heads: &[ChangeHash],
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let tx = self.connection.transaction()?;
        note_parcel(&tx, parcel, now_ms)?;
        let ledger = SqlLedger::new(Log::new(&tx, &self.folds));
        let clock = goldaw_changes::peer_holds(&ledger, heads, &[])?;
        {
            let mut insert = tx.prepare_cached(
                "INSERT INTO packed (office, branch, sequence) VALUES (:office, :branch, :sequence)
                 ON CONFLICT (office, branch) DO UPDATE SET sequence = max(sequence, :sequence)",
            )?;
            for (branch, sequence) in clock.entries() {
                insert.execute(
                    named_params! { ":office": Id::from(parcel.office), ":branch": branch.0, ":sequence": sequence as i64 },
                )?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Keeps a signature of a head this computer wrote.
    pub fn keep_head_signature(&mut self, signed: &SignedHead) -> Result<(), StoreError> {
        keep_head_signature(&self.connection, signed)
    }
}

fn keep_head_signature(connection: &Connection, signed: &SignedHead) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO head_signature (head, device, signature) VALUES (:head, :device, :signature)")?
        .execute(named_params! {
            ":head": Hash(signed.head),
            ":device": Id::from(signed.device),
            ":signature": signed.signature,
        })?;
    Ok(())
}

fn note_parcel(
    connection: &Connection,
    parcel: &ParcelRecord,
    now_ms: u64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO parcel (hash, direction, office, device, number, session, changes, at)
             VALUES (:hash, :direction, :office, :device, :number, :session, :changes, :at)
             ON CONFLICT (hash) DO UPDATE SET at = :at",
        )?
        .execute(named_params! {
            ":hash": parcel.hash,
            ":direction": if parcel.sent { "sent" } else { "received" },
            ":office": Id::from(parcel.office),
            ":device": Id::from(parcel.device),
            ":number": parcel.number,
            ":session": parcel.session,
            ":changes": parcel.changes,
            ":at": now_ms as i64,
        })?;
    Ok(())
}
