//! A library made durable as an application would have to: each update is appended to a table of an SQLite file.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::peer::{Cells, Library, Outcome, Peer, Wire};
use crate::peers::sqlite;
use crate::workload::{Save, Work};

/// A library and the file it is kept in.
pub struct Kept<L> {
    library: L,
    file: Connection,
}

fn path(folder: &Path, author: u32) -> PathBuf {
    folder.join(format!("kept-{author}.db"))
}

impl<L: Library> Kept<L> {
    fn keep(folder: &Path, author: u32, library: L, begin: &[u8]) -> Outcome<Self> {
        let path = path(folder, author);
        sqlite::remove(&path);
        let file = sqlite::open(&path, false)?;
        file.execute_batch(
            "CREATE TABLE part (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;",
        )?;
        let kept = Self { library, file };
        kept.append(begin)?;
        Ok(kept)
    }

    fn append(&self, bytes: &[u8]) -> Outcome<()> {
        self.file
            .prepare_cached("INSERT INTO part (bytes) VALUES (?1)")?
            .execute([bytes])?;
        Ok(())
    }
}

impl<L: Library> Peer for Kept<L> {
    const DURABLE: bool = true;

    fn found(folder: &Path, work: &Work) -> Outcome<()> {
        L::found(folder, work)
    }

    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self> {
        let library = L::start(folder, work, author)?;
        Self::keep(folder, author, library, &fs::read(folder.join("base"))?)
    }

    fn save(&mut self, save: &Save) -> Outcome<()> {
        self.library.save(save)?;
        let update = self.library.unsaved()?;
        self.append(&update)
    }

    fn save_all(&mut self, saves: &[Save]) -> Outcome<()> {
        self.library.save_all(saves)
    }

    fn delta(&mut self) -> Outcome<Vec<u8>> {
        self.library.delta()
    }

    fn wire(&self, delta: &[u8]) -> Outcome<Wire> {
        self.library.wire(delta)
    }

    fn take(&mut self, delta: &[u8]) -> Outcome<()> {
        self.library.take(delta)?;
        self.append(delta)
    }

    fn whole(&mut self) -> Outcome<Vec<u8>> {
        self.library.whole()
    }

    fn join(folder: &Path, work: &Work, whole: &[u8]) -> Outcome<Self> {
        let library = L::join(folder, work, whole)?;
        Self::keep(folder, crate::peer::NEWCOMER, library, whole)
    }

    fn cells(&mut self, work: &Work) -> Outcome<Cells> {
        self.library.cells(work)
    }

    fn copy(&mut self, folder: &Path, work: &Work) -> Outcome<Self> {
        let whole = self.library.whole()?;
        let library = self.library.copy(folder, work)?;
        Self::keep(folder, 99, library, &whole)
    }

    /// Measured after the kindest tidying: one whole state instead of all its parts.
    fn disk(mut self) -> Outcome<u64> {
        let whole = self.library.whole()?;
        self.file.execute("DELETE FROM part", [])?;
        self.append(&whole)?;
        self.file.execute_batch("VACUUM;")?;
        sqlite::close(self.file)
    }
}
