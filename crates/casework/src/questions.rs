//! Questions to decide: fields that two people wrote without seeing each other.

use goldaw_domain::ids::{CaseId, PersonId, RecordId};
use goldaw_domain::record::RecordKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// A question to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Question {
    /// The record.
    pub record: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The field.
    pub field: String,
    /// The client or person it is about.
    pub about: String,
    /// Case number, when it is a case.
    pub number: Option<String>,
    /// The case to open.
    pub case: Option<CaseId>,
    /// The person to open.
    pub person: Option<PersonId>,
    /// The value both saw before.
    pub before: Option<Value>,
    /// Until somebody decides, this side is shown.
    pub shown: String,
    /// The sides, oldest first; each is kept whatever is decided.
    pub sides: Vec<Side>,
}

/// One side of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Side {
    /// The change, in hex.
    pub change: String,
    /// The value; codes stay codes, ids of workers and offices become names.
    pub value: Value,
    /// Who.
    pub by: String,
    /// At which office.
    pub office: String,
    /// On which computer.
    pub computer: String,
    /// When, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
    /// What was done: `change_risk`.
    pub action: String,
    /// The clock of that computer may be wrong: more than a day ahead when it arrived.
    pub clock_unsure: bool,
}

/// Deciding a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Decide {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// The side to keep, by its change.
    pub keep: String,
    /// Why.
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}
