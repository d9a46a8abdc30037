//! Giving each change its place: parents first, then branch, position and clock.
//!
//! Among changes that could come next the one with the smaller (time, hash) does, so the plan does not depend on the order of arrival.

use super::arrivals::{Arrival, read_payload};
use super::overlay::Overlay;
use super::{Fork, MergePlan, PlannedChange, Refusal, Refused, Waiting};
use crate::change::Header;
use crate::clock::{BranchNumber, Clock};
use crate::hash::ChangeHash;
use crate::hlc::Hlc;
use crate::ledger::{Branch, Ledger, Position};
use std::collections::{BTreeMap, BTreeSet};

/// Places all arrivals whose parents are there; the rest goes back to waiting.
pub(super) fn place<L: Ledger + ?Sized>(
    ledger: &L,
    mut arrivals: BTreeMap<ChangeHash, Arrival>,
    overlay: &mut Overlay<'_, L>,
    plan: &mut MergePlan,
) -> Result<(), L::Error> {
    let mut log = Log::open(ledger)?;
    let mut unmet: BTreeMap<ChangeHash, usize> = BTreeMap::new();
    let mut children: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let mut ready: BTreeSet<(Hlc, ChangeHash)> = BTreeSet::new();
    for (hash, arrival) in &arrivals {
        let mut count = 0;
        for parent in parents(&arrival.header) {
            if log.declared_lost(&parent)? {
                continue;
            }
            if arrivals.contains_key(&parent) {
                children.entry(parent).or_default().push(*hash);
                count += 1;
            } else if log.position(&parent)?.is_none() {
                count += 1;
            }
        }
        if count == 0 {
            ready.insert((arrival.header.hlc, *hash));
        } else {
            unmet.insert(*hash, count);
        }
    }
    while let Some((_, hash)) = ready.pop_first() {
        let Some(Arrival { raw, header }) = arrivals.remove(&hash) else {
            continue;
        };
        let (position, clock) = match log.append(hash, &header, raw.payload.is_some(), plan)? {
            Ok(placed) => placed,
            Err(why) => {
                plan.refused.push(Refused { hash, why });
                continue;
            }
        };
        let (payload, unreadable) = read_payload(&raw);
        if let Some(payload) = &payload {
            overlay.write(hash, position, &clock, payload)?;
        }
        plan.apply.push(PlannedChange {
            hash,
            raw,
            header,
            payload,
            unreadable,
            position,
            clock,
        });
        for child in children.remove(&hash).unwrap_or_default() {
            if let (Some(count), Some(arrival)) = (unmet.get_mut(&child), arrivals.get(&child)) {
                *count -= 1;
                if *count == 0 {
                    ready.insert((arrival.header.hlc, child));
                }
            }
        }
    }
    log.finish(plan);
    let names: BTreeSet<ChangeHash> = arrivals.keys().copied().collect();
    for (hash, Arrival { raw, header }) in arrivals {
        let mut missing = Vec::new();
        for parent in parents(&header) {
            if !names.contains(&parent)
                && log.position(&parent)?.is_none()
                && !log.declared_lost(&parent)?
            {
                missing.push(parent);
            }
        }
        missing.sort_unstable();
        plan.still_waiting.push(Waiting { hash, raw, missing });
    }
    Ok(())
}

/// The changes a header names, each once.
fn parents(header: &Header) -> impl Iterator<Item = ChangeHash> + '_ {
    header.seen.iter().copied().chain(
        header
            .previous
            .filter(|previous| !header.seen.contains(previous)),
    )
}

/// The log as it will stand, the ledger below and this plan's changes above.
struct Log<'l, L: Ledger + ?Sized> {
    ledger: &'l L,
    branches: BTreeMap<BranchNumber, Branch>,
    first_new: BranchNumber,
    extended: BTreeSet<BranchNumber>,
    positions: BTreeMap<ChangeHash, Option<Position>>,
    lost: BTreeMap<ChangeHash, bool>,
    clocks: BTreeMap<ChangeHash, Clock>,
}

impl<'l, L: Ledger + ?Sized> Log<'l, L> {
    fn open(ledger: &'l L) -> Result<Self, L::Error> {
        let branches: BTreeMap<_, _> = ledger
            .branches()?
            .into_iter()
            .map(|branch| (branch.number, branch))
            .collect();
        let first_new = BranchNumber(branches.keys().next_back().map_or(0, |last| last.0 + 1));
        Ok(Self {
            ledger,
            branches,
            first_new,
            extended: BTreeSet::new(),
            positions: BTreeMap::new(),
            lost: BTreeMap::new(),
            clocks: BTreeMap::new(),
        })
    }

