//! Answers as they are stored and typed: JSON without fractions, one shape for each kind of question.

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::expression::{chosen, number_text, read_date, read_time, trim};
use crate::question::{Item, Kind};

/// An answer as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A whole number.
    Whole(i64),
    /// Everything else that is one thing: text, the name of a choice, a date as `YYYY-MM-DD`, a number with a fraction as text.
    Text(String),
    /// Names of choices, in the order of the list, of a rank in the order given.
    Many(Vec<String>),
}

/// Why an answer was not taken; the answer before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There is no such question, or not so many instances.
    #[error("there is no such question")]
    NoQuestion,
    /// The question is not asked now.
    #[error("the question is not asked")]
    NotAsked,
    /// The question is only shown.
    #[error("the question is only shown")]
    ReadOnly,
    /// A whole number between -2147483648 and 2147483647 is wanted.
    #[error("a whole number is wanted")]
    NotWhole,
    /// A number is wanted.
    #[error("a number is wanted")]
    NotNumber,
    /// A number between two others is wanted.
    #[error("a number between {0} and {1} is wanted")]
    OutOfRange(String, String),
    /// A day that exists is wanted.
    #[error("a date is wanted")]
    NotDate,
    /// A time of day is wanted.
    #[error("a time is wanted")]
    NotTime,
    /// A day and a time are wanted.
    #[error("a date and time is wanted")]
    NotDateTime,
    /// A choice that is not in the list.
    #[error("there is no choice {0}")]
    NoChoice(String),
    /// All of the list must be ranked, each once.
    #[error("all choices must be ranked once")]
    NotRanked,
    /// A place as latitude and longitude is wanted.
    #[error("a place is wanted")]
    NotPlace,
    /// Longer than [`MAX_TEXT`] characters.
    #[error("the answer is too long")]
    TooLong,
    /// The question cannot be left so: the form does not offer it.
    #[error("the form does not offer this")]
    NotOffered,
    /// No more instances are possible.
    #[error("there are too many")]
    TooMany,
    /// The form says how many instances there are.
    #[error("the form says how many there are")]
    Counted,
}

impl Unusable {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            Unusable::NoQuestion => "answer-no-question",
            Unusable::NotAsked => "answer-not-asked",
            Unusable::ReadOnly => "answer-read-only",
            Unusable::NotWhole => "answer-not-whole",
            Unusable::NotNumber => "answer-not-number",
            Unusable::OutOfRange(..) => "answer-out-of-range",
            Unusable::NotDate => "answer-not-date",
            Unusable::NotTime => "answer-not-time",
            Unusable::NotDateTime => "answer-not-date-time",
            Unusable::NoChoice(_) => "answer-no-choice",
            Unusable::NotRanked => "answer-not-ranked",
            Unusable::NotPlace => "answer-not-place",
            Unusable::TooLong => "answer-too-long",
            Unusable::NotOffered => "answer-not-offered",
            Unusable::TooMany => "answer-too-many",
            Unusable::Counted => "answer-counted",
        }
    }
}

/// Characters of an answer.
pub const MAX_TEXT: usize = 32_767;

/// Reads an answer as the text expressions see. Empty for no answer.
pub(crate) fn read(item: &Item, list: &[Choice], answer: &Answer) -> Result<String, Unusable> {
    let text = match answer {
        Answer::Whole(number) => number.to_string(),
        Answer::Text(text) => text.clone(),
        Answer::Many(names) => names.join(" "),
    };
    if text.chars().count() > MAX_TEXT {
        return Err(Unusable::TooLong);
    }
    if trim(&text).is_empty() {
        return Ok(String::new());
    }
    let known = |name: &str| list.iter().any(|choice| choice.name == name);
    match item.kind {
        Kind::SelectOne if !known(&text) => Err(Unusable::NoChoice(text)),
        Kind::SelectMultiple => {
            if let Some(unknown) = chosen(&text).find(|name| !known(name)) {
                return Err(Unusable::NoChoice(unknown.to_owned()));
            }
            let in_order = list.iter().map(|choice| choice.name.as_str());
            let taken = in_order.filter(|name| chosen(&text).any(|taken| taken == *name));
            let mut names: Vec<&str> = taken.collect();
            names.dedup();
            Ok(names.join(" "))
        }
        Kind::Rank => {
            let ranked: Vec<&str> = chosen(&text).collect();
            let each_once = list
                .iter()
                .all(|choice| ranked.iter().filter(|name| **name == choice.name).count() == 1);
            if each_once && ranked.len() == list.len() {
                Ok(ranked.join(" "))
            } else {
                Err(Unusable::NotRanked)
            }
        }
        Kind::Range => in_range(item, &text),
        _ => read_text(item, &text).ok_or_else(|| wanted(item.kind)),
    }
}

