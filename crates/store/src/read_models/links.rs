//! Which record names which: the way from a person to the cases, from a case to the visits.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::read_models::Shown;
use rusqlite::{Transaction, named_params};
use uuid::Uuid;

/// Writes the links of one record. A voided record keeps its links, so that the timeline can show it as voided.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    document: &Document,
    shown: Shown<'_>,
) -> Result<(), StoreError> {
    let links = links_of(document);
    match shown {
        Shown::As(before) if before.kind == document.kind && links_of(before) == links => {
            return Ok(());
        }
        Shown::Nothing => {}
        _ => super::forget(tx, "DELETE FROM link WHERE source = :id", document.id)?,
    }
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO link (target, kind, field, source) VALUES (:target, :kind, :field, :source)",
    )?;
    for (field, target) in links {
        insert.execute(named_params! {
            ":target": Id(target),
            ":kind": document.kind,
            ":field": field,
            ":source": Id::from(document.id),
        })?;
    }
    Ok(())
}

fn links_of(document: &Document) -> Vec<(&str, Uuid)> {
    let target = |value: &serde_json::Value| {
        let text = value.as_str().filter(|text| text.len() == 36)?;
        Uuid::parse_str(text).ok()
    };
    document
        .fields
        .iter()
        .filter_map(|(field, value)| Some((field.as_str(), target(value)?)))
        .collect()
}
