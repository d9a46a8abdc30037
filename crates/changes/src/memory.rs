//! A log in memory, for tests and simulations: the smallest thing that carries out a plan.
//!
//! It keeps what a database would keep and nothing more, so a rule that works here needs nothing a database cannot give.

mod device;

use crate::change::RawChange;
use crate::clock::{BranchNumber, Clock};
use crate::hash::ChangeHash;
use crate::ledger::{Branch, Cell, Ledger, LiveValue, Position};
use crate::merge::{Fork, MergePlan};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

pub use device::{MemoryDevice, Received};

/// A log in memory.
#[derive(Clone, Default, Debug)]
pub struct MemoryLedger {
    log: BTreeMap<ChangeHash, Held>,
    branches: BTreeMap<BranchNumber, Branch>,
    cells: BTreeMap<Cell, Vec<LiveValue>>,
    waiting: BTreeMap<ChangeHash, RawChange>,
    forks: Vec<Fork>,
    lost: BTreeSet<ChangeHash>,
}

#[derive(Clone, Debug)]
struct Held {
    raw: RawChange,
    position: Position,
    clock: Clock,
}

impl MemoryLedger {
    /// Returns an empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Carries out a plan made by [`crate::merge`]. A change that turns up after it was declared lost has everything derived again.
    pub fn apply(&mut self, plan: MergePlan) {
        let turned_up = plan
            .apply
            .iter()
            .any(|change| self.lost.contains(&change.hash));
        self.carry_out(plan);
        if turned_up {
            let forks = std::mem::take(&mut self.forks);
            *self = self.rebuilt();
            self.forks = forks;
        }
    }

    fn carry_out(&mut self, plan: MergePlan) {
        self.waiting = plan
            .still_waiting
            .into_iter()
            .map(|waiting| (waiting.hash, waiting.raw))
            .collect();
        for change in plan.apply {
            let held = Held {
                raw: change.raw,
                position: change.position,
                clock: change.clock,
            };
            self.log.insert(change.hash, held);
        }
        for opened in plan.opened {
            if let Some(held) = self.log.get_mut(&opened.hash) {
                held.raw = opened.raw;
                held.position.wants_payload = false;
            }
        }
        for branch in plan.new_branches.into_iter().chain(plan.extended_branches) {
            self.branches.insert(branch.number, branch);
        }
        self.cells
            .extend(plan.cells.into_iter().map(|plan| (plan.cell, plan.after)));
        self.forks.extend(plan.forks);
    }

    /// Carries out a plan made by [`crate::commit`], which knows nothing of changes held back.
    pub fn apply_commit(&mut self, plan: MergePlan) {
        let waiting = std::mem::take(&mut self.waiting);
        self.carry_out(plan);
        self.waiting = waiting;
    }

    /// Takes a declaration over that changes are lost; what waited for them is applied.
    pub fn declare_lost(&mut self, lost: impl IntoIterator<Item = ChangeHash>) {
        self.lost.extend(lost);
        let Ok(plan) = crate::merge(self, Vec::new());
        self.apply(plan);
    }

    /// Lists what was declared lost and did not turn up: it is still asked for.
    pub fn lost(&self) -> impl Iterator<Item = ChangeHash> + '_ {
        let lost = self.lost.iter();
        lost.filter(|hash| !self.log.contains_key(*hash) && !self.waiting.contains_key(*hash))
            .copied()
    }

    /// Derives everything again from the log alone.
    pub fn rebuilt(&self) -> MemoryLedger {
        let held = self.log.values().map(|held| held.raw.clone());
        let all = held.chain(self.waiting.values().cloned()).collect();
        let mut ledger = MemoryLedger {
            lost: self.lost.clone(),
            ..MemoryLedger::new()
        };
        let Ok(plan) = crate::merge(&ledger, all);
        ledger.carry_out(plan);
        ledger
    }

    /// Returns an applied change.
    pub fn get(&self, change: &ChangeHash) -> Option<&RawChange> {
        self.log.get(change).map(|held| &held.raw)
    }

    /// Lists the changes applied, in the order of their hashes.
    pub fn changes(&self) -> impl Iterator<Item = (&ChangeHash, &RawChange)> {
        self.log.iter().map(|(hash, held)| (hash, &held.raw))
    }

    /// Lists the fields with their live values, the winner first.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, &[LiveValue])> {
        self.cells
            .iter()
            .map(|(cell, values)| (cell, values.as_slice()))
    }

    /// Lists the forks met.
    pub fn forks(&self) -> &[Fork] {
        &self.forks
    }

    /// Lists what a peer that acknowledged these heads and asks for these changes does not hold, each change after everything it names, at most `limit`.
    pub fn missing_for(
        &self,
        acknowledged: &[ChangeHash],
        lacking: &[ChangeHash],
        limit: usize,
    ) -> Vec<RawChange> {
        let Ok(held) = crate::peer_holds(self, acknowledged, lacking);
        let mut missing: Vec<_> = self
            .log
            .values()
            .filter(|change| !held.covers(change.position.branch, change.position.sequence))
            .collect();
        // The sum of a clock is larger than that of every ancestor: an order by it is causal.
        missing.sort_by_key(|change| {
            change
                .clock
                .entries()
                .map(|(_, sequence)| u128::from(sequence))
                .sum::<u128>()
        });
        missing
            .into_iter()
            .take(limit)
            .map(|change| change.raw.clone())
            .collect()
    }
}

impl Ledger for MemoryLedger {
    type Error = Infallible;

    fn position(&self, change: &ChangeHash) -> Result<Option<Position>, Infallible> {
        Ok(self.log.get(change).map(|held| held.position))
    }

    fn clock(&self, change: &ChangeHash) -> Result<Clock, Infallible> {
        Ok(self
            .log
            .get(change)
            .map(|held| held.clock.clone())
            .unwrap_or_default())
    }

    fn branches(&self) -> Result<Vec<Branch>, Infallible> {
        Ok(self.branches.values().copied().collect())
    }

    fn live(&self, cell: &Cell) -> Result<Vec<LiveValue>, Infallible> {
        Ok(self.cells.get(cell).cloned().unwrap_or_default())
    }

    fn waiting(&self) -> Result<Vec<RawChange>, Infallible> {
        Ok(self.waiting.values().cloned().collect())
    }

    fn declared_lost(&self, change: &ChangeHash) -> Result<bool, Infallible> {
        Ok(self.lost.contains(change))
    }
}
