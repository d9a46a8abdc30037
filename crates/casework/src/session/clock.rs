//! The time a session reads, and how Turkmenistan writes it.

use chrono::{DateTime, FixedOffset, NaiveDate};
use std::sync::Arc;

/// The clock a session reads: milliseconds since 1970 (UTC).
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

pub(super) fn turkmen_time(ms: u64) -> DateTime<FixedOffset> {
    const FIVE_HOURS: i32 = 5 * 60 * 60;
    let utc = i64::try_from(ms)
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .unwrap_or_default();
    FixedOffset::east_opt(FIVE_HOURS)
        .map_or_else(|| utc.fixed_offset(), |zone| utc.with_timezone(&zone))
}

/// Returns the day in Turkmenistan at a time, ms since 1970 (UTC).
pub fn day_of(ms: u64) -> NaiveDate {
    turkmen_time(ms).date_naive()
}
