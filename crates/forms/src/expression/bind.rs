//! An expression with its names looked up in a form: every path is found once, when the form is loaded.
//!
//! In a repeat a name means the question of the same instance; from outside, those of all instances. So a path becomes: how many of
//! the repeats around the asking question are kept (`kept`), and then down to the question, through all instances of the repeats
//! that lie between. This is what pyxform writes as a relative path (`pyxform/survey.py`, "lowest common ancestor repeat"), settled
//! without writing a path.

use regex::Regex;

use super::functions::Function;
use super::pattern;
use super::problem::{Fault, SyntaxProblem};
use super::tree::{Expr, Operator, Path, Start, To};
use crate::layout::{Layout, ListId, NodeId, ROOT};

/// An expression that knows what it asks.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Number(f64),
    Text(String),
    Negate(Box<Bound>),
    Chain(Box<Bound>, Vec<(Operator, Bound)>),
    Call(Function, Vec<Bound>),
    /// Whether a text has a pattern that was known when the form was loaded.
    Matches(Box<Bound>, Regex),
    /// The words of a choice of a list.
    ChoiceName(Box<Bound>, ListId),
    Walk(Walk),
    /// An answer of an instance named by its number: of each repeat around it that is named, the number.
    Indexed {
        node: NodeId,
        kept: usize,
        numbers: Vec<(NodeId, Bound)>,
    },
    /// A column of the choice a filter is about.
    Column(String),
    /// Choices of a list, and a column of each.
    Choices {
        list: ListId,
        filters: Vec<Bound>,
        column: String,
    },
}

/// A way to answers.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    /// Begins where the filter stands, not where the expression does.
    pub(crate) from_filter: bool,
    /// How many of the repeats around the beginning stay the same instance.
    pub(crate) kept: usize,
    pub(crate) legs: Vec<Leg>,
}

/// A node reached, and what must hold for it.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub(crate) node: NodeId,
    pub(crate) filters: Vec<Bound>,
}

/// A node whose answer an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) node: NodeId,
    /// How many of the repeats around it and around the asking question are the same instance.
    pub(crate) kept: usize,
    /// Read as `.`: the answer of the asking question itself.
    pub(crate) itself: bool,
    /// Read from another instance, by number or filter.
    pub(crate) elsewhere: bool,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
enum Filter {
    None,
    Node { node: NodeId, kept: usize },
    Choice,
}

/// Looks the names of an expression up.
pub(crate) struct Binder<'a> {
    pub(crate) layout: &'a Layout,
    /// The question the expression belongs to.
    pub(crate) own: NodeId,
    /// What it reads, found on the way.
    pub(crate) needs: Vec<Need>,
}

impl<'a> Binder<'a> {
    pub(crate) fn new(layout: &'a Layout, own: NodeId) -> Self {
        let needs = Vec::new();
        Self { layout, own, needs }
    }

    /// Binds an expression of the question.
    pub(crate) fn bind(&mut self, expression: &Expr) -> Result<Bound, SyntaxProblem> {
        self.expression(expression, Filter::None)
    }

    /// Binds a filter over the choices of the question.
    pub(crate) fn bind_choice_filter(&mut self, filter: &Expr) -> Result<Bound, SyntaxProblem> {
        self.expression(filter, Filter::Choice)
    }

