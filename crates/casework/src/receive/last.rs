//! The receipt taken over last: its report stays within reach until the next one, and it can be taken back as a whole.
//!
//! Taking back deletes nothing: it writes ordinary changes that give the fields the values they had before, and hides what the receipt
//! brought. It is refused when somebody has built on the receipt since, because that work would hang in the air.

use crate::error::CaseworkError;
use crate::forms;
use crate::receive::ParcelPreview;
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_domain::ids::{OfficeId, RecordId, SHARED_SCOPE};
use goldaw_domain::record::VOIDED;
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::{Intent, Reader, Stretch, Write, Written};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// The setting in which the last receipt is kept.
pub(super) const LAST: &str = "last_receipt";
/// Records one change of a taking back writes.
const RECORDS: usize = 500;

/// The last receipt as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// BLAKE3 of the parcel, hex.
    pub parcel: String,
    /// When, ms since 1970 (UTC).
    pub at: u64,
    /// Numbers of the log: what was there before, and the last that came.
    pub after: i64,
    /// See `after`.
    pub upto: i64,
    /// What it did.
    pub preview: ParcelPreview,
    /// It was taken back.
    pub undone: bool,
}

/// The report of the receipt taken over last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LastReceipt {
    /// The parcel, in hex.
    pub parcel: String,
    /// When it was taken over, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// What it did.
    pub preview: ParcelPreview,
    /// It was taken back as a whole.
    pub undone: bool,
}

/// Taking the last receipt back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UndoReceipt {
    /// The parcel, in hex, as [`LastReceipt`] gave it.
    pub parcel: String,
    /// Why.
    pub reason: String,
}

/// Returns the report of the receipt taken over last.
pub fn last_receipt(
    session: &mut Session,
    _: Nothing,
) -> Result<Option<LastReceipt>, CaseworkError> {
    Ok(kept(&session.read())?.map(|kept| LastReceipt {
        parcel: kept.parcel,
        at: session.local(kept.at),
        preview: kept.preview,
        undone: kept.undone,
    }))
}

/// Takes the last receipt back: fields get the values they had, records it brought are hidden. All of it stays in the history.
///
/// Offices, computers and workers, incidents and changes declared lost stay: they are about the exchange itself.
///
/// # Errors
/// `LaterReceipt` when another one came since; `AlreadyDone`; `BuiltOn` with how many records somebody has worked on since; a reason that is
/// missing. Nothing is changed.
pub fn undo_receipt(session: &mut Session, request: UndoReceipt) -> Result<Nothing, CaseworkError> {
    let reason = forms::reason(&request.reason)?;
    let mut kept = kept(&session.read())?
        .filter(|kept| kept.parcel == request.parcel)
        .ok_or(CaseworkError::LaterReceipt)?;
    if kept.undone {
        return Err(CaseworkError::AlreadyDone);
    }
    let stretch = session.read().stretch(kept.after, kept.upto)?;
    let by_scope = taking_back(&session.read(), &stretch)?;
    if by_scope.is_empty() {
        return Err(CaseworkError::NothingToUndo);
    }
    kept.undone = true;
    let undone = serde_json::to_string(&kept).map_err(goldaw_store::StoreError::from)?;
    for (scope, writes) in by_scope {
        let intents = writes.chunks(RECORDS).map(|writes| Intent {
            action: "undo_receipt".to_owned(),
            reason: Some(reason.clone()),
            writes: writes.to_vec(),
        });
        session.commit_in(scope, intents.collect(), Some((LAST, &undone)))?;
    }
    Ok(Nothing {})
}

fn kept(read: &Reader<'_>) -> Result<Option<Kept>, CaseworkError> {
    let text = read.setting(LAST)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).ok())
}

/// Prepares the writes that set back what a stretch of the log changed, by the office they travel with.
fn taking_back(
    read: &Reader<'_>,
    stretch: &Stretch,
) -> Result<BTreeMap<OfficeId, Vec<Write>>, CaseworkError> {
    let mut by_scope: BTreeMap<OfficeId, Vec<Write>> = BTreeMap::new();
    let mut built_on = 0;
    for (record, (kind, fields)) in &stretch.records {
        let Some(document) = read.document(*record)? else {
            continue;
        };
        let kind = match kind.parse::<RecordKind>() {
            Ok(RecordKind::Incident | RecordKind::LostChange | RecordKind::Transfer) => continue,
            _ if document.scope == SHARED_SCOPE => continue,
            Ok(kind) => kind,
            // Of a newer program: what it means to take it back is not known here.
            Err(_) => return Err(CaseworkError::CannotBeVoided),
        };
        let history = read.history(*record, None)?;
        match set_back(read, *record, &history, fields, stretch)? {
            None => built_on += 1,
            Some(fields) if fields.is_empty() => {}
            Some(fields) => by_scope.entry(document.scope).or_default().push(Write {
                record: *record,
                kind,
                fields,
            }),
        }
    }
    if built_on > 0 {
        return Err(CaseworkError::BuiltOn { records: built_on });
    }
    Ok(by_scope)
}

/// Returns the fields that set one record back; nothing when somebody has worked on it since.
fn set_back(
    read: &Reader<'_>,
    record: RecordId,
    history: &[Written],
    fields: &std::collections::BTreeSet<String>,
    stretch: &Stretch,
) -> Result<Option<Fields>, CaseworkError> {
    let came = |written: &Written| stretch.changes.contains(&written.change);
    // The log keeps the order of arrival, so whatever stands behind the receipt was written after it.
    let first = history.iter().position(came).unwrap_or(history.len());
    let (before, since) = history.split_at(first);
    if !since.iter().all(came) {
        return Ok(None);
    }
    if before.is_empty() {
        let users = read.linking_to(record)?;
        if !users.iter().all(|user| stretch.records.contains_key(user)) {
            return Ok(None);
        }
        let hidden = since
            .iter()
            .any(|written| written.field == VOIDED && !written.value.is_null());
        return Ok(Some(if hidden {
            Fields::new()
        } else {
            Fields::from([(VOIDED.to_owned(), crate::status::UNDONE.into())])
        }));
    }
    let stood = |field: &String| {
        let written = before.iter().rfind(|written| written.field == *field);
        let value = written.map_or(Value::Null, |written| written.value.clone());
        (field.clone(), value)
    };
    Ok(Some(fields.iter().map(stood).collect()))
}
