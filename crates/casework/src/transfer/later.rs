//! What the giving office wrote, or learned, after the case had gone: new entries are added by themselves; a value that differs from ours
//! is a question somebody here decides. Nothing is written over.

use super::capsule::Capsule;
use super::copy::Copying;
use super::gather::{is_here, read_capsule};
use crate::error::CaseworkError;
use crate::forms::{look_up, optional_reason};
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_domain::codes::TransferState;
use goldaw_domain::ids::RecordId;
use goldaw_domain::record::{ORIGIN_CAPSULE, WEIGHED};
use goldaw_domain::records::Transfer;
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::{Document, Reader, Write};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// A value the giving office changed after the case had gone, where ours is another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LateField {
    /// Our record.
    pub record: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The field.
    pub field: String,
    /// What came with the capsule.
    pub before: Value,
    /// What the giving office has now.
    pub theirs: Value,
    /// What stands here.
    pub ours: Value,
}

/// Deciding about a value that came later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WeighLate {
    /// The transfer.
    pub transfer: RecordId,
    /// Our record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// Take theirs; else ours stays.
    pub take: bool,
    /// Why.
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// Returns the values that differ from what came later and that nobody has decided about.
pub(super) fn late_fields(
    read: &Reader<'_>,
    document: &Document,
    transfer: &Transfer,
) -> Result<Vec<LateField>, CaseworkError> {
    let Some(newest_content) = &transfer.later else {
        return Ok(Vec::new());
    };
    if transfer.state() != TransferState::Accepted
        || !is_here(read, document.scope, newest_content)?
    {
        return Ok(Vec::new());
    }
    let newest = read_capsule(read, document.scope, Some(newest_content))?;
    let mut earlier: BTreeMap<String, Capsule> = BTreeMap::new();
    let mut late = Vec::new();
    for kept in &newest.about.records {
        let now = Copying::new((document.id, transfer), &newest, newest_content);
        let (Ok(kind), Some(here)) = (kept.kind.parse(), read.document(now.here(kept.id))?) else {
            continue;
        };
        // Each record is compared with the capsule it came in.
        let came_in = here.fields.get(ORIGIN_CAPSULE).and_then(Value::as_str);
        let came_in = came_in
            .or(transfer.capsule.as_deref())
            .unwrap_or_default()
            .to_owned();
        if !earlier.contains_key(&came_in)
            && let Ok(capsule) = read_capsule(read, document.scope, Some(&came_in))
        {
            earlier.insert(came_in.clone(), capsule);
        }
        // A capsule that has not arrived, or cannot be read, says nothing of what was before.
        let Some(then) = earlier.get(&came_in) else {
            continue;
        };
        let Some(before) = then.record(kept.id) else {
            continue;
        };
        let before = Copying::new((document.id, transfer), then, &came_in).fields(before);
        late.extend(differing(&here, kind, &before, &now.fields(kept)));
    }
    Ok(late)
}

fn differing(
    here: &Document,
    kind: RecordKind,
    before: &Fields,
    theirs: &Fields,
) -> Vec<LateField> {
    let names: BTreeSet<&String> = before.keys().chain(theirs.keys()).collect();
    let value = |fields: &Fields, name: &str| fields.get(name).cloned().unwrap_or(Value::Null);
    let fields = names.into_iter().filter_map(|name| {
        let (before, theirs) = (value(before, name), value(theirs, name));
        let ours = value(&here.fields, name);
        let weighed = here.fields.get(&format!("{WEIGHED}{name}"));
        let open = before != theirs && ours != theirs && weighed != Some(&mark(&theirs));
        open.then(|| LateField {
            record: here.id,
            kind,
            field: name.clone(),
            before,
            theirs,
            ours,
        })
    });
    fields.collect()
}

/// The value decided about, as text: an emptied field can be decided about too.
fn mark(value: &Value) -> Value {
    value.to_string().into()
}

/// Keeps what stands here, or takes what the giving office has now, as an ordinary change.
///
/// # Errors
/// `QuestionChanged` when it is no longer open. Nothing is changed.
pub fn weigh_late(session: &mut Session, request: WeighLate) -> Result<Nothing, CaseworkError> {
    let reason = optional_reason(request.reason)?;
    let read = session.read();
    let (document, transfer) = look_up::<Transfer>(&read, request.transfer)?;
    let mut late = late_fields(&read, &document, &transfer)?.into_iter();
    let late = late
        .find(|late| late.record == request.record && late.field == request.field)
        .ok_or(CaseworkError::QuestionChanged)?;
    let mut fields = Fields::from([(format!("{WEIGHED}{}", late.field), mark(&late.theirs))]);
    if request.take {
        fields.insert(late.field, late.theirs);
    }
    let write = Write {
        record: late.record,
        kind: late.kind,
        fields,
    };
    session.write_in(document.scope, "weigh_late", reason, vec![write])?;
    Ok(Nothing {})
}
