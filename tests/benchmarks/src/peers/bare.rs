//! The physical limit: the rows our own store cannot do without, inserted with no merge, no check and no list.
//!
//! A log row for each save and a live value for each edit, one transaction a bundle, WAL and synchronous FULL: what a merge can at best
//! come near to.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use crate::measure::timed;
use crate::peer::Outcome;
use crate::peers::sqlite;
use crate::workload::{FIELDS, Save, Work};

/// How long the inserts took, and what they left behind.
pub struct Inserted {
    /// Time of the edits of all computers, one transaction each.
    pub merge: Duration,
    /// Time of the first saves of one computer, one transaction each.
    pub local: Duration,
    /// Saves in `local`.
    pub saves: u32,
    /// Bytes of the file.
    pub disk: u64,
}

/// Inserts the whole work.
pub fn insert(folder: &Path, work: &Work, encrypted: bool) -> Outcome<Inserted> {
    let path = folder.join("bare.db");
    sqlite::remove(&path);
    let file = sqlite::open(&path, encrypted)?;
    file.execute_batch(
        "CREATE TABLE change (number INTEGER PRIMARY KEY, author INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
         CREATE TABLE cell (record BLOB NOT NULL, field INTEGER NOT NULL, change INTEGER NOT NULL, value TEXT NOT NULL,
             PRIMARY KEY (record, field)) STRICT, WITHOUT ROWID;",
    )?;
    let base: Vec<Save> = (0..work.cases)
        .map(|case| {
            (0..FIELDS.len() as u8)
                .map(|field| crate::workload::Edit {
                    case,
                    field,
                    value: work.base(case, field),
                })
                .collect()
        })
        .collect();
    bundle(&file, work, 0, &base)?;
    drop(base);

    let mut merge = Duration::ZERO;
    for replica in 1..=work.replicas {
        let saves = work.saves(replica);
        let (done, took) = timed(|| bundle(&file, work, replica, &saves));
        done?;
        merge += took;
    }
    let saves = work.saves(1);
    let singly = &saves[..saves.len().min(500)];
    let (done, local) = timed(|| {
        singly
            .iter()
            .try_for_each(|save| bundle(&file, work, 1, std::slice::from_ref(save)))
    });
    done?;
    Ok(Inserted {
        merge,
        local,
        saves: singly.len() as u32,
        disk: sqlite::close(file)?,
    })
}

fn bundle(file: &Connection, work: &Work, author: u32, saves: &[Save]) -> Outcome<()> {
    let transaction = file.unchecked_transaction()?;
    let mut change =
        transaction.prepare_cached("INSERT INTO change (author, bytes) VALUES (?1, ?2)")?;
    let mut cell = transaction.prepare_cached(
        "INSERT OR REPLACE INTO cell (record, field, change, value) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for save in saves {
        let mut bytes = Vec::with_capacity(256);
        for edit in save {
            bytes.extend_from_slice(work.id(edit.case).as_bytes());
            bytes.push(edit.field);
            bytes.extend_from_slice(edit.value.as_bytes());
        }
        change.execute((author, &bytes))?;
        let number = transaction.last_insert_rowid();
        for edit in save {
            cell.execute((
                work.id(edit.case).as_bytes(),
                edit.field,
                number,
                &edit.value,
            ))?;
        }
    }
    drop((change, cell));
    transaction.commit()?;
    Ok(())
}
