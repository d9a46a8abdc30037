//! Taking changes over batch by batch, in one transaction that ends with everything or with nothing.
//!
//! Memory is one batch, whatever comes. What the batches did is told as they land, so that a rehearsal that is never kept says the same
//! as the real thing. There is no other way in for changes of others, but a whole history at once (`loading`).

use crate::apply;
use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::ledger::SqlLedger;
use crate::loading::Loading;
use crate::log::{Folds, Log};
use crate::read_models::Rules;
use crate::reader::Reader;
use crate::store::{Store, adopt_time};
use crate::waiting;
use goldaw_changes::{ChangeHash, MergePlan, RawChange, merge_batch};
use goldaw_domain::ids::RecordId;
use rusqlite::{Transaction, params};
use std::collections::VecDeque;

/// Changes merged at once: enough that a record written to many times is written seldom.
pub const BATCH: usize = 2_000;

/// A transaction in which changes are taken over. Dropped without [`TakingOver::keep`] it leaves the store as it was.
pub struct TakingOver<'s> {
    tx: Transaction<'s>,
    folds: &'s Folds,
    rules: &'s Rules,
    now_ms: u64,
    /// Last number of the log before.
    after: i64,
    /// Last number of a record before.
    records: i64,
    /// Waiting changes whose parents are here, parents first; None until they were looked for.
    going_on: Option<VecDeque<ChangeHash>>,
    /// A change came that was declared lost.
    turned_up: bool,
}

/// What one batch did.
#[derive(Debug)]
pub struct Merged {
    /// The plan that was carried out. What waits is only that of the batch.
    pub plan: MergePlan,
    /// The records it wrote to.
    pub records: Vec<Landed>,
}

/// A record a batch wrote to.
#[derive(Debug)]
pub struct Landed {
    /// As it stands after the batch.
    pub document: Document,
    /// What it was before.
    pub was: Was,
}

/// What a record was before a batch wrote to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Was {
    /// It did not exist.
    New,
    /// It was here before the taking over began, and no batch had written to it.
    Known,
    /// An earlier batch had written to it.
    Told,
}

impl Store {
    /// Begins to take changes over.
    pub fn begin_taking_over(&mut self, now_ms: u64) -> Result<TakingOver<'_>, StoreError> {
        let tx = self.connection.transaction()?;
        let folds = &self.folds;
        let after = Log::new(&tx, folds).end()?;
        let records = tx.query_row("SELECT coalesce(max(number), 0) FROM record", [], |row| {
            row.get(0)
        })?;
        Ok(TakingOver {
            tx,
            folds,
            rules: &self.rules,
            now_ms,
            after,
            records,
            going_on: None,
            turned_up: false,
        })
    }

    /// Takes changes over that are in memory anyway, and whatever else `along` writes, which sees the log as it will be. Returns what each
    /// batch did.
    pub fn take_over(
        &mut self,
        incoming: Vec<RawChange>,
        now_ms: u64,
        along: impl FnOnce(&Arrival<'_>) -> Result<(), StoreError>,
    ) -> Result<Vec<Merged>, StoreError> {
        let mut taking = self.begin_taking_over(now_ms)?;
        let mut done = vec![taking.merge(incoming)?];
        while let Some(merged) = taking.go_on()? {
            done.push(merged);
        }
        along(&taking.arrival())?;
        taking.keep()?;
        Ok(done)
    }
}

impl TakingOver<'_> {
    /// Reads the store as the batches so far leave it.
    pub fn read(&self) -> Reader<'_> {
        Reader::of(self.log())
    }

    /// Returns people who are looked up under a blocking key and were registered before the taking over began, at most `limit`.
    pub fn registered_under(&self, key: &str, limit: u32) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT record.id FROM blocking JOIN record ON record.number = blocking.person
             WHERE blocking.key = ?1 AND blocking.person <= ?2 ORDER BY blocking.person LIMIT ?3",
        )?;
        let found = statement.query_map(params![key, self.records, limit], |row| {
            Ok(row.get::<_, Id>(0)?.into())
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Writes the rest of what a bundle brings.
    pub fn arrival(&self) -> Arrival<'_> {
        Arrival::new(&self.tx, self.log(), self.now_ms)
    }

    /// Begins to take a whole history at once, in place of batches.
    ///
    /// # Errors
    /// `NotAtOnce` when this store holds more than a little, or something that waits.
    pub fn load(&self) -> Result<Loading<'_>, StoreError> {
        Loading::begin(&self.tx, self.log(), self.rules, self.now_ms)
    }

    /// Merges one batch. A change whose parents are not here yet waits, also when they come with the next batch.
    pub fn merge(&mut self, incoming: Vec<RawChange>) -> Result<Merged, StoreError> {
        let (mut plan, records) = self.carry_out(incoming)?;
        plan.already_held += waiting::hold(&self.tx, &plan.still_waiting)?;
        Ok(Merged { plan, records })
    }

    /// Lets the next waiting changes go on, as far as their parents came; None when nothing more can. To be called after the last batch,
    /// until it says None: then every change that waits says what it misses, and if one came that was declared lost, everything has found
    /// its place again.
    pub fn go_on(&mut self) -> Result<Option<Merged>, StoreError> {
        let mut ready = match self.going_on.take() {
            Some(ready) => ready,
            None => waiting::able_to_go_on(self.log())?,
        };
        if ready.is_empty() {
            waiting::say_what_is_missing(self.log())?;
            if self.turned_up {
                crate::places::place_again(&self.tx, self.log(), self.rules)?;
                self.turned_up = false;
            }
            return Ok(None);
        }
        let next: Vec<ChangeHash> = ready.drain(..ready.len().min(BATCH)).collect();
        self.going_on = Some(ready);
        let changes = waiting::let_go(&self.tx, &next)?;
        let (mut plan, records) = self.carry_out(changes)?;
        // What came once more while it waited has been counted then.
        plan.already_held = 0;
        waiting::hold(&self.tx, &plan.still_waiting)?;
        Ok(Some(Merged { plan, records }))
    }

    /// Keeps everything: when this returns, it is on the disk.
    pub fn keep(self) -> Result<(), StoreError> {
        Ok(self.tx.commit()?)
    }

    fn carry_out(
        &mut self,
        changes: Vec<RawChange>,
    ) -> Result<(MergePlan, Vec<Landed>), StoreError> {
        let ledger = SqlLedger::new(self.log());
        let plan = merge_batch(&ledger, changes)?;
        adopt_time(&self.tx, &plan, self.now_ms)?;
        let turned_up = crate::missing::turned_up(&self.tx, &plan)?;
        let written = apply::apply(&self.tx, &ledger, self.rules, &plan, self.now_ms)?;
        let landed = written.into_iter().map(|written| Landed {
            was: match written.before {
                None => Was::New,
                Some(_) if written.written_upto > self.after => Was::Told,
                Some(_) => Was::Known,
            },
            document: written.document,
        });
        let landed = landed.collect();
        drop(ledger);
        self.turned_up |= turned_up;
        Ok((plan, landed))
    }

    fn log(&self) -> Log<'_> {
        Log::new(&self.tx, self.folds)
    }
}
