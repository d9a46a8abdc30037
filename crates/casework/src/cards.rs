//! The short forms in which lists and headers show a person, a household, a case, a worker.

use chrono::NaiveDate;
use goldaw_domain::RecordKind;
use goldaw_domain::birth::BirthDate;
use goldaw_domain::calendar::Calendar;
use goldaw_domain::codes::{CaseStatus, Risk, Role, Sex};
use goldaw_domain::due::DueKind;
use goldaw_domain::ids::{CaseId, HouseholdId, OfficeId, PersonId, WorkerId};
use goldaw_domain::records::{Case, Household, Membership, Person, Worker};
use goldaw_store::{CaseRow, Document, Reader, StoreError, address, full_name};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A person as lists show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonCard {
    /// The person.
    pub id: PersonId,
    /// Surname, given name, patronymic.
    pub name: String,
    /// Sex as in the document.
    pub sex: Option<Sex>,
    /// Date of birth as far as it is known.
    pub born: Option<BirthDate>,
    /// Age in completed years today, or on the day of death.
    pub age: Option<i32>,
    /// Place, street and house in one line.
    pub address: String,
    /// The person's open case, when there is one.
    pub case: Option<CaseId>,
    /// The risk of that case.
    pub risk: Option<Risk>,
}

/// A household as lists show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HouseholdCard {
    /// The household.
    pub id: HouseholdId,
    /// By whom it is known.
    pub name: String,
    /// Place, street and house in one line.
    pub address: String,
    /// Members living in it today.
    pub members: u32,
}

/// A case as lists show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseCard {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// The client's name: a person or a household.
    pub client: String,
    /// Place of the client.
    pub address: String,
    /// How fast the office must act; while undecided, the higher one.
    pub risk: Option<Risk>,
    /// Open or closed.
    pub status: CaseStatus,
    /// The worker in charge.
    pub worker: Option<WorkerCard>,
    /// What is due next and when, `YYYY-MM-DD`.
    pub due: Option<Due>,
    /// Fields that wait for a decision.
    pub questions: u32,
}

/// Something due on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Due {
    /// Why.
    pub kind: DueKind,
    /// The day, `YYYY-MM-DD`.
    pub on: NaiveDate,
    /// Working days past the day, at least 1 when it is past; 0 when it is not.
    pub working_days_late: u32,
}

/// A worker as screens show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkerCard {
    /// The worker.
    pub id: WorkerId,
    /// Name as colleagues say it.
    pub name: String,
    /// What the worker may do.
    pub role: Role,
}

/// An office as screens show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OfficeCard {
    /// The office.
    pub id: OfficeId,
    /// Short code that begins its numbers.
    pub code: String,
    /// Name in the office's own language.
    pub name: String,
    /// Its level.
    pub level: goldaw_domain::codes::Level,
}

/// Returns a person as lists show one.
pub fn person_card(
    read: &Reader<'_>,
    document: &Document,
    today: NaiveDate,
) -> Result<PersonCard, StoreError> {
    let person: Person = document.read().unwrap_or_default();
    let id = PersonId::from(document.id);
    // Open cases come first.
    let case = read.cases_of_person(id)?.into_iter().next();
    let case = case.filter(|row| row.status == CaseStatus::Open);
    Ok(PersonCard {
        id,
        name: full_name(&person),
        sex: person.sex,
        born: person.born,
        age: person
            .born
            .map(|born| born.age_on(person.died_on.unwrap_or(today).min(today))),
        address: address(&[person.place, person.street, person.house]),
        risk: case.as_ref().and_then(|row| row.risk),
        case: case.map(|row| row.case),
    })
}

/// Returns people as lists show them, in the given order; ids that are no people are left out.
pub(crate) fn person_cards(
    read: &Reader<'_>,
    documents: &[Document],
    today: NaiveDate,
) -> Result<Vec<PersonCard>, StoreError> {
    let people = documents
        .iter()
        .filter(|document| document.kind == RecordKind::Person.name());
    people
        .map(|document| person_card(read, document, today))
        .collect()
}

/// Returns a household as lists show one.
pub fn household_card(
    read: &Reader<'_>,
    document: &Document,
    today: NaiveDate,
) -> Result<HouseholdCard, StoreError> {
    let household: Household = document.read().unwrap_or_default();
    let members = read.linked(RecordKind::Membership, "household", document.id)?;
    let living = members
        .iter()
        .filter_map(|member| member.read::<Membership>())
        .filter(|member| lives_here(member, today))
        .count();
    Ok(HouseholdCard {
        id: document.id.into(),
        name: household.name.clone().unwrap_or_default(),
        address: address(&[household.place, household.street, household.house]),
        members: u32::try_from(living).unwrap_or(u32::MAX),
    })
}

/// Tells whether a member lives in the household on `day`; the last day counts.
pub(crate) fn lives_here(member: &Membership, day: NaiveDate) -> bool {
    member.until.is_none_or(|until| until >= day)
}

