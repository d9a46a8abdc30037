//! The other offices as the centre sees them: who has been silent, who waits for an answer.

use crate::cards::OfficeCard;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An office that exchanges bundles with this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OfficeLine {
    /// The office.
    pub office: OfficeCard,
    /// Its computers, by name.
    pub computers: Vec<String>,
    /// When its last bundle was taken over, `YYYY-MM-DDTHH:MM`.
    pub last_received_at: Option<String>,
    /// Whole days since then.
    pub silent_days: Option<u32>,
    /// Changes it has not confirmed to hold.
    pub waiting: u32,
    /// It sent a bundle that has not been answered.
    pub answer_due: bool,
}
