//! What people allow, and taking it back.

use crate::error::CaseworkError;
use crate::forms::{look_up, look_up_for_writing, optional_reason, tidied};
use crate::session::Session;
use chrono::NaiveDate;
use goldaw_domain::ids::{PersonId, RecordId};
use goldaw_domain::records::{Consent, Person};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Reader, StoreError, Write};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A consent as screens show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConsentView {
    /// The record.
    pub id: RecordId,
    /// Its fields.
    pub consent: Consent,
    /// It counts today: given, not expired, not withdrawn.
    pub counts: bool,
}

/// Taking a consent back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WithdrawConsent {
    /// Which.
    pub id: RecordId,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Whose screen to return to.
    pub person: PersonId,
}

/// Records what a person allowed.
pub fn record_consent(
    session: &mut Session,
    request: Consent,
) -> Result<ConsentView, CaseworkError> {
    let today = session.today();
    let consent = tidied(&request);
    consent.check(today)?;
    if let Some(person) = consent.person {
        look_up_for_writing::<Person>(&session.read(), person)?;
    }
    let id: RecordId = session.new_id()?;
    session.write("record_consent", None, vec![Write::new(id, &consent)])?;
    Ok(view(id, consent, today))
}

/// Takes a consent back as of today. One that is withdrawn already is refused as done.
pub fn withdraw_consent(
    session: &mut Session,
    request: WithdrawConsent,
) -> Result<ConsentView, CaseworkError> {
    let today = session.today();
    let reason = optional_reason(request.reason)?;
    let (before, consent) = look_up_for_writing::<Consent>(&session.read(), request.id)?;
    if consent.withdrawn_on.is_some() {
        return Err(CaseworkError::AlreadyDone);
    }
    let after = Consent {
        withdrawn_on: Some(today),
        ..consent
    };
    session.write(
        "withdraw_consent",
        reason,
        vec![Write::difference(&before, &after)],
    )?;
    let (_, consent) = look_up::<Consent>(&session.read(), request.id)?;
    Ok(view(request.id, consent, today))
}

/// Returns a person's consents, newest first; voided ones are left out.
pub(crate) fn consents_of(
    read: &Reader<'_>,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<ConsentView>, StoreError> {
    let documents = read.linked(RecordKind::Consent, "person", person)?;
    let consents = documents.iter().filter_map(|document: &Document| {
        Some((
            document.created_at,
            view(document.id, document.read::<Consent>()?, today),
        ))
    });
    let mut consents: Vec<_> = consents.collect();
    consents.sort_by_key(|(written, view)| std::cmp::Reverse((view.consent.given_on, *written)));
    Ok(consents.into_iter().map(|(_, view)| view).collect())
}

fn view(id: RecordId, consent: Consent, today: NaiveDate) -> ConsentView {
    let given = consent.given_on.is_some_and(|on| on <= today);
    let expired = consent.expires_on.is_some_and(|on| on < today);
    ConsentView {
        id,
        counts: given && !expired && consent.withdrawn_on.is_none(),
        consent,
    }
}
