//! Opening: the first start on a computer, and signing in.

use crate::cards::{OfficeCard, WorkerCard};
use crate::error::CaseworkError;
use crate::progress::Work;
use crate::session::clock::{Clock, day_of};
use crate::session::fold::AT_START;
use crate::session::{Session, new_uuid, random};
use crate::{folder, reference};
use goldaw_changes::Incarnation;
use goldaw_domain::codes::{Level, Role};
use goldaw_domain::ids::{RecordId, SHARED_SCOPE, WorkerId};
use goldaw_domain::number;
use goldaw_domain::records::{Device, Office, Worker};
use goldaw_domain::territory::Place;
use goldaw_store::{Rules, Store, StoreKey, Write};
use goldaw_trust::{Cost, DeviceKeys, KeySlots, NewWorker, Roster, SystemRandomness};
use serde::{Deserialize, Serialize};
use std::path::Path;
use ts_rs::TS;
use uuid::Uuid;

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

/// Territory code of the central office.
pub const CENTRE: &str = "TM";

impl Session {
    /// Begins an office on this computer: keys, store, the first worker. The centre's own list of offices is made at once.
    ///
    /// # Errors
    /// `OfficeExists` when there is one here; `PasswordsDiffer`, `PasswordTooShort`, `UnknownTerritory`, a broken rule of the worker.
    pub fn create(
        folder: &Path,
        request: &CreateOffice,
        clock: Clock,
        work: Work,
    ) -> Result<Session, CaseworkError> {
        if folder::read_slots(folder)?.is_some() || folder::store_path(folder).exists() {
            return Err(CaseworkError::OfficeExists);
        }
        if request.password != request.password_again {
            return Err(CaseworkError::PasswordsDiffer);
        }
        let office = office_of(request.level, &request.territory)?;
        let worker = Worker {
            name: Some(request.worker.trim().to_owned()),
            role: Some(request.role),
            office: Some(office.id),
        };
        goldaw_domain::Record::check(&worker, day_of((clock)()))?;
        goldaw_domain::violation::required("computer", Some(&request.computer))?;
        let mut randomness = SystemRandomness;
        let worker_id = new_uuid(&clock, &mut randomness)?;
        let password = folder::normalised(&request.password);
        let newcomer = NewWorker {
            worker: worker_id,
            name: request.worker.trim(),
            password: &password,
            cost: Cost::FLOOR,
        };
        let (slots, slot) = KeySlots::create(newcomer, &mut randomness)?;
        let device = new_uuid(&clock, &mut randomness)?;
        let keys = DeviceKeys::generate(device, &mut randomness)?;
        let incarnation = Uuid::from_bytes(random(&mut randomness)?);
        let mark = number::mark(u16::from_le_bytes(random(&mut randomness)?));

        std::fs::create_dir_all(folder).map_err(|_| CaseworkError::FolderUnwritable)?;
        let key = StoreKey {
            key: slot.database_key.expose(),
            salt: &slot.database_salt,
        };
        let mut store = Store::create(&folder::store_path(folder), &key, rules()?)?;
        store.set_secret("device_keys", &keys.to_secret_bytes())?;
        for (name, value) in [
            ("incarnation", incarnation.to_string()),
            ("mark", mark.clone()),
            ("computer", request.computer.trim().to_owned()),
            (
                "office",
                serde_json::to_string(&office).map_err(goldaw_store::StoreError::from)?,
            ),
        ] {
            store.set_setting(name, &value)?;
        }
        // The slots come last: a power cut before this line leaves a store nobody can open and the first start begins anew.
        folder::write_slots(folder, &slots)?;
        folder::write_screen(
            folder,
            &folder::Screen {
                language: request.language,
                practice: false,
            },
        )?;
        let mut session = Session {
            folder: folder.to_owned(),
            store,
            keys,
            slot,
            worker: WorkerCard {
                id: worker_id.into(),
                name: request.worker.trim().to_owned(),
                role: request.role,
            },
            office,
            computer: request.computer.trim().to_owned(),
            mark,
            incarnation: Incarnation(incarnation),
            roster: None,
            life: random(&mut randomness)?,
            clock,
            work,
        };
        session.introduce(&worker)?;
        if request.level == Level::Centre {
            crate::enrolment::found_centre(&mut session)?;
        }
        Ok(session)
    }

