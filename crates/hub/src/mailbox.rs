//! Parcels on the hub's disk.
//!
//! `parcels/<hash>` holds the bytes once; `mailboxes/<id>/<order>-<hash>` is an empty file that says for whom they wait.
//! Names are content hashes, so handing a parcel in twice is one parcel. Written aside, synced, renamed; what a power cut
//! leaves half done is swept at the next start. Arrival is counted, not timed: the hub's clock decides nothing.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use goldaw_transport::wire::{self, Put, Waiting};
use goldaw_trust::Mailbox;

/// The parcels of all mailboxes.
pub(crate) struct Mailboxes {
    folder: PathBuf,
    /// Number of the last arrival. Whoever changes the folder holds it.
    arrivals: Mutex<u64>,
}

impl Mailboxes {
    /// Opens the folder, makes it when absent, and sweeps what an interrupted write left.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        for room in ["aside", "parcels", "mailboxes"] {
            fs::create_dir_all(folder.join(room))?;
        }
        let mailboxes = Self {
            folder: folder.to_owned(),
            arrivals: Mutex::new(0),
        };
        for leftover in fs::read_dir(folder.join("aside"))? {
            fs::remove_file(leftover?.path())?;
        }
        let mut waited_for = HashSet::new();
        let mut last = 0;
        for entry in mailboxes.all_entries()? {
            last = last.max(entry.order);
            waited_for.insert(entry.parcel);
        }
        for parcel in fs::read_dir(folder.join("parcels"))? {
            let parcel = parcel?;
            if !parcel
                .file_name()
                .to_str()
                .is_some_and(|name| waited_for.contains(name))
            {
                fs::remove_file(parcel.path())?;
            }
        }
        *mailboxes.changing()? = last;
        Ok(mailboxes)
    }

    /// Keeps a parcel for these recipients; durable when it returns.
    pub(crate) fn put(&self, bytes: &[u8], recipients: &[Mailbox]) -> io::Result<Put> {
        let name = blake3::hash(bytes).to_hex().to_string();
        let mut arrivals = self.changing()?;
        let path = self.folder.join("parcels").join(&name);
        if fs::metadata(&path).map_or(true, |about| about.len() != bytes.len() as u64) {
            write_whole(&self.folder.join("aside").join(&name), &path, bytes)?;
        }
        let mut put = Put::AlreadyThere;
        for recipient in recipients {
            let box_folder = self.box_folder(recipient);
            if self
                .entries(&box_folder)?
                .iter()
                .any(|entry| entry.parcel == name)
            {
                continue;
            }
            if !box_folder.is_dir() {
                fs::create_dir(&box_folder)?;
                sync_folder(&self.folder.join("mailboxes"))?;
            }
            *arrivals += 1;
            let marker = box_folder.join(format!("{:016x}-{name}", *arrivals));
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(marker)?
                .sync_all()?;
            sync_folder(&box_folder)?;
            put = Put::Stored;
        }
        Ok(put)
    }

    /// Lists what waits in a mailbox, newest last.
    pub(crate) fn list(&self, mailbox: &Mailbox) -> io::Result<Vec<Waiting>> {
        let mut entries = self.entries(&self.box_folder(mailbox))?;
        entries.sort_by_key(|entry| entry.order);
        let waiting = |entry: Entry| {
            let bytes = fs::metadata(self.folder.join("parcels").join(&entry.parcel))
                .ok()?
                .len();
            Some(Waiting {
                name: entry.parcel,
                bytes,
            })
        };
        Ok(entries.into_iter().filter_map(waiting).collect())
    }

    /// Opens a parcel, if it waits in this mailbox.
    pub(crate) fn parcel(&self, mailbox: &Mailbox, hash: &[u8; 32]) -> io::Result<Option<File>> {
        let name = wire::hex(hash);
        if self
            .entries(&self.box_folder(mailbox))?
            .iter()
            .any(|entry| entry.parcel == name)
        {
            File::open(self.folder.join("parcels").join(name)).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Takes a parcel out of a mailbox; its bytes go when nobody else waits for them. False when it was not there.
    pub(crate) fn taken(&self, mailbox: &Mailbox, hash: &[u8; 32]) -> io::Result<bool> {
        let name = wire::hex(hash);
        let _changing = self.changing()?;
        let box_folder = self.box_folder(mailbox);
        let Some(entry) = self
            .entries(&box_folder)?
            .into_iter()
            .find(|entry| entry.parcel == name)
        else {
            return Ok(false);
        };
        fs::remove_file(box_folder.join(entry.file_name()))?;
        sync_folder(&box_folder)?;
        if !self.all_entries()?.iter().any(|entry| entry.parcel == name) {
            // One that is just being handed out cannot be removed on every system; the next start sweeps it.
            let _ = fs::remove_file(self.folder.join("parcels").join(name));
        }
        Ok(true)
    }

    /// Returns the share of the disk that is free, in percent.
    pub(crate) fn free_percent(&self) -> io::Result<u8> {
        let available = u128::from(fs4::available_space(&self.folder)?);
        let total = u128::from(fs4::total_space(&self.folder)?.max(1));
        Ok((available * 100 / total).min(100) as u8)
    }

    fn changing(&self) -> io::Result<MutexGuard<'_, u64>> {
        self.arrivals
            .lock()
            .map_err(|_| io::Error::other("an earlier change did not end"))
    }

    fn box_folder(&self, mailbox: &Mailbox) -> PathBuf {
        self.folder.join("mailboxes").join(wire::hex(mailbox))
    }

    fn entries(&self, box_folder: &Path) -> io::Result<Vec<Entry>> {
        let files = match fs::read_dir(box_folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut entries = Vec::new();
        for file in files {
            entries.extend(file?.file_name().to_str().and_then(Entry::of));
        }
        Ok(entries)
    }

    fn all_entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for box_folder in fs::read_dir(self.folder.join("mailboxes"))? {
            entries.append(&mut self.entries(&box_folder?.path())?);
        }
        Ok(entries)
    }
}

