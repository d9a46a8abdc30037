//! Which record names which: the way from a person to the cases, from a case to the visits.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use rusqlite::{Transaction, named_params};
use uuid::Uuid;

/// Writes the links of one record anew; of a new one nothing has to be forgotten first. A voided record keeps its links, so that the timeline can show it as voided.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    document: &Document,
    new: bool,
) -> Result<(), StoreError> {
    if !new {
        super::forget(tx, "DELETE FROM link WHERE source = :id", document.id)?;
    }
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO link (target, kind, field, source) VALUES (:target, :kind, :field, :source)",
    )?;
    for (field, value) in &document.fields {
        let Some(target) = value
            .as_str()
            .filter(|text| text.len() == 36)
            .and_then(|text| Uuid::parse_str(text).ok())
        else {
            continue;
        };
        insert.execute(named_params! {
            ":target": Id(target),
            ":kind": document.kind,
            ":field": field,
            ":source": Id::from(document.id),
        })?;
    }
    Ok(())
}
