//! A sheet as columns and rows of text, whatever file it came from.
//!
//! The kind of a file is told by its first bytes, not by its name: people rename files. It does not know what the
//! columns mean.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{delimited, error::SheetError, person::RowReason, workbook};

/// How much of a sheet is taken; beyond it reading stops before memory is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub max_bytes: usize,
    /// Columns of a row.
    pub max_columns: usize,
    /// Rows without the heading.
    pub max_rows: usize,
    /// Characters of one cell; a longer one is cut and its row has a problem.
    pub max_cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 * 1024 * 1024,
            max_columns: 500,
            max_rows: 200_000,
            max_cell_chars: 10_000,
        }
    }
}

/// Cells held of one sheet: rows times columns; about 200 MB of memory at most on the oldest PC.
pub(crate) const MAX_CELLS: usize = 5_000_000;

/// The kind of file a sheet came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// Text with separators.
    Csv,
    /// A workbook of Excel or another program.
    Xlsx,
}

/// A sheet that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Names of the columns, trimmed; may be empty or repeat.
    pub columns: Vec<String>,
    /// Rows below the heading in the order of the file; rows without any text are left out.
    pub rows: Vec<Row>,
    /// Encoding of the text: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1250`, `windows-1251`, `windows-1252`,
    /// `IBM866`; `XLSX` for a workbook.
    pub encoding: String,
    /// The separator of a text file; none for a workbook and for a single column.
    pub separator: Option<char>,
    /// The kind of file.
    pub kind: SheetKind,
}

/// One row below the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Number of the row as a table program shows it: the heading is usually 1.
    pub number: usize,
    /// Trimmed cells: as many as columns, fewer in a row that is too short, more in one that is too long.
    pub cells: Vec<String>,
    /// What is wrong with the shape of the row.
    pub problem: Option<RowReason>,
}

/// Reads a sheet; `name` is the name of the file, used only where the bytes leave doubt.
///
/// Errors are those of [`SheetError`]; a bad row is kept with its problem.
pub fn read(bytes: &[u8], name: &str, limits: Limits) -> Result<Sheet, SheetError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    admit(bytes, limits)?;
    if bytes.starts_with(ZIP) {
        return workbook::read(bytes, limits);
    }
    let lower = name.to_lowercase();
    let named_workbook = lower.ends_with(".xlsx") || lower.ends_with(".xlsm");
    // A broken workbook is told as one, not as strange text; text that was only named so is still read.
    if named_workbook && bytes.contains(&0) {
        return Err(SheetError::UnreadableWorkbook);
    }
    delimited::read(bytes, limits)
}

/// Refuses what is no file to read at all: too large, empty, a workbook of an old kind.
pub(crate) fn admit(bytes: &[u8], limits: Limits) -> Result<(), SheetError> {
    if bytes.len() > limits.max_bytes {
        return Err(SheetError::TooManyBytes {
            limit: limits.max_bytes,
        });
    }
    if bytes.is_empty() {
        return Err(SheetError::Empty);
    }
    workbook::refuse_old(bytes)
}

/// Takes spaces of every kind off both ends and breaks out of the middle.
pub(crate) fn tidy(cell: &str) -> String {
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    cell.trim_matches(is_space).to_owned()
}

/// Cuts a cell at the limit and tells whether anything was cut.
pub(crate) fn capped(cell: String, max_chars: usize) -> (String, bool) {
    match cell.char_indices().nth(max_chars) {
        Some((end, _)) => (cell.get(..end).unwrap_or_default().to_owned(), true),
        None => (cell, false),
    }
}

/// Makes a row of tidied cells: blank cells beyond the columns fall, other misshapes become its problem. Nothing for
/// a row without text.
pub(crate) fn shape_row(
    number: usize,
    mut cells: Vec<String>,
    columns: usize,
    cut: bool,
) -> Option<Row> {
    while cells.len() > columns && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.iter().all(String::is_empty) {
        return None;
    }
    let problem = match cells.len() {
        n if n > columns => Some(RowReason::RowTooLong),
        n if n < columns => Some(RowReason::RowTooShort),
        _ if cut => Some(RowReason::CellTooLong),
        _ => None,
    };
    Some(Row {
        number,
        cells,
        problem,
    })
}

/// Drops columns at the right end that have neither a name nor any cell.
pub(crate) fn drop_blank_columns(sheet: &mut Sheet) {
    let used = |at: usize| {
        sheet.columns.get(at).is_some_and(|name| !name.is_empty())
            || sheet
                .rows
                .iter()
                .any(|row| row.cells.get(at).is_some_and(|cell| !cell.is_empty()))
    };
    let mut width = sheet.columns.len();
    while width > 0 && !used(width - 1) {
        width -= 1;
    }
    if width == sheet.columns.len() {
        return;
    }
    sheet.columns.truncate(width);
    for row in &mut sheet.rows {
        row.cells.truncate(width.max(1));
        // What was too short for columns nobody uses fits the ones that are used.
        if row.problem == Some(RowReason::RowTooShort) && row.cells.len() == width {
            row.problem = None;
        }
    }
}
