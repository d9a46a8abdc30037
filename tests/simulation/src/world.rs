//! A district at work: machines, sticks on their way, clocks, backups, and beside them what really happened.

use crate::carrying::Stick;
use crate::event::{Event, Newer};
use crate::graph::{Given, Graph};
use crate::judge;
use crate::machine::{Form, Machine, id};
use crate::mutant::Planted;
use crate::planted::{DECIDE, KIND, NEWER_FIELD, VOIDED};
use crate::run::Told;
use crate::script::{Relay, Shape};
use goldaw_changes::{Cell, ChangeHash, Incarnation, StreamId};
use goldaw_domain::ids::{OfficeId, RecordId, SHARED_SCOPE};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// When every district begins: 2026-09-21, in ms since 1970 (UTC).
const BEGIN_MS: i64 = 1_790_000_000_000;
/// Time between two events.
pub(crate) const EVENT_MS: i64 = 3_600_000;
/// A whole comparison of one machine with what must be, once in so many events.
const LOOK_EVERY: usize = 24;

/// A district at work.
pub struct World {
    pub(crate) shape: Shape,
    pub(crate) machines: Vec<Machine>,
    pub(crate) given: Vec<Given>,
    pub(crate) graph: Graph,
    pub(crate) told: Told,
    streams: BTreeSet<StreamId>,
    pub(crate) incidents: usize,
    backups: Vec<(Machine, Given)>,
    pub(crate) sticks: Vec<Stick>,
    offsets: Vec<i64>,
    pub(crate) time: i64,
    run_ms: i64,
    fresh: u64,
}

impl World {
    /// Enrols everybody; `length` is the number of events to come, the measure of clock jumps.
    pub fn new(shape: &Shape, length: usize, planted: Planted) -> Self {
        let offices = shape.computers.len();
        let office = |number: usize| id::<OfficeId>(0xa0 + number as u128);
        let mut scopes: Vec<Vec<OfficeId>> = Vec::new();
        for (number, computers) in shape.computers.iter().enumerate() {
            scopes.extend((0..*computers).map(|_| vec![SHARED_SCOPE, office(number)]));
        }
        let all: Vec<OfficeId> = std::iter::once(SHARED_SCOPE)
            .chain((0..offices).map(office))
            .collect();
        scopes.resize(shape.machines(), all);
        let machines: Vec<Machine> = scopes
            .into_iter()
            .enumerate()
            .map(|(number, scopes)| {
                let number = number as u128;
                Machine::new(
                    id(0xd0 + number),
                    Incarnation(id(0x1000 + number)),
                    scopes,
                    number as u64,
                    planted,
                )
            })
            .collect();
        let given = vec![Given::default(); machines.len()];
        World {
            shape: shape.clone(),
            backups: machines.iter().cloned().zip(given.clone()).collect(),
            offsets: vec![0; machines.len()],
            given,
            machines,
            graph: Graph::default(),
            told: Told::default(),
            streams: BTreeSet::new(),
            incidents: 0,
            sticks: Vec::new(),
            time: 0,
            run_ms: length as i64 * EVENT_MS,
            fresh: 0x1_0000,
        }
    }

