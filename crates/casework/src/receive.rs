//! Receiving: looking at a carrier, seeing what a parcel would change, and taking it over in one step.

mod admission;
mod again;
mod arrived;
mod at_once;
mod last;
mod left_out;
mod look;
mod preview;
mod proof;

pub use self::last::{LastReceipt, UndoReceipt, last_receipt, undo_receipt};
pub use self::left_out::{LeftOutLine, left_out_changes};

use self::arrived::{End, arrive};
use self::look::line;
use crate::cards::{CaseCard, PersonCard};
use crate::carrier::Mail;
use crate::error::CaseworkError;
use crate::exchange::{Carrier, HandOverCount};
use crate::session::Session;
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
    /// Larger than is taken; not opened.
    TooLarge,
    /// Written by a newer program.
    NewerProgram,
    /// Sealed by a trial version, in a way no longer read.
    OlderProgram,
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
    /// Changes that are not taken, by the reason.
    pub refused: Vec<LeftOut>,
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

/// Changes that are not taken for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(from = "LeftOutAsKept")]
pub struct LeftOut {
    /// Why, as a code.
    pub reason: String,
    /// How many.
    pub changes: u32,
}

/// The report of a receipt may have been kept by an earlier version, which named the reason once for each change.
#[derive(Deserialize)]
#[serde(untagged)]
enum LeftOutAsKept {
    One(String),
    Some { reason: String, changes: u32 },
}

impl From<LeftOutAsKept> for LeftOut {
    fn from(kept: LeftOutAsKept) -> LeftOut {
        let (reason, changes) = match kept {
            LeftOutAsKept::One(reason) => (reason, 1),
            LeftOutAsKept::Some { reason, changes } => (reason, changes),
        };
        LeftOut { reason, changes }
    }
}

/// What taking a parcel over did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TakenOver {
    /// As in the preview, now done.
    pub preview: ParcelPreview,
    /// The office an answer can be written for.
    pub answer_to: Option<OfficeId>,
}

/// Looks at a carrier: each parcel with what it is to this computer. Nothing is opened and nothing is written.
pub fn look_in(session: &mut Session, request: LookIn) -> Result<Vec<ParcelLine>, CaseworkError> {
    let mail = Mail::reach(session, &request.carrier)?;
    let files = mail.look_at_all()?;
    let work = session.progress();
    work.begin("look_in", u32::try_from(files.len()).unwrap_or(u32::MAX));
    let mut lines = Vec::new();
    for (at, file) in files.iter().enumerate() {
        if work.cancelled() {
            break;
        }
        work.step(u32::try_from(at).unwrap_or(u32::MAX));
        lines.push(line(session, &mail, file));
    }
    work.finish();
    lines.sort_by_key(|line| {
        (
            line.state != ParcelState::New && line.state != ParcelState::JoinRequest,
            line.office.clone(),
            line.number,
        )
    });
    Ok(lines)
}

/// Opens a parcel and says what taking it over would do: everything is done and nothing kept. Can be cancelled.
pub fn preview_parcel(
    session: &mut Session,
    request: Parcel,
) -> Result<ParcelPreview, CaseworkError> {
    let parcel = Mail::reach(session, &request.carrier)?.bring_named(&request.file)?;
    Ok(arrive(session, &parcel, End::Look)?.preview)
}

/// Takes a parcel over, whole or not at all, and notes what the sender holds. Taking it over again changes nothing. Can be cancelled.
///
/// # Errors
/// Everything a bundle can be refused for; `Cancelled`. Nothing is changed.
pub fn take_over(session: &mut Session, request: Parcel) -> Result<TakenOver, CaseworkError> {
    let mail = Mail::reach(session, &request.carrier)?;
    let parcel = mail.bring_named(&request.file)?;
    let taken = arrive(session, &parcel, End::Keep)?;
    session.fold_after(taken.preview.count.changes as usize);
    // The parcel is safe here; that the hub could not be told costs only a second look at it.
    let _ = mail.taken(&request.file);
    Ok(taken)
}
