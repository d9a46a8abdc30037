//! What a new version of a form takes away while answers to the old one exist.
//!
//! A version that was answered is never changed; a new one stands beside it. Nothing is lost by it: answers without a place in the new
//! version stand aside. But whoever publishes it should see what cannot be asked, compared or counted any more.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::form::Form;
use crate::layout::Node;
use crate::question::{Kind, Unanswered};
use crate::session::Answers;

/// Something of an old version that a new one does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The path in the old version, without numbers of instances.
    pub path: String,
    /// What is lost.
    pub kind: LossKind,
}

/// The kinds of loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LossKind {
    /// There is no such item any more.
    Gone,
    /// It stands elsewhere: the path in the new version.
    Moved(String),
    /// It is of another kind.
    OtherKind(Kind, Kind),
    /// The choice of this name cannot be taken any more.
    ChoiceGone(String),
    /// This cannot stand in place of an answer any more.
    ReasonGone(Unanswered),
    /// The score of this name is gone.
    ScoreGone,
}

impl LossKind {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            LossKind::Gone => "version-gone",
            LossKind::Moved(_) => "version-moved",
            LossKind::OtherKind(..) => "version-other-kind",
            LossKind::ChoiceGone(_) => "version-choice-gone",
            LossKind::ReasonGone(_) => "version-reason-gone",
            LossKind::ScoreGone => "version-score-gone",
        }
    }
}

/// Finds what a new version takes away, in the order of the old one; scores last.
pub fn compare_versions(old: &Form, new: &Form) -> Vec<Loss> {
    let places: BTreeMap<&str, &Node> = new
        .layout
        .nodes()
        .map(|(_, node)| (node.path.as_str(), node))
        .collect();
    let mut losses = Vec::new();
    for (_, before) in old.layout.nodes() {
        let mut lose = |kind| {
            losses.push(Loss {
                path: before.path.clone(),
                kind,
            });
        };
        let Some(now) = places.get(before.path.as_str()) else {
            let elsewhere = new.layout.named(&before.item.name).ok();
            lose(match elsewhere {
                Some(node) => LossKind::Moved(new.layout.node(node).path.clone()),
                None => LossKind::Gone,
            });
            continue;
        };
        if before.item.kind != now.item.kind {
            lose(LossKind::OtherKind(before.item.kind, now.item.kind));
            continue;
        }
        let choices = |form: &Form, node: &Node| -> Vec<String> {
            let list = node.list.map_or(&[][..], |list| form.layout.choices(list));
            list.iter().map(|choice| choice.name.clone()).collect()
        };
        let offered = choices(new, now);
        for choice in choices(old, before) {
            if !offered.contains(&choice) {
                lose(LossKind::ChoiceGone(choice));
            }
        }
        for reason in &before.item.unanswered {
            if !now.item.unanswered.contains(reason) {
                lose(LossKind::ReasonGone(*reason));
            }
        }
    }
    for score in &old.definition().scores {
        let names = new.definition().scores.iter().map(|score| &score.name);
        if !names.into_iter().any(|name| *name == score.name) {
            losses.push(Loss {
                path: score.name.clone(),
                kind: LossKind::ScoreGone,
            });
        }
    }
    losses
}

impl Loss {
    /// Tells whether an answered form has something that is lost by it.
    pub fn touches(&self, answered: &Answers) -> bool {
        let here = |path: &str| without_numbers(path) == self.path;
        let mut given = answered.answers.iter().filter(|(path, _)| here(path));
        match &self.kind {
            LossKind::Gone | LossKind::Moved(_) | LossKind::OtherKind(..) => {
                given.next().is_some() || answered.unanswered.keys().any(|path| here(path))
            }
            LossKind::ChoiceGone(choice) => given.any(|(_, answer)| match answer {
                Answer::Text(text) => text == choice,
                Answer::Many(names) => names.contains(choice),
                Answer::Whole(_) => false,
            }),
            LossKind::ReasonGone(reason) => {
                let mut left = answered.unanswered.iter();
                left.any(|(path, why)| here(path) && why == reason)
            }
            LossKind::ScoreGone => true,
        }
    }
}

fn without_numbers(path: &str) -> String {
    let steps = path
        .split('/')
        .map(|step| step.split('[').next().unwrap_or_default());
    steps.collect::<Vec<_>>().join("/")
}
