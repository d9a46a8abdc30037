//! An expression from its words: XPath 1.0 as ODK forms use it (getodk.github.io/xforms-spec, "XPath").
//!
//! Descent by precedence, lowest first: or, and, equality, comparison, sum, product, sign, union, path. Axes, attributes, `//` and
//! tests of kinds are refused by name: no XLSForm needs them.

use super::functions::Function;
use super::lexer::{self, Placed, Word};
use super::problem::{Fault, SyntaxProblem};
use super::tree::{Expr, Operator, Path, Start, Step, To};

/// Characters of an expression; the longest in pyxform's examples has 1,500.
pub const MAX_LENGTH: usize = 20_000;
/// Brackets, filters and signs inside one another.
pub const MAX_DEPTH: usize = 64;

/// Parses an expression.
///
/// Fails with the character at which the text stops being an expression; never panics and never uses a stack deeper than
/// [`MAX_DEPTH`] asks for.
pub(crate) fn parse(text: &str) -> Result<Expr, SyntaxProblem> {
    if text.chars().count() > MAX_LENGTH {
        return Err(SyntaxProblem::new(MAX_LENGTH, Fault::TooLong));
    }
    let words = lexer::words(text)?;
    if words.is_empty() {
        return Err(SyntaxProblem::new(0, Fault::Empty));
    }
    let mut parser = Parser {
        words: &words,
        next: 0,
        depth: 0,
        end: text.chars().count(),
    };
    let expression = parser.expression()?;
    match parser.words.get(parser.next) {
        Some(left) => Err(SyntaxProblem::new(left.at, Fault::LeftOver)),
        None => Ok(expression),
    }
}

/// The operators from the loosest to the tightest; those of one line bind alike, from the left.
const LEVELS: &[&[(Word, Operator)]] = &[
    &[(Word::Or, Operator::Or)],
    &[(Word::And, Operator::And)],
    &[
        (Word::Equal, Operator::Equal),
        (Word::NotEqual, Operator::NotEqual),
    ],
    &[
        (Word::Less, Operator::Less),
        (Word::LessOrEqual, Operator::LessOrEqual),
        (Word::Greater, Operator::Greater),
        (Word::GreaterOrEqual, Operator::GreaterOrEqual),
    ],
    &[(Word::Plus, Operator::Plus), (Word::Minus, Operator::Minus)],
    &[
        (Word::Times, Operator::Times),
        (Word::Divide, Operator::Divide),
        (Word::Modulo, Operator::Modulo),
    ],
];

