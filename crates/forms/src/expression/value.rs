//! What an expression gives, and how one kind becomes another (XPath 1.0, with the dates of ODK).

use std::borrow::Cow;

use chrono::FixedOffset;

use super::moment::{Moment, days_in};

/// What an expression gives; `P` is a place in the answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<P> {
    Text(String),
    Number(f64),
    Truth(bool),
    Moment(Moment),
    /// Places in the order of the form: an answer, several answers of a repeat, groups.
    Places(Vec<P>),
    /// Texts of choices that were looked up, in the order of their list.
    Texts(Vec<String>),
}

/// Writes a number as XPath does: no exponent, no plus, whole numbers without a fraction; nothing for what is no number.
pub(crate) fn number_text(number: f64) -> String {
    if number.is_nan() {
        String::new()
    } else if number.is_infinite() {
        if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        number.to_string()
    }
}

/// Reads a text as a number: digits with at most one point and a sign before, or a date, which is its days; not a number otherwise.
pub(crate) fn text_number(text: &str, offset: FixedOffset) -> f64 {
    let text = trim(text);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if plain {
        return text.parse().unwrap_or(f64::NAN);
    }
    match text {
        // What was computed and written down, as `number_text` writes it.
        "Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ => days_in(text, offset).unwrap_or(f64::NAN),
    }
}

/// Takes the white space of XML off both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// The words of a text, as an answer of several choices is written.
pub(crate) fn chosen(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
}

pub(crate) fn is_true(number: f64) -> bool {
    number != 0.0 && !number.is_nan()
}

impl<P> Value<P> {
    /// The text of a value that is not places.
    pub(crate) fn plain_text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Number(number) => Cow::Owned(number_text(*number)),
            Value::Truth(true) => Cow::Borrowed("true"),
            Value::Truth(false) => Cow::Borrowed("false"),
            Value::Moment(moment) => Cow::Borrowed(&moment.text),
            Value::Places(_) => Cow::Borrowed(""),
            Value::Texts(texts) => Cow::Borrowed(texts.first().map_or("", String::as_str)),
        }
    }
}
