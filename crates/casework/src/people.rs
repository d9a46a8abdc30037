//! Registering people, and what the office knows of one.

use crate::cards::{
    CaseCard, HouseholdCard, PersonCard, case_cards, household_card, lives_here, person_card,
    person_cards,
};
use crate::consents::{ConsentView, consents_of};
use crate::error::CaseworkError;
use crate::forms::{look_up, look_up_for_writing, optional_reason, reason, tidied};
use crate::refusal::Nothing;
use crate::seen::{Seen, difference_since, seen};
use crate::session::Session;
use chrono::NaiveDate;
use goldaw_domain::codes::{CaseStatus, Tie};
use goldaw_domain::ids::{PersonId, RecordId};
use goldaw_domain::record::VOIDED;
use goldaw_domain::records::{Case, Household, Membership, Person, Relationship};
use goldaw_domain::{Record, RecordKind};
use goldaw_matching::{Likelihood, Prepared, Reason, blocking_keys, compare_prepared, telling};
use goldaw_store::{Document, Reader, StoreError, Write, candidate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// People on a page of the list.
const PAGE: u32 = 50;
/// Most people compared with one that is being registered.
const LOOKED_AT: u32 = 200;
/// Most people shown as possibly the same.
const HINTS: usize = 5;

/// Everything the screen of a person shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// The short form.
    pub card: PersonCard,
    /// All fields.
    pub person: Person,
    /// Households the person lives in.
    pub households: Vec<HouseholdCard>,
    /// Links to other people.
    pub relationships: Vec<RelationshipLine>,
    /// Cases, open ones first.
    pub cases: Vec<CaseCard>,
    /// Consents, newest first.
    pub consents: Vec<ConsentView>,
    /// People who may be the same.
    pub duplicates: Vec<DuplicateHint>,
    /// Fields that wait for a decision, by name.
    pub open_questions: Vec<String>,
    /// Why the record was voided, when it was.
    pub voided: Option<String>,
    /// What a form opened now is opened on.
    pub seen: Seen,
}

/// A link to another person, seen from one side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RelationshipLine {
    /// The record of the link.
    pub id: RecordId,
    /// The other person.
    pub person: PersonCard,
    /// What the other is (when `reversed` is false: the other person is the tie of this one).
    pub tie: Tie,
    /// This person is the tie of the other.
    pub reversed: bool,
}

/// A person who may be the same as the one being registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DuplicateHint {
    /// Who.
    pub person: PersonCard,
    /// How likely.
    pub likelihood: Likelihood,
    /// Why, the strongest reason first.
    pub reasons: Vec<Reason>,
    /// What speaks against it, the strongest first.
    pub against: Vec<Reason>,
}

/// Changing a person's fields. The whole form is given; only what differs is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangePerson {
    /// Who.
    pub id: PersonId,
    /// All fields as they shall be.
    pub person: Person,
    /// What the form was opened on; the record as it stands when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub seen: Option<Seen>,
    /// Why.
    pub reason: Option<String>,
}

/// A page of the list of people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct ListPeople {
    /// Position of the first one wanted, from 0.
    pub from: u32,
}

/// Fifty people in the order of the Turkmen alphabet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PeoplePage {
    /// People, at most 50.
    pub people: Vec<PersonCard>,
    /// How many there are in all.
    pub of: u32,
    /// Position of the first one, from 0.
    pub from: u32,
}

/// Linking two people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddRelationship {
    /// The first person.
    pub person: PersonId,
    /// What the first is to the second.
    pub tie: Tie,
    /// The second person.
    pub to: PersonId,
}

/// Hiding a record that should not be there. The history stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VoidRecord {
    /// Which record.
    pub record: RecordId,
    /// Why.
    pub reason: String,
}

/// Returns a page of the list of people; voided ones are left out.
pub fn people(session: &mut Session, request: ListPeople) -> Result<PeoplePage, CaseworkError> {
    let read = session.read();
    let documents = read.people(request.from, PAGE)?;
    Ok(PeoplePage {
        people: person_cards(&read, &documents, session.today())?,
        of: read.people_count()?,
        from: request.from,
    })
}

