//! A record as a document of fields, the shape in which it is stored, compared and merged.
//!
//! Every field merges on its own, so records are flat: no nested objects. A field that is absent has its default; a cleared field is
//! `null`. Fields this version does not know stay in the document untouched.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The fields of a record by name. Values are JSON without fractions: null, truth, whole number, text, list.
pub type Fields = BTreeMap<String, Value>;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What a record is about.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub enum RecordKind { $($(#[$doc])* $variant),+ }

        impl RecordKind {
            /// All kinds this version knows, in the order of the glossary.
            pub const ALL: &[RecordKind] = &[$(RecordKind::$variant),+];

            /// Returns the word under which the kind is stored, sent and labelled.
            pub const fn name(self) -> &'static str {
                match self { $(RecordKind::$variant => $name),+ }
            }
        }

        impl FromStr for RecordKind {
            type Err = UnknownKind;
            fn from_str(name: &str) -> Result<Self, UnknownKind> {
                match name { $($name => Ok(RecordKind::$variant),)+ _ => Err(UnknownKind) }
            }
        }
    };
}

kinds! {
    /// A person registered.
    Person = "person",
    /// People who live together.
    Household = "household",
    /// A person's place in a household.
    Membership = "membership",
    /// A link between two people.
    Relationship = "relationship",
    /// What a person allowed, and for how long.
    Consent = "consent",
    /// A call for help as it reached the office.
    Appeal = "appeal",
    /// The work with one person or household.
    Case = "case",
    /// A visit done.
    Visit = "visit",
    /// A dated entry in the case diary.
    Note = "note",
    /// Something to do by a day, written by hand.
    Task = "task",
    /// A file of a record.
    Attachment = "attachment",
    /// An office.
    Office = "office",
    /// A computer of an office.
    Device = "device",
    /// A worker of an office.
    Worker = "worker",
    /// A store that is not what it was: put back from an old copy, or copied.
    Incident = "incident",
    /// A change that was lost before anybody else had it.
    LostChange = "lost_change",
    /// The handing on of a case from one office to another.
    Transfer = "transfer",
}

/// The kind comes from a newer program. The record is kept and passed on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kind of record this version does not know")]
pub struct UnknownKind;

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The field whose presence hides a record: the reason it was voided. Nothing is ever deleted.
pub const VOIDED: &str = "voided";

/// What stands before the name of a field whose decision was taken back: while it is there, the field waits for a decision again.
pub const REOPENED: &str = "reopened:";

/// The office a record was transferred from; absent in records that began here.
pub const ORIGIN_OFFICE: &str = "origin_office";
/// The record at that office of which this one is the continuation.
pub const ORIGIN_RECORD: &str = "origin_record";
/// The capsule it came in: BLAKE3 of its bytes, in lower-case hex.
pub const ORIGIN_CAPSULE: &str = "origin_capsule";
/// What stands before the name of a field about which somebody decided, with the value of the giving office that was decided about.
pub const WEIGHED: &str = "weighed:";

/// A typed view of a record's fields.
pub trait Record: Serialize + DeserializeOwned {
    /// The kind under which it is stored.
    const KIND: RecordKind;

    /// Refuses fields that break a rule of the record. `today` is the office's date.
    fn check(&self, today: chrono::NaiveDate) -> Result<(), crate::Violation>;

    /// Returns the record as fields; absent values are left out.
    fn to_fields(&self) -> Fields {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect(),
            _ => Fields::new(),
        }
    }

    /// Reads a record from its fields. A field this version cannot read is taken as absent: one bad field never hides a record.
    fn from_fields(fields: &Fields) -> Option<Self> {
        let mut object: serde_json::Map<String, Value> = fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        loop {
            match serde_json::from_value::<Self>(Value::Object(object.clone())) {
                Ok(record) => return Some(record),
                // Leaves out one field after the other until the rest can be read; only damaged or newer documents come here.
                Err(_) => {
                    let culprit = object.keys().find(|name| {
                        let mut alone = serde_json::Map::new();
                        alone.insert((*name).clone(), object[*name].clone());
                        serde_json::from_value::<Self>(Value::Object(alone)).is_err()
                    });
                    let culprit = culprit?.clone();
                    object.remove(&culprit);
                }
            }
        }
    }
}
