//! Importing a register: reading the sheet, choosing columns, checking every row, taking rows in batches that can be resumed.

use crate::attachments::read_whole;
use crate::error::CaseworkError;
use crate::imported::{imported, reason_text};
use crate::session::Session;
use crate::taken::{Memory, remembered};
use goldaw_documents::{Limits, RejectedRow, RowProblem, Sheet, Target};

use goldaw_domain::ids::PersonId;
use goldaw_domain::records::Person;
use goldaw_matching::{Likelihood, Prepared, blocking_keys, compare_prepared};
use goldaw_store::{Intent, Reader, StoreError, Write, candidate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use ts_rs::TS;

pub use goldaw_documents::RowReason;

/// Rows shown of a sheet that is looked at.
const FIRST_ROWS: usize = 8;
/// Rejected rows listed by a check.
const LISTED: usize = 200;
/// People compared with one row, in the store and in the sheet each.
const COMPARED: usize = 30;

/// A sheet to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ReadSheet {
    /// Where the file lies on this computer.
    pub path: String,
}

/// What the sheet holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SheetView {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What each column is taken for.
    pub mapping: Vec<Target>,
    /// The first rows, at most 8.
    pub first_rows: Vec<Vec<String>>,
    /// How many rows there are.
    pub rows: u32,
    /// The encoding found: `UTF-8`, `windows-1251`.
    pub encoding: String,
}

/// Checking or taking a sheet with a mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportSheet {
    /// Where the file lies.
    pub path: String,
    /// What each column is, as many as columns.
    pub mapping: Vec<Target>,
    /// The reader's words for the reasons of rejected rows, by code, for the file people correct; codes where words are missing.
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeMap<String, String>>")]
    pub words: BTreeMap<String, String>,
}

/// What an import would do. Nothing has been changed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportCheck {
    /// Rows that can be taken.
    pub good: u32,
    /// Rows that cannot, with their reasons; at most 200 are listed.
    pub rejected: Vec<RejectedLine>,
    /// How many cannot.
    pub rejected_count: u32,
    /// Rows that can be taken although a cell in them was not understood and is left out; at most 200 are listed.
    pub incomplete: Vec<RejectedLine>,
    /// How many have such a cell.
    pub incomplete_count: u32,
    /// Rows that look like somebody registered already or in the same sheet.
    pub duplicates: u32,
    /// Rows taken by an earlier import of the same sheet, with whatever mapping; they are not taken again.
    pub already_taken: u32,
}

/// A row with something wrong in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RejectedLine {
    /// Row in the file; the heading is 1.
    pub row: u32,
    /// What is wrong.
    pub problems: Vec<RowProblem>,
}

/// How far an import is. Each step takes a batch in one transaction: stopping between steps, or a power cut, loses nothing, and the next
/// step goes on where the last one ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportProgress {
    /// Rows looked at.
    pub done: u32,
    /// Rows in the sheet.
    pub of: u32,
    /// People registered by this import so far; rows taken by an earlier one are not counted.
    pub registered: u32,
    /// Rows rejected so far.
    pub rejected: u32,
    /// Nothing is left.
    pub finished: bool,
    /// The file with every rejected row and its reason, beside the sheet or in the store's folder when that cannot be written.
    pub rejected_file: Option<String>,
}

/// Reads a sheet and guesses what its columns are.
pub fn read_sheet(_: &mut Session, request: ReadSheet) -> Result<SheetView, CaseworkError> {
    let (sheet, _) = open_sheet(&request.path)?;
    Ok(SheetView {
        mapping: goldaw_documents::guess(&sheet.columns),
        first_rows: sheet
            .rows
            .iter()
            .take(FIRST_ROWS)
            .map(|row| row.cells.clone())
            .collect(),
        rows: count(sheet.rows.len()),
        encoding: sheet.encoding,
        columns: sheet.columns,
    })
}

