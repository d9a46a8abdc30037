//! Dated entries of a case: visits, notes, files. They are never edited.

use crate::codes::VisitKind;
use crate::ids::{CaseId, RecordId, WorkerId};
use crate::record::{Record, RecordKind};
use crate::records::{TEXT_LENGTH, chosen, in_order, not_after};
use crate::violation::{Rule, Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A visit done. Never edited: a correction is a new visit that says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Visit {
    /// The case.
    pub case: Option<CaseId>,
    /// The day of the visit.
    pub visited_on: Option<NaiveDate>,
    /// Where.
    pub kind: Option<VisitKind>,
    /// With whom.
    pub met: Option<String>,
    /// The client was seen.
    pub seen: Option<bool>,
    /// What was seen and said.
    pub findings: Option<String>,
    /// What was agreed.
    pub next_step: Option<String>,
    /// The day agreed for the next visit.
    pub next_visit_on: Option<NaiveDate>,
    /// Why nobody was seen.
    pub not_seen_reason: Option<String>,
    /// Who visited.
    pub worker: Option<WorkerId>,
}

impl Record for Visit {
    const KIND: RecordKind = RecordKind::Visit;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        chosen("case", self.case.as_ref())?;
        chosen("visited_on", self.visited_on.as_ref())?;
        not_after("visited_on", self.visited_on, today)?;
        chosen("kind", self.kind.as_ref())?;
        chosen("seen", self.seen.as_ref())?;
        if self.seen == Some(true) {
            required("findings", self.findings.as_deref())?;
        } else {
            required("not_seen_reason", self.not_seen_reason.as_deref()).map_err(|broken| {
                Violation {
                    code: Rule::NeedsReason,
                    ..broken
                }
            })?;
        }
        within("findings", self.findings.as_deref(), TEXT_LENGTH)?;
        within("next_step", self.next_step.as_deref(), TEXT_LENGTH)?;
        in_order("next_visit_on", self.visited_on, self.next_visit_on)
    }
}

/// A dated entry in the case diary. Never edited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Note {
    /// The case.
    pub case: Option<CaseId>,
    /// The day it speaks of.
    pub noted_on: Option<NaiveDate>,
    /// The text.
    pub text: Option<String>,
    /// Who wrote it.
    pub worker: Option<WorkerId>,
}

impl Record for Note {
    const KIND: RecordKind = RecordKind::Note;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        chosen("case", self.case.as_ref())?;
        chosen("noted_on", self.noted_on.as_ref())?;
        not_after("noted_on", self.noted_on, today)?;
        required("text", self.text.as_deref())?;
        within("text", self.text.as_deref(), TEXT_LENGTH)
    }
}

/// A file of a record: a scan, a photo, a letter. Its bytes are kept apart under their hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Attachment {
    /// The record it belongs to.
    pub about: Option<RecordId>,
    /// The file's name as it came.
    pub name: Option<String>,
    /// Media type by its content, `application/octet-stream` when unknown.
    pub media_type: Option<String>,
    /// Size in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// BLAKE3 of the content, in lower-case hex.
    pub content: Option<String>,
}

impl Record for Attachment {
    const KIND: RecordKind = RecordKind::Attachment;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("about", self.about.as_ref())?;
        required("name", self.name.as_deref())?;
        required("content", self.content.as_deref())
    }
}
