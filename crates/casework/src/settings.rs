//! What a worker may set on this computer: language, text size, hand-over folder, hub, further workers.

use crate::cards::{OfficeCard, WorkerCard};
use crate::error::CaseworkError;
use crate::folder;
use crate::refusal::Nothing;
use crate::session::{Language, Opened, Session};
use goldaw_domain::Record;
use goldaw_domain::codes::Role;
use goldaw_domain::ids::{SHARED_SCOPE, WorkerId};
use goldaw_domain::records::Worker;
use goldaw_store::{Reader, StoreError, Write};
use goldaw_trust::{Cost, NewWorker, SystemRandomness, TrustError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the settings screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// The office.
    pub office: OfficeCard,
    /// The computer's name.
    pub computer: String,
    /// The mark in its numbers.
    pub mark: String,
    /// Language of the screens.
    pub language: Language,
    /// Size of text in pixels.
    pub text_size: u32,
    /// The folder last used for handing over.
    pub folder: Option<String>,
    /// Address of the hub.
    pub hub: Option<String>,
    /// Room for files in one bundle on a flash drive or in a folder, in MiB.
    pub files_by_folder: u32,
    /// Room for files in one bundle by the network, in MiB.
    pub files_by_hub: u32,
    /// Workers who sign in on this computer.
    pub workers: Vec<WorkerCard>,
    /// The centre knows this computer.
    pub enrolled: bool,
    /// Thirty digits to compare by voice: of the request to join while the centre does not know this computer, of the centre after.
    pub digits: Option<String>,
    /// Edition of the centre's list of offices and computers.
    pub roster_edition: Option<u32>,
    /// Where the store lies on this computer.
    pub store_folder: String,
    /// Version of the program.
    pub version: String,
}

/// Changes to the settings; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct ChangeSettings {
    /// Language of the screens.
    pub language: Option<Language>,
    /// Size of text in pixels: 16 or 18.
    pub text_size: Option<u32>,
    /// The folder for handing over.
    pub folder: Option<String>,
    /// Address of the hub, `http://host:port`; empty to forget it.
    pub hub: Option<String>,
    /// Room for files in one bundle on a flash drive or in a folder, in MiB: at most 128; 0 to send none.
    pub files_by_folder: Option<u32>,
    /// Room for files in one bundle by the network, in MiB: at most 128; 0 to send none.
    pub files_by_hub: Option<u32>,
}

/// A further worker on this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddWorker {
    /// Name as colleagues say it.
    pub name: String,
    /// What the worker may do.
    pub role: Role,
    /// The worker's own password, typed by the worker.
    pub password: String,
    /// The password again.
    pub password_again: String,
}

/// The most room for files in one bundle, in MiB: what a reader unpacks leaves room for changes beside it.
const FILES_MOST: u32 = 128;

/// By what a bundle goes, as far as it decides how much of the files goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A flash drive or another folder.
    Folder,
    /// The network.
    Hub,
}

impl Way {
    fn setting(self) -> &'static str {
        match self {
            Way::Folder => "files_by_folder",
            Way::Hub => "files_by_hub",
        }
    }

    /// What counts when nothing is set, in MiB: sealing holds a bundle in memory several times, and a slow line needs minutes for less.
    fn unset(self) -> u32 {
        match self {
            Way::Folder => 64,
            Way::Hub => 16,
        }
    }
}

/// Returns the room for files in one bundle, in MiB.
pub(crate) fn files_by(read: &Reader<'_>, way: Way) -> Result<u32, StoreError> {
    let set = read.setting(way.setting())?;
    let set = set.and_then(|text| text.parse().ok());
    Ok(set.unwrap_or(way.unset()).min(FILES_MOST))
}

