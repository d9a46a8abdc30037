//! What a rule says when it is broken: a code and the field, never the value.

use thiserror::Error;

/// A rule of a record that the given fields break.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{code} in {field}")]
pub struct Violation {
    /// The field at fault, by its name in the record.
    pub field: &'static str,
    /// What is wrong; the screens look the sentence up as `err-CODE`.
    pub code: Rule,
}

/// The rules a record can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Something that must be there is not.
    Missing,
    /// A date that does not exist or cannot be read.
    NotADate,
    /// A day later than today where only the past makes sense.
    InTheFuture,
    /// The end lies before the beginning.
    EndsBeforeItBegins,
    /// A text longer than a form can hold (4,000 characters; names 120).
    TooLong,
    /// A code that is not in its list.
    NotInTheList,
    /// Not at home needs its reason; seen needs findings.
    NeedsReason,
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Rule {
    /// All rules, for the check that each has its sentences in every language.
    pub const ALL: [Rule; 7] = [
        Rule::Missing,
        Rule::NotADate,
        Rule::InTheFuture,
        Rule::EndsBeforeItBegins,
        Rule::TooLong,
        Rule::NotInTheList,
        Rule::NeedsReason,
    ];

    /// Returns the code under which the screens keep the sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Rule::Missing => "field-missing",
            Rule::NotADate => "field-not-a-date",
            Rule::InTheFuture => "field-in-the-future",
            Rule::EndsBeforeItBegins => "field-ends-before-it-begins",
            Rule::TooLong => "field-too-long",
            Rule::NotInTheList => "field-not-in-the-list",
            Rule::NeedsReason => "field-needs-reason",
        }
    }
}

/// Refuses an empty text.
pub fn required(field: &'static str, text: Option<&str>) -> Result<(), Violation> {
    match text {
        Some(text) if !text.trim().is_empty() => Ok(()),
        _ => Err(Violation {
            field,
            code: Rule::Missing,
        }),
    }
}

/// Refuses a text longer than `most` characters.
pub fn within(field: &'static str, text: Option<&str>, most: usize) -> Result<(), Violation> {
    match text {
        Some(text) if text.chars().count() > most => Err(Violation {
            field,
            code: Rule::TooLong,
        }),
        _ => Ok(()),
    }
}
