//! The live values of a field: which are there, and which is shown.
//!
//! Whether more than one is a question for a person is a rule of the record, not decided here.

use crate::clock::Clock;
use crate::ledger::LiveValue;
use std::cmp::Ordering;

/// Returns the value to show: the one with the larger (time, hash); None of an empty slice.
pub fn winner(values: &[LiveValue]) -> Option<&LiveValue> {
    values.iter().max_by(|a, b| by_time(a, b))
}

/// Lists the values that differ, the winner first; of equal values the later one stands for all.
///
/// One entry means no conflict, however many changes wrote it.
pub fn distinct_values(values: &[LiveValue]) -> Vec<&LiveValue> {
    let mut sorted: Vec<_> = values.iter().collect();
    sorted.sort_by(|a, b| by_time(b, a));
    let mut distinct: Vec<&LiveValue> = Vec::new();
    for value in sorted {
        if !distinct.iter().any(|other| other.value == value.value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Computes the live values of a field from all writes of it that are known, each with the clock of its change.
///
/// The definition, for use after payloads were erased and for checking: a value is live when no other write had seen it.
pub fn maximal(writes: &[(LiveValue, Clock)]) -> Vec<LiveValue> {
    let mut live: Vec<LiveValue> = writes
        .iter()
        .filter(|(value, _)| {
            !writes.iter().any(|(other, clock)| {
                other.change != value.change && clock.covers(value.branch, value.sequence)
            })
        })
        .map(|(value, _)| value.clone())
        .collect();
    sort(&mut live);
    live
}

/// Sorts live values, the winner first.
pub(crate) fn sort(values: &mut [LiveValue]) {
    values.sort_by(|a, b| by_time(b, a));
}

fn by_time(a: &LiveValue, b: &LiveValue) -> Ordering {
    (a.hlc, a.change).cmp(&(b.hlc, b.change))
}
