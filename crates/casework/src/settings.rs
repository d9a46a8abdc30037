//! What a worker may set on this computer: language, text size, hand-over folder, hub, further workers.

use crate::cards::{OfficeCard, WorkerCard};
use crate::session::Language;
use goldaw_domain::codes::Role;
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
    /// Workers who sign in on this computer.
    pub workers: Vec<WorkerCard>,
    /// The centre knows this computer.
    pub enrolled: bool,
    /// The thirty digits to compare with the centre while it does not.
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
