//! What is on the screen, and what of it changed.

use std::collections::BTreeMap;

use super::Session;
use crate::answer::{self, Answer};
use crate::expression::Spot;
use crate::label::{Piece, Words, pieces};
use crate::question::{Kind, Unanswered};

/// An item as the screen shows it, in the language of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its path, with the numbers of instances: `members[2]/age`; of a repeat its own, of each instance with its number.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// The question, with answers in it.
    pub label: String,
    /// Help below it.
    pub hint: String,
    /// Help for the worker.
    pub guidance: String,
    /// The answer.
    pub answer: Option<Answer>,
    /// Why there is none.
    pub unanswered: Option<Unanswered>,
    /// What may stand in place of an answer.
    pub may_leave: Vec<Unanswered>,
    /// Whether an answer must be given.
    pub required: bool,
    /// Whether it is only shown.
    pub read_only: bool,
    /// What is wrong with the answer.
    pub violation: Option<Violation>,
    /// What can be chosen now.
    pub choices: Vec<Offered>,
    /// How many instances of a repeat there are; none for what is no repeat.
    pub instances: Option<usize>,
    /// Whether the worker may add and take out instances.
    pub may_add: bool,
    /// Whether a group is a page of its own.
    pub section: bool,
    /// How it looks, in the words of XLSForm.
    pub appearance: String,
}

/// A choice that can be taken now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What is stored.
    pub name: String,
    /// What is read.
    pub label: String,
}

/// What is wrong with an answer. The words are the form's own; empty where it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// An answer must be given.
    Required {
        /// What the form says.
        message: String,
    },
    /// The answer breaks the constraint.
    Constraint {
        /// What the form says.
        message: String,
    },
}

impl Violation {
    /// Gives the code the screens translate where the form has no words of its own.
    pub fn code(&self) -> &'static str {
        match self {
            Violation::Required { .. } => "answer-required",
            Violation::Constraint { .. } => "answer-constraint",
        }
    }
}

/// What changed on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path of the item; of one that is gone the path it had.
    pub path: String,
    /// How it looks now; none when it is gone.
    pub now: Option<Shown>,
}

impl Session {
    /// Compares what was touched, or everything, with what the screen was told, and tells it what is different.
    pub(super) fn tell_screen(&mut self, everything: bool) -> Vec<Change> {
        if everything {
            self.touch_all(0);
        }
        let mut changes = Vec::new();
        for spot in std::mem::take(&mut self.run.touched) {
            // What is in an instance that was just added or is asked again has not been told yet.
            let now = self.shown(spot);
            let before = self.screen.get(&spot);
            if before == now.as_ref() {
                continue;
            }
            let key = self.order_of(spot);
            match now {
                Some(now) => {
                    changes.push((key, now.path.clone(), Some(now.clone())));
                    self.screen.insert(spot, now);
                }
                None => {
                    if let Some(gone) = self.screen.remove(&spot) {
                        changes.push((key, gone.path, None));
                    }
                }
            }
        }
        let gone: Vec<Spot> = self
            .screen
            .keys()
            .filter(|spot| !everything && !self.run.tree.is_asked(spot.scope))
            .copied()
            .collect();
        for spot in gone {
            let key = self.order_of(spot);
            if let Some(gone) = self.screen.remove(&spot) {
                changes.push((key, gone.path, None));
            }
        }
        changes.sort_by(|a, b| a.0.cmp(&b.0));
        changes
            .into_iter()
            .map(|(_, path, now)| Change { path, now })
            .collect()
    }

    /// An item as it looks now; none when it is not on the screen.
    fn shown(&self, spot: Spot) -> Option<Shown> {
        let node = self.form.layout.node(spot.node);
        let item = &node.item;
        let cell = self.run.tree.cell(spot.node, spot.scope);
        let on_screen = item.kind.is_shown() && node.parent.is_some() && cell.relevant;
        if !on_screen || !self.run.tree.is_asked(spot.scope) {
            return None;
        }
        Some(Shown {
            path: self.path(spot),
            kind: item.kind,
            label: self.words(spot, &item.label),
            hint: self.words(spot, &item.hint),
            guidance: self.words(spot, &item.guidance),
            answer: answer::stored(item.kind, cell.text()),
            unanswered: cell.why,
            may_leave: item.unanswered.clone(),
            required: cell.required,
            read_only: cell.read_only,
            violation: self.violation(spot),
            choices: self.offered(spot),
            instances: node.inner.map(|_| cell.asked),
            may_add: node.inner.is_some() && item.count.is_empty(),
            section: item.section,
            appearance: item.appearance.clone(),
        })
    }

    /// What is wrong with an answer, whether it is on the screen or not.
    pub(super) fn violation(&self, spot: Spot) -> Option<Violation> {
        let item = &self.form.layout.node(spot.node).item;
        let cell = self.run.tree.cell(spot.node, spot.scope);
        if !cell.relevant || !item.kind.is_asked() {
            return None;
        }
        if !cell.kept {
            let message = self.words(spot, &item.constraint_message);
            return Some(Violation::Constraint { message });
        }
        if cell.required && cell.text().is_empty() && cell.why.is_none() {
            let message = self.words(spot, &item.required_message);
            return Some(Violation::Required { message });
        }
        None
    }

    fn offered(&self, spot: Spot) -> Vec<Offered> {
        let Some(list) = self.form.layout.node(spot.node).list else {
            return Vec::new();
        };
        let choices = self.form.layout.choices(list);
        let cell = self.run.tree.cell(spot.node, spot.scope);
        let offered = choices.iter().enumerate().filter(|(at, _)| {
            let offered = cell.offered.as_ref();
            offered.is_none_or(|offered| offered.binary_search(at).is_ok())
        });
        offered
            .map(|(_, choice)| Offered {
                name: choice.name.clone(),
                label: self.plain_words(&choice.label).to_owned(),
            })
            .collect()
    }

    fn plain_words<'a>(&'a self, words: &'a Words) -> &'a str {
        let otherwise = &self.form.definition().default_language;
        words.read_in(&self.run.start.language, otherwise)
    }

    /// Words with the answers that stand in them.
    fn words(&self, spot: Spot, words: &Words) -> String {
        let text = self.plain_words(words);
        let answers = &self.form.plan(spot.node).words;
        if answers.is_empty() {
            return text.to_owned();
        }
        let mut read = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => read.push_str(words),
                Piece::Answer(name) => {
                    if let Some(bound) = answers.get(name) {
                        read.push_str(&self.run.text(bound, spot));
                    }
                }
            }
        }
        read
    }

    /// Everything that keeps the form from being finished, by path, in the order of the form.
    pub fn violations(&self) -> Vec<(String, Violation)> {
        let mut found = BTreeMap::new();
        let mut scopes = vec![0];
        while let Some(scope) = scopes.pop() {
            let frame = self.run.tree.scope(scope).frame;
            for &node in &self.form.layout.frame(frame).nodes {
                let spot = Spot { node, scope };
                if let Some(violation) = self.violation(spot) {
                    found.insert(self.order_of(spot), (self.path(spot), violation));
                }
                let cell = self.run.tree.cell(node, scope);
                scopes.extend(cell.instances.iter().take(cell.asked));
            }
        }
        found.into_values().collect()
    }
}
