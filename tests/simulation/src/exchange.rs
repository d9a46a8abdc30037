//! A machine exchanging: packing a bundle, taking one over, believing what its sender says.
//!
//! Cumulative bundles from what the other side said it holds, wants by name, declarations of loss, and a sign when own changes come from
//! outside. Where a bug can be planted, [`crate::Planted`] is asked.

use crate::bundle::{Bundle, NotTaken};
use crate::machine::{Heard, Machine, Taken};
use crate::mutant::Mutant;
use goldaw_changes::hlc::ADOPTION_BOUND_MS;
use goldaw_changes::{
    ChangeHash, Clock, Hlc, Ledger, RawChange, StreamId, frontier, is_forked, merge, peer_holds,
};
use goldaw_domain::ids::{DeviceId, OfficeId};
use std::collections::BTreeSet;

impl Machine {
    /// Packs a bundle for machines of the other side: all that not every one of them acknowledged, oldest first, at most `most` changes, and what
    /// they asked for by name. `upwards` passes on what others asked for in vain.
    pub fn pack(
        &mut self,
        to: &[DeviceId],
        their_scopes: &[OfficeId],
        most: usize,
        upwards: bool,
    ) -> Bundle {
        let scopes: Vec<OfficeId> = if self.planted.has(Mutant::ScopesLeak) {
            self.scopes.clone()
        } else {
            self.scopes
                .iter()
                .copied()
                .filter(|scope| their_scopes.contains(scope))
                .collect()
        };
        let nothing = Heard {
            session: 0,
            number: 0,
            holds: Vec::new(),
            wants: BTreeSet::new(),
            earlier: BTreeSet::new(),
        };
        let heard: Vec<&Heard> = to
            .iter()
            .map(|device| self.heard.get(device).unwrap_or(&nothing))
            .collect();
        let held: Vec<Clock> = heard
            .iter()
            .map(|heard| {
                let lacking: Vec<ChangeHash> = heard.wants.iter().copied().collect();
                let Ok(clock) = peer_holds(&self.ledger, &heard.holds, &lacking);
                clock
            })
            .collect();
        let wanted: BTreeSet<ChangeHash> = heard
            .iter()
            .flat_map(|heard| heard.wants.iter().copied())
            .collect();
        let changes = self.outgoing(&scopes, &held, &wanted, most);
        let mut wants = self.wanted();
        if !self.planted.has(Mutant::LostNotAskedFor) {
            wants.extend(self.ledger.lost());
        }
        if upwards {
            wants.extend(self.asked_in_vain());
        }
        if self.planted.has(Mutant::NoWants) {
            wants.clear();
        }
        self.number += 1;
        let holds = self.frontier_of(&scopes);
        if self.planted.has(Mutant::SentCountsAsHeld) {
            for device in to {
                if let Some(heard) = self.heard.get_mut(device) {
                    heard.holds.extend(changes.iter().map(|(hash, _)| *hash));
                }
            }
        }
        Bundle {
            from: self.device,
            to: to.iter().copied().collect(),
            session: self.session,
            number: self.number,
            scopes,
            changes,
            holds,
            wants,
            lost: self.lost.clone(),
            truncated: false,
            rotten: BTreeSet::new(),
        }
    }

    /// Lists the heads it would acknowledge in scopes.
    fn frontier_of(&self, scopes: &[OfficeId]) -> Vec<ChangeHash> {
        let Ok(heads) = frontier(&self.ledger);
        let own = heads
            .iter()
            .filter(|head| scopes.contains(&head.stream.scope))
            .map(|head| head.hash);
        if self.planted.has(Mutant::FrontierCopied) {
            own.chain(
                self.heard
                    .values()
                    .flat_map(|heard| heard.holds.iter().copied()),
            )
            .collect()
        } else {
            own.collect()
        }
    }

    fn outgoing(
        &self,
        scopes: &[OfficeId],
        held: &[Clock],
        wanted: &BTreeSet<ChangeHash>,
        most: usize,
    ) -> Vec<(ChangeHash, RawChange)> {
        let Ok(branches) = self.ledger.branches();
        let carried: BTreeSet<_> = branches
            .iter()
            .filter(|branch| scopes.contains(&branch.stream.scope))
            .map(|branch| branch.number)
            .collect();
        let mut found: Vec<(u64, ChangeHash, &RawChange)> = Vec::new();
        for (hash, raw) in self.ledger.changes() {
            let Ok(Some(position)) = self.ledger.position(hash) else {
                continue;
            };
            let missing = held
                .iter()
                .any(|held| !held.covers(position.branch, position.sequence));
            if self.planted.has(Mutant::DecisionStaysLocal) && crate::planted::is_decision(raw) {
                continue;
            }
            if carried.contains(&position.branch) && (missing || wanted.contains(hash)) {
                let Ok(clock) = self.ledger.clock(hash);
                // The sum of a clock is larger than that of every ancestor: an order by it is causal.
                found.push((
                    clock.entries().map(|(_, sequence)| sequence).sum(),
                    *hash,
                    raw,
                ));
            }
        }
        found.sort_unstable_by_key(|(age, hash, _)| (*age, *hash));
        if self.planted.has(Mutant::NewestFirst) {
            let skipped = found.len().saturating_sub(most);
            found.drain(..skipped);
        }
        found.truncate(most);
        found
            .into_iter()
            .map(|(_, hash, raw)| (hash, raw.clone()))
            .collect()
    }

