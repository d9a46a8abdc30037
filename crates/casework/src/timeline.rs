//! The way of a case read from its records and their history: the steps done, and the timeline.
//!
//! Separate from `cases` because it only reads: nothing here decides or writes. Visits, notes and the appeal are records of their own;
//! opening, risk and assignment are read from the history of the case's header.

use crate::cards::lives_here;
use crate::cases::{StepLine, TimelineEntry, TimelineWhat};
use crate::error::CaseworkError;
use crate::session::{Names, Session};
use chrono::NaiveDate;
use goldaw_domain::RecordKind;
use goldaw_domain::codes::{CaseStatus, Risk};
use goldaw_domain::ids::{PersonId, WorkerId};
use goldaw_domain::record::ORIGIN_OFFICE;
use goldaw_domain::records::{Appeal, Case, Consent, Membership, Note, Visit};
use goldaw_store::{Document, Written};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

/// Returns the steps of a case in their order, with the one where it stands.
pub(crate) fn steps(
    session: &Session,
    document: &Document,
    case: &Case,
) -> Result<Vec<StepLine>, CaseworkError> {
    let read = session.read();
    let appeal = match case.appeal {
        Some(appeal) => read
            .document(appeal)?
            .and_then(|appeal| appeal.read::<Appeal>()),
        None => None,
    };
    let visits = read.linked(RecordKind::Visit, "case", document.id)?;
    let first_visit = visits
        .iter()
        .filter_map(|visit| visit.read::<Visit>()?.visited_on)
        .min();
    let closed = case.status == Some(CaseStatus::Closed);
    let closed_on = match closed {
        true => read
            .history(document.id, Some("status"))?
            .iter()
            .rfind(|written| written.value == CaseStatus::Closed.code())
            .map(|written| day(session, written.at)),
        false => None,
    };
    let step = |step: &str, done_on, now| StepLine {
        step: step.to_owned(),
        done_on,
        now,
    };
    Ok(vec![
        step(
            "appeal",
            appeal.and_then(|appeal| appeal.received_on),
            false,
        ),
        step("consent", consented_on(session, case)?, false),
        step("opened", case.opened_on, false),
        step("visits", first_visit, !closed),
        step("closure", closed_on, closed),
    ])
}

/// Returns the day of the first consent that has not been withdrawn: of the client, or of a member of the household.
fn consented_on(session: &Session, case: &Case) -> Result<Option<NaiveDate>, CaseworkError> {
    let read = session.read();
    let mut people: Vec<PersonId> = case.person.into_iter().collect();
    if let Some(household) = case.household {
        let members = read.linked(RecordKind::Membership, "household", household)?;
        let living = members
            .iter()
            .filter_map(Document::read::<Membership>)
            .filter(|member| lives_here(member, session.today()));
        people.extend(living.filter_map(|member| member.person));
    }
    let mut first = None;
    for person in people {
        let consents = read.linked(RecordKind::Consent, "person", person)?;
        let standing = consents
            .iter()
            .filter_map(Document::read::<Consent>)
            .filter(|consent| consent.withdrawn_on.is_none());
        first = first
            .into_iter()
            .chain(standing.filter_map(|consent| consent.given_on))
            .min();
    }
    Ok(first)
}

/// Returns visits, notes and changes of the header, newest first. Voided entries stay, marked with their reason.
pub(crate) fn timeline(
    session: &Session,
    document: &Document,
    case: &Case,
) -> Result<Vec<TimelineEntry>, CaseworkError> {
    let read = session.read();
    let names = session.names();
    let mut entries = Vec::new();
    for document in read.linked_with_voided(RecordKind::Visit, "case", document.id)? {
        if let Some(visit) = document.read::<Visit>() {
            let on = visit.visited_on;
            entries.push(entry(
                session,
                &names,
                &document,
                on,
                TimelineWhat::Visit { visit },
            )?);
        }
    }
    for document in read.linked_with_voided(RecordKind::Note, "case", document.id)? {
        if let Some(note) = document.read::<Note>() {
            let on = note.noted_on;
            entries.push(entry(
                session,
                &names,
                &document,
                on,
                TimelineWhat::Note { note },
            )?);
        }
    }
    if let Some(appeal) = case.appeal
        && let Some(document) = read.document(appeal)?
        && let Some(appeal) = document.read::<Appeal>()
    {
        let what = TimelineWhat::Appeal {
            reason: appeal.reason.unwrap_or_default(),
        };
        entries.push(entry(session, &names, &document, appeal.received_on, what)?);
    }
    entries.extend(header_entries(session, &names, document, case)?);
    entries.sort_by(|(one, written), (other, written_other)| {
        (other.on, written_other).cmp(&(one.on, written))
    });
    Ok(entries.into_iter().map(|(entry, _)| entry).collect())
}

