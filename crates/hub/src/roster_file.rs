//! The roster the hub goes by: read from a file, again whenever the file changes, and replaced when the centre publishes a
//! newer one. Only ever forward, and only of the centre it began with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use goldaw_trust::{Accepted, Roster};

use crate::mailbox::write_whole;

/// Length and time of a file, to see cheaply whether it is another one.
type Stamp = (u64, Option<SystemTime>);

pub(crate) struct RosterFile {
    path: PathBuf,
    held: Mutex<(Stamp, Arc<Roster>)>,
}

/// Why a published roster was not taken.
pub(crate) enum NotTaken {
    /// No roster, another centre's, or an older one.
    Refused,
    Disk(io::Error),
}

impl RosterFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let stamp = stamp(path)?;
        let roster = Roster::decode(&fs::read(path)?).map_err(io::Error::other)?;
        Ok(Self {
            path: path.to_owned(),
            held: Mutex::new((stamp, Arc::new(roster))),
        })
    }

    /// Returns the newest roster known. A file that cannot be read, or is none of ours, changes nothing.
    pub(crate) fn current(&self) -> io::Result<Arc<Roster>> {
        let mut held = self
            .held
            .lock()
            .map_err(|_| io::Error::other("an earlier change did not end"))?;
        if let Ok(stamp) = stamp(&self.path)
            && stamp != held.0
            && let Ok(bytes) = fs::read(&self.path)
        {
            held.0 = stamp;
            if let Ok(roster) = Roster::decode(&bytes)
                && Roster::accept(Some(&held.1), &roster) == Ok(Accepted::Newer)
            {
                held.1 = Arc::new(roster);
            }
        }
        Ok(Arc::clone(&held.1))
    }

    /// Takes a newer roster of the same centre; durable when it returns.
    pub(crate) fn replace(&self, bytes: &[u8]) -> Result<(), NotTaken> {
        let roster = Roster::decode(bytes).map_err(|_| NotTaken::Refused)?;
        let mut held = self
            .held
            .lock()
            .map_err(|_| NotTaken::Disk(io::Error::other("an earlier change did not end")))?;
        if Roster::accept(Some(&held.1), &roster).map_err(|_| NotTaken::Refused)? == Accepted::Newer
        {
            let aside = self.path.with_extension("new");
            write_whole(&aside, &self.path, bytes).map_err(NotTaken::Disk)?;
            *held = (stamp(&self.path).map_err(NotTaken::Disk)?, Arc::new(roster));
        }
        Ok(())
    }
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let about = fs::metadata(path)?;
    Ok((about.len(), about.modified().ok()))
}
