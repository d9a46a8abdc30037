//! The open session every use case works with: the store, who is signed in, at which office, on which computer.

mod clock;
mod fold;
mod life;
mod names;
mod opening;

pub use clock::{Clock, day_of};
pub(crate) use life::NextLife;
pub use names::Names;
pub use opening::{CENTRE, CreateOffice, Language, Opened, Stage, StartState, Unlock, office_of};

use self::clock::turkmen_time;
use crate::cards::{OfficeCard, WorkerCard};
use crate::error::CaseworkError;
use crate::progress::Work;
use crate::reference::Reference;
use crate::{folder, reference};
use chrono::NaiveDate;
use goldaw_changes::Incarnation;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId};
use goldaw_domain::{RecordKind, number};
use goldaw_store::{Author, Intent, Reader, Store, Write};
use goldaw_trust::{DeviceKeys, OpenedSlot, Randomness, Roster, SystemRandomness};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The secret in which the centre's list is kept.
pub(crate) const ROSTER: &str = "roster";

/// A signed-in worker with the open store of the office.
pub struct Session {
    folder: PathBuf,
    store: Store,
    keys: DeviceKeys,
    slot: OpenedSlot,
    worker: WorkerCard,
    office: OfficeCard,
    computer: String,
    mark: String,
    incarnation: Incarnation,
    roster: Option<Roster>,
    /// A random number for this start of the program: what others confirm is confirmed to this life.
    life: [u8; 16],
    clock: Clock,
    work: Work,
}

/// Reading, writing, and what every use case needs to know.
impl Session {
    /// Reads the store.
    pub fn read(&self) -> Reader<'_> {
        self.store.read()
    }

    /// Returns the store, for planning.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the store, for facts of this computer alone.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Returns the present time, ms since 1970 (UTC).
    pub fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Returns the present day in Turkmenistan.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// Returns a time as screens show it: `YYYY-MM-DDTHH:MM` in Turkmenistan, which is five hours ahead of UTC all year.
    pub fn local(&self, ms: u64) -> String {
        turkmen_time(ms).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// Returns who is signed in.
    pub fn worker(&self) -> &WorkerCard {
        &self.worker
    }

    /// Returns the office.
    pub fn office(&self) -> &OfficeCard {
        &self.office
    }

    /// Returns this computer.
    pub fn device(&self) -> DeviceId {
        self.keys.device().into()
    }

    /// Returns the folder everything of this office lies in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the reference data shipped with the program.
    pub fn reference(&self) -> &'static Reference {
        reference::shipped()
    }

    /// Returns the work under way.
    pub fn progress(&self) -> Work {
        self.work.clone()
    }

    /// Makes an id nobody else makes: UUID version 7.
    pub fn new_id<T: From<RecordId>>(&self) -> Result<T, CaseworkError> {
        Ok(RecordId::from(new_uuid(&self.clock, &mut SystemRandomness)?).into())
    }

    /// Returns the next number of this office, year and computer.
    ///
    /// The counter is kept at once: a number given and not used leaves a gap, never a repetition.
    pub fn next_number(&mut self) -> Result<String, CaseworkError> {
        use chrono::Datelike;
        let year = self.today().year();
        let name = format!("counter:{year}");
        let counter = self
            .read()
            .setting(&name)?
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
            + 1;
        self.store.set_setting(&name, &counter.to_string())?;
        Ok(number::number(&self.office.code, year, &self.mark, counter))
    }

    /// Writes one change.
    ///
    /// It travels with the office of the record it is about: the first one written that exists, or that a new one names; else this one.
    pub fn write(
        &mut self,
        action: &str,
        reason: Option<String>,
        writes: Vec<Write>,
    ) -> Result<(), CaseworkError> {
        let scope = self.scope_of(&writes)?;
        self.write_in(scope, action, reason, writes)
    }

    /// Writes several changes of this office in one transaction, and a setting with them.
    pub fn write_many(
        &mut self,
        intents: Vec<Intent>,
        setting: Option<(&str, &str)>,
    ) -> Result<(), CaseworkError> {
        self.commit_in(self.office.id, intents, setting)
    }

    /// Writes one change in a scope.
    pub fn write_in(
        &mut self,
        scope: OfficeId,
        action: &str,
        reason: Option<String>,
        writes: Vec<Write>,
    ) -> Result<(), CaseworkError> {
        let intent = Intent {
            action: action.to_owned(),
            reason,
            writes,
        };
        self.commit_in(scope, vec![intent], None)
    }

    /// Writes changes of one scope in one transaction, and a setting with them.
    pub(crate) fn commit_in(
        &mut self,
        scope: OfficeId,
        intents: Vec<Intent>,
        setting: Option<(&str, &str)>,
    ) -> Result<(), CaseworkError> {
        let (author, now) = (self.author(scope), self.now());
        self.store.commit(&author, &intents, setting, now)?;
        self.keep_marker()
    }

    fn author(&self, scope: OfficeId) -> Author {
        Author {
            device: self.device(),
            incarnation: self.incarnation,
            scope,
            worker: self.worker.id,
            office: self.office.id,
            role: self.worker.role.code().to_owned(),
        }
    }

    fn scope_of(&self, writes: &[Write]) -> Result<OfficeId, CaseworkError> {
        for write in writes {
            if let Some(document) = self.read().document(write.record)? {
                return Ok(document.scope);
            }
        }
        for write in writes {
            for name in ["case", "about", "person", "household"] {
                let named = write
                    .fields
                    .get(name)
                    .and_then(|value| value.as_str())
                    .and_then(|text| Uuid::parse_str(text).ok());
                if let Some(named) = named
                    && let Some(document) = self.read().document(RecordId::from(named))?
                {
                    return Ok(document.scope);
                }
            }
        }
        Ok(self.office.id)
    }

    /// Returns the names of workers, offices and computers by id.
    pub fn names(&self) -> Names {
        let read = self.read();
        let named = |kind: RecordKind| -> BTreeMap<Uuid, String> {
            let all = read.all(kind).unwrap_or_default();
            all.into_iter()
                .filter_map(|document| {
                    Some((
                        document.id.uuid(),
                        document.fields.get("name")?.as_str()?.to_owned(),
                    ))
                })
                .collect()
        };
        Names {
            workers: named(RecordKind::Worker),
            offices: named(RecordKind::Office),
            devices: named(RecordKind::Device),
        }
    }
}

