//! From a row of a sheet to a person who can be registered, or to what is wrong with the row.
//!
//! Keeps what it can: only a row without a name, with a date that cannot be, or of the wrong shape is rejected. A cell
//! that is not understood and can be done without is left out and named.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{read_date::read_date, sheet::Row, target::Target};

/// Sex as a sheet says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// What is wrong with a row or one of its cells; the screens have the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowReason {
    /// Neither a surname nor a given name.
    MissingName,
    /// No such day exists.
    ImpossibleDate,
    /// Not a date.
    UnreadableDate,
    /// Not a sex.
    UnreadableSex,
    /// Fewer cells than columns.
    RowTooShort,
    /// More cells than columns.
    RowTooLong,
    /// More text than a cell may hold.
    CellTooLong,
}

impl RowReason {
    /// Every reason.
    pub const ALL: &'static [RowReason] = &[
        RowReason::MissingName,
        RowReason::ImpossibleDate,
        RowReason::UnreadableDate,
        RowReason::UnreadableSex,
        RowReason::RowTooShort,
        RowReason::RowTooLong,
        RowReason::CellTooLong,
    ];

    /// Gives the code the screens translate, equal to the serialised form.
    pub fn as_code(self) -> &'static str {
        match self {
            RowReason::MissingName => "missing_name",
            RowReason::ImpossibleDate => "impossible_date",
            RowReason::UnreadableDate => "unreadable_date",
            RowReason::UnreadableSex => "unreadable_sex",
            RowReason::RowTooShort => "row_too_short",
            RowReason::RowTooLong => "row_too_long",
            RowReason::CellTooLong => "cell_too_long",
        }
    }
}

/// One thing wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowProblem {
    /// Column of the sheet, from 0; none when it concerns the whole row.
    pub column: Option<usize>,
    /// What is wrong.
    pub reason: RowReason,
}

/// A person as one row of a sheet describes them; every text is trimmed and none is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedPerson {
    /// Number of the row in the file.
    pub row: usize,
    /// Given name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Father's name as written.
    pub patronymic: Option<String>,
    /// Former surname.
    pub former_surname: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth as far as known: `1955`, `1955-03`, `1955-03-04`.
    pub born_on: Option<String>,
    /// Street, or the address as one text.
    pub street: Option<String>,
    /// House and flat.
    pub house_number: Option<String>,
    /// Village or town.
    pub village: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Etrap or velayat in words.
    pub district_text: Option<String>,
    /// Telephone numbers, one each.
    pub phones: Vec<String>,
    /// Series and number of a document.
    pub document_number: Option<String>,
    /// Number in the register the row came from.
    pub external_number: Option<String>,
    /// Cells that were not understood and are left out; the row is good without them.
    pub left_out: Vec<RowProblem>,
}

/// Reads a row by a mapping of its columns; a column beyond the mapping is left out.
///
/// Several columns of one target are joined by a space in the order of the sheet.
///
/// Errors: every problem that keeps the row from being registered, in the order of the columns; never empty.
pub fn read_row(row: &Row, mapping: &[Target]) -> Result<ImportedPerson, Vec<RowProblem>> {
    if let Some(reason) = row.problem {
        return Err(vec![RowProblem {
            column: None,
            reason,
        }]);
    }
    let mut person = ImportedPerson {
        row: row.number,
        ..ImportedPerson::default()
    };
    let mut full_name: Option<String> = None;
    let mut problems = Vec::new();
    for (column, (cell, target)) in row.cells.iter().zip(mapping).enumerate() {
        let Some(text) = meant(cell) else { continue };
        let problem = |reason| RowProblem {
            column: Some(column),
            reason,
        };
        match target {
            Target::FullName => join(&mut full_name, &text),
            Target::Surname => join(&mut person.surname, &text),
            Target::GivenName => join(&mut person.given_name, &text),
            Target::Patronymic => join(&mut person.patronymic, &text),
            Target::FormerSurname => join(&mut person.former_surname, &text),
            Target::Village => join(&mut person.village, &text),
            Target::Street => join(&mut person.street, &text),
            Target::HouseNumber => join(&mut person.house_number, &text),
            Target::DistrictText => join(&mut person.district_text, &text),
            Target::Postcode => join(&mut person.postcode, &text),
            Target::DocumentNumber => join(&mut person.document_number, &text),
            Target::ExternalNumber => join(&mut person.external_number, &text),
            Target::Phone => person.phones.extend(phones(&text)),
            Target::Sex => match read_sex(&text) {
                Some(sex) => person.sex = person.sex.or(Some(sex)),
                None => person.left_out.push(problem(RowReason::UnreadableSex)),
            },
            Target::BornOn => match read_date(&text) {
                Ok(date) => person.born_on = person.born_on.take().or(Some(date)),
                Err(reason) => problems.push(problem(reason)),
            },
            Target::Ignore => {}
        }
    }
    if let Some(full_name) = full_name {
        split_full_name(&full_name, &mut person);
    }
    if person.surname.is_none() && person.given_name.is_none() {
        problems.push(RowProblem {
            column: None,
            reason: RowReason::MissingName,
        });
    }
    if problems.is_empty() {
        Ok(person)
    } else {
        Err(problems)
    }
}

/// Gives the text of a cell with single spaces; nothing for a blank cell or a dash that stands for one.
fn meant(cell: &str) -> Option<String> {
    let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let blank = text
        .chars()
        .all(|c| matches!(c, '-' | '–' | '—' | '.' | '_'));
    (!blank).then_some(text)
}

fn join(field: &mut Option<String>, text: &str) {
    match field {
        Some(before) => {
            before.push(' ');
            before.push_str(text);
        }
        None => *field = Some(text.to_owned()),
    }
}

/// Takes a name in one cell apart in the order of documents: surname, given name, the rest the father's name. What a
/// column of its own says is not overwritten.
fn split_full_name(name: &str, person: &mut ImportedPerson) {
    let mut words = name.split([' ', ',']).filter(|word| !word.is_empty());
    let surname = words.next().map(str::to_owned);
    let given_name = words.next().map(str::to_owned);
    let rest = words.collect::<Vec<_>>().join(" ");
    person.surname = person.surname.take().or(surname);
    person.given_name = person.given_name.take().or(given_name);
    person.patronymic = person
        .patronymic
        .take()
        .or((!rest.is_empty()).then_some(rest));
}

/// Takes numbers apart that stand in one cell.
fn phones(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split([',', ';', '/'])
        .map(str::trim)
        .filter(|number| !number.is_empty())
        .map(str::to_owned)
}

fn read_sex(text: &str) -> Option<Sex> {
    let word = text.to_lowercase();
    let word = word.trim_end_matches('.');
    match word {
        "f" | "female" | "woman" | "girl" | "ж" | "жен" | "женский" | "женщина" | "жена" | "a"
        | "aýal" | "ayal" | "z" | "zenan" | "gyz" | "gyz çaga" | "2" => Some(Sex::Female),
        "m" | "male" | "man" | "boy" | "м" | "муж" | "мужской" | "мужчина" | "e" | "erkek"
        | "oglan" | "1" => Some(Sex::Male),
        _ => None,
    }
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
