//! The giving office: offering a case, taking an offer back, and the late note when the case has gone.

use super::gather::{belonging, capsule, naming};
use crate::cards::OfficeCard;
use crate::cases::open_case_for_writing;
use crate::consents::counts;
use crate::error::CaseworkError;
use crate::forms::{look_up, look_up_for_writing, reason, tidied};
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_domain::codes::{Along, CaseOutcome, Purpose, Risk};
use goldaw_domain::ids::{CaseId, OfficeId, RecordId};
use goldaw_domain::records::{Case, Consent, Note, Office, Transfer};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Reader, Write};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the form of an offer can choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OfferForm {
    /// Offices, by name; this one is left out.
    pub offices: Vec<OfficeCard>,
    /// Consents to pass data on that count today, the newest last.
    pub consents: Vec<ConsentLine>,
    /// What can go along, with how many records of it there are.
    pub parts: Vec<PartLine>,
    /// The risk of the case.
    pub risk: Option<Risk>,
}

/// A consent to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConsentLine {
    /// The record.
    pub id: RecordId,
    /// Its fields.
    pub consent: Consent,
}

/// Something that can go along with a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PartLine {
    /// What.
    pub part: Along,
    /// How many records.
    pub records: u32,
}

/// Offering a case to another office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OfferCase {
    /// Which case.
    pub case: CaseId,
    /// To which office.
    #[ts(optional = nullable)]
    pub to: Option<OfficeId>,
    /// Why.
    pub reason: String,
    /// How fast the other office must act; the risk of the case when absent.
    #[ts(optional = nullable)]
    pub risk: Option<Risk>,
    /// The consent to pass data on.
    #[ts(optional = nullable)]
    pub consent: Option<RecordId>,
    /// Why data is passed on without one.
    #[ts(optional = nullable)]
    pub without_consent: Option<String>,
    /// What goes along; everything when absent.
    #[ts(optional = nullable)]
    pub along: Option<Vec<Along>>,
    /// A word to the other office.
    #[ts(optional = nullable)]
    pub word: Option<String>,
}

/// Taking an offer back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WithdrawOffer {
    /// Which.
    pub transfer: RecordId,
    /// Why.
    pub reason: String,
}

/// A note about a case that has gone to another office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WriteLateNote {
    /// Which case.
    pub case: CaseId,
    /// The day it speaks of; today when absent.
    #[ts(optional = nullable)]
    pub noted_on: Option<chrono::NaiveDate>,
    /// The text.
    pub text: String,
    /// Why it comes late.
    pub reason: String,
}

/// Returns what the form of an offer can choose from.
pub fn offer_form(session: &mut Session, case: CaseId) -> Result<OfferForm, CaseworkError> {
    let read = session.read();
    let (document, header) = look_up::<Case>(&read, case)?;
    let all = belonging(&read, &document, Along::ALL)?;
    let count = |kinds: &[RecordKind]| {
        let of = |document: &&Document| kinds.iter().any(|kind| document.kind == kind.name());
        u32::try_from(all.iter().filter(of).count()).unwrap_or(u32::MAX)
    };
    let parts = Along::ALL.iter().map(|part| PartLine {
        part: *part,
        records: count(match part {
            Along::Household => &[RecordKind::Household],
            Along::Visits => &[RecordKind::Visit],
            Along::Notes => &[RecordKind::Note],
            Along::Consents => &[RecordKind::Consent],
            Along::Tasks => &[RecordKind::Task],
            Along::Files => &[RecordKind::Attachment],
        }),
    });
    let consents = all.iter().filter_map(|document| {
        let consent = document.read::<Consent>()?;
        lets_pass_on(session, &consent).then_some(ConsentLine {
            id: document.id,
            consent,
        })
    });
    Ok(OfferForm {
        offices: offices(session)?,
        consents: consents.collect(),
        parts: parts.collect(),
        risk: header.risk,
    })
}

