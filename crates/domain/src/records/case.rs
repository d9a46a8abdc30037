//! An appeal and the case that may follow from it, with the tasks of the case.

use crate::codes::{AppealDecision, CaseOutcome, CaseStatus, Channel, ClientGroup, Risk};
use crate::ids::{AppealId, CaseId, HouseholdId, OfficeId, PersonId, WorkerId};
use crate::record::{Record, RecordKind};
use crate::records::{TEXT_LENGTH, chosen, not_after};
use crate::violation::{Rule, Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A call for help as it reached the office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Appeal {
    /// The number given by the program.
    pub number: Option<String>,
    /// The number in the paper journal.
    pub journal_number: Option<String>,
    /// The day it reached the office.
    pub received_on: Option<NaiveDate>,
    /// How it came.
    pub channel: Option<Channel>,
    /// Who reports.
    pub reporter_name: Option<String>,
    /// Telephone of who reports.
    pub reporter_phone: Option<String>,
    /// The person in need, when registered.
    pub person: Option<PersonId>,
    /// The reason in the reporter's own words.
    pub reason: Option<String>,
    /// How urgent it sounds.
    pub urgency: Option<Risk>,
    /// What became of it.
    pub decision: Option<AppealDecision>,
    /// Why.
    pub decision_reason: Option<String>,
}

impl Record for Appeal {
    const KIND: RecordKind = RecordKind::Appeal;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        chosen("received_on", self.received_on.as_ref())?;
        not_after("received_on", self.received_on, today)?;
        chosen("channel", self.channel.as_ref())?;
        required("reason", self.reason.as_deref())?;
        within("reason", self.reason.as_deref(), TEXT_LENGTH)?;
        if self.decision == Some(AppealDecision::Refused) {
            required("decision_reason", self.decision_reason.as_deref())?;
        }
        Ok(())
    }
}

/// The work with one person or one household.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Case {
    /// The number given by the program.
    pub number: Option<String>,
    /// The client, when a person.
    pub person: Option<PersonId>,
    /// The client, when a household.
    pub household: Option<HouseholdId>,
    /// The appeal it came from.
    pub appeal: Option<AppealId>,
    /// Client groups.
    pub groups: Option<Vec<ClientGroup>>,
    /// The day it was opened.
    pub opened_on: Option<NaiveDate>,
    /// Open or closed.
    pub status: Option<CaseStatus>,
    /// What became of it, once it is closed.
    pub outcome: Option<CaseOutcome>,
    /// How fast the office must act.
    pub risk: Option<Risk>,
    /// Why this risk.
    pub risk_reason: Option<String>,
    /// The office that has the case.
    pub office: Option<OfficeId>,
    /// The worker in charge.
    pub worker: Option<WorkerId>,
    /// What the client wants, in own words.
    pub wishes: Option<String>,
}

impl Record for Case {
    const KIND: RecordKind = RecordKind::Case;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        if self.person.is_none() && self.household.is_none() {
            return Err(Violation {
                field: "person",
                code: Rule::Missing,
            });
        }
        chosen("opened_on", self.opened_on.as_ref())?;
        not_after("opened_on", self.opened_on, today)?;
        chosen("risk", self.risk.as_ref())?;
        required("risk_reason", self.risk_reason.as_deref())?;
        within("risk_reason", self.risk_reason.as_deref(), TEXT_LENGTH)
    }
}

/// Something to do by a day, written by hand. Tasks that follow from deadlines are derived, not stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Task {
    /// The case.
    pub case: Option<CaseId>,
    /// What to do.
    pub text: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// For whom.
    pub worker: Option<WorkerId>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
}

impl Record for Task {
    const KIND: RecordKind = RecordKind::Task;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("case", self.case.as_ref())?;
        required("text", self.text.as_deref())?;
        within("text", self.text.as_deref(), TEXT_LENGTH)?;
        chosen("due_on", self.due_on.as_ref())
    }
}
