//! What follows from an answer: the units that listen to it, in their order, until nothing changes any more.

use std::cell::Cell as Chance;
use std::collections::BTreeSet;

use super::Start;
use super::tree::{ScopeId, Tree};
use crate::answer;
use crate::expression::{Bound, Evaluator, Filter, Spot, chosen, text_number};
use crate::form::{Aspect, UnitId};
use crate::layout::NodeId;
use crate::question::Kind;

/// Instances of one repeat.
pub const MAX_INSTANCES: usize = 1_000;
/// Scopes of one answered form, all repeats together.
const MAX_SCOPES: usize = 20_000;
/// Computations that may follow from one answer. Only a form whose instances answer one another without end comes here.
const MAX_COMPUTATIONS: usize = 2_000_000;

/// Steps of computing that may follow from one answer.
const MAX_STEPS: usize = 100_000_000;
/// Cells of all scopes together, some 130 bytes each.
const MAX_CELLS: usize = 500_000;

/// The answers with what is still to be computed.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) tree: Tree,
    pub(super) start: Start,
    chance: Chance<u64>,
    /// Steps that may still be taken in this settling.
    fuel: Chance<usize>,
    pending: BTreeSet<(UnitId, ScopeId)>,
    /// Expressions computed so far.
    pub(super) computations: usize,
    /// Before the first answer nothing triggers anything.
    begun: bool,
    /// Defaults still to be computed, once everything else is.
    fresh: Vec<Spot>,
    /// What may look different on the screen.
    pub(super) touched: BTreeSet<Spot>,
}

impl Run {
    pub(super) fn new(tree: Tree, start: Start) -> Self {
        let chance = Chance::new(start.chance);
        let mut run = Self {
            tree,
            start,
            chance,
            fuel: Chance::new(MAX_STEPS),
            pending: BTreeSet::new(),
            computations: 0,
            begun: false,
            fresh: Vec::new(),
            touched: BTreeSet::new(),
        };
        run.begin(0);
        run.settle();
        run.begun = true;
        run
    }

