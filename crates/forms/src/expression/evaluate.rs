//! What a bound expression gives over answers: paths, operators, filters. Functions stand in `compute.rs`.
//!
//! Nothing here can fail and nothing loops without an end: an expression has a bounded depth, a path a bounded number of instances.

use std::borrow::Cow;
use std::cell::Cell;

use chrono::{DateTime, FixedOffset};
use smallvec::{SmallVec, smallvec};

use super::bind::{Bound, Leg, Walk};
use super::places::{Answers, ScopeId, Spot, as_number, expand};
use super::tree::Operator;
use super::value::{Value, is_true, text_number};
use crate::choice::Choice;
use crate::layout::{ListId, NodeId};

/// What surrounds one computation.
pub(crate) struct Evaluator<'a, A> {
    pub(crate) answers: &'a A,
    /// The question the expression belongs to.
    pub(crate) own: Spot,
    pub(crate) now: DateTime<FixedOffset>,
    pub(crate) language: &'a str,
    pub(crate) default_language: &'a str,
    /// What chance gives next; moved on by every use.
    pub(crate) chance: &'a Cell<u64>,
    /// Steps that may still be taken until the next answer; only a form made to stand still uses them up.
    pub(crate) fuel: &'a Cell<usize>,
    /// What the filter at hand is about.
    pub(crate) filter: Filter<'a>,
}

/// What a filter is about.
#[derive(Clone, Copy)]
pub(crate) enum Filter<'a> {
    None,
    Spot {
        spot: Spot,
        place: usize,
        of: usize,
    },
    Choice {
        choice: &'a Choice,
        place: usize,
        of: usize,
    },
}

/// Letters of a text that are read in one step.
pub(super) const LETTERS_A_STEP: usize = 16;

