//! Workbooks (XLSX): the first visible sheet that holds anything, cell by cell.
//!
//! Cells are streamed, never laid out as a rectangle: a single cell in the last row and column would otherwise take
//! gigabytes. The parts are measured before they are unpacked. Formulas are not computed; the value saved with them
//! is taken.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};

use crate::{
    error::SheetError,
    sheet::{Limits, MAX_CELLS, Sheet, SheetKind, capped, drop_blank_columns, shape_row, tidy},
};

/// Bytes the texts of a workbook may unpack to.
pub(crate) const MAX_UNPACKED: usize = 256 * 1024 * 1024;
/// Parts of a workbook; Excel writes a few dozen.
const MAX_PARTS: usize = 10_000;

/// Refuses the container of workbooks before 2007, in which those with a password lie too.
pub(crate) fn refuse_old(bytes: &[u8]) -> Result<(), SheetError> {
    const OLD_CONTAINER: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.starts_with(OLD_CONTAINER) {
        return Err(SheetError::OldOrProtectedWorkbook);
    }
    Ok(())
}

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Sheet, SheetError> {
    measure(bytes, MAX_UNPACKED)?;
    // A row numbered beyond any sheet makes the reader's own sums overflow: such a panic is one more way of being
    // unreadable, and nothing of this attempt is used afterwards.
    catch_unwind(AssertUnwindSafe(|| read_first_sheet(bytes, limits)))
        .unwrap_or(Err(SheetError::UnreadableWorkbook))
}

fn read_first_sheet(bytes: &[u8], limits: Limits) -> Result<Sheet, SheetError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::UnreadableWorkbook)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        if let Some(sheet) = read_sheet(&mut book, &name, limits)? {
            return Ok(sheet);
        }
    }
    Err(SheetError::Empty)
}

/// Unpacks every part once into nothing and adds up its size; what a part claims about itself is not believed.
pub(crate) fn measure(bytes: &[u8], limit: usize) -> Result<(), SheetError> {
    let mut parts =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::UnreadableWorkbook)?;
    if parts.len() > MAX_PARTS {
        return Err(SheetError::WorkbookTooLarge { limit });
    }
    let mut left = u64::try_from(limit).unwrap_or(u64::MAX);
    for at in 0..parts.len() {
        let part = parts
            .by_index(at)
            .map_err(|_| SheetError::UnreadableWorkbook)?;
        // A part whose name cannot be read is not opened by its name either; pictures are never unpacked.
        let named_text = part
            .name()
            .is_ok_and(|name| name.ends_with(".xml") || name.ends_with(".rels"));
        if !named_text {
            continue;
        }
        let unpacked = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink())
            .map_err(|_| SheetError::UnreadableWorkbook)?;
        left = left
            .checked_sub(unpacked)
            .ok_or(SheetError::WorkbookTooLarge { limit })?;
    }
    Ok(())
}

type Lines = BTreeMap<u32, (Vec<String>, bool)>;

/// Reads one sheet; nothing when it has no cell with text.
fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: Limits,
) -> Result<Option<Sheet>, SheetError> {
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|_| SheetError::UnreadableWorkbook)?;
    let mut lines = Lines::new();
    let mut held = 0_usize;
    while let Some(cell) = cells
        .next_cell()
        .map_err(|_| SheetError::UnreadableWorkbook)?
    {
        let (row, column) = cell.get_position();
        let (text, cut) = capped(tidy(&cell_text(cell.get_value())), limits.max_cell_chars);
        if text.is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= limits.max_columns {
            return Err(SheetError::TooManyColumns {
                found_at_least: column.saturating_add(1),
                limit: limits.max_columns,
            });
        }
        let rows = lines.len();
        let (line, cut_any) = lines.entry(row).or_default();
        if line.is_empty() && rows > limits.max_rows {
            return Err(SheetError::TooManyRows {
                limit: limits.max_rows,
            });
        }
        if line.len() <= column {
            held += column + 1 - line.len();
            line.resize(column + 1, String::new());
        }
        if held > MAX_CELLS {
            return Err(SheetError::TooManyRows { limit: rows });
        }
        if let Some(place) = line.get_mut(column) {
            *place = text;
        }
        *cut_any |= cut;
    }
    let mut lines = lines.into_iter();
    let Some((_, (columns, _))) = lines.next() else {
        return Ok(None);
    };
    let width = columns.len();
    // The rows are filled to the width of the heading below: sparse rows under a wide heading count whole.
    if lines.len().saturating_mul(width) > MAX_CELLS {
        return Err(SheetError::TooManyRows {
            limit: MAX_CELLS / width.max(1),
        });
    }
    let rows = lines.filter_map(|(row, (mut line, cut))| {
        // A cell nobody filled is not written in a workbook: a short line there is whole.
        if line.len() < width {
            line.resize(width, String::new());
        }
        let number = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
        shape_row(number, line, width, cut)
    });
    let mut sheet = Sheet {
        rows: rows.collect(),
        columns,
        encoding: "XLSX".to_owned(),
        separator: None,
        kind: SheetKind::Xlsx,
    };
    drop_blank_columns(&mut sheet);
    Ok(Some(sheet))
}

/// Writes a value as people would type it: whole numbers without a decimal part, dates as ISO, and no control characters, which are
/// in no text and make a CSV file unreadable.
fn cell_text(value: &DataRef<'_>) -> String {
    let mut text = match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    text.retain(|letter| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r'));
    text
}

pub(crate) fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() || moment.as_f64() < 1.0 {
        let minutes = (moment.as_f64() * 24.0 * 60.0).round();
        return format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;
