//! A whole history on its way into a store that holds little: run by run, in one transaction, in place of a merge of every change.
//!
//! A new computer is never quite empty: it has introduced itself, and perhaps heard the centre. So the history is laid under what is here:
//! it becomes the log, what was here follows it, and everything else is derived from both. Nothing is believed that does not follow from
//! the changes: every hash is computed, every place compared with what the merge would give. Who may bring and write what is asked by the
//! caller, who hears every change.

use crate::apply::insert_branch;
use crate::blob::Id;
use crate::derive::Records;
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::fold;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::log::run::{Entry, unpack};
use crate::read_models::{self, Rules};
use crate::reader::Reader;
use crate::record_row::Held;
use crate::store::Store;
use goldaw_changes::hlc::ADOPTION_BOUND_MS;
use goldaw_changes::{
    Branch, BranchNumber, Cell, ChangeHash, Clock, Head, Header, Hlc, Ledger, LiveValue, Payload,
    PayloadHash, Placer, Position, RawChange,
};
use goldaw_domain::ids::RecordId;
use rusqlite::{Transaction, named_params};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The most changes of one history: some hundred bytes of memory for each while it is loaded.
pub const MOST_CHANGES: u32 = 300_000;
/// The most changes a store may hold to take a history at once.
const LITTLE: u32 = 1_000;
/// The most headers and payloads of one history may come to.
const MOST_BYTES: usize = 1 << 30;

/// A log in which nothing is.
pub(crate) struct NoLog;

impl Ledger for NoLog {
    type Error = StoreError;

    fn position(&self, _: &ChangeHash) -> Result<Option<Position>, StoreError> {
        Ok(None)
    }

    fn clock(&self, _: &ChangeHash) -> Result<Clock, StoreError> {
        Err(StoreError::LogDisagrees)
    }

    fn branches(&self) -> Result<Vec<Branch>, StoreError> {
        Ok(Vec::new())
    }

    fn live(&self, _: &Cell) -> Result<Vec<LiveValue>, StoreError> {
        Ok(Vec::new())
    }

    fn waiting(&self) -> Result<Vec<RawChange>, StoreError> {
        Ok(Vec::new())
    }
}

/// A history on its way in.
pub struct Loading<'t> {
    tx: &'t Transaction<'t>,
    log: Log<'t>,
    rules: &'t Rules,
    now_ms: u64,
    placer: Placer<'static, NoLog>,
    records: Records,
    names: Vec<(i64, i64)>,
    /// Number of the last change taken.
    number: i64,
    bytes: usize,
    heads: BTreeMap<BranchNumber, Head>,
    time: Hlc,
    own: Own,
}

/// What a history did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Changes that were new here.
    pub changes: u32,
    /// Changes that were here already.
    pub already_here: u32,
    /// Records that begin to exist, by kind.
    pub new: BTreeMap<String, Vec<RecordId>>,
    /// Records here before that it wrote to, by kind.
    pub changed: BTreeMap<String, Vec<RecordId>>,
    /// Fields that wait for a decision.
    pub open: Vec<Cell>,
    /// The records that were here before.
    pub before: BTreeSet<RecordId>,
    /// Number of its last change in the log; what was here before follows.
    pub upto: i64,
}

/// What the store held before.
struct Own {
    /// Its changes, in order.
    entries: Vec<Entry>,
    hashes: HashSet<ChangeHash>,
    /// The numbers in the history of those of them it holds too.
    met: BTreeMap<ChangeHash, i64>,
    records: BTreeSet<RecordId>,
    /// What other computers were believed to hold, and what was packed for offices.
    holds: BTreeMap<[u8; 16], Vec<ChangeHash>>,
    packed: BTreeMap<[u8; 16], Vec<ChangeHash>>,
}

impl<'t> Loading<'t> {
    /// Begins. The log and what is derived from it are out of reach until [`Loading::finish`].
    ///
    /// # Errors
    /// `NotAtOnce` when this store holds more than a little, or something that waits; nothing is changed.
    pub(crate) fn begin(
        tx: &'t Transaction<'t>,
        log: Log<'t>,
        rules: &'t Rules,
        now_ms: u64,
    ) -> Result<Self, StoreError> {
        if !holds_little(tx)? {
            return Err(StoreError::NotAtOnce);
        }
        // Folds name branches, which are known at the end.
        tx.pragma_update(None, "defer_foreign_keys", true)?;
        let own = Own::take_out(tx, log)?;
        crate::migrations::make_read_models(tx)?;
        Ok(Self {
            tx,
            log,
            rules,
            now_ms,
            placer: Placer::behind(&NoLog)?,
            records: Records::default(),
            names: Vec::new(),
            number: 0,
            bytes: 0,
            heads: BTreeMap::new(),
            time: crate::store::last_time(tx)?,
            own,
        })
    }