/// Offers an open case to another office. It stays here and is worked on until the other office has answered.
///
/// # Errors
/// `CaseClosed`; `OfferStands` while an earlier offer waits for its answer; `ConsentTooNarrow` when the consent does not count today or does
/// not let data be passed on; what is missing in the form. Nothing is changed.
pub fn offer_case(session: &mut Session, request: OfferCase) -> Result<RecordId, CaseworkError> {
    let (document, header) = open_case_for_writing(session, request.case)?;
    if standing(&session.read(), request.case)?.is_some() {
        return Err(CaseworkError::OfferStands);
    }
    let along = request.along.unwrap_or_else(|| Along::ALL.to_vec());
    let mut offer = tidied(&Transfer {
        from: Some(document.scope),
        to: request.to,
        case: Some(request.case),
        reason: Some(request.reason),
        risk: request.risk.or(header.risk),
        consent: request.consent,
        without_consent: request.without_consent,
        along: Some(along.clone()),
        word: request.word,
        offered_by: Some(session.worker().id),
        offered_on: Some(session.today()),
        ..Transfer::default()
    });
    offer.check(session.today())?;
    if let Some(to) = offer.to {
        look_up::<Office>(&session.read(), to)?;
    }
    if let Some(consent) = offer.consent {
        let (_, consent) = look_up_for_writing::<Consent>(&session.read(), consent)?;
        if !lets_pass_on(session, &consent) {
            return Err(CaseworkError::ConsentTooNarrow);
        }
    }
    let read = session.read();
    let documents = belonging(&read, &document, &along)?;
    let packed = capsule(&read, &document, &documents, session.keys())?.encode()?;
    // The content comes first: a record must never name bytes that were not kept.
    let kept = session
        .store_mut()
        .put_file(document.scope, packed.as_slice());
    let content = kept?.0.to_hex();
    let id: RecordId = session.new_id()?;
    let mut writes = naming(id, &content, None);
    offer.capsule = Some(content);
    writes.insert(0, Write::new(id, &offer));
    session.write_in(document.scope, "offer_case", None, writes)?;
    Ok(id)
}

/// Takes an offer back. If the other office's answer reaches the centre first, the answer counts.
///
/// # Errors
/// `TransferDecided` when the centre has said what became of it; `AlreadyDone`; a reason that is missing.
pub fn withdraw_offer(
    session: &mut Session,
    request: WithdrawOffer,
) -> Result<Nothing, CaseworkError> {
    let reason = reason(&request.reason)?;
    let (document, offer) = look_up::<Transfer>(&session.read(), request.transfer)?;
    if offer.origin.is_some() {
        return Err(CaseworkError::NotFound { what: "transfer" });
    }
    if offer.outcome.is_some() {
        return Err(CaseworkError::TransferDecided);
    }
    if offer.withdrawn.is_some() {
        return Err(CaseworkError::AlreadyDone);
    }
    let write = Write::field(
        document.id,
        RecordKind::Transfer,
        "withdrawn",
        reason.clone().into(),
    );
    session.write_in(document.scope, "withdraw_offer", Some(reason), vec![write])?;
    Ok(Nothing {})
}

/// Writes a note about a case that has gone to another office. It follows the case with the next exchange.
///
/// # Errors
/// `NotTransferred` when the case has not gone; a text or reason that is missing.
pub fn write_late_note(
    session: &mut Session,
    request: WriteLateNote,
) -> Result<RecordId, CaseworkError> {
    let reason = reason(&request.reason)?;
    let (document, case) = look_up_for_writing::<Case>(&session.read(), request.case)?;
    if case.outcome != Some(CaseOutcome::Transferred) {
        return Err(CaseworkError::NotTransferred);
    }
    let today = session.today();
    let note = tidied(&Note {
        case: Some(request.case),
        noted_on: Some(request.noted_on.unwrap_or(today)),
        text: Some(request.text),
        worker: Some(session.worker().id),
    });
    note.check(today)?;
    let id: RecordId = session.new_id()?;
    let writes = vec![Write::new(id, &note)];
    session.write_in(document.scope, "write_late_note", Some(reason), writes)?;
    Ok(id)
}

/// Returns the offer of a case that waits for its answer.
pub(super) fn standing(read: &Reader<'_>, case: CaseId) -> Result<Option<Document>, CaseworkError> {
    let offers = read.linked(RecordKind::Transfer, "case", case)?;
    let stands = |offer: Transfer| offer.origin.is_none() && offer.outcome.is_none();
    Ok(offers
        .into_iter()
        .find(|offer| offer.read().is_some_and(stands)))
}

fn lets_pass_on(session: &Session, consent: &Consent) -> bool {
    let purposes = consent.purposes.as_deref().unwrap_or_default();
    purposes.contains(&Purpose::Sharing) && counts(consent, session.today())
}

fn offices(session: &Session) -> Result<Vec<OfficeCard>, CaseworkError> {
    let own = session.office().id;
    let mut offices: Vec<OfficeCard> = session
        .read()
        .all(RecordKind::Office)?
        .into_iter()
        .filter(|document| OfficeId::from(document.id) != own)
        .filter_map(|document| {
            let office = document.read::<Office>()?;
            Some(OfficeCard {
                id: document.id.into(),
                code: office.code.unwrap_or_default(),
                name: office.name?,
                level: office.level?,
            })
        })
        .collect();
    offices.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(offices)
}
