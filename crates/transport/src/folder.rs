//! A folder as a carrier: a stick, a shared directory, anything that keeps files.
//!
//! Listing opens nothing and follows no link. Writing says "done" only after the bytes have been read back. The file
//! operations stand behind [`Medium`], so that tests can fill, write-protect or pull the stick at every step.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::TransportError;

mod disk;
mod names;
#[cfg(test)]
mod tests;

pub use disk::Disk;
pub use names::{Kind, kind_of};

/// Room left free beside the parcel: clusters and directory entries of a FAT stick.
const SLACK: u64 = 64 * 1024;

/// What a listing may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    /// The most files named like ours that are looked at; a stick full of photographs does not count.
    pub entries: usize,
    /// The largest parcel listed, in bytes.
    pub parcel: u64,
    /// The largest enrolment request listed, in bytes.
    pub request: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            entries: 10_000,
            parcel: 512 << 20,
            request: 4096 + 64,
        }
    }
}

/// A file found, by its name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file's name.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes when listed.
    pub bytes: u64,
}

/// What lies in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Parcels, ordered by name.
    pub parcels: Vec<Found>,
    /// Requests to be enrolled, ordered by name.
    pub requests: Vec<Found>,
    /// Files named like ours but too large, ordered by name: to be named, never to be opened.
    pub too_large: Vec<Found>,
    /// What is named like ours but no regular file, and entries beyond the cap.
    pub passed_over: usize,
}

/// A parcel on the medium, written, synced, read back, renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// One directory entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a regular file, no link.
    pub regular: bool,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The few file operations a folder needs.
pub trait Medium {
    /// Says whether the folder is there.
    fn is_there(&self, folder: &Path) -> bool;
    /// Returns up to `at_most` entries named like ours, and how many more there are at least.
    ///
    /// # Errors
    /// Those of the system.
    fn entries(&self, folder: &Path, at_most: usize) -> io::Result<(Vec<Entry>, usize)>;
    /// Returns the bytes this user can still write.
    ///
    /// # Errors
    /// Those of the system.
    fn free_bytes(&self, folder: &Path) -> io::Result<u64>;
    /// Writes a new file and syncs it; on failure a part of it may stay.
    ///
    /// # Errors
    /// Those of the system.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Opens a file anew and returns the BLAKE3 of what is in it.
    ///
    /// # Errors
    /// Those of the system.
    fn hash(&self, path: &Path) -> io::Result<[u8; 32]>;
    /// Renames a file within the folder, over an existing one.
    ///
    /// # Errors
    /// Those of the system.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// Those of the system.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes a rename durable, where the system can.
    ///
    /// # Errors
    /// Those of the system.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// Lists parcels and requests in a folder. Changes nothing and opens nothing.
///
/// # Errors
/// [`TransportError::NoSuchFolder`], [`TransportError::TakenOutEarly`], [`TransportError::MediumFailed`].
pub fn list(folder: &Path, caps: &Caps) -> Result<Listing, TransportError> {
    list_on(&Disk, folder, caps)
}

/// Reads a file that was listed, no more than `at_most` bytes of it.
///
/// # Errors
/// [`TransportError::ParcelGone`], [`TransportError::TooLarge`], [`TransportError::TakenOutEarly`],
/// [`TransportError::MediumFailed`].
pub fn read(found: &Found, at_most: u64) -> Result<Vec<u8>, TransportError> {
    disk::read(&found.path, at_most)
}

/// Opens a file that was listed, to be read part by part.
///
/// # Errors
/// [`TransportError::ParcelGone`]; [`TransportError::TooLarge`] when it has more than `at_most` bytes now.
pub fn open(found: &Found, at_most: u64) -> Result<File, TransportError> {
    disk::open(&found.path, at_most)
}

/// Writes a parcel or a request so that a pulled stick never shows a half one under its name.
///
/// Order: leftovers of earlier attempts away, free space, temporary name, write, sync, open anew, hash, rename, sync
/// folder. A file of the same name and content is left as it is.
///
/// # Errors
/// [`TransportError::BadName`], [`TransportError::NoSuchFolder`], [`TransportError::StickFull`],
/// [`TransportError::ReadOnly`], [`TransportError::TakenOutEarly`], [`TransportError::ReadBackDiffers`],
/// [`TransportError::MediumFailed`]. Whatever happens, no file of this name holds anything else than these bytes, unless
/// it did before.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<Written, TransportError> {
    write_on(&Disk, folder, name, bytes)
}

