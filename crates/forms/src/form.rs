//! A form ready to be answered: its definition checked, its expressions bound, and what follows from what known.
//!
//! Every expression becomes a unit. Units are kept in an order in which each comes after all it needs, so one pass in that order is
//! enough; and each node knows the units that listen to it, so an answer computes what follows from it and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::check;
use crate::definition::Definition;
use crate::expression::{self, Binder, Bound, Need, SyntaxProblem};
use crate::label::{Piece, Words, pieces};
use crate::layout::{Layout, NodeId, ROOT};
use crate::order::{self, Circle};
use crate::problem::{Field, Problem, Trouble};
use crate::question::{Item, Kind};

pub(crate) type UnitId = usize;

/// What of a node is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    Relevant,
    Choices,
    Calculation,
    Count,
    ReadOnly,
    Required,
    Constraint,
    Words,
}

impl Aspect {
    /// Whether the answer of the node, as others read it, follows from it.
    pub(crate) const fn makes_answer(self) -> bool {
        matches!(
            self,
            Aspect::Relevant | Aspect::Choices | Aspect::Calculation | Aspect::Count
        )
    }
}

/// Something computed of a node.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) node: NodeId,
    pub(crate) aspect: Aspect,
    /// None where it follows from the group around alone, and for words.
    pub(crate) expression: Option<Bound>,
    /// Computed only when it hears of an answer, not at the beginning.
    pub(crate) triggered: bool,
}

/// Who listens to a node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listener {
    pub(crate) unit: UnitId,
    /// How many of the repeats around both are the same instance.
    pub(crate) kept: usize,
}

/// What follows from a node, and what it has beside its units.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) units: Vec<(Aspect, UnitId)>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) default: Option<Bound>,
    /// The answers that stand in its words, by name.
    pub(crate) words: BTreeMap<String, Bound>,
}

/// A version of a form that can be answered.
#[derive(Debug)]
pub struct Form {
    definition: Definition,
    pub(crate) layout: Layout,
    /// In the order in which they are computed.
    pub(crate) units: Vec<Unit>,
    plans: Vec<Plan>,
    pub(crate) instance_name: Option<Bound>,
    pub(crate) scores: Vec<Option<Bound>>,
}

impl Form {
    /// Checks a definition and makes it ready.
    ///
    /// Fails with everything that is wrong with it, in the order of the form; a form with a problem is not used at all.
    pub fn new(definition: Definition) -> Result<Self, Vec<Problem>> {
        let mut problems = check::shape(&definition);
        let too_large = |problem: &Problem| {
            matches!(
                problem.trouble,
                Trouble::NestedTooDeeply | Trouble::TooManyItems
            )
        };
        if problems.iter().any(too_large) {
            return Err(problems);
        }
        let layout = Layout::new(&definition);
        let mut builder = Builder {
            layout: &layout,
            drafts: Vec::new(),
            plans: layout.nodes().map(|_| Plan::default()).collect(),
            may_go: BTreeSet::new(),
            problems: Vec::new(),
        };
        for (id, node) in layout.nodes() {
            builder.item(id, &node.item);
        }
        let instance_name = builder.beside(&definition.instance_name, "", Field::InstanceName);
        let scores = definition
            .scores
            .iter()
            .map(|score| builder.beside(&score.calculation, &score.name, Field::Score))
            .collect();
        let Builder {
            drafts,
            mut plans,
            problems: mut found,
            ..
        } = builder;
        problems.append(&mut found);
        problems.extend(check::answers(&definition, &layout));
        if !problems.is_empty() {
            return Err(problems);
        }
        let order =
            order::order(&layout, &drafts).map_err(|circle| vec![named(&layout, &circle)])?;
        let units = arrange(drafts, &order, &mut plans);
        Ok(Self {
            definition,
            layout,
            units,
            plans,
            instance_name,
            scores,
        })
    }

