//! How records of a capsule go on at the receiving office: with ids of their own that follow from the transfer, so that two computers that
//! accept the same offer write the same records and their work merges.

use super::capsule::{Capsule, Kept};
use super::gather::derived;
use goldaw_domain::ids::{CaseId, OfficeId, RecordId};
use goldaw_domain::record::{
    ORIGIN_CAPSULE, ORIGIN_OFFICE, ORIGIN_RECORD, REOPENED, VOIDED, WEIGHED,
};
use goldaw_domain::records::{Case, Task, Transfer};
use goldaw_domain::{Fields, Record, RecordKind};
use goldaw_store::Write;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Fields that name another record of the same office.
const REFERENCES: &[&str] = &[
    "about",
    "appeal",
    "case",
    "household",
    "main_caregiver",
    "person",
    "to",
];
/// Fields of a case that each office has its own of.
const OWN_OF_A_CASE: &[&str] = &[
    "appeal",
    "number",
    "office",
    "opened_on",
    "outcome",
    "status",
    "worker",
];

/// A capsule on its way into the records of the receiving office.
pub(super) struct Copying<'c> {
    capsule: &'c Capsule,
    content: &'c str,
    transfer: RecordId,
    ids: BTreeSet<RecordId>,
    linked: BTreeMap<RecordId, RecordId>,
}

impl<'c> Copying<'c> {
    /// `transfer` is the receiving office's record; what it says about people known already is followed.
    pub fn new(
        transfer: (RecordId, &Transfer),
        capsule: &'c Capsule,
        content: &'c str,
    ) -> Copying<'c> {
        let (transfer, fields) = transfer;
        let linked = fields.linked.iter().flatten().filter_map(|pair| {
            let (theirs, here) = pair.split_once(' ')?;
            let id = |text: &str| Uuid::parse_str(text).ok().map(RecordId::from);
            Some((id(theirs)?, id(here)?))
        });
        Copying {
            capsule,
            content,
            transfer,
            ids: capsule.ids(),
            linked: linked.collect(),
        }
    }

    /// Returns the record here that goes on with one of theirs.
    pub fn here(&self, theirs: RecordId) -> RecordId {
        match self.linked.get(&theirs) {
            Some(here) => *here,
            None => continued(self.transfer, theirs),
        }
    }

    /// Tells whether the record was here before.
    pub fn is_linked(&self, theirs: RecordId) -> bool {
        self.linked.contains_key(&theirs)
    }

    /// Returns the fields with which a record goes on here: names of its own office's records follow, what does not go along is left out.
    pub fn fields(&self, kept: &Kept) -> Fields {
        let mut fields = Fields::new();
        for (name, value) in &kept.fields {
            let own =
                kept.kind == RecordKind::Case.name() && OWN_OF_A_CASE.contains(&name.as_str());
            let local = name.starts_with(REOPENED)
                || name.starts_with(WEIGHED)
                || name.starts_with("origin_");
            if own || local {
                continue;
            }
            if REFERENCES.contains(&name.as_str()) {
                if let Some(here) = self.reference(value) {
                    fields.insert(name.clone(), here);
                }
                continue;
            }
            fields.insert(name.clone(), value.clone());
        }
        fields
    }

    /// Prepares the record that goes on with one of theirs; nothing for one that was here before, is hidden, or of a newer program.
    pub fn write(&self, kept: &Kept) -> Option<Write> {
        let kind = kept.kind.parse().ok()?;
        if self.is_linked(kept.id) || kept.fields.contains_key(VOIDED) {
            return None;
        }
        let mut fields = self.fields(kept);
        let office: OfficeId = self.capsule.about.office;
        fields.insert(ORIGIN_OFFICE.to_owned(), office.to_string().into());
        fields.insert(ORIGIN_RECORD.to_owned(), kept.id.to_string().into());
        fields.insert(ORIGIN_CAPSULE.to_owned(), self.content.into());
        Some(Write {
            record: self.here(kept.id),
            kind,
            fields,
        })
    }

    /// Prepares all records; the case as the receiving office goes on with it, open tasks for its worker.
    pub fn writes(&self, case: &Case) -> Vec<Write> {
        let mut writes = Vec::new();
        for kept in &self.capsule.about.records {
            let Some(mut write) = self.write(kept) else {
                continue;
            };
            if write.kind == Case::KIND {
                write.fields.extend(case.to_fields());
            }
            if write.kind == Task::KIND
                && let Some(worker) = case.worker
            {
                let worker = worker.to_string().into();
                write.fields.insert("worker".to_owned(), worker);
            }
            writes.push(write);
        }
        writes
    }

    fn reference(&self, value: &Value) -> Option<Value> {
        let theirs: RecordId = Uuid::parse_str(value.as_str()?).ok()?.into();
        let goes_along = self.ids.contains(&theirs);
        goes_along.then(|| self.here(theirs).to_string().into())
    }
}

/// Returns the record with which the receiving office goes on with one of the giving office's.
pub(super) fn continued(transfer: RecordId, theirs: RecordId) -> RecordId {
    derived("goldaw transfer record id v1", &[transfer, theirs], "")
}

/// Returns the receiving office's record of a transfer.
pub(super) fn received(transfer: RecordId, to: OfficeId) -> RecordId {
    derived("goldaw transfer id v1", &[transfer, to.into()], "")
}

/// Returns the case with which the receiving office goes on.
pub(super) fn case_of(transfer: RecordId, case: CaseId) -> CaseId {
    continued(transfer, case.into()).into()
}