/// What the exchange needs of a session; not for other use cases.
impl Session {
    pub(crate) fn keys(&self) -> &DeviceKeys {
        &self.keys
    }

    pub(crate) fn slot(&self) -> &OpenedSlot {
        &self.slot
    }

    pub(crate) fn life(&self) -> [u8; 16] {
        self.life
    }

    pub(crate) fn computer(&self) -> &str {
        &self.computer
    }

    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// Returns the centre's list, once the centre knows this computer.
    pub fn roster(&self) -> Option<&Roster> {
        self.roster.as_ref()
    }

    /// Returns the key with which this computer opens bundles, as other age tools take it. Only of a practice office: a real one never
    /// leaves the store.
    pub fn practice_key(&self) -> Result<String, CaseworkError> {
        if !folder::read_screen(&self.folder).practice {
            return Err(CaseworkError::OnlyForPractice);
        }
        Ok(self.keys.seal_secret().text()?.to_string())
    }

    /// Keeps a newer list of offices and computers.
    pub(crate) fn keep_roster(&mut self, roster: Roster) -> Result<(), CaseworkError> {
        self.store.set_secret(ROSTER, roster.encode())?;
        self.roster = Some(roster);
        Ok(())
    }

    /// Goes by a newer list of offices and computers that was kept already.
    pub(crate) fn go_by(&mut self, roster: Roster) {
        self.roster = Some(roster);
    }

    /// Returns the present life of this store: new after a restore or a copy that was noticed.
    pub(crate) fn incarnation(&self) -> Incarnation {
        self.incarnation
    }
}

fn random<const N: usize>(randomness: &mut dyn Randomness) -> Result<[u8; N], CaseworkError> {
    let mut bytes = [0u8; N];
    randomness.fill(&mut bytes)?;
    Ok(bytes)
}

fn new_uuid(clock: &Clock, randomness: &mut dyn Randomness) -> Result<Uuid, CaseworkError> {
    Ok(uuid::Builder::from_unix_timestamp_millis((clock)(), &random(randomness)?).into_uuid())
}
