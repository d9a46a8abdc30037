//! Forms and answers by chance: every function, every kind of path, groups, repeats, filters. Questions read earlier ones, so no form
//! waits for itself.
//!
//! Where ODK Web Forms departs from the specification (docs/decisions/0022-forms.md) nothing is invented.

use goldaw_forms::{Choice, Definition, Item, Kind, Words};
use serde::{Deserialize, Serialize};

use crate::chance::Chance;

/// A form, and what is answered one after the other.
#[derive(Serialize, Deserialize)]
pub struct Trial {
    pub name: String,
    pub form: Definition,
    pub steps: Vec<Step>,
}

/// One answer, in the words of an XForms instance.
#[derive(Serialize, Deserialize)]
pub struct Step {
    pub path: String,
    pub text: String,
}

/// A question that can be read, as its expressions name it.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The repeat it stands in.
    pub(crate) repeat: Option<String>,
}

pub(crate) struct Inventor {
    pub(crate) chance: Chance,
    pub(crate) known: Vec<Known>,
    /// The repeat being invented.
    pub(crate) inside: Option<String>,
    names: usize,
}

const LANGUAGE: &str = "default";

/// Invents one form with its answers.
pub fn invent(seed: u64) -> Trial {
    let mut inventor = Inventor {
        chance: Chance::new(seed),
        known: Vec::new(),
        inside: None,
        names: 0,
    };
    let mut form = Definition::new(&format!("trial_{seed}"), "1", &[LANGUAGE]);
    for (list, choices) in [("town", TOWNS), ("colour", COLOURS)] {
        let choices = choices.iter().map(|(name, area)| Choice {
            name: (*name).to_owned(),
            label: Words::new(LANGUAGE, &format!("The {name}")),
            columns: [("area".to_owned(), (*area).to_owned())].into(),
            ..Choice::default()
        });
        form.choices.insert(list.to_owned(), choices.collect());
    }
    for kind in [
        Kind::Integer,
        Kind::Text,
        Kind::Decimal,
        Kind::Date,
        Kind::SelectMultiple,
        Kind::Time,
    ] {
        let item = inventor.question(kind);
        form.items.push(item);
    }
    for _ in 0..14 {
        let item = inventor.item(2);
        form.items.push(item);
    }
    let steps = inventor.steps(&form);
    Trial {
        name: format!("seed {seed}"),
        form,
        steps,
    }
}

const TOWNS: &[(&str, &str)] = &[
    ("tejen", "north"),
    ("mary", "south"),
    ("kaka", "north"),
    ("atamyrat", "south"),
];
const COLOURS: &[(&str, &str)] = &[("red", "1"), ("green", "2"), ("blue", "3")];

impl Inventor {
    fn name(&mut self, of: &str) -> String {
        self.names += 1;
        format!("{of}{}", self.names)
    }

    fn item(&mut self, depth: usize) -> Item {
        match self.chance.below(12) {
            0 | 1 if depth > 0 => self.group(depth),
            2 if depth > 0 && self.inside.is_none() => self.repeat(depth),
            3..=6 => self.calculate(),
            _ => {
                let kind = self.chance.one(&[
                    Kind::Integer,
                    Kind::Decimal,
                    Kind::Text,
                    Kind::Date,
                    Kind::Time,
                    Kind::SelectOne,
                    Kind::SelectMultiple,
                ]);
                self.question(kind)
            }
        }
    }

    fn group(&mut self, depth: usize) -> Item {
        let name = self.name("g");
        let mut group = Item::new(Kind::Group, &name);
        group.label = Words::new(LANGUAGE, &name);
        if self.chance.once_in(2) {
            group.relevant = self.truth(2);
        }
        group.items = (0..3).map(|_| self.item(depth - 1)).collect();
        group
    }