struct Parser<'a> {
    words: &'a [Placed],
    next: usize,
    depth: usize,
    end: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.next).map(|placed| &placed.word)
    }

    fn at(&self) -> usize {
        self.words
            .get(self.next)
            .map_or(self.end, |placed| placed.at)
    }

    fn fail<T>(&self, fault: Fault) -> Result<T, SyntaxProblem> {
        Err(SyntaxProblem::new(self.at(), fault))
    }

    /// Takes the word when it comes next.
    fn take(&mut self, word: &Word) -> bool {
        let found = self.peek() == Some(word);
        self.next += usize::from(found);
        found
    }

    fn expression(&mut self) -> Result<Expr, SyntaxProblem> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail(Fault::TooDeep);
        }
        let expression = self.level(0);
        self.depth -= 1;
        expression
    }

    fn level(&mut self, level: usize) -> Result<Expr, SyntaxProblem> {
        let Some(operators) = LEVELS.get(level) else {
            return self.signed();
        };
        let first = self.level(level + 1)?;
        let mut rest = Vec::new();
        while let Some((_, operator)) = operators.iter().find(|(word, _)| self.peek() == Some(word))
        {
            self.next += 1;
            rest.push((*operator, self.level(level + 1)?));
        }
        Ok(chained(first, rest))
    }

    fn signed(&mut self) -> Result<Expr, SyntaxProblem> {
        let mut signs = 0;
        while self.take(&Word::Minus) {
            signs += 1;
        }
        let value = self.union()?;
        Ok(match signs {
            0 => value,
            odd if odd % 2 == 1 => Expr::Negate(Box::new(value)),
            _ => Expr::Negate(Box::new(Expr::Negate(Box::new(value)))),
        })
    }

    fn union(&mut self) -> Result<Expr, SyntaxProblem> {
        let first = self.path()?;
        let mut rest = Vec::new();
        while self.take(&Word::Union) {
            rest.push((Operator::Union, self.path()?));
        }
        Ok(chained(first, rest))
    }

    fn path(&mut self) -> Result<Expr, SyntaxProblem> {
        let at = self.at();
        let Some(word) = self.peek().cloned() else {
            return self.fail(Fault::Incomplete);
        };
        let mut steps = Vec::new();
        let start = match word {
            Word::Number(number) => {
                self.next += 1;
                return Ok(Expr::Number(number));
            }
            Word::Text(text) => {
                self.next += 1;
                return Ok(Expr::Text(text));
            }
            Word::Open => {
                self.next += 1;
                let inside = self.expression()?;
                if !self.take(&Word::Close) {
                    return self.fail(Fault::OpenBracket);
                }
                match self.peek() {
                    Some(Word::OpenFilter | Word::Slash) => Start::Found(Box::new(inside)),
                    _ => return Ok(inside),
                }
            }
            Word::Name(name)
                if self.words.get(self.next + 1).map(|next| &next.word) == Some(&Word::Open) =>
            {
                self.next += 2;
                match self.call(&name, at)? {
                    Begun::Start(start) => start,
                    Begun::Value(value) => match self.peek() {
                        Some(Word::OpenFilter | Word::Slash) => Start::Found(Box::new(value)),
                        _ => return Ok(value),
                    },
                }
            }
            Word::Name(_) | Word::Dot | Word::DotDot => {
                steps.push(self.step()?);
                Start::Here
            }
            Word::Slash => {
                self.next += 1;
                if !matches!(self.peek(), Some(Word::Name(_))) {
                    return self.fail(Fault::Incomplete);
                }
                // The first name is the form itself, whatever it is called: `/data`.
                self.next += 1;
                Start::Root
            }
            Word::Reference(name) => {
                self.next += 1;
                Start::Question(name)
            }
            _ => return self.fail(Fault::Incomplete),
        };
        if steps.is_empty() {
            let filters = self.filters()?;
            if !filters.is_empty() {
                let to = To::Itself;
                steps.push(Step { to, filters });
            }
        }
        while self.take(&Word::Slash) {
            steps.push(self.step()?);
        }
        Ok(Expr::Path(Path { start, steps, at }))
    }

    fn step(&mut self) -> Result<Step, SyntaxProblem> {
        let to = match self.peek().cloned() {
            Some(Word::Dot) => To::Itself,
            Some(Word::DotDot) => To::Parent,
            Some(Word::Name(name)) => To::Child(name),
            Some(Word::Times) => return self.fail(Fault::UnsupportedPath),
            _ => return self.fail(Fault::Incomplete),
        };
        let at = self.at();
        self.next += 1;
        if self.peek() == Some(&Word::Open) {
            return Err(SyntaxProblem::new(at, Fault::UnsupportedPath));
        }
        let filters = self.filters()?;
        Ok(Step { to, filters })
    }

    fn filters(&mut self) -> Result<Vec<Expr>, SyntaxProblem> {
        let mut filters = Vec::new();
        while self.take(&Word::OpenFilter) {
            filters.push(self.expression()?);
            if !self.take(&Word::CloseFilter) {
                return self.fail(Fault::OpenBracket);
            }
        }
        Ok(filters)
    }

    /// The arguments of a call whose bracket was just opened.
    fn arguments(&mut self) -> Result<Vec<Expr>, SyntaxProblem> {
        let mut arguments = Vec::new();
        if self.take(&Word::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            if self.take(&Word::Close) {
                return Ok(arguments);
            }
            if !self.take(&Word::Comma) {
                return self.fail(Fault::OpenBracket);
            }
        }
    }

    fn call(&mut self, name: &str, at: usize) -> Result<Begun, SyntaxProblem> {
        let arguments = self.arguments()?;
        let wrong = || SyntaxProblem::new(at, Fault::WrongArguments(name.to_owned()));
        match (name, arguments.as_slice()) {
            ("current", []) => return Ok(Begun::Start(Start::Current)),
            ("instance", [Expr::Text(list)]) => {
                return Ok(Begun::Start(Start::List(list.clone())));
            }
            ("current" | "instance", _) => return Err(wrong()),
            _ => {}
        }
        let function = Function::by_name(name).map_err(|fault| SyntaxProblem::new(at, fault))?;
        if !function.takes(arguments.len()) {
            return Err(wrong());
        }
        Ok(Begun::Value(Expr::Call {
            function,
            arguments,
            at,
        }))
    }
}

fn chained(first: Expr, rest: Vec<(Operator, Expr)>) -> Expr {
    if rest.is_empty() {
        return first;
    }
    Expr::Chain(Box::new(first), rest)
}

/// What a call turned out to be.
enum Begun {
    Start(Start),
    Value(Expr),
}
