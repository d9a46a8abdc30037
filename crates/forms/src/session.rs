//! Answering a form: each answer computes what follows from it and says what changed on the screen.
//!
//! A question that is not asked has no answer for expressions, and its answer stays here: when it is asked again, it is back. The same
//! holds for choices that are not offered and for instances a smaller count leaves out. What cannot be an answer is refused and the
//! answer before stays; what breaks a constraint is kept with the message, for the worker to see what was typed, and the form cannot
//! be finished with it.

mod run;
mod screen;
mod stored;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use crate::answer::{self, Answer, Unusable};
use crate::expression::Spot;
use crate::form::Form;
use crate::layout::{NodeId, ROOT};
use crate::question::{Kind, Unanswered};
use crate::score::{Points, Scored};

pub use run::MAX_INSTANCES;
pub use screen::{Change, Offered, Shown, Violation};
pub use stored::{Answers, Standing, Stored};

use run::Run;
use tree::{ScopeId, Tree};

/// What a session begins with, in place of a clock and of chance.
#[derive(Debug, Clone)]
pub struct Start {
    /// The time, with the offset of the office's clock; `today()` and `now()` stay at it for the whole session.
    pub now: DateTime<FixedOffset>,
    /// What `random()` and `uuid()` are drawn from; 64 random bits.
    pub chance: u64,
    /// The language words are shown in, as the form names it.
    pub language: String,
    /// Who fills in: `username`, `deviceid`, `phonenumber`, `email`.
    pub properties: BTreeMap<String, String>,
}

/// A form being answered.
#[derive(Debug)]
pub struct Session {
    form: Arc<Form>,
    run: Run,
    /// What the screen was last told, by place.
    screen: BTreeMap<Spot, Shown>,
    /// Answers brought along that have no place in this version; they go on with the form.
    left: BTreeMap<String, Answer>,
}

impl Session {
    /// Begins with an empty form: defaults and calculations are made.
    pub fn begin(form: Arc<Form>, start: Start) -> Self {
        let run = Run::new(Tree::new(Arc::clone(&form)), start);
        let mut session = Self {
            form,
            run,
            screen: BTreeMap::new(),
            left: BTreeMap::new(),
        };
        session.tell_screen(true);
        session
    }

    /// Returns the form.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Answers a question, named by its path: `age`, `needs/income`, `members[2]/age`. An empty answer takes the answer away.
    ///
    /// Returns what changed on the screen, in the order of the form. On failure nothing changes.
    pub fn answer(&mut self, path: &str, answer: &Answer) -> Result<Vec<Change>, Unusable> {
        let spot = self.answerable(path)?;
        let node = self.form.layout.node(spot.node);
        let list = node
            .list
            .map_or(&[][..], |list| self.form.layout.choices(list));
        let text = answer::read(&node.item, list, answer)?;
        let offered = &self.run.tree.cell(spot.node, spot.scope).offered;
        if let (Some(offered), true) = (offered, node.item.kind != Kind::Rank) {
            let names: Vec<&str> = offered
                .iter()
                .filter_map(|at| list.get(*at))
                .map(|choice| &*choice.name)
                .collect();
            let taken: Vec<&str> = match node.item.kind {
                Kind::SelectOne => [&*text]
                    .into_iter()
                    .filter(|name| !name.is_empty())
                    .collect(),
                _ => crate::expression::chosen(&text).collect(),
            };
            if let Some(other) = taken.into_iter().find(|name| !names.contains(name)) {
                return Err(Unusable::NoChoice(other.to_owned()));
            }
        }
        self.put(spot, text, None);
        Ok(self.settle())
    }

    /// Answers a question with what it is called in an XForms instance: names of choices with spaces between.
    ///
    /// Returns what changed on the screen. On failure nothing changes.
    pub fn answer_text(&mut self, path: &str, text: &str) -> Result<Vec<Change>, Unusable> {
        self.answer(path, &Answer::Text(text.to_owned()))
    }

    /// Leaves a question without an answer, and says why.
    ///
    /// Returns what changed on the screen. Fails, without a change, when the form does not offer this for the question.
    pub fn leave(&mut self, path: &str, why: Unanswered) -> Result<Vec<Change>, Unusable> {
        let spot = self.answerable(path)?;
        if !self
            .form
            .layout
            .node(spot.node)
            .item
            .unanswered
            .contains(&why)
        {
            return Err(Unusable::NotOffered);
        }
        self.put(spot, String::new(), Some(why));
        Ok(self.settle())
    }

    /// Adds an instance at the end of a repeat.
    ///
    /// Returns what changed on the screen. Fails, without a change, when the form counts the instances or there are [`MAX_INSTANCES`].
    pub fn add(&mut self, path: &str) -> Result<Vec<Change>, Unusable> {
        let (repeat, inner) = self.repeat(path)?;
        let asked = self.run.tree.cell(repeat.node, repeat.scope).asked;
        // Instances taken out were dropped from the list, so what is grown is new.
        if !self.run.grow(repeat.node, repeat.scope, inner, asked + 1) {
            return Err(Unusable::TooMany);
        }
        Ok(self.settle())
    }

