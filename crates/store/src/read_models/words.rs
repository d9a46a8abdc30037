//! Normalised words, so that one box finds a name in any script, a number, or a word in a note.

use crate::document::Document;
use crate::error::StoreError;
use crate::read_models::{Listed, Shown};
use crate::reader::Reader;
use goldaw_domain::RecordKind;
use goldaw_domain::records::{Appeal, Case, Household, Note, Person, Visit};
use goldaw_matching::{search_key, sound_key};
use rusqlite::{Transaction, params};

/// Writes the words of one record.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    listed: Listed<'_>,
) -> Result<(), StoreError> {
    let Listed {
        number,
        document,
        shown,
    } = listed;
    let spoken = spoken(reader, document)?;
    match shown {
        Shown::As(before) if before.kind == document.kind => {
            if self::spoken(reader, before)? == spoken {
                return Ok(());
            }
            forget(tx, number)?;
        }
        Shown::Nothing => {}
        _ => forget(tx, number)?,
    }
    let Some(spoken) = spoken else {
        return Ok(());
    };
    let first = search_key(&spoken.first);
    tx.prepare_cached("INSERT INTO word_row (number, kind, first) VALUES (?1, ?2, ?3)")?
        .execute(params![number, document.kind, first])?;
    let words = search_key(&spoken.all);
    let sql = match spoken.column {
        Column::People => {
            tx.prepare_cached("INSERT INTO words (rowid, people, sounds) VALUES (?1, ?2, ?3)")?
                .execute(params![number, words, sound_key(&first)])?;
            return Ok(());
        }
        Column::Households => "INSERT INTO words (rowid, households) VALUES (?1, ?2)",
        Column::Cases => "INSERT INTO words (rowid, cases) VALUES (?1, ?2)",
        Column::Entries => "INSERT INTO words (rowid, entries) VALUES (?1, ?2)",
    };
    tx.prepare_cached(sql)?.execute(params![number, words])?;
    Ok(())
}

fn forget(tx: &Transaction<'_>, number: i64) -> Result<(), StoreError> {
    let shown = tx
        .prepare_cached("DELETE FROM word_row WHERE number = ?1")?
        .execute([number])?;
    if shown > 0 {
        tx.prepare_cached("DELETE FROM words WHERE rowid = ?1")?
            .execute([number])?;
    }
    Ok(())
}

/// Returns what is found of a record; nothing of a voided one.
fn spoken(reader: &Reader<'_>, document: &Document) -> Result<Option<Spoken>, StoreError> {
    if document.voided().is_some() {
        return Ok(None);
    }
    words_of(reader, document)
}

#[derive(PartialEq)]
enum Column {
    People,
    Households,
    Cases,
    Entries,
}

#[derive(PartialEq)]
struct Spoken {
    column: Column,
    first: String,
    all: String,
}

fn words_of(reader: &Reader<'_>, document: &Document) -> Result<Option<Spoken>, StoreError> {
    let Ok(kind) = document.kind.parse::<RecordKind>() else {
        return Ok(None);
    };
    Ok(match kind {
        RecordKind::Person => document.read::<Person>().map(|person| {
            let name = super::people::full_name(&person);
            let digits = [
                compact(person.document_number.as_deref()),
                subscribers(person.phone.as_deref()),
            ];
            Spoken {
                column: Column::People,
                all: joined(&[
                    Some(&name),
                    person.former_surname.as_ref(),
                    person.name_in_document.as_ref(),
                    person.document_number.as_ref(),
                    person.phone.as_ref(),
                    person.external_number.as_ref(),
                    person.place.as_ref(),
                    Some(&digits.join(" ")),
                ]),
                first: name,
            }
        }),
        RecordKind::Household => document.read::<Household>().map(|household| Spoken {
            column: Column::Households,
            first: household.name.clone().unwrap_or_default(),
            all: joined(&[
                household.name.as_ref(),
                household.place.as_ref(),
                household.street.as_ref(),
            ]),
        }),
        RecordKind::Case => match document.read::<Case>() {
            Some(case) => {
                let client = super::cases::client_of(reader, &case)?.name;
                let number = case.number.clone().unwrap_or_default();
                Some(Spoken {
                    column: Column::Cases,
                    all: joined(&[Some(&number), Some(&compact(Some(&number))), Some(&client)]),
                    first: client,
                })
            }
            None => None,
        },
        RecordKind::Visit => document.read::<Visit>().map(|visit| {
            entry(&[
                visit.findings.as_ref(),
                visit.next_step.as_ref(),
                visit.met.as_ref(),
                visit.not_seen_reason.as_ref(),
            ])
        }),
        RecordKind::Note => document
            .read::<Note>()
            .map(|note| entry(&[note.text.as_ref()])),
        RecordKind::Appeal => document.read::<Appeal>().map(|appeal| {
            entry(&[
                appeal.number.as_ref(),
                Some(&compact(appeal.number.as_deref())),
                appeal.journal_number.as_ref(),
                appeal.reporter_name.as_ref(),
                appeal.reason.as_ref(),
            ])
        }),
        _ => None,
    })
}

fn entry(parts: &[Option<&String>]) -> Spoken {
    Spoken {
        column: Column::Entries,
        first: String::new(),
        all: joined(parts),
    }
}

fn joined(parts: &[Option<&String>]) -> String {
    parts
        .iter()
        .flatten()
        .map(|part| part.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns a number without its dashes and spaces, so that it is found however it is typed.
fn compact(number: Option<&str>) -> String {
    number
        .unwrap_or_default()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Returns the telephone numbers of a field: each without signs, and without the prefix of the country.
fn subscribers(phones: Option<&str>) -> String {
    let mut numbers = Vec::new();
    for phone in phones.unwrap_or_default().split([',', ';', '/', '\n']) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let own = digits.len().saturating_sub(8);
        if own > 0 {
            numbers.push(digits.get(own..).unwrap_or_default().to_owned());
        }
        numbers.push(digits);
    }
    numbers.join(" ")
}
