//! Cases: opening, assigning, changing the risk, and the whole file of one.

use crate::attachments::{AttachmentLine, attachments_of};
use crate::cards::{
    CaseCard, Due, HouseholdCard, PersonCard, WorkerCard, case_card_of, case_cards, household_card,
    person_card, workers_of,
};
use crate::error::CaseworkError;
use crate::forms::{
    difference_deciding, look_up, look_up_for_writing, optional_reason, present, reason,
};
use crate::seen::{Seen, refuse_meanwhile, seen};
use crate::session::Session;
use crate::tasks::{TaskLine, open_tasks_of};
use crate::timeline;
use crate::transfer::{TransferLine, transfers_of};
use goldaw_domain::codes::{AppealDecision, CaseStatus, ClientGroup, Risk};
use goldaw_domain::ids::{AppealId, CaseId, HouseholdId, PersonId, RecordId, WorkerId};
use goldaw_domain::records::{Appeal, Case, Household, Note, Person, Visit, Worker};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{CaseFilter, Document, Write};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Opening a case for a person or a household.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct OpenCase {
    /// The client, when a person; the one of the appeal when neither is given.
    pub person: Option<PersonId>,
    /// The client, when a household.
    pub household: Option<HouseholdId>,
    /// The appeal it comes from, accepted in the same change.
    pub appeal: Option<AppealId>,
    /// Client groups.
    pub groups: Vec<ClientGroup>,
    /// How fast the office must act.
    pub risk: Option<Risk>,
    /// Why this risk.
    pub risk_reason: Option<String>,
    /// The worker in charge; the one who opens it when absent.
    pub worker: Option<WorkerId>,
    /// What the client wants, in own words.
    pub wishes: Option<String>,
}

/// Which cases to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct ListCases {
    /// Only of this worker.
    pub worker: Option<WorkerId>,
    /// Only with this risk.
    pub risk: Option<Risk>,
    /// Open ones when absent.
    pub status: Option<CaseStatus>,
    /// Position of the first one wanted, from 0.
    pub from: u32,
}

/// Fifty cases, the most urgent first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CasesPage {
    /// Cases, at most 50.
    pub cases: Vec<CaseCard>,
    /// How many there are in all.
    pub of: u32,
    /// Position of the first one, from 0.
    pub from: u32,
}

/// Everything the screen of a case shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseView {
    /// The short form.
    pub card: CaseCard,
    /// All fields.
    pub case: Case,
    /// The client, when a person.
    pub person: Option<PersonCard>,
    /// The client, when a household.
    pub household: Option<HouseholdCard>,
    /// The steps of the case and when each was done.
    pub steps: Vec<StepLine>,
    /// Visits, notes and changes of the header, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Tasks not done, by day.
    pub tasks: Vec<TaskLine>,
    /// What the deadlines ask for next.
    pub due: Option<Due>,
    /// Files.
    pub attachments: Vec<AttachmentLine>,
    /// Fields that wait for a decision, by name.
    pub open_questions: Vec<String>,
    /// Workers a case can be given to, by name.
    pub workers: Vec<WorkerCard>,
    /// How it came here or went elsewhere, the latest last.
    pub transfers: Vec<TransferLine>,
    /// Why the record was voided, when it was.
    pub voided: Option<String>,
    /// What a form opened now is opened on.
    pub seen: Seen,
}

/// Cases on a page of the list.
const PAGE: u32 = 50;

/// A step of the way of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StepLine {
    /// `appeal`, `consent`, `opened`, `visits`, `closure`.
    pub step: String,
    /// When it was done; for `visits` the first one.
    pub done_on: Option<chrono::NaiveDate>,
    /// The case stands here; true for one step.
    pub now: bool,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimelineEntry {
    /// The record it shows.
    pub record: RecordId,
    /// The day it speaks of.
    pub on: chrono::NaiveDate,
    /// When it was written, `YYYY-MM-DDTHH:MM`.
    pub written_at: String,
    /// Who wrote it.
    pub by: String,
    /// Office of who wrote it.
    pub office: String,
    /// What it is.
    pub what: TimelineWhat,
    /// Why it was voided, when it was.
    pub voided: Option<String>,
}

