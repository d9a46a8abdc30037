//! What every form goes through on its way in: texts trimmed, the record looked up, a reason asked for.
//!
//! Separate because each subject needs it in the same way. The rules themselves are `Record::check` in `domain`.

use crate::error::CaseworkError;
use goldaw_domain::ids::RecordId;
use goldaw_domain::records::TEXT_LENGTH;
use goldaw_domain::violation::{required, within};
use goldaw_domain::{Record, Violation};
use goldaw_store::{Document, Reader, Write};
use serde_json::Value;

/// Returns the record with its texts trimmed; a text of which nothing is left is absent.
pub(crate) fn tidied<R: Record + Default>(record: &R) -> R {
    let mut fields = record.to_fields();
    fields.retain(|_, value| {
        if let Value::String(text) = value {
            let trimmed = text.trim();
            if trimmed.is_empty() {
                return false;
            }
            if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
        }
        true
    });
    R::from_fields(&fields).unwrap_or_default()
}

/// Returns a text trimmed, or nothing when nothing is left.
pub(crate) fn present(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Returns a reason that must be given, trimmed.
pub(crate) fn reason(text: &str) -> Result<String, Violation> {
    let text = text.trim();
    required("reason", Some(text))?;
    within("reason", Some(text), TEXT_LENGTH)?;
    Ok(text.to_owned())
}

/// Returns a reason that may be given, trimmed.
pub(crate) fn optional_reason(text: Option<String>) -> Result<Option<String>, Violation> {
    let text = present(text);
    within("reason", text.as_deref(), TEXT_LENGTH)?;
    Ok(text)
}

/// Returns a record of one kind, voided or not.
pub(crate) fn look_up<R: Record>(
    read: &Reader<'_>,
    id: impl Into<RecordId>,
) -> Result<(Document, R), CaseworkError> {
    let missing = CaseworkError::NotFound {
        what: R::KIND.name(),
    };
    let Some(document) = read.document(id)? else {
        return Err(missing);
    };
    match document.read::<R>() {
        Some(record) => Ok((document, record)),
        None => Err(missing),
    }
}

/// Returns a record of one kind that is to be written to or linked with: a voided one is refused.
pub(crate) fn look_up_for_writing<R: Record>(
    read: &Reader<'_>,
    id: impl Into<RecordId>,
) -> Result<(Document, R), CaseworkError> {
    let (document, record) = look_up::<R>(read, id)?;
    if document.voided().is_some() {
        return Err(CaseworkError::Voided);
    }
    Ok((document, record))
}

/// Returns what differs, and of the `decided` fields those too that wait for a decision: writing the value that is shown decides them.
pub(crate) fn difference_deciding<R: Record>(
    before: &Document,
    after: &R,
    decided: &[&str],
) -> Write {
    let mut write = Write::difference(before, after);
    let mut fields = after.to_fields();
    for field in decided {
        if before.open.iter().any(|open| open == field) {
            let value = fields.remove(*field).unwrap_or(Value::Null);
            write.fields.insert((*field).to_owned(), value);
        }
    }
    write
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldaw_domain::records::Person;

    #[test]
    fn empty_texts_count_as_absent_and_others_are_trimmed() {
        let typed = Person {
            surname: Some("  Orazowa ".to_owned()),
            given_name: Some(" \u{a0} ".to_owned()),
            born_estimated: Some(false),
            ..Person::default()
        };
        let tidy = tidied(&typed);
        assert_eq!(tidy.surname.as_deref(), Some("Orazowa"));
        assert_eq!(tidy.given_name, None);
        assert_eq!(tidy.born_estimated, Some(false));
    }

    #[test]
    fn a_reason_of_spaces_is_no_reason() {
        assert_eq!(reason("  ").unwrap_err().field, "reason");
        assert_eq!(reason(" twice ").unwrap(), "twice");
    }
}
