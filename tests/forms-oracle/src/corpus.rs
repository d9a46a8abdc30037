//! Which forms are valid: ours beside pyxform's word on every form of its own tests.

use std::path::Path;

use goldaw_documents::{BookValue, Limits, read_book};
use goldaw_forms::xlsform::{self, Cell, CellValue, Imported, Naming, Sheet};
use serde::Deserialize;

/// A form and pyxform's word on it.
#[derive(Deserialize)]
pub struct Entry {
    pub name: String,
    pub accepted: bool,
    pub said: String,
    workbook: Option<String>,
    listing: Option<String>,
    sheets: Option<Vec<Rows>>,
}

#[derive(Deserialize)]
struct Rows {
    name: String,
    rows: Vec<Vec<String>>,
}

/// What came of all forms.
#[derive(Default)]
pub struct Agreement {
    pub accepted: usize,
    pub imported: usize,
    pub refused: usize,
    pub refused_rightly: usize,
    /// Of those refused rightly, with the row, or the sheet where a whole sheet is missing.
    pub refused_with_place: usize,
    pub written_and_read_again: usize,
    /// Forms on which the two differ, and what each says.
    pub differences: Vec<String>,
}

/// Reads the corpus and imports every form of it.
pub fn compare(corpus: &Path) -> Result<Agreement, Box<dyn std::error::Error>> {
    let entries: Vec<Entry> = serde_json::from_slice(&std::fs::read(corpus)?)?;
    let mut agreement = Agreement::default();
    for entry in &entries {
        let imported = match entry.sheets() {
            Ok(sheets) => import(&sheets, &entry.name),
            Err(said) => {
                // What cannot be opened is refused, as a whole.
                agreement.note(entry, None, &said);
                continue;
            }
        };
        let ours = imported
            .problems
            .iter()
            .map(|problem| {
                let (sheet, row, column) = (&problem.sheet, problem.row, &problem.column);
                format!(
                    "{sheet}!{row} [{column}] {} {}",
                    problem.trouble.code(),
                    problem.trouble
                )
            })
            .collect::<Vec<_>>()
            .join("; ");
        agreement.note(entry, Some(&imported), &ours);
    }
    Ok(agreement)
}

impl Agreement {
    fn note(&mut self, entry: &Entry, imported: Option<&Imported>, ours: &str) {
        let taken = imported.is_some_and(|imported| imported.form.is_some());
        if entry.accepted {
            self.accepted += 1;
            self.imported += usize::from(taken);
        } else {
            self.refused += 1;
            self.refused_rightly += usize::from(!taken);
            let placed = imported.is_none_or(|imported| {
                imported
                    .problems
                    .iter()
                    .all(|problem| problem.row > 0 || problem.sheet.is_empty())
            });
            self.refused_with_place += usize::from(!taken && placed);
        }
        if taken != entry.accepted {
            let (name, theirs) = (&entry.name, &entry.said);
            self.differences.push(match taken {
                true => format!("{name}: taken here, pyxform says: {theirs}"),
                false => format!("{name}: refused here: {ours}"),
            });
        }
        if let Some(form) = imported.and_then(|imported| imported.form.as_ref()) {
            let again = import(&xlsform::write(form.definition()), &entry.name);
            let same =
                again.form.as_ref().map(goldaw_forms::Form::definition) == Some(form.definition());
            self.written_and_read_again += usize::from(same);
            if !same {
                let problems: Vec<_> = again
                    .problems
                    .iter()
                    .map(|one| one.trouble.to_string())
                    .collect();
                self.differences.push(format!(
                    "{}: another form when written and read again {problems:?}",
                    entry.name
                ));
            }
        }
    }
}

fn import(sheets: &[Sheet], name: &str) -> Imported {
    let id = name
        .rsplit('/')
        .next()
        .unwrap_or(name)
        .split('.')
        .next()
        .unwrap_or(name);
    let naming = Naming {
        id: id.to_owned(),
        version: "1".to_owned(),
    };
    xlsform::read(sheets, &naming)
}

impl Entry {
    fn sheets(&self) -> Result<Vec<Sheet>, String> {
        if let Some(file) = &self.workbook {
            let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
            return sheets_of_workbook(&bytes);
        }
        if let Some(listing) = &self.listing {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(listing.as_bytes());
            let rows: Vec<Vec<String>> = reader
                .records()
                .map(|record| Ok(record?.iter().map(str::to_owned).collect()))
                .collect::<Result<_, csv::Error>>()
                .map_err(|error| error.to_string())?;
            return Ok(xlsform::sheets_of_listing(&rows));
        }
        let sheets = self.sheets.iter().flatten().map(|sheet| {
            let mut cells = Vec::new();
            for (row, texts) in (1..).zip(&sheet.rows) {
                for (column, text) in (1..).zip(texts) {
                    if !text.is_empty() {
                        let value = CellValue::Text(text.clone());
                        cells.push(Cell { row, column, value });
                    }
                }
            }
            Sheet {
                name: sheet.name.clone(),
                cells,
            }
        });
        Ok(sheets.collect())
    }
}

/// The sheets of a workbook, as casework hands them over.
pub fn sheets_of_workbook(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let book = read_book(bytes, Limits::default()).map_err(|error| error.to_string())?;
    let sheets = book.sheets.into_iter().map(|sheet| Sheet {
        name: sheet.name,
        cells: sheet
            .cells
            .into_iter()
            .map(|cell| Cell {
                row: cell.row,
                column: cell.column,
                value: match cell.value {
                    BookValue::Text(text) => CellValue::Text(text),
                    BookValue::Number(number) => CellValue::Number(number),
                    BookValue::Truth(yes) => CellValue::Truth(yes),
                    BookValue::Moment(text) => CellValue::Moment(text),
                },
            })
            .collect(),
    });
    Ok(sheets.collect())
}
