//! One box for everything: people, households, cases, numbers, words in notes.

use crate::cards::{
    CaseCard, HouseholdCard, PersonCard, case_card_of, household_card, person_cards,
};
use crate::error::CaseworkError;
use crate::session::Session;
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{AppealId, CaseId};
use goldaw_domain::records::{Appeal, Case, Household, Note, Person, Visit};
use goldaw_matching::{Candidate, blocking_keys, search_key, sound_key};
use goldaw_store::{Document, Reader, StoreError, full_name};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Find {
    /// The text, in any script.
    pub text: String,
}

/// What was found, at most 20 of each, the best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Found {
    /// People.
    pub people: Vec<PersonCard>,
    /// Households.
    pub households: Vec<HouseholdCard>,
    /// Cases by number or client.
    pub cases: Vec<CaseCard>,
    /// Visits, notes and appeals in which the words stand.
    pub entries: Vec<EntryHit>,
}

/// A visit, note or appeal in which the words stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EntryHit {
    /// What it is: `visit`, `note` or `appeal`.
    pub kind: RecordKind,
    /// Its case; none for an appeal from which none was opened.
    pub case: Option<CaseId>,
    /// The appeal, when it is one.
    pub appeal: Option<AppealId>,
    /// The client's name; of who reported, when an appeal names nobody else.
    pub client: String,
    /// The day it speaks of.
    pub on: Option<chrono::NaiveDate>,
    /// The words around the hit.
    pub excerpt: String,
}

/// Most of each kind that are shown.
const SHOWN: u32 = 20;
/// People looked at to bring exact surnames forward.
const RANKED: u32 = 60;
/// Sounds from which names that only sound alike are looked up.
const SOUNDS: usize = 3;
/// Digits from which a text is also looked up as one number, however it is grouped.
const NUMBER_DIGITS: usize = 4;

/// Finds people, households, cases and entries. Every word typed is the beginning of a word; a text of one letter finds nothing.
pub fn find(session: &mut Session, request: Find) -> Result<Found, CaseworkError> {
    let key = search_key(&request.text);
    if key.chars().count() < 2 {
        return Ok(Found::default());
    }
    let today = session.today();
    let calendar = &session.reference().calendar;
    let read = session.read();
    let number = as_number(&request.text);
    let number_key = number
        .as_deref()
        .map(search_key)
        .filter(|number| *number != key);

    let mut people = read.find_people(&key, RANKED)?;
    let mut households = read.find_households(&key, SHOWN)?;
    let mut cases = read.find_cases(&key, SHOWN)?;
    let mut entries = read.find_entries(&key, SHOWN)?;
    if let Some(number_key) = &number_key {
        add_new(&mut people, read.find_people(number_key, SHOWN)?);
        add_new(&mut households, read.find_households(number_key, SHOWN)?);
        add_new(&mut cases, read.find_cases(number_key, SHOWN)?);
        add_new(&mut entries, read.find_entries(number_key, SHOWN)?);
    }
    if let Some(number) = number {
        // A telephone is the same with and without the prefix of the country.
        let numbers = Candidate {
            phones: vec![number.clone()],
            documents: vec![number],
            ..Candidate::default()
        };
        add_new(
            &mut people,
            read.candidates(&blocking_keys(&numbers), SHOWN)?,
        );
    }
    let tokens: Vec<&str> = key.split(' ').collect();
    people.sort_by_key(|person| !has_surname(person, &key, &tokens));
    if people.len() < SHOWN as usize {
        add_new(&mut people, sounding(&read, &key)?);
    }
    for list in [&mut people, &mut households, &mut cases, &mut entries] {
        list.truncate(SHOWN as usize);
    }

    let card = |document: &Document| case_card_of(&read, document, calendar, today);
    let mut cases = cases.iter().map(card).collect::<Result<Vec<_>, _>>()?;
    cases.sort_by_key(|case| case.status);
    let households = households
        .iter()
        .map(|document| household_card(&read, document, today));
    let hits = entries
        .iter()
        .map(|document| entry_hit(&read, document, &tokens));
    Ok(Found {
        people: person_cards(&read, &people, today)?,
        households: households.collect::<Result<Vec<_>, _>>()?,
        cases,
        entries: hits
            .filter_map(Result::transpose)
            .collect::<Result<Vec<_>, _>>()?,
    })
}