    /// Takes an instance out of a repeat, named by its path: `members[2]`.
    ///
    /// Returns what changed on the screen, and the answers that stood in it, by the paths they had. Fails, without a change, when the
    /// form counts the instances or there is no such one.
    pub fn take_out(
        &mut self,
        path: &str,
    ) -> Result<(Vec<Change>, BTreeMap<String, Answer>), Unusable> {
        let (outer, place) = path
            .strip_suffix(']')
            .and_then(|path| path.rsplit_once('['))
            .and_then(|(outer, place)| Some((outer, place.parse::<usize>().ok()?)))
            .ok_or(Unusable::NoQuestion)?;
        let (repeat, _) = self.repeat(outer)?;
        let cell = self.run.tree.cell(repeat.node, repeat.scope);
        let at = place.checked_sub(1).filter(|at| *at < cell.asked);
        let at = at.ok_or(Unusable::NoQuestion)?;
        let instance = cell
            .instances
            .get(at)
            .copied()
            .ok_or(Unusable::NoQuestion)?;
        let mut taken = BTreeMap::new();
        self.each_answer(instance, &mut |path, _, answer| {
            taken.insert(path, answer);
        });
        let cell = self.run.tree.cell_mut(repeat.node, repeat.scope);
        cell.instances.remove(at);
        cell.asked -= 1;
        self.run.instances_changed(repeat.node, repeat.scope);
        // Those behind it have other paths now.
        let frame = self.form.layout.node(repeat.node).inner.unwrap_or(0);
        for scope in self.run.tree.scopes_of(frame, repeat.scope) {
            self.touch_all(scope);
        }
        Ok((self.settle(), taken))
    }

    /// Returns everything that is on the screen now, in the order of the form.
    pub fn view(&self) -> Vec<&Shown> {
        let mut shown: Vec<(&Spot, &Shown)> = self.screen.iter().collect();
        shown.sort_by_cached_key(|(spot, _)| self.order_of(**spot));
        shown.into_iter().map(|(_, shown)| shown).collect()
    }

    /// Returns what an answer is for expressions; empty when there is none or the question is not asked. Works for computed ones too.
    pub fn text(&self, path: &str) -> Option<String> {
        let spot = self.find(path)?;
        Some(self.run.tree.cell(spot.node, spot.scope).text().to_owned())
    }

    /// Tells whether an item is asked now.
    pub fn is_asked(&self, path: &str) -> Option<bool> {
        let spot = self.find(path)?;
        Some(self.run.tree.cell(spot.node, spot.scope).relevant)
    }

    /// Tells whether an answer must be given, and whether the item is only shown.
    pub fn demands(&self, path: &str) -> Option<(bool, bool)> {
        let spot = self.find(path)?;
        let cell = self.run.tree.cell(spot.node, spot.scope);
        Some((cell.required, cell.read_only))
    }

    /// Returns how many expressions were computed since the beginning, for figures.
    pub fn computations(&self) -> usize {
        self.run.computations
    }

    /// Returns the scores as they stand.
    pub fn scores(&self) -> Vec<Scored> {
        let scores = self.form.definition().scores.iter().zip(&self.form.scores);
        scores
            .map(|(score, calculation)| match calculation {
                Some(calculation) => {
                    let number = self.run.number(calculation);
                    let value = (!number.is_nan()).then_some(number);
                    score.result(value, usize::from(value.is_some()), Vec::new())
                }
                None => score.of_points(
                    score
                        .questions
                        .iter()
                        .map(|path| self.points(path, &score.column)),
                ),
            })
            .collect()
    }

    fn points(&self, path: &str, column: &str) -> Points {
        let Some(spot) = self.find(path) else {
            return Points::NotAsked;
        };
        let cell = self.run.tree.cell(spot.node, spot.scope);
        if !cell.relevant {
            return Points::NotAsked;
        }
        let list = self.form.layout.node(spot.node).list;
        let choices = list.map_or(&[][..], |list| self.form.layout.choices(list));
        let mut found = crate::expression::chosen(cell.text())
            .filter_map(|name| choices.iter().find(|choice| choice.name == name))
            .filter_map(|choice| choice.columns.get(column)?.parse::<f64>().ok());
        match found.next() {
            Some(first) => Points::Counted(first + found.sum::<f64>()),
            None => Points::Missing(path.to_owned(), cell.why),
        }
    }

    fn put(&mut self, spot: Spot, text: String, why: Option<Unanswered>) {
        let cell = self.run.tree.cell_mut(spot.node, spot.scope);
        if std::mem::replace(&mut cell.why, why) != why {
            self.run.touched.insert(spot);
        }
        self.run.set(spot, text);
    }