/// Looks at every row of a sheet and says what taking it would do. Writes nothing; can be cancelled.
pub fn check_import(
    session: &mut Session,
    request: ImportSheet,
) -> Result<ImportCheck, CaseworkError> {
    let (sheet, name) = open_sheet(&request.path)?;
    fits(&sheet, &request.mapping)?;
    let memory = remembered(&session.read(), &name)?;
    let today = session.today();
    let read = session.read();
    let progress = session.progress();
    progress.begin("check_import", count(sheet.rows.len()));
    let mut check = ImportCheck {
        good: 0,
        rejected: Vec::new(),
        rejected_count: 0,
        incomplete: Vec::new(),
        incomplete_count: 0,
        duplicates: 0,
        already_taken: 0,
    };
    let mut seen = Seen::default();
    for (at, row) in sheet.rows.iter().enumerate() {
        if progress.cancelled() {
            progress.finish();
            return Err(CaseworkError::Cancelled);
        }
        progress.step(count(at));
        let line = |problems| RejectedLine {
            row: count(row.number),
            problems,
        };
        let taken = memory.has(row.number);
        check.already_taken += u32::from(taken);
        match imported(row, &request.mapping, today) {
            Ok((person, left_out)) => {
                let twice = seen.before(&read, &person, taken)?;
                if taken {
                    continue;
                }
                check.good += 1;
                check.duplicates += u32::from(twice);
                if !left_out.is_empty() {
                    check.incomplete_count += 1;
                    if check.incomplete.len() < LISTED {
                        check.incomplete.push(line(left_out));
                    }
                }
            }
            Err(_) if taken => {}
            Err(problems) => {
                check.rejected_count += 1;
                if check.rejected.len() < LISTED {
                    check.rejected.push(line(problems));
                }
            }
        }
    }
    progress.finish();
    Ok(check)
}

/// Takes the next batch of a sheet in one transaction and says how far the import is.
///
/// What was taken is remembered by the content of the file in the same transaction: going on after a power cut, importing the file
/// again or under another name, or with a corrected mapping registers nobody twice. A corrected mapping looks at the rejected rows anew.
pub fn import_step(
    session: &mut Session,
    request: ImportSheet,
) -> Result<ImportProgress, CaseworkError> {
    let (sheet, name) = open_sheet(&request.path)?;
    fits(&sheet, &request.mapping)?;
    let mapping = serde_json::to_string(&request.mapping).unwrap_or_default();
    let mut memory = remembered(&session.read(), &name)?;
    let mut run = memory.runs.get(&mapping).cloned().unwrap_or_default();
    let today = session.today();

    // Large sheets take larger steps, since each step reads the file from its beginning.
    let batch = (sheet.rows.len() / 100).clamp(200, 2000);
    let from = sheet.rows.len().min(run.done as usize);
    let next: Vec<_> = sheet.rows.iter().skip(from).take(batch).collect();
    let mut intents = Vec::new();
    for row in &next {
        if memory.has(row.number) {
            continue;
        }
        match imported(row, &request.mapping, today) {
            Ok((person, _)) => {
                let id: PersonId = session.new_id()?;
                let writes = vec![Write::new(id, &person)];
                intents.push(Intent {
                    action: "import_person".to_owned(),
                    reason: None,
                    writes,
                });
                memory.take(row.number);
                run.registered += 1;
            }
            Err(_) => run.rejected += 1,
        }
    }
    run.done = count(from + next.len());
    if !next.is_empty() {
        memory.runs.insert(mapping, run.clone());
        let memory = serde_json::to_string(&memory).map_err(|_| StoreError::Unwritable)?;
        session.write_many(intents, Some((&name, &memory)))?;
    }
    let rejected_file = match run.rejected {
        0 => None,
        _ => {
            let rows = rejected_rows(
                &sheet,
                &request.mapping,
                run.done as usize,
                &memory,
                session,
                &request.words,
            );
            let file = goldaw_documents::write_rejected(&sheet.columns, &rows);
            Some(write_rejected(session, Path::new(&request.path), &file)?)
        }
    };
    Ok(ImportProgress {
        done: run.done,
        of: count(sheet.rows.len()),
        registered: run.registered,
        rejected: run.rejected,
        finished: run.done as usize >= sheet.rows.len(),
        rejected_file,
    })
}

