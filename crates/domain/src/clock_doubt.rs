//! Whether a computer's clock can be believed: told to the worker before it spoils what is written, because times decide nothing but order
//! what people read.
//!
//! Most wrong clocks are an empty battery on the board, which puts the date years back (docs/decisions/0021-clocks.md).

use serde::{Deserialize, Serialize};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// 1 November 2026: no copy of this program is older.
const FIRST_DAY_MS: u64 = 1_793_491_200_000;
/// Further behind what was written than a wrong time zone explains.
const BEHIND_MS: u64 = DAY_MS;
/// Longer than an office leaves its computer alone.
const AHEAD_MS: u64 = 60 * DAY_MS;

/// What speaks against a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClockDoubt {
    /// Something here was written later than it says.
    Behind,
    /// Much time has passed since anything was written here.
    Ahead,
}

/// Compares a clock with the latest time anything here was written; both in ms since 1970 (UTC), none when nothing was.
///
/// A clock that is behind it by more than a day is doubted, and so is one before this program existed, or 60 days ahead.
pub fn clock_doubt(now: u64, written: Option<u64>) -> Option<ClockDoubt> {
    let known = written.unwrap_or(0).max(FIRST_DAY_MS);
    if now.saturating_add(BEHIND_MS) < known {
        Some(ClockDoubt::Behind)
    } else if written.is_some_and(|written| now > written.saturating_add(AHEAD_MS)) {
        Some(ClockDoubt::Ahead)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jumps_of_a_clock() {
        let noon = 1_795_600_800_000;
        let hour = DAY_MS / 24;
        let cases = [
            (noon, None, None),
            (noon, Some(noon), None),
            (noon - 23 * hour, Some(noon), None),
            (noon - 25 * hour, Some(noon), Some(ClockDoubt::Behind)),
            (0, None, Some(ClockDoubt::Behind)),
            (0, Some(noon), Some(ClockDoubt::Behind)),
            (1_262_304_000_000, None, Some(ClockDoubt::Behind)),
            (noon + 60 * DAY_MS, Some(noon), None),
            (noon + 61 * DAY_MS, Some(noon), Some(ClockDoubt::Ahead)),
            (u64::MAX, Some(noon), Some(ClockDoubt::Ahead)),
            (noon, Some(u64::MAX), Some(ClockDoubt::Behind)),
        ];
        for (now, written, doubt) in cases {
            assert_eq!(clock_doubt(now, written), doubt, "{now} {written:?}");
        }
    }
}
