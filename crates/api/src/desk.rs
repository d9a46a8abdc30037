//! The state behind the calls: a folder, and the session that is open in it, one at a time.

use goldaw_casework::error::CaseworkError;
use goldaw_casework::folder;
use goldaw_casework::progress::{Progress, Work};
use goldaw_casework::reference;
use goldaw_casework::refusal::{Nothing, Refusal};
use goldaw_casework::session::{Clock, CreateOffice, Opened, Session, Stage, StartState, Unlock};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// A desk: what one window or one command works at.
pub struct Desk {
    folder: PathBuf,
    clock: Clock,
    work: Work,
    session: Mutex<Option<Session>>,
}

/// The computer's clock, in milliseconds since 1970 (UTC); 0 when it stands before that.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
            })
    })
}

impl Desk {
    /// Sits down at a folder. Nothing is read or written yet.
    pub fn at(folder: &Path) -> Desk {
        Desk::with_clock(folder, system_clock())
    }

    /// Sits down at a folder with a clock of its own, for practice and tests.
    pub fn with_clock(folder: &Path, clock: Clock) -> Desk {
        Desk {
            folder: folder.to_owned(),
            clock,
            work: Work::default(),
            session: Mutex::new(None),
        }
    }

    /// Tells where the program stands.
    pub fn start_state(&self, _: Nothing) -> Result<StartState, Refusal> {
        let opened = match self.lock_session().as_ref() {
            Some(session) => Some(session.opened()?),
            None => None,
        };
        let slots = folder::read_slots(&self.folder)?;
        let screen = folder::read_screen(&self.folder);
        let today = goldaw_casework::session::day_of((self.clock)());
        Ok(StartState {
            stage: match (&opened, &slots) {
                (Some(_), _) => Stage::Open,
                (None, Some(_)) => Stage::Locked,
                (None, None) => Stage::FirstStart,
            },
            workers: slots
                .map(|slots| slots.owners().into_iter().map(|owner| owner.name).collect())
                .unwrap_or_default(),
            language: screen.language,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            practice: screen.practice,
            opened,
            places: reference::shipped()
                .places
                .iter()
                .filter(|place| place.exists_on(today))
                .cloned()
                .collect(),
        })
    }

    /// Begins an office on this computer.
    pub fn create_office(&self, request: CreateOffice) -> Result<Opened, Refusal> {
        let mut open = self.lock_session();
        let session = Session::create(
            &self.folder,
            &request,
            self.clock.clone(),
            self.work.clone(),
        )?;
        let opened = session.opened()?;
        *open = Some(session);
        Ok(opened)
    }

    /// Signs a worker in. Who was signed in before is signed out first.
    pub fn unlock(&self, request: Unlock) -> Result<Opened, Refusal> {
        let mut open = self.lock_session();
        *open = None;
        let session = Session::unlock(
            &self.folder,
            &request,
            self.clock.clone(),
            self.work.clone(),
        )?;
        let opened = session.opened()?;
        *open = Some(session);
        Ok(opened)
    }

    /// Signs out: the store is closed and the keys are wiped.
    pub fn lock(&self, _: Nothing) -> Result<Nothing, Refusal> {
        *self.lock_session() = None;
        Ok(Nothing {})
    }

    /// Tells how far long work is. Answered while the work goes on.
    pub fn progress(&self, _: Nothing) -> Result<Progress, Refusal> {
        Ok(self.work.progress())
    }

    /// Asks long work to stop.
    pub fn cancel(&self, _: Nothing) -> Result<Nothing, Refusal> {
        self.work.cancel();
        Ok(Nothing {})
    }

    /// Does something with the open session.
    pub fn with_session<T>(
        &self,
        act: impl FnOnce(&mut Session) -> Result<T, CaseworkError>,
    ) -> Result<T, Refusal> {
        match self.lock_session().as_mut() {
            Some(session) => Ok(act(session)?),
            None => Err(CaseworkError::Locked.into()),
        }
    }

    /// A call that ended badly leaves no half state behind: every write is one transaction. So the next call goes on.
    fn lock_session(&self) -> MutexGuard<'_, Option<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
