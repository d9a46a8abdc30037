//! Dates of birth as people write them in sheets.
//!
//! Separate from the row because typed dates use it too. Day comes before month, as everywhere in the country; two
//! digits of a year are not guessed. No clock: whether a date lies ahead is for the record's own rule.

use chrono::NaiveDate;

use crate::{months::month_number, person::RowReason};

/// Years taken for a birth; outside it a date is impossible.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2199;

/// Reads a date as far as it is known and writes it as `1955`, `1955-03` or `1955-03-04`.
///
/// Understands `yyyymmdd`, `yyyy-mm-dd` (with a time after it), `yyyy/mm/dd`, `dd.mm.yyyy`, `d/m/yyyy`, `mm.yyyy`, a
/// year alone, months in words, and zeros for a day or month that is not known.
///
/// Errors: `impossible_date` when the form is clear and no such day exists, `unreadable_date` otherwise.
pub fn read_date(text: &str) -> Result<String, RowReason> {
    let text = text.trim();
    let text = without_year_word(text);
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '/' | '-' | ',' | 'T'))
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| -> Option<u32> {
        (part.len() <= 8 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let is_year = |part: &str| part.len() == 4 && number(part).is_some();
    match parts.as_slice() {
        [all] if all.len() == 8 => {
            let digits = number(all).ok_or(RowReason::UnreadableDate)?;
            checked(digits / 10_000, digits / 100 % 100, digits % 100)
        }
        [year] if is_year(year) => checked(number(year).unwrap_or(0), 0, 0),
        [month, year] if is_year(year) => {
            let month = month_of(month).ok_or(RowReason::UnreadableDate)?;
            checked(number(year).unwrap_or(0), month, 0)
        }
        [year, month] if is_year(year) => {
            let month = month_of(month).ok_or(RowReason::UnreadableDate)?;
            checked(number(year).unwrap_or(0), month, 0)
        }
        [year, month, day, rest @ ..] if is_year(year) && rest.iter().all(|part| is_time(part)) => {
            match (month_of(month), day_of(day)) {
                (Some(month), Some(day)) => checked(number(year).unwrap_or(0), month, day),
                _ => Err(RowReason::UnreadableDate),
            }
        }
        [day, month, year, rest @ ..] if is_year(year) && rest.iter().all(|part| is_time(part)) => {
            match (month_of(month), day_of(day)) {
                (Some(month), Some(day)) => checked(number(year).unwrap_or(0), month, day),
                _ => Err(RowReason::UnreadableDate),
            }
        }
        _ => Err(RowReason::UnreadableDate),
    }
}

/// Takes the word for year off the end: "1955 г.", "1955 ý.", "1955-nji ýyl".
fn without_year_word(text: &str) -> &str {
    let mut rest = text.trim_end_matches(['.', ' ']);
    for word in ["года", "год", "гр", "г", "ýylyň", "ýyl", "ý", "yyl"] {
        if let Some(shorter) = rest
            .strip_suffix(word)
            .filter(|s| s.ends_with(|c: char| !c.is_alphabetic()))
        {
            rest = shorter.trim_end_matches(['.', ' ']);
            break;
        }
    }
    for ending in ["-njy", "-nji"] {
        rest = rest.strip_suffix(ending).unwrap_or(rest);
    }
    rest
}

/// Reads a month in digits or words.
fn month_of(part: &str) -> Option<u32> {
    if part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()) {
        return part.parse().ok();
    }
    month_number(part)
}

/// Reads a day of one or two digits.
fn day_of(part: &str) -> Option<u32> {
    (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

/// Says whether a part after a date is a time of the day.
fn is_time(part: &str) -> bool {
    part.contains(':')
        && part
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b':' || b == b'Z')
}

fn checked(year: u32, month: u32, day: u32) -> Result<String, RowReason> {
    let impossible = RowReason::ImpossibleDate;
    let year = i32::try_from(year)
        .ok()
        .filter(|year| YEARS.contains(year))
        .ok_or(impossible)?;
    match (month, day) {
        (0, 0) => Ok(format!("{year:04}")),
        (0, _) | (13.., _) => Err(impossible),
        (_, 0) => Ok(format!("{year:04}-{month:02}")),
        _ => {
            let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(impossible)?;
            Ok(date.format("%Y-%m-%d").to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form_in_use() {
        for (text, date) in [
            ("19550304", "1955-03-04"),
            ("1955-03-04", "1955-03-04"),
            ("1955-03-04 00:00:00", "1955-03-04"),
            ("1955-03-04T12:30:00", "1955-03-04"),
            ("1955/3/4", "1955-03-04"),
            ("04.03.1955", "1955-03-04"),
            ("4.3.1955 г.", "1955-03-04"),
            ("4/3/1955", "1955-03-04"),
            ("04-03-1955", "1955-03-04"),
            ("4 марта 1955 года", "1955-03-04"),
            ("4 mart 1955 ý.", "1955-03-04"),
            ("4 Nowruz 2005", "2005-03-04"),
            ("1955", "1955"),
            ("1955 г.", "1955"),
            ("03.1955", "1955-03"),
            ("1955-03", "1955-03"),
            ("март 1955", "1955-03"),
            ("00.00.1955", "1955"),
            ("00.03.1955", "1955-03"),
            ("19550000", "1955"),
            ("29.02.2024", "2024-02-29"),
            (" 04.03.1955 ", "1955-03-04"),
        ] {
            assert_eq!(read_date(text), Ok(date.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_impossible() {
        for text in [
            "19371233",
            "31.02.1950",
            "29.02.2023",
            "03.13.1955",
            "1955-13-01",
            "0101-01-01",
            "31.04.1970",
            "05.00.1955",
            "9999",
        ] {
            assert_eq!(read_date(text), Err(RowReason::ImpossibleDate), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_unreadable_and_two_digits_of_a_year_are_not_guessed() {
        for text in [
            "",
            "x",
            "04.03.55",
            "20152",
            "55",
            "old",
            "1955-03-04-05",
            "12:30",
            "４.3.1955",
            "4 xyz 1955",
            "-",
            "1955 1956 1957 1958",
        ] {
            assert_eq!(read_date(text), Err(RowReason::UnreadableDate), "{text}");
        }
    }
}
