//! An expression as words: numbers, texts, names, references, signs.
//!
//! XPath 1.0 has one rule that needs memory: `*`, `and`, `or`, `div` and `mod` are operators only after something that can stand on
//! the left of one; otherwise they are names (W3C XPath 1.0, 3.7). It is kept here, so the parser never looks back.

use super::problem::{Fault, SyntaxProblem};

/// One word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    Number(f64),
    Text(String),
    /// A name of a function, a step or a prefix and name: `count-selected`, `jr:choice-name`.
    Name(String),
    /// `${name}`.
    Reference(String),
    And,
    Or,
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
    Open,
    Close,
    OpenFilter,
    CloseFilter,
    Comma,
    Slash,
    Dot,
    DotDot,
}

/// A word and the character at which it begins, from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) word: Word,
    pub(super) at: usize,
}

/// Takes an expression apart.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, SyntaxProblem> {
    let letters: Vec<char> = text.chars().collect();
    let mut words: Vec<Placed> = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        if letter.is_whitespace() {
            at += 1;
            continue;
        }
        let after_operand = words.last().is_some_and(|last| ends_operand(&last.word));
        let (word, end) = next_word(&letters, at, after_operand)?;
        words.push(Placed { word, at });
        at = end;
    }
    Ok(words)
}

/// Whether an operator may follow.
fn ends_operand(word: &Word) -> bool {
    matches!(
        word,
        Word::Number(_)
            | Word::Text(_)
            | Word::Name(_)
            | Word::Reference(_)
            | Word::Close
            | Word::CloseFilter
            | Word::Dot
            | Word::DotDot
    )
}

fn next_word(
    letters: &[char],
    at: usize,
    after_operand: bool,
) -> Result<(Word, usize), SyntaxProblem> {
    let letter = letters.get(at).copied().unwrap_or_default();
    let next = letters.get(at + 1).copied().unwrap_or_default();
    let one = |word| Ok((word, at + 1));
    let two = |word| Ok((word, at + 2));
    match (letter, next) {
        ('$', '{') => reference(letters, at),
        ('\'' | '"', _) => literal(letters, at),
        ('0'..='9', _) | ('.', '0'..='9') => number(letters, at),
        ('.', '.') => two(Word::DotDot),
        ('.', _) => one(Word::Dot),
        ('!', '=') => two(Word::NotEqual),
        ('<', '=') => two(Word::LessOrEqual),
        ('>', '=') => two(Word::GreaterOrEqual),
        ('=', _) => one(Word::Equal),
        ('<', _) => one(Word::Less),
        ('>', _) => one(Word::Greater),
        ('+', _) => one(Word::Plus),
        ('-', _) => one(Word::Minus),
        ('*', _) if after_operand => one(Word::Times),
        ('|', _) => one(Word::Union),
        ('(', _) => one(Word::Open),
        (')', _) => one(Word::Close),
        ('[', _) => one(Word::OpenFilter),
        (']', _) => one(Word::CloseFilter),
        (',', _) => one(Word::Comma),
        ('/', '/') => Err(SyntaxProblem::new(at, Fault::UnsupportedPath)),
        ('/', _) => one(Word::Slash),
        _ if begins_name(letter) => Ok(name(letters, at, after_operand)),
        _ => Err(SyntaxProblem::new(at, Fault::StrangeSign(letter))),
    }
}

/// Whether a name of a question may begin so (XML 1.0, NameStartChar, in short).
pub(crate) fn begins_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

/// Whether a name of a question may go on so.
pub(crate) fn continues_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '\u{b7}')
}

fn end_of_name(letters: &[char], at: usize) -> usize {
    let length = letters
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|letter| continues_name(**letter))
        .count();
    at + length
}

fn name(letters: &[char], at: usize, after_operand: bool) -> (Word, usize) {
    let mut end = end_of_name(letters, at);
    let prefixed = letters.get(end) == Some(&':')
        && letters.get(end + 1).is_some_and(|next| begins_name(*next));
    if prefixed {
        end = end_of_name(letters, end + 1);
    }
    let name: String = letters.get(at..end).unwrap_or_default().iter().collect();
    let operator = match name.as_str() {
        "and" => Some(Word::And),
        "or" => Some(Word::Or),
        "div" => Some(Word::Divide),
        "mod" => Some(Word::Modulo),
        _ => None,
    };
    match operator.filter(|_| after_operand) {
        Some(operator) => (operator, end),
        None => (Word::Name(name), end),
    }
}

fn number(letters: &[char], at: usize) -> Result<(Word, usize), SyntaxProblem> {
    let mut end = at;
    let mut dots = 0;
    while let Some(letter) = letters.get(end) {
        match letter {
            '0'..='9' => {}
            '.' if dots == 0 => dots += 1,
            _ => break,
        }
        end += 1;
    }
    let text: String = letters.get(at..end).unwrap_or_default().iter().collect();
    text.trim_end_matches('.')
        .parse()
        .map(|number| (Word::Number(number), end))
        .map_err(|_| SyntaxProblem::new(at, Fault::StrangeSign('.')))
}

fn literal(letters: &[char], at: usize) -> Result<(Word, usize), SyntaxProblem> {
    let quote = letters.get(at);
    let rest = letters.get(at + 1..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|letter| Some(letter) == quote)
        .ok_or(SyntaxProblem::new(at, Fault::OpenText))?;
    let text = rest.get(..length).unwrap_or_default().iter().collect();
    Ok((Word::Text(text), at + length + 2))
}

fn reference(letters: &[char], at: usize) -> Result<(Word, usize), SyntaxProblem> {
    let rest = letters.get(at + 2..).unwrap_or_default();
    let fault = || SyntaxProblem::new(at, Fault::BrokenReference);
    let length = rest
        .iter()
        .position(|letter| *letter == '}')
        .ok_or_else(fault)?;
    let inside: String = rest.get(..length).unwrap_or_default().iter().collect();
    let name = inside.trim();
    if name.starts_with("last-saved#") {
        return Err(SyntaxProblem::new(at, Fault::LastSaved));
    }
    if !is_name(name) {
        return Err(fault());
    }
    Ok((Word::Reference(name.to_owned()), at + length + 3))
}

/// Whether a text can name a question: a letter or underscore, then letters, digits, `_`, `-` and `.`.
pub(crate) fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(begins_name) && letters.all(continues_name)
}
