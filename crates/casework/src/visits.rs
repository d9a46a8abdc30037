//! Visits and notes: dated entries that are never edited, so nothing can clash.

use crate::cases::open_case_for_writing;
use crate::error::CaseworkError;
use crate::forms::tidied;
use crate::session::Session;
use goldaw_domain::Record;
use goldaw_domain::codes::VisitKind;
use goldaw_domain::ids::{CaseId, RecordId};
use goldaw_domain::records::{Note, Visit};
use goldaw_store::Write;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A visit as the form gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordVisit {
    /// Which case.
    pub case: CaseId,
    /// The day of the visit.
    pub visited_on: chrono::NaiveDate,
    /// Where.
    pub kind: VisitKind,
    /// The client was seen.
    pub seen: bool,
    /// With whom.
    #[ts(optional = nullable)]
    pub met: Option<String>,
    /// What was seen and said; needed when seen.
    #[ts(optional = nullable)]
    pub findings: Option<String>,
    /// What was agreed.
    #[ts(optional = nullable)]
    pub next_step: Option<String>,
    /// The day agreed for the next visit.
    #[ts(optional = nullable)]
    pub next_visit_on: Option<chrono::NaiveDate>,
    /// Why nobody was seen; needed when not seen.
    #[ts(optional = nullable)]
    pub not_seen_reason: Option<String>,
}

/// A note as the form gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WriteNote {
    /// Which case.
    pub case: CaseId,
    /// The day it speaks of; today when absent.
    #[ts(optional = nullable)]
    pub noted_on: Option<chrono::NaiveDate>,
    /// The text.
    pub text: String,
}

/// Records a visit by the worker who is signed in. A closed case takes no visits.
pub fn record_visit(
    session: &mut Session,
    request: RecordVisit,
) -> Result<RecordId, CaseworkError> {
    let visit = tidied(&Visit {
        case: Some(request.case),
        visited_on: Some(request.visited_on),
        kind: Some(request.kind),
        met: request.met,
        seen: Some(request.seen),
        findings: request.findings,
        next_step: request.next_step,
        next_visit_on: request.next_visit_on,
        not_seen_reason: request.not_seen_reason,
        worker: Some(session.worker().id),
    });
    visit.check(session.today())?;
    open_case_for_writing(session, request.case)?;
    let id: RecordId = session.new_id()?;
    session.write("record_visit", None, vec![Write::new(id, &visit)])?;
    Ok(id)
}

/// Writes a note into the diary of a case. A closed case takes no notes.
pub fn write_note(session: &mut Session, request: WriteNote) -> Result<RecordId, CaseworkError> {
    let today = session.today();
    let note = tidied(&Note {
        case: Some(request.case),
        noted_on: Some(request.noted_on.unwrap_or(today)),
        text: Some(request.text),
        worker: Some(session.worker().id),
    });
    note.check(today)?;
    open_case_for_writing(session, request.case)?;
    let id: RecordId = session.new_id()?;
    session.write("write_note", None, vec![Write::new(id, &note)])?;
    Ok(id)
}
