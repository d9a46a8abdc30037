//! Sheets as they are handed over, and as rows under headings.

use std::collections::BTreeMap;

use crate::expression::number_text;

/// A sheet of a workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Cells that hold something, in any order.
    pub cells: Vec<Cell>,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Row, from 1.
    pub row: u32,
    /// Column, from 1.
    pub column: u32,
    /// What it holds.
    pub value: CellValue,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A day, a time or both, as `2026-11-25`, `10:30:00`, `2026-11-25T10:30:00`.
    Moment(String),
}

impl CellValue {
    /// The text an author would have typed; empty for white space.
    fn text(&self) -> String {
        match self {
            CellValue::Text(text) => tidy(text),
            CellValue::Number(number) => number_text(*number),
            CellValue::Truth(true) => "TRUE".to_owned(),
            CellValue::Truth(false) => "FALSE".to_owned(),
            CellValue::Moment(text) => tidy(text),
        }
    }
}

/// Takes white space off both ends and makes typographic quotation marks plain ones, which expressions need.
fn tidy(text: &str) -> String {
    let plain = |letter| match letter {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{a0}' => ' ',
        other => other,
    };
    text.trim()
        .chars()
        .map(plain)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Makes one space of several in a row.
pub(super) fn single_spaced(text: &str) -> String {
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |joined, word| joined + " " + word)
}

/// Rows under headings.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The headings of the first row with their columns, in order.
    pub(super) headings: Vec<(u32, String)>,
    /// Rows below that hold something.
    pub(super) rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number as a table program shows it.
    pub(super) number: u32,
    /// Texts by column.
    pub(super) cells: BTreeMap<u32, String>,
}

impl Table {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        for cell in &sheet.cells {
            let text = cell.value.text();
            if !text.is_empty() {
                rows.entry(cell.row).or_default().insert(cell.column, text);
            }
        }
        let headings = rows.remove(&1).unwrap_or_default();
        let named = |cells: BTreeMap<u32, String>| -> BTreeMap<u32, String> {
            cells
                .into_iter()
                .filter(|(column, _)| headings.contains_key(column))
                .collect()
        };
        let rows = rows
            .into_iter()
            .map(|(number, cells)| Row {
                number,
                cells: named(cells),
            })
            .filter(|row| !row.cells.is_empty())
            .collect();
        let headings = headings
            .iter()
            .map(|(column, heading)| (*column, single_spaced(heading)))
            .collect();
        Self { headings, rows }
    }
}

/// Makes sheets of one list of rows, as pyxform writes a form into one CSV file: the first column names the sheet and the rows below
/// belong to it, its first one being the headings.
pub fn sheets_of_listing(rows: &[Vec<String>]) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut row_in_sheet = 0;
    for cells in rows {
        let Some((name, content)) = cells.split_first() else {
            continue;
        };
        if !name.trim().is_empty() {
            row_in_sheet = 0;
            sheets.push(Sheet {
                name: name.trim().to_owned(),
                cells: Vec::new(),
            });
        }
        if content.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        row_in_sheet += 1;
        let Some(sheet) = sheets.last_mut() else {
            continue;
        };
        for (column, text) in (1_u32..).zip(content) {
            if !text.trim().is_empty() {
                sheet.cells.push(Cell {
                    row: row_in_sheet,
                    column,
                    value: CellValue::Text(text.clone()),
                });
            }
        }
    }
    sheets
}
