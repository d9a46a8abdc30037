//! Which record names which file: what a side may be given, and what is still to come.

use crate::blob::Id;
use crate::error::StoreError;
use crate::pieces::Content;
use crate::read_models::{Listed, Shown};
use goldaw_domain::RecordKind;
use rusqlite::{Transaction, named_params};
use uuid::Uuid;

/// Writes the row of one file's record; a content that is no hash names nothing.
pub(super) fn refresh(tx: &Transaction<'_>, listed: Listed<'_>) -> Result<(), StoreError> {
    let document = listed.document;
    if document.kind != RecordKind::Attachment.name() {
        return Ok(());
    }
    if !matches!(listed.shown, Shown::Nothing) {
        super::forget(tx, "DELETE FROM file_row WHERE record = :id", document.id)?;
    }
    let text = |field: &str| document.fields.get(field).and_then(|value| value.as_str());
    let Some(content) = text("content").and_then(Content::from_hex) else {
        return Ok(());
    };
    let about = text("about").and_then(|about| Uuid::parse_str(about).ok());
    tx.prepare_cached(
        "INSERT INTO file_row (record, scope, content, about) VALUES (:record, :scope, :content, :about)",
    )?
    .execute(named_params! {
        ":record": Id::from(document.id),
        ":scope": Id::from(document.scope),
        ":content": content,
        ":about": about.map(Id),
    })?;
    Ok(())
}
