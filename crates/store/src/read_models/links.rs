//! Which record names which: the way from a person to the cases, from a case to the visits.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::read_models::Listed;
use rusqlite::{Transaction, params};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Writes the links of one record. A voided record keeps its links, so that the timeline can show it as voided.
pub(super) fn refresh(tx: &Transaction<'_>, listed: Listed<'_>) -> Result<(), StoreError> {
    let now = links_of(listed.document);
    let before = listed.shown.before().map(links_of).unwrap_or_default();
    write(
        tx,
        "DELETE FROM link WHERE target = ?1 AND kind = ?2 AND field = ?3 AND source = ?4",
        listed.number,
        before.difference(&now),
    )?;
    write(
        tx,
        "INSERT INTO link (target, kind, field, source) VALUES (?1, ?2, ?3, ?4)",
        listed.number,
        now.difference(&before),
    )
}

fn write<'l>(
    tx: &Transaction<'_>,
    sql: &'static str,
    source: i64,
    links: impl Iterator<Item = &'l Link<'l>>,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    for (target, kind, field) in links {
        statement.execute(params![Id(*target), kind, field, source])?;
    }
    Ok(())
}

/// What is named, the kind of the record that names it, and in which field.
type Link<'d> = (Uuid, &'d str, &'d str);

fn links_of(document: &Document) -> BTreeSet<Link<'_>> {
    let target = |value: &serde_json::Value| {
        let text = value.as_str().filter(|text| text.len() == 36)?;
        Uuid::parse_str(text).ok()
    };
    document
        .fields
        .iter()
        .filter_map(|(field, value)| Some((target(value)?, document.kind.as_str(), field.as_str())))
        .collect()
}