/// Returns a case as lists show one, from its row in the caseload.
pub fn case_card(
    read: &Reader<'_>,
    row: &CaseRow,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<CaseCard, StoreError> {
    let worker = match row.worker {
        Some(worker) => worker_card(read, worker)?,
        None => None,
    };
    Ok(CaseCard {
        id: row.case,
        number: row.number.clone(),
        client: row.client.clone(),
        address: row.address.clone(),
        risk: row.risk,
        status: row.status,
        worker,
        due: due(row, calendar, today),
        questions: row.questions,
    })
}

/// Returns the cases as lists show them, in the given order.
pub(crate) fn case_cards(
    read: &Reader<'_>,
    rows: &[CaseRow],
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<Vec<CaseCard>, StoreError> {
    rows.iter()
        .map(|row| case_card(read, row, calendar, today))
        .collect()
}

/// Returns a case as lists show one, from its record. Serves voided cases too, which have no row in the caseload.
pub fn case_card_of(
    read: &Reader<'_>,
    document: &Document,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<CaseCard, StoreError> {
    let case: Case = document.read().unwrap_or_default();
    let id = CaseId::from(document.id);
    if let Some(row) = read.case_row(id)? {
        return case_card(read, &row, calendar, today);
    }
    let (client, address) = match (case.person, case.household) {
        (Some(person), _) => match read.document(person)? {
            Some(document) => {
                let card = person_card(read, &document, today)?;
                (card.name, card.address)
            }
            None => Default::default(),
        },
        (None, Some(household)) => match read.document(household)? {
            Some(document) => {
                let card = household_card(read, &document, today)?;
                (card.name, card.address)
            }
            None => Default::default(),
        },
        (None, None) => Default::default(),
    };
    Ok(CaseCard {
        id,
        number: case.number.unwrap_or_default(),
        client,
        address,
        risk: case.risk,
        status: case.status.unwrap_or(CaseStatus::Open),
        worker: match case.worker {
            Some(worker) => worker_card(read, worker)?,
            None => None,
        },
        due: None,
        questions: u32::try_from(document.open.len()).unwrap_or(u32::MAX),
    })
}

/// Returns a worker as screens show one; nothing while the record has not arrived here.
pub fn worker_card(read: &Reader<'_>, worker: WorkerId) -> Result<Option<WorkerCard>, StoreError> {
    let record = read
        .document(worker)?
        .and_then(|document| document.read::<Worker>());
    Ok(record.map(|record| WorkerCard {
        id: worker,
        name: record.name.unwrap_or_default(),
        role: record.role.unwrap_or(Role::Specialist),
    }))
}

/// Returns the workers of an office, by name.
pub fn workers_of(read: &Reader<'_>, office: OfficeId) -> Result<Vec<WorkerCard>, StoreError> {
    let mut workers = Vec::new();
    for document in read.all(RecordKind::Worker)? {
        if document
            .read::<Worker>()
            .is_some_and(|worker| worker.office == Some(office))
        {
            workers.extend(worker_card(read, document.id.into())?);
        }
    }
    workers.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(workers)
}

/// Returns what a case's row says is due.
pub(crate) fn due(row: &CaseRow, calendar: &Calendar, today: NaiveDate) -> Option<Due> {
    let (kind, on) = row.due_kind.zip(row.due_on)?;
    Some(Due {
        kind,
        on,
        working_days_late: working_days_late(on, calendar, today),
    })
}

/// Counts the working days past a day: at least 1 when it is past, 0 when it is not.
pub(crate) fn working_days_late(on: NaiveDate, calendar: &Calendar, today: NaiveDate) -> u32 {
    if on >= today {
        return 0;
    }
    u32::try_from(calendar.between(on, today))
        .unwrap_or(0)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn lateness_counts_working_days_and_is_never_zero_once_the_day_is_past() {
        let calendar = Calendar::default();
        let late = |on: &str, today: &str| working_days_late(day(on), &calendar, day(today));
        assert_eq!(late("2026-11-18", "2026-11-23"), 3);
        assert_eq!(
            late("2026-11-20", "2026-11-21"),
            1,
            "Friday's visit on Saturday"
        );
        assert_eq!(late("2026-11-23", "2026-11-23"), 0);
        assert_eq!(late("2026-11-24", "2026-11-23"), 0);
    }

    #[test]
    fn a_member_lives_in_the_household_until_the_end_of_the_last_day() {
        let member = |until: Option<&str>| Membership {
            until: until.map(day),
            ..Membership::default()
        };
        assert!(lives_here(&member(None), day("2026-11-23")));
        assert!(lives_here(&member(Some("2026-11-23")), day("2026-11-23")));
        assert!(!lives_here(&member(Some("2026-11-22")), day("2026-11-23")));
    }
}
