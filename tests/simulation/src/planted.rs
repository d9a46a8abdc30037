//! Where planted bugs do their harm: between a bundle and the merge, and between the plan and the log.
//!
//! Nothing here is the product's; without a mutant every function passes through what it got.

use crate::bundle::Bundle;
use crate::machine::{Machine, live, with_header};
use crate::mutant::{Mutant, Planted};
use goldaw_changes::hlc::ADOPTION_BOUND_MS;
use goldaw_changes::{
    Branch, Cell, CellPlan, ChangeHash, Clock, Ledger, LiveValue, MemoryLedger, MergePlan,
    Operation, Payload, Position, RawChange,
};
use std::collections::BTreeSet;
use std::convert::Infallible;

/// The kind of records this version knows.
pub(crate) const KIND: &str = "case";
/// How names of fields this version does not know begin.
pub(crate) const NEWER_FIELD: &str = "new_";
/// The field that voids a record.
pub(crate) const VOIDED: &str = "voided";

/// The action of a change that answers a question.
pub(crate) const DECIDE: &str = "decide";

/// The changes of a bundle as the machine lets them in.
pub(crate) fn incoming(
    planted: Planted,
    machine: &Machine,
    bundle: &Bundle,
    now_ms: u64,
) -> Vec<RawChange> {
    let mut changes = bundle.changes.as_slice();
    if bundle.truncated {
        changes = &changes[..changes.len() / 2];
    }
    let admitted = changes
        .iter()
        .filter(|(hash, raw)| admits(planted, machine, hash, raw, now_ms));
    admitted.map(|(_, raw)| raw.clone()).collect()
}

fn admits(
    planted: Planted,
    machine: &Machine,
    hash: &ChangeHash,
    raw: &RawChange,
    now_ms: u64,
) -> bool {
    let Ok(header) = raw.read_header() else {
        return true;
    };
    if !machine.scopes.contains(&header.stream.scope) && !planted.has(Mutant::ScopesLeak) {
        return false;
    }
    if planted == Planted::NOTHING {
        return true;
    }
    let known_address = || {
        let Ok(branches) = machine.ledger.branches();
        branches.iter().any(|branch| {
            branch.stream == header.stream
                && (branch.first_sequence..=branch.head_sequence).contains(&header.sequence)
        })
    };
    let refused = planted.has(Mutant::SequenceIsIdentity) && known_address()
        || planted.has(Mutant::FarFutureDropped) && header.hlc.is_unsure(now_ms, ADOPTION_BOUND_MS)
        || planted.has(Mutant::OwnChangesRefused) && header.stream.device == machine.device
        || planted.has(Mutant::LostNeverWelcome) && machine.lost.contains(hash)
        || planted.has(Mutant::UnknownKindsRefused)
            && writes(raw).any(|(cell, _)| cell.kind != KIND);
    !refused
}

/// The merge, and how many forks it met.
pub(crate) fn merge(
    planted: Planted,
    ledger: &MemoryLedger,
    mut changes: Vec<RawChange>,
    bundle: &Bundle,
) -> (MergePlan, usize) {
    if planted == Planted::NOTHING {
        let Ok(plan) = goldaw_changes::merge(ledger, changes);
        let forks = plan.forks.len();
        return (plan, forks);
    }
    let lens = Lens::over(planted, ledger, &changes);
    let repeated = if planted.has(Mutant::AppliedTwice) {
        changes.clone()
    } else {
        Vec::new()
    };
    let bent = if planted.has(Mutant::PayloadHashUnchecked) {
        unseal(&mut changes, bundle)
    } else {
        Vec::new()
    };
    let Ok(mut plan) = goldaw_changes::merge(&lens, changes.clone());
    if planted.has(Mutant::SecondBranchDropped) {
        while let Some(fork) = plan.forks.first() {
            let (first, before) = (fork.first, changes.len());
            changes.retain(|raw| raw.hash() != first);
            if changes.len() == before {
                break;
            }
            let Ok(again) = goldaw_changes::merge(&lens, changes.clone());
            plan = again;
        }
    }
    let forks = plan.forks.len();
    bend_cells(planted, ledger, &mut plan);
    for raw in repeated {
        lay_again(ledger, &mut plan, &raw);
    }
    for (hash, payload) in bent {
        believe(ledger, &mut plan, hash, payload);
    }
    if planted.has(Mutant::WaitingForgotten) {
        plan.still_waiting.clear();
    }
    if planted.has(Mutant::HalfApplied) && plan.apply.len() > 1 {
        let taken = plan.apply.len() / 2;
        let (_, left) = plan.apply.split_at(taken);
        let left: BTreeSet<_> = left.iter().map(|change| change.position.branch).collect();
        plan.apply.retain({
            let mut at = 0;
            move |_| {
                at += 1;
                at <= taken
            }
        });
        plan.new_branches
            .retain(|branch| !left.contains(&branch.number));
        plan.extended_branches
            .retain(|branch| !left.contains(&branch.number));
    }
    if planted.has(Mutant::FieldForgotten) && plan.cells.len() > 3 {
        plan.cells.pop();
    }
    (plan, forks)
}

