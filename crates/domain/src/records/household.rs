//! A household and who lives in it.

use crate::codes::MemberRole;
use crate::ids::{HouseholdId, PersonId};
use crate::record::{Record, RecordKind};
use crate::records::{NAME_LENGTH, TEXT_LENGTH, chosen, in_order};
use crate::violation::{Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// People who live together at one address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Household {
    /// By whom it is known, usually the head's name.
    pub name: Option<String>,
    /// City, village or geňeşlik.
    pub place: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// House and flat.
    pub house: Option<String>,
    /// Housing in words: rooms, stove, water, road.
    pub housing: Option<String>,
    /// Where the income comes from, in words.
    pub income: Option<String>,
    /// The person who gives most of the care.
    pub main_caregiver: Option<PersonId>,
}

impl Record for Household {
    const KIND: RecordKind = RecordKind::Household;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        required("name", self.name.as_deref())?;
        within("name", self.name.as_deref(), NAME_LENGTH)?;
        within("housing", self.housing.as_deref(), TEXT_LENGTH)?;
        within("income", self.income.as_deref(), TEXT_LENGTH)
    }
}

/// A person's place in a household. Leaving is a date, never a deletion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Membership {
    /// The household.
    pub household: Option<HouseholdId>,
    /// The member.
    pub person: Option<PersonId>,
    /// The member's place in it.
    pub role: Option<MemberRole>,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
}

impl Record for Membership {
    const KIND: RecordKind = RecordKind::Membership;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("household", self.household.as_ref())?;
        chosen("person", self.person.as_ref())?;
        in_order("until", self.since, self.until)
    }
}
