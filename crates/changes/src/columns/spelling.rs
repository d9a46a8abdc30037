//! Texts that say a date, an id or a number: what they say in fewer bytes, and the same text again.
//!
//! A text counts only when exactly one spelling leads back to it, so nothing here decides what a field means.

use super::strips::{Index, bits_of};
use std::collections::HashMap;
use std::ops::Range;

/// Digits a pattern holds, at most: they fit in one number.
const MOST_DIGITS: usize = 18;
/// Fewer digits are not worth a pattern.
const LEAST_DIGITS: usize = 4;
/// Longer texts are prose.
const LONGEST_PATTERN: usize = 48;
/// Stands for a digit in a pattern; a text that holds it is never one.
const HOLE: u8 = 0;

/// Reads `YYYY-MM-DD` of a day there is as days since 1 March of the year 0.
pub(super) fn date(text: &[u8]) -> Option<u64> {
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let number = |part: &[u8]| {
        part.iter().try_fold(0u64, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u64::from(digit - b'0'))
        })
    };
    let (year, month, day) = (
        number(&text[..4])?,
        number(&text[5..7])?,
        number(&text[8..])?,
    );
    if year == 0 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let years = if month > 2 { year } else { year - 1 };
    let days = years * 365 + years / 4 - years / 100
        + years / 400
        + ((month + 9) % 12 * 153 + 2) / 5
        + day
        - 1;
    (date_text(days)? == text).then_some(days)
}

/// Writes a date; None past the year 9999.
pub(super) fn date_text(days: u64) -> Option<[u8; 10]> {
    // Howard Hinnant, chrono-compatible low-level date algorithms: years begin in March, so the leap day is the last.
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    if year > 9999 {
        return None;
    }
    let mut text = *b"0000-00-00";
    let mut put = |mut value: u64, places: Range<usize>| {
        for place in places.rev() {
            text[place] = b'0' + (value % 10) as u8;
            value /= 10;
        }
    };
    put(year, 0..4);
    put(month, 5..7);
    put(day, 8..10);
    Some(text)
}

/// Reads a UUID in lower case with hyphens.
pub(super) fn id(text: &[u8]) -> Option<[u8; 16]> {
    if text.len() != 36 {
        return None;
    }
    let id = uuid::Uuid::try_parse_ascii(text).ok()?.into_bytes();
    (id_text(&id) == text).then_some(id)
}

/// Writes a UUID.
pub(super) fn id_text(id: &[u8; 16]) -> [u8; 36] {
    let mut text = [0; 36];
    uuid::Uuid::from_bytes(*id)
        .hyphenated()
        .encode_lower(&mut text);
    text
}

/// Tells whether a text holds enough digits to be looked at as a pattern.
pub(super) fn may_be_pattern(text: &[u8]) -> bool {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    (LEAST_DIGITS..=MOST_DIGITS).contains(&digits)
        && text.len() <= LONGEST_PATTERN
        && !text.contains(&HOLE)
}

/// Texts of one column put into patterns: the text with holes where texts of the same shape have different digits.
pub(super) struct Patterns {
    /// The patterns, in the order they are met.
    pub(super) list: Vec<Vec<u8>>,
    /// For each text its pattern, the digits in the holes as one number, and the bits they take.
    pub(super) filled: Vec<(usize, u64, u8)>,
}

impl Patterns {
    /// Finds the patterns of texts that [`may_be_pattern`].
    pub(super) fn of(texts: &[&[u8]]) -> Self {
        let mut shapes: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
        for text in texts {
            let pattern = shapes.entry(shape(text)).or_insert_with(|| text.to_vec());
            for (kept, byte) in pattern.iter_mut().zip(*text) {
                if kept != byte {
                    *kept = HOLE;
                }
            }
        }
        let mut index = Index::default();
        let mut filled = Vec::with_capacity(texts.len());
        for text in texts {
            let pattern = &shapes[&shape(text)];
            let digits = pattern
                .iter()
                .zip(*text)
                .filter(|(kept, _)| **kept == HOLE)
                .fold(0, |number, (_, digit)| {
                    number * 10 + u64::from(digit - b'0')
                });
            let width = width(pattern);
            filled.push((index.place(pattern.clone()), digits, width));
        }
        Self {
            list: index.list,
            filled,
        }
    }
}

