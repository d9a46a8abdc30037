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
    ConsentView {
        id,
        counts: counts(&consent, today),
        consent,
    }
}

/// Tells whether a consent counts on a day: given, not expired, not withdrawn.
pub(crate) fn counts(consent: &Consent, on: NaiveDate) -> bool {
    let given = consent.given_on.is_some_and(|given| given <= on);
    let expired = consent.expires_on.is_some_and(|last| last < on);
    given && !expired && consent.withdrawn_on.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::person;
    use crate::testing::{a_person, office_on};
    use goldaw_domain::codes::Purpose;

    fn consent(person: PersonId, given_on: &str, expires_on: Option<&str>) -> Consent {
        Consent {
            person: Some(person),
            given_by: Some("Orazowa Maral, hossar".to_owned()),
            purposes: Some(vec![Purpose::Services, Purpose::Sharing]),
            given_on: Some(given_on.parse().unwrap()),
            expires_on: expires_on.map(|day| day.parse().unwrap()),
            ..Consent::default()
        }
    }

    #[test]
    fn a_consent_counts_from_its_day_to_its_last_day_and_the_newest_stands_first() {
        let mut office = office_on("2026-11-24");
        let session = &mut office.session;
        let id = a_person(session, "Orazowa", "Maral");
        let old = record_consent(session, consent(id, "2025-01-10", Some("2026-11-23"))).unwrap();
        let last_day =
            record_consent(session, consent(id, "2026-01-10", Some("2026-11-24"))).unwrap();
        assert_eq!((old.counts, last_day.counts), (false, true));
        let listed: Vec<RecordId> = person(session, id)
            .unwrap()
            .consents
            .iter()
            .map(|view| view.id)
            .collect();
        assert_eq!(listed, [last_day.id, old.id]);
    }

    #[test]
    fn a_consent_of_tomorrow_without_purpose_or_for_nobody_is_refused() {
        let mut office = office_on("2026-11-24");
        let session = &mut office.session;
        let id = a_person(session, "Orazowa", "Maral");
        let field = |refused: CaseworkError| match refused {
            CaseworkError::Broken(broken) => broken.field,
            other => panic!("{other:?}"),
        };
        let tomorrow = consent(id, "2026-11-25", None);
        assert_eq!(
            field(record_consent(session, tomorrow).unwrap_err()),
            "given_on"
        );
        let empty = Consent {
            purposes: Some(Vec::new()),
            ..consent(id, "2026-11-24", None)
        };
        assert_eq!(
            field(record_consent(session, empty).unwrap_err()),
            "purposes"
        );
        let stranger: PersonId = session.new_id().unwrap();
        let refused = record_consent(session, consent(stranger, "2026-11-24", None)).unwrap_err();
        assert!(matches!(
            refused,
            CaseworkError::NotFound { what: "person" }
        ));
    }
}
