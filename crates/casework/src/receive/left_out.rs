//! What came and could not be taken, as a person sees it: from whom, why, since when.

use crate::error::CaseworkError;
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_domain::ids::DeviceId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Changes left out for one reason that one computer brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LeftOutLine {
    /// Why, as a code.
    pub reason: String,
    /// How many.
    pub changes: u32,
    /// The computer that brought them, empty when it is not known here.
    pub brought_by: String,
    /// When the first of them came first, `YYYY-MM-DDTHH:MM`.
    pub since: String,
    /// When one of them came last, `YYYY-MM-DDTHH:MM`.
    pub last: String,
}

/// Returns what was left out and has not been taken since, the longest known first.
pub fn left_out_changes(
    session: &mut Session,
    _: Nothing,
) -> Result<Vec<LeftOutLine>, CaseworkError> {
    let mut groups: BTreeMap<(DeviceId, String), (u32, u64, u64)> = BTreeMap::new();
    for left_out in session.read().left_out()? {
        let (count, since, last) = groups
            .entry((left_out.brought_by, left_out.reason))
            .or_insert((0, left_out.first_at, left_out.last_at));
        *count += 1;
        *since = left_out.first_at.min(*since);
        *last = left_out.last_at.max(*last);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, (_, since, _))| *since);
    let names = session.names();
    Ok(groups
        .into_iter()
        .map(|((device, reason), (changes, since, last))| LeftOutLine {
            reason,
            changes,
            brought_by: names.device(device),
            since: session.local(since),
            last: session.local(last),
        })
        .collect())
}

#[cfg(test)]
#[path = "left_out_tests.rs"]
mod tests;
