//! What must come of a set of changes, by definition.
//!
//! It knows headers, payloads and the graph they form, and nothing of clocks, branches, plans or ledgers: ancestors are found by walking.

use goldaw_changes::{
    Cell, ChangeHash, Head, Header, MemoryLedger, Operation, RawChange, frontier,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The state that follows from a set of changes.
#[derive(PartialEq, Debug)]
pub struct State {
    /// Live values by field, each with the change that wrote it.
    pub live: BTreeMap<Cell, BTreeMap<ChangeHash, Value>>,
    /// Ends of chains.
    pub heads: BTreeSet<Head>,
    /// Changes whose ancestors are all there.
    pub applied: BTreeSet<ChangeHash>,
    /// The others.
    pub waiting: BTreeSet<ChangeHash>,
}

/// Computes the state that must follow from a set of well-formed changes.
pub fn state(changes: &[RawChange]) -> State {
    state_without(changes, &BTreeSet::new())
}

/// The same, when some changes were declared lost: whoever names one does not wait for it.
pub fn state_without(changes: &[RawChange], lost: &BTreeSet<ChangeHash>) -> State {
    let all: BTreeMap<ChangeHash, (Header, &RawChange)> = changes
        .iter()
        .map(|raw| (raw.hash(), (raw.read_header().unwrap(), raw)))
        .collect();
    let parents = |hash: &ChangeHash| all[hash].0.seen.iter().chain(&all[hash].0.previous);
    let mut applied: BTreeSet<ChangeHash> = BTreeSet::new();
    while let Some(next) = all.keys().find(|hash| {
        !applied.contains(*hash)
            && parents(hash).all(|parent| lost.contains(parent) || applied.contains(parent))
    }) {
        applied.insert(*next);
    }
    let mut ancestors: BTreeMap<ChangeHash, BTreeSet<ChangeHash>> = BTreeMap::new();
    while let Some(next) = applied.iter().find(|hash| {
        !ancestors.contains_key(*hash)
            && parents(hash)
                .all(|parent| !applied.contains(parent) || ancestors.contains_key(parent))
    }) {
        let mut found = BTreeSet::new();
        for parent in parents(next).filter(|parent| applied.contains(*parent)) {
            found.insert(*parent);
            found.extend(&ancestors[parent]);
        }
        ancestors.insert(*next, found);
    }
    let mut writes: BTreeMap<Cell, BTreeMap<ChangeHash, Value>> = BTreeMap::new();
    for hash in ancestors.keys() {
        let Some(payload) = all[hash].1.read_payload().unwrap() else {
            continue;
        };
        for operation in payload.operations {
            let Operation::Write {
                record,
                kind,
                fields,
            } = operation
            else {
                continue;
            };
            for (field, value) in fields {
                let cell = Cell {
                    record,
                    kind: kind.clone(),
                    field,
                };
                writes.entry(cell).or_default().insert(*hash, value);
            }
        }
    }
    let live = writes
        .into_iter()
        .map(|(cell, writes)| {
            let replaced: BTreeSet<ChangeHash> = writes
                .keys()
                .flat_map(|writer| ancestors[writer].iter().copied())
                .filter(|ancestor| writes.contains_key(ancestor))
                .collect();
            (
                cell,
                writes
                    .into_iter()
                    .filter(|(hash, _)| !replaced.contains(hash))
                    .collect(),
            )
        })
        .collect();
    let followed: BTreeSet<ChangeHash> = ancestors
        .keys()
        .filter_map(|hash| all[hash].0.previous)
        .filter(|previous| applied.contains(previous))
        .collect();
    State {
        live,
        heads: ancestors
            .keys()
            .filter(|hash| !followed.contains(hash))
            .map(|hash| Head {
                stream: all[hash].0.stream,
                sequence: all[hash].0.sequence,
                hash: *hash,
            })
            .collect(),
        applied: ancestors.keys().copied().collect(),
        waiting: all
            .keys()
            .filter(|hash| !ancestors.contains_key(hash))
            .copied()
            .collect(),
    }
}

/// Reads the state a ledger came to, in the same terms.
pub fn state_of(ledger: &MemoryLedger) -> State {
    use goldaw_changes::Ledger;
    let Ok(heads) = frontier(ledger);
    let Ok(waiting) = ledger.waiting();
    State {
        live: ledger
            .cells()
            .map(|(cell, values)| {
                (
                    cell.clone(),
                    values
                        .iter()
                        .map(|value| (value.change, value.value.clone()))
                        .collect(),
                )
            })
            .collect(),
        heads: heads.into_iter().collect(),
        applied: ledger.changes().map(|(hash, _)| *hash).collect(),
        waiting: waiting.iter().map(RawChange::hash).collect(),
    }
}