/// What a timeline entry shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineWhat {
    /// A visit.
    Visit {
        /// Its fields.
        visit: Visit,
    },
    /// A note.
    Note {
        /// Its fields.
        note: Note,
    },
    /// The appeal it began with.
    Appeal {
        /// The reason in own words.
        reason: String,
    },
    /// The case was opened.
    Opened {
        /// The first risk.
        risk: Option<Risk>,
        /// Why.
        reason: Option<String>,
    },
    /// The risk changed.
    Risk {
        /// From.
        before: Option<Risk>,
        /// To.
        after: Option<Risk>,
        /// Why.
        reason: Option<String>,
    },
    /// The case was given to a worker.
    Assigned {
        /// To whom.
        worker: String,
        /// Why.
        reason: Option<String>,
    },
}

/// Changing the risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeRisk {
    /// Which case.
    pub id: CaseId,
    /// The new level.
    pub risk: Risk,
    /// Why.
    pub reason: String,
    /// What the form was opened on; the case as it stands when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub seen: Option<Seen>,
}

/// Giving a case to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AssignCase {
    /// Which case.
    pub id: CaseId,
    /// To whom.
    pub worker: WorkerId,
    /// Why.
    pub reason: Option<String>,
    /// What the form was opened on; the case as it stands when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub seen: Option<Seen>,
}

/// Returns a page of the caseload, the most urgent first. Open cases unless another status is asked for.
pub fn cases(session: &mut Session, request: ListCases) -> Result<CasesPage, CaseworkError> {
    let read = session.read();
    let filter = CaseFilter {
        worker: request.worker,
        risk: request.risk,
        status: Some(request.status.unwrap_or(CaseStatus::Open)),
        ..CaseFilter::default()
    };
    let rows = read.case_rows(&filter, request.from, PAGE)?;
    Ok(CasesPage {
        cases: case_cards(&read, &rows, &session.reference().calendar, session.today())?,
        of: read.case_count(&filter)?,
        from: request.from,
    })
}

/// Returns everything the screen of a case shows. A voided case can be read.
pub fn case(session: &mut Session, id: CaseId) -> Result<CaseView, CaseworkError> {
    let today = session.today();
    let read = session.read();
    let (document, case) = look_up::<Case>(&read, id)?;
    let card = case_card_of(&read, &document, &session.reference().calendar, today)?;
    let person = match case.person {
        Some(person) => read.document(person)?,
        None => None,
    };
    let household = match case.household {
        Some(household) => read.document(household)?,
        None => None,
    };
    Ok(CaseView {
        person: person
            .map(|person| person_card(&read, &person, today))
            .transpose()?,
        household: household
            .map(|household| household_card(&read, &household, today))
            .transpose()?,
        steps: timeline::steps(session, &document, &case)?,
        timeline: timeline::timeline(session, &document, &case)?,
        tasks: open_tasks_of(session, id)?,
        due: card.due.clone(),
        attachments: attachments_of(&read, id)?,
        open_questions: document.open.clone(),
        workers: workers_of(&read, session.office().id)?,
        transfers: transfers_of(session, id)?,
        voided: document.voided().map(str::to_owned),
        seen: seen(&read, &document)?,
        card,
        case,
    })
}

/// Opens a case and accepts the appeal it comes from, in one change.
///
/// Refused with `AppealHasCase` when a case was opened from that appeal before.
pub fn open_case(session: &mut Session, request: OpenCase) -> Result<CaseId, CaseworkError> {
    let today = session.today();
    let mut case = Case {
        number: None,
        person: request.person,
        household: request.household,
        appeal: request.appeal,
        groups: Some(request.groups).filter(|groups| !groups.is_empty()),
        opened_on: Some(today),
        status: Some(CaseStatus::Open),
        outcome: None,
        risk: request.risk,
        risk_reason: present(request.risk_reason),
        office: Some(session.office().id),
        worker: Some(request.worker.unwrap_or(session.worker().id)),
        wishes: present(request.wishes),
    };
    let accepted = match case.appeal {
        Some(appeal) => Some(accept(session, appeal, &mut case)?),
        None => None,
    };
    case.check(today)?;
    let read = session.read();
    if let Some(person) = case.person {
        look_up_for_writing::<Person>(&read, person)?;
    }
    if let Some(household) = case.household {
        look_up_for_writing::<Household>(&read, household)?;
    }
    if let Some(worker) = request.worker {
        works_here(session, worker)?;
    }
    case.number = Some(session.next_number()?);
    let id: CaseId = session.new_id()?;
    let mut writes = vec![Write::new(id, &case)];
    writes.extend(accepted.filter(|write| !write.fields.is_empty()));
    session.write("open_case", None, writes)?;
    Ok(id)
}

