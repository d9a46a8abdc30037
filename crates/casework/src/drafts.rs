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
