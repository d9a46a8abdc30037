//! The real medium: files of the operating system.
//!
//! The one place of this room with a difference between systems: only Unix can sync a folder. Windows writes directory
//! entries with the file's own flush.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{Entry, Medium, kind_of};
use crate::TransportError;

/// 1 January 2000: every parcel bears the same time, so a stick does not tell when an office worked. FAT begins in 1980.
const CONSTANT_TIME: Duration = Duration::from_secs(946_684_800);

/// Names read in one folder, at most: seconds on a slow stick.
const LOOKED_AT: usize = 1_000_000;

/// Files of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Medium for Disk {
    fn is_there(&self, folder: &Path) -> bool {
        fs::metadata(folder).is_ok_and(|about| about.is_dir())
    }

    fn entries(&self, folder: &Path, at_most: usize) -> io::Result<(Vec<Entry>, usize)> {
        let mut entries = Vec::new();
        let mut beyond = 0;
        for (at, entry) in fs::read_dir(folder)?.enumerate() {
            let entry = entry?;
            if at == LOOKED_AT {
                beyond += 1;
                break;
            }
            // A name that is no Unicode is none of ours. Strangers' files cost their name and nothing more.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if kind_of(&name).is_none() {
                continue;
            }
            if entries.len() == at_most {
                beyond += 1;
                continue;
            }
            // Of a directory entry this is the entry itself, not what a link points to.
            let Ok(about) = entry.metadata() else {
                continue;
            };
            entries.push(Entry {
                name,
                regular: about.is_file(),
                bytes: about.len(),
            });
        }
        Ok((entries, beyond))
    }

    fn free_bytes(&self, folder: &Path) -> io::Result<u64> {
        fs4::available_space(folder)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        // A medium that keeps no times keeps the parcel all the same.
        let _ = file.set_modified(SystemTime::UNIX_EPOCH + CONSTANT_TIME);
        file.sync_all()
    }

    fn hash(&self, path: &Path) -> io::Result<[u8; 32]> {
        if !fs::symlink_metadata(path)?.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(hasher.finalize().into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        #[cfg(not(unix))]
        let _ = folder;
        Ok(())
    }
}

/// Opens one regular file, no link.
pub(super) fn open(path: &Path, at_most: u64) -> Result<File, TransportError> {
    let gone = |_| TransportError::ParcelGone;
    let about = fs::symlink_metadata(path).map_err(gone)?;
    if !about.is_file() {
        return Err(TransportError::ParcelGone);
    }
    if about.len() > at_most {
        return Err(TransportError::TooLarge { limit: at_most });
    }
    File::open(path).map_err(gone)
}

/// Reads one regular file, no link, up to a limit.
pub(super) fn read(path: &Path, at_most: u64) -> Result<Vec<u8>, TransportError> {
    let file = open(path, at_most)?;
    let mut bytes = Vec::new();
    file.take(at_most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| {
            if path.exists() {
                TransportError::MediumFailed { kind: error.kind() }
            } else {
                TransportError::TakenOutEarly
            }
        })?;
    if bytes.len() as u64 > at_most {
        return Err(TransportError::TooLarge { limit: at_most });
    }
    Ok(bytes)
}
