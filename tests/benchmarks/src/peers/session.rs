//! SQLite's session extension: rows of people, changesets between the files. No history, and the later arrival wins.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::session::{Changegroup, ConflictAction, ConflictType, Session as Recorder};
use rusqlite::types::Value;

use crate::peer::{Cells, HUB, NEWCOMER, Outcome, Peer, empty_cells, place};
use crate::peers::sqlite;
use crate::workload::{FIELDS, Save, Work};

/// One file.
pub struct Session {
    file: Connection,
    ids: Vec<[u8; 16]>,
}

fn path(folder: &Path, author: u32) -> PathBuf {
    folder.join(format!("session-{author}.db"))
}

impl Session {
    fn open(path: &Path, work: &Work) -> Outcome<Self> {
        Ok(Self {
            file: sqlite::open(path, false)?,
            ids: (0..work.cases)
                .map(|case| *work.id(case).as_bytes())
                .collect(),
        })
    }

    fn write(&self, saves: &[Save]) -> Outcome<()> {
        let transaction = self.file.unchecked_transaction()?;
        let mut recorder = Recorder::new(&self.file)?;
        recorder.attach(Some("person"))?;
        for edit in saves.iter().flatten() {
            let sql = format!(
                "UPDATE person SET {} = ?2 WHERE id = ?1",
                FIELDS[usize::from(edit.field)]
            );
            self.file
                .prepare_cached(&sql)?
                .execute((self.ids[edit.case as usize], &edit.value))?;
        }
        // Kept with the rows, or a power cut would lose what is still to be sent.
        let mut changes = Vec::new();
        recorder.changeset_strm(&mut changes)?;
        self.file
            .prepare_cached("INSERT INTO outbox (changes) VALUES (?1)")?
            .execute([changes])?;
        transaction.commit()?;
        Ok(())
    }
}

impl Peer for Session {
    const DURABLE: bool = true;

    fn found(folder: &Path, work: &Work) -> Outcome<()> {
        let path = path(folder, HUB);
        sqlite::remove(&path);
        let file = sqlite::open(&path, false)?;
        let columns: String = FIELDS.iter().map(|name| format!(", {name} TEXT")).collect();
        file.execute_batch(&format!(
            "CREATE TABLE person (id BLOB PRIMARY KEY NOT NULL{columns}) WITHOUT ROWID;
             CREATE TABLE outbox (number INTEGER PRIMARY KEY, changes BLOB NOT NULL);"
        ))?;
        let transaction = file.unchecked_transaction()?;
        for case in 0..work.cases {
            let mut row = vec![Value::Blob(work.id(case).as_bytes().to_vec())];
            row.extend((0..FIELDS.len() as u8).map(|field| Value::Text(work.base(case, field))));
            file.prepare_cached(
                "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(rusqlite::params_from_iter(row))?;
        }
        transaction.commit()?;
        sqlite::close(file)?;
        fs::rename(path, folder.join("base"))?;
        Ok(())
    }

    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self> {
        let path = path(folder, author);
        sqlite::remove(&path);
        fs::copy(folder.join("base"), &path)?;
        Self::open(&path, work)
    }

    fn save(&mut self, save: &Save) -> Outcome<()> {
        self.write(std::slice::from_ref(save))
    }

    fn save_all(&mut self, saves: &[Save]) -> Outcome<()> {
        self.write(saves)
    }

    fn delta(&mut self) -> Outcome<Vec<u8>> {
        let mut group = Changegroup::new()?;
        let mut statement = self
            .file
            .prepare("SELECT changes FROM outbox ORDER BY number")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let changes: Vec<u8> = row.get(0)?;
            group.add_stream(&mut Cursor::new(changes))?;
        }
        let mut delta = Vec::new();
        group.output_strm(&mut delta)?;
        Ok(delta)
    }

    fn take(&mut self, delta: &[u8]) -> Outcome<()> {
        let transaction = self.file.unchecked_transaction()?;
        self.file.apply_strm(
            &mut Cursor::new(delta),
            None::<fn(&str) -> bool>,
            |conflict, _| match conflict {
                ConflictType::SQLITE_CHANGESET_DATA | ConflictType::SQLITE_CHANGESET_CONFLICT => {
                    ConflictAction::SQLITE_CHANGESET_REPLACE
                }
                _ => ConflictAction::SQLITE_CHANGESET_OMIT,
            },
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// What others wrote is not recorded here, so it is passed on as it came.
    fn answer(&mut self, received: &[u8]) -> Outcome<Vec<u8>> {
        Ok(received.to_vec())
    }

    /// The file itself: there is no other way.
    fn whole(&mut self) -> Outcome<Vec<u8>> {
        self.file
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(fs::read(self.file.path().ok_or("no file")?)?)
    }

    fn join(folder: &Path, work: &Work, whole: &[u8]) -> Outcome<Self> {
        let path = path(folder, NEWCOMER);
        sqlite::remove(&path);
        fs::write(&path, whole)?;
        fs::File::open(&path)?.sync_all()?;
        Self::open(&path, work)
    }

    fn cells(&mut self, work: &Work) -> Outcome<Cells> {
        let mut cells = empty_cells(work);
        let mut statement = self.file.prepare("SELECT * FROM person WHERE id = ?1")?;
        for (case, id) in self.ids.iter().enumerate() {
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { continue };
            for field in 0..FIELDS.len() {
                if let Ok(value) = row.get::<_, String>(field + 1) {
                    cells[place(case as u32, field)] = vec![value];
                }
            }
        }
        Ok(cells)
    }

    fn copy(&mut self, folder: &Path, work: &Work) -> Outcome<Self> {
        let path = path(folder, 99);
        sqlite::remove(&path);
        fs::write(&path, self.whole()?)?;
        Self::open(&path, work)
    }

    fn disk(self) -> Outcome<u64> {
        sqlite::close(self.file)
    }
}
