//! What can be wrong with an expression, found when a form is loaded and never while it is answered.

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("at character {at}: {fault}")]
pub struct SyntaxProblem {
    /// The character at which it was noticed, from 0.
    pub at: usize,
    /// What is wrong.
    pub fault: Fault,
}

impl SyntaxProblem {
    pub(crate) fn new(at: usize, fault: Fault) -> Self {
        Self { at, fault }
    }
}

/// The kinds of fault an expression can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing in it.
    #[error("the expression is empty")]
    Empty,
    /// It is longer than [`super::MAX_LENGTH`].
    #[error("the expression is too long")]
    TooLong,
    /// It is nested deeper than [`super::MAX_DEPTH`].
    #[error("the expression is nested too deeply")]
    TooDeep,
    /// A sign that no expression has.
    #[error("the sign {0:?} does not belong here")]
    StrangeSign(char),
    /// A quotation mark is never closed.
    #[error("a text is never closed")]
    OpenText,
    /// `${` without a name and `}`.
    #[error("a reference is not of the form ${{name}}")]
    BrokenReference,
    /// `${last-saved#name}`: there is no last saved answer here; what a form is filled in with before is a default.
    #[error("a reference to the last saved answers")]
    LastSaved,
    /// Something else was expected here.
    #[error("something is missing here")]
    Incomplete,
    /// Something follows where the expression should end.
    #[error("something is left over here")]
    LeftOver,
    /// A bracket is never closed.
    #[error("a bracket is never closed")]
    OpenBracket,
    /// A way through the form that is not supported: `//`, axes, attributes, tests of kinds.
    #[error("a path of a kind that is not supported")]
    UnsupportedPath,
    /// No such function.
    #[error("there is no function {0}")]
    UnknownFunction(String),
    /// A function of ODK that is not supported here.
    #[error("the function {0} is not supported")]
    UnsupportedFunction(String),
    /// A function has too few or too many arguments.
    #[error("the function {0} has a wrong number of arguments")]
    WrongArguments(String),
    /// A function wants a question, not a computed value.
    #[error("the function {0} wants a question")]
    WantsQuestion(String),
    /// No question, group or repeat of this name.
    #[error("there is no question {0}")]
    UnknownQuestion(String),
    /// Several questions of this name, in several groups.
    #[error("there are several questions {0}")]
    AmbiguousQuestion(String),
    /// No list of choices of this name.
    #[error("there is no list of choices {0}")]
    UnknownList(String),
    /// A pattern that cannot be used.
    #[error("the pattern {0:?} cannot be used")]
    BadPattern(String),
}

impl Fault {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Empty => "expression-empty",
            Fault::TooLong => "expression-too-long",
            Fault::TooDeep => "expression-too-deep",
            Fault::StrangeSign(_) => "expression-strange-sign",
            Fault::OpenText => "expression-open-text",
            Fault::BrokenReference => "expression-broken-reference",
            Fault::LastSaved => "expression-last-saved",
            Fault::Incomplete => "expression-incomplete",
            Fault::LeftOver => "expression-left-over",
            Fault::OpenBracket => "expression-open-bracket",
            Fault::UnsupportedPath => "expression-unsupported-path",
            Fault::UnknownFunction(_) => "expression-unknown-function",
            Fault::UnsupportedFunction(_) => "expression-unsupported-function",
            Fault::WrongArguments(_) => "expression-wrong-arguments",
            Fault::WantsQuestion(_) => "expression-wants-question",
            Fault::UnknownQuestion(_) => "expression-unknown-question",
            Fault::AmbiguousQuestion(_) => "expression-ambiguous-question",
            Fault::UnknownList(_) => "expression-unknown-list",
            Fault::BadPattern(_) => "expression-bad-pattern",
        }
    }

    /// Gives what the code is about: a name, a sign, a pattern; empty where there is none.
    pub fn about(&self) -> String {
        match self {
            Fault::StrangeSign(sign) => sign.to_string(),
            Fault::UnknownFunction(name)
            | Fault::UnsupportedFunction(name)
            | Fault::WrongArguments(name)
            | Fault::WantsQuestion(name)
            | Fault::UnknownQuestion(name)
            | Fault::AmbiguousQuestion(name)
            | Fault::UnknownList(name)
            | Fault::BadPattern(name) => name.clone(),
            _ => String::new(),
        }
    }
}