    fn repeat(&mut self, depth: usize) -> Item {
        let name = self.name("r");
        let mut repeat = Item::new(Kind::Repeat, &name);
        repeat.label = Words::new(LANGUAGE, &name);
        repeat.count = match self.chance.below(3) {
            0 => "2".to_owned(),
            _ => format!("1 + coalesce(int(abs({}) mod 3), 0)", self.number(0)),
        };
        // What stands in it first is read by what comes after, as one of its own and from outside as all of them.
        self.inside = Some(name.clone());
        let first = self.question(Kind::Integer);
        let second = self.question(Kind::Text);
        repeat.items = vec![first, second];
        repeat.items.extend((0..3).map(|_| self.item(depth - 1)));
        let mut place = Item::new(Kind::Calculate, &self.name("c"));
        place.calculation = "position(..)".to_owned();
        repeat.items.push(place);
        self.inside = None;
        repeat
    }

    fn question(&mut self, kind: Kind) -> Item {
        let name = self.name("q");
        let mut item = Item::new(kind, &name);
        item.label = Words::new(LANGUAGE, &name);
        if self.chance.once_in(3) {
            item.relevant = self.truth(2);
        }
        if self.chance.once_in(4) {
            item.required = self.truth(1);
        }
        if self.chance.once_in(8) {
            item.read_only = self.truth(1);
        }
        if self.chance.once_in(3) {
            item.constraint = match kind {
                Kind::Integer | Kind::Decimal => {
                    format!(". {} {}", self.comparison(), self.number(1))
                }
                Kind::Date => format!(". {} {}", self.comparison(), self.date(1)),
                Kind::SelectMultiple => format!("count-selected(.) {} 2", self.comparison()),
                _ => format!("string-length(.) {} {}", self.comparison(), self.number(0)),
            };
        }
        if kind.chooses() {
            item.choices = self.chance.one(&["town", "colour"]).to_owned();
            if self.chance.once_in(3) {
                item.choice_filter = match self.chance.below(3) {
                    0 => format!("area != {}", self.text(0)),
                    1 => format!("area = 'north' or {}", self.truth(1)),
                    _ => format!(
                        "string-length(name) {} {}",
                        self.comparison(),
                        self.number(0)
                    ),
                };
            }
        }
        if kind == Kind::Integer && self.chance.once_in(6) {
            item.default = "3".to_owned();
        }
        self.known.push(Known {
            name,
            kind,
            repeat: self.inside.clone(),
        });
        item
    }

    fn calculate(&mut self) -> Item {
        let name = self.name("c");
        let mut item = Item::new(Kind::Calculate, &name);
        item.calculation = match self.chance.below(8) {
            0 => format!("string({})", self.truth(3)),
            1 | 2 => self.text(3),
            3 => self.date(2),
            4 => self.over_all(),
            _ => self.number(3),
        };
        if self.chance.once_in(4) {
            item.relevant = self.truth(1);
        }
        self.known.push(Known {
            name,
            kind: Kind::Calculate,
            repeat: self.inside.clone(),
        });
        item
    }

    /// Answers to any question of the form, in any order, also of instances that may not be there.
    fn steps(&mut self, form: &Definition) -> Vec<Step> {
        let mut places = Vec::new();
        paths(&form.items, "", &mut places);
        (0..30)
            .filter_map(|_| {
                let (path, kind, list) = places[self.chance.below(places.len())].clone();
                // An instance that a smaller count leaves out keeps its answers here and not there: only the first is answered.
                let path = path.replace("[]", "[1]");
                let text = self.answer(kind, &list)?;
                Some(Step { path, text })
            })
            .collect()
    }

