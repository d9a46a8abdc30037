//! Histories of a small office: who writes what, who hands over to whom, which computer is copied, restored, or wrong about the time.
//!
//! A history is a list of plain numbers, so that a failing one shrinks to something a person can read.

use goldaw_changes::memory::MemoryDevice;
use goldaw_changes::{
    ChangeHash, Incarnation, MemoryLedger, Operation, RawChange, frontier, is_forked,
};
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Something that happens at one device.
#[derive(Clone, Debug)]
pub enum Step {
    /// A worker saves fields of one or two records.
    Write { at: usize, cells: Vec<(u8, u8, u8)> },
    /// One device hands everything the other lacks over, or the oldest part of it.
    HandOver {
        from: usize,
        to: usize,
        limit: usize,
        reversed: bool,
    },
    /// A stick that was written earlier arrives once more, or only now.
    LateStick { to: usize, stick: usize },
    /// A backup is made.
    BackUp { at: usize },
    /// The last backup is put back, or the computer becomes a copy of another.
    Restore { at: usize, from: usize },
    /// The wall clock jumps.
    Jump { at: usize, ms: i64 },
}

/// Makes histories of up to `most` steps at `devices` devices.
pub fn steps(devices: usize, most: usize) -> impl Strategy<Value = Vec<Step>> {
    let at = 0..devices;
    let year = 365 * 24 * 3600 * 1000i64;
    prop::collection::vec(
        prop_oneof![
            8 => (at.clone(), prop::collection::vec((0u8..2, 0u8..3, 0u8..4), 1..4))
                .prop_map(|(at, cells)| Step::Write { at, cells }),
            6 => (at.clone(), at.clone(), prop_oneof![3 => Just(usize::MAX), 1 => 1usize..4], any::<bool>())
                .prop_map(|(from, to, limit, reversed)| Step::HandOver { from, to, limit, reversed }),
            2 => (at.clone(), any::<usize>()).prop_map(|(to, stick)| Step::LateStick { to, stick }),
            1 => at.clone().prop_map(|at| Step::BackUp { at }),
            1 => (at.clone(), at.clone()).prop_map(|(at, from)| Step::Restore { at, from }),
            1 => (at, prop_oneof![-3 * year..30 * year, -5000i64..5000])
                .prop_map(|(at, ms)| Step::Jump { at, ms }),
        ],
        1..most,
    )
}

/// What came of a history.
pub struct Office {
    /// The devices as they stand.
    pub devices: Vec<MemoryDevice>,
    /// Every change ever written, also those that no device holds any more.
    pub written: BTreeMap<ChangeHash, RawChange>,
    backups: Vec<MemoryDevice>,
    sticks: Vec<Vec<RawChange>>,
    clocks: Vec<i64>,
    lives: u128,
}

/// The scope of all histories.
pub fn scope() -> OfficeId {
    OfficeId::from(Uuid::from_u128(0xa0))
}

/// Plays a history.
pub fn play(devices: usize, steps: &[Step]) -> Office {
    let fresh: Vec<MemoryDevice> = (0..devices as u128)
        .map(|n| {
            let incarnation = Incarnation(Uuid::from_u128(0x1000 + n));
            MemoryDevice::new(
                DeviceId::from(Uuid::from_u128(0xd0 + n)),
                incarnation,
                scope(),
            )
        })
        .collect();
    let mut office = Office {
        backups: fresh.clone(),
        devices: fresh,
        written: BTreeMap::new(),
        sticks: Vec::new(),
        clocks: vec![1_790_000_000_000; devices],
        lives: 0,
    };
    for (number, step) in steps.iter().enumerate() {
        office.step(number, step);
    }
    office
}

impl Office {
    fn step(&mut self, number: usize, step: &Step) {
        match step {
            Step::Write { at, cells } => self.write(*at, number, operations(cells)),
            Step::HandOver {
                from,
                to,
                limit,
                reversed,
            } => {
                let acknowledged: Vec<ChangeHash> = heads(&self.devices[*to].ledger);
                let mut changes =
                    self.devices[*from]
                        .ledger
                        .missing_for(&acknowledged, &[], *limit);
                if *reversed {
                    changes.reverse();
                }
                self.deliver(*to, changes.clone());
                self.sticks.push(changes);
            }
            Step::LateStick { to, stick } => {
                if !self.sticks.is_empty() {
                    let changes = self.sticks[stick % self.sticks.len()].clone();
                    self.deliver(*to, changes);
                }
            }
            Step::BackUp { at } => self.backups[*at] = self.devices[*at].clone(),
            Step::Restore { at, from } => self.devices[*at] = self.backups[*from].clone(),
            Step::Jump { at, ms } => self.clocks[*at] = (self.clocks[*at] + ms).max(0),
        }
    }

    fn write(&mut self, at: usize, number: usize, operations: Vec<Operation>) {
        self.clocks[at] += 1000;
        let now = self.clocks[at] as u64;
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&(number as u64).to_le_bytes());
        salt[8..].copy_from_slice(&(at as u64).to_le_bytes());
        let device = &mut self.devices[at];
        let Ok(forked) = is_forked(&device.ledger, &device.stream());
        // Some notice that they are a copy, some write on: nothing may depend on it.
        if forked && number.is_multiple_of(2) {
            self.lives += 1;
            device.begin_again(Incarnation(Uuid::from_u128(0x2000 + self.lives)));
        }
        let raw = device.write(now, salt, operations).unwrap();
        self.written.insert(raw.hash(), raw);
    }

    fn deliver(&mut self, to: usize, changes: Vec<RawChange>) {
        let now = self.clocks[to] as u64;
        let received = self.devices[to].receive(changes, now);
        assert_eq!(received.refused, vec![]);
    }

    /// Lists every change ever written, in the order of their hashes.
    pub fn all(&self) -> Vec<RawChange> {
        self.written.values().cloned().collect()
    }
}

/// Lists the heads a device would acknowledge.
pub fn heads(ledger: &MemoryLedger) -> Vec<ChangeHash> {
    let Ok(heads) = frontier(ledger);
    heads.iter().map(|head| head.hash).collect()
}

/// Delivers changes in parcels of a few, each change as often as it is listed.
pub fn deliver_in_parcels(changes: &[RawChange], parcel: usize) -> MemoryLedger {
    let mut ledger = MemoryLedger::new();
    for parcel in changes.chunks(parcel) {
        deliver(&mut ledger, parcel.to_vec());
    }
    ledger
}

/// Delivers changes at once.
pub fn deliver(ledger: &mut MemoryLedger, changes: Vec<RawChange>) {
    let Ok(plan) = goldaw_changes::merge(ledger, changes);
    assert_eq!(plan.refused, vec![]);
    ledger.apply(plan);
}

fn operations(cells: &[(u8, u8, u8)]) -> Vec<Operation> {
    cells
        .iter()
        .map(|(record, field, value)| Operation::Write {
            record: RecordId::from(Uuid::from_u128(u128::from(*record))),
            kind: "case".to_owned(),
            fields: [(format!("field{field}"), value_of(*value))].into(),
        })
        .collect()
}

fn value_of(value: u8) -> Value {
    match value {
        0 => Value::Null,
        1 => json!("open"),
        2 => json!(-7),
        other => json!([other, true]),
    }
}