/// One thing to compare.
enum Atom<'s> {
    Place(&'s str, f64),
    Text(&'s str),
    Number(f64),
    Truth(bool),
}

impl<'a, A: Answers> Evaluator<'a, A> {
    /// Computes an expression.
    pub(crate) fn value(&self, bound: &Bound) -> Value<Spot> {
        if !self.spend(1) {
            return Value::Text(String::new());
        }
        match bound {
            Bound::Number(number) => Value::Number(*number),
            Bound::Text(text) => Value::Text(text.clone()),
            Bound::Negate(inner) => Value::Number(-self.number(inner)),
            Bound::Chain(first, rest) => self.chain(first, rest),
            Bound::Call(function, arguments) => self.call(*function, arguments),
            Bound::Matches(text, pattern) => Value::Truth(pattern.is_match(&self.text(text))),
            Bound::ChoiceName(name, list) => Value::Text(self.choice_name(&self.text(name), *list)),
            Bound::Walk(walk) => Value::Places(self.walk(walk)),
            Bound::Indexed {
                node,
                kept,
                numbers,
            } => Value::Places(self.indexed(*node, *kept, numbers)),
            Bound::Column(column) => Value::Text(self.column(column).to_owned()),
            Bound::Choices {
                list,
                filters,
                column,
            } => {
                let found = self.chosen_from(*list, filters);
                let texts = found.filter_map(|choice| choice.column(column));
                Value::Texts(texts.map(str::to_owned).collect())
            }
        }
    }

    /// Computes an expression as text.
    pub(crate) fn text(&self, bound: &Bound) -> Cow<'_, str> {
        match bound {
            Bound::Column(column) => Cow::Borrowed(self.column(column)),
            Bound::Walk(walk) => match self.first(walk) {
                Some(spot) => {
                    let text = self.answers.text(spot);
                    self.spend(text.len() / LETTERS_A_STEP);
                    Cow::Borrowed(text)
                }
                None => Cow::Borrowed(""),
            },
            other => Cow::Owned(self.text_of(&self.value(other)).into_owned()),
        }
    }

    /// Computes an expression as a number.
    pub(crate) fn number(&self, bound: &Bound) -> f64 {
        match bound {
            Bound::Number(number) => *number,
            Bound::Walk(walk) => match self.first(walk) {
                Some(spot) => self.answers.number(spot),
                None => f64::NAN,
            },
            other => self.number_of(&self.value(other)),
        }
    }

    /// Computes an expression as yes or no.
    pub(crate) fn truth(&self, bound: &Bound) -> bool {
        match bound {
            Bound::Walk(walk) => self.first(walk).is_some(),
            other => self.truth_of(&self.value(other)),
        }
    }

    pub(crate) fn text_of<'v>(&'v self, value: &'v Value<Spot>) -> Cow<'v, str> {
        match value {
            Value::Places(places) => match places.first() {
                Some(spot) => Cow::Borrowed(self.answers.text(*spot)),
                None => Cow::Borrowed(""),
            },
            plain => plain.plain_text(),
        }
    }

    pub(crate) fn number_of(&self, value: &Value<Spot>) -> f64 {
        match value {
            Value::Text(text) => text_number(text, *self.now.offset()),
            Value::Texts(texts) => {
                let first = texts.first().map_or("", String::as_str);
                text_number(first, *self.now.offset())
            }
            Value::Number(number) => *number,
            Value::Truth(yes) => f64::from(u8::from(*yes)),
            Value::Moment(moment) => moment.days,
            Value::Places(places) => places
                .first()
                .map_or(f64::NAN, |spot| self.answers.number(*spot)),
        }
    }

    pub(crate) fn truth_of(&self, value: &Value<Spot>) -> bool {
        match value {
            Value::Text(text) => !text.is_empty(),
            Value::Number(number) => is_true(*number),
            Value::Truth(yes) => *yes,
            Value::Moment(moment) => is_true(moment.days),
            Value::Places(places) => !places.is_empty(),
            Value::Texts(texts) => !texts.is_empty(),
        }
    }

    fn chain(&self, first: &Bound, rest: &[(Operator, Bound)]) -> Value<Spot> {
        match rest {
            [] => self.value(first),
            // All of one level: and with and, or with or, the others from the left.
            [(Operator::And, _), ..] => {
                Value::Truth(self.truth(first) && rest.iter().all(|(_, right)| self.truth(right)))
            }
            [(Operator::Or, _), ..] => {
                Value::Truth(self.truth(first) || rest.iter().any(|(_, right)| self.truth(right)))
            }
            [(Operator::Union, _), ..] => {
                let mut places = self.places(first);
                for (_, right) in rest {
                    places.extend(self.places(right));
                }
                places.sort_unstable_by_key(|spot| (spot.node, spot.scope));
                places.dedup();
                Value::Places(places)
            }
            [(operator, right), more @ ..] => {
                let mut left = self.two(self.value(first), *operator, right);
                for (operator, right) in more {
                    left = self.two(left, *operator, right);
                }
                left
            }
        }
    }

    fn two(&self, left: Value<Spot>, operator: Operator, right: &Bound) -> Value<Spot> {
        let sum = |with: fn(f64, f64) -> f64| {
            Value::Number(with(self.number_of(&left), self.number(right)))
        };
        match operator {
            Operator::Plus => sum(|a, b| a + b),
            Operator::Minus => sum(|a, b| a - b),
            Operator::Times => sum(|a, b| a * b),
            Operator::Divide => sum(|a, b| a / b),
            Operator::Modulo => sum(|a, b| a % b),
            compared => Value::Truth(self.compare(&left, compared, &self.value(right))),
        }
    }

    /// Compares as XPath does: places by each of their answers, truths as truths, numbers as numbers, the rest as texts.
    fn compare(&self, left: &Value<Spot>, operator: Operator, right: &Value<Spot>) -> bool {
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let truth = matches!(left, Value::Truth(_)) || matches!(right, Value::Truth(_));
        if equality && truth {
            let (left, right) = (self.truth_of(left), self.truth_of(right));
            return self.compare_two(&Atom::Truth(left), operator, &Atom::Truth(right));
        }
        let (lefts, rights) = (self.atoms(left), self.atoms(right));
        self.spend(lefts.len().saturating_mul(rights.len()))
            && lefts.iter().any(|left| {
                let mut rights = rights.iter();
                rights.any(|right| self.compare_two(left, operator, right))
            })
    }

    /// What of a value is compared: each of its places or texts, or itself.
    fn atoms<'v>(&'v self, value: &'v Value<Spot>) -> SmallVec<[Atom<'v>; 2]> {
        match value {
            Value::Text(text) => smallvec![Atom::Text(text)],
            Value::Number(number) => smallvec![Atom::Number(*number)],
            Value::Truth(yes) => smallvec![Atom::Truth(*yes)],
            Value::Moment(moment) => smallvec![Atom::Number(moment.days)],
            Value::Places(places) => places.iter().map(|spot| self.atom(*spot)).collect(),
            Value::Texts(texts) => texts.iter().map(|text| Atom::Text(text)).collect(),
        }
    }

    fn atom(&self, spot: Spot) -> Atom<'_> {
        Atom::Place(self.answers.text(spot), self.answers.number(spot))
    }

    fn compare_two(&self, left: &Atom<'_>, operator: Operator, right: &Atom<'_>) -> bool {
        let number = |atom: &Atom<'_>| match atom {
            Atom::Place(_, number) | Atom::Number(number) => *number,
            Atom::Text(text) => text_number(text, *self.now.offset()),
            Atom::Truth(yes) => f64::from(u8::from(*yes)),
        };
        let truth = |atom: &Atom<'_>| match atom {
            Atom::Place(text, _) | Atom::Text(text) => !text.is_empty(),
            Atom::Number(number) => is_true(*number),
            Atom::Truth(yes) => *yes,
        };
        let equal = || match (left, right) {
            (Atom::Truth(_), _) | (_, Atom::Truth(_)) => truth(left) == truth(right),
            (
                Atom::Place(left, _) | Atom::Text(left),
                Atom::Place(right, _) | Atom::Text(right),
            ) => left == right,
            _ => number(left) == number(right),
        };
        match operator {
            Operator::Equal => equal(),
            Operator::NotEqual => !equal(),
            Operator::Less => number(left) < number(right),
            Operator::LessOrEqual => number(left) <= number(right),
            Operator::Greater => number(left) > number(right),
            Operator::GreaterOrEqual => number(left) >= number(right),
            _ => false,
        }
    }

    /// The places of an expression; none for what is a plain value.
    pub(crate) fn places(&self, bound: &Bound) -> Vec<Spot> {
        match self.value(bound) {
            Value::Places(places) => places,
            _ => Vec::new(),
        }
    }

    /// Uses fuel up; false when there is not enough left.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.fuel.get().checked_sub(steps);
        self.fuel.set(left.unwrap_or(0));
        left.is_some()
    }

    fn begin(&self, walk: &Walk) -> ScopeId {
        match (walk.from_filter, self.filter) {
            (true, Filter::Spot { spot, .. }) => spot.scope,
            _ => self.own.scope,
        }
    }

    /// The scope `kept` repeats deep that lies around another.
    pub(crate) fn around(&self, scope: ScopeId, kept: usize) -> ScopeId {
        let layout = self.answers.layout();
        let mut at = scope;
        while layout.frame(self.answers.frame(at)).depth > kept {
            match self.answers.outer(at) {
                Some(outer) => at = outer,
                None => break,
            }
        }
        at
    }

    /// The first place of a walk; without making a list where there is only one.
    fn first(&self, walk: &Walk) -> Option<Spot> {
        if let [Leg { node, filters }] = walk.legs.as_slice()
            && filters.is_empty()
        {
            let scope = self.around(self.begin(walk), walk.kept);
            let node_here = self.answers.layout().node(*node);
            if self.answers.frame(scope) == node_here.inner.unwrap_or(node_here.frame) {
                return Some(Spot { node: *node, scope });
            }
        }
        self.walk(walk).first().copied()
    }

    fn walk(&self, walk: &Walk) -> Vec<Spot> {
        let mut scopes = vec![self.around(self.begin(walk), walk.kept)];
        let mut spots = Vec::new();
        for leg in &walk.legs {
            spots.clear();
            for scope in &scopes {
                expand(self.answers, *scope, leg.node, &mut spots);
            }
            if !self.spend(spots.len()) {
                return Vec::new();
            }
            for filter in &leg.filters {
                let of = spots.len();
                let kept = spots.iter().enumerate().filter(|(at, spot)| {
                    let spot = **spot;
                    self.keeps(
                        filter,
                        Filter::Spot {
                            spot,
                            place: at + 1,
                            of,
                        },
                    )
                });
                spots = kept.map(|(_, spot)| *spot).collect();
            }
            scopes = spots.iter().map(|spot| spot.scope).collect();
            scopes.dedup();
        }
        spots
    }

    /// Whether a filter keeps what it is about: a number keeps the place of that number.
    fn keeps(&self, filter: &Bound, about: Filter<'a>) -> bool {
        let inside = Evaluator {
            filter: about,
            ..*self
        };
        match inside.value(filter) {
            Value::Number(number) => {
                let (Filter::Spot { place, .. } | Filter::Choice { place, .. }) = about else {
                    return false;
                };
                number == as_number(place)
            }
            value => inside.truth_of(&value),
        }
    }

    fn indexed(&self, node: NodeId, kept: usize, numbers: &[(NodeId, Bound)]) -> Vec<Spot> {
        let layout = self.answers.layout();
        let mut scopes = vec![self.around(self.own.scope, kept)];
        for repeat in layout.repeats_around(node) {
            if layout.depth_around(repeat) < kept {
                continue;
            }
            let number = numbers
                .iter()
                .find(|(named, _)| *named == repeat)
                .map(|(_, number)| self.number(number));
            let mut inside = Vec::new();
            for scope in scopes {
                let instances = self.answers.instances(repeat, scope);
                match number {
                    None => inside.extend_from_slice(instances),
                    Some(number) => {
                        let at = instances
                            .iter()
                            .enumerate()
                            .find(|(at, _)| as_number(at + 1) == number);
                        inside.extend(at.map(|(_, instance)| *instance));
                    }
                }
            }
            scopes = inside;
        }
        scopes
            .into_iter()
            .map(|scope| Spot { node, scope })
            .collect()
    }

    fn column(&self, column: &str) -> &str {
        match self.filter {
            Filter::Choice { choice, .. } => choice.column(column).unwrap_or_default(),
            _ => "",
        }
    }

    fn chosen_from<'s>(
        &'s self,
        list: ListId,
        filters: &'s [Bound],
    ) -> impl Iterator<Item = &'a Choice> + 's {
        let choices = self.answers.layout().choices(list);
        let of = choices.len();
        choices.iter().enumerate().filter_map(move |(at, choice)| {
            let about = Filter::Choice {
                choice,
                place: at + 1,
                of,
            };
            let kept = filters.iter().all(|filter| self.keeps(filter, about));
            kept.then_some(choice)
        })
    }

    /// Whether a choice is offered.
    pub(crate) fn offers(
        &self,
        filter: &Bound,
        choice: &'a Choice,
        place: usize,
        of: usize,
    ) -> bool {
        self.keeps(filter, Filter::Choice { choice, place, of })
    }

    fn choice_name(&self, name: &str, list: ListId) -> String {
        let choices = self.answers.layout().choices(list);
        let found = choices.iter().find(|choice| choice.name == name);
        found.map_or_else(String::new, |choice| {
            choice
                .label
                .read_in(self.language, self.default_language)
                .to_owned()
        })
    }
}
