//! The records themselves: one flat struct a kind, with the rules its fields must keep.
//!
//! Every field is optional on the wire (a merge may bring half a record first); `check` says what a form must fill in.

use crate::birth::BirthDate;
use crate::codes::{
    AppealDecision, CaseStatus, Channel, ClientGroup, Level, MemberRole, Purpose, Risk, Role, Sex,
    Tie, VisitKind,
};
use crate::ids::{AppealId, CaseId, HouseholdId, OfficeId, PersonId, RecordId, WorkerId};
use crate::record::{Record, RecordKind};
use crate::violation::{Rule, Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Longest name part, in characters.
pub const NAME_LENGTH: usize = 120;
/// Longest free text, in characters.
pub const TEXT_LENGTH: usize = 4000;

fn not_after(
    field: &'static str,
    day: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Violation> {
    match day {
        Some(day) if day > today => Err(Violation {
            field,
            code: Rule::InTheFuture,
        }),
        _ => Ok(()),
    }
}

fn in_order(
    field: &'static str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<(), Violation> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(Violation {
            field,
            code: Rule::EndsBeforeItBegins,
        }),
        _ => Ok(()),
    }
}

fn chosen<T>(field: &'static str, value: Option<&T>) -> Result<(), Violation> {
    value.map(|_| ()).ok_or(Violation {
        field,
        code: Rule::Missing,
    })
}

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

/// A visit done. Never edited: a correction is a new visit that says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Visit {
    /// The case.
    pub case: Option<CaseId>,
    /// The day of the visit.
    pub visited_on: Option<NaiveDate>,
    /// Where.
    pub kind: Option<VisitKind>,
    /// With whom.
    pub met: Option<String>,
    /// The client was seen.
    pub seen: Option<bool>,
    /// What was seen and said.
    pub findings: Option<String>,
    /// What was agreed.
    pub next_step: Option<String>,
    /// The day agreed for the next visit.
    pub next_visit_on: Option<NaiveDate>,
    /// Why nobody was seen.
    pub not_seen_reason: Option<String>,
    /// Who visited.
    pub worker: Option<WorkerId>,
}

impl Record for Visit {
    const KIND: RecordKind = RecordKind::Visit;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        chosen("case", self.case.as_ref())?;
        chosen("visited_on", self.visited_on.as_ref())?;
        not_after("visited_on", self.visited_on, today)?;
        chosen("kind", self.kind.as_ref())?;
        chosen("seen", self.seen.as_ref())?;
        if self.seen == Some(true) {
            required("findings", self.findings.as_deref())?;
        } else {
            required("not_seen_reason", self.not_seen_reason.as_deref()).map_err(|broken| {
                Violation {
                    code: Rule::NeedsReason,
                    ..broken
                }
            })?;
        }
        within("findings", self.findings.as_deref(), TEXT_LENGTH)?;
        within("next_step", self.next_step.as_deref(), TEXT_LENGTH)?;
        in_order("next_visit_on", self.visited_on, self.next_visit_on)
    }
}

/// A dated entry in the case diary. Never edited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Note {
    /// The case.
    pub case: Option<CaseId>,
    /// The day it speaks of.
    pub noted_on: Option<NaiveDate>,
    /// The text.
    pub text: Option<String>,
    /// Who wrote it.
    pub worker: Option<WorkerId>,
}

impl Record for Note {
    const KIND: RecordKind = RecordKind::Note;

    fn check(&self, today: NaiveDate) -> Result<(), Violation> {
        chosen("case", self.case.as_ref())?;
        chosen("noted_on", self.noted_on.as_ref())?;
        not_after("noted_on", self.noted_on, today)?;
        required("text", self.text.as_deref())?;
        within("text", self.text.as_deref(), TEXT_LENGTH)
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

/// A file of a record: a scan, a photo, a letter. Its bytes are kept apart under their hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Attachment {
    /// The record it belongs to.
    pub about: Option<RecordId>,
    /// The file's name as it came.
    pub name: Option<String>,
    /// Media type by its content, `application/octet-stream` when unknown.
    pub media_type: Option<String>,
    /// Size in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// BLAKE3 of the content, in lower-case hex.
    pub content: Option<String>,
}

impl Record for Attachment {
    const KIND: RecordKind = RecordKind::Attachment;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("about", self.about.as_ref())?;
        required("name", self.name.as_deref())?;
        required("content", self.content.as_deref())
    }
}

/// An office as the offices see each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Office {
    /// Short code that begins its numbers: `AH-GDP`.
    pub code: Option<String>,
    /// Name in Turkmen.
    pub name: Option<String>,
    /// Territory code (assets/reference/territory.json).
    pub territory: Option<String>,
    /// Its level.
    pub level: Option<Level>,
}

impl Record for Office {
    const KIND: RecordKind = RecordKind::Office;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        required("code", self.code.as_deref())?;
        required("name", self.name.as_deref())?;
        chosen("level", self.level.as_ref())
    }
}

/// A computer of an office, by the name people give it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Device {
    /// The name people give it: "computer 2".
    pub name: Option<String>,
    /// The office it stands in.
    pub office: Option<OfficeId>,
    /// Three characters that keep its numbers apart from those of other computers.
    pub mark: Option<String>,
}

impl Record for Device {
    const KIND: RecordKind = RecordKind::Device;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        required("name", self.name.as_deref())
    }
}

/// A worker of an office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Worker {
    /// Name as colleagues say it.
    pub name: Option<String>,
    /// What the worker may do.
    pub role: Option<Role>,
    /// The office.
    pub office: Option<OfficeId>,
}

impl Record for Worker {
    const KIND: RecordKind = RecordKind::Worker;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        required("name", self.name.as_deref())?;
        within("name", self.name.as_deref(), NAME_LENGTH)?;
        chosen("role", self.role.as_ref())
    }
}
