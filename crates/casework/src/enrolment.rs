//! How a new computer joins: a request on a stick, thirty digits compared by voice, the centre's answer.

use crate::exchange::Carrier;
use goldaw_domain::codes::Level;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Writing the request to join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AskToJoin {
    /// Where to.
    pub carrier: Carrier,
}

/// The request that was written, or that a centre looks at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct JoinRequest {
    /// Its name on the carrier.
    pub file: String,
    /// Territory code of the office.
    pub territory: String,
    /// Level of the office.
    pub level: Level,
    /// Name of the office.
    pub office: String,
    /// Name of the computer.
    pub computer: String,
    /// Name of the worker who asks.
    pub worker: String,
    /// Thirty digits in groups of five, to compare by voice.
    pub digits: String,
}

/// Letting a computer join, after the digits were compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LetJoin {
    /// Where the request lies; the answer is written there too.
    pub carrier: Carrier,
    /// Its name there.
    pub file: String,
    /// The digits the other side read aloud.
    pub digits: String,
}
