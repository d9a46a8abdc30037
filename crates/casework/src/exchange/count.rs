//! Counts what changes speak of, for the words "3 people, 5 visits".

use crate::exchange::HandOverCount;
use goldaw_changes::{Operation, RawChange};
use goldaw_domain::RecordKind;
use goldaw_store::exchange::Outgoing;
use std::collections::BTreeSet;

/// Counts records by kind in changes.
pub(crate) fn count(changes: &[Outgoing]) -> HandOverCount {
    count_raw(changes.iter().map(|change| &change.raw))
}

/// Counts records by kind in changes as bytes.
pub(crate) fn count_raw<'a>(changes: impl Iterator<Item = &'a RawChange>) -> HandOverCount {
    let mut count = HandOverCount::default();
    let mut seen = BTreeSet::new();
    for raw in changes {
        count.changes += 1;
        let Ok(Some(payload)) = raw.read_payload() else {
            continue;
        };
        count.decisions += u32::from(payload.action == crate::questions::DECIDE);
        for operation in payload.operations {
            let Operation::Write { record, kind, .. } = operation else {
                continue;
            };
            if !seen.insert(record) {
                continue;
            }
            match kind.parse() {
                Ok(RecordKind::Person) => count.people += 1,
                Ok(RecordKind::Household) => count.households += 1,
                Ok(RecordKind::Appeal) => count.appeals += 1,
                Ok(RecordKind::Case) => count.cases += 1,
                Ok(RecordKind::Visit) => count.visits += 1,
                Ok(RecordKind::Note) => count.notes += 1,
                Ok(RecordKind::Attachment) => count.attachments += 1,
                _ => {}
            }
        }
    }
    count
}
