//! What functions compute (ODK XForms specification, "XPath Functions"; where it leaves something open, as ODK Web Forms does).

use std::borrow::Cow;

use chrono::FixedOffset;

use super::bind::Bound;
use super::evaluate::{Evaluator, Filter, LETTERS_A_STEP};
use super::functions::Function;
use super::moment::{self, Moment};
use super::pattern;
use super::places::{Answers, Spot, as_number};
use super::value::{Value, chosen, text_number, trim};

/// Characters a computed text may have; what is longer is cut. The same as a cell of a sheet may hold.
const MAX_TEXT: usize = 32_767;

/// Steps a pattern costs that is only known while computing.
const STEPS_A_PATTERN: usize = 10_000;

impl<A: Answers> Evaluator<'_, A> {
    /// Calls a function. The number of arguments was checked when the form was loaded.
    pub(super) fn call(&self, function: Function, arguments: &[Bound]) -> Value<Spot> {
        let number = |at: usize| {
            arguments
                .get(at)
                .map_or(f64::NAN, |bound| self.number(bound))
        };
        let text = |at: usize| {
            arguments
                .get(at)
                .map_or(Cow::Borrowed(""), |bound| self.text(bound))
        };
        let truth = |at: usize| arguments.get(at).is_some_and(|bound| self.truth(bound));
        let value = |at: usize| match arguments.get(at) {
            Some(bound) => self.value(bound),
            None => Value::Places(vec![self.here()]),
        };
        let of_one = |with: fn(f64) -> f64| Value::Number(with(number(0)));
        match function {
            Function::True => Value::Truth(true),
            Function::False => Value::Truth(false),
            Function::Not => Value::Truth(!truth(0)),
            Function::Boolean => Value::Truth(truth(0)),
            Function::BooleanFromString => Value::Truth(matches!(&*text(0), "1" | "true")),
            Function::If => value(if truth(0) { 1 } else { 2 }),
            Function::Checklist => Value::Truth(self.checklist(arguments, false)),
            Function::WeightedChecklist => Value::Truth(self.checklist(arguments, true)),

            Function::Abs => of_one(f64::abs),
            Function::Acos => of_one(f64::acos),
            Function::Asin => of_one(f64::asin),
            Function::Atan => of_one(f64::atan),
            Function::Atan2 => Value::Number(number(0).atan2(number(1))),
            Function::Ceiling => of_one(f64::ceil),
            Function::Cos => of_one(f64::cos),
            Function::Exp => of_one(f64::exp),
            Function::Exp10 => of_one(|power| 10_f64.powf(power)),
            Function::Floor => of_one(f64::floor),
            Function::Int => of_one(f64::trunc),
            Function::Log => of_one(f64::ln),
            Function::Log10 => of_one(f64::log10),
            Function::Pi => Value::Number(std::f64::consts::PI),
            Function::Pow => Value::Number(number(0).powf(number(1))),
            Function::Round => {
                let digits = if arguments.len() > 1 { number(1) } else { 0.0 };
                Value::Number(round(number(0), digits))
            }
            Function::Sin => of_one(f64::sin),
            Function::Sqrt => of_one(f64::sqrt),
            Function::Tan => of_one(f64::tan),
            Function::Number => self.as_number(value(0)),
            Function::Sum => Value::Number(self.sum(&value(0))),
            Function::Max => Value::Number(self.extreme(arguments, f64::max)),
            Function::Min => Value::Number(self.extreme(arguments, f64::min)),
            Function::Random => {
                #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
                let drawn = (self.draw() >> 11) as f64;
                Value::Number(drawn / 9_007_199_254_740_992.0)
            }

            Function::Count => Value::Number(match value(0) {
                Value::Places(places) => as_number(places.len()),
                Value::Texts(texts) => as_number(texts.len()),
                _ => f64::NAN,
            }),
            Function::CountNonEmpty => Value::Number(match value(0) {
                Value::Places(places) => {
                    let filled = |spot: &&Spot| !self.answers.text(**spot).is_empty();
                    as_number(places.iter().filter(filled).count())
                }
                Value::Texts(texts) => {
                    as_number(texts.iter().filter(|text| !text.is_empty()).count())
                }
                _ => f64::NAN,
            }),
            Function::Position => Value::Number(self.position(arguments)),
            Function::Last => Value::Number(match self.filter {
                Filter::Spot { of, .. } | Filter::Choice { of, .. } => as_number(of),
                Filter::None => 1.0,
            }),
            Function::Once => {
                let so_far = self.answers.text(self.own);
                Value::Text(match so_far {
                    "" => text(0).into_owned(),
                    answered => answered.to_owned(),
                })
            }

            Function::String => Value::Text(self.text_of(&value(0)).into_owned()),
            Function::Concat => Value::Text(cut(self.texts(arguments).concat())),
            Function::Join => {
                let (glue, parts) = arguments.split_at_checked(1).unwrap_or((&[], &[]));
                let glue = glue
                    .first()
                    .map_or(Cow::Borrowed(""), |glue| self.text(glue));
                Value::Text(cut(self.texts(parts).join(&*glue)))
            }
            Function::Coalesce => Value::Text(match &*text(0) {
                "" => text(1).into_owned(),
                first => first.to_owned(),
            }),
            Function::Contains => Value::Truth(text(0).contains(&*text(1))),
            Function::StartsWith => Value::Truth(text(0).starts_with(&*text(1))),
            Function::EndsWith => Value::Truth(text(0).ends_with(&*text(1))),
            Function::NormalizeSpace => {
                let words = self.text_of(&value(0)).into_owned();
                Value::Text(chosen(&words).collect::<Vec<_>>().join(" "))
            }
            Function::StringLength => {
                let value = value(0);
                Value::Number(as_number(self.text_of(&value).encode_utf16().count()))
            }
            Function::Substr => {
                let end = arguments.get(2).map(|_| number(2));
                Value::Text(substr(&text(0), number(1), end))
            }
            Function::Substring => {
                let length = arguments.get(2).map(|_| number(2));
                Value::Text(substring(&text(0), number(1), length))
            }
            Function::SubstringBefore => {
                let whole = text(0);
                let before = whole.split_once(&*text(1)).map(|(before, _)| before);
                Value::Text(before.unwrap_or_default().to_owned())
            }
            Function::SubstringAfter => {
                let whole = text(0);
                let after = whole.split_once(&*text(1)).map(|(_, after)| after);
                Value::Text(after.unwrap_or_default().to_owned())
            }
            Function::Translate => {
                let (whole, from) = (text(0), text(1));
                let steps = whole.len().saturating_mul(from.len()) / LETTERS_A_STEP;
                if self.spend(steps) {
                    Value::Text(translate(&whole, &from, &text(2)))
                } else {
                    Value::Text(String::new())
                }
            }
            Function::Regex => {
                let found = |pattern: regex::Regex| pattern.is_match(&text(0));
                Value::Truth(
                    self.spend(STEPS_A_PATTERN) && pattern::read(&text(1)).is_some_and(found),
                )
            }

            Function::Selected => {
                let (answer, wanted) = (text(0), text(1));
                let wanted = trim(&wanted);
                // An unanswered question has one empty word, as in ODK: selected('', '') holds.
                let blank = trim(&answer).is_empty() && wanted.is_empty();
                Value::Truth(blank || chosen(&answer).any(|word| word == wanted))
            }
            Function::SelectedAt => {
                let at = number(1).trunc();
                let answer = text(0);
                let found = chosen(&answer)
                    .enumerate()
                    .find(|(place, _)| as_number(*place) == at);
                Value::Text(found.map_or(String::new(), |(_, word)| word.to_owned()))
            }
            Function::CountSelected => Value::Number(as_number(chosen(&text(0)).count())),
            // Bound to its list when the form was loaded; `position` and the like never come here for it.
            Function::ChoiceName => Value::Text(String::new()),
            Function::IndexedRepeat => Value::Places(Vec::new()),

            Function::Today => self.day(
                self.now
                    .date_naive()
                    .format("%Y-%m-%d")
                    .to_string()
                    .as_str(),
            ),
            Function::Now => Value::Moment(Moment::of_time(self.now)),
            Function::Date | Function::DateTime => self.date(value(0)),
            Function::DecimalDateTime => match self.date(value(0)) {
                Value::Moment(moment) => Value::Number(moment.days),
                _ => Value::Number(f64::NAN),
            },
            Function::DecimalTime => {
                Value::Number(moment::part_of_day(&text(0)).unwrap_or(f64::NAN))
            }
            Function::FormatDate => {
                Value::Text(moment::format(&text(0), &text(1), false, self.offset()))
            }
            Function::FormatDateTime => {
                Value::Text(moment::format(&text(0), &text(1), true, self.offset()))
            }

            Function::Uuid => Value::Text(self.uuid(arguments.first().map(|_| number(0)))),
        }
    }

    fn offset(&self) -> FixedOffset {
        *self.now.offset()
    }

    fn here(&self) -> Spot {
        match self.filter {
            Filter::Spot { spot, .. } => spot,
            _ => self.own,
        }
    }

    /// Draws 64 bits and moves chance on (SplitMix64, Steele and others 2014).
    fn draw(&self) -> u64 {
        let state = self.chance.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.chance.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A random identifier of version 4, or so many of its signs.
    fn uuid(&self, length: Option<f64>) -> String {
        let mut written = String::new();
        let wanted = length.unwrap_or(36.0).clamp(0.0, as_number(MAX_TEXT));
        loop {
            let (high, low) = (self.draw(), self.draw());
            let high = high & 0xffff_ffff_ffff_0fff | 0x4000;
            let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
            let signs = format!("{high:016x}{low:016x}");
            for (at, sign) in signs.chars().enumerate() {
                if matches!(at, 8 | 12 | 16 | 20) {
                    written.push('-');
                }
                written.push(sign);
            }
            if as_number(written.len()) >= wanted {
                break;
            }
        }
        let signs = written.chars().enumerate();
        let kept = signs.take_while(|(at, _)| as_number(*at) < wanted);
        kept.map(|(_, sign)| sign).collect()
    }

    fn as_number(&self, value: Value<Spot>) -> Value<Spot> {
        match value {
            moment @ Value::Moment(_) => moment,
            other => Value::Number(self.number_of(&other)),
        }
    }

    fn sum(&self, value: &Value<Spot>) -> f64 {
        let numbers = self.numbers(value).into_iter();
        numbers.reduce(|sum, next| sum + next).unwrap_or(f64::NAN)
    }

    fn extreme(&self, arguments: &[Bound], pick: fn(f64, f64) -> f64) -> f64 {
        let numbers = arguments
            .iter()
            .flat_map(|argument| self.numbers(&self.value(argument)));
        let mut found: Option<f64> = None;
        for number in numbers {
            if number.is_nan() {
                return f64::NAN;
            }
            found = Some(found.map_or(number, |found| pick(found, number)));
        }
        found.unwrap_or(f64::NAN)
    }

    /// The numbers of a value: one, or one of each place.
    fn numbers(&self, value: &Value<Spot>) -> Vec<f64> {
        match value {
            Value::Places(places) => places
                .iter()
                .map(|spot| self.answers.number(*spot))
                .collect(),
            Value::Texts(texts) => texts
                .iter()
                .map(|text| text_number(text, self.offset()))
                .collect(),
            single => vec![self.number_of(single)],
        }
    }

    fn texts(&self, arguments: &[Bound]) -> Vec<String> {
        let mut texts = Vec::new();
        for argument in arguments {
            match self.value(argument) {
                Value::Places(places) => {
                    texts.extend(
                        places
                            .iter()
                            .map(|spot| self.answers.text(*spot).to_owned()),
                    );
                }
                Value::Texts(found) => texts.extend(found),
                single => texts.push(self.text_of(&single).into_owned()),
            }
        }
        texts
    }

    /// Whether as many of the conditions hold as wanted, each counted with its weight.
    fn checklist(&self, arguments: &[Bound], weighted: bool) -> bool {
        let [least, most, conditions @ ..] = arguments else {
            return false;
        };
        let (least, most) = (self.number(least), self.number(most));
        let held = |bound: &Bound| match self.value(bound) {
            Value::Places(places) => places
                .iter()
                .map(|spot| !self.answers.text(*spot).is_empty())
                .collect(),
            single => vec![self.truth_of(&single)],
        };
        let mut sum = 0.0;
        if weighted {
            for pair in conditions.chunks(2) {
                if let [condition, weight] = pair {
                    let weight = self.number(weight);
                    let holding = held(condition).into_iter().filter(|holds| *holds).count();
                    sum += weight * as_number(holding);
                }
            }
        } else {
            for condition in conditions {
                sum += as_number(held(condition).into_iter().filter(|holds| *holds).count());
            }
        }
        sum >= least && (most == -1.0 || sum <= most)
    }

    fn position(&self, arguments: &[Bound]) -> f64 {
        let Some(argument) = arguments.first() else {
            return match self.filter {
                Filter::Spot { place, .. } | Filter::Choice { place, .. } => as_number(place),
                Filter::None => 1.0,
            };
        };
        let places = self.places(argument);
        let Some(first) = places.first() else {
            return f64::NAN;
        };
        if self.answers.layout().node(first.node).inner.is_some() {
            as_number(self.answers.place(first.scope))
        } else {
            1.0
        }
    }

    fn day(&self, text: &str) -> Value<Spot> {
        match Moment::read(text, self.offset()) {
            Some(moment) => Value::Moment(moment),
            None => Value::Text(String::new()),
        }
    }

    fn date(&self, value: Value<Spot>) -> Value<Spot> {
        match value {
            Value::Truth(_) => Value::Text(String::new()),
            moment @ Value::Moment(_) => moment,
            Value::Number(days) => match Moment::of_days(days, self.offset()) {
                Some(moment) => Value::Moment(moment),
                None => Value::Text(String::new()),
            },
            other => self.day(&padded(&self.text_of(&other))),
        }
    }
}

