//! People in the order of the Turkmen alphabet, and the keys under which double registrations meet.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::read_models::Shown;
use goldaw_domain::records::Person;
use goldaw_matching::Candidate;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use rusqlite::{Transaction, named_params};
use std::sync::OnceLock;

/// Writes the rows of one person.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    document: &Document,
    shown: Shown<'_>,
) -> Result<(), StoreError> {
    let rows = rows_of(document);
    match shown {
        Shown::As(before) if rows_of(before) == rows => return Ok(()),
        Shown::Nothing => {}
        _ => {
            super::forget(tx, "DELETE FROM person_row WHERE id = :id", document.id)?;
            super::forget(tx, "DELETE FROM blocking WHERE person = :id", document.id)?;
        }
    }
    let Some(Rows { name, keys }) = rows else {
        return Ok(());
    };
    let id = Id::from(document.id);
    tx.prepare_cached("INSERT INTO person_row (id, sort) VALUES (:id, :sort)")?
        .execute(named_params! { ":id": id, ":sort": sort_key(&name) })?;
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO blocking (key, person) VALUES (:key, :person)")?;
    for key in keys {
        insert.execute(named_params! { ":key": key, ":person": id })?;
    }
    Ok(())
}

/// What the lists say of a person.
#[derive(PartialEq)]
struct Rows {
    name: String,
    keys: Vec<String>,
}

/// None for another kind and for a voided record.
fn rows_of(document: &Document) -> Option<Rows> {
    let person = document.read::<Person>()?;
    document.voided().is_none().then(|| Rows {
        name: full_name(&person),
        keys: goldaw_matching::blocking_keys(&candidate(&person)),
    })
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
