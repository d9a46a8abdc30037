//! A person, the links to other people, and what the person allows.

use crate::birth::BirthDate;
use crate::codes::{Purpose, Sex, Tie};
use crate::ids::PersonId;
use crate::record::{Record, RecordKind};
use crate::records::{NAME_LENGTH, chosen, in_order, not_after};
use crate::violation::{Rule, Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A person registered. No number is mandatory and none is a key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Person {
    /// Surname as the person writes it.
    pub surname: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Father's name (patronymic), with or without -owna, ogly, gyzy.
    pub patronymic: Option<String>,
    /// Surname before marriage or an earlier spelling.
    pub former_surname: Option<String>,
    /// The name exactly as it stands in the document, in its script.
    pub name_in_document: Option<String>,
    /// Sex as in the document.
    pub sex: Option<Sex>,
    /// Date of birth as far as it is known.
    pub born: Option<BirthDate>,
    /// The date of birth is an estimate.
    pub born_estimated: Option<bool>,
    /// Kind, series and number of the main document, as written: `I-AH 480069`.
    pub document_number: Option<String>,
    /// Who issued the document.
    pub document_issuer: Option<String>,
    /// Telephone, as dictated.
    pub phone: Option<String>,
    /// City, village or geňeşlik.
    pub place: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// House and flat.
    pub house: Option<String>,
    /// Language the person speaks with the worker.
    pub language: Option<String>,
    /// What is needed to talk with the person: interpreter, sign language, large print.
    pub communication_need: Option<String>,
    /// Disability in words or group, as known.
    pub disability: Option<String>,
    /// Number in the register the person came from.
    pub external_number: Option<String>,
    /// Day of death.
    pub died_on: Option<NaiveDate>,
}

impl Record for Person {
    const KIND: RecordKind = RecordKind::Person;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        if self.surname.is_none() && self.given_name.is_none() {
            required("surname", None)?;
        }
        for (field, text) in [
            ("surname", &self.surname),
            ("given_name", &self.given_name),
            ("patronymic", &self.patronymic),
            ("former_surname", &self.former_surname),
            ("name_in_document", &self.name_in_document),
        ] {
            within(field, text.as_deref(), NAME_LENGTH)?;
        }
        not_after("born", self.born.map(BirthDate::earliest), today)?;
        not_after("died_on", self.died_on, today)?;
        in_order("died_on", self.born.map(BirthDate::earliest), self.died_on)
    }
}

/// A link between two people: `person` is the `tie` of `to`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Relationship {
    /// The first person.
    pub person: Option<PersonId>,
    /// What the first is to the second.
    pub tie: Option<Tie>,
    /// The second person.
    pub to: Option<PersonId>,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
}

impl Record for Relationship {
    const KIND: RecordKind = RecordKind::Relationship;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("person", self.person.as_ref())?;
        chosen("tie", self.tie.as_ref())?;
        chosen("to", self.to.as_ref())?;
        if self.person == self.to {
            return Err(Violation {
                field: "to",
                code: Rule::NotInTheList,
            });
        }
        in_order("until", self.since, self.until)
    }
}

/// What a person allowed, by whom it was given, and until when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Consent {
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// Who gave it: the person, or the legal representative (hossar) by name.
    pub given_by: Option<String>,
    /// What is allowed.
    pub purposes: Option<Vec<Purpose>>,
    /// What is withheld, in words.
    pub withheld: Option<String>,
    /// When it was given.
    pub given_on: Option<NaiveDate>,
    /// When it ends by itself.
    pub expires_on: Option<NaiveDate>,
    /// When it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
}

impl Record for Consent {
    const KIND: RecordKind = RecordKind::Consent;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        chosen("person", self.person.as_ref())?;
        required("given_by", self.given_by.as_deref())?;
        if self.purposes.as_ref().is_none_or(Vec::is_empty) {
            return Err(Violation {
                field: "purposes",
                code: Rule::Missing,
            });
        }
        chosen("given_on", self.given_on.as_ref())?;
        not_after("given_on", self.given_on, today)?;
        in_order("expires_on", self.given_on, self.expires_on)
    }
}