    /// Lets an event happen.
    ///
    /// # Errors
    /// In words, when an oracle that holds at any time is broken.
    pub fn play(&mut self, event: &Event) -> Result<(), String> {
        self.time += EVENT_MS;
        let count = self.machines.len();
        match event {
            Event::Save { at, scope, writes } => {
                let at = at % count;
                let scope = self.scope(at, *scope);
                let writes = writes.iter().map(|(record, field, value)| {
                    (cell(scope, *record, &format!("f{field}")), value_of(*value))
                });
                let writes = writes.collect();
                self.save(
                    at,
                    Form {
                        scope,
                        writes,
                        newer: None,
                        salt: [0; 16],
                        action: "save",
                    },
                )
            }
            Event::Note { at, scope } => {
                let at = at % count;
                let scope = self.scope(at, *scope);
                let record = 1000 + self.next() as usize;
                self.save(
                    at,
                    Form {
                        scope,
                        writes: vec![(cell(scope, record, "text"), json!(record))],
                        newer: None,
                        salt: [0; 16],
                        action: "note",
                    },
                )
            }
            Event::Void { at, scope, record } => {
                let at = at % count;
                let scope = self.scope(at, *scope);
                self.save(
                    at,
                    Form {
                        scope,
                        writes: vec![(cell(scope, *record, VOIDED), json!(1))],
                        newer: None,
                        salt: [0; 16],
                        action: "void",
                    },
                )
            }
            Event::Newer { at, how } => self.write_newer(at % count, *how),
            Event::Decide { at, which, keep } => self.decide(at % count, *which, *keep),
            Event::FailedSave { at } => self.fail_to_save(at % count),
            Event::Pack {
                from,
                to,
                office,
                most,
            } => {
                self.pack(from % count, *to, *office, *most);
                Ok(())
            }
            Event::Deliver { stick, again } => self.deliver(*stick, *again),
            Event::Swap { stick, at } => self.swap(*stick, at % count),
            Event::Lose { stick } => {
                if !self.sticks.is_empty() {
                    self.sticks.swap_remove(stick % self.sticks.len());
                    self.told.lost_sticks += 1;
                }
                Ok(())
            }
            Event::Spoil { stick, how, place } => {
                self.spoil(*stick, *how, *place);
                Ok(())
            }
            Event::Jump { at, run_lengths } => {
                self.offsets[at % count] += run_lengths * self.run_ms;
                self.told.jumps += 1;
                Ok(())
            }
            Event::Restart { at } => {
                let session = self.next();
                self.machines[at % count].restart(session);
                Ok(())
            }
            Event::BackUp { at } => {
                let at = at % count;
                self.backups[at] = (self.machines[at].clone(), self.given[at].clone());
                Ok(())
            }
            Event::Restore { at, from, noticed } => {
                self.restore(at % count, from % count, *noticed);
                Ok(())
            }
            Event::DeclareLost => self.declare_lost(),
        }?;
        let number = (self.time / EVENT_MS) as usize;
        if number.is_multiple_of(LOOK_EVERY) {
            judge::machine(self, number / LOOK_EVERY % count)?;
        }
        Ok(())
    }

    /// The centre's machine.
    pub(crate) fn centre(&self) -> usize {
        self.machines.len() - 1
    }

    /// The machine the computers of etraps exchange with.
    pub(crate) fn hub(&self) -> usize {
        self.centre() - usize::from(self.shape.relay == Relay::Velayat)
    }

    /// Random numbers are not needed where a rising one does.
    pub(crate) fn next(&mut self) -> u64 {
        self.fresh += 1;
        self.fresh
    }

    pub(crate) fn now(&self, at: usize) -> u64 {
        (BEGIN_MS + self.time + self.offsets[at]).max(0) as u64
    }

    fn scope(&self, at: usize, scope: usize) -> OfficeId {
        let scopes = &self.machines[at].scopes;
        scopes[scope % scopes.len()]
    }

    fn salt(&mut self) -> [u8; 16] {
        u128::from(self.next()).to_le_bytes()
    }

    /// Saves a form, notes what was written, and checks that it names exactly what its author had seen.
    fn save(&mut self, at: usize, form: Form<'_>) -> Result<(), String> {
        let form = Form {
            salt: self.salt(),
            ..form
        };
        let now = self.now(at);
        let Some(raw) = self.machines[at].save(form, now)? else {
            return Ok(());
        };
        let number = self.graph.add(raw, &self.given[at])?;
        let written = self.graph.get(number);
        if written.hlc <= self.given[at].written {
            return Err(format!(
                "machine {at}: a change is not later than the one written here before it"
            ));
        }
        self.streams.insert(written.stream);
        self.given[at].written = written.hlc;
        self.given[at].changes.insert(number);
        self.told.changes += 1;
        Ok(())
    }

    fn write_newer(&mut self, at: usize, how: Newer) -> Result<(), String> {
        let scope = self.scope(at, 1);
        let value = json!(self.next() % 5);
        let at_cell = match how {
            Newer::Field => cell(scope, 0, &format!("{NEWER_FIELD}field")),
            Newer::Kind => Cell {
                kind: "home_visit_plan".to_owned(),
                ..cell(scope, 7, "f0")
            },
            _ => cell(scope, 1, "f1"),
        };
        self.save(
            at,
            Form {
                scope,
                writes: vec![(at_cell, value)],
                newer: Some(how),
                salt: [0; 16],
                action: "newer",
            },
        )
    }

