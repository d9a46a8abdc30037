//! Offices, their computers and workers, as the offices see each other.

use crate::codes::{Level, Role};
use crate::ids::OfficeId;
use crate::record::{Record, RecordKind};
use crate::records::{NAME_LENGTH, chosen};
use crate::violation::{Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