    /// Takes the next run. `each` hears every change in order, and refuses it by an error.
    ///
    /// # Errors
    /// `Damaged` when the bytes are no run or say something that does not follow from the changes; `NotAtOnce` when the changes can only be
    /// taken one by one; what `each` says. The transaction must be given up then.
    pub fn take<E: From<StoreError>>(
        &mut self,
        packed: &[u8],
        mut each: impl FnMut(&Header, Option<&Payload>) -> Result<(), E>,
    ) -> Result<(), E> {
        let run = unpack(self.number + 1, packed)?;
        if run.is_empty() {
            return Err(StoreError::Damaged.into());
        }
        for entry in &run {
            self.bytes += fold::size(entry);
            if entry.number > i64::from(MOST_CHANGES) || self.bytes > MOST_BYTES {
                return Err(StoreError::NotAtOnce.into());
            }
            check(&mut self.placer, entry)?;
            self.own.meet(entry)?;
            let payload = entry.payload();
            each(&entry.header, payload.as_ref())?;
            self.records.add(entry, payload)?;
            self.observe(entry.header.hlc);
            let head = Head {
                stream: entry.header.stream,
                sequence: entry.header.sequence,
                hash: entry.hash,
            };
            self.heads.insert(entry.branch, head);
        }
        self.number += run.len() as i64;
        self.names.extend(fold::put(self.tx, &run, packed)?);
        Ok(())
    }

    /// Returns the heads the history has reached so far, sorted.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = self.heads.values().copied().collect();
        heads.sort_unstable();
        heads
    }

    /// Lays what was here behind the history and derives everything again. Returns what it did.
    ///
    /// # Errors
    /// `NotAtOnce` when a stream went two ways, or what was here does not follow on the history: that is for a merge.
    pub fn finish(mut self) -> Result<Loaded, StoreError> {
        let history = self.number;
        let own = std::mem::take(&mut self.own.entries);
        for mut entry in own {
            if self.own.met.contains_key(&entry.hash) {
                continue;
            }
            let placed = self.placer.place(entry.hash, &entry.header, true)?;
            let (position, clock) = placed.ok_or(StoreError::NotAtOnce)?;
            self.number += 1;
            (entry.number, entry.branch, entry.clock) = (self.number, position.branch, clock);
            fold::insert(self.tx, &entry)?;
            self.records.add(&entry, entry.payload())?;
            self.observe(entry.header.hlc);
        }
        let mut streams = BTreeSet::new();
        for branch in self.placer.finish() {
            if !streams.insert(branch.stream) {
                return Err(StoreError::NotAtOnce);
            }
            insert_branch(self.tx, &branch)?;
        }
        self.names.sort_unstable();
        fold::name(self.tx, self.names)?;
        let mut loaded = Loaded {
            changes: count(history - self.own.met.len() as i64)?,
            already_here: count(self.own.met.len() as i64)?,
            upto: history,
            ..Loaded::default()
        };
        let known: BTreeSet<i64> = self.own.met.values().copied().collect();
        let wrote = |number: &i64| *number <= history && !known.contains(number);
        self.records.write(self.tx, |held| {
            loaded.tell(held, self.own.records.contains(&held.id), wrote);
        })?;
        loaded.before = self.own.records;
        read_models::derive_all(self.tx, &Reader::of(self.log), self.rules)?;
        crate::store::keep_time(self.tx, self.time)?;
        believe_again(self.tx, self.log, "holds", "device", &self.own.holds)?;
        believe_again(self.tx, self.log, "packed", "office", &self.own.packed)?;
        Ok(loaded)
    }

    fn observe(&mut self, hlc: Hlc) {
        self.time = Hlc::observe(self.time, hlc, self.now_ms, ADOPTION_BOUND_MS);
    }
}

fn count(changes: i64) -> Result<u32, StoreError> {
    u32::try_from(changes).map_err(|_| StoreError::Damaged)
}

impl Loaded {
    fn tell(&mut self, held: &Held, was_here: bool, wrote: impl Fn(&i64) -> bool) {
        let kind = held.kind().to_owned();
        let cells = held.open.iter().map(|field| Cell {
            record: held.id,
            kind: kind.clone(),
            field: field.clone(),
        });
        self.open.extend(cells);
        if held.touched.iter().any(wrote) {
            let list = if was_here {
                &mut self.changed
            } else {
                &mut self.new
            };
            list.entry(kind).or_default().push(held.id);
        }
    }
}

/// Tells whether a store holds so little, and nothing in an unusual state, that a history can be laid under it.
fn holds_little(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT (SELECT count(*) FROM change) <= ?1
            AND NOT EXISTS (SELECT 1 FROM change WHERE erased = 1 OR payload IS NULL)
            AND NOT EXISTS (SELECT 1 FROM fold)
            AND NOT EXISTS (SELECT 1 FROM waiting)
            AND NOT EXISTS (SELECT 1 FROM declared_lost)
            AND NOT EXISTS (SELECT 1 FROM left_out)
            AND NOT EXISTS (SELECT 1 FROM piece_packed)",
        [LITTLE],
        |row| row.get(0),
    )?)
}

