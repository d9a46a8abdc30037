//! A form as it is kept: a draft with everything that was typed, or finished with what was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Session, Start, Violation};
use crate::answer::{self, Answer};
use crate::expression::Spot;
use crate::form::Form;
use crate::question::{Kind, Unanswered};

/// The answers to a form. Values are JSON without fractions, keys are paths: `income`, `members[2]/age`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The form.
    pub form: String,
    /// Its version.
    pub version: String,
    /// What was answered, and computed, among what was asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answer>,
    /// What was asked and left without an answer for a reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unanswered: BTreeMap<String, Unanswered>,
    /// What was not asked. A question in none of the three was asked and left empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_asked: BTreeSet<String>,
    /// How many instances each repeat has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub instances: BTreeMap<String, usize>,
    /// Answers without a question now: of questions not asked in a draft, and of questions and choices this version does not have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub aside: BTreeMap<String, Answer>,
}

/// What a finished form amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The answers.
    pub answers: Answers,
    /// What the form calls itself in lists; empty where it says nothing.
    pub name: String,
    /// Its scores.
    pub scores: Vec<crate::score::Scored>,
}

/// How a question stands in an answered form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has an answer.
    Answered,
    /// It was asked and left for a reason.
    Left(Unanswered),
    /// It was not asked.
    NotAsked,
    /// It was asked and left empty.
    Empty,
}

/// Rounds in which answers of a draft may make room for one another; more than questions lie inside one another.
const MAX_ROUNDS: usize = 100;

impl Answers {
    /// Tells how a question stands.
    pub fn standing(&self, path: &str) -> Standing {
        if self.answers.contains_key(path) {
            Standing::Answered
        } else if let Some(why) = self.unanswered.get(path) {
            Standing::Left(*why)
        } else if self.not_asked.contains(path) {
            Standing::NotAsked
        } else {
            Standing::Empty
        }
    }
}

impl Session {
    /// Returns everything typed so far, to go on with later.
    pub fn draft(&self) -> Answers {
        let mut kept = Answers {
            form: self.form.definition().id.clone(),
            version: self.form.definition().version.clone(),
            answers: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            not_asked: BTreeSet::new(),
            instances: BTreeMap::new(),
            aside: self.left.clone(),
        };
        self.each_answer(0, &mut |path, spot, answer| {
            let cell = self.run.tree.cell(spot.node, spot.scope);
            let whole = cell.relevant && cell.offered_part.is_none();
            if whole {
                kept.answers.insert(path, answer);
            } else {
                if let Some(part) = answer::stored(self.kind(spot), cell.text()) {
                    kept.answers.insert(path.clone(), part);
                }
                kept.aside.insert(path, answer);
            }
        });
        let mut scopes = vec![0];
        while let Some(scope) = scopes.pop() {
            let frame = self.run.tree.scope(scope).frame;
            for &node in &self.form.layout.frame(frame).nodes {
                let spot = Spot { node, scope };
                let cell = self.run.tree.cell(node, scope);
                let kind = self.kind(spot);
                if let (Some(why), true) = (cell.why, cell.relevant) {
                    kept.unanswered.insert(self.path(spot), why);
                }
                if kind.is_asked() && !cell.relevant {
                    kept.not_asked.insert(self.path(spot));
                }
                if kind == Kind::Repeat {
                    kept.instances.insert(self.path(spot), cell.asked);
                }
                scopes.extend(cell.instances.iter().take(cell.asked));
            }
        }
        kept
    }

    /// Finishes the form: what was asked, without what stood aside.
    ///
    /// Fails with everything that is wrong, by path, in the order of the form; the session goes on unchanged.
    pub fn finish(&self) -> Result<Stored, Vec<(String, Violation)>> {
        let violations = self.violations();
        if !violations.is_empty() {
            return Err(violations);
        }
        let mut answers = self.draft();
        answers.aside = self.left.clone();
        let root = Spot { node: 0, scope: 0 };
        let name = self.form.instance_name.as_ref();
        Ok(Stored {
            answers,
            name: name.map_or(String::new(), |name| self.run.text(name, root)),
            scores: self.scores(),
        })
    }

    /// Goes on with a draft, or opens a finished form, also of another version. Defaults are not made again where there was an answer.
    ///
    /// What has no place in this version - a question or a choice that is gone, an answer of another kind - stands in
    /// [`Answers::aside`] of every draft and finished form from now on.
    pub fn resume(form: Arc<Form>, kept: &Answers, start: Start) -> Self {
        let mut session = Self::begin(form, start);
        // Outer repeats before inner ones: a shorter path stands before those that begin with it.
        for (path, asked) in &kept.instances {
            if let Some(spot) = session.find(path)
                && let Some(inner) = session.form.layout.node(spot.node).inner
                && session.form.layout.node(spot.node).item.count.is_empty()
            {
                session.run.grow(spot.node, spot.scope, inner, *asked);
                session.run.settle();
            }
        }
        // Answers decide which questions and instances there are, so those not yet found are tried again while any is.
        let mut waiting: BTreeMap<&String, &Answer> = kept.answers.iter().collect();
        waiting.extend(&kept.aside);
        for _ in 0..MAX_ROUNDS {
            let before = waiting.len();
            waiting.retain(|path, answer| !session.restore(path, answer));
            session.run.settle();
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        session.left = waiting
            .into_iter()
            .map(|(path, answer)| (path.clone(), answer.clone()))
            .collect();
        for (path, why) in &kept.unanswered {
            if let Some(spot) = session.find(path)
                && session
                    .form
                    .layout
                    .node(spot.node)
                    .item
                    .unanswered
                    .contains(why)
            {
                session.put(spot, String::new(), Some(*why));
            }
        }
        session.run.settle();
        session.tell_screen(true);
        session
    }

    fn restore(&mut self, path: &str, answer: &Answer) -> bool {
        let Some(spot) = self.find(path) else {
            return false;
        };
        let node = self.form.layout.node(spot.node);
        let list = node
            .list
            .map_or(&[][..], |list| self.form.layout.choices(list));
        let Ok(text) = answer::read(&node.item, list, answer) else {
            return false;
        };
        // What is computed is computed again.
        if !matches!(node.item.kind, Kind::Calculate) {
            self.put(spot, text, None);
        }
        true
    }
}
