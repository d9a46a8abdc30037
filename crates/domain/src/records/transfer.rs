//! The transfer of a case from one office to another: offered, answered, decided.
//!
//! Each office has a record of its own about the same transfer, because offices do not see each other's records; the centre carries what
//! is to be known from one to the other. Every field is written by one side only: the offer by the giving office, the answer by the
//! receiving one, what became of it by the centre (docs/decisions/0016-transfer.md).

use crate::codes::{Along, HeldBack, Risk, TransferAnswer, TransferOutcome, TransferState};
use crate::ids::{CaseId, OfficeId, RecordId, WorkerId};
use crate::record::{Record, RecordKind};
use crate::records::{TEXT_LENGTH, chosen};
use crate::violation::{Rule, Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The handing on of a case from one office to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Transfer {
    /// The giving office.
    pub from: Option<OfficeId>,
    /// The receiving office.
    pub to: Option<OfficeId>,
    /// The case at the giving office.
    pub case: Option<CaseId>,
    /// Why the case is to go on elsewhere.
    pub reason: Option<String>,
    /// How fast the receiving office must act.
    pub risk: Option<Risk>,
    /// The consent to pass data on, a record of the giving office.
    pub consent: Option<RecordId>,
    /// Why data is passed on without a consent.
    pub without_consent: Option<String>,
    /// What goes along besides the case and the client.
    pub along: Option<Vec<Along>>,
    /// A word to the receiving office.
    pub word: Option<String>,
    /// What is handed on: BLAKE3 of the capsule's bytes, in lower-case hex.
    pub capsule: Option<String>,
    /// Who offers it.
    pub offered_by: Option<WorkerId>,
    /// The day it was offered.
    pub offered_on: Option<NaiveDate>,
    /// Why the giving office takes the offer back.
    pub withdrawn: Option<String>,
    /// What the receiving office answers.
    pub answer: Option<TransferAnswer>,
    /// Why, when it refuses.
    pub answer_reason: Option<String>,
    /// Who answers.
    pub answered_by: Option<WorkerId>,
    /// The day of the answer.
    pub answered_on: Option<NaiveDate>,
    /// The number of the case at the receiving office.
    pub number: Option<String>,
    /// In the record of the receiving office: its case.
    pub case_here: Option<CaseId>,
    /// In the record of the receiving office: people it had already, each as the giving office's id, a space, and its own.
    pub linked: Option<Vec<String>>,
    /// In the record of the receiving office: the record of the giving one.
    pub origin: Option<RecordId>,
    /// The day the centre passed the offer on.
    pub forwarded_on: Option<NaiveDate>,
    /// Why the centre does not pass it on.
    pub held_back: Option<HeldBack>,
    /// What became of it.
    pub outcome: Option<TransferOutcome>,
    /// The day the centre said so.
    pub decided_on: Option<NaiveDate>,
    /// In the record of the receiving office: the newest capsule, with what the giving office wrote or learned later.
    pub later: Option<String>,
}

impl Transfer {
    /// Tells where the transfer stands, as far as this record says.
    pub fn state(&self) -> TransferState {
        match (self.outcome, self.answer) {
            (Some(TransferOutcome::Accepted), _) => TransferState::Accepted,
            (Some(TransferOutcome::Refused), _) => TransferState::Refused,
            (Some(TransferOutcome::Withdrawn), _) => TransferState::Withdrawn,
            (None, Some(TransferAnswer::Accepted)) => TransferState::Accepting,
            (None, Some(TransferAnswer::Refused)) => TransferState::Refusing,
            (None, None) if self.withdrawn.is_some() => TransferState::Withdrawing,
            (None, None) if self.held_back.is_some() => TransferState::HeldBack,
            (None, None) if self.forwarded_on.is_some() => TransferState::Waiting,
            (None, None) => TransferState::Offered,
        }
    }

    /// Tells whether the offer stands: nobody has taken it back and the centre has not said what became of it.
    pub fn stands(&self) -> bool {
        self.outcome.is_none() && self.withdrawn.is_none()
    }
}

impl Record for Transfer {
    const KIND: RecordKind = RecordKind::Transfer;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("to", self.to.as_ref())?;
        if self.to == self.from {
            return Err(Violation {
                field: "to",
                code: Rule::NotInTheList,
            });
        }
        required("reason", self.reason.as_deref())?;
        within("reason", self.reason.as_deref(), TEXT_LENGTH)?;
        chosen("risk", self.risk.as_ref())?;
        // Data goes on with a consent, or with a written reason where somebody is in danger.
        if self.consent.is_none() {
            required("without_consent", self.without_consent.as_deref())?;
        }
        within(
            "without_consent",
            self.without_consent.as_deref(),
            TEXT_LENGTH,
        )?;
        within("word", self.word.as_deref(), TEXT_LENGTH)?;
        if self.answer == Some(TransferAnswer::Refused) {
            required("answer_reason", self.answer_reason.as_deref())?;
        }
        within("answer_reason", self.answer_reason.as_deref(), TEXT_LENGTH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn offer() -> Transfer {
        Transfer {
            from: Some(Uuid::from_u128(1).into()),
            to: Some(Uuid::from_u128(2).into()),
            reason: Some("moved".to_owned()),
            risk: Some(Risk::Low),
            without_consent: Some("a child in danger".to_owned()),
            ..Transfer::default()
        }
    }

    fn fault(transfer: &Transfer) -> &'static str {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        transfer
            .check(today)
            .map_or_else(|broken| broken.field, |()| "none")
    }

    #[test]
    fn an_offer_needs_another_office_a_reason_and_a_consent_or_why_there_is_none() {
        assert_eq!(fault(&offer()), "none");
        let home = Transfer {
            to: offer().from,
            ..offer()
        };
        assert_eq!(fault(&home), "to");
        let silent = Transfer {
            reason: Some(" ".to_owned()),
            ..offer()
        };
        assert_eq!(fault(&silent), "reason");
        let bare = Transfer {
            without_consent: None,
            ..offer()
        };
        assert_eq!(fault(&bare), "without_consent");
        let allowed = Transfer {
            consent: Some(Uuid::from_u128(3).into()),
            ..bare
        };
        assert_eq!(fault(&allowed), "none");
        let refused = Transfer {
            answer: Some(TransferAnswer::Refused),
            ..offer()
        };
        assert_eq!(fault(&refused), "answer_reason");
    }

    #[test]
    fn what_the_centre_says_counts_before_what_the_offices_say() {
        let both = Transfer {
            withdrawn: Some("found a way".to_owned()),
            answer: Some(TransferAnswer::Accepted),
            ..offer()
        };
        assert_eq!(both.state(), TransferState::Accepting);
        let decided = Transfer {
            outcome: Some(TransferOutcome::Withdrawn),
            ..both
        };
        assert_eq!(decided.state(), TransferState::Withdrawn);
        assert!(!decided.stands());
        assert_eq!(offer().state(), TransferState::Offered);
    }
}
