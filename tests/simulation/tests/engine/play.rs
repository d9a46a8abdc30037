//! Playing events on real offices: as a screen would ask, with sticks, copies and clocks around.

use crate::district::{District, Place, names};
use goldaw_changes::Hlc;
use goldaw_domain::ids::DeviceId;
use goldaw_simulation::bits::Bits;
use goldaw_simulation::event::{Damage, Event};
use goldaw_simulation::graph::{Given, Graph};
use goldaw_simulation::script::{Relay, Script};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Time between two events.
const EVENT_MS: u64 = 3_600_000;
const RISKS: [&str; 3] = ["low", "medium", "high"];
/// Exchanges after which nothing new may travel.
const ENOUGH: usize = 3;

/// What happened.
#[derive(Clone, Copy, Default, Debug)]
pub struct Told {
    pub changes: usize,
    pub bundles: usize,
    pub beside: usize,
    pub through: usize,
    pub passed_on: usize,
    pub lost: usize,
    pub spoiled: usize,
    pub refused: usize,
    pub restores: usize,
    pub copies: usize,
    pub decisions: usize,
    pub died: usize,
}

impl AddAssign for Told {
    fn add_assign(&mut self, other: Told) {
        self.changes += other.changes;
        self.bundles += other.bundles;
        self.beside += other.beside;
        self.through += other.through;
        self.passed_on += other.passed_on;
        self.lost += other.lost;
        self.spoiled += other.spoiled;
        self.refused += other.refused;
        self.restores += other.restores;
        self.copies += other.copies;
        self.decisions += other.decisions;
        self.died += other.died;
    }
}

struct Stick {
    parcel: PathBuf,
    to: Vec<usize>,
    spoiled: bool,
    /// The writer of a stick for the next desk: a copy of it that took the next desk's place cannot open it.
    closed_to: Option<DeviceId>,
}

/// A script being played.
pub struct Played {
    pub(crate) district: District,
    pub(crate) graph: Graph,
    pub(crate) given: Vec<Given>,
    backups: BTreeMap<usize, Given>,
    sticks: Vec<Stick>,
    run_ms: u64,
    /// Sticks go through the hands of another office, which passes them on unopened.
    pub(crate) unopened: bool,
    notes: usize,
    told: Told,
}

impl Played {
    /// Plays some events of a script, heals and judges.
    pub fn play(script: &Script, kept: &[usize]) -> Result<Told, String> {
        let district = District::new(&script.shape);
        let count = district.computers.len();
        let mut played = Played {
            district,
            graph: Graph::default(),
            given: vec![Given::default(); count],
            backups: BTreeMap::new(),
            sticks: Vec::new(),
            unopened: script.shape.relay == Relay::Opaque,
            run_ms: script.events.len() as u64 * EVENT_MS,
            notes: 0,
            told: Told::default(),
        };
        // What was written while offices were founded is known, by whom it was written does not matter.
        for at in 0..count {
            played.learn_founding(at)?;
        }
        for at in 0..count {
            played.look(at)?;
        }
        played.exchange()?;
        played.exchange()?;
        for place in kept {
            let event = &script.events[*place];
            played
                .event(event)
                .map_err(|what| format!("event {place}, {event}: {what}"))?;
        }
        played.heal()?;
        Ok(played.told)
    }

