//! Reference data shipped with the program: territory, working days, the ministry's times. Compiled in, so that it is always there.

use crate::error::CaseworkError;
use chrono::NaiveDate;
use goldaw_domain::calendar::Calendar;
use goldaw_domain::due::{RiskTimes, Times};
use goldaw_domain::territory::Place;
use serde::Deserialize;
use std::sync::OnceLock;

/// Reference data, read once.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Territory with its dates.
    pub places: Vec<Place>,
    /// Working days.
    pub calendar: Calendar,
    /// Working days by risk.
    pub times: Times,
}

const TERRITORY: &str = include_str!("../../../assets/reference/territory.json");
const HOLIDAYS: &str = include_str!("../../../assets/reference/holidays.json");
const RISK_TIMES: &str = include_str!("../../../assets/reference/risk-times.json");

/// Years for which fixed days off are laid out.
const YEARS: std::ops::RangeInclusive<i32> = 2020..=2045;

/// Returns the reference data shipped with the program.
pub fn shipped() -> &'static Reference {
    static SHIPPED: OnceLock<Reference> = OnceLock::new();
    static NONE: Reference = Reference {
        places: Vec::new(),
        calendar: Calendar {
            days_off: std::collections::BTreeSet::new(),
            working: std::collections::BTreeSet::new(),
        },
        times: Times {
            low: RiskTimes {
                first_visit: 10,
                visit_interval: 22,
            },
            medium: RiskTimes {
                first_visit: 5,
                visit_interval: 10,
            },
            high: RiskTimes {
                first_visit: 2,
                visit_interval: 5,
            },
            appeal_decision: 1,
        },
    };
    match SHIPPED.get() {
        Some(shipped) => shipped,
        // Compiled in and checked by a test: it reads. Were it ever not so, no session opens, because opening asks `load`.
        None => match read() {
            Ok(read) => SHIPPED.get_or_init(|| read),
            Err(_) => &NONE,
        },
    }
}

/// Returns the reference data, or says that it cannot be read.
pub fn load() -> Result<&'static Reference, CaseworkError> {
    read()?;
    Ok(shipped())
}

fn read() -> Result<Reference, CaseworkError> {
    fn file<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, CaseworkError> {
        serde_json::from_str(text).map_err(|_| CaseworkError::Reference)
    }
    let territory: Territory = file(TERRITORY)?;
    let holidays: Holidays = file(HOLIDAYS)?;
    Ok(Reference {
        places: territory.places,
        calendar: holidays.calendar(),
        times: file(RISK_TIMES)?,
    })
}

#[derive(Deserialize)]
struct Territory {
    places: Vec<Place>,
}

#[derive(Deserialize)]
struct Holidays {
    fixed: Vec<FixedDay>,
    by_decree: Vec<DatedDay>,
    moved: Vec<DatedDay>,
    working: Vec<NaiveDate>,
}

/// A day off every year from one on.
#[derive(Deserialize)]
struct FixedDay {
    month: u32,
    day: u32,
    from_year: i32,
}

/// A day off of one year.
#[derive(Deserialize)]
struct DatedDay {
    date: NaiveDate,
}

impl Holidays {
    fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::default();
        for year in YEARS {
            let fixed = self.fixed.iter().filter(|day| day.from_year <= year);
            calendar
                .days_off
                .extend(fixed.filter_map(|day| NaiveDate::from_ymd_opt(year, day.month, day.day)));
        }
        let dated = self.by_decree.iter().chain(&self.moved);
        calendar.days_off.extend(dated.map(|day| day.date));
        calendar.working.extend(&self.working);
        calendar
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_etraps_add_up_to_the_published_figures() {
        #[derive(Deserialize)]
        struct Kinds {
            places: Vec<Kind>,
        }
        #[derive(Deserialize)]
        struct Kind {
            kind: String,
        }
        let places = load().unwrap().places.clone();
        let kinds: Kinds = serde_json::from_str(TERRITORY).unwrap();
        let codes: BTreeSet<&String> = places.iter().map(|place| &place.code).collect();
        assert_eq!(codes.len(), places.len(), "no code twice");
        let etraps = |on: &str| {
            let with_kinds = places.iter().zip(&kinds.places);
            with_kinds
                .filter(|(place, kind)| kind.kind == "etrap" && place.exists_on(day(on)))
                .count()
        };
        assert_eq!(etraps("2022-11-08"), 43);
        assert_eq!(etraps("2023-06-01"), 37, "as published for December 2022");
        assert_eq!(etraps("2026-11-24"), 44, "with the seven of September 2025");
        for place in &places {
            let known = place
                .parent
                .as_ref()
                .is_none_or(|parent| codes.contains(parent));
            assert!(known, "{}", place.code);
        }
    }

    #[test]
    fn independence_day_is_no_working_day() {
        let calendar = &load().unwrap().calendar;
        assert!(!calendar.is_working(day("2027-09-27")));
        assert!(!calendar.is_working(day("2025-05-19")), "moved by decree");
        assert!(calendar.is_working(day("2026-11-24")));
    }
}