    fn evaluator(&self, node: NodeId, scope: ScopeId) -> Evaluator<'_, Tree> {
        Evaluator {
            answers: &self.tree,
            own: Spot { node, scope },
            now: self.start.now,
            language: &self.start.language,
            default_language: &self.tree.form.definition().default_language,
            chance: &self.chance,
            fuel: &self.fuel,
            filter: Filter::None,
        }
    }

    /// Computes something at a node.
    pub(super) fn text(&self, bound: &Bound, spot: Spot) -> String {
        self.evaluator(spot.node, spot.scope)
            .text(bound)
            .into_owned()
    }

    pub(super) fn number(&self, bound: &Bound) -> f64 {
        self.evaluator(0, 0).number(bound)
    }

    /// Fills a new scope with what its questions begin with.
    fn begin(&mut self, scope: ScopeId) {
        let form = self.tree.form.clone();
        let frame = self.tree.scope(scope).frame;
        for &node in &form.layout.frame(frame).nodes {
            let here = form.layout.node(node);
            let item = &here.item;
            let spot = Spot { node, scope };
            let begins_with = match item.kind {
                Kind::Start => written_time(&self.start),
                Kind::Today => self.start.now.format("%Y-%m-%d").to_string(),
                Kind::Property => item
                    .parameters
                    .get("property")
                    .and_then(|property| self.start.properties.get(property))
                    .cloned()
                    .unwrap_or_default(),
                _ if item.default_is_computed || item.default.is_empty() => String::new(),
                _ => answer::read_text(item, &item.default).unwrap_or_default(),
            };
            if form.plan(node).default.is_some() {
                self.fresh.push(spot);
            }
            self.touched.insert(spot);
            self.set(spot, begins_with);
            if let (Some(inner), true) = (here.inner, item.count.is_empty()) {
                self.grow(node, scope, inner, 1);
            }
            for (_, unit) in &form.plan(node).units {
                if form.units.get(*unit).is_some_and(|unit| !unit.triggered) {
                    self.pending.insert((*unit, scope));
                }
            }
        }
    }

    /// Asks a repeat so many times; instances left behind keep their answers. Fails when there would be too many.
    pub(super) fn grow(
        &mut self,
        repeat: NodeId,
        scope: ScopeId,
        inner: usize,
        asked: usize,
    ) -> bool {
        let have = self.tree.cell(repeat, scope).instances.len();
        let wanted = asked.saturating_sub(have);
        let cells = wanted.saturating_mul(self.tree.form.layout.frame(inner).nodes.len());
        let too_many =
            self.tree.len() + wanted > MAX_SCOPES || self.tree.cells() + cells > MAX_CELLS;
        if asked > MAX_INSTANCES || too_many {
            return false;
        }
        let before = self.tree.cell(repeat, scope).asked;
        self.tree.cell_mut(repeat, scope).asked = asked;
        for place in have + 1..=asked {
            let instance = self.tree.add(inner, Some(scope), place);
            self.tree.cell_mut(repeat, scope).instances.push(instance);
            self.begin(instance);
        }
        if asked > before {
            let again: Vec<ScopeId> = {
                let cell = self.tree.cell(repeat, scope);
                cell.instances
                    .iter()
                    .take(have.min(asked))
                    .skip(before)
                    .copied()
                    .collect()
            };
            for instance in again {
                self.compute_all(instance);
            }
        }
        if asked != before {
            self.instances_changed(repeat, scope);
        }
        true
    }

    /// Computes everything of an instance anew, and of those inside it.
    fn compute_all(&mut self, scope: ScopeId) {
        let form = self.tree.form.clone();
        let frame = self.tree.scope(scope).frame;
        for &node in &form.layout.frame(frame).nodes {
            self.touched.insert(Spot { node, scope });
            for (_, unit) in &form.plan(node).units {
                if form.units.get(*unit).is_some_and(|unit| !unit.triggered) {
                    self.pending.insert((*unit, scope));
                }
            }
            let cell = self.tree.cell(node, scope);
            let inside: Vec<ScopeId> = cell.instances.iter().take(cell.asked).copied().collect();
            for instance in inside {
                self.compute_all(instance);
            }
        }
    }

    /// Tells everyone who reads a repeat, or anything in it, that its instances are others.
    pub(super) fn instances_changed(&mut self, repeat: NodeId, scope: ScopeId) {
        self.touched.insert(Spot {
            node: repeat,
            scope,
        });
        let instances = self.tree.cell(repeat, scope).instances.clone();
        for (at, instance) in instances.into_iter().enumerate() {
            self.tree.scope_mut(instance).place = at + 1;
        }
        self.tell(repeat, scope);
    }

    /// Gives a question its text and tells who listens. Returns whether it was another.
    pub(super) fn set(&mut self, spot: Spot, text: String) -> bool {
        let cell = self.tree.cell_mut(spot.node, spot.scope);
        if cell.given == text {
            return false;
        }
        cell.given = text;
        self.refresh(spot);
        true
    }

    /// Works out how expressions read an answer after it, its relevance or its choices changed.
    fn refresh(&mut self, spot: Spot) {
        let form = self.tree.form.clone();
        let node = form.layout.node(spot.node);
        let offset = *self.start.now.offset();
        let cell = self.tree.cell_mut(spot.node, spot.scope);
        cell.offered_part = match (&cell.offered, node.list) {
            (Some(offered), Some(list)) => {
                let choices = form.layout.choices(list);
                let is_offered = |name: &str| {
                    let mut names = offered.iter().filter_map(|at| choices.get(*at));
                    names.any(|choice| choice.name == name)
                };
                let part = match node.item.kind {
                    Kind::SelectOne if is_offered(&cell.given) => None,
                    Kind::SelectOne => Some(String::new()),
                    _ if chosen(&cell.given).all(is_offered) => None,
                    _ => {
                        let kept: Vec<&str> = chosen(&cell.given)
                            .filter(|name| is_offered(name))
                            .collect();
                        Some(kept.join(" "))
                    }
                };
                part.filter(|_| !cell.given.is_empty())
            }
            _ => None,
        };
        cell.number = text_number(cell.text(), offset);
        self.touched.insert(spot);
        if let Some(unit) = form.unit_of(spot.node, Aspect::Constraint) {
            self.pending.insert((unit, spot.scope));
        }
        self.tell(spot.node, spot.scope);
    }

    /// Puts the units that listen to a node on the list of what is to be computed.
    fn tell(&mut self, node: NodeId, scope: ScopeId) {
        let form = self.tree.form.clone();
        let evaluator = self.evaluator(node, scope);
        let mut told = Vec::new();
        for listener in &form.plan(node).listeners {
            let Some(unit) = form.units.get(listener.unit) else {
                continue;
            };
            if unit.triggered && !self.begun {
                continue;
            }
            let around = evaluator.around(scope, listener.kept);
            let frame = form.layout.node(unit.node).frame;
            for scope in self.tree.scopes_of(frame, around) {
                told.push((listener.unit, scope));
            }
        }
        self.pending.extend(told);
    }

    /// Computes what is to be computed, defaults last.
    pub(super) fn settle(&mut self) {
        let mut left = MAX_COMPUTATIONS;
        self.fuel.set(MAX_STEPS);
        loop {
            while let Some((unit, scope)) = self.pending.pop_first() {
                left = left.saturating_sub(1);
                if left == 0 {
                    self.pending.clear();
                    return;
                }
                self.computations += 1;
                self.compute(unit, scope);
            }
            if self.fresh.is_empty() {
                return;
            }
            let form = self.tree.form.clone();
            for spot in std::mem::take(&mut self.fresh) {
                let Some(default) = &form.plan(spot.node).default else {
                    continue;
                };
                if self.tree.cell(spot.node, spot.scope).given.is_empty() {
                    let text = self.text(default, spot);
                    let item = &form.layout.node(spot.node).item;
                    self.set(spot, answer::read_text(item, &text).unwrap_or_default());
                }
            }
        }
    }

    fn compute(&mut self, unit: UnitId, scope: ScopeId) {
        let form = self.tree.form.clone();
        let Some(unit) = form.units.get(unit) else {
            return;
        };
        let node = unit.node;
        let spot = Spot { node, scope };
        let expression = unit.expression.as_ref();
        let truth = |run: &Self, otherwise: bool| {
            expression.map_or(otherwise, |bound| run.evaluator(node, scope).truth(bound))
        };
        match unit.aspect {
            Aspect::Relevant => {
                let now = self.parent_is_asked(spot) && truth(self, true);
                self.relevant(spot, now);
            }
            Aspect::Choices => self.choices(spot, expression),
            Aspect::Calculation => {
                if let (Some(bound), true) = (expression, self.tree.cell(node, scope).relevant) {
                    let text = self.text(bound, spot);
                    let item = &form.layout.node(node).item;
                    self.set(spot, answer::read_text(item, &text).unwrap_or_default());
                }
            }
            // A repeat in a group that is not asked keeps the instances it has.
            Aspect::Count if !self.parent_is_asked(spot) => {}
            Aspect::Count => {
                let counted =
                    expression.map_or(f64::NAN, |bound| self.evaluator(node, scope).number(bound));
                if let (Some(inner), false) = (form.layout.node(node).inner, counted.is_nan()) {
                    self.grow(node, scope, inner, instances(counted));
                }
            }
            Aspect::ReadOnly => {
                let now = truth(self, false);
                let before = std::mem::replace(&mut self.tree.cell_mut(node, scope).read_only, now);
                self.touch_if(before != now, spot);
            }
            Aspect::Required => {
                let now = truth(self, false);
                let before = std::mem::replace(&mut self.tree.cell_mut(node, scope).required, now);
                self.touch_if(before != now, spot);
            }
            Aspect::Constraint => {
                let blank = self.tree.cell(node, scope).text().is_empty();
                let now = blank || truth(self, true);
                let before = std::mem::replace(&mut self.tree.cell_mut(node, scope).kept, now);
                self.touch_if(before != now, spot);
            }
            Aspect::Words => self.touch_if(true, spot),
        }
    }

    fn parent_is_asked(&self, spot: Spot) -> bool {
        let parent = self.tree.form.layout.node(spot.node).parent.unwrap_or(0);
        let around = self.tree.scope_of_parent(spot.node, spot.scope);
        self.tree.cell(parent, around).relevant
    }

    fn touch_if(&mut self, changed: bool, spot: Spot) {
        if changed {
            self.touched.insert(spot);
        }
    }

    fn relevant(&mut self, spot: Spot, now: bool) {
        let Spot { node, scope } = spot;
        let cell = self.tree.cell_mut(node, scope);
        if std::mem::replace(&mut cell.relevant, now) == now {
            return;
        }
        let form = self.tree.form.clone();
        self.refresh(spot);
        if let Some(unit) = form.unit_of(node, Aspect::Calculation)
            && form.units.get(unit).is_some_and(|unit| !unit.triggered)
        {
            self.pending.insert((unit, scope));
        }
        let here = form.layout.node(node);
        let scopes = match here.inner {
            None => vec![scope],
            Some(inner) => self.tree.scopes_of(inner, scope),
        };
        for child in &here.children {
            for aspect in [Aspect::Relevant, Aspect::Count] {
                if let Some(unit) = form.unit_of(*child, aspect) {
                    self.pending
                        .extend(scopes.iter().map(|scope| (unit, *scope)));
                }
            }
        }
    }

    fn choices(&mut self, spot: Spot, filter: Option<&Bound>) {
        let form = self.tree.form.clone();
        let (Some(filter), Some(list)) = (filter, form.layout.node(spot.node).list) else {
            return;
        };
        let choices = form.layout.choices(list);
        let evaluator = self.evaluator(spot.node, spot.scope);
        let offered: Vec<usize> = choices
            .iter()
            .enumerate()
            .filter(|(at, choice)| evaluator.offers(filter, choice, at + 1, choices.len()))
            .map(|(at, _)| at)
            .collect();
        let cell = self.tree.cell_mut(spot.node, spot.scope);
        if cell.offered.as_ref() != Some(&offered) {
            cell.offered = Some(offered);
            self.refresh(spot);
        }
    }
}

fn written_time(start: &Start) -> String {
    start.now.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// How many instances a number asks for.
fn instances(counted: f64) -> usize {
    let bounded = counted
        .trunc()
        .clamp(0.0, crate::expression::as_number(MAX_INSTANCES));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and MAX_INSTANCES"
    )]
    let counted = bounded as usize;
    counted
}
