//! The oracles: what must be true, at any time and at the end.
//!
//! They compare a machine, as its log answers, with what the graph says must follow from what it was given.

use crate::bits::Bits;
use crate::bundle::{Bundle, NotTaken};
use crate::graph::Expected;
use crate::machine::Machine;
use crate::world::World;
use goldaw_changes::{ChangeHash, Head, Hlc, Ledger, RawChange, frontier, peer_holds};
use std::collections::{BTreeMap, BTreeSet};

/// Enough of a machine to see that nothing changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Fingerprint {
    /// Its last time.
    pub last: Hlc,
    applied: usize,
    waiting: usize,
    heads: Vec<Head>,
}

/// Looks at a machine.
pub fn fingerprint(machine: &Machine) -> Fingerprint {
    let (Ok(heads), Ok(waiting)) = (frontier(&machine.ledger), machine.ledger.waiting());
    Fingerprint {
        last: machine.last,
        applied: machine.ledger.changes().count(),
        waiting: waiting.len(),
        heads,
    }
}

/// Says whether a bundle may be taken by a machine.
pub fn may_take(machine: &Machine, bundle: &Bundle) -> Result<(), NotTaken> {
    if !bundle.to.contains(&machine.device) {
        Err(NotTaken::ForAnother)
    } else if bundle.truncated {
        Err(NotTaken::Truncated)
    } else {
        Ok(())
    }
}

/// Compares one machine with what must follow from what it was given: changes, bytes, live values, what is shown, questions, heads.
///
/// # Errors
/// In words: the first difference.
pub fn machine(world: &World, at: usize) -> Result<(), String> {
    let expected = world.graph.expected(&world.given[at]);
    let wrong = |what: String| Err(format!("machine {at}: {what}"));
    let machine = &world.machines[at];
    let applied = changes(world, machine)?;
    if applied != expected.applied {
        return wrong(difference("applied", &applied, &expected.applied));
    }
    let Ok(waiting) = machine.ledger.waiting();
    let waiting: Bits = waiting
        .iter()
        .filter_map(|raw| world.graph.number(&raw.hash()))
        .collect();
    if waiting != expected.waiting {
        return wrong(difference("waiting", &waiting, &expected.waiting));
    }
    if let Some(foreign) = applied.iter().find(|number| {
        !machine
            .scopes
            .contains(&world.graph.get(*number).stream.scope)
    }) {
        return wrong(format!("holds change {foreign} of another office"));
    }
    fields(world, machine, &expected).or_else(wrong)?;
    let Ok(heads) = frontier(&machine.ledger);
    let heads: BTreeSet<usize> = heads
        .iter()
        .filter_map(|head| world.graph.number(&head.hash))
        .collect();
    if heads == expected.heads {
        Ok(())
    } else {
        wrong(format!("its heads are {heads:?}, not {:?}", expected.heads))
    }
}

/// Reads the changes of a machine; each must be, byte for byte, what was written.
fn changes(world: &World, machine: &Machine) -> Result<Bits, String> {
    let mut held = Bits::new();
    for (hash, raw) in machine.ledger.changes() {
        let number = world
            .graph
            .number(hash)
            .ok_or_else(|| format!("{hash} was never written"))?;
        if world.graph.get(number).raw != *raw {
            return Err(format!(
                "change {number} is held with other bytes than it was written"
            ));
        }
        held.insert(number);
    }
    Ok(held)
}

fn fields(world: &World, machine: &Machine, expected: &Expected) -> Result<(), String> {
    let mut questions = 0;
    let mut found = 0;
    for (cell, live) in machine.ledger.cells() {
        let Some((number, meant)) = world
            .graph
            .cell_number(cell)
            .and_then(|number| Some((number, expected.live.get(&number)?)))
        else {
            return Err(format!("{cell:?} has values nobody wrote"));
        };
        found += 1;
        let names: BTreeMap<ChangeHash, &serde_json::Value> = live
            .iter()
            .map(|value| (value.change, &value.value))
            .collect();
        let right = meant.len() == names.len()
            && meant.iter().all(|writer| {
                names.get(&world.graph.get(*writer).hash).copied()
                    == world.graph.value(*writer, number)
            });
        if !right {
            let numbers: Vec<_> = names.keys().map(|hash| world.graph.number(hash)).collect();
            return Err(format!(
                "{} of {} has the values of {numbers:?}, not of {meant:?}",
                cell.field, cell.record
            ));
        }
        if machine.shown(live) != meant.first().map(|writer| world.graph.get(*writer).hash) {
            return Err(format!(
                "{} of {} shows another value than that of {:?}",
                cell.field,
                cell.record,
                meant.first()
            ));
        }
        questions += usize::from(differ(world, number, meant));
    }
    if found != expected.live.len() {
        return Err(format!(
            "{found} fields have values, not {}",
            expected.live.len()
        ));
    }
    if machine.questions().len() == questions {
        Ok(())
    } else {
        Err(format!(
            "{} questions are open, not {questions}",
            machine.questions().len()
        ))
    }
}

