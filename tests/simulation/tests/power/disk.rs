//! A disk in memory under the real store: it remembers every write and every sync, so that any power cut can be played afterwards.
//!
//! SQLite reaches it as its default file layer (`sqlite_vfs`). Locks are granted always: there is one program. A file named while the
//! disk is empty begins empty.

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenOptions, Vfs};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// One thing done to the disk.
#[derive(Clone, Debug)]
pub enum Act {
    /// Bytes were written.
    Write {
        /// The file.
        file: String,
        /// Where.
        offset: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// The file was cut or grew.
    Length {
        /// The file.
        file: String,
        /// Its length.
        length: usize,
    },
    /// The file was made durable.
    Sync {
        /// The file.
        file: String,
    },
    /// The file was taken away.
    Delete {
        /// The file.
        file: String,
    },
    /// The program said that a form is saved.
    Said,
}

/// The files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Default)]
struct State {
    files: Files,
    /// What was done in folders that are watched.
    watched: BTreeMap<String, Vec<Act>>,
}

/// The disk. Clones are the same disk.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<State>>);

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Puts files there in place of everything under a folder.
    pub fn put(&self, folder: &str, files: Files) {
        let mut state = self.state();
        state.files.retain(|path, _| !path.starts_with(folder));
        let named = files
            .into_iter()
            .map(|(name, bytes)| (format!("{folder}/{name}"), bytes));
        state.files.extend(named);
    }

    /// Begins to remember what is done in a folder.
    pub fn watch(&self, folder: &str) {
        self.state().watched.insert(folder.to_owned(), Vec::new());
    }

    /// Notes that the program in a folder said a form is saved.
    pub fn said(&self, folder: &str) {
        if let Some(acts) = self.state().watched.get_mut(folder) {
            acts.push(Act::Said);
        }
    }

    /// Ends remembering and gives what was done.
    pub fn watched(&self, folder: &str) -> Vec<Act> {
        self.state().watched.remove(folder).unwrap_or_default()
    }

    /// Gives the files as they are, by name within a folder.
    pub fn files(&self, folder: &str) -> Files {
        let state = self.state();
        let inside = state.files.iter().filter_map(|(path, bytes)| {
            Some((
                path.strip_prefix(folder)?
                    .trim_start_matches('/')
                    .to_owned(),
                bytes.clone(),
            ))
        });
        inside.collect()
    }
}

impl State {
    /// Remembers an act, with its file named as it stands in the watched folder.
    fn note(&mut self, path: &str, act: impl FnOnce(String) -> Act) {
        for (folder, acts) in &mut self.watched {
            if let Some(name) = path.strip_prefix(folder.as_str()) {
                acts.push(act(name.trim_start_matches('/').to_owned()));
                return;
            }
        }
    }
}

/// Does an act to files.
pub fn act_on(files: &mut Files, act: &Act) {
    match act {
        Act::Write {
            file,
            offset,
            bytes,
        } => {
            let data = files.entry(file.clone()).or_default();
            let end = offset + bytes.len();
            if data.len() < end {
                data.resize(end, 0);
            }
            data[*offset..end].copy_from_slice(bytes);
        }
        Act::Length { file, length } => files.entry(file.clone()).or_default().resize(*length, 0),
        Act::Delete { file } => drop(files.remove(file)),
        Act::Sync { .. } | Act::Said => {}
    }
}

/// An open file.
pub struct Handle {
    disk: Disk,
    path: String,
    lock: LockKind,
}

impl Vfs for Disk {
    type Handle = Handle;

    fn open(&self, path: &str, options: OpenOptions) -> Result<Handle, Error> {
        let mut state = self.state();
        match options.access {
            OpenAccess::Create => drop(state.files.entry(path.to_owned()).or_default()),
            OpenAccess::CreateNew if state.files.contains_key(path) => {
                return Err(ErrorKind::AlreadyExists.into());
            }
            OpenAccess::CreateNew => drop(state.files.insert(path.to_owned(), Vec::new())),
            _ if !state.files.contains_key(path) => return Err(ErrorKind::NotFound.into()),
            _ => {}
        }
        drop(state);
        Ok(Handle {
            disk: self.clone(),
            path: path.to_owned(),
            lock: LockKind::None,
        })
    }

    fn delete(&self, path: &str) -> Result<(), Error> {
        let mut state = self.state();
        state.files.remove(path).ok_or(ErrorKind::NotFound)?;
        state.note(path, |file| Act::Delete { file });
        Ok(())
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        Ok(self.state().files.contains_key(path))
    }

    fn temporary_name(&self) -> String {
        let mut state = self.state();
        let name = format!("temporary-{}", state.files.len());
        state.files.insert(name.clone(), Vec::new());
        name
    }

    fn random(&self, buffer: &mut [i8]) {
        buffer.fill(7);
    }

    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }
}

impl DatabaseHandle for Handle {
    type WalIndex = NoIndex;

    fn size(&self) -> Result<u64, Error> {
        Ok(self.disk.state().files.get(&self.path).map_or(0, Vec::len) as u64)
    }

    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> Result<(), Error> {
        let state = self.disk.state();
        let data = state.files.get(&self.path).map_or(&[][..], Vec::as_slice);
        let from = data.get(offset as usize..).unwrap_or_default();
        let there = from.len().min(buffer.len());
        buffer[..there].copy_from_slice(&from[..there]);
        buffer[there..].fill(0);
        if there == buffer.len() {
            Ok(())
        } else {
            Err(ErrorKind::UnexpectedEof.into())
        }
    }

    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> Result<(), Error> {
        self.act(|file| Act::Write {
            file,
            offset: offset as usize,
            bytes: bytes.to_vec(),
        });
        Ok(())
    }

    fn sync(&mut self, _: bool) -> Result<(), Error> {
        self.act(|file| Act::Sync { file });
        Ok(())
    }

    fn set_len(&mut self, length: u64) -> Result<(), Error> {
        self.act(|file| Act::Length {
            file,
            length: length as usize,
        });
        Ok(())
    }

    fn lock(&mut self, lock: LockKind) -> Result<bool, Error> {
        self.lock = lock;
        Ok(true)
    }

    fn reserved(&mut self) -> Result<bool, Error> {
        Ok(false)
    }

    fn current_lock(&self) -> Result<LockKind, Error> {
        Ok(self.lock)
    }

    fn wal_index(&self, _: bool) -> Result<NoIndex, Error> {
        Ok(NoIndex)
    }
}

impl Handle {
    fn act(&self, act: impl Fn(String) -> Act) {
        let mut state = self.disk.state();
        act_on(&mut state.files, &act(self.path.clone()));
        state.note(&self.path, act);
    }
}

/// The store locks its file for itself, so the index of the WAL is not shared.
pub struct NoIndex;

impl WalIndex for NoIndex {
    fn enabled() -> bool {
        false
    }

    fn map(&mut self, _: u32) -> Result<[u8; 32768], Error> {
        Err(ErrorKind::Unsupported.into())
    }

    fn lock(&mut self, _: Range<u8>, _: WalIndexLock) -> Result<bool, Error> {
        Err(ErrorKind::Unsupported.into())
    }

    fn delete(self) -> Result<(), Error> {
        Ok(())
    }
}
