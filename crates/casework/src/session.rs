//! Opening and closing the office's store on this computer: first start, unlock, lock.

use crate::cards::{OfficeCard, WorkerCard};
use goldaw_domain::codes::{Level, Role};
use goldaw_domain::territory::Place;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The language of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Turkmen in Latin script.
    Tk,
    /// Russian.
    Ru,
    /// English.
    En,
}

/// Where the program stands when its window opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing on this computer yet.
    FirstStart,
    /// A store is here and locked.
    Locked,
    /// A worker is signed in.
    Open,
}

/// What the first screen needs to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StartState {
    /// Where the program stands.
    pub stage: Stage,
    /// Workers who can sign in on this computer, by name, in the order they were added.
    pub workers: Vec<String>,
    /// The language last used on this computer.
    pub language: Language,
    /// Version of the program.
    pub version: String,
    /// The store is a practice district with invented people.
    pub practice: bool,
    /// Who is signed in, when the stage is open.
    pub opened: Option<Opened>,
    /// Territory as of today, for the first start.
    pub places: Vec<Place>,
}

/// What a new computer needs to begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CreateOffice {
    /// The language of the screens.
    pub language: Language,
    /// Level of the office.
    pub level: Level,
    /// Territory code of the office; `TM` for the centre.
    pub territory: String,
    /// The name people give this computer: "computer 1".
    pub computer: String,
    /// The worker who starts.
    pub worker: String,
    /// What that worker may do.
    pub role: Role,
    /// The worker's password, at least 8 characters.
    pub password: String,
    /// The password again.
    pub password_again: String,
}

/// Signing in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Unlock {
    /// The worker's name as [`StartState::workers`] gives it.
    pub worker: String,
    /// The password.
    pub password: String,
}

/// Who is signed in, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Opened {
    /// The worker.
    pub worker: WorkerCard,
    /// The office.
    pub office: OfficeCard,
    /// The computer's name.
    pub computer: String,
    /// The language of the screens.
    pub language: Language,
    /// Size of text in pixels: 16 or 18.
    pub text_size: u32,
    /// The store is a practice district.
    pub practice: bool,
}
