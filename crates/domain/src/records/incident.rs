//! What the exchange tells about itself: stores that are not what they were, changes that are lost. Nothing about people.

use crate::codes::IncidentSign;
use crate::ids::DeviceId;
use crate::record::{Record, RecordKind};
use crate::records::{TEXT_LENGTH, chosen};
use crate::violation::{Violation, required, within};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A store that is not what it was: put back from an old copy, or copied.
///
/// Each sign of one life is one record, whoever notices it first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Incident {
    /// By what it was noticed.
    pub sign: Option<IncidentSign>,
    /// The computer.
    pub device: Option<DeviceId>,
    /// Its life, the random number as text.
    pub life: Option<String>,
    /// What a person found out about it; while absent it is shown on the first page.
    pub settled: Option<String>,
}

impl Record for Incident {
    const KIND: RecordKind = RecordKind::Incident;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        chosen("sign", self.sign.as_ref())?;
        within("settled", self.settled.as_deref(), TEXT_LENGTH)
    }
}

/// A change that was lost before anybody else had it: those that name it go on as if they did not.
///
/// Counts only when a computer of the centre wrote it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LostChange {
    /// The change, 64 hex digits.
    pub change: Option<String>,
}

impl Record for LostChange {
    const KIND: RecordKind = RecordKind::LostChange;

    fn check(&self, _today: NaiveDate) -> Result<(), Violation> {
        required("change", self.change.as_deref())
    }
}