    fn answer(&mut self, kind: Kind, list: &str) -> Option<String> {
        let choices: &[&str] = match list {
            "town" => &["tejen", "mary", "kaka", "atamyrat"],
            _ => &["red", "green", "blue"],
        };
        Some(match kind {
            Kind::Integer => self
                .chance
                .one(&["0", "1", "2", "3", "5", "-4", "12", "100", ""])
                .to_owned(),
            Kind::Decimal => self
                .chance
                .one(&["0.5", "2.25", "10", "-1.5", "3.14159", ""])
                .to_owned(),
            Kind::Text => self
                .chance
                .one(&[
                    "abc",
                    "a",
                    "b 2",
                    "12",
                    "007",
                    "north",
                    "Aýna Meredowa",
                    "x-y-z",
                    "a  b",
                    "",
                ])
                .to_owned(),
            Kind::Date => self
                .chance
                .one(&["2026-11-25", "2020-02-29", "1999-12-31", ""])
                .to_owned(),
            Kind::Time => self
                .chance
                .one(&["06:30:00", "23:59:59", "00:00:00"])
                .to_owned(),
            Kind::SelectOne => self.chance.one(choices).to_owned(),
            Kind::SelectMultiple => {
                let taken: Vec<&str> = choices
                    .iter()
                    .filter(|_| self.chance.once_in(2))
                    .copied()
                    .collect();
                taken.join(" ")
            }
            _ => return None,
        })
    }
}

/// Paths of all questions, `[]` where the number of an instance stands.
fn paths(items: &[Item], above: &str, places: &mut Vec<(String, Kind, String)>) {
    for item in items {
        let path = if above.is_empty() {
            item.name.clone()
        } else {
            format!("{above}/{}", item.name)
        };
        match item.kind {
            Kind::Group => paths(&item.items, &path, places),
            Kind::Repeat => paths(&item.items, &format!("{path}[]"), places),
            Kind::Calculate => {}
            kind => places.push((path, kind, item.choices.clone())),
        }
    }
}

/// The form speed is measured with: 300 questions, 100 of them asked by earlier answers, with constraints and sums; and 1,000 answers.
pub fn large() -> Trial {
    let mut chance = Chance::new(300);
    let mut form = Definition::new("large", "1", &[LANGUAGE]);
    let yes_no = ["yes", "no", "unknown"].map(|name| Choice {
        name: name.to_owned(),
        label: Words::new(LANGUAGE, name),
        ..Choice::default()
    });
    form.choices.insert("yes_no".to_owned(), yes_no.into());
    for at in 0..300_usize {
        let kind = chance.one(&[Kind::Integer, Kind::Text, Kind::SelectOne, Kind::Decimal]);
        let mut item = Item::new(kind, &format!("q{at}"));
        item.label = Words::new(LANGUAGE, &format!("Question {at}"));
        if at % 3 == 2 {
            let before = at - 1 - chance.below(2);
            let earlier = &form.items[before];
            item.relevant = match earlier.kind {
                Kind::SelectOne => format!("selected(${{q{before}}}, 'yes') or ${{q0}} > 3"),
                Kind::Text => format!("string-length(${{q{before}}}) < 6 and ${{q0}} != 9"),
                _ => format!("${{q{before}}} >= 0 or ${{q{before}}} = ''"),
            };
        }
        match kind {
            Kind::Integer => item.constraint = ". >= 0 and . < 150".to_owned(),
            Kind::SelectOne => item.choices = "yes_no".to_owned(),
            _ => {}
        }
        if at == 0 {
            item = Item::new(Kind::Integer, "q0");
            item.label = Words::new(LANGUAGE, "Question 0");
        }
        form.items.push(item);
    }
    for block in 0..10 {
        let mut sum = Item::new(Kind::Calculate, &format!("sum{block}"));
        let parts = (0..30).map(|at| format!("coalesce(number(${{q{}}}), 0)", block * 30 + at));
        sum.calculation = parts.collect::<Vec<_>>().join(" + ");
        form.items.push(sum);
    }
    let mut steps = Vec::new();
    for _ in 0..1_000 {
        let at = chance.below(300);
        let text = match form.items[at].kind {
            Kind::Integer => format!("{}", chance.below(120)),
            Kind::Decimal => format!("{}.5", chance.below(99)),
            Kind::SelectOne => chance.one(&["yes", "no", "unknown"]).to_owned(),
            _ => "abcdefgh"[..1 + chance.below(7)].to_owned(),
        };
        steps.push(Step {
            path: format!("q{at}"),
            text,
        });
    }
    Trial {
        name: "large".to_owned(),
        form,
        steps,
    }
}
