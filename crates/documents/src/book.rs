//! A workbook as it is: all its sheets, cell by cell, texts, numbers and moments kept apart; and one written from cells.
//!
//! For what has its meaning in several sheets, as forms have. A sheet of people is read by `workbook.rs`, which makes everything text.
//! Workbooks of the kind before 2007 are refused as there: reading one lays every sheet out as a rectangle, whatever stands in it.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader, SheetType, Xlsx};
use rust_xlsxwriter::{Format, Workbook};

use crate::{
    error::SheetError,
    sheet::{Limits, MAX_CELLS, admit, capped, tidy},
    workbook,
};

/// Sheets of a workbook.
const MAX_SHEETS: usize = 100;

/// A workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// Its sheets in their order, hidden ones too.
    pub sheets: Vec<BookSheet>,
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BookSheet {
    /// Its name.
    pub name: String,
    /// Cells that hold something, in the order of the file.
    pub cells: Vec<BookCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct BookCell {
    /// Row as a table program shows it, from 1.
    pub row: u32,
    /// Column, from 1.
    pub column: u32,
    /// What it holds.
    pub value: BookValue,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum BookValue {
    /// Text, trimmed.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A day, a time or both: `2026-11-25`, `10:30`, `2026-11-25T10:30:00`.
    Moment(String),
}

/// Reads a workbook (XLSX). Formulas are not computed; the value saved with them is taken.
///
/// Errors are those of [`SheetError`]: too large, damaged, of an old kind, empty.
pub fn read_book(bytes: &[u8], limits: Limits) -> Result<Book, SheetError> {
    admit(bytes, limits)?;
    workbook::measure(bytes, workbook::MAX_UNPACKED)?;
    // As in `workbook::read`: a panic of the reader below is one more way of being unreadable.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes, limits)))
        .unwrap_or(Err(SheetError::UnreadableWorkbook))
}

fn read_sheets(bytes: &[u8], limits: Limits) -> Result<Book, SheetError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::UnreadableWorkbook)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .take(MAX_SHEETS)
        .collect();
    let mut read = Book::default();
    let mut left = MAX_CELLS;
    for name in names {
        let cells = read_cells(&mut book, &name, limits, left)?;
        left = left.saturating_sub(cells.len());
        read.sheets.push(BookSheet { name, cells });
    }
    Ok(read)
}

fn read_cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: Limits,
    most: usize,
) -> Result<Vec<BookCell>, SheetError> {
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|_| SheetError::UnreadableWorkbook)?;
    let mut cells = Vec::new();
    while let Some(cell) = reader
        .next_cell()
        .map_err(|_| SheetError::UnreadableWorkbook)?
    {
        let Some(value) = value(cell.get_value(), limits.max_cell_chars) else {
            continue;
        };
        if cells.len() >= most {
            return Err(SheetError::TooManyRows {
                limit: limits.max_rows,
            });
        }
        let (row, column) = cell.get_position();
        cells.push(BookCell {
            row: row.saturating_add(1),
            column: column.saturating_add(1),
            value,
        });
    }
    Ok(cells)
}

fn value(cell: &DataRef<'_>, most: usize) -> Option<BookValue> {
    let text = |text: &str| {
        let mut text = capped(tidy(text), most).0;
        text.retain(|letter| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r'));
        (!text.is_empty()).then_some(BookValue::Text(text))
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a table program shows 15 digits"
    )]
    match cell {
        DataRef::Int(number) => Some(BookValue::Number(*number as f64)),
        DataRef::Float(number) => Some(BookValue::Number(*number)),
        DataRef::String(string) => text(string),
        DataRef::SharedString(string) => text(string),
        DataRef::Bool(yes) => Some(BookValue::Truth(*yes)),
        DataRef::DateTime(moment) => {
            let written = workbook::moment_text(moment);
            Some(BookValue::Moment(written.replacen(' ', "T", 1)))
        }
        DataRef::DateTimeIso(moment) => {
            let day = moment.strip_suffix("T00:00:00").unwrap_or(moment);
            Some(BookValue::Moment(day.to_owned()))
        }
        DataRef::DurationIso(duration) => text(duration),
        DataRef::Error(_) | DataRef::Empty => None,
    }
}

/// Writes a workbook (XLSX): the first row of each sheet in bold, texts as texts whatever sign they begin with.
///
/// Fails with [`SheetError::UnreadableWorkbook`] when a name of a sheet or a place is not possible in a workbook.
pub fn write_book(book: &Book) -> Result<Vec<u8>, SheetError> {
    let broken = |_| SheetError::UnreadableWorkbook;
    let mut written = Workbook::new();
    let (bold, plain) = (Format::new().set_bold(), Format::new());
    for sheet in &book.sheets {
        let page = written.add_worksheet();
        page.set_name(&sheet.name).map_err(broken)?;
        for cell in &sheet.cells {
            let place = (cell.row.checked_sub(1), cell.column.checked_sub(1));
            let (Some(row), Some(Ok(column))) = (place.0, place.1.map(u16::try_from)) else {
                return Err(SheetError::UnreadableWorkbook);
            };
            let format = if row == 0 { &bold } else { &plain };
            match &cell.value {
                BookValue::Text(text) | BookValue::Moment(text) => {
                    page.write_string_with_format(row, column, text, format)
                }
                BookValue::Number(number) => {
                    page.write_number_with_format(row, column, *number, format)
                }
                BookValue::Truth(yes) => page.write_boolean_with_format(row, column, *yes, format),
            }
            .map_err(broken)?;
        }
    }
    written.save_to_buffer().map_err(broken)
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
