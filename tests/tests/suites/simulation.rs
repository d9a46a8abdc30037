//! Random histories of a district through the real engine: real stores, real sealed bundles, sticks that are lost, repeated, swapped and
//! damaged, computers put back from an old copy.
//!
//! `GOLDAW_SEEDS` says how many histories, `GOLDAW_SEED` with which one to begin. Each history ends by healing with ordinary exchanges
//! only, and then: all equal, nothing lost, log and tables agree.

use std::collections::BTreeSet;
use std::path::PathBuf;

use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::chance::{Chance, seed};
use goldaw_tests::office::{Office, by_folder};
use serde_json::json;

use crate::exchange::{District, copy_folder, take_over};

const SEEDS: u64 = 3;
const STEPS: u64 = 80;
const COMPUTERS: usize = 3;
const RISKS: [&str; 3] = ["low", "medium", "high"];

#[test]
fn random_histories_lose_nothing_and_end_equal() {
    let seeds =
        std::env::var("GOLDAW_SEEDS").map_or(SEEDS, |seeds| seeds.parse().expect("a number"));
    let first = seed("simulation");
    let mut told = Told::default();
    for number in 0..seeds {
        history(first.wrapping_add(number), &mut told);
    }
    println!(
        "{seeds} histories: {} notes, {} bundles, {} lost, {} repeated, {} damaged, {} copies put back, {} questions; 0 lost, all equal",
        told.notes,
        told.bundles,
        told.lost,
        told.repeated,
        told.damaged,
        told.restored,
        told.questions
    );
}

#[derive(Default)]
struct Told {
    notes: u64,
    bundles: u64,
    lost: u64,
    repeated: u64,
    damaged: u64,
    restored: u64,
    questions: u64,
}

struct World {
    district: District,
    computers: Vec<Office>,
    case: String,
    stick: PathBuf,
    /// Notes said to be saved. Those of a computer put back to an older copy are lost with its disk, unless somebody else held them.
    saved: Vec<BTreeSet<String>>,
    copies: Vec<Option<BTreeSet<String>>>,
    on_the_way: Vec<(PathBuf, Option<usize>)>,
}

fn history(seed: u64, told: &mut Told) {
    let mut chance = Chance::new(seed);
    let mut world = begin();
    for step in 0..STEPS {
        world.step(step, &mut chance, told);
    }
    world.heal();
    world.judge(seed);
}

fn begin() -> World {
    let district = District::new();
    let computers: Vec<Office> = (0..COMPUTERS)
        .map(|number| district.joined(&format!("pc{number}"), "AH-GDP"))
        .collect();
    let (_, case) = computers[0].open_case("Nuryýewa", "Jeren");
    let stick = district.stick("stick");
    let mut world = World {
        district,
        case,
        stick,
        saved: vec![BTreeSet::new(); COMPUTERS],
        copies: vec![None; COMPUTERS],
        on_the_way: Vec::new(),
        computers,
    };
    world.heal();
    world
}

impl World {
    fn step(&mut self, step: u64, chance: &mut Chance, told: &mut Told) {
        let at = chance.below(COMPUTERS as u64) as usize;
        match chance.below(23) {
            0..=5 => {
                let words = format!("note {step} of computer {at}");
                self.computers[at].call("write_note", json!({ "case": self.case, "text": words }));
                self.saved[at].insert(words);
                told.notes += 1;
            }
            6..=8 => {
                let level = RISKS[chance.below(3) as usize];
                let reason = format!("reason {step}");
                self.computers[at].call(
                    "change_risk",
                    json!({ "id": self.case, "risk": level, "reason": reason }),
                );
            }
            9..=12 => {
                if let Some(parcel) = self.pack(&self.computers[at], None) {
                    self.on_the_way.push((parcel, None));
                    told.bundles += 1;
                }
            }
            13 | 14 => {
                if let Some(parcel) = self.pack(&self.district.centre, Some(&self.computers[0])) {
                    self.on_the_way
                        .extend((0..COMPUTERS).map(|to| (parcel.clone(), Some(to))));
                    told.bundles += 1;
                }
            }
            15 | 16 if !self.on_the_way.is_empty() => self.deliver(chance, told),
            17 => {
                self.computers[at].call("lock", json!({}));
                copy_folder(
                    &self.district.folder(&format!("pc{at}")),
                    &self.district.folder(&format!("copy{at}")),
                );
                self.computers[at].unlock();
                self.copies[at] = Some(notes(&self.computers[at]));
            }
            18 => self.put_back(at, told),
            _ => self.decide((at > 0).then_some(at), told),
        }
    }

