//! Text with separators: CSV in every dialect offices produce.
//!
//! A scan before parsing counts columns and closes quotes, so that a file of a million columns or an unclosed mark is
//! refused before memory is taken. Parsing itself is left to the csv crate.

use crate::{
    encoding::decode,
    error::SheetError,
    rejected::{REASON_HEADING, ROW_HEADING},
    sheet::{
        Limits, MAX_CELLS, Row, Sheet, SheetKind, capped, drop_blank_columns, shape_row, tidy,
    },
};

/// Separators in use, in the order in which doubt is settled.
const SEPARATORS: [u8; 4] = [b';', b'\t', b',', b'|'];
/// Records looked at to find the separator.
const LOOKED_AT: usize = 50;

/// Reads a text file.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Sheet, SheetError> {
    let (text, encoding) = decode(bytes)?;
    let text = text.trim_end_matches('\u{1a}');
    let (text, told, skipped) = told_separator(text);
    if text.trim().is_empty() {
        return Err(SheetError::Empty);
    }
    let found = match told {
        Some(separator) => Some(separator),
        None if is_of_rejected_rows(text) => Some(b';'),
        None => find_separator(text, limits)?,
    };
    let separator = found.unwrap_or(b';');
    scan(text, separator, limits)?;

    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut columns: Option<Vec<String>> = None;
    let mut rows: Vec<Row> = Vec::new();
    // The reader passes over blank lines without a word; a table program numbers them.
    let mut lines = Records::new(text.as_bytes(), separator);
    let mut number = skipped;
    let mut record = csv::StringRecord::new();
    let mut cells_held = 0_usize;
    while reader
        .read_record(&mut record)
        .map_err(|_| SheetError::UnreadableEncoding)?
    {
        while let Some(line) = lines.next_record(usize::MAX) {
            number += 1;
            if line.bytes > 0 {
                break;
            }
        }
        let Some(columns) = &columns else {
            let names: Vec<String> = record
                .iter()
                .map(|cell| capped(tidy(cell), 200).0)
                .collect();
            if names.iter().any(|name| !name.is_empty()) {
                columns = Some(names);
            }
            continue;
        };
        let mut cut_any = false;
        let cells = record
            .iter()
            .map(|cell| {
                let (cell, cut) = capped(tidy(unescaped(cell)), limits.max_cell_chars);
                cut_any |= cut;
                cell
            })
            .collect();
        let Some(row) = shape_row(number, cells, columns.len(), cut_any) else {
            continue;
        };
        cells_held += row.cells.len();
        if rows.len() >= limits.max_rows {
            return Err(SheetError::TooManyRows {
                limit: limits.max_rows,
            });
        }
        if cells_held > MAX_CELLS {
            return Err(SheetError::TooManyRows {
                limit: MAX_CELLS / columns.len().max(1),
            });
        }
        rows.push(row);
    }
    let mut sheet = Sheet {
        columns: columns.ok_or(SheetError::Empty)?,
        rows,
        encoding: encoding.to_owned(),
        separator: found.map(char::from),
        kind: SheetKind::Csv,
    };
    drop_blank_columns(&mut sheet);
    Ok(sheet)
}

/// Reads the line `sep=;` with which some programs begin; gives the rest, the separator and the lines skipped.
fn told_separator(text: &str) -> (&str, Option<u8>, usize) {
    let line_end = text.find('\n').unwrap_or(text.len());
    let (line, rest) = text.split_at(line_end);
    match line.trim().as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator]
            if SEPARATORS.contains(separator) =>
        {
            (rest.strip_prefix('\n').unwrap_or(rest), Some(*separator), 1)
        }
        _ => (text, None, 0),
    }
}

/// Tells a file of rejected rows as this program writes it: what it separates with needs no guess, whatever people wrote into the cells.
fn is_of_rejected_rows(text: &str) -> bool {
    text.contains(&format!("{ROW_HEADING};{REASON_HEADING}\r\n"))
}

