//! Half-filled forms, kept on this computer so that a power cut costs nothing. A draft is no record: it is not sent anywhere.

use crate::error::CaseworkError;
use crate::refusal::Nothing;
use crate::session::Session;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Longest draft, in bytes as JSON.
pub const LONGEST: usize = 64 * 1024;

/// Names a draft: one a form and subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftKey {
    /// The form: `visit`, `person`.
    pub form: String,
    /// The record it is about, or empty.
    pub about: String,
}

/// A form as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// Which form.
    pub key: DraftKey,
    /// What is typed so far, at most 64 KiB as JSON.
    pub content: Value,
    /// When it was saved, `YYYY-MM-DDTHH:MM`; empty when it comes from the screen.
    pub saved_at: String,
}

/// Keeps a form as it stands, in place of what was kept before.
///
/// Refused with `DraftTooLarge` beyond [`LONGEST`].
pub fn save_draft(session: &mut Session, request: Draft) -> Result<Draft, CaseworkError> {
    if request.content.to_string().len() > LONGEST {
        return Err(CaseworkError::DraftTooLarge { limit: LONGEST });
    }
    let now = session.now();
    let DraftKey { form, about } = &request.key;
    session
        .store_mut()
        .put_draft(form, about, &request.content, now)?;
    Ok(Draft {
        saved_at: session.local(now),
        ..request
    })
}

/// Returns a form as it was kept; nothing when none is.
pub fn draft(session: &mut Session, request: DraftKey) -> Result<Option<Draft>, CaseworkError> {
    let kept = session.read().draft(&request.form, &request.about)?;
    Ok(kept.map(|(content, at)| Draft {
        key: request,
        content,
        saved_at: session.local(at),
    }))
}

/// Forgets a draft, because the form was sent or given up. Forgetting one that is not there changes nothing.
pub fn drop_draft(session: &mut Session, request: DraftKey) -> Result<Nothing, CaseworkError> {
    session
        .store_mut()
        .drop_draft(&request.form, &request.about)?;
    Ok(Nothing {})
}

/// Returns which forms were begun and not finished.
pub(crate) fn begun(session: &Session) -> Result<Vec<DraftKey>, CaseworkError> {
    let drafts = session.read().drafts()?;
    Ok(drafts
        .into_iter()
        .map(|(form, about)| DraftKey { form, about })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::office;
    use serde_json::json;

    fn a_draft(content: Value) -> Draft {
        let key = DraftKey {
            form: "visit".to_owned(),
            about: "a case".to_owned(),
        };
        Draft {
            key,
            content,
            saved_at: String::new(),
        }
    }

    #[test]
    fn a_draft_survives_a_power_cut_and_is_no_change() {
        let mut office = office();
        let changes = office.session.read().changes_count().unwrap();
        let first = save_draft(&mut office.session, a_draft(json!({"findings": "kn"}))).unwrap();
        assert_eq!(first.saved_at.len(), "2026-11-24T09:00".len());
        save_draft(&mut office.session, a_draft(json!({"findings": "knee"}))).unwrap();
        let mut office = office.open_again();
        let session = &mut office.session;
        let kept = draft(session, first.key.clone()).unwrap().unwrap();
        assert_eq!(kept.content, json!({"findings": "knee"}));
        assert_eq!(begun(session).unwrap(), std::slice::from_ref(&first.key));
        assert_eq!(session.read().changes_count().unwrap(), changes);
        drop_draft(session, first.key.clone()).unwrap();
        drop_draft(session, first.key.clone()).unwrap();
        assert_eq!(draft(session, first.key).unwrap(), None);
    }

    #[test]
    fn a_draft_longer_than_a_form_is_refused_and_the_one_before_stays() {
        let mut office = office();
        let session = &mut office.session;
        let kept = save_draft(session, a_draft(json!("short"))).unwrap();
        let long = a_draft(json!("x".repeat(LONGEST)));
        let refused = save_draft(session, long).unwrap_err();
        assert!(matches!(
            refused,
            CaseworkError::DraftTooLarge { limit: LONGEST }
        ));
        let still = draft(session, kept.key).unwrap().unwrap();
        assert_eq!(still.content, json!("short"));
    }
}
