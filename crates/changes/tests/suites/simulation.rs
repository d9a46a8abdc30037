//! A district for some months: devices, sticks that are lost, repeated, late or full, backups put back, clocks that jump.
//!
//! Every run is a function of its seed. Bundles are made as the exchange makes them: all that the receiver is believed to lack, oldest
//! first, with what it asked for by name; a receiver is believed in what it said last.

use crate::history::{heads, scope};
use crate::oracle::{state, state_of, state_without};
use goldaw_changes::memory::MemoryDevice;
use goldaw_changes::{ChangeHash, Incarnation, Ledger, Operation, RawChange, is_forked, merge};
use goldaw_domain::ids::RecordId;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Steele and Vigna's splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

struct Stick {
    from: usize,
    to: usize,
    changes: Vec<RawChange>,
    holds: Vec<ChangeHash>,
    wants: BTreeSet<ChangeHash>,
}

#[derive(Clone)]
struct Computer {
    device: MemoryDevice,
    /// What each peer said last: heads it holds, changes it asks for.
    believed: BTreeMap<usize, (Vec<ChangeHash>, BTreeSet<ChangeHash>)>,
}

struct District {
    chance: Chance,
    computers: Vec<Computer>,
    backups: Vec<Computer>,
    sticks: Vec<Stick>,
    clocks: Vec<i64>,
    written: BTreeMap<ChangeHash, RawChange>,
    number: u64,
    lives: u128,
    forks: usize,
}

impl District {
    fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let count = 2 + chance.below(5);
        let computers: Vec<Computer> = (0..count as u128)
            .map(|n| Computer {
                device: MemoryDevice::new(
                    Uuid::from_u128(0xd0 + n).into(),
                    Incarnation(Uuid::from_u128(n)),
                    scope(),
                ),
                believed: BTreeMap::new(),
            })
            .collect();
        District {
            chance,
            backups: computers.clone(),
            computers,
            sticks: Vec::new(),
            clocks: vec![1_790_000_000_000; count],
            written: BTreeMap::new(),
            number: 0,
            lives: 0x1000,
            forks: 0,
        }
    }

    fn day(&mut self) {
        let at = self.chance.below(self.computers.len());
        match self.chance.below(20) {
            0..9 => self.save(at),
            9..13 => {
                let to = self.chance.below(self.computers.len());
                let most = if self.chance.one_in(4) {
                    1 + self.chance.below(6)
                } else {
                    usize::MAX
                };
                let stick = self.fill(at, to, most);
                self.sticks.push(stick);
            }
            13..17 if !self.sticks.is_empty() => {
                let stick = self.chance.below(self.sticks.len());
                // Some sticks are used again, some are never seen again.
                let keep = self.chance.one_in(4);
                let lost = self.chance.one_in(5);
                let stick = if keep {
                    self.copy(stick)
                } else {
                    self.sticks.swap_remove(stick)
                };
                if !lost {
                    self.take_over(stick);
                }
            }
            17 => self.backups[at] = self.computers[at].clone(),
            18 if self.chance.one_in(2) => {
                let from = if self.chance.one_in(3) {
                    self.chance.below(self.computers.len())
                } else {
                    at
                };
                self.computers[at] = self.backups[from].clone();
            }
            19 if self.chance.one_in(3) => {
                let years = self.chance.below(40) as i64 - 8;
                self.clocks[at] = (self.clocks[at] + years * 365 * 24 * 3600 * 1000).max(0);
            }
            _ => {}
        }
        self.clocks
            .iter_mut()
            .for_each(|clock| *clock += 3600 * 1000);
    }

    fn save(&mut self, at: usize) {
        self.number += 1;
        let computer = &mut self.computers[at].device;
        let Ok(forked) = is_forked(&computer.ledger, &computer.stream());
        if forked && self.chance.one_in(2) {
            self.lives += 1;
            computer.begin_again(Incarnation(Uuid::from_u128(self.lives)));
        }
        let record = RecordId::from(Uuid::from_u128(self.chance.below(4) as u128));
        let fields = (0..1 + self.chance.below(3))
            .map(|_| {
                (
                    format!("field{}", self.chance.below(4)),
                    json!(self.chance.below(5)),
                )
            })
            .collect();
        let operation = Operation::Write {
            record,
            kind: "case".to_owned(),
            fields,
        };
        let salt = u128::from(self.number).to_le_bytes();
        let raw = computer
            .write(self.clocks[at] as u64, salt, vec![operation])
            .unwrap();
        self.written.insert(raw.hash(), raw);
    }

    fn fill(&self, from: usize, to: usize, most: usize) -> Stick {
        let computer = &self.computers[from];
        let ledger = &computer.device.ledger;
        let (holds, wants) = computer.believed.get(&to).cloned().unwrap_or_default();
        let lacking: Vec<ChangeHash> = wants.iter().copied().collect();
        let mut changes = ledger.missing_for(&holds, &lacking, most);
        changes.extend(wants.iter().filter_map(|hash| ledger.get(hash)).cloned());
        let Ok(plan) = merge(ledger, vec![]);
        Stick {
            from,
            to,
            changes,
            holds: heads(ledger),
            wants: plan.wanted().into_iter().chain(ledger.lost()).collect(),
        }
    }

    fn copy(&self, stick: usize) -> Stick {
        let Stick {
            from,
            to,
            changes,
            holds,
            wants,
        } = &self.sticks[stick];
        Stick {
            from: *from,
            to: *to,
            changes: changes.clone(),
            holds: holds.clone(),
            wants: wants.clone(),
        }
    }

    fn take_over(&mut self, mut stick: Stick) {
        if self.chance.one_in(3) {
            for n in (1..stick.changes.len()).rev() {
                stick.changes.swap(n, self.chance.below(n + 1));
            }
        }
        let computer = &mut self.computers[stick.to];
        let received = computer
            .device
            .receive(stick.changes, self.clocks[stick.to] as u64);
        assert!(received.refused.is_empty());
        self.forks += received.forks.len();
        computer
            .believed
            .insert(stick.from, (stick.holds, stick.wants));
    }

    /// Counts what each computer has applied and what waits there.
    fn arrived(&self) -> Vec<(usize, usize)> {
        let computers = self.computers.iter();
        computers
            .map(|computer| {
                let Ok(waiting) = computer.device.ledger.waiting();
                (computer.device.ledger.changes().count(), waiting.len())
            })
            .collect()
    }

    /// Carries everything between everybody, reliably, until nothing moves; returns the rounds it took.
    fn settle(&mut self) -> usize {
        for round in 0.. {
            let before = self.arrived();
            for from in 0..self.computers.len() {
                for to in 0..self.computers.len() {
                    let stick = self.fill(from, to, usize::MAX);
                    self.take_over(stick);
                }
            }
            if self.arrived() == before && round > 1 {
                return round;
            }
            assert!(round < 20, "the district does not settle");
        }
        unreachable!("the loop ends by itself")
    }
}