/// Returns everything the screen of a person shows. A voided person can be read.
pub fn person(session: &mut Session, id: PersonId) -> Result<PersonView, CaseworkError> {
    let today = session.today();
    let read = session.read();
    let (document, person) = look_up::<Person>(&read, id)?;
    let households = households_of(&read, id, today)?;
    let mut rows = read.cases_of_person(id)?;
    for household in &households {
        rows.extend(read.cases_of_household(household.id)?);
    }
    rows.sort_by_key(|row| row.status);
    Ok(PersonView {
        card: person_card(&read, &document, today)?,
        relationships: relationships_of(&read, id, today)?,
        cases: case_cards(&read, &rows, &session.reference().calendar, today)?,
        consents: consents_of(&read, id, today)?,
        duplicates: duplicates_of(&read, &person, Some(id), today)?,
        open_questions: document.open.clone(),
        voided: document.voided().map(str::to_owned),
        seen: seen(&read, &document)?,
        households,
        person,
    })
}

/// Returns people who may be the one whose form is being filled in, at most 5, the likeliest first.
///
/// Asked with every pause in typing: only people who share a key with the form are compared, never all.
pub fn possible_duplicates(
    session: &mut Session,
    request: Person,
) -> Result<Vec<DuplicateHint>, CaseworkError> {
    Ok(duplicates_of(
        &session.read(),
        &tidied(&request),
        None,
        session.today(),
    )?)
}

/// Registers a person. Possible duplicates are shown while typing and never refused.
pub fn register_person(session: &mut Session, request: Person) -> Result<PersonId, CaseworkError> {
    let person = tidied(&request);
    person.check(session.today())?;
    let id: PersonId = session.new_id()?;
    session.write("register_person", None, vec![Write::new(id, &person)])?;
    Ok(id)
}

/// Changes a person's fields. Only what differs is written; when nothing does, nothing is.
pub fn change_person(
    session: &mut Session,
    request: ChangePerson,
) -> Result<PersonView, CaseworkError> {
    let after = tidied(&request.person);
    after.check(session.today())?;
    let reason = optional_reason(request.reason)?;
    let (before, _) = look_up_for_writing::<Person>(&session.read(), request.id)?;
    let seen = request.seen.as_ref();
    let write = difference_since(&session.read(), &before, &after, seen)?;
    if !write.fields.is_empty() {
        session.write("change_person", reason, vec![write])?;
    }
    person(session, request.id)
}

/// Links two people. The same link again is refused as done already.
pub fn add_relationship(
    session: &mut Session,
    request: AddRelationship,
) -> Result<PersonView, CaseworkError> {
    let link = Relationship {
        person: Some(request.person),
        tie: Some(request.tie),
        to: Some(request.to),
        ..Relationship::default()
    };
    link.check(session.today())?;
    let read = session.read();
    look_up_for_writing::<Person>(&read, request.person)?;
    look_up_for_writing::<Person>(&read, request.to)?;
    let known = read.linked(RecordKind::Relationship, "person", request.person)?;
    let same = |known: Relationship| {
        (known.person, known.tie, known.to) == (link.person, link.tie, link.to)
    };
    if known.iter().filter_map(Document::read).any(same) {
        return Err(CaseworkError::AlreadyDone);
    }
    let id: RecordId = session.new_id()?;
    session.write("add_relationship", None, vec![Write::new(id, &link)])?;
    person(session, request.person)
}

/// Hides a record that should not be there; its history stays and it can still be read.
///
/// A person or household with an open case, offices, computers and workers cannot be voided.
pub fn void_record(session: &mut Session, request: VoidRecord) -> Result<Nothing, CaseworkError> {
    let reason = reason(&request.reason)?;
    let read = session.read();
    let missing = CaseworkError::NotFound { what: "record" };
    let Some(document) = read.document(request.record)? else {
        return Err(missing);
    };
    let Ok(kind) = document.kind.parse::<RecordKind>() else {
        return Err(missing);
    };
    if document.voided().is_some() {
        return Err(CaseworkError::AlreadyDone);
    }
    let client = match kind {
        RecordKind::Office
        | RecordKind::Device
        | RecordKind::Worker
        | RecordKind::Incident
        | RecordKind::LostChange
        | RecordKind::Transfer => {
            return Err(CaseworkError::CannotBeVoided);
        }
        RecordKind::Person => Some("person"),
        RecordKind::Household => Some("household"),
        _ => None,
    };
    if let Some(field) = client {
        let cases = read.linked(RecordKind::Case, field, request.record)?;
        let open = |case: Case| case.status != Some(CaseStatus::Closed);
        if cases.iter().filter_map(Document::read).any(open) {
            return Err(CaseworkError::HasOpenCase);
        }
    }
    let write = Write::field(request.record, kind, VOIDED, reason.clone().into());
    session.write("void_record", Some(reason), vec![write])?;
    Ok(Nothing {})
}