/// Changes the risk. The reason stands in the case and in its history.
pub fn change_risk(session: &mut Session, request: ChangeRisk) -> Result<CaseCard, CaseworkError> {
    let reason = reason(&request.reason)?;
    let (before, case) = open_case_for_writing(session, request.id)?;
    let after = Case {
        risk: Some(request.risk),
        risk_reason: Some(reason.clone()),
        ..case
    };
    after.check(session.today())?;
    let write = difference_deciding(&before, &after, &["risk"]);
    refuse_meanwhile(&session.read(), &before, &write, request.seen.as_ref())?;
    if write.fields.is_empty() {
        return Err(CaseworkError::AlreadyDone);
    }
    session.write("change_risk", Some(reason), vec![write])?;
    card(session, request.id)
}

/// Gives a case to a worker of this office. The worker in charge already is refused as done.
pub fn assign_case(session: &mut Session, request: AssignCase) -> Result<CaseCard, CaseworkError> {
    let reason = optional_reason(request.reason)?;
    let (before, case) = open_case_for_writing(session, request.id)?;
    works_here(session, request.worker)?;
    let after = Case {
        worker: Some(request.worker),
        ..case
    };
    let write = difference_deciding(&before, &after, &["worker"]);
    refuse_meanwhile(&session.read(), &before, &write, request.seen.as_ref())?;
    if write.fields.is_empty() {
        return Err(CaseworkError::AlreadyDone);
    }
    session.write("assign_case", reason, vec![write])?;
    card(session, request.id)
}

/// Returns a case that is to be written to; a voided or closed one is refused.
pub(crate) fn open_case_for_writing(
    session: &Session,
    id: CaseId,
) -> Result<(Document, Case), CaseworkError> {
    let (document, case) = look_up_for_writing::<Case>(&session.read(), id)?;
    if case.status == Some(CaseStatus::Closed) {
        return Err(CaseworkError::CaseClosed);
    }
    Ok((document, case))
}

/// Prepares the acceptance of the appeal a case comes from; client and appeal lend each other the person.
fn accept(session: &Session, id: AppealId, case: &mut Case) -> Result<Write, CaseworkError> {
    let read = session.read();
    let (before, appeal) = look_up_for_writing::<Appeal>(&read, id)?;
    if !read.linked(RecordKind::Case, "appeal", id)?.is_empty() {
        return Err(CaseworkError::AppealHasCase);
    }
    if case.person.is_none() && case.household.is_none() {
        case.person = appeal.person;
    }
    // The reason of a refusal does not explain an acceptance.
    let refused = appeal.decision == Some(AppealDecision::Refused);
    let after = Appeal {
        decision: Some(AppealDecision::Accepted),
        decision_reason: appeal.decision_reason.clone().filter(|_| !refused),
        person: appeal.person.or(case.person),
        ..appeal
    };
    Ok(Write::difference(&before, &after))
}

fn card(session: &Session, id: CaseId) -> Result<CaseCard, CaseworkError> {
    let read = session.read();
    let (document, _) = look_up::<Case>(&read, id)?;
    Ok(case_card_of(
        &read,
        &document,
        &session.reference().calendar,
        session.today(),
    )?)
}

pub(crate) fn works_here(session: &Session, worker: WorkerId) -> Result<(), CaseworkError> {
    let (_, record) = look_up_for_writing::<Worker>(&session.read(), worker)?;
    if record.office == Some(session.office().id) {
        Ok(())
    } else {
        Err(CaseworkError::WorkerOfAnotherOffice)
    }
}

#[cfg(test)]
#[path = "cases_tests.rs"]
mod tests;
