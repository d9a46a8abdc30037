//! Hunting planted bugs: how many seeds each survives.

use crate::mutant::{CARRIED, Mutant, PAIRS, Planted};
use crate::run::run;
use std::sync::atomic::{AtomicU64, Ordering};

/// Seeds within which a planted bug must be found.
const SEEDS_FOR_A_BUG: u64 = 400;
/// The same for a bug that shows only when something declared lost turns up, which few histories bring about.
const SEEDS_FOR_A_RARE_BUG: u64 = 4000;
/// The same for a pair of bugs, each of which hides behind the other's defence.
const SEEDS_FOR_A_PAIR: u64 = 2000;
/// Seeds without a find after which a bug counts as carried by another defence.
const SEEDS_CARRIED: u64 = 100;

/// Runs seeds on all cores until one fails; gives the lowest that did, and what was wrong.
pub fn first_found(planted: Planted, seeds: u64) -> Option<(u64, String)> {
    let (next, found) = (AtomicU64::new(0), AtomicU64::new(u64::MAX));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds || seed > found.load(Ordering::Relaxed) {
                        return;
                    }
                    if run(seed, planted, false).is_err() {
                        found.fetch_min(seed, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let seed = found.into_inner();
    Some((seed, run(seed, planted, false).err()?.what)).filter(|_| seed < u64::MAX)
}

/// Hunts every planted bug and every pair, saying a line for each; gives what is not as the lists in `mutant` claim.
pub fn hunt_all(mut say: impl FnMut(String)) -> Vec<String> {
    let mut missed = Vec::new();
    for mutant in Mutant::ALL {
        let carried = CARRIED.iter().find(|(carried, _)| carried == mutant);
        let seeds = if carried.is_some() {
            SEEDS_CARRIED
        } else if *mutant == Mutant::LostNotAskedFor {
            SEEDS_FOR_A_RARE_BUG
        } else {
            SEEDS_FOR_A_BUG
        };
        let name = mutant.name();
        match (first_found(Planted::from(*mutant), seeds), carried) {
            (Some((seed, what)), None) => say(format!("{name:<24} seed {seed:>3}: {what}")),
            (None, Some((_, by))) => say(format!("{name:<24} carried: {by}")),
            (Some((seed, what)), Some(_)) => {
                missed.push(format!(
                    "{name} is not carried any more: seed {seed}: {what}"
                ));
            }
            (None, None) => missed.push(format!("{name} is not found: {}", mutant.wrong())),
        }
    }
    for (one, other) in PAIRS {
        let (names, pair) = (
            format!("{} and {}", one.name(), other.name()),
            Planted::from(*one).with(*other),
        );
        match first_found(pair, SEEDS_FOR_A_PAIR) {
            Some((seed, what)) => say(format!("{names}: seed {seed}: {what}")),
            None => missed.push(format!("{names} are not found together")),
        }
    }
    missed
}