    /// Returns the definition it was made of.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "one plan for each node of the layout"
    )]
    pub(crate) fn plan(&self, node: NodeId) -> &Plan {
        &self.plans[node]
    }

    pub(crate) fn unit_of(&self, node: NodeId, aspect: Aspect) -> Option<UnitId> {
        let units = &self.plan(node).units;
        units
            .iter()
            .find(|(of, _)| *of == aspect)
            .map(|(_, unit)| *unit)
    }
}

fn named(layout: &Layout, circle: &Circle) -> Problem {
    let field = match circle.first().map(|(_, aspect)| *aspect) {
        Some(Aspect::Relevant) => Field::Relevant,
        Some(Aspect::Choices) => Field::ChoiceFilter,
        Some(Aspect::Count) => Field::Count,
        _ => Field::Calculation,
    };
    let mut chain: Vec<String> = circle
        .iter()
        .map(|(node, _)| layout.node(*node).path.clone())
        .collect();
    chain.dedup();
    let first = chain.first().cloned().unwrap_or_default();
    if chain.len() == 1 || chain.last() != Some(&first) {
        chain.push(first.clone());
    }
    Problem {
        item: first,
        field,
        trouble: Trouble::Circle(chain),
    }
}

/// Whether an item is computed and never on the screen.
fn is_never_seen(item: &Item) -> bool {
    let computed = !item.calculation.is_empty() || !item.trigger.is_empty();
    item.kind == Kind::Calculate || computed && item.label.is_empty() && item.hint.is_empty()
}

/// Puts the units into their order, and tells each node who listens to it.
fn arrange(drafts: Vec<Draft>, order: &[usize], plans: &mut [Plan]) -> Vec<Unit> {
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let mut units = Vec::with_capacity(order.len());
    for &at in order {
        let Some(draft) = drafts.get_mut(at).and_then(Option::take) else {
            continue;
        };
        let unit = units.len();
        if let Some(plan) = plans.get_mut(draft.unit.node) {
            plan.units.push((draft.unit.aspect, unit));
        }
        for need in &draft.needs {
            let own_answer = need.node == draft.unit.node && need.itself;
            if own_answer && draft.unit.aspect == Aspect::Calculation {
                continue;
            }
            let kept = need.kept;
            if let Some(plan) = plans.get_mut(need.node) {
                plan.listeners.push(Listener { unit, kept });
            }
        }
        units.push(draft.unit);
    }
    units
}

/// A unit before its place in the order is known.
pub(crate) struct Draft {
    pub(crate) unit: Unit,
    pub(crate) needs: Vec<Need>,
}