/// People of the sheet seen so far, by the keys under which duplicates meet.
#[derive(Default)]
struct Seen {
    people: Vec<Prepared>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Seen {
    /// Tells whether a person of the sheet looks like one before or like one in the store; rows taken already are in the store.
    fn before(
        &mut self,
        read: &Reader<'_>,
        person: &Person,
        taken: bool,
    ) -> Result<bool, StoreError> {
        if taken {
            return Ok(false);
        }
        let described = candidate(person);
        let keys = blocking_keys(&described);
        let described = Prepared::of(&described);
        let likely = |other: &Prepared| {
            compare_prepared(&described, other)
                .is_some_and(|found| found.likelihood >= Likelihood::Likely)
        };
        let mut near: Vec<usize> = keys
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flat_map(|people| people.iter().rev().take(COMPARED).copied())
            .collect();
        near.sort_unstable();
        near.dedup();
        let mut twice = near
            .iter()
            .filter_map(|at| self.people.get(*at))
            .any(likely);
        if !twice {
            let registered = read.candidates(&keys, COMPARED as u32)?;
            let others = registered
                .iter()
                .filter_map(|document| document.read::<Person>());
            twice = others
                .map(|other| Prepared::of(&candidate(&other)))
                .any(|other| likely(&other));
        }
        for key in keys {
            self.by_key.entry(key).or_default().push(self.people.len());
        }
        self.people.push(described);
        Ok(twice)
    }
}

/// Reads a sheet and the name under which its import is remembered.
fn open_sheet(path: &str) -> Result<(Sheet, String), CaseworkError> {
    let path = Path::new(path);
    let limits = Limits::default();
    let bytes = read_whole(path, limits.max_bytes)?;
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let remembered_as = format!("import:{}", blake3::hash(&bytes).to_hex());
    Ok((
        goldaw_documents::read(&bytes, &name, limits)?,
        remembered_as,
    ))
}

fn fits(sheet: &Sheet, mapping: &[Target]) -> Result<(), CaseworkError> {
    if sheet.columns.len() == mapping.len() {
        Ok(())
    } else {
        Err(CaseworkError::MappingDoesNotFit {
            columns: sheet.columns.len(),
            mapped: mapping.len(),
        })
    }
}

/// Returns every row looked at that was rejected, with its reasons.
fn rejected_rows(
    sheet: &Sheet,
    mapping: &[Target],
    done: usize,
    memory: &Memory,
    session: &Session,
    words: &BTreeMap<String, String>,
) -> Vec<RejectedRow> {
    let today = session.today();
    let looked_at = sheet
        .rows
        .iter()
        .take(done)
        .filter(|row| !memory.has(row.number));
    let rejected = looked_at.filter_map(|row| {
        let problems = imported(row, mapping, today).err()?;
        let reason = reason_text(&problems, &sheet.columns, words);
        Some(RejectedRow {
            number: row.number,
            cells: row.cells.clone(),
            reason,
        })
    });
    rejected.collect()
}

/// Writes the file of rejected rows beside the sheet, or into the store's folder when that cannot be written.
fn write_rejected(session: &Session, sheet: &Path, file: &[u8]) -> Result<String, CaseworkError> {
    let stem = sheet.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}.rejected.csv");
    let beside: PathBuf = sheet.with_file_name(&name);
    let place = match write_whole(&beside, file) {
        Ok(()) => beside,
        Err(_) => {
            let inside = session.folder().join(&name);
            write_whole(&inside, file).map_err(|_| CaseworkError::FolderUnwritable)?;
            inside
        }
    };
    Ok(place.to_string_lossy().into_owned())
}

/// Writes a file aside and moves it into place, so that a power cut never leaves half of it.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let aside = path.with_extension("part");
    let written = std::fs::write(&aside, bytes).and_then(|()| std::fs::rename(&aside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    written
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
