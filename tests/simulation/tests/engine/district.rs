//! A district of real offices: stores under SQLCipher, sealed bundles on sticks, folders copied as an administrator would.

use goldaw_changes::{ChangeHash, Clock, RawChange};
use goldaw_domain::ids::{DeviceId, OfficeId, SHARED_SCOPE};
use goldaw_simulation::script::{Relay, Shape};
use goldaw_store::Document;
use goldaw_tests::agreement::id_of;
use goldaw_tests::office::{Office, by_folder};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the etrap offices are.
const TERRITORIES: [&str; 3] = ["AH-GDP", "AH-BHD", "AH-TJN"];
/// When every district begins: 2026-09-21, in ms since 1970 (UTC).
const BEGIN_MS: u64 = 1_790_000_000_000;

/// The velayat all of them belong to.
const VELAYAT: &str = "AH";

/// Which office a computer stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An etrap of the shape.
    Etrap(usize),
    /// Their velayat, which reads and packs anew.
    Velayat,
    /// The centre.
    Centre,
}

/// A computer with its place and its clock.
pub struct Computer {
    /// The desk.
    pub office: Office,
    /// Its folder.
    pub folder: PathBuf,
    /// Its office.
    pub of: Place,
    /// Its wall clock.
    pub clock: Arc<AtomicU64>,
    /// The cases a worker may write to.
    pub cases: Vec<String>,
    /// The people of those cases.
    pub people: Vec<String>,
}

/// The district.
pub struct District {
    place: tempfile::TempDir,
    /// Computers of the etraps, the velayat's when there is one, the centre last.
    pub computers: Vec<Computer>,
    /// The ids of the etrap offices.
    pub offices: Vec<OfficeId>,
    /// The id of the velayat's office, when there is one.
    pub velayat: Option<OfficeId>,
}

fn desk(folder: &Path, clock: &Arc<AtomicU64>) -> Office {
    let clock = Arc::clone(clock);
    Office::with_clock(folder, Arc::new(move || clock.load(Ordering::Relaxed)))
}

impl District {
    /// Founds a centre and lets everybody join; each office opens two cases that all its computers know.
    pub fn new(shape: &Shape) -> Self {
        let place = tempfile::tempdir().unwrap();
        let computer = |name: String, of: Place| {
            let (folder, clock) = (place.path().join(name), Arc::new(AtomicU64::new(BEGIN_MS)));
            let office = desk(&folder, &clock);
            match of {
                Place::Centre => office.first_start("centre", "TM"),
                Place::Velayat => office.first_start("velayat", VELAYAT),
                Place::Etrap(of) => office.first_start("etrap", TERRITORIES[of]),
            };
            Computer {
                office,
                folder,
                of,
                clock,
                cases: Vec::new(),
                people: Vec::new(),
            }
        };
        let centre = computer("centre".to_owned(), Place::Centre);
        let mut computers: Vec<Computer> = Vec::new();
        for (of, count) in shape.computers.iter().enumerate() {
            for number in 0..*count {
                let one = computer(format!("pc{of}{number}"), Place::Etrap(of));
                let stick = place.path().join(format!("joining{of}{number}"));
                std::fs::create_dir_all(&stick).unwrap();
                one.office.join(&centre.office, &stick);
                computers.push(one);
            }
        }
        let velayat = (shape.relay == Relay::Velayat).then(|| {
            let one = computer("velayat".to_owned(), Place::Velayat);
            let stick = place.path().join("joining-velayat");
            std::fs::create_dir_all(&stick).unwrap();
            one.office.join(&centre.office, &stick);
            let id = id_of(&one.office);
            computers.push(one);
            id
        });
        computers.push(centre);
        let offices = (0..shape.computers.len())
            .map(|of| {
                id_of(
                    &computers
                        .iter()
                        .find(|computer| computer.of == Place::Etrap(of))
                        .unwrap()
                        .office,
                )
            })
            .collect();
        let mut district = District {
            place,
            computers,
            offices,
            velayat,
        };
        for of in 0..shape.computers.len() {
            let (mut cases, mut people) = (Vec::new(), Vec::new());
            let first = district
                .computers
                .iter()
                .find(|computer| computer.of == Place::Etrap(of))
                .unwrap();
            for name in ["Jeren", "Maral"] {
                let (person, case) = first.office.open_case("Nuryýewa", name);
                cases.push(case);
                people.push(person);
            }
            for computer in district
                .computers
                .iter_mut()
                .filter(|computer| match computer.of {
                    Place::Etrap(other) => other == of,
                    Place::Velayat | Place::Centre => true,
                })
            {
                computer.cases.extend(cases.iter().cloned());
                computer.people.extend(people.iter().cloned());
            }
        }
        district
    }

    /// The centre's place in the list.
    pub fn centre(&self) -> usize {
        self.computers.len() - 1
    }

    /// The computer's own id: a copied folder takes it along.
    pub fn device(&self, at: usize) -> DeviceId {
        self.computers[at]
            .office
            .desk()
            .with_session(|session| Ok(session.device()))
            .unwrap()
    }

