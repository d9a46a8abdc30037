//! The end of every exchange test: all equal, nothing lost, log and tables agree.
//!
//! Two offices are compared over the scopes both take part in, record by record, every field and every open question. Each store is also
//! rebuilt from its log alone and must come out the same.

use crate::office::Office;
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{OfficeId, SHARED_SCOPE};
use goldaw_store::Document;
use std::collections::BTreeMap;

/// Records of a scope by id, voided ones included.
fn records(office: &Office, scope: OfficeId) -> BTreeMap<String, Document> {
    office
        .desk()
        .with_session(|session| {
            let read = session.read();
            let mut records = BTreeMap::new();
            for kind in RecordKind::ALL {
                for document in read.all_with_voided(*kind)? {
                    if document.scope == scope {
                        records.insert(document.id.to_string(), document);
                    }
                }
            }
            Ok(records)
        })
        .unwrap_or_default()
}

/// Fails unless the offices hold the same records of a scope and of what all share.
///
/// # Panics
/// When they differ, with the first record that does.
#[allow(clippy::panic)]
pub fn all_equal(offices: &[(&str, &Office)], scope: OfficeId) {
    for scope in [scope, SHARED_SCOPE] {
        let Some(((first, office), rest)) = offices.split_first() else {
            return;
        };
        let expected = records(office, scope);
        for (name, office) in rest {
            let found = records(office, scope);
            for (id, document) in &expected {
                let other = found
                    .get(id)
                    .unwrap_or_else(|| panic!("{name} lacks a {} that {first} has", document.kind));
                assert_eq!(
                    document, other,
                    "{first} and {name} differ in a {}",
                    document.kind
                );
            }
            assert_eq!(
                expected.len(),
                found.len(),
                "{name} has records that {first} lacks"
            );
        }
    }
}

/// Fails unless the log alone gives the records and lists that are there.
///
/// # Panics
/// When a rebuild gives something else.
#[allow(clippy::expect_used)]
pub fn log_and_tables_agree(name: &str, office: &Office) {
    let (before, after) = office
        .desk()
        .with_session(|session| {
            let before = session.read().digest()?;
            session.store_mut().rebuild()?;
            Ok((before, session.read().digest()?))
        })
        .expect("a store that opens can be rebuilt");
    assert_eq!(
        before, after,
        "the log of {name} gives other records than its tables"
    );
}

/// The text of every note an office holds.
pub fn notes(office: &Office) -> std::collections::BTreeSet<String> {
    let all = office
        .desk()
        .with_session(|session| Ok(session.read().all(RecordKind::Note)?));
    let texts = all.unwrap_or_default().into_iter();
    texts
        .filter_map(|note| note.fields.get("text")?.as_str().map(str::to_owned))
        .collect()
}

/// The id of an office.
#[allow(clippy::expect_used)]
pub fn id_of(office: &Office) -> OfficeId {
    office
        .desk()
        .with_session(|session| Ok(session.office().id))
        .expect("an open office")
}
