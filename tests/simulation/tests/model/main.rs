//! The fixed set of the simulator: some seeds, every planted bug, every seed that ever failed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs
)]

mod failed_once;

use goldaw_simulation::hunt::hunt_all;
use goldaw_simulation::{Planted, Told, run};

/// Seeds of the fixed set.
const SEEDS: u64 = 400;
/// Seeds run twice.
const TWICE: u64 = 60;

#[test]
fn nothing_is_lost_in_the_seeds_of_the_fixed_set() {
    let mut told = Told::default();
    for seed in 0..SEEDS {
        told += run(seed, Planted::NOTHING, true).unwrap_or_else(|failure| panic!("{failure}"));
    }
    println!("{told:?}");
    // A simulation in which nothing goes wrong proves nothing.
    let troubles = [
        told.lost_sticks,
        told.repeated,
        told.spoiled,
        told.jumps,
        told.restores,
        told.copies,
        told.forks,
        told.declared,
        told.died,
    ];
    assert!(troubles.iter().all(|trouble| *trouble > 0), "{told:?}");
    assert!(told.decisions > 0 && told.questions > 0, "{told:?}");
}

#[test]
fn the_same_seed_goes_the_same_way() {
    for seed in 0..TWICE {
        assert_eq!(
            run(seed, Planted::NOTHING, false),
            run(seed, Planted::NOTHING, false)
        );
    }
}

#[test]
fn every_planted_bug_is_found_or_carried_by_a_defence_whose_loss_is_found() {
    let missed = hunt_all(|line| println!("{line}"));
    assert!(missed.is_empty(), "{missed:#?}");
}
