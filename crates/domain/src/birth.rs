//! A date of birth as it is known: the day, the month, or only the year.

use crate::violation::{Rule, Violation};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A birth date with the precision at which it is known. Travels as `1955`, `1955-03` or `1955-03-04`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
pub struct BirthDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

impl BirthDate {
    /// Checks and keeps a date of birth. A day needs its month.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Result<Self, Violation> {
        let wrong = Violation {
            field: "born",
            code: Rule::NotADate,
        };
        let whole = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
        if !whole || !(1850..=9999).contains(&year) || (day.is_some() && month.is_none()) {
            return Err(wrong);
        }
        Ok(Self { year, month, day })
    }

    /// Returns the year of birth.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Returns the first day the date can mean.
    pub fn earliest(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .unwrap_or_default()
    }

    /// Returns the age in completed years on `day`; where only the year is known, as if born on 1 January.
    pub fn age_on(self, day: NaiveDate) -> i32 {
        let born = self.earliest();
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        day.year() - born.year() - i32::from(!had_birthday)
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> String {
        date.to_string()
    }
}

impl TryFrom<String> for BirthDate {
    type Error = Violation;

    fn try_from(text: String) -> Result<Self, Violation> {
        let wrong = Violation {
            field: "born",
            code: Rule::NotADate,
        };
        let mut parts = text
            .trim()
            .split('-')
            .map(|part| part.parse::<u32>().map_err(|_| wrong.clone()));
        let year = parts.next().transpose()?.ok_or(wrong.clone())?;
        let month = parts.next().transpose()?;
        let day = parts.next().transpose()?;
        if parts.next().is_some() {
            return Err(wrong);
        }
        Self::new(i32::try_from(year).map_err(|_| wrong)?, month, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_alone_is_enough_and_travels_unchanged() {
        for text in ["1955", "1955-03", "1955-03-04"] {
            let date = BirthDate::try_from(text.to_owned()).unwrap();
            assert_eq!(String::from(date), text);
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for text in ["1955-13", "1955-02-30", "55", "", "1955-1-1-1", "abcd"] {
            assert!(BirthDate::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn age_counts_completed_years() {
        let born = BirthDate::new(1955, Some(11), Some(25)).unwrap();
        assert_eq!(
            born.age_on(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()),
            70
        );
        assert_eq!(
            born.age_on(NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()),
            71
        );
    }
}
