//! A case between two offices in any weather: bundles late, twice, lost, out of order; offers, answers and withdrawals that cross.
//!
//! However it goes, in the end all stores agree, exactly one office works on the case, no note is lost, and a third office has learned
//! nothing. The seed is printed; `GOLDAW_SEED` repeats a run.

use std::path::PathBuf;

use goldaw_tests::agreement::notes;
use goldaw_tests::chance::{Chance, seed};
use goldaw_tests::office::Office;
use serde_json::{Value, json};

use crate::exchange::take_over;
use crate::transfer_scene::{Scene, open_cases};

const STEPS: usize = 60;

/// A stick on its way: the parcel and whose it is; none is the centre's.
type Stick = (PathBuf, Option<usize>);

struct Storm {
    scene: Scene,
    chance: Chance,
    sticks: Vec<Stick>,
    case: String,
    consent: String,
    written: Vec<String>,
}

impl Storm {
    fn step(&mut self, nth: usize) {
        match self.chance.below(10) {
            0 | 1 => self.give(nth),
            2..=4 => self.answer(nth),
            5 | 6 => self.pack(),
            _ => self.deliver(),
        }
    }

    /// Something happens at the giving office.
    fn give(&mut self, nth: usize) {
        let giver = &self.scene.giver;
        let words = format!("there {nth}");
        let late = json!({ "case": self.case, "text": words, "reason": "came later" });
        let done = match self.chance.below(5) {
            0 => {
                let lines = giver.call("transfers", json!({}));
                let line = lines.as_array().unwrap().first().cloned();
                let id = line.map_or(Value::Null, |line| line["id"].clone());
                let _ = giver.ask(
                    "withdraw_offer",
                    json!({ "transfer": id, "reason": "stays" }),
                );
                false
            }
            1 => {
                let risk = ["low", "medium", "high"][nth % 3];
                let body =
                    json!({ "id": self.case, "risk": risk, "reason": format!("reason {nth}") });
                let _ = giver.ask("change_risk", body);
                false
            }
            2 => {
                let note = json!({ "case": self.case, "text": words });
                giver.ask("write_note", note).is_ok() || giver.ask("write_late_note", late).is_ok()
            }
            _ => {
                let to = goldaw_tests::agreement::id_of(&self.scene.receiver).to_string();
                let body = json!({ "case": self.case, "to": to, "reason": "moved", "consent": self.consent });
                let _ = giver.ask("offer_case", body);
                false
            }
        };
        if done {
            self.written.push(words);
        }
    }

    /// Something happens at a computer of the receiving office.
    fn answer(&mut self, nth: usize) {
        let office = [&self.scene.receiver, &self.scene.second][self.chance.below(2) as usize];
        let lines = office.call("transfers", json!({}));
        let waits = lines
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["state"] == "waiting");
        if let Some(line) = waits {
            let body = json!({ "transfer": line["id"], "reason": "no room" });
            let call = if self.chance.below(4) == 0 {
                "refuse_transfer"
            } else {
                "accept_transfer"
            };
            office.call(call, body);
            return;
        }
        let cases = office.call("cases", json!({}));
        if let Some(case) = cases["cases"].as_array().unwrap().first() {
            office.call(
                "write_note",
                json!({ "case": case["id"], "text": format!("here {nth}") }),
            );
        }
    }

    fn pack(&mut self) {
        let at = self.chance.below(4) as usize;
        let office = self.scene.offices()[at];
        let (parcel, to) = if self.chance.below(2) == 0 {
            (self.scene.parcel(office, None), None)
        } else {
            (
                self.scene.parcel(self.scene.centre(), Some(office)),
                Some(at),
            )
        };
        self.sticks.extend(parcel.map(|parcel| (parcel, to)));
    }

    /// A stick arrives, perhaps to arrive again; or it is lost.
    fn deliver(&mut self) {
        if self.sticks.is_empty() {
            return self.pack();
        }
        let at = self.chance.below(self.sticks.len() as u64) as usize;
        let (parcel, to) = self.sticks[at].clone();
        let fate = self.chance.below(5);
        if fate != 0 {
            let office: &Office = match to {
                Some(at) => self.scene.offices()[at],
                None => self.scene.centre(),
            };
            take_over(office, &parcel);
        }
        if fate != 1 {
            self.sticks.swap_remove(at);
        }
    }
}

#[test]
fn in_any_weather_one_office_has_the_case_and_nothing_is_lost() {
    let first = seed("transfer storm");
    let mut ends = std::collections::BTreeMap::new();
    for run in 0..8 {
        let run = first.wrapping_add(run);
        let scene = Scene::new();
        let (_, case, consent) = scene.case();
        let mut storm = Storm {
            scene,
            chance: Chance::new(run),
            sticks: Vec::new(),
            case,
            consent,
            written: Vec::new(),
        };
        for nth in 0..STEPS {
            storm.step(nth);
        }
        let scene = &storm.scene;
        scene.at_rest();
        let open = (open_cases(&scene.giver), open_cases(&scene.receiver));
        assert_eq!(open.0 + open.1, 1, "seed {run}: {open:?}");
        let there = notes(&scene.giver);
        let here = notes(&scene.receiver);
        for words in &storm.written {
            assert!(there.contains(words), "seed {run}: {words} is lost there");
            assert!(
                open.1 == 0 || here.contains(words),
                "seed {run}: {words} has not followed"
            );
        }
        *ends.entry(open).or_insert(0) += 1;
    }
    println!("open cases there and here, in how many runs: {ends:?}");
}