/// Writes `2026-1-5` as `2026-01-05`.
fn padded(text: &str) -> Cow<'_, str> {
    let (day, rest) = match text.find('T') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let parts: Vec<&str> = day.split('-').collect();
    match parts.as_slice() {
        [year, month, day] if month.len() == 1 || day.len() == 1 => {
            Cow::Owned(format!("{year}-{month:0>2}-{day:0>2}{rest}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Rounds to so many digits behind the point, halves away from zero; before the point when negative.
fn round(number: f64, digits: f64) -> f64 {
    if number.is_nan() || digits.is_nan() {
        return f64::NAN;
    }
    let shift = 10_f64.powf(digits.trunc().clamp(-30.0, 30.0));
    let sign = if number < 0.0 { -1.0 } else { 1.0 };
    // Halves upwards of what is not negative, as JavaScript rounds.
    let rounded = (number.abs() * shift + 0.5).floor() / shift * sign;
    if rounded.is_finite() { rounded } else { number }
}

/// The letters from one place up to another, from 0; negative places count from the end.
fn substr(text: &str, from: f64, to: Option<f64>) -> String {
    let letters: Vec<char> = text.chars().collect();
    let length = as_number(letters.len());
    let place = |at: f64| {
        let at = at.trunc();
        let at = if at < 0.0 { length + at } else { at };
        if at.is_nan() {
            None
        } else {
            Some(at.clamp(0.0, length))
        }
    };
    let (Some(from), Some(to)) = (place(from), place(to.unwrap_or(length))) else {
        return String::new();
    };
    between(&letters, from, to)
}

/// The letters from a place on, from 1, so many.
fn substring(text: &str, from: f64, length: Option<f64>) -> String {
    let letters: Vec<char> = text.chars().collect();
    let from = (from + 0.5).floor() - 1.0;
    let to = match length {
        None => f64::INFINITY,
        Some(length) => from + (length + 0.5).floor(),
    };
    if from.is_nan() || to.is_nan() {
        return String::new();
    }
    between(&letters, from, to)
}

fn between(letters: &[char], from: f64, to: f64) -> String {
    let inside = |at: &usize| as_number(*at) >= from && as_number(*at) < to;
    let letters = letters.iter().enumerate();
    letters
        .filter(|(at, _)| inside(at))
        .map(|(_, letter)| *letter)
        .collect()
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    let letter = |letter: char| match from.chars().position(|wanted| wanted == letter) {
        None => Some(letter),
        Some(at) => to.get(at).copied(),
    };
    text.chars().filter_map(letter).collect()
}

fn cut(text: String) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}
