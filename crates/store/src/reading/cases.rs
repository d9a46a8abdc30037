//! The caseload, most urgent first.

use crate::blob::Id;
use crate::error::StoreError;
use crate::reader::Reader;
use chrono::NaiveDate;
use goldaw_domain::codes::{CaseStatus, Risk};
use goldaw_domain::due::DueKind;
use goldaw_domain::ids::{CaseId, HouseholdId, PersonId, RecordId, WorkerId};
use rusqlite::{Row, ToSql, named_params};

/// Which cases to list; what is absent does not restrict.
#[derive(Clone, Copy, Debug, Default)]
pub struct CaseFilter {
    /// The worker in charge.
    pub worker: Option<WorkerId>,
    /// The risk.
    pub risk: Option<Risk>,
    /// Open or closed.
    pub status: Option<CaseStatus>,
    /// The client, when a person.
    pub person: Option<PersonId>,
    /// The client, when a household.
    pub household: Option<HouseholdId>,
}

/// A case as the caseload shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The client's name.
    pub client: String,
    /// The client's address.
    pub address: String,
    /// The client, when a person.
    pub person: Option<PersonId>,
    /// The risk shown.
    pub risk: Option<Risk>,
    /// Open or closed.
    pub status: CaseStatus,
    /// The worker in charge.
    pub worker: Option<WorkerId>,
    /// Why something is due.
    pub due_kind: Option<DueKind>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// Fields that wait for a decision.
    pub questions: u32,
    /// The latest visit or note.
    pub last_entry: Option<RecordId>,
    /// The day it speaks of.
    pub last_entry_on: Option<NaiveDate>,
}

fn coded<T: serde::de::DeserializeOwned>(code: Option<String>) -> Option<T> {
    code.and_then(|code| serde_json::from_value(serde_json::Value::String(code)).ok())
}

fn case_row(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let day = |index: usize| -> rusqlite::Result<Option<NaiveDate>> {
        Ok(row
            .get::<_, Option<String>>(index)?
            .and_then(|text| text.parse().ok()))
    };
    Ok(CaseRow {
        case: row.get::<_, Id>(0)?.0.into(),
        number: row.get(1)?,
        client: row.get(2)?,
        address: row.get(3)?,
        person: row.get::<_, Option<Id>>(4)?.map(|id| id.0.into()),
        risk: coded(row.get(5)?),
        status: coded(Some(row.get(6)?)).unwrap_or(CaseStatus::Open),
        worker: row.get::<_, Option<Id>>(7)?.map(|id| id.0.into()),
        due_kind: coded(row.get(8)?),
        due_on: day(9)?,
        questions: row.get(10)?,
        last_entry: row.get::<_, Option<Id>>(11)?.map(Into::into),
        last_entry_on: day(12)?,
    })
}

impl Reader<'_> {
    /// Returns cases by the day something is due, then by risk.
    pub fn case_rows(
        &self,
        filter: &CaseFilter,
        from: u32,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, number, client, address, person, risk, status, worker, due_kind, due_on, questions, last_entry, last_entry_on
             FROM case_row
             WHERE (:worker IS NULL OR worker = :worker) AND (:risk IS NULL OR risk = :risk)
               AND (:status IS NULL OR status = :status) AND (:person IS NULL OR person = :person)
               AND (:household IS NULL OR household = :household)
             ORDER BY due_on IS NULL, due_on, CASE risk WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, number
             LIMIT :limit OFFSET :from",
        )?;
        let values = Bound::of(filter);
        let mut named = values.named();
        named.extend([(":limit", &limit as &dyn ToSql), (":from", &from)]);
        let found = statement.query_map(named.as_slice(), case_row)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Counts cases.
    pub fn case_count(&self, filter: &CaseFilter) -> Result<u32, StoreError> {
        let values = Bound::of(filter);
        Ok(self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM case_row
                 WHERE (:worker IS NULL OR worker = :worker) AND (:risk IS NULL OR risk = :risk)
                   AND (:status IS NULL OR status = :status) AND (:person IS NULL OR person = :person)
                   AND (:household IS NULL OR household = :household)",
            )?
            .query_row(values.named().as_slice(), |row| row.get(0))?)
    }

    /// Returns the row of one case; nothing when it is voided or not here.
    pub fn case_row(&self, case: CaseId) -> Result<Option<CaseRow>, StoreError> {
        use rusqlite::OptionalExtension;
        Ok(self
            .connection
            .prepare_cached(
                "SELECT id, number, client, address, person, risk, status, worker, due_kind, due_on, questions, last_entry, last_entry_on
                 FROM case_row WHERE id = :id",
            )?
            .query_row(named_params! { ":id": Id(case.uuid()) }, case_row)
            .optional()?)
    }

    /// Returns the cases of a person, open ones first.
    pub fn cases_of_person(&self, person: PersonId) -> Result<Vec<CaseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, number, client, address, person, risk, status, worker, due_kind, due_on, questions, last_entry, last_entry_on
             FROM case_row WHERE person = :person ORDER BY status = 'closed', due_on IS NULL, due_on, number",
        )?;
        let found =
            statement.query_map(named_params! { ":person": Id(person.uuid()) }, case_row)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the cases of a household, open ones first. Those of its members are not among them.
    pub fn cases_of_household(&self, household: HouseholdId) -> Result<Vec<CaseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, number, client, address, person, risk, status, worker, due_kind, due_on, questions, last_entry, last_entry_on
             FROM case_row WHERE household = :household ORDER BY status = 'closed', due_on IS NULL, due_on, number",
        )?;
        let found = statement.query_map(
            named_params! { ":household": Id(household.uuid()) },
            case_row,
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns open cases with something due on or before a day, the earliest first.
    pub fn due_rows(&self, until: NaiveDate, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, number, client, address, person, risk, status, worker, due_kind, due_on, questions, last_entry, last_entry_on
             FROM case_row WHERE status = 'open' AND due_on <= :until
             ORDER BY due_on, CASE risk WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, number LIMIT :limit",
        )?;
        let found = statement.query_map(
            named_params! { ":until": until.to_string(), ":limit": limit },
            case_row,
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// A filter as the database takes it.
struct Bound {
    worker: Option<Id>,
    risk: Option<&'static str>,
    status: Option<&'static str>,
    person: Option<Id>,
    household: Option<Id>,
}

impl Bound {
    fn of(filter: &CaseFilter) -> Self {
        Self {
            worker: filter.worker.map(Id::from),
            risk: filter.risk.map(Risk::code),
            status: filter.status.map(CaseStatus::code),
            person: filter.person.map(|id| Id(id.uuid())),
            household: filter.household.map(|id| Id(id.uuid())),
        }
    }

    fn named(&self) -> Vec<(&str, &dyn ToSql)> {
        vec![
            (":worker", &self.worker),
            (":risk", &self.risk),
            (":status", &self.status),
            (":person", &self.person),
            (":household", &self.household),
        ]
    }
}
