//! What the records say, in the shape of lists. One file a list; all of them can be thrown away and made again.

mod blocking;
mod cases;
mod files;
mod links;
mod people;
mod words;

pub use cases::address;
pub use people::{candidate, full_name};

use self::blocking::Keys;
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
    /// Number of the row.
    pub number: i64,
    /// The record as it stands now.
    pub document: Document,
    /// As it stood before; none when it had no row.
    pub before: Option<Document>,
    /// Number of the last change that wrote to it before; 0 when it had no row.
    pub written_upto: i64,
}

/// A record whose lists are brought up to date.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'d> {
    /// Number of its row: what lists name it by.
    pub number: i64,
    /// As it stands now.
    pub document: &'d Document,
    /// What the lists show of it.
    pub shown: Shown<'d>,
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

impl<'d> Shown<'d> {
    /// Returns the record the lists show; none when nothing is shown, or something nobody kept.
    fn before(self) -> Option<&'d Document> {
        match self {
            Shown::As(before) => Some(before),
            Shown::Nothing | Shown::Something => None,
        }
    }
}

/// Brings the lists up to date for records that were written, and for those that show them.
pub(crate) fn refresh(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    rules: &Rules,
    written: &[Refreshed],
) -> Result<(), StoreError> {
    let mut cases = BTreeSet::new();
    let mut keys = Keys::default();
    for record in written {
        let listed = Listed {
            number: record.number,
            document: &record.document,
            shown: record.before.as_ref().map_or(Shown::Nothing, Shown::As),
        };
        refresh_one(tx, reader, listed, &mut keys)?;
        cases.extend(cases::shown_by(reader, listed.document)?);
    }
    keys.write(tx)?;
    for case in cases {
        if let Some((number, document)) = reader.numbered(case)? {
            refresh_case(tx, reader, rules, number, &document, Shown::Something)?;
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
    let mut statement = tx.prepare("SELECT id FROM record ORDER BY number")?;
    let ids: Vec<RecordId> = statement
        .query_map([], |row| row.get::<_, crate::blob::Id>(0))?
        .map(|id| Ok(id?.into()))
        .collect::<Result<_, StoreError>>()?;
    let mut cases = Vec::new();
    let mut keys = Keys::default();
    for id in ids {
        let Some((number, document)) = reader.numbered(id)? else {
            continue;
        };
        let listed = Listed {
            number,
            document: &document,
            shown: Shown::Nothing,
        };
        refresh_one(tx, reader, listed, &mut keys)?;
        if document.kind == RecordKind::Case.name() {
            cases.push((number, document));
        }
    }
    keys.write(tx)?;
    for (number, document) in cases {
        refresh_case(tx, reader, rules, number, &document, Shown::Nothing)?;
    }
    Ok(())
}

/// Brings up to date what follows from one record alone; the row and the words of a case follow from its client too and come later.
fn refresh_one(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    listed: Listed<'_>,
    keys: &mut Keys,
) -> Result<(), StoreError> {
    links::refresh(tx, listed)?;
    people::refresh(tx, listed, keys)?;
    files::refresh(tx, listed)?;
    if listed.document.kind == RecordKind::Case.name() {
        return Ok(());
    }
    words::refresh(tx, reader, listed)
}

/// Brings up to date what follows from a case and from others together.
fn refresh_case(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    rules: &Rules,
    number: i64,
    document: &Document,
    shown: Shown<'_>,
) -> Result<(), StoreError> {
    cases::refresh(tx, reader, rules, document)?;
    let listed = Listed {
        number,
        document,
        shown,
    };
    words::refresh(tx, reader, listed)
}

/// Forgets a record's rows in a list keyed by id.
fn forget(tx: &Transaction<'_>, sql: &'static str, id: RecordId) -> Result<(), StoreError> {
    tx.prepare_cached(sql)?
        .execute(named_params! { ":id": crate::blob::Id(id.uuid()) })?;
    Ok(())
}
