//! People in the order of the Turkmen alphabet.

use crate::document::Document;
use crate::error::StoreError;
use crate::read_models::Listed;
use crate::read_models::blocking::Keys;
use goldaw_domain::records::Person;
use goldaw_matching::Candidate;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use rusqlite::{Transaction, params};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Writes the row of one person and notes the keys.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    listed: Listed<'_>,
    keys: &mut Keys,
) -> Result<(), StoreError> {
    let now = rows_of(listed.document);
    let before = listed.shown.before().map(rows_of).unwrap_or_default();
    let person = listed.number;
    if now.name != before.name {
        if let Some(name) = &before.name {
            tx.prepare_cached("DELETE FROM person_row WHERE sort = ?1 AND person = ?2")?
                .execute(params![sort_key(name), person])?;
        }
        if let Some(name) = &now.name {
            tx.prepare_cached("INSERT INTO person_row (sort, person) VALUES (?1, ?2)")?
                .execute(params![sort_key(name), person])?;
        }
    }
    keys.note(tx, person, before.keys, now.keys)
}

/// What the lists say of a person.
#[derive(Default)]
struct Rows {
    name: Option<String>,
    keys: BTreeSet<String>,
}

/// Nothing for another kind and for a voided record.
fn rows_of(document: &Document) -> Rows {
    match document.read::<Person>() {
        Some(person) if document.voided().is_none() => Rows {
            name: Some(full_name(&person)),
            keys: goldaw_matching::blocking_keys(&candidate(&person))
                .into_iter()
                .collect(),
        },
        _ => Rows::default(),
    }
}

/// Returns surname, given name and patronymic in one line.
pub fn full_name(person: &Person) -> String {
    let parts = [&person.surname, &person.given_name, &person.patronymic];
    parts
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns what is compared when two registrations may be one person.
pub fn candidate(person: &Person) -> Candidate {
    Candidate {
        surname: person.surname.clone(),
        given_name: person.given_name.clone(),
        patronymic: person.patronymic.clone(),
        former_surname: person.former_surname.clone(),
        sex: person.sex.map(|sex| sex.code().to_owned()),
        born: person.born.map(|born| born.to_string()),
        estimated: person.born_estimated.unwrap_or(false),
        documents: person.document_number.iter().cloned().collect(),
        phones: person.phone.iter().cloned().collect(),
        place: person.place.clone(),
        street: person.street.as_ref().map(|street| match &person.house {
            Some(house) => format!("{street} {house}"),
            None => street.clone(),
        }),
    }
}

/// Returns bytes that compare as the Turkmen alphabet sorts the text (CLDR, `tk`).
pub(crate) fn sort_key(text: &str) -> Vec<u8> {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator = COLLATOR.get_or_init(|| {
        let locale = icu_locale::Locale::try_from_str("tk").ok()?;
        Collator::try_new(locale.into(), CollatorOptions::default()).ok()
    });
    let mut key = Vec::new();
    match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        None => key.extend_from_slice(text.as_bytes()),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_the_turkmen_alphabet() {
        let alphabet = [
            "Amanow", "Berdi", "Çary", "Durdy", "Esen", "Äşe", "Jeren", "Žanna", "Nury", "Ňuria",
            "Öwez", "Şemşat", "Ümür", "Ylýas", "Ýazgül", "Zöhre",
        ];
        let mut sorted = alphabet;
        sorted.sort_by_key(|name| sort_key(name));
        assert_eq!(sorted, alphabet);
    }
}
