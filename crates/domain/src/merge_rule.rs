//! What happens to a field that two people wrote without seeing each other.
//!
//! All values are always kept; the rule only says which one is shown meanwhile and whether a person must decide
//! (docs/formats/change-log.md, "Fields with several values").

use crate::record::{RecordKind, VOIDED};
use serde_json::Value;

/// How a field with several live values is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeRule {
    /// Show the later value, keep the others in the history.
    Automatic,
    /// Show the later value, and ask a person to decide.
    Ask,
    /// Show the safest value until a person decides.
    SafestUntilAsked,
}

/// Returns the rule of a field. Fields that carry a decision or an identity are asked about; unknown ones are automatic.
pub fn merge_rule(kind: RecordKind, field: &str) -> MergeRule {
    use RecordKind::{
        Appeal, Case, Consent, Household, Membership, Person, Relationship, Transfer, Worker,
    };
    if field == VOIDED {
        return MergeRule::Ask;
    }
    match (kind, field) {
        (Case, "risk") => MergeRule::SafestUntilAsked,
        (Case, "status" | "outcome" | "number" | "worker" | "office" | "person" | "household") => {
            MergeRule::Ask
        }
        (
            Person,
            "surname" | "given_name" | "patronymic" | "sex" | "born" | "document_number"
            | "died_on",
        ) => MergeRule::Ask,
        (Appeal, "decision" | "person") => MergeRule::Ask,
        (Consent, "purposes" | "withheld" | "withdrawn_on" | "expires_on") => MergeRule::Ask,
        (Household, "main_caregiver")
        | (Membership, "until" | "role")
        | (Relationship, "tie" | "until") => MergeRule::Ask,
        (Worker, "role" | "office") => MergeRule::Ask,
        (Transfer, "answer" | "outcome") => MergeRule::Ask,
        _ => MergeRule::Automatic,
    }
}

/// Returns how dangerous a value is for choosing the safest to show: higher is shown.
pub fn caution(kind: RecordKind, field: &str, value: &Value) -> u8 {
    match (kind, field, value.as_str()) {
        (RecordKind::Case, "risk", Some("high")) => 3,
        (RecordKind::Case, "risk", Some("medium")) => 2,
        (RecordKind::Case, "risk", Some("low")) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_never_ask_and_identity_always_does() {
        assert_eq!(merge_rule(RecordKind::Note, "text"), MergeRule::Automatic);
        assert_eq!(merge_rule(RecordKind::Person, "surname"), MergeRule::Ask);
        assert_eq!(merge_rule(RecordKind::Visit, VOIDED), MergeRule::Ask);
    }

    #[test]
    fn the_higher_risk_is_the_safer_one_to_show() {
        let risk = |text: &str| caution(RecordKind::Case, "risk", &Value::from(text));
        assert!(
            risk("high") > risk("medium")
                && risk("medium") > risk("low")
                && risk("low") > risk("?")
        );
    }
}