    fn deliver(&mut self, chance: &mut Chance, told: &mut Told) {
        let which = chance.below(self.on_the_way.len() as u64) as usize;
        match chance.below(8) {
            0 => {
                self.on_the_way.remove(which);
                told.lost += 1;
            }
            1 => {
                let (parcel, to) = self.on_the_way[which].clone();
                self.refuse_damaged(&parcel, to, chance);
                told.damaged += 1;
            }
            2 => {
                let (parcel, to) = self.on_the_way[which].clone();
                take_over(self.receiver(to), &parcel);
                told.repeated += 1;
            }
            _ => {
                let (parcel, to) = self.on_the_way.remove(which);
                take_over(self.receiver(to), &parcel);
            }
        }
    }

    /// A damaged copy of a parcel is refused and changes nothing.
    fn refuse_damaged(&self, parcel: &std::path::Path, to: Option<usize>, chance: &mut Chance) {
        let mut bytes = std::fs::read(parcel).unwrap();
        let at = chance.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << chance.below(8);
        let damaged = self.district.stick("damaged");
        std::fs::write(damaged.join(parcel.file_name().unwrap()), bytes).unwrap();
        let office = self.receiver(to);
        let digest = || {
            office
                .desk()
                .with_session(|session| Ok(session.read().digest()?))
                .unwrap()
        };
        let before = digest();
        let file = parcel.file_name().unwrap().to_string_lossy().into_owned();
        let refused = office.ask(
            "take_over",
            json!({ "carrier": by_folder(&damaged), "file": file }),
        );
        assert!(refused.is_err(), "a flipped bit at {at} was taken over");
        assert_eq!(digest(), before);
    }

    fn put_back(&mut self, at: usize, told: &mut Told) {
        let Some(held) = self.copies[at].clone() else {
            return;
        };
        self.computers[at].call("lock", json!({}));
        let (folder, copy) = (
            self.district.folder(&format!("pc{at}")),
            self.district.folder(&format!("copy{at}")),
        );
        std::fs::remove_dir_all(&folder).unwrap();
        copy_folder(&copy, &folder);
        self.computers[at] = Office::at(&folder);
        self.computers[at].unlock();
        let others = self
            .computers
            .iter()
            .enumerate()
            .filter(|(number, _)| *number != at);
        let mut elsewhere = notes(&self.district.centre);
        elsewhere.extend(others.flat_map(|(_, other)| notes(other)));
        self.saved[at].retain(|words| held.contains(words) || elsewhere.contains(words));
        told.restored += 1;
    }

    /// Decides the first question of a computer, or of the centre.
    fn decide(&self, at: Option<usize>, told: &mut Told) {
        let office = self.receiver(at);
        let questions = office.call("questions", json!({}));
        let Some(question) = questions.as_array().and_then(|questions| questions.first()) else {
            return;
        };
        let decision = json!({ "record": question["record"], "field": question["field"], "keep": question["sides"][0]["change"] });
        office.call("decide", decision);
        told.questions += 1;
    }

    fn receiver(&self, to: Option<usize>) -> &Office {
        to.map_or(&self.district.centre, |at| &self.computers[at])
    }

    /// Ordinary exchanges until nobody has anything new: everybody to the centre, the centre to everybody, three times.
    fn heal(&mut self) {
        self.on_the_way.clear();
        for _ in 0..3 {
            for computer in &self.computers {
                if let Some(parcel) = self.pack(computer, None) {
                    take_over(&self.district.centre, &parcel);
                }
            }
            if let Some(answer) = self.pack(&self.district.centre, Some(&self.computers[0])) {
                for computer in &self.computers {
                    take_over(computer, &answer);
                }
            }
        }
    }

    /// Hands over to the stick; nothing when nothing is new for the other side.
    fn pack(&self, from: &Office, to: Option<&Office>) -> Option<PathBuf> {
        let to = to.map(|office| id_of(office).to_string());
        let done = from
            .ask(
                "hand_over",
                json!({ "carrier": by_folder(&self.stick), "to": to }),
            )
            .ok()?;
        Some(self.stick.join(done["file"].as_str().unwrap()))
    }

    fn judge(&self, seed: u64) {
        let held = notes(&self.district.centre);
        for saved in &self.saved {
            for words in saved {
                assert!(
                    held.contains(words),
                    "seed {seed}: \"{words}\" was said to be saved and is gone"
                );
            }
        }
        let mut all: Vec<(&str, &Office)> = self
            .computers
            .iter()
            .map(|computer| ("a computer", computer))
            .collect();
        all.push(("the centre", &self.district.centre));
        all_equal(&all, id_of(&self.computers[0]));
        for (name, office) in all {
            log_and_tables_agree(name, office);
        }
    }
}
