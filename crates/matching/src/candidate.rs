//! What is known of a person when duplicates are looked for, and the keys made of it.
//!
//! Separate from comparing because the keys also say whom to compare with at all (blocking); they are stored beside
//! the record and looked up in SQL, which this room does not know.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    agreement::BirthDate,
    fold::{Script, script_of},
    key::{father_key, search_key, surname_stem},
};

/// What is known of a person when duplicates are looked for; every field may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Candidate {
    /// Surname in any script.
    pub surname: Option<String>,
    /// Given name in any script.
    pub given_name: Option<String>,
    /// Patronymic in any form (-owiç, -owna, ogly, gyzy).
    pub patronymic: Option<String>,
    /// Surname before marriage or another change.
    pub former_surname: Option<String>,
    /// `female` or `male`; another word counts as unknown.
    pub sex: Option<String>,
    /// `1955`, `1955-03` or `1955-03-04`; another form counts as unknown.
    pub born: Option<String>,
    /// Whether the date of birth is an estimate.
    pub estimated: bool,
    /// Numbers of documents, with or without series.
    pub documents: Vec<String>,
    /// Phone numbers, in any form.
    pub phones: Vec<String>,
    /// Village, town or district.
    pub place: Option<String>,
    /// Street with house number.
    pub street: Option<String>,
}

/// A candidate with its keys made once, for comparing it with many.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(crate) surname: String,
    pub(crate) surname_stem: String,
    pub(crate) given_name: String,
    pub(crate) father: String,
    pub(crate) former_surname: String,
    pub(crate) name_script: Script,
    pub(crate) female: Option<bool>,
    pub(crate) born: Option<BirthDate>,
    pub(crate) estimated: bool,
    pub(crate) documents: Vec<String>,
    pub(crate) phones: Vec<String>,
    pub(crate) place: String,
    pub(crate) street: String,
}

impl Prepared {
    /// Makes the keys of a candidate.
    pub fn of(candidate: &Candidate) -> Self {
        let key = |text: &Option<String>| search_key(text.as_deref().unwrap_or_default());
        // Ogul gerek and Ogulgerek are one name.
        let name_key = |text: &Option<String>| key(text).replace(' ', "");
        let written: String = [&candidate.surname, &candidate.given_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let surname = candidate.surname.as_deref().unwrap_or_default();
        Self {
            surname: name_key(&candidate.surname),
            surname_stem: surname_stem(surname).replace(' ', ""),
            given_name: name_key(&candidate.given_name),
            father: father_key(candidate.patronymic.as_deref().unwrap_or_default())
                .replace(' ', ""),
            former_surname: name_key(&candidate.former_surname),
            name_script: script_of(&written),
            female: match candidate.sex.as_deref() {
                Some("female") => Some(true),
                Some("male") => Some(false),
                _ => None,
            },
            born: candidate.born.as_deref().and_then(BirthDate::read),
            estimated: candidate.estimated,
            documents: candidate
                .documents
                .iter()
                .map(|d| document_key(d))
                .filter(|d| d.len() >= 4)
                .collect(),
            phones: candidate
                .phones
                .iter()
                .flat_map(|p| phone_keys(p))
                .collect(),
            place: key(&candidate.place),
            street: key(&candidate.street),
        }
    }

    /// Lists the keys under which the candidate is looked up, as [`blocking_keys`] does.
    pub fn blocking_keys(&self) -> Vec<String> {
        keys_of(self)
    }
}

/// Lists the keys under which a candidate is looked up: two candidates worth comparing nearly always share one.
///
/// Sorted, without repetition; about ten for a full record. Store them beside the record and look up with `IN`.
pub fn blocking_keys(candidate: &Candidate) -> Vec<String> {
    keys_of(&Prepared::of(candidate))
}

/// Says how much it tells that two people share a blocking key: two who are likely one share such keys worth 2 together.
///
/// A year of birth or a street is shared by too many to tell anything; a number of a document is enough alone. For counting among
/// thousands; somebody who is being registered is compared with all who share any key.
pub fn telling(key: &str) -> u32 {
    match key.split(':').next() {
        Some("d") => 2,
        Some("t" | "n" | "b") => 1,
        _ => 0,
    }
}

fn keys_of(p: &Prepared) -> Vec<String> {
    let mut keys = BTreeSet::new();
    for document in &p.documents {
        keys.insert(format!("d:{document}"));
    }
    for phone in &p.phones {
        keys.insert(format!("t:{phone}"));
    }
    let start = |key: &str, letters: usize| key.chars().take(letters).collect::<String>();
    let years: Vec<i32> = p
        .born
        .map(|born| vec![born.year, born.year + 1])
        .unwrap_or_default();
    for name in [&p.surname, &p.former_surname, &p.given_name] {
        if name.chars().count() < 2 {
            continue;
        }
        // A year is kept together with the next one, so that neighbours share a key.
        for year in &years {
            keys.insert(format!("y:{}:{year}", start(name, 3)));
        }
    }
    for surname in [&p.surname, &p.former_surname] {
        if !surname.is_empty() && !p.given_name.is_empty() {
            let mut both = [start(surname, 4), start(&p.given_name, 3)];
            keys.insert(format!("n:{}:{}", both[0], both[1]));
            // Also with the two exchanged, as some registers write the given name first.
            both = [start(&p.given_name, 4), start(surname, 3)];
            keys.insert(format!("n:{}:{}", both[0], both[1]));
        }
    }
    if let Some((year, month, day)) = p.born.and_then(|born| born.full()) {
        keys.insert(format!("b:{year}:{}:{}", month.min(day), month.max(day)));
    }
    if !p.street.is_empty() && !p.street.chars().all(|c| c.is_ascii_digit()) {
        keys.insert(format!("a:{}:{}", p.street, start(&p.place, 4)));
    }
    keys.into_iter().collect()
}

/// Makes the key of a document: letters folded (AŞ, АШ and AS are one), signs and spaces gone.
fn document_key(document: &str) -> String {
    search_key(document).replace(' ', "")
}

/// Makes the keys of the numbers in a phone field: the last eight digits, which leave the prefix of country or
/// long-distance call out. Two numbers in one field are taken apart at `, ; /` or a line break.
fn phone_keys(field: &str) -> Vec<String> {
    field
        .split([',', ';', '/', '\n'])
        .filter_map(|number| {
            let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
            if digits.len() < 5 {
                return None;
            }
            let from = digits.len().saturating_sub(8);
            Some(digits.into_iter().skip(from).collect())
        })
        .collect()
}