fn wanted(kind: Kind) -> Unusable {
    match kind {
        Kind::Integer => Unusable::NotWhole,
        Kind::Date | Kind::Today => Unusable::NotDate,
        Kind::Time => Unusable::NotTime,
        Kind::DateTime | Kind::Start | Kind::End => Unusable::NotDateTime,
        Kind::Geopoint | Kind::Geotrace | Kind::Geoshape => Unusable::NotPlace,
        Kind::Decimal | Kind::Range => Unusable::NotNumber,
        _ => Unusable::NotAsked,
    }
}

/// Reads a text by the kind of question alone, without its list; none for what cannot be an answer.
pub(crate) fn read_text(item: &Item, text: &str) -> Option<String> {
    match item.kind {
        Kind::Integer => whole(text),
        Kind::Decimal | Kind::Range => decimal(text),
        Kind::Date | Kind::Today => {
            let day = text.split('T').next().unwrap_or_default();
            read_date(day).map(|_| day.to_owned())
        }
        Kind::Time => read_time(text).map(|_| text.to_owned()),
        Kind::DateTime | Kind::Start | Kind::End => {
            let (day, time) = text.split_once('T').unwrap_or((text, "00:00"));
            let usable = read_date(day).is_some() && read_time(time).is_some();
            usable.then(|| text.to_owned())
        }
        Kind::Geopoint => place(text).then(|| text.to_owned()),
        Kind::Geotrace | Kind::Geoshape => {
            let places = text.split(';').filter(|one| !trim(one).is_empty());
            places
                .into_iter()
                .all(|one| place(trim(one)))
                .then(|| text.to_owned())
        }
        Kind::Group | Kind::Repeat => None,
        _ => Some(text.to_owned()),
    }
}

fn place(text: &str) -> bool {
    let mut parts = text.split_ascii_whitespace().map(str::parse::<f64>);
    let within = |part: Option<Result<f64, _>>, limit: f64| matches!(part, Some(Ok(degrees)) if degrees.abs() <= limit);
    within(parts.next(), 90.0) && within(parts.next(), 180.0) && parts.all(|part| part.is_ok())
}

/// Writes a whole number of 32 bits; what stands behind a point falls away, as in ODK Collect.
fn whole(text: &str) -> Option<String> {
    let number = finite(text)?.trunc();
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number);
    fits.then(|| number_text(number))
}

/// Writes a number with at least one digit behind its point.
fn decimal(text: &str) -> Option<String> {
    let written = number_text(finite(text)?);
    Some(if written.contains('.') {
        written
    } else {
        format!("{written}.0")
    })
}

fn finite(text: &str) -> Option<f64> {
    let text = trim(text);
    let shaped = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'e' | b'E' | b'+'));
    let number = text.parse::<f64>().ok().filter(|_| shaped)?;
    number.is_finite().then_some(number)
}

/// The beginning and end of a range; from 1 to 10 where the form says nothing.
pub(crate) fn range_of(item: &Item) -> (f64, f64) {
    let setting = |name: &str, otherwise: f64| {
        let number = item.parameters.get(name).and_then(|text| text.parse().ok());
        number.unwrap_or(otherwise)
    };
    (setting("start", 1.0), setting("end", 10.0))
}

fn in_range(item: &Item, text: &str) -> Result<String, Unusable> {
    let number = finite(text).ok_or(Unusable::NotNumber)?;
    let (start, end) = range_of(item);
    if number < start.min(end) || number > start.max(end) {
        return Err(Unusable::OutOfRange(number_text(start), number_text(end)));
    }
    Ok(number_text(number))
}

/// The answer to store for a text expressions see.
pub(crate) fn stored(kind: Kind, text: &str) -> Option<Answer> {
    if text.is_empty() {
        return None;
    }
    Some(match kind {
        Kind::Integer => match text.parse() {
            Ok(number) => Answer::Whole(number),
            Err(_) => Answer::Text(text.to_owned()),
        },
        Kind::SelectMultiple | Kind::Rank => {
            Answer::Many(chosen(text).map(str::to_owned).collect())
        }
        _ => Answer::Text(text.to_owned()),
    })
}