fn households_of(
    read: &Reader<'_>,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<HouseholdCard>, StoreError> {
    let memberships = read.linked(RecordKind::Membership, "person", person)?;
    let mut cards: Vec<HouseholdCard> = Vec::new();
    for membership in memberships.iter().filter_map(Document::read::<Membership>) {
        let Some(household) = membership
            .household
            .filter(|_| lives_here(&membership, today))
        else {
            continue;
        };
        if cards.iter().any(|card| card.id == household) {
            continue;
        }
        if let Some(document) = read.document(household)?
            && document.voided().is_none()
            && document.read::<Household>().is_some()
        {
            cards.push(household_card(read, &document, today)?);
        }
    }
    Ok(cards)
}

fn relationships_of(
    read: &Reader<'_>,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<RelationshipLine>, StoreError> {
    let mut lines = Vec::new();
    for (field, reversed) in [("to", false), ("person", true)] {
        for document in read.linked(RecordKind::Relationship, field, person)? {
            let Some(link) = document.read::<Relationship>() else {
                continue;
            };
            let other = if reversed { link.to } else { link.person };
            let (Some(other), Some(tie)) = (other, link.tie) else {
                continue;
            };
            if let Some(other) = read.document(other)? {
                let person = person_card(read, &other, today)?;
                lines.push(RelationshipLine {
                    id: document.id,
                    person,
                    tie,
                    reversed,
                });
            }
        }
    }
    Ok(lines)
}

/// Tells whether somebody who was registered before a taking over is likely the described person.
///
/// Only people who share keys that tell something are compared: a bundle may bring a hundred thousand. `registered_under` knows who was
/// registered then under a key, and takes how many are wanted at most.
pub(crate) fn looks_registered(
    read: &Reader<'_>,
    person: &Person,
    registered_under: impl Fn(&str, u32) -> Result<Vec<RecordId>, StoreError>,
) -> Result<bool, StoreError> {
    let described = Prepared::of(&candidate(person));
    let mut shared: BTreeMap<RecordId, u32> = BTreeMap::new();
    for key in described.blocking_keys() {
        let tells = telling(&key);
        if tells > 0 {
            for id in registered_under(&key, LOOKED_AT)? {
                *shared.entry(id).or_default() += tells;
            }
        }
    }
    for id in shared
        .into_iter()
        .filter_map(|(id, told)| (told >= 2).then_some(id))
    {
        let other = read
            .document(id)?
            .and_then(|document| document.read::<Person>());
        let alike =
            other.and_then(|other| compare_prepared(&described, &Prepared::of(&candidate(&other))));
        if alike.is_some_and(|found| found.likelihood >= Likelihood::Likely) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns people who may be the described one, the likeliest first.
pub(crate) fn duplicates_of(
    read: &Reader<'_>,
    person: &Person,
    except: Option<PersonId>,
    today: NaiveDate,
) -> Result<Vec<DuplicateHint>, StoreError> {
    let described = candidate(person);
    let keys = blocking_keys(&described);
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let described = Prepared::of(&described);
    let except = except.map(RecordId::from);
    let mut alike = Vec::new();
    for document in read.candidates(&keys, LOOKED_AT)? {
        if Some(document.id) == except {
            continue;
        }
        let Some(other) = document.read::<Person>() else {
            continue;
        };
        if let Some(found) = compare_prepared(&described, &Prepared::of(&candidate(&other))) {
            alike.push((found, document));
        }
    }
    alike.sort_by(|(one, _), (other, _)| {
        (other.likelihood, other.score_milli).cmp(&(one.likelihood, one.score_milli))
    });
    alike.truncate(HINTS);
    let hint = |(found, document): (goldaw_matching::Match, Document)| {
        Ok(DuplicateHint {
            person: person_card(read, &document, today)?,
            likelihood: found.likelihood,
            reasons: found.reasons,
            against: found.against,
        })
    };
    alike.into_iter().map(hint).collect()
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
