//! The hybrid logical clock: a time a person can read that never runs backwards within a stream.
//!
//! It breaks ties for display and is never used to decide what replaces what; causality does that ([`crate::clock`]). The wall clock is
//! an argument. Who keeps the last value on disk, and when, is the store's business.

use serde::{Deserialize, Serialize};

/// How far ahead of the own wall clock a received time may be and still move the own clock: 24 hours, in milliseconds.
pub const ADOPTION_BOUND_MS: u64 = 24 * 60 * 60 * 1000;

/// The top bit stays zero, so that a time is the same number where integers have a sign.
const MAX_MS: u64 = (1 << 47) - 1;

/// A hybrid time: 48 bits of milliseconds since 1970 (UTC), the first always zero, then a counter of 16 bits.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The largest time there is, in the year 6429.
    pub const MAX: Hlc = Hlc(i64::MAX as u64);
    /// The time before every change.
    pub const ZERO: Hlc = Hlc(0);

    /// Puts a time together; milliseconds beyond 47 bits become the largest possible.
    pub const fn new(ms: u64, counter: u16) -> Self {
        let ms = if ms > MAX_MS { MAX_MS } else { ms };
        Self(ms << 16 | counter as u64)
    }

    /// Returns the milliseconds since 1970 (UTC).
    pub const fn ms(self) -> u64 {
        self.0 >> 16
    }

    /// Returns the counter within the millisecond.
    pub const fn counter(self) -> u16 {
        (self.0 & 0xffff) as u16
    }

    /// Returns the time of the next own change: the wall clock, or just after `last` when the wall clock is not ahead of it.
    ///
    /// A full counter rolls into the next millisecond. None when `last` is the largest time there is.
    pub fn next(last: Hlc, now_ms: u64) -> Option<Hlc> {
        let now = Hlc::new(now_ms, 0);
        if now > last {
            return Some(now);
        }
        last.0
            .checked_add(1)
            .map(Hlc)
            .filter(|next| *next <= Hlc::MAX)
    }

    /// Returns the own last time after a change of time `incoming` was seen.
    ///
    /// A time more than `bound_ms` ahead of the wall clock is not adopted, so that one wrong clock cannot carry the others away; the
    /// change itself is always accepted.
    pub fn observe(last: Hlc, incoming: Hlc, now_ms: u64, bound_ms: u64) -> Hlc {
        if incoming.is_unsure(now_ms, bound_ms) {
            last
        } else {
            last.max(incoming)
        }
    }

    /// Tells whether the time lies further ahead of the wall clock than `bound_ms`, to be shown as "time unsure".
    pub fn is_unsure(self, now_ms: u64, bound_ms: u64) -> bool {
        self.ms() > now_ms.saturating_add(bound_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_full_counter_rolls_into_the_next_millisecond() {
        let next = Hlc::next(Hlc::new(5, u16::MAX), 3).unwrap();
        assert_eq!((next.ms(), next.counter()), (6, 0));
    }

    #[test]
    fn the_end_of_time_is_told_and_not_wrapped() {
        assert_eq!(Hlc::next(Hlc::MAX, 0), None);
        assert_eq!(Hlc::next(Hlc(u64::MAX), 0), None);
        assert_eq!(Hlc::new(u64::MAX, u16::MAX), Hlc::MAX);
    }

    #[test]
    fn a_clock_years_ahead_does_not_carry_the_own_clock_away() {
        let year = 365 * 24 * 3600 * 1000;
        let last = Hlc::new(1000, 0);
        assert_eq!(
            Hlc::observe(last, Hlc::new(1000 + year, 0), 1000, ADOPTION_BOUND_MS),
            last
        );
        assert_eq!(
            Hlc::observe(last, Hlc::new(2000, 7), 1000, ADOPTION_BOUND_MS),
            Hlc::new(2000, 7)
        );
        assert_eq!(
            Hlc::observe(last, Hlc::new(10, 0), 1000, ADOPTION_BOUND_MS),
            last
        );
        let edge = 1000 + ADOPTION_BOUND_MS;
        assert_eq!(
            Hlc::observe(last, Hlc::new(edge, 3), 1000, ADOPTION_BOUND_MS),
            Hlc::new(edge, 3)
        );
        assert_eq!(
            Hlc::observe(last, Hlc::new(edge + 1, 0), 1000, ADOPTION_BOUND_MS),
            last
        );
    }

    proptest! {
        #[test]
        fn own_times_rise_whatever_the_wall_clock_does(jumps in prop::collection::vec(0u64..1 << 50, 1..50)) {
            let mut last = Hlc::ZERO;
            for now in jumps {
                let Some(next) = Hlc::next(last, now) else { break };
                prop_assert!(next > last);
                last = next;
            }
        }
    }
}
