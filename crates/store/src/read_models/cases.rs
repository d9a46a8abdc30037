//! The caseload: a row a case with its client, its risk and what is due.

use crate::blob::Id;
use crate::document::Document;
use crate::error::StoreError;
use crate::read_models::Rules;
use crate::reader::Reader;
use goldaw_domain::RecordKind;
use goldaw_domain::codes::CaseStatus;
use goldaw_domain::due::{DueKind, next_visit};
use goldaw_domain::ids::RecordId;
use goldaw_domain::records::{Case, Household, Note, Person, Visit};
use rusqlite::{Transaction, named_params};

/// The client of a case as lists show it.
#[derive(Default)]
pub(super) struct Client {
    pub name: String,
    pub address: String,
}

/// Returns the cases whose rows show the record.
pub(super) fn shown_by(
    reader: &Reader<'_>,
    document: &Document,
) -> Result<Vec<RecordId>, StoreError> {
    Ok(match document.kind.parse::<RecordKind>() {
        Ok(RecordKind::Case) => vec![document.id],
        Ok(RecordKind::Visit | RecordKind::Note) => {
            let case = document
                .fields
                .get("case")
                .and_then(|value| value.as_str())
                .and_then(|text| uuid::Uuid::parse_str(text).ok());
            case.map(RecordId::from).into_iter().collect()
        }
        Ok(RecordKind::Person) => reader.linked_ids(RecordKind::Case, "person", document.id)?,
        Ok(RecordKind::Household) => {
            reader.linked_ids(RecordKind::Case, "household", document.id)?
        }
        _ => Vec::new(),
    })
}

/// Returns the client of a case: a person or a household.
pub(super) fn client_of(reader: &Reader<'_>, case: &Case) -> Result<Client, StoreError> {
    if let Some(person) = case.person
        && let Some(person) = reader
            .document(person)?
            .and_then(|document| document.read::<Person>())
    {
        return Ok(Client {
            name: super::people::full_name(&person),
            address: address(&[person.place, person.street, person.house]),
        });
    }
    if let Some(household) = case.household
        && let Some(household) = reader
            .document(household)?
            .and_then(|document| document.read::<Household>())
    {
        return Ok(Client {
            name: household.name.unwrap_or_default(),
            address: address(&[household.place, household.street, household.house]),
        });
    }
    Ok(Client::default())
}

/// Returns place, street and house in one line.
pub fn address(parts: &[Option<String>]) -> String {
    parts
        .iter()
        .flatten()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Writes the row of one case anew.
pub(super) fn refresh(
    tx: &Transaction<'_>,
    reader: &Reader<'_>,
    rules: &Rules,
    document: &Document,
) -> Result<(), StoreError> {
    super::forget(tx, "DELETE FROM case_row WHERE id = :id", document.id)?;
    let Some(case) = document
        .read::<Case>()
        .filter(|_| document.voided().is_none())
    else {
        return Ok(());
    };
    let client = client_of(reader, &case)?;
    let last_visit = last_visit(reader, document.id)?;
    let due = next_visit(
        &case,
        last_visit.as_ref().map(|(_, visit)| visit),
        &rules.times,
        &rules.calendar,
    );
    let entry = last_entry(reader, document.id, last_visit)?;
    tx.prepare_cached(
        "INSERT INTO case_row (id, number, client, address, person, household, risk, status, worker, due_kind, due_on, questions,
                               last_entry, last_entry_on)
         VALUES (:id, :number, :client, :address, :person, :household, :risk, :status, :worker, :due_kind, :due_on, :questions,
                 :last_entry, :last_entry_on)",
    )?
    .execute(named_params! {
        ":id": Id::from(document.id),
        ":number": case.number.unwrap_or_default(),
        ":client": client.name,
        ":address": client.address,
        ":person": case.person.map(|id| Id(id.uuid())),
        ":household": case.household.map(|id| Id(id.uuid())),
        ":risk": case.risk.map(|risk| risk.code()),
        ":status": case.status.unwrap_or(CaseStatus::Open).code(),
        ":worker": case.worker.map(|id| Id(id.uuid())),
        ":due_kind": due.map(|(kind, _)| due_code(kind)),
        ":due_on": due.map(|(_, on)| on.to_string()),
        ":questions": document.open.len() as i64,
        ":last_entry": entry.as_ref().map(|(id, _)| Id::from(*id)),
        ":last_entry_on": entry.map(|(_, on)| on.to_string()),
    })?;
    Ok(())
}

fn due_code(kind: DueKind) -> &'static str {
    match kind {
        DueKind::FirstVisit => "first_visit",
        DueKind::Visit => "visit",
        DueKind::AgreedVisit => "agreed_visit",
    }
}

/// Returns the latest visit by its day, then by when it was written.
fn last_visit(
    reader: &Reader<'_>,
    case: RecordId,
) -> Result<Option<(Document, Visit)>, StoreError> {
    let visits = reader.linked(RecordKind::Visit, "case", case)?;
    let read = visits
        .into_iter()
        .filter_map(|document| document.read::<Visit>().map(|visit| (document, visit)));
    Ok(read.max_by_key(|(document, visit)| (visit.visited_on, document.created_at, document.id)))
}

fn last_entry(
    reader: &Reader<'_>,
    case: RecordId,
    visit: Option<(Document, Visit)>,
) -> Result<Option<(RecordId, chrono::NaiveDate)>, StoreError> {
    let notes = reader.linked(RecordKind::Note, "case", case)?;
    let notes = notes.into_iter().filter_map(|document| {
        Some((
            document.read::<Note>()?.noted_on?,
            document.created_at,
            document.id,
        ))
    });
    let visit = visit
        .and_then(|(document, visit)| Some((visit.visited_on?, document.created_at, document.id)));
    Ok(notes.chain(visit).max().map(|(on, _, id)| (id, on)))
}