/// Returns everything the settings screen shows.
pub fn settings(session: &mut Session, _: Nothing) -> Result<Settings, CaseworkError> {
    let opened = session.opened()?;
    let read = session.read();
    let here = folder::read_slots(session.folder())?
        .map(|slots| slots.owners())
        .unwrap_or_default();
    let roles: Vec<WorkerCard> = crate::cards::workers_of(&read, opened.office.id)?;
    let workers = here.into_iter().map(|owner| {
        let role = roles
            .iter()
            .find(|card| card.id.uuid() == owner.worker)
            .map_or(Role::Specialist, |card| card.role);
        WorkerCard {
            id: owner.worker.into(),
            name: owner.name,
            role,
        }
    });
    Ok(Settings {
        computer: opened.computer,
        mark: session.mark().to_owned(),
        language: opened.language,
        text_size: opened.text_size,
        folder: read.setting("hand_over_folder")?,
        hub: read.setting("hub")?.filter(|hub| !hub.is_empty()),
        files_by_folder: files_by(&read, Way::Folder)?,
        files_by_hub: files_by(&read, Way::Hub)?,
        workers: workers.collect(),
        enrolled: session.roster().is_some(),
        digits: match session.roster() {
            Some(roster) => Some(roster.centre_digits()),
            None => Some(crate::enrolment::own_request(session)?.digits()),
        },
        roster_edition: session
            .roster()
            .map(|roster| u32::try_from(roster.epoch()).unwrap_or(u32::MAX)),
        store_folder: session.folder().to_string_lossy().into_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        office: opened.office,
    })
}

/// Changes settings; what is absent stays.
pub fn change_settings(
    session: &mut Session,
    request: ChangeSettings,
) -> Result<Opened, CaseworkError> {
    if request
        .text_size
        .is_some_and(|size| size != 16 && size != 18)
        || [request.files_by_folder, request.files_by_hub]
            .into_iter()
            .flatten()
            .any(|room| room > FILES_MOST)
    {
        return Err(CaseworkError::SettingNotOffered);
    }
    let hub = request
        .hub
        .map(|hub| hub.trim().trim_end_matches('/').to_owned());
    if hub
        .as_ref()
        .is_some_and(|hub| !hub.is_empty() && !hub.starts_with("http://"))
    {
        return Err(goldaw_transport::TransportError::HubAddress.into());
    }
    if let Some(language) = request.language {
        let screen = folder::read_screen(session.folder());
        folder::write_screen(session.folder(), &folder::Screen { language, ..screen })?;
    }
    for (name, value) in [
        ("text_size", request.text_size.map(|size| size.to_string())),
        ("hand_over_folder", request.folder),
        ("hub", hub),
        (
            Way::Folder.setting(),
            request.files_by_folder.map(|room| room.to_string()),
        ),
        (
            Way::Hub.setting(),
            request.files_by_hub.map(|room| room.to_string()),
        ),
    ] {
        if let Some(value) = value {
            session.store_mut().set_setting(name, &value)?;
        }
    }
    session.opened()
}

/// Lets a further worker sign in on this computer with an own password. Needs nobody else's password.
pub fn add_worker(session: &mut Session, request: AddWorker) -> Result<WorkerCard, CaseworkError> {
    if request.password != request.password_again {
        return Err(CaseworkError::PasswordsDiffer);
    }
    let name = request.name.trim();
    let worker = Worker {
        name: Some(name.to_owned()),
        role: Some(request.role),
        office: Some(session.office().id),
    };
    worker.check(session.today())?;
    let mut slots = folder::read_slots(session.folder())?.ok_or(TrustError::NoSlots)?;
    if slots.owners().iter().any(|owner| owner.name == name) {
        return Err(TrustError::WorkerHasSlot.into());
    }
    let id: WorkerId = session.new_id()?;
    let password = folder::normalised(&request.password);
    let newcomer = NewWorker {
        worker: id.uuid(),
        name,
        password: &password,
        cost: Cost::FLOOR,
    };
    slots.add_slot(session.slot(), newcomer, &mut SystemRandomness)?;
    session.write_in(
        SHARED_SCOPE,
        "add_worker",
        None,
        vec![Write::new(id, &worker)],
    )?;
    folder::write_slots(session.folder(), &slots)?;
    Ok(WorkerCard {
        id,
        name: name.to_owned(),
        role: request.role,
    })
}