    /// Adds what a computer wrote before the events began; contexts are not checked, founding happens on two computers at once.
    fn learn_founding(&mut self, at: usize) -> Result<(), String> {
        let (held, _) = self.district.changes(at);
        for raw in held {
            if self.graph.number(&raw.hash()).is_none() {
                self.graph.add_unwatched(raw)?;
            }
        }
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<(), String> {
        let count = self.district.computers.len();
        for computer in &self.district.computers {
            computer.clock.fetch_add(EVENT_MS, Ordering::Relaxed);
        }
        match event {
            Event::Save { at, writes, .. } => {
                for (record, field, value) in writes {
                    self.save(at % count, *record, *field, *value)?;
                }
                Ok(())
            }
            Event::Note { at, .. } | Event::Newer { at, .. } => self.note(at % count),
            Event::Void { at, record, .. } => self.void(at % count, *record),
            Event::Decide { at, which, keep } => self.decide(at % count, *which, *keep),
            Event::Pack { from, to, .. } => self.pack(from % count, *to),
            Event::Deliver { stick, again } => self.deliver(*stick, *again),
            Event::Swap { stick, at } => self.swap(*stick, at % count),
            Event::Lose { stick } => {
                if !self.sticks.is_empty() {
                    self.sticks.swap_remove(stick % self.sticks.len());
                    self.told.lost += 1;
                }
                Ok(())
            }
            Event::Spoil { stick, how, place } => self.spoil(*stick, *how, *place),
            Event::Jump { at, run_lengths } => {
                // The program refuses to work before its own time; only jumps forward are played on real offices.
                let ahead = run_lengths.unsigned_abs() * self.run_ms;
                self.district.computers[at % count]
                    .clock
                    .fetch_add(ahead, Ordering::Relaxed);
                Ok(())
            }
            Event::Restart { at } => {
                self.district.restart(at % count);
                Ok(())
            }
            Event::BackUp { at } => {
                self.district.back_up(at % count);
                self.backups
                    .insert(at % count, self.given[at % count].clone());
                Ok(())
            }
            Event::Restore { at, from, .. } => self.restore(at % count, from % count),
            Event::FailedSave { .. } | Event::DeclareLost => Ok(()),
        }
    }

    /// Asks as a screen would; a refusal is fine when nothing changed.
    fn work(&mut self, at: usize, call: &str, body: Value) -> Result<(), String> {
        let before = self.district.digest(at);
        if self.district.computers[at].office.ask(call, body).is_err() {
            self.told.refused += 1;
            if self.district.digest(at) != before {
                return Err(format!("{call} was refused and changed something"));
            }
        }
        self.look(at)
    }

    fn save(&mut self, at: usize, record: usize, field: usize, value: usize) -> Result<(), String> {
        let computer = &self.district.computers[at];
        let place = record % computer.cases.len();
        let (case, person) = (
            computer.cases[place].clone(),
            computer.people[place].clone(),
        );
        match field {
            0 => self.work(
                at,
                "change_risk",
                json!({ "id": case, "risk": RISKS[value % 3], "reason": "as seen" }),
            ),
            1 => {
                let Ok(view) = computer.office.ask("person", json!(person)) else {
                    return Ok(());
                };
                let mut fields = view["person"].clone();
                fields["given_name"] = json!(["Jeren", "Maral", "Ogulgerek"][value % 3]);
                self.work(
                    at,
                    "change_person",
                    json!({ "id": person, "person": fields }),
                )
            }
            _ => self.note(at),
        }
    }

    fn note(&mut self, at: usize) -> Result<(), String> {
        self.notes += 1;
        let cases = &self.district.computers[at].cases;
        let case = cases[self.notes % cases.len()].clone();
        self.work(
            at,
            "write_note",
            json!({ "case": case, "text": format!("note {} of computer {at}", self.notes) }),
        )
    }

    fn void(&mut self, at: usize, record: usize) -> Result<(), String> {
        let people = &self.district.computers[at].people;
        let person = people[record % people.len()].clone();
        // Rare, so that offices do not run out of people to work with.
        if !self.notes.is_multiple_of(5) {
            return Ok(());
        }
        self.work(
            at,
            "void_record",
            json!({ "record": person, "reason": "entered twice" }),
        )
    }

    fn decide(&mut self, at: usize, which: usize, keep: usize) -> Result<(), String> {
        let questions = self.district.computers[at]
            .office
            .call("questions", json!({}));
        let questions = questions.as_array().cloned().unwrap_or_default();
        if questions.is_empty() {
            return Ok(());
        }
        let question = &questions[which % questions.len()];
        let sides = question["sides"].as_array().map_or(0, Vec::len).max(1);
        let keep = question["sides"][keep % sides]["change"].clone();
        self.told.decisions += 1;
        self.work(
            at,
            "decide",
            json!({ "record": question["record"], "field": question["field"], "keep": keep }),
        )
    }

    fn pack(&mut self, from: usize, to: usize) -> Result<(), String> {
        let (office, computers) = self.addressee(from, to);
        if let Some(mut parcel) = self.district.pack(from, office) {
            if let Some(by) = self.relay(from, &computers) {
                parcel = self.district.pass_on(by, &parcel)?;
                self.told.passed_on += 1;
            }
            let beside = office.is_some() && office == self.district.office_of(from);
            let through = self.district.velayat.is_some()
                && (office == self.district.velayat
                    || self.district.computers[from].of == Place::Velayat);
            self.told.beside += usize::from(beside);
            self.told.through += usize::from(through);
            self.sticks.push(Stick {
                parcel,
                to: computers,
                spoiled: false,
                closed_to: beside.then(|| self.district.device(from)),
            });
            self.told.bundles += 1;
        }
        Ok(())
    }

    fn deliver(&mut self, stick: usize, again: bool) -> Result<(), String> {
        if self.sticks.is_empty() {
            return Ok(());
        }
        let at = stick % self.sticks.len();
        let Stick {
            parcel,
            to,
            spoiled,
            closed_to,
        } = &self.sticks[at];
        let receiver = to[stick % to.len()];
        let closed = closed_to.is_some_and(|writer| writer == self.district.device(receiver));
        let (parcel, spoiled) = (parcel.clone(), *spoiled || closed);
        if !again {
            self.sticks.swap_remove(at);
        }
        if spoiled {
            self.refused(receiver, &parcel)
        } else {
            self.take(receiver, &parcel)
        }
    }

    /// A stick in a computer it is not for is refused; its own writer and the other computers of its office are no strangers.
    fn swap(&mut self, stick: usize, at: usize) -> Result<(), String> {
        if self.sticks.is_empty() {
            return Ok(());
        }
        let Stick {
            parcel,
            to,
            spoiled,
            closed_to,
        } = &self.sticks[stick % self.sticks.len()];
        let closed = closed_to.is_some_and(|writer| writer == self.district.device(at));
        let (parcel, meant) = (parcel.clone(), to.contains(&at) && !spoiled && !closed);
        if meant {
            self.take(at, &parcel)
        } else {
            self.refused(at, &parcel)
        }
    }

    fn spoil(&mut self, stick: usize, how: Damage, place: usize) -> Result<(), String> {
        if self.sticks.is_empty() {
            return Ok(());
        }
        let at = stick % self.sticks.len();
        self.told.spoiled += 1;
        let damaged = self
            .district
            .folder(&format!("damaged{}", self.told.spoiled));
        let stick = &mut self.sticks[at];
        let mut bytes = std::fs::read(&stick.parcel).map_err(|error| error.to_string())?;
        match how {
            Damage::Truncated => bytes.truncate(place * 7919 % bytes.len()),
            Damage::Rot => {
                let at = place * 7919 % bytes.len();
                bytes[at] ^= 1 << (place % 8);
            }
        }
        stick.parcel = damaged.join(stick.parcel.file_name().unwrap_or_default());
        stick.spoiled = true;
        std::fs::write(&stick.parcel, bytes).map_err(|error| error.to_string())
    }

    fn refused(&mut self, at: usize, parcel: &std::path::Path) -> Result<(), String> {
        let before = self.district.digest(at);
        if self.district.take(at, parcel).is_ok() {
            return Err(format!(
                "computer {at} took a spoiled or foreign parcel over"
            ));
        }
        self.told.refused += 1;
        if self.district.digest(at) == before {
            Ok(())
        } else {
            Err(format!("computer {at}: a refused parcel changed something"))
        }
    }

    fn take(&mut self, at: usize, parcel: &std::path::Path) -> Result<(), String> {
        let before = self.given[at].changes.clone();
        self.district
            .take(at, parcel)
            .map_err(|code| format!("computer {at} refuses a whole parcel: {code}"))?;
        self.look(at)?;
        match before
            .iter()
            .find(|number| !self.given[at].changes.has(*number))
        {
            Some(gone) => Err(format!(
                "computer {at} lost change {gone} while taking a parcel over"
            )),
            None => Ok(()),
        }
    }

    fn restore(&mut self, at: usize, from: usize) -> Result<(), String> {
        // The centre does not become a computer of an etrap, nor one office another.
        let from = if self.district.computers[at].of == self.district.computers[from].of {
            from
        } else {
            at
        };
        if self.district.put_back(at, from) {
            self.given[at] = self.backups[&from].clone();
            self.told.restores += usize::from(at == from);
            self.told.copies += usize::from(at != from);
            self.look(at)?;
        }
        Ok(())
    }

    /// Reads what a computer holds now. What nobody knew was written there, and must name exactly what was here before it.
    fn look(&mut self, at: usize) -> Result<(), String> {
        let (held, waiting) = self.district.changes(at);
        for raw in held.iter().chain(&waiting) {
            if self.graph.number(&raw.hash()).is_none() {
                let number = self.graph.add(raw.clone(), &self.given[at])?;
                self.given[at].changes.insert(number);
                self.told.changes += 1;
            }
        }
        self.given[at].changes = names(&held)
            .chain(names(&waiting))
            .filter_map(|hash| self.graph.number(&hash))
            .collect();
        Ok(())
    }

    /// Every computer hands over to the centre and gets the answer; tells whether anything new travelled.
    fn exchange(&mut self) -> Result<usize, String> {
        let centre = self.district.centre();
        let mut new = 0;
        for at in 0..centre {
            let office = self.district.office_of(at);
            for (from, to, receiver) in [(at, None, centre), (centre, office, at)] {
                if let Some(parcel) = self.district.pack(from, to) {
                    let before = self.given[receiver].changes.iter().count();
                    self.take(receiver, &parcel)?;
                    new += self.given[receiver].changes.iter().count() - before;
                }
            }
        }
        Ok(new)
    }

    fn heal(&mut self) -> Result<(), String> {
        self.sticks.clear();
        let mut survivors = Bits::new();
        self.given
            .iter()
            .for_each(|given| survivors.add(&given.changes));
        self.told.died = self.graph.len() - survivors.iter().count();
        for _ in 0..ENOUGH {
            self.exchange()?;
        }
        let new = self.exchange()?;
        if new > 0 {
            return Err(format!(
                "after {ENOUGH} exchanges {new} changes still travel"
            ));
        }
        let everything = Given {
            changes: survivors,
            lost: Bits::new(),
            written: Hlc::ZERO,
        };
        let possible = self.graph.applied(&everything);
        for at in 0..self.district.computers.len() {
            self.judge(at, &possible)
                .map_err(|what| format!("computer {at}: {what}"))?;
        }
        Ok(())
    }
}
