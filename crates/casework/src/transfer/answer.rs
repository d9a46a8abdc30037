//! The receiving office: accepting an offered case or refusing it.

use super::copy::{Copying, case_of};
use super::gather::read_capsule;
use crate::cases::works_here;
use crate::error::CaseworkError;
use crate::forms::{look_up, look_up_for_writing, reason};
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_domain::codes::{CaseStatus, TransferAnswer};
use goldaw_domain::ids::{CaseId, PersonId, RecordId, WorkerId};
use goldaw_domain::records::{Case, Person, Transfer};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Write};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Accepting an offered case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AcceptTransfer {
    /// Which.
    pub transfer: RecordId,
    /// The worker in charge; the one who accepts when absent.
    #[ts(optional = nullable)]
    pub worker: Option<WorkerId>,
    /// People of the capsule who are registered here already.
    #[serde(default)]
    #[ts(as = "Option<Vec<KnownHere>>", optional = nullable)]
    pub known: Vec<KnownHere>,
}

/// A person of the capsule who is registered here already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KnownHere {
    /// The person as the giving office names one.
    pub theirs: RecordId,
    /// The person here.
    pub here: PersonId,
}

/// Refusing an offered case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RefuseTransfer {
    /// Which.
    pub transfer: RecordId,
    /// Why.
    pub reason: String,
}

/// Accepts an offered case: its records begin to exist here, with a number of this office, in one change.
///
/// Until the centre has confirmed it, the case is worked on in both offices. Two computers that accept the same offer write the same records.
///
/// # Errors
/// `TransferDecided` when the centre has said what became of it; `AlreadyDone` when it was answered here; `ContentNotHere` while the capsule has
/// not arrived; `CapsuleNewer` and `CapsuleDamaged`; `WorkerOfAnotherOffice`. Nothing is changed.
pub fn accept_transfer(
    session: &mut Session,
    request: AcceptTransfer,
) -> Result<CaseId, CaseworkError> {
    let (document, mut offer) = offered_here(session, request.transfer)?;
    let content = offer.capsule.clone().unwrap_or_default();
    let capsule = read_capsule(&session.read(), document.scope, offer.capsule.as_ref())?;
    let worker = request.worker.unwrap_or(session.worker().id);
    works_here(session, worker)?;
    for known in &request.known {
        look_up_for_writing::<Person>(&session.read(), known.here)?;
        let person = capsule
            .record(known.theirs)
            .filter(|kept| kept.kind == Person::KIND.name());
        person.ok_or(CaseworkError::NotFound { what: "person" })?;
    }
    let linked = request.known.iter();
    let linked = linked.map(|known| format!("{} {}", known.theirs, known.here));
    offer.linked = Some(linked.collect()).filter(|linked: &Vec<String>| !linked.is_empty());
    let today = session.today();
    let case = Case {
        number: Some(session.next_number()?),
        office: Some(document.scope),
        worker: Some(worker),
        status: Some(CaseStatus::Open),
        opened_on: Some(today),
        ..Case::default()
    };
    let here = case_of(document.id, capsule.about.case.into());
    let copying = Copying::new((document.id, &offer), &capsule, &content);
    let mut writes = copying.writes(&case);
    let answered = Transfer {
        answer: Some(TransferAnswer::Accepted),
        answered_by: Some(session.worker().id),
        answered_on: Some(today),
        number: case.number,
        case_here: Some(here),
        ..offer
    };
    writes.insert(0, Write::difference(&document, &answered));
    session.write_in(document.scope, "accept_transfer", None, writes)?;
    Ok(here)
}

/// Refuses an offered case, with a reason the giving office reads.
///
/// # Errors
/// `TransferDecided`, `AlreadyDone`, a reason that is missing. Nothing is changed.
pub fn refuse_transfer(
    session: &mut Session,
    request: RefuseTransfer,
) -> Result<Nothing, CaseworkError> {
    let reason = reason(&request.reason)?;
    let (document, offer) = offered_here(session, request.transfer)?;
    let answered = Transfer {
        answer: Some(TransferAnswer::Refused),
        answer_reason: Some(reason.clone()),
        answered_by: Some(session.worker().id),
        answered_on: Some(session.today()),
        ..offer
    };
    let write = Write::difference(&document, &answered);
    session.write_in(document.scope, "refuse_transfer", Some(reason), vec![write])?;
    Ok(Nothing {})
}

/// Returns an offer to this office that nobody has answered.
fn offered_here(
    session: &Session,
    transfer: RecordId,
) -> Result<(Document, Transfer), CaseworkError> {
    let (document, offer) = look_up::<Transfer>(&session.read(), transfer)?;
    if offer.origin.is_none() || document.scope != session.office().id {
        return Err(CaseworkError::NotFound {
            what: RecordKind::Transfer.name(),
        });
    }
    if offer.outcome.is_some() {
        return Err(CaseworkError::TransferDecided);
    }
    if offer.answer.is_some() {
        return Err(CaseworkError::AlreadyDone);
    }
    Ok((document, offer))
}
