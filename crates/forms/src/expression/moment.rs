//! Days and times of day as numbers and texts, by the clock on the wall.
//!
//! A date is a whole number of days since 1 January 1970 and a time of day its fraction, both as the clock of the office shows them:
//! `today() - ${born}` is a whole number wherever the office is, as in ODK Collect. A time written with another offset is brought to
//! the office's first. The office's clock is an argument; nothing here reads one.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

const DAY_MS: f64 = 86_400_000.0;

/// A day, or a time on a day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moment {
    /// Days since 1 January 1970 on the wall.
    pub(crate) days: f64,
    /// The text of it: `2026-11-25`, or with a time other than midnight `2026-11-25T10:00:00.000+05:00`.
    pub(crate) text: String,
}

impl Moment {
    /// Makes a moment of a number of days; none when it is outside the calendar.
    pub(crate) fn of_days(days: f64, offset: FixedOffset) -> Option<Self> {
        let clock = clock_of_days(days)?;
        Some(Self {
            days,
            text: written(clock, offset),
        })
    }

    /// Reads a date or date and time; none when it is neither.
    pub(crate) fn read(text: &str, offset: FixedOffset) -> Option<Self> {
        let clock = read_clock(text, offset)?;
        Some(Self {
            days: days_of(clock),
            text: written(clock, offset),
        })
    }

    /// The moment of a point in time, without its milliseconds' fractions.
    pub(crate) fn of_time(time: DateTime<FixedOffset>) -> Self {
        let clock = time.naive_local();
        Self {
            days: days_of(clock),
            text: written(clock, *time.offset()),
        }
    }
}

/// Days since 1 January 1970 of a text that is a date or a date and time.
pub(crate) fn days_in(text: &str, offset: FixedOffset) -> Option<f64> {
    read_clock(text, offset).map(days_of)
}

fn days_of(clock: NaiveDateTime) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of a calendar year fit in 53 bits"
    )]
    let milliseconds = clock.and_utc().timestamp_millis() as f64;
    milliseconds / DAY_MS
}

fn clock_of_days(days: f64) -> Option<NaiveDateTime> {
    let milliseconds = (days * DAY_MS).round();
    if !milliseconds.is_finite() || milliseconds.abs() > 8.64e15 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked against the range of dates above"
    )]
    let milliseconds = milliseconds as i64;
    DateTime::from_timestamp_millis(milliseconds).map(|time| time.naive_utc())
}

fn written(clock: NaiveDateTime, offset: FixedOffset) -> String {
    let time = clock.time();
    if time.num_seconds_from_midnight() == 0 && time.nanosecond() < 1_000_000 {
        return clock.format("%Y-%m-%d").to_string();
    }
    format!("{}{}", clock.format("%Y-%m-%dT%H:%M:%S%.3f"), offset)
}

/// Reads `YYYY-MM-DD`, or with a time as [`read_time`] takes it.
fn read_clock(text: &str, offset: FixedOffset) -> Option<NaiveDateTime> {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let day = read_date(day)?;
    let Some(time) = time else {
        return Some(day.and_time(NaiveTime::MIN));
    };
    let (time, written_at) = read_time(time)?;
    let clock = day.and_time(time);
    match written_at {
        None => Some(clock),
        Some(there) => {
            let moved = offset.local_minus_utc() - there.local_minus_utc();
            clock.checked_add_signed(chrono::TimeDelta::seconds(i64::from(moved)))
        }
    }
}

/// Reads a date of exactly the form `YYYY-MM-DD`.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let part = |from, to| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    if !shaped {
        return None;
    }
    let year: i32 = part(0, 4)?.try_into().ok()?;
    NaiveDate::from_ymd_opt(year, part(5, 7)?, part(8, 10)?)
}

/// Reads `HH:MM`, with seconds, fractions of them, and an offset or `Z` where there are.
pub(crate) fn read_time(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let (clock, offset) = split_offset(text)?;
    let (whole, fraction) = match clock.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (clock, None),
    };
    let mut numbers = whole.split(':').map(|part| {
        let two = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        two.then(|| part.parse::<u32>().ok()).flatten()
    });
    let (hour, minute) = (numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    let second = numbers.next().unwrap_or(Some(0))?;
    if numbers.next().is_some() {
        return None;
    }
    let millisecond = match fraction {
        None => 0,
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let padded: String = digits.chars().chain("000".chars()).take(3).collect();
            padded.parse().ok()?
        }
        Some(_) => return None,
    };
    let time = NaiveTime::from_hms_milli_opt(hour, minute, second, millisecond)?;
    Some((time, offset))
}

fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (clock, written) = text.split_at_checked(at)?;
    let (hours, minutes) = written.get(1..)?.split_once(':')?;
    let hours: i32 = hours
        .parse()
        .ok()
        .filter(|hours| (0..=14).contains(hours))?;
    let minutes: i32 = minutes
        .parse()
        .ok()
        .filter(|minutes| (0..60).contains(minutes))?;
    let seconds = (hours * 60 + minutes) * 60;
    let signed = if written.starts_with('-') {
        -seconds
    } else {
        seconds
    };
    Some((clock, Some(FixedOffset::east_opt(signed)?)))
}

/// The part of a day a time of day is; none for what is no time.
pub(crate) fn part_of_day(text: &str) -> Option<f64> {
    let (time, _) = read_time(text).filter(|_| text.len() >= 5)?;
    let seconds = f64::from(time.num_seconds_from_midnight());
    let fraction = f64::from(time.nanosecond()) / 1e9;
    Some((seconds + fraction) / 86_400.0)
}

/// Writes a moment by a pattern of ODK: `%Y %y %m %n %b %d %e %a`, and with `times` `%H %h %M %S %3`; other signs stay. Months and
/// days of the week are the short English ones the format has. Nothing for a text that is no moment.
pub(crate) fn format(text: &str, pattern: &str, times: bool, offset: FixedOffset) -> String {
    let Some(clock) = read_clock(text, offset) else {
        return String::new();
    };
    let mut written = String::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        let part = letters
            .peek()
            .filter(|_| letter == '%')
            .and_then(|sign| match sign {
                'Y' => Some(format!("{:04}", clock.year())),
                'y' => Some(format!("{:02}", clock.year().rem_euclid(100))),
                'm' => Some(format!("{:02}", clock.month())),
                'n' => Some(clock.month().to_string()),
                'b' => Some(clock.format("%b").to_string()),
                'd' => Some(format!("{:02}", clock.day())),
                'e' => Some(clock.day().to_string()),
                'a' => Some(clock.format("%a").to_string()),
                'H' if times => Some(format!("{:02}", clock.hour())),
                'h' if times => Some(clock.hour().to_string()),
                'M' if times => Some(format!("{:02}", clock.minute())),
                'S' if times => Some(format!("{:02}", clock.second())),
                '3' if times => Some(format!("{:03}", clock.nanosecond() / 1_000_000)),
                _ => None,
            });
        match part {
            Some(part) => {
                letters.next();
                written.push_str(&part);
            }
            None => written.push(letter),
        }
    }
    written
}
