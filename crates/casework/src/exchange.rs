//! Handing over: packing what the other side has not confirmed, sealing it, and giving it to a carrier.

mod addressee;
mod between;
mod count;
mod hearsay;
mod history;
mod packing;

pub(crate) use addressee::{Addressee, Computers, own_scopes};
pub(crate) use between::{between, takes_part};
pub(crate) use hearsay::{Word, word_in};
pub(crate) use packing::wants_of;

use self::count::count;
use self::packing::{outgoing, pack_and_give};
use crate::cards::OfficeCard;
use crate::carrier::Mail;
use crate::error::CaseworkError;
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_changes::Clock;
use goldaw_domain::ids::OfficeId;
use goldaw_transport::drives;
use goldaw_trust::RosterOffice;
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
    /// To whom this office hands over: the centre first, offices above and below, this office when it has other computers.
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
    /// To whom; the centre when absent. This office stands for its other computers.
    #[ts(optional = nullable)]
    pub to: Option<OfficeId>,
    /// The centre may open it too, so that it can be passed on as it is.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub also_centre: bool,
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
    /// How far the files are.
    pub files: FilesHandedOver,
}

/// How far the files are that the other side did not have whole before this bundle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilesHandedOver {
    /// Those of which everything has been written to a carrier, in this bundle or in earlier ones.
    pub done: u32,
    /// All of them.
    pub of: u32,
}

/// Counting before handing over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct CountHandOver {
    /// To whom; the centre when absent. This office stands for its other computers.
    pub to: Option<OfficeId>,
    /// The centre may open it too.
    pub also_centre: bool,
}

/// How many changes of the office are where, as the status line shows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExchangeCounts {
    /// Only on this computer.
    pub only_here: u32,
    /// Written to a carrier, not confirmed.
    pub handed_over: u32,
    /// Confirmed by the centre.
    pub confirmed: u32,
    /// When the last bundle was written, ms since 1970 (UTC).
    pub handed_over_at: Option<u64>,
    /// When the latest confirmed change was written, ms since 1970 (UTC).
    pub confirmed_up_to: Option<u64>,
}

/// Most changes one bundle carries. The rest follows in the next; nothing is skipped, because the oldest go first.
const MOST_CHANGES: u32 = 200_000;
/// How many bundles are looked back at.
const LOOKED_BACK: u32 = 1000;
/// Most changes asked for by name in one bundle, and most such wishes of a computer that are kept.
pub(crate) const MOST_WANTS: usize = 10_000;

/// Returns the plain numbers behind the status line. What other computers of this office hold does not count in them.
pub(crate) fn counts(session: &Session) -> Result<ExchangeCounts, CaseworkError> {
    let read = session.read();
    let scopes = own_scopes(session);
    let above = Addressee::above(session);
    let (mut held, mut packed) = (Clock::new(), Clock::new());
    if let Ok(centre) = Addressee::of(session, None) {
        held = centre.holds(session)?;
        for office in &above {
            packed.join(&read.packed_for(*office)?);
        }
    }
    let spread = read.spread(&scopes, &held, &packed)?;
    let mut sent = read.parcels(true, LOOKED_BACK)?.into_iter();
    Ok(ExchangeCounts {
        only_here: spread.only_here,
        handed_over: spread.packed,
        confirmed: spread.confirmed,
        handed_over_at: sent
            .find(|parcel| above.contains(&parcel.office))
            .map(|parcel| parcel.at),
        confirmed_up_to: read.latest_covered(&scopes, &held)?,
    })
}

/// Returns where a bundle could be written or found, and to whom this office hands over.
pub fn carriers(session: &mut Session, _: Nothing) -> Result<Carriers, CaseworkError> {
    let read = session.read();
    let addressees = Addressee::all(session).iter().map(card).collect();
    let drives = drives::removable().into_iter();
    Ok(Carriers {
        drives: drives
            .map(|drive| DriveLine {
                name: drive.name,
                path: drive.path.to_string_lossy().into_owned(),
                free: drive.free_bytes,
            })
            .collect(),
        last_folder: read.setting("hand_over_folder")?,
        hub: read.setting("hub")?.filter(|hub| !hub.is_empty()),
        enrolled: session.roster().is_some(),
        addressees,
    })
}

/// Counts what would be handed over.
pub fn count_hand_over(
    session: &mut Session,
    request: CountHandOver,
) -> Result<HandOverCount, CaseworkError> {
    match addressee(session, request.to, request.also_centre) {
        Ok(addressee) => Ok(count(&outgoing(session, &addressee)?)),
        // Before the centre knows this computer nobody holds anything: all of it would go.
        Err(CaseworkError::NotEnrolled) => Ok(count(&session.read().outgoing(
            &own_scopes(session),
            &Clock::new(),
            &[],
            MOST_CHANGES,
        )?)),
        Err(error) => Err(error),
    }
}

/// Packs what the other side has not confirmed, seals it for the other side's computers and gives it to the carrier.
///
/// The bundle always carries the receipt for what was taken over from that side, so an answer may hold nothing else. Changes count as
/// handed over only after the carrier said that the parcel is there whole.
///
/// # Errors
/// `NotEnrolled`, `NoOtherComputer`, `NothingToHandOver`, and everything a carrier can say; nothing is marked as handed over.
pub fn hand_over(session: &mut Session, request: HandOver) -> Result<HandedOver, CaseworkError> {
    let addressee = addressee(session, request.to, request.also_centre)?;
    let mail = Mail::reach(session, &request.carrier)?;
    let work = session.progress();
    work.begin("hand_over", 3);
    let done = pack_and_give(session, &addressee, &mail, &work);
    work.finish();
    let done = done?;
    if let Some(folder) = mail.folder() {
        session
            .store_mut()
            .set_setting("hand_over_folder", &folder.to_string_lossy())?;
    }
    Ok(done)
}

fn addressee(
    session: &Session,
    to: Option<OfficeId>,
    also_centre: bool,
) -> Result<Addressee, CaseworkError> {
    let addressee = Addressee::of(session, to)?;
    if also_centre {
        addressee.and_the_centre(session)
    } else {
        Ok(addressee)
    }
}

fn card(office: &RosterOffice) -> OfficeCard {
    let level = crate::enrolment::level_of(office.level);
    OfficeCard {
        id: office.office.into(),
        code: office.code.clone(),
        name: office.name.clone(),
        level,
    }
}

impl Session {
    /// Returns how many changes of the office are where.
    pub(crate) fn exchange_counts(&self) -> Result<ExchangeCounts, CaseworkError> {
        counts(self)
    }
}