    fn decide(&mut self, at: usize, which: usize, keep: usize) -> Result<(), String> {
        let questions = self.machines[at].questions();
        if questions.is_empty() {
            return Ok(());
        }
        let (cell, answers) = &questions[which % questions.len()];
        let scope = scope_of(cell);
        let writes = vec![(cell.clone(), answers[keep % answers.len()].clone())];
        self.save(
            at,
            Form {
                scope,
                writes,
                newer: None,
                salt: [0; 16],
                action: DECIDE,
            },
        )?;
        self.told.decisions += 1;
        let open = self.machines[at]
            .questions()
            .into_iter()
            .find(|(open, _)| open == cell);
        if open.is_some() {
            return Err(format!(
                "machine {at}: the decision does not close its question"
            ));
        }
        Ok(())
    }

    fn fail_to_save(&mut self, at: usize) -> Result<(), String> {
        let before = judge::fingerprint(&self.machines[at]);
        let scope = self.scope(at, 1);
        let writes = vec![(cell(scope, 0, "f0"), json!(self.next()))];
        let salt = self.salt();
        let now = self.now(at);
        self.machines[at].fail_to_save(
            Form {
                scope,
                writes,
                newer: None,
                salt,
                action: "save",
            },
            now,
        )?;
        if judge::fingerprint(&self.machines[at]) == before {
            Ok(())
        } else {
            Err(format!(
                "machine {at}: a save that failed left something behind"
            ))
        }
    }

    fn restore(&mut self, at: usize, from: usize, noticed: bool) {
        // A machine above does not become a computer of an etrap, nor the other way round.
        let from = if at.max(from) >= self.hub() { at } else { from };
        (self.machines[at], self.given[at]) = self.backups[from].clone();
        let session = self.next();
        let life = noticed.then(|| Incarnation(id(0x2000_0000 + u128::from(self.next()))));
        self.machines[at].wake_up_restored(session, life);
        self.incidents += 1;
        if at == from {
            self.told.restores += 1;
        } else {
            self.told.copies += 1;
        }
    }

    /// The centre declares lost what it, or somebody who told it, asks for.
    fn declare_lost(&mut self) -> Result<(), String> {
        let asked = self.asked_for();
        self.declare(asked)
    }

    /// What the centre knows to be asked for in vain.
    pub(crate) fn asked_for(&self) -> BTreeSet<ChangeHash> {
        let centre = &self.machines[self.centre()];
        centre
            .asked_in_vain()
            .chain(centre.wanted())
            .filter(|hash| !centre.lost.contains(hash))
            .collect()
    }

    pub(crate) fn declare(&mut self, lost: BTreeSet<ChangeHash>) -> Result<(), String> {
        let centre = self.centre();
        for hash in &lost {
            let number = self
                .graph
                .number(hash)
                .ok_or("a change nobody wrote is declared lost")?;
            self.given[centre].lost.insert(number);
        }
        self.told.declared += lost.len();
        self.machines[centre].declare(lost);
        Ok(())
    }

    /// More lives than enrolments and incidents would mean that lives are begun for nothing.
    pub(crate) fn check_streams(&self) -> Result<(), String> {
        let lives: BTreeSet<_> = self
            .streams
            .iter()
            .map(|stream| (stream.device, stream.incarnation))
            .collect();
        if lives.len() <= self.machines.len() + self.incidents {
            Ok(())
        } else {
            Err(format!(
                "{} lives, {} machines and {} incidents",
                lives.len(),
                self.machines.len(),
                self.incidents
            ))
        }
    }
}

/// The scope of a record is in its number.
fn cell(scope: OfficeId, record: usize, field: &str) -> Cell {
    let number = if scope == SHARED_SCOPE {
        0
    } else {
        scope.uuid().as_u128()
    };
    Cell {
        record: id::<RecordId>(number << 64 | record as u128),
        kind: KIND.to_owned(),
        field: field.to_owned(),
    }
}

fn scope_of(cell: &Cell) -> OfficeId {
    match cell.record.uuid().as_u128() >> 64 {
        0 => SHARED_SCOPE,
        number => id(number),
    }
}

fn value_of(value: usize) -> Value {
    match value {
        4 => Value::Null,
        value => json!(value),
    }
}
