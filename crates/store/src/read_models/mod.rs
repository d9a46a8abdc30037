//! What the records say, in the shape of lists. One file a list; all of them can be thrown away and made again.

mod cases;
mod files;
mod links;
mod people;
mod words;

pub use cases::address;
pub use people::{candidate, full_name};

use crate::document::Document;
use crate::error::StoreError;
use crate::reader::Reader;
use goldaw_domain::RecordKind;
use goldaw_domain::calendar::Calendar;
use goldaw_domain::due::Times;
use goldaw_domain::ids::RecordId;
use rusqlite::{Transaction, named_params};
use std::collections::BTreeSet;

/// Raised when the code that fills a read model changes, so that stores derive them again.
pub(crate) const EDITION: u32 = 1;

/// Reference data the lists follow: the ministry's times and the working days.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Working days by risk.
    pub times: Times,
    /// Working days of the country.
    pub calendar: Calendar,
}

/// A record whose row was written.
pub(crate) struct Refreshed {
    /// The record as it stands now.
    pub document: Document,
    /// As it stood before; none when it had no row.
    pub before: Option<Document>,
    /// Number of the last change that wrote to it before; 0 when it had no row.
    pub written_upto: i64,
}

/// What the lists show of a record before they are brought up to date.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'d> {
    /// Nothing yet.
    Nothing,
    /// The record as it stood then. What a list shows is a function of the record, so where that is the same nothing is written.
    As(&'d Document),
    /// Something that followed from other records too.
    Something,
}

/// Brings the lists up to date for records that were written, and for those that show them.
pub(crate) fn refresh(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    rules: &Rules,
    written: &[Refreshed],
) -> Result<(), StoreError> {
    let mut cases = BTreeSet::new();
    for Refreshed {
        document, before, ..
    } in written
    {
        refresh_one(
            tx,
            reader,
            document,
            before.as_ref().map_or(Shown::Nothing, Shown::As),
        )?;
        cases.extend(cases::shown_by(reader, document)?);
    }
    for case in cases {
        if let Some(document) = reader.document(case)? {
            cases::refresh(tx, reader, rules, &document)?;
            words::refresh(tx, reader, &document, Shown::Something)?;
        }
    }
    Ok(())
}

/// Derives all lists from the records. The tables are empty.
pub(crate) fn derive_all(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    rules: &Rules,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare("SELECT id FROM record ORDER BY created, id")?;
    let ids: Vec<RecordId> = statement
        .query_map([], |row| row.get::<_, crate::blob::Id>(0))?
        .map(|id| Ok(id?.into()))
        .collect::<Result<_, StoreError>>()?;
    let mut cases = Vec::new();
    for id in ids {
        let Some(document) = reader.document(id)? else {
            continue;
        };
        refresh_one(tx, reader, &document, Shown::Nothing)?;
        if document.kind == RecordKind::Case.name() {
            cases.push(document);
        }
    }
    for document in cases {
        cases::refresh(tx, reader, rules, &document)?;
        words::refresh(tx, reader, &document, Shown::Nothing)?;
    }
    Ok(())
}

/// Brings up to date what follows from one record alone; the row and the words of a case follow from its client too and come later.
fn refresh_one(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    document: &Document,
    shown: Shown<'_>,
) -> Result<(), StoreError> {
    links::refresh(tx, document, shown)?;
    people::refresh(tx, document, shown)?;
    files::refresh(tx, document, shown)?;
    if document.kind == RecordKind::Case.name() {
        return Ok(());
    }
    words::refresh(tx, reader, document, shown)
}

/// Forgets a record's rows in a list keyed by id.
fn forget(tx: &Transaction<'_>, sql: &'static str, id: RecordId) -> Result<(), StoreError> {
    tx.prepare_cached(sql)?
        .execute(named_params! { ":id": crate::blob::Id(id.uuid()) })?;
    Ok(())
}