/// Takes bent payloads off, so that the merge does not refuse them.
fn unseal(changes: &mut [RawChange], bundle: &Bundle) -> Vec<(ChangeHash, Vec<u8>)> {
    let bent: BTreeSet<ChangeHash> = bundle
        .rotten
        .iter()
        .filter_map(|at| Some(bundle.changes.get(*at)?.0))
        .collect();
    let bent = changes.iter_mut().filter(|raw| bent.contains(&raw.hash()));
    bent.filter_map(|raw| Some((raw.hash(), raw.payload.take()?)))
        .collect()
}

/// Puts a bent payload where the right one belongs.
fn believe(ledger: &MemoryLedger, plan: &mut MergePlan, hash: ChangeHash, payload: Vec<u8>) {
    let Some(change) = plan.apply.iter_mut().find(|change| change.hash == hash) else {
        return;
    };
    change.raw.payload = Some(payload);
    change.position.wants_payload = false;
    let (raw, position, clock) = (change.raw.clone(), change.position, change.clock.clone());
    for (cell, value) in writes(&raw) {
        let after = cell_of(ledger, plan, cell);
        after.retain(|live| !clock.covers(live.branch, live.sequence));
        after.push(live_value(hash, position, value));
    }
}

/// Lays the writes of a change over that is held already.
fn lay_again(ledger: &MemoryLedger, plan: &mut MergePlan, raw: &RawChange) {
    let hash = raw.hash();
    if let Ok(Some(position)) = ledger.position(&hash) {
        for (cell, value) in writes(raw) {
            let after = cell_of(ledger, plan, cell);
            if after.iter().all(|live| live.change != hash) {
                after.push(live_value(hash, position, value));
            }
        }
    }
}

fn bend_cells(planted: Planted, ledger: &MemoryLedger, plan: &mut MergePlan) {
    let decided = |value: &LiveValue| ledger.get(&value.change).is_some_and(is_decision);
    let voided = |cell: &Cell| {
        let voided = Cell {
            field: VOIDED.to_owned(),
            ..cell.clone()
        };
        live(ledger, &voided)
            .iter()
            .any(|value| !value.value.is_null())
    };
    for cell in &mut plan.cells {
        if planted.has(Mutant::LastWriterWins) {
            cell.after.extend(cell.before.iter().cloned());
            cell.after
                .sort_by_key(|value| std::cmp::Reverse((value.hlc, value.change)));
            cell.after.truncate(1);
        }
        if planted.has(Mutant::LosersForgotten) {
            cell.after.truncate(1);
        }
        if planted.has(Mutant::DecisionStaysClosed)
            && let [one] = cell.before.as_slice()
            && cell.after.contains(one)
            && decided(one)
        {
            cell.after.clone_from(&cell.before);
        }
        if planted.has(Mutant::VoidWinsSilently)
            && cell.cell.field != VOIDED
            && voided(&cell.cell)
            && !cell.before.is_empty()
        {
            cell.after.clone_from(&cell.before);
        }
    }
    if planted.has(Mutant::UnknownFieldsDropped) {
        plan.cells
            .retain(|cell| !cell.cell.field.starts_with(NEWER_FIELD));
    }
}