/// Runs one district and checks everything; returns forks met, changes lost with a disk, changes that wait for a lost one.
fn run(seed: u64) -> (usize, usize, usize) {
    let mut district = District::new(seed);
    for _ in 0..250 {
        district.day();
    }
    for computer in &district.computers {
        let ledger = &computer.device.ledger;
        let Ok(waiting) = ledger.waiting();
        let here: Vec<RawChange> = ledger
            .changes()
            .map(|(_, raw)| raw.clone())
            .chain(waiting)
            .collect();
        assert_eq!(
            state_of(ledger),
            state(&here),
            "seed {seed}: a state that its changes do not define"
        );
    }
    let somewhere: BTreeMap<ChangeHash, RawChange> = district
        .computers
        .iter()
        .flat_map(|computer| {
            let Ok(waiting) = computer.device.ledger.waiting();
            let held: Vec<_> = computer
                .device
                .ledger
                .changes()
                .map(|(_, raw)| raw.clone())
                .chain(waiting)
                .collect();
            held
        })
        .map(|raw| (raw.hash(), raw))
        .collect();
    district.settle();
    let all: Vec<RawChange> = somewhere.into_values().collect();
    let expected = state(&all);
    for computer in &district.computers {
        let state = state_of(&computer.device.ledger);
        assert_eq!(
            state.applied, expected.applied,
            "seed {seed}: something somebody held did not reach everybody"
        );
        assert_eq!(
            state.live, expected.live,
            "seed {seed}: two computers differ"
        );
        assert_eq!(
            state.heads, expected.heads,
            "seed {seed}: two frontiers differ"
        );
    }
    let waiting = expected.waiting.len();

    // What hangs on a change that died with a disk is declared free, and then nothing waits any more.
    let wanted: BTreeSet<ChangeHash> = district
        .computers
        .iter()
        .flat_map(|computer| {
            let Ok(plan) = merge(&computer.device.ledger, vec![]);
            plan.wanted()
        })
        .collect();
    for computer in &mut district.computers {
        computer.device.ledger.declare_lost(wanted.clone());
    }
    district.settle();
    let expected = state_without(&all, &wanted);
    assert!(
        expected.waiting.is_empty(),
        "seed {seed}: something still waits"
    );
    for computer in &district.computers {
        assert_eq!(
            state_of(&computer.device.ledger),
            expected,
            "seed {seed}: two computers differ after a gap"
        );
    }
    (district.forks, district.written.len() - all.len(), waiting)
}

/// Reads a number a person sets to look longer or at one seed.
#[allow(clippy::disallowed_methods)]
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(otherwise)
}

#[test]
fn a_district_of_lost_sticks_and_restored_backups_comes_to_one_state() {
    let (first, seeds) = (
        setting("GOLDAW_FIRST_SEED", 0),
        setting("GOLDAW_SEEDS", 150),
    );
    let (mut forks, mut lost, mut waiting) = (0, 0, 0);
    for seed in first..first + seeds {
        let (a, b, c) = run(seed);
        (forks, lost, waiting) = (forks + a, lost + b, waiting + c);
    }
    // A simulation in which nothing goes wrong proves nothing.
    println!(
        "{seeds} seeds: {forks} forks met, {lost} changes lost with a disk, {waiting} wait for one of those"
    );
    assert!(forks > 0 && lost > 0);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    assert_eq!(run(7), run(7));
}