/// Asks of a change whether it is whole, and stands where it must. What was erased on order is so by the word of the sender.
fn check(placer: &mut Placer<'_, NoLog>, entry: &Entry) -> Result<(), StoreError> {
    let whole = match &entry.raw.payload {
        Some(payload) => !entry.erased && PayloadHash::of(payload) == entry.header.payload_hash,
        None if entry.erased => return Err(StoreError::NotAtOnce),
        None => true,
    };
    // Columns nobody asked for their one spelling may give bytes that say something else, or nothing.
    let read = entry.raw.read_header();
    let whole = whole && read.is_ok_and(|header| header == entry.header);
    match placer.place(entry.hash, &entry.header, entry.raw.payload.is_some())? {
        Some((position, clock))
            if whole && position.branch == entry.branch && clock == entry.clock =>
        {
            Ok(())
        }
        _ => Err(StoreError::Damaged),
    }
}

impl Own {
    /// Takes everything out of a store that depends on where changes stand.
    fn take_out(tx: &Transaction<'_>, log: Log<'_>) -> Result<Own, StoreError> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let after = entries.last().map_or(0, |entry| entry.number);
            let piece = log.piece(after, LITTLE)?;
            if piece.is_empty() {
                break;
            }
            entries.extend(piece);
        }
        let places: HashMap<(BranchNumber, u64), ChangeHash> = entries
            .iter()
            .map(|entry| ((entry.branch, entry.header.sequence), entry.hash))
            .collect();
        let records = tx
            .prepare("SELECT id FROM record")?
            .query_map([], |row| Ok(row.get::<_, Id>(0)?.into()))?
            .collect::<Result<_, _>>()?;
        let own = Own {
            hashes: entries.iter().map(|entry| entry.hash).collect(),
            entries,
            met: BTreeMap::new(),
            records,
            holds: believed(tx, "holds", "device", &places)?,
            packed: believed(tx, "packed", "office", &places)?,
        };
        tx.execute_batch(
            "DELETE FROM holds; DELETE FROM packed; DELETE FROM change; DELETE FROM branch;
             DELETE FROM record; DELETE FROM shape; DELETE FROM known_id;",
        )?;
        Ok(own)
    }

    /// Notes that a change is in the history. It must not come with less than it has here.
    fn meet(&mut self, entry: &Entry) -> Result<(), StoreError> {
        if !self.hashes.contains(&entry.hash) {
            return Ok(());
        }
        if entry.raw.payload.is_none() {
            return Err(StoreError::NotAtOnce);
        }
        self.met.insert(entry.hash, entry.number);
        Ok(())
    }
}

/// Reads what is believed of others as the changes it rests on, because places will be others.
fn believed(
    tx: &Transaction<'_>,
    table: &str,
    whose: &str,
    places: &HashMap<(BranchNumber, u64), ChangeHash>,
) -> Result<BTreeMap<[u8; 16], Vec<ChangeHash>>, StoreError> {
    let mut believed: BTreeMap<[u8; 16], Vec<ChangeHash>> = BTreeMap::new();
    let mut statement = tx.prepare(&format!("SELECT {whose}, branch, sequence FROM {table}"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let place = (BranchNumber(row.get(1)?), row.get::<_, i64>(2)? as u64);
        if let Some(hash) = places.get(&place) {
            believed.entry(row.get(0)?).or_default().push(*hash);
        }
    }
    Ok(believed)
}

/// Writes what is believed of others at the places that count now.
fn believe_again(
    tx: &Transaction<'_>,
    log: Log<'_>,
    table: &str,
    whose: &str,
    believed: &BTreeMap<[u8; 16], Vec<ChangeHash>>,
) -> Result<(), StoreError> {
    let mut insert = tx.prepare(&format!(
        "INSERT INTO {table} ({whose}, branch, sequence) VALUES (:whose, :branch, :sequence)"
    ))?;
    for (whose, heads) in believed {
        let clock = goldaw_changes::peer_holds(&SqlLedger::new(log), heads, &[])?;
        for (branch, sequence) in clock.entries() {
            insert.execute(named_params! {
                ":whose": whose,
                ":branch": branch.0,
                ":sequence": sequence.cast_signed(),
            })?;
        }
    }
    Ok(())
}

impl Store {
    /// Loads a history of runs that come one after the other, in a transaction of its own. `along` writes the rest, sees the log as it will
    /// be, and refuses it by an error: it is for the caller to ask whether every head is signed by its author.
    ///
    /// # Errors
    /// Those of [`Loading`]; what the runs and `along` say. Nothing is changed.
    pub fn load_snapshot(
        &mut self,
        runs: impl IntoIterator<Item = Result<Vec<u8>, StoreError>>,
        now_ms: u64,
        along: impl FnOnce(&Arrival<'_>) -> Result<(), StoreError>,
    ) -> Result<Loaded, StoreError> {
        let taking = self.begin_taking_over(now_ms)?;
        let mut loading = taking.load()?;
        for run in runs {
            loading.take(&run?, |_, _| Ok::<_, StoreError>(()))?;
        }
        let loaded = loading.finish()?;
        along(&taking.arrival())?;
        taking.keep()?;
        Ok(loaded)
    }
}
