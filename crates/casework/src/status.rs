//! The truth about saving and handing over, in three numbers, and the offer to undo.

use crate::error::CaseworkError;
use crate::questions::{DECIDE, opening_again};
use crate::refusal::Nothing;
use crate::session::Session;
use crate::today::due_count;
use goldaw_domain::codes::{CaseStatus, Level};
use goldaw_domain::ids::RecordId;
use goldaw_domain::record::VOIDED;
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::{CaseFilter, OwnChange, Reader, Write, Written};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Seconds for which an action can be taken back. The screens offer it for a shorter time.
const UNDO_SECONDS: u64 = 600;
/// What voids a record whose making was taken back; the screens word it.
pub(crate) const UNDONE: &str = "undone";
/// Actions that are taken back. What makes offices and workers is not, nor are the rows of a register.
const UNDOABLE: [&str; 22] = [
    DECIDE,
    "ask_about",
    "register_person",
    "change_person",
    "add_relationship",
    "void_record",
    "record_consent",
    "withdraw_consent",
    "register_household",
    "change_household",
    "add_member",
    "end_membership",
    "take_appeal",
    "decide_appeal",
    "open_case",
    "change_risk",
    "assign_case",
    "record_visit",
    "write_note",
    "add_task",
    "finish_task",
    "attach_file",
];

/// What the status line shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Status {
    /// When something was last saved on this computer, `YYYY-MM-DDTHH:MM`.
    pub saved_at: Option<String>,
    /// Changes of this office that are only on this computer.
    pub only_here: u32,
    /// Changes written to a carrier and not confirmed.
    pub handed_over: u32,
    /// Changes the centre has confirmed.
    pub confirmed: u32,
    /// When the last bundle was written, `YYYY-MM-DDTHH:MM`.
    pub handed_over_at: Option<String>,
    /// The moment up to which the centre has everything, `YYYY-MM-DDTHH:MM`.
    pub confirmed_up_to: Option<String>,
    /// This office is the centre: nothing to confirm above it.
    pub is_centre: bool,
    /// Fields that wait for a decision.
    pub questions: u32,
    /// Things due today or overdue.
    pub due: u32,
    /// Open cases.
    pub cases: u32,
    /// The last action of this worker, when it can still be taken back.
    pub undo: Option<UndoOffer>,
}

/// An action that can be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UndoOffer {
    /// The change, in hex.
    pub change: String,
    /// What was done, as the code the screens translate: `record_visit`.
    pub action: String,
    /// Seconds since it was done.
    pub seconds_ago: u32,
}

/// Taking an action back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Undo {
    /// The change, in hex, as [`UndoOffer`] gave it.
    pub change: String,
}

/// Returns what the status line shows.
pub fn status(session: &mut Session, _: Nothing) -> Result<Status, CaseworkError> {
    let counts = session.exchange_counts()?;
    let read = session.read();
    let open = CaseFilter {
        status: Some(CaseStatus::Open),
        ..CaseFilter::default()
    };
    Ok(Status {
        saved_at: read.last_commit_at()?.map(|at| session.local(at)),
        only_here: counts.only_here,
        handed_over: counts.handed_over,
        confirmed: counts.confirmed,
        handed_over_at: counts.handed_over_at.map(|at| session.local(at)),
        confirmed_up_to: counts.confirmed_up_to.map(|at| session.local(at)),
        is_centre: session.office().level == Level::Centre,
        questions: read.questions_count()?,
        due: due_count(session)?,
        cases: read.case_count(&open)?,
        undo: last_action(session)?.map(|(last, seconds)| UndoOffer {
            change: last.change.to_string(),
            action: last.action,
            seconds_ago: u32::try_from(seconds).unwrap_or(u32::MAX),
        }),
    })
}

/// Takes the worker's own last action on this computer back: fields get the value they had, records it made are voided.
///
/// Taking back is itself a change, with a history like any other. Refused with `NothingToUndo` when it is not the last action of this
/// worker or ten minutes have passed, with `WrittenOver` when somebody has written to the same field or made use of the record since.
pub fn undo(session: &mut Session, request: Undo) -> Result<Nothing, CaseworkError> {
    let last = last_action(session)?.map(|(last, _)| last);
    let last = last.filter(|last| last.change.to_string() == request.change);
    let writes = taking_back(&session.read(), &last.ok_or(CaseworkError::NothingToUndo)?)?;
    session.write("undo", None, writes)?;
    Ok(Nothing {})
}

/// The last action of the worker who is signed in, with how long ago it was, when it can be taken back.
fn last_action(session: &Session) -> Result<Option<(OwnChange, u64)>, CaseworkError> {
    let last = session
        .read()
        .last_own(session.worker().id, session.device())?;
    Ok(last.and_then(|last| {
        let seconds = session.now().saturating_sub(last.at) / 1000;
        let undoable = seconds <= UNDO_SECONDS && UNDOABLE.contains(&last.action.as_str());
        undoable.then_some((last, seconds))
    }))
}

/// Prepares the writes that take a change back.
fn taking_back(read: &Reader<'_>, last: &OwnChange) -> Result<Vec<Write>, CaseworkError> {
    if last.action == DECIDE {
        return opening_again(read, last);
    }
    let mut writes = Vec::new();
    for (record, kind, fields) in &last.writes {
        let Ok(kind) = kind.parse::<RecordKind>() else {
            return Err(CaseworkError::NothingToUndo);
        };
        let history = read.history(*record, None)?;
        let ours = |written: &Written| written.change == last.change;
        if history.first().is_some_and(ours) {
            // What the change made is voided, unless somebody has written to it or built on it since.
            let made_along =
                |user: &RecordId| last.writes.iter().any(|(record, ..)| record == user);
            if !history.iter().all(ours) || !read.linking_to(*record)?.iter().all(made_along) {
                return Err(CaseworkError::WrittenOver);
            }
            writes.push(Write::field(*record, kind, VOIDED, UNDONE.into()));
            continue;
        }
        let mut before = Fields::new();
        for field in fields.keys() {
            let (own, others): (Vec<&Written>, Vec<&Written>) = history
                .iter()
                .filter(|written| written.field == *field)
                .partition(|written| ours(written));
            let stands = own.iter().any(|written| written.counts);
            if !stands || others.iter().any(|written| written.counts) {
                return Err(CaseworkError::WrittenOver);
            }
            // The log keeps causes before effects, so what stood before is the last of the others.
            let value = others
                .last()
                .map_or(Value::Null, |written| written.value.clone());
            before.insert(field.clone(), value);
        }
        writes.push(Write {
            record: *record,
            kind,
            fields: before,
        });
    }
    if writes.is_empty() {
        Err(CaseworkError::NothingToUndo)
    } else {
        Ok(writes)
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