/// Takes off the apostrophe that keeps table programs from reading a cell as a formula.
fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

/// Finds the separator that cuts the first records into the same number of columns most often; none when no
/// separator stands in the heading.
fn find_separator(text: &str, limits: Limits) -> Result<Option<u8>, SheetError> {
    let mut best: Option<(usize, usize, u8)> = None;
    let mut too_wide = 0;
    for separator in SEPARATORS {
        let counts = count_columns(text, separator, limits.max_columns);
        let Some(heading) = counts.iter().copied().find(|n| *n > 1) else {
            continue;
        };
        if heading > limits.max_columns {
            too_wide = too_wide.max(heading);
            continue;
        }
        let alike = counts.iter().filter(|n| **n == heading).count() * 1000 / counts.len().max(1);
        let candidate = (alike, heading, separator);
        if best.is_none_or(|(a, h, _)| (alike, heading) > (a, h)) {
            best = Some(candidate);
        }
    }
    match (best, too_wide) {
        (None, wide) if wide > 0 => Err(SheetError::TooManyColumns {
            found_at_least: wide,
            limit: limits.max_columns,
        }),
        (found, _) => Ok(found.map(|(_, _, separator)| separator)),
    }
}

/// Counts the columns of the first records, stopping a record soon after the limit.
fn count_columns(text: &str, separator: u8, max_columns: usize) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut records = Records::new(text.as_bytes(), separator);
    while counts.len() < LOOKED_AT {
        match records.next_record(max_columns) {
            Some(record) if record.bytes > 0 => counts.push(record.columns),
            Some(_) => {}
            None => break,
        }
        if counts.last().is_some_and(|n| *n > max_columns) {
            break;
        }
    }
    counts
}

/// Looks through the whole file for what would take too much memory or swallow the rest of it.
fn scan(text: &str, separator: u8, limits: Limits) -> Result<(), SheetError> {
    let mut records = Records::new(text.as_bytes(), separator);
    while let Some(record) = records.next_record(limits.max_columns) {
        if record.columns > limits.max_columns {
            return Err(SheetError::TooManyColumns {
                found_at_least: record.columns,
                limit: limits.max_columns,
            });
        }
        if let Some(line) = record.open_quote {
            return Err(SheetError::UnbalancedQuote { line });
        }
    }
    Ok(())
}

/// Steps through records by the quoting rules of RFC 4180 without keeping a cell.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    separator: u8,
}

struct Record {
    columns: usize,
    bytes: usize,
    open_quote: Option<usize>,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8], separator: u8) -> Self {
        Self {
            bytes,
            at: 0,
            line: 1,
            separator,
        }
    }

    /// Gives the next record, or stops within it as soon as it has more than `max_columns`.
    fn next_record(&mut self, max_columns: usize) -> Option<Record> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let mut record = Record {
            columns: 1,
            bytes: 0,
            open_quote: None,
        };
        let mut cell_begins = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            // Lines end by LF, CR LF, or the CR of old Macintosh files.
            if byte == b'\r' && self.bytes.get(self.at) == Some(&b'\n') {
                self.at += 1;
            }
            if matches!(byte, b'\r' | b'\n') {
                self.line += 1;
                return Some(record);
            }
            record.bytes += 1;
            if byte == b'"' && cell_begins {
                let opened = self.line;
                if !self.close_quote() {
                    record.open_quote = Some(opened);
                    return Some(record);
                }
            }
            cell_begins = byte == self.separator;
            if cell_begins {
                record.columns += 1;
                if record.columns > max_columns {
                    return Some(record);
                }
            }
        }
        Some(record)
    }

    /// Goes past the closing quote; two quotes together are one in the cell.
    fn close_quote(&mut self) -> bool {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\n' => self.line += 1,
                b'"' if self.bytes.get(self.at) == Some(&b'"') => self.at += 1,
                b'"' => return true,
                _ => {}
            }
        }
        false
    }
}

#[cfg(test)]
#[path = "delimited_tests.rs"]
mod tests;