/// [`list`] on any medium.
///
/// # Errors
/// As [`list`].
pub fn list_on(medium: &dyn Medium, folder: &Path, caps: &Caps) -> Result<Listing, TransportError> {
    if !medium.is_there(folder) {
        return Err(TransportError::NoSuchFolder);
    }
    let (entries, beyond) = medium
        .entries(folder, caps.entries)
        .map_err(|error| happened(medium, folder, &error, 0))?;
    let mut listing = Listing {
        passed_over: beyond,
        ..Listing::default()
    };
    for entry in entries {
        let (list, at_most) = match kind_of(&entry.name) {
            Some(Kind::Parcel) => (&mut listing.parcels, caps.parcel),
            Some(Kind::Request) => (&mut listing.requests, caps.request),
            Some(Kind::Unfinished) | None => continue,
        };
        if !entry.regular {
            listing.passed_over += 1;
            continue;
        }
        let list = if entry.bytes <= at_most {
            list
        } else {
            &mut listing.too_large
        };
        list.push(Found {
            path: folder.join(&entry.name),
            name: entry.name,
            bytes: entry.bytes,
        });
    }
    for list in [
        &mut listing.parcels,
        &mut listing.requests,
        &mut listing.too_large,
    ] {
        list.sort_by(|one, other| one.name.cmp(&other.name));
    }
    Ok(listing)
}

/// [`write`] on any medium.
///
/// # Errors
/// As [`write`].
pub fn write_on(
    medium: &dyn Medium,
    folder: &Path,
    name: &str,
    bytes: &[u8],
) -> Result<Written, TransportError> {
    if !matches!(kind_of(name), Some(Kind::Parcel | Kind::Request)) {
        return Err(TransportError::BadName);
    }
    if !medium.is_there(folder) {
        return Err(TransportError::NoSuchFolder);
    }
    let path = folder.join(name);
    let written = Written {
        path: path.clone(),
        bytes: bytes.len() as u64,
    };
    let hash: [u8; 32] = blake3::hash(bytes).into();
    if medium.hash(&path).is_ok_and(|present| present == hash) {
        return Ok(written);
    }
    clear_unfinished(medium, folder);
    let needed = (bytes.len() as u64).saturating_add(SLACK);
    let fails = |error: &io::Error| happened(medium, folder, error, needed);
    let free = medium.free_bytes(folder).map_err(|error| fails(&error))?;
    if free < needed {
        return Err(TransportError::StickFull { needed, free });
    }
    let aside = folder.join(names::unfinished(name));
    let finished = (|| {
        medium
            .write_new(&aside, bytes)
            .map_err(|error| fails(&error))?;
        let present = medium.hash(&aside).map_err(|error| fails(&error))?;
        if present != hash {
            return Err(TransportError::ReadBackDiffers);
        }
        medium
            .rename(&aside, &path)
            .map_err(|error| fails(&error))?;
        medium.sync_folder(folder).map_err(|error| fails(&error))
    })();
    if finished.is_err() {
        // What cannot be removed now is cleared before the next parcel.
        let _ = medium.remove(&aside);
    }
    finished.map(|()| written)
}

/// Removes what earlier attempts left. A second program writing to the same folder at this moment would lose its
/// unfinished file, notice it when reading back, and say so; nothing false is ever reported.
fn clear_unfinished(medium: &dyn Medium, folder: &Path) {
    let Ok((entries, _)) = medium.entries(folder, Caps::default().entries) else {
        return;
    };
    for entry in entries {
        if entry.regular && kind_of(&entry.name) == Some(Kind::Unfinished) {
            let _ = medium.remove(&folder.join(entry.name));
        }
    }
}

/// Gives a fault of the system its name. A folder that has vanished explains any fault.
fn happened(medium: &dyn Medium, folder: &Path, error: &io::Error, needed: u64) -> TransportError {
    use io::ErrorKind;
    if !medium.is_there(folder) {
        return TransportError::TakenOutEarly;
    }
    match error.kind() {
        ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded
        | ErrorKind::FileTooLarge
        | ErrorKind::WriteZero => TransportError::StickFull {
            needed,
            free: medium.free_bytes(folder).unwrap_or(0),
        },
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => TransportError::ReadOnly,
        ErrorKind::NotFound
        | ErrorKind::BrokenPipe
        | ErrorKind::NotConnected
        | ErrorKind::UnexpectedEof => TransportError::TakenOutEarly,
        kind => TransportError::MediumFailed { kind },
    }
}