fn differ(world: &World, cell: usize, writers: &[usize]) -> bool {
    writers
        .windows(2)
        .any(|two| world.graph.value(two[0], cell) != world.graph.value(two[1], cell))
}

/// Deriving everything again from the log alone must give what is there.
///
/// # Errors
/// In words.
pub fn rebuild(world: &World, at: usize) -> Result<(), String> {
    let ledger = &world.machines[at].ledger;
    let again = ledger.rebuilt();
    let state = |ledger: &goldaw_changes::MemoryLedger| -> BTreeMap<_, BTreeMap<ChangeHash, serde_json::Value>> {
        let cells = ledger.cells();
        cells
            .map(|(cell, live)| (cell.clone(), live.iter().map(|value| (value.change, value.value.clone())).collect()))
            .collect()
    };
    let names = |ledger: &goldaw_changes::MemoryLedger| -> Vec<ChangeHash> {
        ledger.changes().map(|(hash, _)| *hash).collect()
    };
    let (Ok(here), Ok(there)) = (frontier(ledger), frontier(&again));
    if here == there && names(ledger) == names(&again) && state(ledger) == state(&again) {
        Ok(())
    } else {
        Err(format!(
            "machine {at}: deriving everything again from the log gives something else"
        ))
    }
}

/// What a machine believes another to hold, the other must hold.
///
/// # Errors
/// In words.
pub fn beliefs(world: &World) -> Result<(), String> {
    for (at, machine) in world.machines.iter().enumerate() {
        for (device, heard) in &machine.heard {
            let mut named = world
                .machines
                .iter()
                .filter(|other| other.device == *device);
            // A copied computer speaks for two.
            let (Some(other), None) = (named.next(), named.next()) else {
                continue;
            };
            let lacking: Vec<ChangeHash> = heard.wants.iter().copied().collect();
            let Ok(held) = peer_holds(&machine.ledger, &heard.holds, &lacking);
            for (hash, _) in machine.ledger.changes() {
                let Ok(position) = machine.ledger.position(hash);
                if position.is_some_and(|position| held.covers(position.branch, position.sequence))
                    && !other.holds(hash)
                {
                    return Err(format!(
                        "machine {at} believes that {device} holds change {:?}",
                        world.graph.number(hash)
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Everything somebody held when healing began is with everybody it concerns, and nothing waits.
///
/// # Errors
/// In words.
pub fn conserved(world: &World, survivors: &Bits) -> Result<(), String> {
    for (at, machine) in world.machines.iter().enumerate() {
        let applied = changes(world, machine)?;
        let concerns = |number: &usize| {
            machine
                .scopes
                .contains(&world.graph.get(*number).stream.scope)
        };
        if let Some(lost) = survivors
            .iter()
            .filter(concerns)
            .find(|number| !applied.has(*number))
        {
            return Err(format!(
                "machine {at} never gets change {lost}, which somebody held"
            ));
        }
        let Ok(waiting) = machine.ledger.waiting();
        if let Some(raw) = waiting.first() {
            return Err(format!(
                "machine {at}: change {:?} waits for ever",
                world.graph.number(&RawChange::hash(raw))
            ));
        }
    }
    Ok(())
}

fn difference(what: &str, found: &Bits, expected: &Bits) -> String {
    let more: Vec<usize> = found
        .iter()
        .filter(|number| !expected.has(*number))
        .collect();
    let less: Vec<usize> = expected
        .iter()
        .filter(|number| !found.has(*number))
        .collect();
    format!("{what}: {more:?} too many, {less:?} missing")
}