    /// Signs a worker in.
    ///
    /// # Errors
    /// `WrongPassword`, `UnknownWorker`, and everything that can be wrong with the store.
    pub fn unlock(
        folder: &Path,
        request: &Unlock,
        clock: Clock,
        work: Work,
    ) -> Result<Session, CaseworkError> {
        let slots = folder::read_slots(folder)?.ok_or(goldaw_trust::TrustError::NoSlots)?;
        let owner = slots
            .owners()
            .into_iter()
            .find(|owner| owner.name == request.worker);
        let owner = owner.ok_or(goldaw_trust::TrustError::UnknownWorker)?;
        let slot = slots.open(owner.worker, &folder::normalised(&request.password))?;
        let key = StoreKey {
            key: slot.database_key.expose(),
            salt: &slot.database_salt,
        };
        let store = Store::open(&folder::store_path(folder), &key, rules()?)?;
        let damaged = || CaseworkError::Store(goldaw_store::StoreError::Damaged);
        let setting = |name: &str| store.read().setting(name)?.ok_or_else(damaged);
        let office: OfficeCard =
            serde_json::from_str(&setting("office")?).map_err(|_| damaged())?;
        let incarnation = Uuid::parse_str(&setting("incarnation")?).map_err(|_| damaged())?;
        let (computer, mark) = (setting("computer")?, setting("mark")?);
        let keys =
            DeviceKeys::from_secret_bytes(&store.secret("device_keys")?.ok_or_else(damaged)?)?;
        let roster = store
            .secret("roster")?
            .map(|bytes| Roster::decode(&bytes))
            .transpose()?;
        let known = store
            .read()
            .document(WorkerId::from(owner.worker))?
            .and_then(|document| document.read::<Worker>());
        let role = known
            .and_then(|worker| worker.role)
            .unwrap_or(Role::Specialist);
        let mut session = Session {
            folder: folder.to_owned(),
            worker: WorkerCard {
                id: owner.worker.into(),
                name: owner.name,
                role,
            },
            store,
            keys,
            slot,
            office,
            computer,
            mark,
            incarnation: Incarnation(incarnation),
            roster,
            life: random(&mut SystemRandomness)?,
            clock,
            work,
        };
        session.look_at_life()?;
        session.fold_old(AT_START);
        Ok(session)
    }

    /// Returns who is signed in, and where.
    pub fn opened(&self) -> Result<Opened, CaseworkError> {
        let screen = folder::read_screen(&self.folder);
        let text_size = self
            .read()
            .setting("text_size")?
            .and_then(|size| size.parse().ok())
            .unwrap_or(16);
        Ok(Opened {
            worker: self.worker.clone(),
            office: self.office.clone(),
            computer: self.computer.clone(),
            language: screen.language,
            text_size,
            practice: screen.practice,
        })
    }

    /// Writes the office, this computer and the first worker where every office reads them.
    fn introduce(&mut self, worker: &Worker) -> Result<(), CaseworkError> {
        let office = Office {
            code: Some(self.office.code.clone()),
            name: Some(self.office.name.clone()),
            territory: Some(self.office.code.clone()),
            level: Some(self.office.level),
        };
        let device = Device {
            name: Some(self.computer.clone()),
            office: Some(self.office.id),
            mark: Some(self.mark.clone()),
        };
        let writes = vec![
            Write::new(self.office.id, &office),
            Write::new(RecordId::from(self.device().uuid()), &device),
            Write::new(self.worker.id, worker),
        ];
        self.write_in(SHARED_SCOPE, "begin_office", None, writes)
    }
}

/// Returns the office of a level in a territory. Its id follows from both, so that two computers set up apart mean the same office.
pub fn office_of(level: Level, territory: &str) -> Result<OfficeCard, CaseworkError> {
    let name = match (level, territory) {
        (Level::Centre, CENTRE) => "Merkez".to_owned(),
        (Level::Centre, _) => return Err(CaseworkError::UnknownTerritory),
        _ => {
            let places = &reference::shipped().places;
            let place = places
                .iter()
                .find(|place| place.code == territory)
                .ok_or(CaseworkError::UnknownTerritory)?;
            if level == Level::Velayat && place.parent.is_some() {
                return Err(CaseworkError::UnknownTerritory);
            }
            place.tk.clone()
        }
    };
    let id = office_id(level, territory);
    Ok(OfficeCard {
        id: id.into(),
        code: territory.to_owned(),
        name,
        level,
    })
}

fn office_id(level: Level, territory: &str) -> Uuid {
    let hash = blake3::derive_key(
        "goldaw office id v1",
        format!("{} {territory}", level.code()).as_bytes(),
    );
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn rules() -> Result<Rules, CaseworkError> {
    let shipped = reference::load()?;
    Ok(Rules {
        times: shipped.times,
        calendar: shipped.calendar.clone(),
    })
}
