//! An expression as a tree, before its names are looked up in a form.

use super::functions::Function;

/// What joins two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    Union,
}

/// An expression as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Number(f64),
    Text(String),
    Negate(Box<Expr>),
    /// Operators of one level from the left: flat, so that a long sum is not a deep tree.
    Chain(Box<Expr>, Vec<(Operator, Expr)>),
    Call {
        function: Function,
        arguments: Vec<Expr>,
        at: usize,
    },
    Path(Path),
}

/// A way through the form: from where, and which steps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) start: Start,
    pub(crate) steps: Vec<Step>,
    /// The character at which it begins.
    pub(crate) at: usize,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Start {
    /// Where the expression, or the filter it stands in, is.
    Here,
    /// Where the expression is, also from inside a filter: `current()`.
    Current,
    /// The form: `/data`.
    Root,
    /// A question by its name: `${name}`.
    Question(String),
    /// The list of choices: `instance('list')`.
    List(String),
    /// What a function found: `indexed-repeat(..)`; stands alone.
    Found(Box<Expr>),
}

/// One step of a path, and what must hold for what it reaches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) to: To,
    pub(crate) filters: Vec<Expr>,
}

/// Where a step goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum To {
    Itself,
    Parent,
    Child(String),
}
