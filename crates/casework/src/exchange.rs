//! Handing over: packing what the other side has not confirmed, sealing it, and giving it to a carrier.

use crate::cards::OfficeCard;
use goldaw_domain::ids::OfficeId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a bundle travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Carrier {
    /// A folder: usually the flash drive.
    Folder {
        /// Its path.
        path: String,
    },
    /// The network: the hub whose address is in the settings.
    Hub,
}

/// Where a bundle could be written or found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Carriers {
    /// Removable drives plugged in now.
    pub drives: Vec<DriveLine>,
    /// The folder last used.
    pub last_folder: Option<String>,
    /// The hub's address, when set.
    pub hub: Option<String>,
    /// The centre knows this computer; before that, only a request to join can be written.
    pub enrolled: bool,
    /// To whom this office hands over: the centre for an etrap; every office for the centre.
    pub addressees: Vec<OfficeCard>,
}

/// A removable drive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DriveLine {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Free bytes.
    #[ts(type = "number")]
    pub free: u64,
}

/// What would be handed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct HandOverCount {
    /// Changes the other side has not confirmed.
    pub changes: u32,
    /// People registered or changed in them.
    pub people: u32,
    /// Households.
    pub households: u32,
    /// Appeals.
    pub appeals: u32,
    /// Cases.
    pub cases: u32,
    /// Visits.
    pub visits: u32,
    /// Notes.
    pub notes: u32,
    /// Files.
    pub attachments: u32,
    /// Decisions about questions.
    pub decisions: u32,
}

/// Handing over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HandOver {
    /// How it travels.
    pub carrier: Carrier,
    /// To whom; the centre when absent.
    #[ts(optional = nullable)]
    pub to: Option<OfficeId>,
}

/// What was handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HandedOver {
    /// To whom.
    pub to: String,
    /// Name of the parcel.
    pub file: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// What is in it.
    pub count: HandOverCount,
    /// It carries a receipt for what was received.
    pub receipt: bool,
    /// Number of the bundle.
    pub number: u32,
}

/// Counting before handing over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct CountHandOver {
    /// To whom; the centre when absent.
    pub to: Option<OfficeId>,
}