    /// The id of the office a computer stands in; None for the centre.
    pub fn office_of(&self, at: usize) -> Option<OfficeId> {
        match self.computers[at].of {
            Place::Etrap(of) => Some(self.offices[of]),
            Place::Velayat => self.velayat,
            Place::Centre => None,
        }
    }

    /// A folder of its own in the district, made when it is not there.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.place.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Hands over to a stick; None when the program says there is nothing.
    pub fn pack(&self, from: usize, to: Option<OfficeId>) -> Option<PathBuf> {
        let stick = self.folder("stick");
        let to = to.map(|office| office.to_string());
        let done = self.computers[from].office.ask(
            "hand_over",
            json!({ "carrier": by_folder(&stick), "to": to }),
        );
        match done {
            Ok(done) => Some(stick.join(done["file"].as_str().unwrap())),
            Err(refusal) => {
                assert_eq!(refusal.code, "nothing-to-hand-over", "{refusal:?}");
                None
            }
        }
    }

    /// Lets a computer pass a parcel on unopened, from the stick it lies on to another; the parcel's place there.
    pub fn pass_on(&self, by: usize, parcel: &Path) -> Result<PathBuf, String> {
        let name = parcel.file_name().unwrap();
        let stem = parcel.file_stem().unwrap().to_string_lossy().into_owned();
        let (from, to) = (
            self.folder(&format!("{stem}-a")),
            self.folder(&format!("{stem}-b")),
        );
        std::fs::copy(parcel, from.join(name)).unwrap();
        let request = json!({ "from": by_folder(&from), "to": by_folder(&to) });
        let told = self.computers[by].office.call("pass_on", request);
        if told["passed_on"] == 1 && to.join(name).exists() {
            Ok(to.join(name))
        } else {
            Err(format!(
                "computer {by} does not pass a sealed parcel on: {told}"
            ))
        }
    }

    /// Takes a parcel over, or says why not.
    pub fn take(&self, at: usize, parcel: &Path) -> Result<Value, String> {
        let (folder, file) = (
            parcel.parent().unwrap(),
            parcel.file_name().unwrap().to_string_lossy().into_owned(),
        );
        let taken = self.computers[at].office.ask(
            "take_over",
            json!({ "carrier": by_folder(folder), "file": file }),
        );
        taken.map_err(|refusal| refusal.code.to_string())
    }

    /// Closes the program of a computer and opens it again.
    pub fn restart(&mut self, at: usize) {
        self.computers[at].office.call("lock", json!({}));
        self.computers[at].office.unlock();
    }

    /// Copies a computer's folder aside.
    pub fn back_up(&mut self, at: usize) {
        self.computers[at].office.call("lock", json!({}));
        let (from, to) = (
            self.computers[at].folder.clone(),
            self.place.path().join(format!("backup{at}")),
        );
        let _ = std::fs::remove_dir_all(&to);
        copy_folder(&from, &to);
        self.computers[at].office.unlock();
    }

    /// Puts the backup of one computer onto another or the same; false when there is none.
    pub fn put_back(&mut self, at: usize, from: usize) -> bool {
        let copy = self.place.path().join(format!("backup{from}"));
        if !copy.exists() {
            return false;
        }
        self.computers[at].office.call("lock", json!({}));
        let folder = self.computers[at].folder.clone();
        std::fs::remove_dir_all(&folder).unwrap();
        copy_folder(&copy, &folder);
        self.computers[at].office = desk(&folder, &self.computers[at].clock);
        self.computers[at].office.unlock();
        true
    }

    /// The scopes a computer takes part in.
    pub fn scopes(&self, at: usize) -> Vec<OfficeId> {
        let own = match self.computers[at].of {
            Place::Etrap(of) => vec![self.offices[of]],
            Place::Velayat | Place::Centre => {
                let all = self.offices.iter().copied().chain(self.velayat);
                all.collect()
            }
        };
        own.into_iter().chain([SHARED_SCOPE]).collect()
    }

    /// Reads the changes a computer has applied, in the order it did, and those that wait.
    pub fn changes(&self, at: usize) -> (Vec<RawChange>, Vec<RawChange>) {
        let scopes = self.scopes(at);
        let read = self.computers[at].office.desk().with_session(|session| {
            let held = session
                .read()
                .outgoing(&scopes, &Clock::new(), &[], u32::MAX)?;
            let waiting = session.read().waiting()?;
            let held = held.into_iter().map(|change| change.raw).collect();
            Ok((held, waiting))
        });
        read.unwrap()
    }

    /// Reads every record of a computer's scopes as it is shown.
    pub fn records(
        &self,
        at: usize,
        ids: &[goldaw_domain::ids::RecordId],
    ) -> BTreeMap<String, Document> {
        let read = self.computers[at]
            .office
            .desk()
            .with_session(|session| Ok(session.read().documents(ids)?));
        read.unwrap()
            .into_iter()
            .map(|document| (document.id.to_string(), document))
            .collect()
    }

    /// A hash over everything derived.
    pub fn digest(&self, at: usize) -> String {
        self.computers[at]
            .office
            .desk()
            .with_session(|session| Ok(session.read().digest()?))
            .unwrap()
    }
}

/// The names of changes.
pub fn names(changes: &[RawChange]) -> impl Iterator<Item = ChangeHash> + '_ {
    changes.iter().map(RawChange::hash)
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
