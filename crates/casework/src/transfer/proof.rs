//! What the centre asks of a capsule before it passes it on: that it says nothing but what the giving office's log says.
//!
//! The centre holds that log whole, with the signatures of the computers that wrote it. So a change is proven by being in it, and a value
//! by having been written by one of its changes.

use super::capsule::{Capsule, writes_only};
use crate::error::CaseworkError;
use goldaw_domain::Fields;
use goldaw_domain::codes::HeldBack;
use goldaw_domain::ids::OfficeId;
use goldaw_domain::records::Transfer;
use goldaw_store::Reader;

/// Says why a capsule is not passed on; nothing when it is in order.
pub(super) fn doubt(
    read: &Reader<'_>,
    scope: OfficeId,
    offer: &Transfer,
    bytes: &[u8],
) -> Result<Option<HeldBack>, CaseworkError> {
    let Ok(capsule) = Capsule::decode(bytes) else {
        return Ok(Some(HeldBack::Unreadable));
    };
    let case = offer.case.map(Into::into);
    if capsule.about.office != scope || Some(capsule.about.case) != case {
        return Ok(Some(HeldBack::AnotherCase));
    }
    let ids = capsule.ids();
    for raw in &capsule.changes {
        let of_the_office = raw
            .read_header()
            .is_ok_and(|header| header.stream.scope == scope);
        if !of_the_office || !read.holds(&raw.hash())? {
            return Ok(Some(HeldBack::UnknownChange));
        }
        if raw.payload.is_some() && !writes_only(raw, &ids) {
            return Ok(Some(HeldBack::Differs));
        }
    }
    for kept in &capsule.about.records {
        let known = read.document(kept.id)?;
        let same = known.is_some_and(|known| known.scope == scope && known.kind == kept.kind);
        if !same || !written(read, kept.id, &kept.fields)? {
            return Ok(Some(HeldBack::Differs));
        }
    }
    Ok(None)
}

/// Tells whether every value was written by some change of the log.
fn written(
    read: &Reader<'_>,
    record: goldaw_domain::ids::RecordId,
    fields: &Fields,
) -> Result<bool, CaseworkError> {
    let history = read.history(record, None)?;
    Ok(fields.iter().all(|(field, value)| {
        history
            .iter()
            .any(|written| written.field == *field && written.value == *value)
    }))
}
