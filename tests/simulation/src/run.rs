//! One seed, from script to verdict; and a failing one made short.

use crate::event::Event;
use crate::mutant::Planted;
use crate::script::{Script, script};
use crate::world::World;
use std::fmt;
use std::ops::AddAssign;

/// What happened in runs, to show that they were not empty.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Told {
    /// Changes written.
    pub changes: usize,
    /// Bundles packed.
    pub bundles: usize,
    /// Sticks lost.
    pub lost_sticks: usize,
    /// Sticks that arrived and stayed on the way.
    pub repeated: usize,
    /// Sticks spoiled.
    pub spoiled: usize,
    /// Clock jumps.
    pub jumps: usize,
    /// Backups put back.
    pub restores: usize,
    /// Computers turned into copies of others.
    pub copies: usize,
    /// Forks met by machines.
    pub forks: usize,
    /// Decisions made.
    pub decisions: usize,
    /// Questions open at the end, at the centre.
    pub questions: usize,
    /// Changes declared lost.
    pub declared: usize,
    /// Changes that nobody held any more when healing began.
    pub died: usize,
    /// The most exchanges any run needed until nothing new travelled.
    pub exchanges: usize,
}

impl AddAssign for Told {
    fn add_assign(&mut self, other: Told) {
        self.changes += other.changes;
        self.bundles += other.bundles;
        self.lost_sticks += other.lost_sticks;
        self.repeated += other.repeated;
        self.spoiled += other.spoiled;
        self.jumps += other.jumps;
        self.restores += other.restores;
        self.copies += other.copies;
        self.forks += other.forks;
        self.decisions += other.decisions;
        self.questions += other.questions;
        self.declared += other.declared;
        self.died += other.died;
        self.exchanges = self.exchanges.max(other.exchanges);
    }
}

/// A seed that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// The bugs planted.
    pub planted: Planted,
    /// What is not as it must be.
    pub what: String,
    /// The events that led there, by their place in the seed's script.
    pub events: Vec<(usize, Event)>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = script(self.seed);
        writeln!(f, "seed {}: {}", self.seed, self.what)?;
        writeln!(f, "  {:?}", script.shape)?;
        for (place, event) in &self.events {
            writeln!(f, "  {place:>4}  {event}")?;
        }
        write!(
            f,
            "again: cargo run --quiet --release -p goldaw-simulation -- --seed {}",
            self.seed
        )?;
        let mutants: Vec<&str> = self.planted.list().map(crate::Mutant::name).collect();
        if !mutants.is_empty() {
            write!(f, " --mutant {}", mutants.join(","))?;
        }
        if self.events.len() < script.events.len() {
            let kept: Vec<String> = self
                .events
                .iter()
                .map(|(place, _)| place.to_string())
                .collect();
            write!(f, " --keep {}", kept.join(","))?;
        }
        Ok(())
    }
}

/// Runs a seed; `thorough` derives every machine again from its log at the end, not only one.
///
/// # Errors
/// The failure, with all events.
pub fn run(seed: u64, planted: Planted, thorough: bool) -> Result<Told, Failure> {
    let script = script(seed);
    let all: Vec<usize> = (0..script.events.len()).collect();
    play(&script, &all, planted, thorough)
        .map_err(|(what, upto)| failure(seed, planted, &script, &all[..upto], what))
}

/// Runs only some events of a seed.
///
/// # Errors
/// The failure, with the events that led there.
pub fn run_kept(seed: u64, kept: &[usize], planted: Planted) -> Result<Told, Failure> {
    let script = script(seed);
    play(&script, kept, planted, true)
        .map_err(|(what, upto)| failure(seed, planted, &script, &kept[..upto], what))
}

/// Leaves events out as long as the seed still fails; gives the shorter failure.
pub fn minimise(failure: &Failure) -> Failure {
    let mut best = failure.clone();
    let mut piece = best.events.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        while at < best.events.len() {
            let end = (at + piece).min(best.events.len());
            let kept: Vec<usize> = best.events[..at]
                .iter()
                .chain(&best.events[end..])
                .map(|(place, _)| *place)
                .collect();
            match run_kept(best.seed, &kept, best.planted) {
                Err(shorter) => best = shorter,
                Ok(_) => at = end,
            }
        }
        if piece == 1 {
            return best;
        }
        piece = piece.div_ceil(2);
    }
}

fn failure(seed: u64, planted: Planted, script: &Script, kept: &[usize], what: String) -> Failure {
    let events = kept
        .iter()
        .filter_map(|place| Some((*place, script.events.get(*place)?.clone())));
    Failure {
        seed,
        planted,
        what,
        events: events.collect(),
    }
}

/// Plays; an error says what is wrong and how many events led there.
fn play(
    script: &Script,
    kept: &[usize],
    planted: Planted,
    thorough: bool,
) -> Result<Told, (String, usize)> {
    let mut world = World::new(&script.shape, script.events.len(), planted);
    for (count, event) in kept
        .iter()
        .filter_map(|place| script.events.get(*place))
        .enumerate()
    {
        world.play(event).map_err(|what| (what, count + 1))?;
    }
    world.heal(thorough).map_err(|what| (what, kept.len()))?;
    Ok(world.told)
}
