//! Working days: weekends, the days off of the Labour Code and days moved by decree, all of them data.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The days on which offices do not work. Built from assets/reference/holidays.json.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// Days off, beside Saturdays and Sundays.
    pub days_off: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays on which offices work because a decree moved the day.
    pub working: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Tells whether offices work on `day`.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if self.working.contains(&day) {
            return true;
        }
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.days_off.contains(&day)
    }

    /// Returns the `count`th working day after `day`; `day` itself is not counted. With 0, the first working day from `day` on.
    pub fn after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let mut left = count;
        let mut at = day;
        if left == 0 {
            while !self.is_working(at) {
                at = at.succ_opt().unwrap_or(at);
            }
            return at;
        }
        // A calendar without a single working day would never end; ten years is far beyond any deadline.
        for _ in 0..3660 {
            at = at.succ_opt().unwrap_or(at);
            if self.is_working(at) {
                left -= 1;
                if left == 0 {
                    break;
                }
            }
        }
        at
    }

    /// Counts the working days from `from` (not counted) to `to` (counted); negative when `to` lies before `from`.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        let (first, last, sign) = if from <= to {
            (from, to, 1)
        } else {
            (to, from, -1)
        };
        let days = first
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= last)
            .filter(|day| self.is_working(*day))
            .count();
        sign * i32::try_from(days).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_deadline_steps_over_the_weekend_and_the_day_off() {
        let calendar = Calendar {
            days_off: BTreeSet::from([day("2026-03-23")]),
            ..Calendar::default()
        };
        assert_eq!(calendar.after(day("2026-03-20"), 1), day("2026-03-24"));
        assert_eq!(calendar.after(day("2026-03-21"), 0), day("2026-03-24"));
        assert_eq!(calendar.between(day("2026-03-20"), day("2026-03-24")), 1);
        assert_eq!(calendar.between(day("2026-03-24"), day("2026-03-20")), -1);
    }

    #[test]
    fn a_saturday_moved_by_decree_counts() {
        let calendar = Calendar {
            working: BTreeSet::from([day("2026-03-21")]),
            ..Calendar::default()
        };
        assert_eq!(calendar.after(day("2026-03-20"), 1), day("2026-03-21"));
    }
}
