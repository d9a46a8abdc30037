//! The way to a carrier: a folder or the hub, behind one face. Parcels are bytes here; nothing is opened.

use crate::error::CaseworkError;
use crate::exchange::Carrier;
use crate::session::Session;
use goldaw_bundle::Limits;
use goldaw_transport::folder::{self, Caps, Disk, Found, Medium};
use goldaw_transport::http::{Hub, Signer, Timeouts};
use goldaw_transport::wire::Waiting;
use goldaw_trust::DeviceKeys;
use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

/// Name of a file that asks to join.
pub(crate) const REQUEST: &str = ".goldaw-join";

/// A carrier that can be looked at and written to.
pub(crate) enum Mail {
    Folder(PathBuf),
    Hub(Box<Hub>),
}

/// A file on a carrier.
pub(crate) struct OnCarrier {
    pub name: String,
    pub bytes: u64,
    at: Place,
}

impl OnCarrier {
    /// Returns the most bytes a file of this name may have.
    fn most(&self) -> u64 {
        if self.name.ends_with(REQUEST) {
            Caps::default().request
        } else {
            Limits::default().file
        }
    }

    /// Tells whether it is larger than is taken: then it is not opened.
    pub fn too_large(&self) -> bool {
        self.bytes > self.most()
    }
}

enum Place {
    Folder(Found),
    Hub(Waiting),
}

/// A file within reach.
pub(crate) enum Parcel {
    File(Found),
    Bytes(Vec<u8>),
}

/// What can be read from any place.
pub(crate) trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

impl Parcel {
    /// Begins to read it from the start.
    pub fn open(&self) -> Result<Box<dyn Source + '_>, CaseworkError> {
        Ok(match self {
            Parcel::File(found) => Box::new(folder::open(found, Limits::default().file)?),
            Parcel::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        })
    }
}

impl Mail {
    /// Reaches a carrier. Nothing is asked of it yet.
    pub fn reach(session: &Session, carrier: &Carrier) -> Result<Mail, CaseworkError> {
        match carrier {
            Carrier::Folder { path } => Ok(Mail::Folder(PathBuf::from(path.trim()))),
            Carrier::Hub => {
                let address = session
                    .read()
                    .setting("hub")?
                    .filter(|hub| !hub.is_empty())
                    .ok_or(CaseworkError::NoHub)?;
                let signing = DeviceKeys::from_secret_bytes(&session.keys().to_secret_bytes())?;
                let signer = Signer {
                    device: session
                        .keys()
                        .mailbox()
                        .iter()
                        .map(|byte| format!("{byte:02x}"))
                        .collect(),
                    sign: Box::new(move |bytes| {
                        signing.sign(goldaw_trust::label::HUB_REQUEST, bytes)
                    }),
                };
                Ok(Mail::Hub(Box::new(Hub::new(
                    &address,
                    signer,
                    &Timeouts::default(),
                )?)))
            }
        }
    }

    /// Gives a file to the carrier: when this returns, it is there whole.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), CaseworkError> {
        match self {
            Mail::Folder(folder) => folder::write(folder, name, bytes).map(drop)?,
            Mail::Hub(_) if name.ends_with(REQUEST) => return Err(CaseworkError::ByFolderOnly),
            Mail::Hub(hub) => hub.put(bytes).map(drop)?,
        }
        Ok(())
    }

    /// Returns the bytes that can still be written, where the carrier can say.
    pub fn room(&self) -> Option<u64> {
        self.folder()
            .and_then(|folder| Disk.free_bytes(folder).ok())
    }

    /// Lists what is on the carrier and no larger than is taken: parcels, then requests to join.
    pub fn look(&self) -> Result<Vec<OnCarrier>, CaseworkError> {
        let mut files = self.look_at_all()?;
        files.retain(|file| !file.too_large());
        Ok(files)
    }

    /// Lists what is on the carrier: parcels, then requests to join, then what is too large to be opened.
    pub fn look_at_all(&self) -> Result<Vec<OnCarrier>, CaseworkError> {
        Ok(match self {
            Mail::Folder(folder) => {
                let listing = folder::list(folder, &Caps::default())?;
                let found = listing.parcels.into_iter().chain(listing.requests);
                found
                    .chain(listing.too_large)
                    .map(|found| OnCarrier {
                        name: found.name.clone(),
                        bytes: found.bytes,
                        at: Place::Folder(found),
                    })
                    .collect()
            }
            Mail::Hub(hub) => {
                let waiting = hub.list()?.into_iter();
                waiting
                    .map(|one| OnCarrier {
                        name: one.name.clone(),
                        bytes: one.bytes,
                        at: Place::Hub(one),
                    })
                    .collect()
            }
        })
    }

    /// Reads a file.
    pub fn fetch(&self, file: &OnCarrier) -> Result<Vec<u8>, CaseworkError> {
        let most = file.most();
        Ok(match (self, &file.at) {
            (_, Place::Folder(found)) => folder::read(found, most)?,
            (Mail::Hub(hub), Place::Hub(waiting)) => hub.get(waiting, most)?,
            (Mail::Folder(_), Place::Hub(_)) => return Err(CaseworkError::ParcelGone),
        })
    }

    /// Reads a file by its name.
    pub fn fetch_named(&self, name: &str) -> Result<Vec<u8>, CaseworkError> {
        self.fetch(&self.named(name)?)
    }

    /// Brings a file within reach, so that it can be read part by part and more than once.
    pub fn bring(&self, file: &OnCarrier) -> Result<Parcel, CaseworkError> {
        Ok(match &file.at {
            Place::Folder(found) => Parcel::File(found.clone()),
            Place::Hub(_) => Parcel::Bytes(self.fetch(file)?),
        })
    }

    /// Brings a file within reach by its name.
    pub fn bring_named(&self, name: &str) -> Result<Parcel, CaseworkError> {
        self.bring(&self.named(name)?)
    }

    fn named(&self, name: &str) -> Result<OnCarrier, CaseworkError> {
        let mut files = self.look_at_all()?.into_iter();
        files
            .find(|file| file.name == name)
            .ok_or(CaseworkError::ParcelGone)
    }

    /// Tells the hub that a parcel was taken over. On a folder it stays where it is.
    pub fn taken(&self, name: &str) -> Result<(), CaseworkError> {
        if let Mail::Hub(hub) = self {
            hub.taken(name)?;
        }
        Ok(())
    }

    /// Gives the hub the newest list of offices and computers. A folder needs none.
    pub fn publish_roster(&self, roster: &[u8]) -> Result<(), CaseworkError> {
        if let Mail::Hub(hub) = self {
            hub.publish_roster(roster)?;
        }
        Ok(())
    }

    /// Returns the folder, when it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Mail::Folder(folder) => Some(folder),
            Mail::Hub(_) => None,
        }
    }
}