    fn settle(&mut self) -> Vec<Change> {
        self.run.settle();
        self.tell_screen(false)
    }

    fn answerable(&self, path: &str) -> Result<Spot, Unusable> {
        let spot = self.find(path).ok_or(Unusable::NoQuestion)?;
        let kind = self.form.layout.node(spot.node).item.kind;
        let cell = self.run.tree.cell(spot.node, spot.scope);
        if !cell.relevant || !kind.is_asked() {
            return Err(Unusable::NotAsked);
        }
        if cell.read_only {
            return Err(Unusable::ReadOnly);
        }
        Ok(spot)
    }

    /// A repeat the worker may add to, with its frame.
    fn repeat(&self, path: &str) -> Result<(Spot, usize), Unusable> {
        let spot = self.find(path).ok_or(Unusable::NoQuestion)?;
        let node = self.form.layout.node(spot.node);
        let inner = node.inner.ok_or(Unusable::NoQuestion)?;
        if !node.item.count.is_empty() {
            return Err(Unusable::Counted);
        }
        if !self.run.tree.cell(spot.node, spot.scope).relevant {
            return Err(Unusable::NotAsked);
        }
        Ok((spot, inner))
    }

    /// Finds a node by its path; a repeat without a number is the repeat itself.
    fn find(&self, path: &str) -> Option<Spot> {
        let mut node = ROOT;
        let mut scope: ScopeId = 0;
        let mut steps = path.split('/').peekable();
        while let Some(step) = steps.next() {
            let (name, place) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
                Some((name, place)) => (name, Some(place.parse::<usize>().ok()?)),
                None => (step, None),
            };
            node = self.form.layout.child(node, name)?;
            let repeats = self.form.layout.node(node).inner.is_some();
            match (repeats, place) {
                (false, None) => {}
                (true, None) if steps.peek().is_none() => {}
                (true, Some(place)) => {
                    let cell = self.run.tree.cell(node, scope);
                    let at = place.checked_sub(1).filter(|at| *at < cell.asked)?;
                    scope = *cell.instances.get(at)?;
                    steps.peek()?;
                }
                _ => return None,
            }
        }
        Some(Spot { node, scope })
    }

    /// The path of a node in an instance.
    fn path(&self, spot: Spot) -> String {
        let mut steps = Vec::new();
        let (mut node, mut scope) = (spot.node, spot.scope);
        let mut instance = None;
        while let Some(parent) = self.form.layout.node(node).parent {
            let name = &self.form.layout.node(node).item.name;
            steps.push(match instance.take() {
                Some(place) => format!("{name}[{place}]"),
                None => name.clone(),
            });
            if self.form.layout.node(parent).inner.is_some() {
                let leaving = self.run.tree.scope(scope);
                instance = Some(leaving.place);
                scope = leaving.outer.unwrap_or(0);
            }
            node = parent;
        }
        steps.reverse();
        steps.join("/")
    }

    /// A key that orders places as the form does, instance by instance.
    fn order_of(&self, spot: Spot) -> Vec<(NodeId, usize)> {
        let mut key = vec![(spot.node, 0)];
        let mut scope = self.run.tree.scope(spot.scope);
        while let (Some(repeat), Some(outer)) =
            (self.form.layout.frame(scope.frame).repeat, scope.outer)
        {
            key.push((repeat, scope.place));
            scope = self.run.tree.scope(outer);
        }
        key.reverse();
        key
    }

    /// Every answer given in a scope and inside it, also of questions that are not asked.
    fn each_answer(&self, scope: ScopeId, with: &mut impl FnMut(String, Spot, Answer)) {
        let frame = self.run.tree.scope(scope).frame;
        for &node in &self.form.layout.frame(frame).nodes {
            let cell = self.run.tree.cell(node, scope);
            let kind = self.form.layout.node(node).item.kind;
            let spot = Spot { node, scope };
            if let Some(answer) = answer::stored(kind, &cell.given) {
                with(self.path(spot), spot, answer);
            }
            for instance in cell.instances.iter().take(cell.asked) {
                self.each_answer(*instance, with);
            }
        }
    }

    fn touch_all(&mut self, scope: ScopeId) {
        let mut touched = BTreeSet::new();
        let mut scopes = vec![scope];
        while let Some(scope) = scopes.pop() {
            let frame = self.run.tree.scope(scope).frame;
            for &node in &self.form.layout.frame(frame).nodes {
                touched.insert(Spot { node, scope });
                let cell = self.run.tree.cell(node, scope);
                scopes.extend(cell.instances.iter().take(cell.asked));
            }
        }
        self.run.touched.extend(touched);
    }

    fn kind(&self, spot: Spot) -> Kind {
        self.form.layout.node(spot.node).item.kind
    }
}
