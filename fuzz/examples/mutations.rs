//! Bends the real bytes of every reader by a seed and gives them to it: `make mutations COUNT=n`.
//!
//! No engine and no nightly compiler: chance that can be repeated, so many inputs for each reader. A panic, bytes believed that nobody
//! signed, and more memory than the reader may ask for are faults. Their inputs are kept in `artifacts/TARGET`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use goldaw_fuzz::bend::{Chance, bend};
use goldaw_fuzz::{Answer, TARGETS, Target, seeds};

/// Counts what is asked for, touched or not: a length believed too early shows here and nowhere else.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(held, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(held, Relaxed);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What is asked of a run.
struct Run {
    count: u64,
    seed: u64,
    longest: Duration,
    targets: Vec<&'static Target>,
}

impl Run {
    fn asked() -> Result<Self, String> {
        let mut run = Self {
            count: 100_000,
            seed: 20_261_125,
            longest: Duration::MAX,
            targets: Vec::new(),
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut number = || {
                let number = words.next().and_then(|number| number.parse().ok());
                number.ok_or(format!("{word} takes a number"))
            };
            match word.as_str() {
                "--count" => run.count = number()?,
                "--seed" => run.seed = number()?,
                "--minutes" => run.longest = Duration::from_secs(60 * number()?),
                name => {
                    let known = TARGETS.iter().find(|target| target.name == name);
                    run.targets.push(known.ok_or(format!("no target {name}"))?);
                }
            }
        }
        if run.targets.is_empty() {
            run.targets = TARGETS.iter().collect();
        }
        Ok(run)
    }
}

/// What came of one target.
#[derive(Default)]
struct Outcome {
    inputs: u64,
    taken: u64,
    refused: u64,
    panics: u64,
    believed: u64,
    over: u64,
    /// Bytes asked for at once.
    memory: usize,
    slowest: Duration,
}

fn main() -> ExitCode {
    let run = match Run::asked() {
        Ok(run) => run,
        Err(wrong) => {
            eprintln!("{wrong}\nmutations [--count n] [--seed n] [--minutes n] [TARGET...]");
            return ExitCode::from(2);
        }
    };
    println!("seed {}", run.seed);
    println!(
        "{:<15} {:>10} {:>10} {:>10} {:>7} {:>9} {:>12} {:>10} {:>9}",
        "reader",
        "inputs",
        "taken",
        "refused",
        "panics",
        "believed",
        "memory, MiB",
        "slowest, ms",
        "inputs/s"
    );
    let all: Vec<_> = seeds::seeds();
    let mut failures = 0;
    for target in &run.targets {
        let seeds = all.iter().find(|(name, _)| *name == target.name);
        let seeds = seeds.map_or(&[][..], |(_, seeds)| seeds);
        let began = Instant::now();
        let outcome = tried(target, seeds, &run);
        let speed = outcome.inputs as f64 / began.elapsed().as_secs_f64();
        println!(
            "{:<15} {:>10} {:>10} {:>10} {:>7} {:>9} {:>12} {:>11} {:>9.0}",
            target.name,
            outcome.inputs,
            outcome.taken,
            outcome.refused,
            outcome.panics,
            outcome.believed,
            format!(
                "{:.1} of {}",
                outcome.memory as f64 / 1_048_576.0,
                target.memory
            ),
            outcome.slowest.as_millis(),
            speed,
        );
        failures += outcome.panics + outcome.believed + outcome.over;
    }
    println!("failures: {failures}");
    ExitCode::from(u8::from(failures > 0))
}

fn tried(target: &Target, seeds: &[Vec<u8>], run: &Run) -> Outcome {
    let real: BTreeSet<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
    let mut outcome = Outcome::default();
    // Once as they are: what is made once and kept is no input's memory.
    let taken = |seed: &Vec<u8>| (target.read)(seed) != Answer::Refused;
    let taken = seeds.iter().filter(|seed| taken(seed)).count();
    assert!(taken > 0, "{} takes one of its real inputs", target.name);
    let began = Instant::now();
    for number in 0..run.count {
        let bytes = bend(seeds, &mut Chance::of(run.seed, target.name, number));
        let before = HELD.load(Relaxed);
        MOST.store(before, Relaxed);
        let started = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| (target.read)(&bytes)));
        let took = started.elapsed();
        let memory = MOST.load(Relaxed).saturating_sub(before);
        outcome.inputs += 1;
        outcome.memory = outcome.memory.max(memory);
        outcome.slowest = outcome.slowest.max(took);
        let mut fault = None;
        match answer {
            Ok(Answer::Refused) => outcome.refused += 1,
            Ok(Answer::Believed) if !real.contains(bytes.as_slice()) => {
                outcome.believed += 1;
                fault = Some("believed");
            }
            Ok(Answer::Taken | Answer::Believed) => outcome.taken += 1,
            Err(_) => {
                outcome.panics += 1;
                fault = Some("panic");
            }
        }
        if memory > target.memory << 20 {
            outcome.over += 1;
            fault = fault.or(Some("memory"));
        }
        if let Some(fault) = fault {
            keep(target.name, fault, number, &bytes);
        }
        if began.elapsed() > run.longest {
            break;
        }
    }
    outcome
}

/// Keeps an input that was a fault, for `cargo fuzz run TARGET FILE`.
fn keep(target: &str, fault: &str, number: u64, bytes: &[u8]) {
    let folder = format!("{}/artifacts/{target}", env!("CARGO_MANIFEST_DIR"));
    let file = format!("{folder}/{fault}-{number}");
    let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, bytes));
    match kept {
        Ok(()) => eprintln!("{file}"),
        Err(error) => eprintln!("{file}: {error}"),
    }
}