    fn position(&mut self, hash: &ChangeHash) -> Result<Option<Position>, L::Error> {
        if let Some(position) = self.positions.get(hash) {
            return Ok(*position);
        }
        let position = self.ledger.position(hash)?;
        self.positions.insert(*hash, position);
        Ok(position)
    }

    fn declared_lost(&mut self, hash: &ChangeHash) -> Result<bool, L::Error> {
        if let Some(lost) = self.lost.get(hash) {
            return Ok(*lost);
        }
        let lost = self.ledger.declared_lost(hash)?;
        self.lost.insert(*hash, lost);
        Ok(lost)
    }

    fn clock(&mut self, hash: &ChangeHash) -> Result<Clock, L::Error> {
        if let Some(clock) = self.clocks.get(hash) {
            return Ok(clock.clone());
        }
        let clock = self.ledger.clock(hash)?;
        self.clocks.insert(*hash, clock.clone());
        Ok(clock)
    }

    /// Puts a change whose parents are all there at its place, or refuses it.
    fn append(
        &mut self,
        hash: ChangeHash,
        header: &Header,
        has_payload: bool,
        plan: &mut MergePlan,
    ) -> Result<Result<(Position, Clock), Refusal>, L::Error> {
        let before = match header.previous {
            Some(previous) if !self.declared_lost(&previous)? => self
                .position(&previous)?
                .map(|position| (previous, position)),
            _ => None,
        };
        if let Some(why) = before.and_then(|(_, position)| self.refuse_after(header, position)) {
            return Ok(Err(why));
        }
        let mut clock = match before {
            Some((previous, _)) => self.clock(&previous)?,
            None => Clock::new(),
        };
        for seen in &header.seen {
            if self.declared_lost(seen)? {
                continue;
            }
            let Some(position) = self.position(seen)? else {
                continue;
            };
            if self
                .branches
                .get(&position.branch)
                .is_none_or(|branch| branch.stream.scope != header.stream.scope)
            {
                return Ok(Err(Refusal::CrossesScope));
            }
            if !clock.covers(position.branch, position.sequence) {
                let seen = self.clock(seen)?;
                clock.join(&seen);
            }
        }
        let branch = self.branch_for(hash, header, before, plan);
        clock.advance(branch, header.sequence);
        let position = Position {
            branch,
            sequence: header.sequence,
            hlc: header.hlc,
            wants_payload: !has_payload,
        };
        self.positions.insert(hash, Some(position));
        self.clocks.insert(hash, clock.clone());
        Ok(Ok((position, clock)))
    }

    fn refuse_after(&self, header: &Header, previous: Position) -> Option<Refusal> {
        if self
            .branches
            .get(&previous.branch)
            .is_none_or(|branch| branch.stream != header.stream)
        {
            return Some(Refusal::ForeignPrevious);
        }
        if previous.sequence.checked_add(1) != Some(header.sequence) {
            let expected = previous.sequence.saturating_add(1);
            return Some(Refusal::Sequence {
                expected,
                found: header.sequence,
            });
        }
        (header.hlc <= previous.hlc).then_some(Refusal::TimeNotRising)
    }

    /// Finds the branch a change extends, or opens one: for a new stream, for a fork, or after a gap.
    fn branch_for(
        &mut self,
        hash: ChangeHash,
        header: &Header,
        before: Option<(ChangeHash, Position)>,
        plan: &mut MergePlan,
    ) -> BranchNumber {
        if let Some((previous, position)) = before
            && let Some(branch) = self.branches.get_mut(&position.branch)
            && branch.head == previous
        {
            branch.head = hash;
            branch.head_sequence = header.sequence;
            self.extended.insert(branch.number);
            return branch.number;
        }
        let number = BranchNumber(
            self.branches
                .keys()
                .next_back()
                .map_or(0, |last| last.0 + 1),
        );
        let known = match (before, header.previous) {
            (Some((_, position)), _) => Some(position.branch),
            (None, None) => self
                .branches
                .values()
                .find(|branch| branch.stream == header.stream)
                .map(|branch| branch.number),
            // The predecessor was declared lost: a chain goes on after a gap, which is nobody's second way.
            (None, Some(_)) => None,
        };
        if let Some(known) = known {
            plan.forks.push(Fork {
                stream: header.stream,
                after: header.previous,
                sequence: header.sequence,
                known,
                opened: number,
                first: hash,
            });
        }
        let branch = Branch {
            number,
            stream: header.stream,
            first_sequence: header.sequence,
            head_sequence: header.sequence,
            head: hash,
        };
        self.branches.insert(number, branch);
        number
    }

    fn finish(&mut self, plan: &mut MergePlan) {
        for branch in self.branches.values() {
            if branch.number >= self.first_new {
                plan.new_branches.push(*branch);
            } else if self.extended.contains(&branch.number) {
                plan.extended_branches.push(*branch);
            }
        }
    }
}
