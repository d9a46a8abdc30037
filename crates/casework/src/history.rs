//! The whole history of a record: who wrote which value when, what it replaced, and which value lost.

use crate::error::CaseworkError;
use crate::find::client_name;
use crate::session::Session;
use goldaw_domain::ids::RecordId;
use goldaw_domain::records::{Appeal, Case, Household, Person};
use goldaw_store::{Reader, StoreError, full_name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

/// Which history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HistoryOf {
    /// The record.
    pub record: RecordId,
    /// Only this field.
    #[ts(optional = nullable)]
    pub field: Option<String>,
}

/// One value one person wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    /// The change, in hex.
    pub change: String,
    /// When, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// Who.
    pub by: String,
    /// At which office.
    pub office: String,
    /// On which computer.
    pub computer: String,
    /// What was done: `record_visit`.
    pub action: String,
    /// Why.
    pub reason: Option<String>,
    /// The field.
    pub field: String,
    /// The value written, as text for people; codes stay codes.
    pub value: Value,
    /// The value is one of those that count now.
    pub counts: bool,
}

/// Returns who wrote which value when, newest first. Ids of people, workers and offices become their names.
pub fn history(
    session: &mut Session,
    request: HistoryOf,
) -> Result<Vec<HistoryEntry>, CaseworkError> {
    let read = session.read();
    if read.document(request.record)?.is_none() {
        return Err(CaseworkError::NotFound { what: "record" });
    }
    let names = session.names();
    let mut entries = Vec::new();
    for written in read
        .history(request.record, request.field.as_deref())?
        .into_iter()
        .rev()
    {
        let named = match written.field.as_str() {
            "worker" => id(&written.value).map(|id| names.worker(id.into())),
            "office" => id(&written.value).map(|id| names.office(id.into())),
            _ => name_of(&read, &written.value)?,
        };
        entries.push(HistoryEntry {
            change: written.change.to_string(),
            at: session.local(written.at),
            by: names.worker(written.author),
            office: names.office(written.office),
            computer: names.device(written.device),
            action: written.action,
            reason: written.reason,
            field: written.field,
            value: named.map_or(written.value, Value::from),
            counts: written.counts,
        });
    }
    Ok(entries)
}

/// Returns how people call the record a value names, when it names one that is here.
pub(crate) fn name_of(read: &Reader<'_>, value: &Value) -> Result<Option<String>, StoreError> {
    let Some(id) = id(value) else { return Ok(None) };
    let Some(document) = read.document(RecordId::from(id))? else {
        return Ok(None);
    };
    if let Some(person) = document.read::<Person>() {
        return Ok(Some(full_name(&person)));
    }
    if let Some(household) = document.read::<Household>() {
        return Ok(household.name);
    }
    if let Some(case) = document.read::<Case>() {
        let number = case.number.clone().unwrap_or_default();
        return Ok(Some(
            format!("{number} {}", client_name(read, &case)?)
                .trim()
                .to_owned(),
        ));
    }
    Ok(document.read::<Appeal>().and_then(|appeal| appeal.number))
}

fn id(value: &Value) -> Option<Uuid> {
    value
        .as_str()
        .filter(|text| text.len() == 36)
        .and_then(|text| Uuid::parse_str(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{AssignCase, ChangeRisk, assign_case, case, change_risk};
    use crate::testing::{a_case, another_worker, office};
    use goldaw_domain::codes::Risk;

    #[test]
    fn a_history_tells_who_wrote_what_with_names_for_ids_and_codes_as_they_are() {
        let mut office = office();
        let session = &mut office.session;
        let id = a_case(session, Risk::Low);
        let colleague = another_worker(session, "Jeren Nuryýewa");
        assign_case(
            session,
            AssignCase {
                id,
                worker: colleague,
                reason: Some("leave".to_owned()),
                seen: None,
            },
        )
        .unwrap();
        change_risk(
            session,
            ChangeRisk {
                id,
                risk: Risk::High,
                reason: "no coal".to_owned(),
                seen: None,
            },
        )
        .unwrap();
        let of = |field: &str| HistoryOf {
            record: id.into(),
            field: Some(field.to_owned()),
        };
        let risk = history(session, of("risk")).unwrap();
        let told: Vec<_> = risk
            .iter()
            .map(|entry| (entry.value.as_str().unwrap(), entry.counts))
            .collect();
        assert_eq!(told, [("high", true), ("low", false)], "newest first");
        assert_eq!(
            (risk[0].action.as_str(), risk[0].reason.as_deref()),
            ("change_risk", Some("no coal"))
        );
        assert_eq!(
            (risk[0].by.as_str(), risk[0].computer.as_str()),
            ("Maral Orazowa", "computer 1")
        );
        assert!(!risk[0].office.is_empty() && risk[0].at.starts_with("2026-11-24T09:"));
        let workers = history(session, of("worker")).unwrap();
        assert_eq!(workers[0].value, "Jeren Nuryýewa");
        assert_eq!(workers[1].value, "Maral Orazowa");
        assert_eq!(
            history(session, of("person")).unwrap()[0].value,
            "Orazowa A"
        );
        let number = case(session, id).unwrap().card.number;
        assert_eq!(
            history(session, of("number")).unwrap()[0].value,
            number.as_str()
        );
    }

    #[test]
    fn a_record_that_is_not_here_has_no_history() {
        let mut office = office();
        let session = &mut office.session;
        let record: RecordId = session.new_id().unwrap();
        let refused = history(
            session,
            HistoryOf {
                record,
                field: None,
            },
        )
        .unwrap_err();
        assert!(matches!(refused, CaseworkError::NotFound { .. }));
    }
}
