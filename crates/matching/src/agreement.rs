//! How two values of one field agree: keys of names, and dates of birth.
//!
//! Separate from the scorer because these are questions about two values; what an answer weighs is decided there.

use crate::weights::{LOOSE, NEAR};

/// How two keys agree, from the weakest; `Missing` when one of them is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    /// Both known, no likeness.
    Unlike,
    /// One of them not known.
    Missing,
    /// A loose likeness.
    Loose,
    /// A slip apart.
    Near,
    /// Equal.
    Same,
}

impl Agreement {
    pub(crate) fn agrees(self) -> bool {
        self >= Agreement::Loose
    }
}

/// Compares two keys by Jaro-Winkler; symmetric.
pub(crate) fn compare_keys(a: &str, b: &str) -> Agreement {
    if a.is_empty() || b.is_empty() {
        return Agreement::Missing;
    }
    if a == b {
        return Agreement::Same;
    }
    // The measure is symmetric only up to rounding: a fixed order makes it exact.
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    let likeness = strsim::jaro_winkler(first, second);
    let one_slip = first.chars().count().min(second.chars().count()) >= 4
        && strsim::osa_distance(first, second) == 1;
    if likeness >= NEAR || one_slip {
        Agreement::Near
    } else if likeness >= LOOSE {
        Agreement::Loose
    } else {
        Agreement::Unlike
    }
}

/// A date of birth as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BirthDate {
    pub(crate) year: i32,
    pub(crate) month: Option<u32>,
    pub(crate) day: Option<u32>,
}

impl BirthDate {
    /// Reads `1955`, `1955-03` or `1955-03-04`; nothing for another form. Ranges are checked loosely on purpose: a
    /// stored date with an impossible day still tells its year.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|p| number(p, 2));
        let day = parts.next().map(|p| number(p, 2));
        if parts.next().is_some() || month == Some(None) || day == Some(None) {
            return None;
        }
        Some(Self {
            year: i32::try_from(year).ok()?,
            month: month.flatten(),
            day: day.flatten(),
        })
    }

    /// Gives year, month and day of a full date.
    pub(crate) fn full(self) -> Option<(i32, u32, u32)> {
        Some((self.year, self.month?, self.day?))
    }
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// How two dates of birth agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Born {
    Unknown,
    Same,
    Swapped,
    Slip,
    SameMonth,
    SameYear,
    YearOnlyAgrees,
    NearYear,
    Unlike,
}

impl Born {
    /// Says whether the dates agree well enough to stand for one person, not one age group.
    pub(crate) fn agrees(self) -> bool {
        matches!(
            self,
            Born::Same | Born::Swapped | Born::Slip | Born::SameMonth
        )
    }
}

/// Compares two dates of birth; symmetric.
pub(crate) fn compare_births(a: Option<BirthDate>, b: Option<BirthDate>, estimated: bool) -> Born {
    let (Some(a), Some(b)) = (a, b) else {
        return Born::Unknown;
    };
    let years = (a.year - b.year).abs();
    if let (Some((ay, am, ad)), Some((by, bm, bd))) = (a.full(), b.full()) {
        if (ay, am, ad) == (by, bm, bd) {
            return Born::Same;
        }
        if ay == by && am == bd && ad == bm {
            return Born::Swapped;
        }
        let digits = |y: i32, m: u32, d: u32| format!("{y:04}{m:02}{d:02}");
        // One digit, two neighbouring digits, or the whole day or month mistaken: a slip of the pen.
        let slip = strsim::osa_distance(&digits(ay, am, ad), &digits(by, bm, bd)) == 1;
        if slip {
            return Born::Slip;
        }
        return match years {
            _ if estimated && years <= 5 => Born::NearYear,
            0 => Born::YearOnlyAgrees,
            _ => Born::Unlike,
        };
    }
    match (a.month, b.month) {
        (Some(x), Some(y)) if years == 0 && x == y => Born::SameMonth,
        (Some(_), Some(_)) if years == 0 => Born::YearOnlyAgrees,
        _ if years == 0 => Born::SameYear,
        _ if years == 1 || (estimated && years <= 5) => Born::NearYear,
        _ => Born::Unlike,
    }
}