    /// Lists what waiting changes name and nobody here has.
    pub fn wanted(&self) -> BTreeSet<ChangeHash> {
        let Ok(waiting) = self.ledger.waiting();
        if waiting.is_empty() {
            return BTreeSet::new();
        }
        let Ok(plan) = merge(&self.ledger, Vec::new());
        plan.wanted()
    }

    /// Takes a bundle over, whole or not at all.
    ///
    /// # Errors
    /// As listed at [`NotTaken`]; nothing is changed.
    pub fn take(&mut self, bundle: &Bundle, now_ms: u64) -> Result<Taken, NotTaken> {
        if !bundle.to.contains(&self.device) {
            return Err(NotTaken::ForAnother);
        }
        if bundle.truncated && !self.planted.has(Mutant::TruncatedTaken) {
            return Err(NotTaken::Truncated);
        }
        let changes: Vec<RawChange> = crate::planted::incoming(self.planted, self, bundle, now_ms);
        let (plan, forks) = crate::planted::merge(self.planted, &self.ledger, changes, bundle);
        let bound = if self.planted.has(Mutant::AnyTimeAdopted) {
            u64::MAX / 2
        } else {
            ADOPTION_BOUND_MS
        };
        let own = |stream: &StreamId| {
            stream.device == self.device && stream.incarnation == self.incarnation
        };
        let mut taken = Taken {
            refused: plan.refused.clone(),
            forks,
            copied: plan.apply.iter().any(|change| own(&change.header.stream)),
        };
        self.last = plan.apply.iter().fold(self.last, |last, change| {
            Hlc::observe(last, change.header.hlc, now_ms, bound)
        });
        self.arrived
            .extend(plan.apply.iter().map(|change| change.hash));
        self.ledger.apply(plan);
        self.hear(bundle);
        self.declare(bundle.lost.iter().copied());
        for scope in &self.scopes {
            let stream = StreamId {
                device: self.device,
                incarnation: self.incarnation,
                scope: *scope,
            };
            let Ok(forked) = is_forked(&self.ledger, &stream);
            taken.copied |= forked;
        }
        Ok(taken)
    }

    /// Believes what the sender says about itself, unless a later bundle of the same session said something already.
    fn hear(&mut self, bundle: &Bundle) {
        let lacking = bundle.wants.iter().filter(|hash| !self.holds(hash));
        let lacking: Vec<ChangeHash> = lacking.copied().collect();
        self.asked.extend(lacking);
        let mut said = Heard {
            session: bundle.session,
            number: bundle.number,
            holds: bundle.holds.clone(),
            wants: bundle.wants.clone(),
            earlier: BTreeSet::new(),
        };
        if let Some(last) = self.heard.get(&bundle.from) {
            if last.session == said.session && last.number >= said.number {
                return;
            }
            said.earlier.clone_from(&last.earlier);
            if last.session != said.session {
                said.earlier.insert(last.session);
            }
            if self.planted.has(Mutant::OlderSessionIgnored) && said.earlier.contains(&said.session)
            {
                return;
            }
            if self.planted.has(Mutant::AcksNeverMoveBack) {
                said.holds.extend(last.holds.iter().copied());
                said.holds.sort_unstable();
                said.holds.dedup();
            }
        }
        self.heard.insert(bundle.from, said);
    }

    /// Lists what somebody asked for and is not here, nor declared lost.
    pub fn asked_in_vain(&self) -> impl Iterator<Item = ChangeHash> + '_ {
        let asked = self.asked.iter().copied();
        asked.filter(|hash| !self.holds(hash) && !self.lost.contains(hash))
    }

    /// Takes declarations of loss over.
    pub fn declare(&mut self, lost: impl IntoIterator<Item = ChangeHash>) {
        let new: BTreeSet<ChangeHash> = lost
            .into_iter()
            .filter(|hash| !self.lost.contains(hash))
            .collect();
        self.lost.extend(new.iter().copied());
        if self.planted.has(Mutant::DeclarationIgnored) {
            return;
        }
        if !new.is_empty() {
            self.ledger.declare_lost(new);
        }
    }
}
