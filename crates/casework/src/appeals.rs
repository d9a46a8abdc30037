//! Calls for help as they reach the office, and what became of them.

use crate::cards::{PersonCard, person_card};
use crate::error::CaseworkError;
use crate::forms::{difference_deciding, look_up, look_up_for_writing, present, tidied};
use crate::session::Session;
use goldaw_domain::codes::AppealDecision;
use goldaw_domain::ids::{AppealId, CaseId};
use goldaw_domain::records::{Appeal, Person};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Write};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An appeal as screens show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AppealView {
    /// The record.
    pub id: AppealId,
    /// Its fields.
    pub appeal: Appeal,
    /// The person in need, when registered.
    pub person: Option<PersonCard>,
    /// The case opened from it.
    pub case: Option<CaseId>,
    /// The day by which it must be decided; none once it is.
    pub decide_by: Option<chrono::NaiveDate>,
    /// Fields that wait for a decision, by name.
    pub open_questions: Vec<String>,
    /// Why the record was voided, when it was.
    pub voided: Option<String>,
}

/// Decided appeals in the list; older ones are found by their number or words.
const DECIDED_LISTED: usize = 100;

/// Deciding an appeal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DecideAppeal {
    /// Which.
    pub id: AppealId,
    /// What.
    pub decision: AppealDecision,
    /// Why; needed when refused.
    pub reason: Option<String>,
}

/// Returns open appeals by the day on which they must be decided, then the last hundred decided ones, newest first.
pub fn appeals(
    session: &mut Session,
    _: crate::refusal::Nothing,
) -> Result<Vec<AppealView>, CaseworkError> {
    let documents = session.read().all(RecordKind::Appeal)?;
    let (open, mut decided): (Vec<_>, Vec<_>) = documents
        .into_iter()
        .filter_map(|document| document.read::<Appeal>().map(|appeal| (document, appeal)))
        .partition(|(_, appeal)| is_open(appeal));
    decided.sort_by_key(|(document, appeal)| {
        std::cmp::Reverse((appeal.received_on, document.created_at))
    });
    decided.truncate(DECIDED_LISTED);
    let mut open: Vec<AppealView> = views(session, open)?;
    open.sort_by_key(|view| view.decide_by);
    open.extend(views(session, decided)?);
    Ok(open)
}

/// Returns one appeal. A voided appeal can be read.
pub fn appeal(session: &mut Session, id: AppealId) -> Result<AppealView, CaseworkError> {
    let (document, appeal) = look_up::<Appeal>(&session.read(), id)?;
    view(session, &document, appeal)
}

/// Takes an appeal and gives it a number. It waits for a decision unless the form brings one.
pub fn take_appeal(session: &mut Session, request: Appeal) -> Result<AppealView, CaseworkError> {
    let mut appeal = tidied(&request);
    appeal.decision = appeal.decision.or(Some(AppealDecision::Open));
    appeal.check(session.today())?;
    if let Some(person) = appeal.person {
        look_up_for_writing::<Person>(&session.read(), person)?;
    }
    appeal.number = Some(session.next_number()?);
    let id: AppealId = session.new_id()?;
    session.write("take_appeal", None, vec![Write::new(id, &appeal)])?;
    self::appeal(session, id)
}

/// Decides an appeal. One from which a case was opened stays accepted.
pub fn decide_appeal(
    session: &mut Session,
    request: DecideAppeal,
) -> Result<AppealView, CaseworkError> {
    let read = session.read();
    let (before, appeal) = look_up_for_writing::<Appeal>(&read, request.id)?;
    let opened = !read
        .linked(RecordKind::Case, "appeal", request.id)?
        .is_empty();
    if opened && request.decision != AppealDecision::Accepted {
        return Err(CaseworkError::AppealHasCase);
    }
    let after = Appeal {
        decision: Some(request.decision),
        decision_reason: present(request.reason),
        ..appeal
    };
    after.check(session.today())?;
    let write = difference_deciding(&before, &after, &["decision"]);
    if write.fields.is_empty() {
        return Err(CaseworkError::AlreadyDone);
    }
    session.write("decide_appeal", after.decision_reason, vec![write])?;
    self::appeal(session, request.id)
}

/// Tells whether nobody has decided an appeal yet.
pub(crate) fn is_open(appeal: &Appeal) -> bool {
    matches!(appeal.decision, None | Some(AppealDecision::Open))
}

/// Returns the day by which an appeal must be decided; none once it is.
pub(crate) fn decide_by(session: &Session, appeal: &Appeal) -> Option<chrono::NaiveDate> {
    let reference = session.reference();
    let received = appeal.received_on.filter(|_| is_open(appeal))?;
    Some(
        reference
            .calendar
            .after(received, reference.times.appeal_decision),
    )
}

fn views(
    session: &Session,
    appeals: Vec<(Document, Appeal)>,
) -> Result<Vec<AppealView>, CaseworkError> {
    appeals
        .into_iter()
        .map(|(document, appeal)| view(session, &document, appeal))
        .collect()
}

fn view(
    session: &Session,
    document: &Document,
    appeal: Appeal,
) -> Result<AppealView, CaseworkError> {
    let read = session.read();
    let person = match appeal.person {
        Some(person) => read.document(person)?,
        None => None,
    };
    let cases = read.linked(RecordKind::Case, "appeal", document.id)?;
    Ok(AppealView {
        id: document.id.into(),
        person: person
            .map(|person| person_card(&read, &person, session.today()))
            .transpose()?,
        case: cases.first().map(|case| case.id.into()),
        decide_by: decide_by(session, &appeal),
        open_questions: document.open.clone(),
        voided: document.voided().map(str::to_owned),
        appeal,
    })
}