/// Bends an own change before it is committed.
pub(crate) fn bend_own(
    planted: Planted,
    ledger: &MemoryLedger,
    raw: RawChange,
    payload: &Payload,
) -> Result<RawChange, String> {
    if planted.has(Mutant::NothingSeenNamed) {
        return with_header(&raw, payload, |header| header.seen.clear());
    }
    if planted.has(Mutant::WaitingCountsAsSeen) {
        let Ok(waiting) = ledger.waiting();
        let scope = raw
            .read_header()
            .map_err(|error| error.to_string())?
            .stream
            .scope;
        let also = waiting
            .iter()
            .filter(|raw| {
                raw.read_header()
                    .is_ok_and(|header| header.stream.scope == scope)
            })
            .map(RawChange::hash);
        let also: Vec<ChangeHash> = also.collect();
        return with_header(&raw, payload, |header| {
            header.seen.extend(also);
            header.seen.sort_unstable();
        });
    }
    Ok(raw)
}

fn cell_of<'p>(
    ledger: &MemoryLedger,
    plan: &'p mut MergePlan,
    cell: Cell,
) -> &'p mut Vec<LiveValue> {
    let at = plan
        .cells
        .iter()
        .position(|planned| planned.cell == cell)
        .unwrap_or_else(|| {
            let before = live(ledger, &cell);
            plan.cells.push(CellPlan {
                cell,
                after: before.clone(),
                before,
            });
            plan.cells.len() - 1
        });
    &mut plan.cells[at].after
}

fn live_value(change: ChangeHash, position: Position, value: serde_json::Value) -> LiveValue {
    LiveValue {
        change,
        branch: position.branch,
        sequence: position.sequence,
        hlc: position.hlc,
        value,
    }
}

/// Tells whether a change answers a question.
pub(crate) fn is_decision(raw: &RawChange) -> bool {
    raw.read_payload()
        .ok()
        .flatten()
        .is_some_and(|payload| payload.action == DECIDE)
}

/// What a change writes, as far as this version can read it.
pub(crate) fn writes(raw: &RawChange) -> impl Iterator<Item = (Cell, serde_json::Value)> {
    let operations = raw
        .read_payload()
        .ok()
        .flatten()
        .map(|payload| payload.operations)
        .unwrap_or_default();
    operations
        .into_iter()
        .flat_map(|operation| match operation {
            Operation::Write {
                record,
                kind,
                fields,
            } => fields
                .into_iter()
                .map(|(field, value)| {
                    (
                        Cell {
                            record,
                            kind: kind.clone(),
                            field,
                        },
                        value,
                    )
                })
                .collect::<Vec<_>>(),
            Operation::Unknown(_) => Vec::new(),
        })
}

/// The log as a mutant sees it that does not wait for parents: it takes them for declared lost.
struct Lens<'l> {
    ledger: &'l MemoryLedger,
    /// Parents not to be waited for.
    ignored: BTreeSet<ChangeHash>,
}

impl<'l> Lens<'l> {
    fn over(planted: Planted, ledger: &'l MemoryLedger, changes: &[RawChange]) -> Self {
        let mut ignored = BTreeSet::new();
        let (context, parents) = (
            planted.has(Mutant::ContextNotAwaited),
            planted.has(Mutant::ParentsNotAwaited),
        );
        if context || parents {
            let Ok(waiting) = ledger.waiting();
            let here: BTreeSet<ChangeHash> = changes
                .iter()
                .chain(&waiting)
                .map(RawChange::hash)
                .collect();
            for header in changes
                .iter()
                .chain(&waiting)
                .filter_map(|raw| raw.read_header().ok())
            {
                ignored.extend(header.seen);
                ignored.extend(header.previous.filter(|_| parents));
            }
            ignored
                .retain(|hash| !here.contains(hash) && matches!(ledger.position(hash), Ok(None)));
        }
        Lens { ledger, ignored }
    }
}

impl Ledger for Lens<'_> {
    type Error = Infallible;

    fn position(&self, change: &ChangeHash) -> Result<Option<Position>, Infallible> {
        self.ledger.position(change)
    }

    fn clock(&self, change: &ChangeHash) -> Result<Clock, Infallible> {
        self.ledger.clock(change)
    }

    fn branches(&self) -> Result<Vec<Branch>, Infallible> {
        self.ledger.branches()
    }

    fn live(&self, cell: &Cell) -> Result<Vec<LiveValue>, Infallible> {
        self.ledger.live(cell)
    }

    fn waiting(&self) -> Result<Vec<RawChange>, Infallible> {
        self.ledger.waiting()
    }

    fn declared_lost(&self, change: &ChangeHash) -> Result<bool, Infallible> {
        Ok(self.ignored.contains(change) || self.ledger.declared_lost(change)?)
    }
}
