//! Counts what changes speak of, for the words "3 people, 5 visits".

use crate::exchange::HandOverCount;
use goldaw_changes::Operation;
use goldaw_domain::RecordKind;
use goldaw_store::exchange::Outgoing;
use std::collections::BTreeSet;

/// Counts records by kind in changes.
pub(crate) fn count(changes: &[Outgoing]) -> HandOverCount {
    let mut count = HandOverCount::default();
    let mut seen = BTreeSet::new();
    for Outgoing { raw, .. } in changes {
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
            if let Ok(kind) = kind.parse() {
                count.add(kind);
            }
        }
    }
    count
}

impl HandOverCount {
    /// Counts one record of a kind.
    pub(crate) fn add(&mut self, kind: RecordKind) {
        let of_kind = match kind {
            RecordKind::Person => &mut self.people,
            RecordKind::Household => &mut self.households,
            RecordKind::Appeal => &mut self.appeals,
            RecordKind::Case => &mut self.cases,
            RecordKind::Visit => &mut self.visits,
            RecordKind::Note => &mut self.notes,
            RecordKind::Attachment => &mut self.attachments,
            _ => return,
        };
        *of_kind += 1;
    }
}