struct Entry {
    order: u64,
    parcel: String,
}

impl Entry {
    fn of(file_name: &str) -> Option<Self> {
        let (order, parcel) = file_name.split_once('-')?;
        wire::from_hex::<32>(parcel)?;
        let order = u64::from_be_bytes(wire::from_hex(order)?);
        Some(Self {
            order,
            parcel: parcel.to_owned(),
        })
    }

    fn file_name(&self) -> String {
        format!("{:016x}-{}", self.order, self.parcel)
    }
}

/// Writes aside, syncs, renames, syncs the folder.
pub(crate) fn write_whole(aside: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(aside, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes new names durable; only Unix can, Windows writes them with the file's own flush.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const ONE: Mailbox = [1; 16];
    const TWO: Mailbox = [2; 16];

    fn names(mailboxes: &Mailboxes, mailbox: &Mailbox) -> Vec<String> {
        mailboxes
            .list(mailbox)
            .unwrap()
            .into_iter()
            .map(|waiting| waiting.name)
            .collect()
    }

    #[test]
    fn parcels_wait_in_order_until_the_last_recipient_took_them() {
        let folder = tempfile::tempdir().unwrap();
        let mailboxes = Mailboxes::open(folder.path()).unwrap();
        let hash = |bytes: &[u8]| *blake3::hash(bytes).as_bytes();
        assert_eq!(mailboxes.put(b"first", &[ONE, TWO]).unwrap(), Put::Stored);
        assert_eq!(mailboxes.put(b"second", &[ONE]).unwrap(), Put::Stored);
        assert_eq!(
            mailboxes.put(b"first", &[ONE, TWO]).unwrap(),
            Put::AlreadyThere
        );
        let in_order = vec![wire::hex(&hash(b"first")), wire::hex(&hash(b"second"))];
        assert_eq!(names(&mailboxes, &ONE), in_order);
        assert!(mailboxes.taken(&ONE, &hash(b"first")).unwrap());
        assert!(!mailboxes.taken(&ONE, &hash(b"first")).unwrap());
        assert!(mailboxes.parcel(&ONE, &hash(b"first")).unwrap().is_none());
        let mut content = String::new();
        mailboxes
            .parcel(&TWO, &hash(b"first"))
            .unwrap()
            .unwrap()
            .read_to_string(&mut content)
            .unwrap();
        assert_eq!(content, "first");
        assert!(mailboxes.taken(&TWO, &hash(b"first")).unwrap());
        assert_eq!(
            fs::read_dir(folder.path().join("parcels")).unwrap().count(),
            1
        );
    }

    #[test]
    fn a_new_start_keeps_the_order_and_sweeps_what_was_half_done() {
        let folder = tempfile::tempdir().unwrap();
        let mailboxes = Mailboxes::open(folder.path()).unwrap();
        mailboxes.put(b"first", &[ONE]).unwrap();
        fs::write(folder.path().join("aside").join("half"), b"ha").unwrap();
        fs::write(
            folder.path().join("parcels").join(wire::hex(&[9; 32])),
            b"never announced",
        )
        .unwrap();
        let again = Mailboxes::open(folder.path()).unwrap();
        again.put(b"second", &[ONE]).unwrap();
        assert_eq!(again.list(&ONE).unwrap().len(), 2);
        assert_eq!(again.list(&ONE).unwrap()[0].bytes, 5);
        assert_eq!(
            fs::read_dir(folder.path().join("aside")).unwrap().count(),
            0
        );
        assert_eq!(
            fs::read_dir(folder.path().join("parcels")).unwrap().count(),
            2
        );
    }
}
