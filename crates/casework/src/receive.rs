//! Receiving: looking at a carrier, seeing what a parcel would change, and taking it over in one step.

use crate::cards::{CaseCard, PersonCard};
use crate::exchange::{Carrier, HandOverCount};
use goldaw_domain::ids::OfficeId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where to look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LookIn {
    /// The carrier.
    pub carrier: Carrier,
}

/// A parcel on a carrier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ParcelLine {
    /// Its name on the carrier.
    pub file: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// What it is to this computer.
    pub state: ParcelState,
    /// The sender's office, when known.
    pub office: Option<String>,
    /// The sender's computer, when known.
    pub computer: Option<String>,
    /// Number of the bundle, when known.
    pub number: Option<u32>,
}

/// What a parcel is to this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ParcelState {
    /// Not received yet.
    New,
    /// Taken over before; taking it over again changes nothing.
    AlreadyReceived,
    /// Written by this computer.
    Own,
    /// For another office.
    ForAnotherOffice,
    /// From a computer the centre's list does not know.
    UnknownComputer,
    /// From a computer that was taken off the list.
    RevokedComputer,
    /// Cut short or changed on the way.
    Damaged,
    /// Written by a newer program.
    NewerProgram,
    /// A request of a new computer to join.
    JoinRequest,
    /// The centre's answer to this computer's request to join.
    JoinAnswer,
}

/// A parcel on a carrier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Parcel {
    /// The carrier.
    pub carrier: Carrier,
    /// Its name there.
    pub file: String,
}

/// What taking a parcel over would do. Nothing has been changed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ParcelPreview {
    /// From which office.
    pub office: String,
    /// From which computer.
    pub computer: String,
    /// Number of the bundle.
    pub number: u32,
    /// What is in it that is not here yet.
    pub count: HandOverCount,
    /// Records that begin to exist.
    pub new_records: u32,
    /// Records that change.
    pub changed_records: u32,
    /// Changes already here.
    pub already_here: u32,
    /// Changes that must wait for others not here yet.
    pub waiting: u32,
    /// Changes that cannot be taken, with the reason as a code.
    pub refused: Vec<String>,
    /// Questions a person will have to decide.
    pub questions: u32,
    /// Registered people who may be the same as new ones.
    pub duplicates: u32,
    /// Changes of this office that the sender confirms to hold.
    pub confirms: u32,
    /// New or changed people, at most 50.
    pub people: Vec<PersonCard>,
    /// New or changed cases, at most 50.
    pub cases: Vec<CaseCard>,
}

/// What taking a parcel over did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TakenOver {
    /// As in the preview, now done.
    pub preview: ParcelPreview,
    /// The office an answer can be written for.
    pub answer_to: Option<OfficeId>,
}
