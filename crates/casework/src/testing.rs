//! What the tests of this room begin with: a real office in a folder of its own, with a clock that goes only when told.

mod district;

pub(crate) use self::district::{by, carry, district_office, head_of, join};

use crate::cases::{OpenCase, open_case};
use crate::people::register_person;
use crate::progress::Work;
use crate::session::{Clock, CreateOffice, Language, Session, Unlock};
use crate::settings::{AddWorker, add_worker};
use crate::visits::RecordVisit;
use chrono::NaiveDate;
use goldaw_domain::codes::{Level, Risk, Role, VisitKind};
use goldaw_domain::ids::{CaseId, PersonId, SHARED_SCOPE, WorkerId};
use goldaw_domain::records::{Person, Worker};
use goldaw_store::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const PASSWORD: &str = "a long enough password";
const FIRST_WORKER: &str = "Maral Orazowa";

/// An office whose store lies in `folder`/goldaw; everything goes when it is dropped.
pub(crate) struct Office {
    pub(crate) session: Session,
    pub(crate) folder: TempDir,
    clock: Arc<AtomicU64>,
}

/// A new etrap office on a day after most tests' dates.
pub(crate) fn office() -> Office {
    office_on("2026-11-24")
}

/// A new etrap office, at nine in the morning of a day.
pub(crate) fn office_on(day: &str) -> Office {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicU64::new(nine_in_the_morning(day.parse().unwrap())));
    let request = CreateOffice {
        language: Language::Tk,
        level: Level::Etrap,
        territory: "AH-GDP".to_owned(),
        computer: "computer 1".to_owned(),
        worker: FIRST_WORKER.to_owned(),
        role: Role::Specialist,
        password: PASSWORD.to_owned(),
        password_again: PASSWORD.to_owned(),
    };
    let at = folder.path().join("goldaw");
    let session = Session::create(&at, &request, ticking(&clock), Work::default()).unwrap();
    Office {
        session,
        folder,
        clock,
    }
}

impl Office {
    /// Puts the clock to nine in the morning of a day.
    pub(crate) fn go_to(&mut self, day: NaiveDate) {
        self.clock
            .store(nine_in_the_morning(day), Ordering::Relaxed);
    }

    /// Lets time pass.
    pub(crate) fn wait_seconds(&mut self, seconds: u64) {
        self.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Closes the store and opens it again, as after a power cut.
    pub(crate) fn open_again(self) -> Office {
        self.sign_in_as(FIRST_WORKER)
    }

    /// Closes the store and lets a worker open it.
    pub(crate) fn sign_in_as(self, worker: &str) -> Office {
        let Office {
            session,
            folder,
            clock,
        } = self;
        drop(session);
        let request = Unlock {
            worker: worker.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let at = folder.path().join("goldaw");
        let session = Session::unlock(&at, &request, ticking(&clock), Work::default()).unwrap();
        Office {
            session,
            folder,
            clock,
        }
    }
}

impl Office {
    /// Closes the store and copies it: two computers that go on from the same moment without seeing each other.
    pub(crate) fn twins(self) -> (Office, Office) {
        let Office {
            session,
            folder,
            clock,
        } = self;
        let worker = session.worker().name.clone();
        drop(session);
        let other = tempfile::tempdir().unwrap();
        let into = other.path().join("goldaw");
        std::fs::create_dir(&into).unwrap();
        for file in std::fs::read_dir(folder.path().join("goldaw")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), into.join(file.file_name())).unwrap();
        }
        let open = |folder: TempDir| {
            let clock = Arc::new(AtomicU64::new(clock.load(Ordering::Relaxed)));
            let request = Unlock {
                worker: worker.clone(),
                password: PASSWORD.to_owned(),
            };
            let at = folder.path().join("goldaw");
            let session = Session::unlock(&at, &request, ticking(&clock), Work::default()).unwrap();
            Office {
                session,
                folder,
                clock,
            }
        };
        (open(folder), open(other))
    }

    /// Takes over everything another office has, without the parcels in between.
    pub(crate) fn take_over_from(&mut self, other: &Office) {
        let read = other.session.read();
        let scopes = [other.session.office().id, SHARED_SCOPE];
        let all = read
            .outgoing(&scopes, &Default::default(), &[], u32::MAX)
            .unwrap();
        let now = self.session.now();
        let incoming = all.into_iter().map(|change| change.raw).collect();
        self.session
            .store_mut()
            .take_over(incoming, now, |_| Ok(()))
            .unwrap();
    }
}

/// A clock that goes a millisecond with every look at it, so that nothing happens at the same moment.
fn ticking(clock: &Arc<AtomicU64>) -> Clock {
    let clock = Arc::clone(clock);
    Arc::new(move || clock.fetch_add(1, Ordering::Relaxed))
}

fn nine_in_the_morning(day: NaiveDate) -> u64 {
    const FOUR_HOURS_UTC: i64 = 4 * 60 * 60 * 1000;
    let midnight = day
        .and_hms_opt(0, 0, 0)
        .unwrap()
        .and_utc()
        .timestamp_millis();
    u64::try_from(midnight + FOUR_HOURS_UTC).unwrap()
}

pub(crate) fn a_person(session: &mut Session, surname: &str, given_name: &str) -> PersonId {
    let person = Person {
        surname: Some(surname.to_owned()),
        given_name: Some(given_name.to_owned()),
        ..Person::default()
    };
    register_person(session, person).unwrap()
}

pub(crate) fn a_case(session: &mut Session, risk: Risk) -> CaseId {
    a_case_of(session, "Orazowa", risk)
}

/// A case of a new person, whose given name is A.
pub(crate) fn a_case_of(session: &mut Session, surname: &str, risk: Risk) -> CaseId {
    let request = OpenCase {
        person: Some(a_person(session, surname, "A")),
        risk: Some(risk),
        risk_reason: Some("first look".to_owned()),
        ..OpenCase::default()
    };
    open_case(session, request).unwrap()
}

/// A visit at home today, in which the client was seen.
pub(crate) fn a_visit(session: &Session, case: CaseId, findings: &str) -> RecordVisit {
    RecordVisit {
        case,
        visited_on: session.today(),
        kind: VisitKind::Home,
        seen: true,
        met: None,
        findings: Some(findings.to_owned()),
        next_step: None,
        next_visit_on: None,
        not_seen_reason: None,
    }
}

/// A second worker who can sign in on this computer.
pub(crate) fn another_worker(session: &mut Session, name: &str) -> WorkerId {
    let request = AddWorker {
        name: name.to_owned(),
        role: Role::Specialist,
        password: PASSWORD.to_owned(),
        password_again: PASSWORD.to_owned(),
    };
    add_worker(session, request).unwrap().id
}

/// A worker of another office, as the exchange brings one.
pub(crate) fn a_worker_elsewhere(session: &mut Session, name: &str) -> WorkerId {
    let office = crate::session::office_of(Level::Centre, crate::session::CENTRE)
        .unwrap()
        .id;
    let worker = Worker {
        name: Some(name.to_owned()),
        role: Some(Role::Specialist),
        office: Some(office),
    };
    let id: WorkerId = session.new_id().unwrap();
    session
        .write_in(
            SHARED_SCOPE,
            "add_worker",
            None,
            vec![Write::new(id, &worker)],
        )
        .unwrap();
    id
}