    fn expression(&mut self, expression: &Expr, filter: Filter) -> Result<Bound, SyntaxProblem> {
        Ok(match expression {
            Expr::Number(number) => Bound::Number(*number),
            Expr::Text(text) => Bound::Text(text.clone()),
            Expr::Negate(inner) => Bound::Negate(Box::new(self.expression(inner, filter)?)),
            Expr::Chain(first, rest) => {
                let first = Box::new(self.expression(first, filter)?);
                let rest = rest
                    .iter()
                    .map(|(operator, right)| Ok((*operator, self.expression(right, filter)?)))
                    .collect::<Result<_, SyntaxProblem>>()?;
                Bound::Chain(first, rest)
            }
            Expr::Path(path) => self.path(path, filter)?,
            Expr::Call {
                function,
                arguments,
                at,
            } => self.call(*function, arguments, *at, filter)?,
        })
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Expr],
        at: usize,
        filter: Filter,
    ) -> Result<Bound, SyntaxProblem> {
        if function == Function::IndexedRepeat {
            return self.indexed(arguments, at, filter);
        }
        if let (Function::ChoiceName, [value, Expr::Text(question)]) = (function, arguments) {
            let list = self.list_of(question, at)?;
            return Ok(Bound::ChoiceName(
                Box::new(self.expression(value, filter)?),
                list,
            ));
        }
        if let (Function::Regex, [text, Expr::Text(written)]) = (function, arguments) {
            let pattern = pattern::read(written)
                .ok_or_else(|| SyntaxProblem::new(at, Fault::BadPattern(written.clone())))?;
            return Ok(Bound::Matches(
                Box::new(self.expression(text, filter)?),
                pattern,
            ));
        }
        let wants_places = match function {
            Function::Count | Function::CountNonEmpty => true,
            Function::Position => !arguments.is_empty(),
            Function::ChoiceName => true,
            _ => false,
        };
        let places = matches!(arguments.first(), Some(Expr::Path(_)))
            || matches!(arguments.first(), Some(Expr::Chain(_, rest)) if rest.iter().all(|(by, _)| *by == Operator::Union))
            || matches!(
                arguments.first(),
                Some(Expr::Call {
                    function: Function::IndexedRepeat,
                    ..
                })
            );
        if function == Function::ChoiceName || wants_places && !places {
            let fault = Fault::WantsQuestion(function.name().to_owned());
            return Err(SyntaxProblem::new(at, fault));
        }
        let bound = arguments
            .iter()
            .map(|argument| self.expression(argument, filter))
            .collect::<Result<_, _>>()?;
        Ok(Bound::Call(function, bound))
    }

    /// The list a question named in a text chooses from: `jr:choice-name(${q}, '${q}')`.
    fn list_of(&self, question: &str, at: usize) -> Result<ListId, SyntaxProblem> {
        let wants = || SyntaxProblem::new(at, Fault::WantsQuestion("jr:choice-name".to_owned()));
        let parsed = super::parse(question.trim()).map_err(|_| wants())?;
        let Expr::Path(path) = parsed else {
            return Err(wants());
        };
        let mut apart = Binder::new(self.layout, self.own);
        let Bound::Walk(walk) = apart.path(&path, Filter::None)? else {
            return Err(wants());
        };
        walk.legs
            .last()
            .and_then(|leg| self.layout.node(leg.node).list)
            .ok_or_else(wants)
    }

    fn indexed(
        &mut self,
        arguments: &[Expr],
        at: usize,
        filter: Filter,
    ) -> Result<Bound, SyntaxProblem> {
        let wants = || SyntaxProblem::new(at, Fault::WantsQuestion("indexed-repeat".to_owned()));
        let (target, pairs) = arguments.split_first().ok_or_else(wants)?;
        let node = self.bare_node(target).ok_or_else(wants)??;
        let mut numbers = Vec::new();
        for pair in pairs.chunks(2) {
            let [repeat, number] = pair else {
                let fault = Fault::WrongArguments("indexed-repeat".to_owned());
                return Err(SyntaxProblem::new(at, fault));
            };
            let repeat = self.bare_node(repeat).ok_or_else(wants)??;
            if self.layout.node(repeat).inner.is_none() || !self.layout.holds(repeat, node) {
                return Err(wants());
            }
            numbers.push((repeat, self.expression(number, filter)?));
        }
        // Only the repeats outside the outermost named one are those of the asking question.
        let outermost = numbers
            .iter()
            .map(|(repeat, _)| self.layout.depth_around(*repeat))
            .min()
            .unwrap_or(0);
        let kept = self.layout.shared(self.own, node).min(outermost);
        self.need(node, kept, false, true);
        self.need_repeats(node, kept);
        Ok(Bound::Indexed {
            node,
            kept,
            numbers,
        })
    }

    /// The node of `${name}` or of a path without filters.
    fn bare_node(&self, expression: &Expr) -> Option<Result<NodeId, SyntaxProblem>> {
        let Expr::Path(path) = expression else {
            return None;
        };
        let mut apart = Binder::new(self.layout, self.own);
        match apart.path(path, Filter::None) {
            Err(problem) => Some(Err(problem)),
            Ok(Bound::Walk(walk)) if walk.legs.len() == 1 => {
                walk.legs.first().map(|leg| Ok(leg.node))
            }
            Ok(_) => None,
        }
    }

    fn path(&mut self, path: &Path, filter: Filter) -> Result<Bound, SyntaxProblem> {
        let unsupported = || SyntaxProblem::new(path.at, Fault::UnsupportedPath);
        let own_kept = self.layout.depth_around(self.own);
        let (from_filter, mut at, mut kept) = match (&path.start, filter) {
            (Start::List(list), _) => return self.choices(list, path),
            (Start::Found(_), _) => return Err(unsupported()),
            (Start::Here, Filter::Choice) => {
                return match path.steps.as_slice() {
                    [step] if step.filters.is_empty() => match &step.to {
                        To::Child(column) => Ok(Bound::Column(column.clone())),
                        To::Itself => Ok(Bound::Column("name".to_owned())),
                        To::Parent => Err(unsupported()),
                    },
                    _ => Err(unsupported()),
                };
            }
            (Start::Here, Filter::Node { node, kept: _ }) => {
                (true, node, self.layout.depth_within(node))
            }
            (Start::Here | Start::Current, _) => (false, self.own, own_kept),
            (Start::Root, _) => (false, ROOT, 0),
            (Start::Question(name), _) => {
                let node = self
                    .layout
                    .named(name)
                    .map_err(|fault| SyntaxProblem::new(path.at, fault))?;
                (false, node, self.layout.shared(self.own, node))
            }
        };
        let contextual = matches!(path.start, Start::Root);
        let mut legs: Vec<Leg> = Vec::new();
        let outer = match filter {
            Filter::Node { kept, .. } => kept,
            _ => usize::MAX,
        };
        for step in &path.steps {
            match &step.to {
                To::Itself => {}
                To::Parent => {
                    if !legs.is_empty() {
                        return Err(unsupported());
                    }
                    at = self.layout.node(at).parent.ok_or_else(unsupported)?;
                    kept = kept.min(self.layout.depth_within(at));
                }
                To::Child(name) => {
                    at = self.layout.child(at, name).ok_or_else(|| {
                        SyntaxProblem::new(path.at, Fault::UnknownQuestion(name.clone()))
                    })?;
                }
            }
            if step.filters.is_empty() {
                continue;
            }
            let inside = Filter::Node {
                node: at,
                kept: kept.min(outer),
            };
            let filters = step
                .filters
                .iter()
                .map(|one| self.expression(one, inside))
                .collect::<Result<_, _>>()?;
            legs.push(Leg { node: at, filters });
        }
        if legs.last().is_none_or(|last| last.node != at) {
            let filters = Vec::new();
            legs.push(Leg { node: at, filters });
        }
        if contextual && legs.len() == 1 {
            // An absolute path means the own instance where it can, as in ODK Collect.
            kept = self.layout.shared(self.own, at);
        }
        let by_place = matches!(path.start, Start::Here | Start::Current) && !from_filter;
        let itself = by_place && at == self.own && kept == own_kept && legs.len() == 1;
        let elsewhere = from_filter || legs.iter().any(|leg| !leg.filters.is_empty());
        for leg in &legs {
            self.need(leg.node, kept.min(outer), itself, elsewhere);
        }
        self.need_repeats(at, kept.min(outer));
        Ok(Bound::Walk(Walk {
            from_filter,
            kept,
            legs,
        }))
    }

    /// `instance('list')/root/item[...]/column`.
    fn choices(&mut self, list: &str, path: &Path) -> Result<Bound, SyntaxProblem> {
        let unknown = || SyntaxProblem::new(path.at, Fault::UnknownList(list.to_owned()));
        let unsupported = || SyntaxProblem::new(path.at, Fault::UnsupportedPath);
        let found = self.layout.list(list).ok_or_else(unknown)?;
        let (root, item, column) = match path.steps.as_slice() {
            [root, item] => (root, item, "name".to_owned()),
            [root, item, last] => match &last.to {
                To::Child(column) if last.filters.is_empty() => (root, item, column.clone()),
                _ => return Err(unsupported()),
            },
            _ => return Err(unsupported()),
        };
        let named = |to: &To, name: &str| *to == To::Child(name.to_owned());
        if !named(&root.to, "root") || !named(&item.to, "item") || !root.filters.is_empty() {
            return Err(unsupported());
        }
        let filters = item
            .filters
            .iter()
            .map(|filter| self.expression(filter, Filter::Choice))
            .collect::<Result<_, _>>()?;
        Ok(Bound::Choices {
            list: found,
            filters,
            column,
        })
    }

    fn need(&mut self, node: NodeId, kept: usize, itself: bool, elsewhere: bool) {
        let need = Need {
            node,
            kept,
            itself,
            elsewhere,
        };
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    /// The repeats on the way to a node, for an instance that comes or goes changes what a path finds.
    fn need_repeats(&mut self, node: NodeId, kept: usize) {
        for repeat in self.layout.repeats_around(node) {
            let around = self.layout.depth_around(repeat);
            if around >= kept || repeat == node {
                self.need(repeat, kept.min(around), false, true);
            }
        }
    }
}