fn shape(text: &[u8]) -> Vec<u8> {
    text.iter()
        .map(|byte| if byte.is_ascii_digit() { HOLE } else { *byte })
        .collect()
}

fn holes(pattern: &[u8]) -> usize {
    pattern.iter().filter(|byte| **byte == HOLE).count()
}

/// Bits the holes of a pattern take; those of the largest number for a pattern that cannot be.
pub(super) fn width(pattern: &[u8]) -> u8 {
    let largest = 10u64.pow(holes(pattern).min(MOST_DIGITS) as u32) - 1;
    bits_of(largest)
}

/// Writes the text of a pattern with its digits; a number too large loses its upper digits.
pub(super) fn pattern_text(pattern: &[u8], mut digits: u64, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(pattern);
    for byte in out[start..].iter_mut().rev() {
        if *byte == HOLE {
            *byte = b'0' + (digits % 10) as u8;
            digits /= 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_day_of_four_centuries_comes_back_and_days_that_are_not_are_left_alone() {
        let first = date(b"1800-01-01").unwrap();
        for days in first..first + 146_097 {
            let text = date_text(days).unwrap();
            assert_eq!(date(&text), Some(days));
        }
        assert!(date(b"0001-01-01").is_some());
        assert!(date(b"9999-12-31").is_some());
        assert_eq!(
            date(b"2024-02-29").unwrap() + 1,
            date(b"2024-03-01").unwrap()
        );
        for odd in [
            "2023-02-29",
            "0000-01-01",
            "2023-13-01",
            "2023-00-01",
            "2023-04-31",
            "2023-1-011",
            "2023/01/01",
            "+023-01-01",
        ] {
            assert_eq!(date(odd.as_bytes()), None, "{odd}");
        }
    }

    #[test]
    fn only_the_usual_spelling_of_an_id_counts() {
        let id_of = |text: &str| id(text.as_bytes());
        assert!(id_of("01982d5e-7c00-7000-8000-0000000000ff").is_some());
        assert!(id_of("01982D5E-7c00-7000-8000-0000000000ff").is_none());
        assert!(id_of("01982d5e7c00700080000000000000ff1234").is_none());
    }

    #[test]
    fn digits_all_numbers_share_stay_in_the_pattern() {
        let texts: Vec<&[u8]> = vec![
            b"+99365123456",
            b"+99365987654",
            b"+99365555567",
            b"I-AH 12345",
        ];
        let patterns = Patterns::of(&texts);
        assert_eq!(
            patterns.list,
            [b"+99365\0\0\0\0\0\0".to_vec(), b"I-AH 12345".to_vec()]
        );
        assert_eq!(patterns.filled[2], (0, 555_567, 20));
        assert_eq!(patterns.filled[3], (1, 0, 0));
    }

    proptest! {
        #[test]
        fn patterns_give_the_texts_back(texts in prop::collection::vec("[A-C -]{0,3}[0-9]{4,9}/?[0-9]{0,9}", 0..20)) {
            let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).filter(|text| may_be_pattern(text)).collect();
            let patterns = Patterns::of(&texts);
            for (text, (pattern, digits, width)) in texts.iter().zip(&patterns.filled) {
                let mut again = Vec::new();
                pattern_text(&patterns.list[*pattern], *digits, &mut again);
                prop_assert_eq!(&again, text);
                prop_assert!(bits_of(*digits) <= *width);
            }
        }

        #[test]
        fn any_text_is_read_back_or_left_alone(text in ".{0,40}") {
            if let Some(days) = date(text.as_bytes()) {
                let again = date_text(days).unwrap();
                prop_assert_eq!(&again[..], text.as_bytes());
            }
        }
    }
}