struct Builder<'a> {
    layout: &'a Layout,
    drafts: Vec<Draft>,
    plans: Vec<Plan>,
    /// Nodes that are not always asked.
    may_go: BTreeSet<NodeId>,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    fn item(&mut self, node: NodeId, item: &Item) {
        let parent = self.layout.node(node).parent;
        let parent_may_go = parent.is_some_and(|parent| self.may_go.contains(&parent));
        if parent_may_go || !item.relevant.is_empty() {
            self.may_go.insert(node);
        }
        if item.relevant.is_empty() && parent_may_go {
            self.draft(node, Aspect::Relevant, None, Vec::new());
        }
        self.unit(node, Aspect::Relevant, &item.relevant, Field::Relevant);
        self.unit(
            node,
            Aspect::Choices,
            &item.choice_filter,
            Field::ChoiceFilter,
        );
        self.unit(
            node,
            Aspect::Calculation,
            &item.calculation,
            Field::Calculation,
        );
        self.unit(node, Aspect::Count, &item.count, Field::Count);
        self.unit(node, Aspect::ReadOnly, &item.read_only, Field::ReadOnly);
        self.unit(node, Aspect::Required, &item.required, Field::Required);
        self.unit(
            node,
            Aspect::Constraint,
            &item.constraint,
            Field::Constraint,
        );
        if item.default_is_computed && item.kind != Kind::Group {
            let bound = self.bound(node, &item.default, Field::Default, false);
            if let (Some((bound, _)), Some(plan)) = (bound, self.plans.get_mut(node)) {
                plan.default = Some(bound);
            }
        }
        self.words(node, item);
    }

    fn unit(&mut self, node: NodeId, aspect: Aspect, text: &str, field: Field) {
        if text.is_empty() {
            return;
        }
        let Some((bound, mut needs)) = self.bound(node, text, field, aspect == Aspect::Choices)
        else {
            return;
        };
        if aspect == Aspect::Calculation && !self.layout.node(node).item.trigger.is_empty() {
            needs = self.triggers(node);
        }
        self.draft(node, aspect, Some(bound), needs);
    }

    fn draft(&mut self, node: NodeId, aspect: Aspect, expression: Option<Bound>, needs: Vec<Need>) {
        let item = &self.layout.node(node).item;
        let unit = Unit {
            node,
            aspect,
            expression,
            triggered: aspect == Aspect::Calculation && !item.trigger.is_empty(),
        };
        self.drafts.push(Draft { unit, needs });
    }

    fn triggers(&mut self, node: NodeId) -> Vec<Need> {
        let mut needs = Vec::new();
        for name in &self.layout.node(node).item.trigger {
            match self.layout.named(name) {
                Ok(target) if is_never_seen(&self.layout.node(target).item) => {
                    self.problem(node, Field::Trigger, Trouble::TriggerUnseen(name.clone()));
                }
                Ok(target) => needs.push(Need {
                    node: target,
                    kept: self.layout.shared(node, target),
                    itself: false,
                    elsewhere: true,
                }),
                Err(fault) => self.problem(
                    node,
                    Field::Trigger,
                    Trouble::Expression(SyntaxProblem::new(0, fault)),
                ),
            }
        }
        needs
    }

    fn bound(
        &mut self,
        node: NodeId,
        text: &str,
        field: Field,
        over_choices: bool,
    ) -> Option<(Bound, Vec<Need>)> {
        let mut binder = Binder::new(self.layout, node);
        let bound = expression::parse(text).and_then(|tree| {
            if over_choices {
                binder.bind_choice_filter(&tree)
            } else {
                binder.bind(&tree)
            }
        });
        match bound {
            Ok(bound) => Some((bound, binder.needs)),
            Err(problem) => {
                self.problem(node, field, Trouble::Expression(problem));
                None
            }
        }
    }

    /// An expression that belongs to the form, not to an item.
    fn beside(&mut self, text: &str, item: &str, field: Field) -> Option<Bound> {
        if text.is_empty() {
            return None;
        }
        let mut binder = Binder::new(self.layout, ROOT);
        match expression::parse(text).and_then(|tree| binder.bind(&tree)) {
            Ok(bound) => Some(bound),
            Err(problem) => {
                self.problems.push(Problem {
                    item: item.to_owned(),
                    field,
                    trouble: Trouble::Expression(problem),
                });
                None
            }
        }
    }

    /// The answers that stand in the words of an item.
    fn words(&mut self, node: NodeId, item: &Item) {
        let mut found: BTreeMap<String, Bound> = BTreeMap::new();
        let mut needs = Vec::new();
        let places: [(&Words, Field); 5] = [
            (&item.label, Field::Label),
            (&item.hint, Field::Hint),
            (&item.guidance, Field::Guidance),
            (&item.constraint_message, Field::ConstraintMessage),
            (&item.required_message, Field::RequiredMessage),
        ];
        for (words, field) in places {
            for text in words.0.values() {
                for piece in pieces(text) {
                    let Piece::Answer(name) = piece else { continue };
                    if found.contains_key(name) {
                        continue;
                    }
                    let reference = format!("${{{name}}}");
                    if let Some((bound, more)) = self.bound(node, &reference, field, false) {
                        found.insert(name.to_owned(), bound);
                        needs.extend(more);
                    }
                }
            }
        }
        if !found.is_empty() {
            self.draft(node, Aspect::Words, None, needs);
        }
        if let Some(plan) = self.plans.get_mut(node) {
            plan.words = found;
        }
    }

    fn problem(&mut self, node: NodeId, field: Field, trouble: Trouble) {
        self.problems.push(Problem {
            item: self.layout.node(node).path.clone(),
            field,
            trouble,
        });
    }
}
