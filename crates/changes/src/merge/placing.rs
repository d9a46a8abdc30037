//! Giving each change its place: branch, position and clock, in the order that `order` works out.

use super::arrivals::{Arrival, Arrivals, read_payload};
use super::order::Order;
use super::overlay::Overlay;
use super::{Fork, MergePlan, PlannedChange, Refusal, Refused, Waiting};
use crate::change::{Header, StreamId};
use crate::clock::{BranchNumber, Clock};
use crate::hash::ChangeHash;
use crate::ledger::{Branch, Ledger, Position};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Places all arrivals whose parents are there; the rest goes back to waiting.
pub(super) fn place<L: Ledger + ?Sized>(
    mut log: Log<'_, L>,
    mut arrivals: Arrivals,
    overlay: &mut Overlay<'_, L>,
    plan: &mut MergePlan,
) -> Result<(), L::Error> {
    let mut order = Order::of(&mut log, &arrivals)?;
    plan.apply.reserve(arrivals.len());
    while let Some(place) = order.next() {
        let Some(Arrival { hash, raw, header }) = arrivals.take(place) else {
            continue;
        };
        let (position, clock) = match log.append(hash, &header, raw.payload.is_some(), plan)? {
            Ok(placed) => placed,
            Err(why) => {
                plan.refused.push(Refused { hash, raw, why });
                order.refused(place);
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
        order.placed(place);
    }
    log.finish(plan);
    let rest = arrivals.rest();
    let names: BTreeSet<ChangeHash> = rest.iter().map(|arrival| arrival.hash).collect();
    for Arrival { hash, raw, header } in rest {
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

/// Gives the changes of a whole log their places, one after the other, by the rules of [`super::merge`]: for whoever was told places and
/// asks whether they are the right ones.
pub struct Placer<'l, L: Ledger + ?Sized> {
    log: Log<'l, L>,
    plan: MergePlan,
}

impl<'l, L: Ledger + ?Sized> Placer<'l, L> {
    /// Begins behind what a ledger holds.
    ///
    /// # Errors
    /// Only those of the ledger.
    pub fn behind(ledger: &'l L) -> Result<Self, L::Error> {
        Ok(Self {
            log: Log::open(ledger)?,
            plan: MergePlan::default(),
        })
    }

    /// Places the next change; None when it names a change that has no place yet, or is not to be accepted after those it names.
    ///
    /// # Errors
    /// Only those of the ledger.
    pub fn place(
        &mut self,
        hash: ChangeHash,
        header: &Header,
        has_payload: bool,
    ) -> Result<Option<(Position, Clock)>, L::Error> {
        for parent in parents(header) {
            if self.log.position(&parent)?.is_none() && !self.log.declared_lost(&parent)? {
                return Ok(None);
            }
        }
        let placed = self.log.append(hash, header, has_payload, &mut self.plan)?;
        Ok(placed.ok())
    }

    /// Returns all branches begun, as they stand.
    pub fn finish(mut self) -> Vec<Branch> {
        self.log.finish(&mut self.plan);
        self.plan.new_branches
    }
}

/// The changes a header names, each once.
pub(super) fn parents(header: &Header) -> impl Iterator<Item = ChangeHash> + '_ {
    header.seen.iter().copied().chain(
        header
            .previous
            .filter(|previous| !header.seen.contains(previous)),
    )
}

/// Tells whether a change may follow one that stands at a position of a stream.
pub(super) fn follows(
    header: &Header,
    stream: Option<StreamId>,
    previous: Position,
) -> Result<(), Refusal> {
    if stream != Some(header.stream) {
        return Err(Refusal::ForeignPrevious);
    }
    if previous.sequence.checked_add(1) != Some(header.sequence) {
        let expected = previous.sequence.saturating_add(1);
        return Err(Refusal::Sequence {
            expected,
            found: header.sequence,
        });
    }
    if header.hlc <= previous.hlc {
        return Err(Refusal::TimeNotRising);
    }
    Ok(())
}

/// Tells whether a change may name one of a stream as seen.
pub(super) fn may_be_seen(header: &Header, stream: Option<StreamId>) -> Result<(), Refusal> {
    if stream.is_some_and(|stream| stream.scope == header.stream.scope) {
        Ok(())
    } else {
        Err(Refusal::CrossesScope)
    }
}

/// The log as it will stand, the ledger below and this plan's changes above.
pub(super) struct Log<'l, L: Ledger + ?Sized> {
    ledger: &'l L,
    branches: BTreeMap<BranchNumber, Branch>,
    first_new: BranchNumber,
    extended: BTreeSet<BranchNumber>,
    /// The highest sequence of each stream that the ledger holds.
    tops: HashMap<StreamId, u64>,
    positions: HashMap<ChangeHash, Option<Position>>,
    lost: HashMap<ChangeHash, bool>,
    clocks: HashMap<ChangeHash, Clock>,
}

impl<'l, L: Ledger + ?Sized> Log<'l, L> {
    pub fn open(ledger: &'l L) -> Result<Self, L::Error> {
        let branches: BTreeMap<_, _> = ledger
            .branches()?
            .into_iter()
            .map(|branch| (branch.number, branch))
            .collect();
        let first_new = BranchNumber(branches.keys().next_back().map_or(0, |last| last.0 + 1));
        let mut tops = HashMap::new();
        for branch in branches.values() {
            let top = tops.entry(branch.stream).or_default();
            *top = branch.head_sequence.max(*top);
        }
        Ok(Self {
            ledger,
            branches,
            first_new,
            extended: BTreeSet::new(),
            tops,
            positions: HashMap::new(),
            lost: HashMap::new(),
            clocks: HashMap::new(),
        })
    }

    /// Tells whether the ledger can hold a change: every change it holds stands in a branch of its stream.
    pub fn may_hold(&self, header: &Header) -> bool {
        let top = self.tops.get(&header.stream);
        top.is_some_and(|top| header.sequence <= *top)
    }

    /// Asks the ledger where a change stands.
    pub fn held(&self, hash: &ChangeHash) -> Result<Option<Position>, L::Error> {
        self.ledger.position(hash)
    }

    pub fn position(&mut self, hash: &ChangeHash) -> Result<Option<Position>, L::Error> {
        if let Some(position) = self.positions.get(hash) {
            return Ok(*position);
        }
        let position = self.ledger.position(hash)?;
        self.positions.insert(*hash, position);
        Ok(position)
    }

    pub fn declared_lost(&mut self, hash: &ChangeHash) -> Result<bool, L::Error> {
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
        let mut before = match header.previous {
            Some(previous) => self
                .position(&previous)?
                .map(|position| (previous, position)),
            None => None,
        };
        if let Some((previous, position)) = before
            && let Err(why) = follows(header, self.stream(position), position)
        {
            if !self.declared_lost(&previous)? {
                return Ok(Err(why));
            }
            before = None;
        }
        let mut clock = match before {
            Some((previous, _)) => self.clock(&previous)?,
            None => Clock::new(),
        };
        for seen in &header.seen {
            // Only what was declared lost may be absent.
            let Some(position) = self.position(seen)? else {
                continue;
            };
            if let Err(why) = may_be_seen(header, self.stream(position)) {
                if self.declared_lost(seen)? {
                    continue;
                }
                return Ok(Err(why));
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

    fn stream(&self, position: Position) -> Option<StreamId> {
        self.branches
            .get(&position.branch)
            .map(|branch| branch.stream)
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
            // The predecessor was declared lost and is not here: a chain goes on after a gap, which is nobody's second way.
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