/// An entry with the moment it was written, by which entries of one day are sorted.
type Dated = (TimelineEntry, u64);

fn entry(
    session: &Session,
    names: &Names,
    document: &Document,
    on: Option<NaiveDate>,
    what: TimelineWhat,
) -> Result<Dated, CaseworkError> {
    let history = session.read().history(document.id, None)?;
    let office = history
        .first()
        .map_or(document.scope, |written| written.office);
    // What came with a transfer was written by somebody of the giving office.
    let named = |field: &str| document.fields.get(field).and_then(value::<Uuid>);
    let (by, office) = match (named(ORIGIN_OFFICE), named("worker")) {
        (Some(office), Some(worker)) => (worker.into(), office.into()),
        _ => (document.created_by, office),
    };
    let shown = TimelineEntry {
        record: document.id,
        on: on.unwrap_or_else(|| day(session, document.created_at)),
        written_at: session.local(document.created_at),
        by: names.worker(by),
        office: names.office(office),
        what,
        voided: document.voided().map(str::to_owned),
    };
    Ok((shown, document.created_at))
}

/// Reads opening, changes of risk and assignments from the history of the case.
fn header_entries(
    session: &Session,
    names: &Names,
    document: &Document,
    case: &Case,
) -> Result<Vec<Dated>, CaseworkError> {
    let history = session.read().history(document.id, None)?;
    let Some(first) = history.first().map(|written| written.change) else {
        return Ok(Vec::new());
    };
    let opening: Vec<&Written> = history
        .iter()
        .filter(|written| written.change == first)
        .collect();
    let opened = |field: &str| opening.iter().find(|written| written.field == field);
    let mut entries = Vec::new();
    if let Some(written) = opening.first() {
        let what = TimelineWhat::Opened {
            risk: opened("risk").and_then(|written| value(&written.value)),
            reason: opened("risk_reason").and_then(|written| value(&written.value)),
        };
        let mut shown = header_entry(session, names, written, what);
        shown.0.on = case.opened_on.unwrap_or(shown.0.on);
        entries.push(shown);
    }
    let mut risk: Option<Risk> = None;
    for written in &history {
        let what = match written.field.as_str() {
            "risk" => {
                let before = risk;
                risk = value(&written.value);
                TimelineWhat::Risk {
                    before,
                    after: risk,
                    reason: written.reason.clone(),
                }
            }
            "worker" => {
                let worker = value::<WorkerId>(&written.value).map(|worker| names.worker(worker));
                let Some(worker) = worker else { continue };
                TimelineWhat::Assigned {
                    worker,
                    reason: written.reason.clone(),
                }
            }
            _ => continue,
        };
        if written.change != first {
            entries.push(header_entry(session, names, written, what));
        }
    }
    Ok(entries)
}

fn header_entry(session: &Session, names: &Names, written: &Written, what: TimelineWhat) -> Dated {
    let shown = TimelineEntry {
        record: written.record,
        on: day(session, written.at),
        written_at: session.local(written.at),
        by: names.worker(written.author),
        office: names.office(written.office),
        what,
        voided: None,
    };
    (shown, written.at)
}

fn value<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn day(session: &Session, at: u64) -> NaiveDate {
    let local = session.local(at);
    local
        .get(..10)
        .and_then(|day| day.parse().ok())
        .unwrap_or_else(|| session.today())
}