/// Returns people whose names sound as what was typed, those spelled most like it first. A few sounds alone would find half the
/// register, so they find nothing.
fn sounding(read: &Reader<'_>, key: &str) -> Result<Vec<Document>, StoreError> {
    let sounds = sound_key(key);
    if sounds
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count()
        < SOUNDS
    {
        return Ok(Vec::new());
    }
    let mut found = read.people_sounding(&sounds, RANKED)?;
    found.sort_by_cached_key(|document| {
        let name = document.read::<Person>().map(|person| full_name(&person));
        goldaw_matching::letters_apart(key, &search_key(&name.unwrap_or_default()))
    });
    Ok(found)
}

/// Returns a text with enough digits as one number, without dashes and spaces.
fn as_number(text: &str) -> Option<String> {
    let number: String = text
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (digits >= NUMBER_DIGITS).then_some(number)
}

fn add_new(found: &mut Vec<Document>, more: Vec<Document>) {
    for document in more {
        if !found.iter().any(|known| known.id == document.id) {
            found.push(document);
        }
    }
}

/// Tells whether a person's surname is exactly what was typed, or one of the words.
fn has_surname(document: &Document, key: &str, tokens: &[&str]) -> bool {
    let surname = document
        .fields
        .get("surname")
        .and_then(|surname| surname.as_str());
    let surname = search_key(surname.unwrap_or_default());
    !surname.is_empty() && (surname == key || tokens.contains(&surname.as_str()))
}

fn entry_hit(
    read: &Reader<'_>,
    document: &Document,
    tokens: &[&str],
) -> Result<Option<EntryHit>, StoreError> {
    let hit = |kind, case: Option<CaseId>, on, texts: &[Option<String>]| EntryHit {
        kind,
        case,
        appeal: None,
        client: String::new(),
        on,
        excerpt: excerpt(texts, tokens),
    };
    if let Some(visit) = document.read::<Visit>() {
        let texts = [
            visit.findings,
            visit.next_step,
            visit.met,
            visit.not_seen_reason,
        ];
        let hit = hit(RecordKind::Visit, visit.case, visit.visited_on, &texts);
        return with_client(read, hit).map(Some);
    }
    if let Some(note) = document.read::<Note>() {
        let hit = hit(RecordKind::Note, note.case, note.noted_on, &[note.text]);
        return with_client(read, hit).map(Some);
    }
    let Some(appeal) = document.read::<Appeal>() else {
        return Ok(None);
    };
    let case = read
        .linked(RecordKind::Case, "appeal", document.id)?
        .first()
        .map(|case| case.id.into());
    let person = match appeal.person {
        Some(person) => read
            .document(person)?
            .and_then(|person| person.read::<Person>()),
        None => None,
    };
    let texts = [
        appeal.reason,
        appeal.journal_number,
        appeal.number,
        appeal.reporter_name.clone(),
    ];
    Ok(Some(EntryHit {
        appeal: Some(document.id.into()),
        client: person
            .map(|person| full_name(&person))
            .or(appeal.reporter_name)
            .unwrap_or_default(),
        ..hit(RecordKind::Appeal, case, appeal.received_on, &texts)
    }))
}

fn with_client(read: &Reader<'_>, mut hit: EntryHit) -> Result<EntryHit, StoreError> {
    if let Some(case) = hit.case
        && let Some(case) = read.document(case)?.and_then(|case| case.read::<Case>())
    {
        hit.client = client_name(read, &case)?;
    }
    Ok(hit)
}

/// Returns the name of a case's client: a person or a household.
pub(crate) fn client_name(read: &Reader<'_>, case: &Case) -> Result<String, StoreError> {
    if let Some(person) = case.person
        && let Some(person) = read
            .document(person)?
            .and_then(|person| person.read::<Person>())
    {
        return Ok(full_name(&person));
    }
    if let Some(household) = case.household
        && let Some(household) = read
            .document(household)?
            .and_then(|found| found.read::<Household>())
    {
        return Ok(household.name.unwrap_or_default());
    }
    Ok(String::new())
}

/// Returns the words around the first one that begins as a token does; the beginning of the text when none is recognised.
fn excerpt(texts: &[Option<String>], tokens: &[&str]) -> String {
    const BEFORE: usize = 6;
    const WORDS: usize = 24;
    let words: Vec<&str> = texts
        .iter()
        .flatten()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let begins = |word: &&str| {
        let key = search_key(word);
        key.split(' ')
            .any(|part| tokens.iter().any(|token| part.starts_with(token)))
    };
    let hit = words.iter().position(begins).unwrap_or(0);
    let from = hit.saturating_sub(BEFORE);
    let to = words.len().min(from + WORDS);
    let mut around = words.get(from..to).unwrap_or_default().join(" ");
    if from > 0 {
        around.insert(0, '…');
    }
    if to < words.len() {
        around.push('…');
    }
    around
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
