//! What is due in a case, derived from its risk, its visits and the ministry's times. Nothing here is stored.

use crate::calendar::Calendar;
use crate::codes::{CaseStatus, Risk};
use crate::records::{Case, Visit};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Working days the office has, for one risk level (assets/reference/risk-times.json: a setting of the ministry).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskTimes {
    /// From opening the case to the first visit.
    pub first_visit: u32,
    /// Between two visits.
    pub visit_interval: u32,
}

/// The times of all levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// For low risk.
    pub low: RiskTimes,
    /// For medium risk.
    pub medium: RiskTimes,
    /// For high risk.
    pub high: RiskTimes,
    /// From an appeal to its decision.
    pub appeal_decision: u32,
}

impl Times {
    /// Returns the times of a level; a case without a level is treated as high until somebody decides.
    pub fn of(&self, risk: Option<Risk>) -> RiskTimes {
        match risk {
            Some(Risk::Low) => self.low,
            Some(Risk::Medium) => self.medium,
            Some(Risk::High) | None => self.high,
        }
    }
}

/// Why something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum DueKind {
    /// Nobody has visited since the case was opened.
    FirstVisit,
    /// The next visit by the risk's interval.
    Visit,
    /// The day agreed at the last visit.
    AgreedVisit,
}

/// The next visit a case needs, or nothing when the case is closed.
///
/// A day agreed at the last visit counts when it comes before the interval of the risk level ends: an agreement can hasten a visit, never
/// put it off beyond what the risk allows.
pub fn next_visit(
    case: &Case,
    last: Option<&Visit>,
    times: &Times,
    calendar: &Calendar,
) -> Option<(DueKind, NaiveDate)> {
    if case.status == Some(CaseStatus::Closed) {
        return None;
    }
    let times = times.of(case.risk);
    match last.and_then(|visit| visit.visited_on.map(|on| (visit, on))) {
        None => case.opened_on.map(|opened| {
            (
                DueKind::FirstVisit,
                calendar.after(opened, times.first_visit),
            )
        }),
        Some((visit, on)) => {
            let interval = calendar.after(on, times.visit_interval);
            match visit.next_visit_on {
                Some(agreed) if agreed <= interval => Some((DueKind::AgreedVisit, agreed)),
                _ => Some((DueKind::Visit, interval)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: Times = Times {
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
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn a_case(risk: Risk) -> Case {
        Case {
            opened_on: Some(day("2026-11-20")),
            risk: Some(risk),
            ..Case::default()
        }
    }

    #[test]
    fn a_case_without_a_visit_waits_for_the_first_one() {
        let due = next_visit(&a_case(Risk::High), None, &TIMES, &Calendar::default());
        assert_eq!(due, Some((DueKind::FirstVisit, day("2026-11-24"))));
    }

    #[test]
    fn an_agreed_day_hastens_a_visit_but_never_puts_it_off() {
        let visit = |next: &str| Visit {
            visited_on: Some(day("2026-11-20")),
            next_visit_on: Some(day(next)),
            ..Visit::default()
        };
        let due = |next: &str| {
            next_visit(
                &a_case(Risk::High),
                Some(&visit(next)),
                &TIMES,
                &Calendar::default(),
            )
        };
        assert_eq!(
            due("2026-11-23"),
            Some((DueKind::AgreedVisit, day("2026-11-23")))
        );
        assert_eq!(due("2026-12-30"), Some((DueKind::Visit, day("2026-11-27"))));
    }

    #[test]
    fn a_closed_case_has_nothing_due() {
        let closed = Case {
            status: Some(CaseStatus::Closed),
            ..a_case(Risk::High)
        };
        assert_eq!(
            next_visit(&closed, None, &TIMES, &Calendar::default()),
            None
        );
    }
}
