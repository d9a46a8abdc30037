//! The simulator's events on the whole engine: casework sessions, SQLCipher stores, sealed bundles, folders copied back.
//!
//! The same scripts and the same graph as the model; fewer seeds, because every start of a program derives a key from a password.
//! `GOLDAW_SEEDS` says how many, `GOLDAW_SEED` with which one to begin, `GOLDAW_KEEP` which events of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs
)]

mod district;
mod judge;
mod play;
mod route;

use goldaw_simulation::Event;
use goldaw_simulation::script::{Script, script};
use play::{Played, Told};
use std::time::Instant;

const SEEDS: u64 = 4;
/// Events of a script that are played: a real office takes its time.
const EVENTS: usize = 90;
/// Computers of an office, at most.
const COMPUTERS: usize = 2;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |number| number.parse().expect("a number"))
}

/// The script of a seed in the size of real offices. Where a velayat only passes bundles on, another etrap does it here.
fn small(seed: u64) -> Script {
    let mut script = script(seed);
    script.shape.computers.truncate(2);
    for computers in &mut script.shape.computers {
        *computers = (*computers).min(COMPUTERS);
    }
    script.events.truncate(EVENTS);
    script
}

/// Seeds in which no backup is put back are left to the model.
fn puts_something_back(script: &Script) -> bool {
    let events = script.events.iter();
    let backed_up = events
        .clone()
        .position(|event| matches!(event, Event::BackUp { .. }));
    let put_back = events
        .rev()
        .position(|event| matches!(event, Event::Restore { .. }));
    match (backed_up, put_back) {
        (Some(before), Some(from_behind)) => before + from_behind < script.events.len(),
        _ => false,
    }
}

#[test]
fn real_offices_lose_nothing_whatever_happens() {
    let (seeds, first) = (setting("GOLDAW_SEEDS", SEEDS), setting("GOLDAW_SEED", 0));
    let keep = std::env::var("GOLDAW_KEEP").ok();
    let keep: Option<Vec<usize>> = keep.map(|kept| {
        kept.split(',')
            .map(|place| place.parse().expect("a number"))
            .collect()
    });
    let begun = Instant::now();
    let (mut told, mut failures) = (Told::default(), 0);
    let lively = (first..).filter(|seed| keep.is_some() || puts_something_back(&small(*seed)));
    for seed in lively.take(seeds as usize) {
        let script = small(seed);
        let kept = keep
            .clone()
            .unwrap_or_else(|| (0..script.events.len()).collect());
        match Played::play(&script, &kept) {
            Ok(some) => told += some,
            Err(what) => {
                println!("real offices, seed {seed}: {what}");
                println!(
                    "again: GOLDAW_SEEDS=1 GOLDAW_SEED={seed} cargo test -p goldaw-simulation --test engine -- --nocapture"
                );
                for place in kept {
                    println!("  {place:>4}  {}", script.events[place]);
                }
                failures += 1;
            }
        }
    }
    println!(
        "real offices: {seeds} seeds in {:.1} s; {} changes, {} bundles ({} to the next desk, {} by a velayat, {} passed on unopened), {} lost, {} spoiled, {} refused, {} restores, {} copies, {} decisions, {} died with a disk",
        begun.elapsed().as_secs_f64(),
        told.changes,
        told.bundles,
        told.beside,
        told.through,
        told.passed_on,
        told.lost,
        told.spoiled,
        told.refused,
        told.restores,
        told.copies,
        told.decisions,
        told.died
    );
    println!("failures: {failures}");
    assert_eq!(failures, 0);
}
