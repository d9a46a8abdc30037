//! `goldaw-simulation`: runs seeds, says how many a second and what happened in them, and last how many failed.
//!
//! `--seeds N`, `--first N`: how many, from which one. `--twice`: each seed twice, to prove that nothing but the seed decides.
//! `--seed N [--keep 1,5,9]`: one seed, or only some of its events, with the list of them. `--mutant A[,B]`: with bugs planted; `--mutants`: hunts all of them.
//! `--failed-before N`: failures of real offices, counted with these.
#![allow(clippy::print_stdout)]

use goldaw_simulation::{Failure, Planted, Told, minimise, run, run_kept};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Failures told in full; the rest is only counted.
const TOLD: usize = 3;

#[derive(Default)]
struct Wish {
    seeds: u64,
    first: u64,
    seed: Option<u64>,
    keep: Option<Vec<usize>>,
    planted: Planted,
    twice: bool,
    failed_before: usize,
    mutants: bool,
}

fn main() -> ExitCode {
    match wish(std::env::args().skip(1)) {
        Ok(wish) => many_or_one(&wish),
        Err(what) => {
            println!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn wish(mut words: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut wish = Wish {
        seeds: 1000,
        ..Wish::default()
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        let number = |text: String| {
            text.parse::<u64>()
                .map_err(|_| format!("{text} is no number"))
        };
        match word.as_str() {
            "--seeds" => wish.seeds = number(value()?)?,
            "--first" => wish.first = number(value()?)?,
            "--seed" => wish.seed = Some(number(value()?)?),
            "--keep" => {
                let kept = value()?
                    .split(',')
                    .map(|place| number(place.to_owned()))
                    .collect::<Result<Vec<_>, _>>()?;
                wish.keep = Some(kept.into_iter().map(|place| place as usize).collect());
            }
            "--mutant" => {
                wish.planted =
                    Planted::named(&value()?).map_err(|name| format!("{name} is no mutant"))?
            }
            "--mutants" => wish.mutants = true,
            "--twice" => wish.twice = true,
            "--failed-before" => wish.failed_before = number(value()?)? as usize,
            other => return Err(format!("{other} is not understood")),
        }
    }
    Ok(wish)
}

fn many_or_one(wish: &Wish) -> ExitCode {
    let failures = match wish.seed {
        Some(seed) => one(seed, wish),
        None if wish.mutants => hunt(),
        None => many(wish),
    };
    let failures = failures + wish.failed_before;
    println!("failures: {failures}");
    ExitCode::from(u8::from(failures > 0))
}

fn one(seed: u64, wish: &Wish) -> usize {
    let result = match &wish.keep {
        Some(kept) => run_kept(seed, kept, wish.planted),
        None => run(seed, wish.planted, true),
    };
    match result {
        Ok(told) => {
            println!("{told:?}");
            0
        }
        Err(failure) => {
            tell(&failure);
            1
        }
    }
}

fn hunt() -> usize {
    let missed = goldaw_simulation::hunt::hunt_all(|line| println!("{line}"));
    missed.iter().for_each(|line| println!("{line}"));
    missed.len()
}

fn tell(failure: &Failure) {
    println!("{failure}");
    tell_shorter(failure);
}

fn tell_shorter(failure: &Failure) {
    println!("the shortest list that still fails:");
    println!("{}", minimise(failure));
}

fn many(wish: &Wish) -> usize {
    let begun = Instant::now();
    let next = AtomicU64::new(wish.first);
    let end = wish.first + wish.seeds;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (told, mut failures) = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| scope.spawn(|| work(&next, end, wish)))
            .collect();
        let mut told = Told::default();
        let mut failures: Vec<Failure> = Vec::new();
        for worker in workers {
            let Ok((some, failed)) = worker.join() else {
                failures.push(Failure {
                    seed: 0,
                    planted: wish.planted,
                    what: "a worker of the simulator broke down".to_owned(),
                    events: Vec::new(),
                });
                continue;
            };
            told += some;
            failures.extend(failed);
        }
        (told, failures)
    });
    failures.sort_by_key(|failure| failure.seed);
    let took = begun.elapsed().as_secs_f64();
    for failure in failures.iter().take(TOLD) {
        println!("seed {}: {}", failure.seed, failure.what);
        println!(
            "with all its events: cargo run --quiet --release -p goldaw-simulation -- --seed {}",
            failure.seed
        );
        tell_shorter(failure);
    }
    println!(
        "{} seeds from {} in {took:.1} s, {:.0} seeds/s on {threads} threads",
        wish.seeds,
        wish.first,
        wish.seeds as f64 / took
    );
    println!(
        "{} ops (changes saved), {} bundles, {} sticks lost, {} repeated, {} spoiled, {} clock jumps",
        told.changes, told.bundles, told.lost_sticks, told.repeated, told.spoiled, told.jumps
    );
    println!(
        "{} restores, {} clones (copied computers), {} forks, {} conflicts decided, {} conflicts open at the end",
        told.restores, told.copies, told.forks, told.decisions, told.questions
    );
    println!(
        "{} changes died with a disk before anybody had them, {} declared lost; at most {} exchanges until nothing new travelled",
        told.died, told.declared, told.exchanges
    );
    failures.len()
}

fn work(next: &AtomicU64, end: u64, wish: &Wish) -> (Told, Vec<Failure>) {
    let (mut told, mut failures) = (Told::default(), Vec::new());
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return (told, failures);
        }
        let result = run(seed, wish.planted, wish.twice);
        if wish.twice && run(seed, wish.planted, true) != result {
            let what = "the same seed went another way the second time".to_owned();
            failures.push(Failure {
                seed,
                planted: wish.planted,
                what,
                events: Vec::new(),
            });
            continue;
        }
        match result {
            Ok(some) => told += some,
            Err(failure) => failures.push(failure),
        }
    }
}
