//! From a row of a sheet to a person, or to what is wrong with the row.
//!
//! Separate from `import` because it knows both the sheet's columns and the record's fields and touches neither file nor store.

use crate::forms::tidied;
use chrono::NaiveDate;
use goldaw_documents::{ImportedPerson, Row, RowProblem, RowReason, Target, read_row};
use goldaw_domain::birth::BirthDate;
use goldaw_domain::codes::Sex;
use goldaw_domain::records::Person;
use goldaw_domain::violation::Rule;
use goldaw_domain::{Record, Violation};
use std::collections::BTreeMap;

/// Reads a row as a person with the cells that were left out, or says what is wrong with it.
pub(crate) fn imported(
    row: &Row,
    mapping: &[Target],
    today: NaiveDate,
) -> Result<(Person, Vec<RowProblem>), Vec<RowProblem>> {
    let imported = read_row(row, mapping)?;
    let (person, left_out) = person_of(imported, mapping)?;
    let person = tidied(&person);
    person
        .check(today)
        .map_err(|violation| vec![problem(&violation, mapping)])?;
    Ok((person, left_out))
}

/// Returns the reasons of a rejected row for its file, in the caller's words, one after the other, each after its column. A reason
/// without words stands as its code.
pub(crate) fn reason_text(
    problems: &[RowProblem],
    columns: &[String],
    words: &BTreeMap<String, String>,
) -> String {
    let texts = problems.iter().map(|problem| {
        let code = problem.reason.as_code();
        let reason = words.get(code).map_or(code, String::as_str);
        match problem.column.and_then(|column| columns.get(column)) {
            Some(column) => format!("{}: {reason}", column.trim()),
            None => reason.to_owned(),
        }
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn person_of(
    imported: ImportedPerson,
    mapping: &[Target],
) -> Result<(Person, Vec<RowProblem>), Vec<RowProblem>> {
    let born = imported.born_on.map(BirthDate::try_from).transpose();
    let place = [imported.village, imported.district_text, imported.postcode];
    let person = Person {
        surname: imported.surname,
        given_name: imported.given_name,
        patronymic: imported.patronymic,
        former_surname: imported.former_surname,
        sex: imported.sex.map(|sex| match sex {
            goldaw_documents::Sex::Female => Sex::Female,
            goldaw_documents::Sex::Male => Sex::Male,
        }),
        born: born.map_err(|violation| vec![problem(&violation, mapping)])?,
        document_number: imported.document_number,
        phone: joined(imported.phones),
        place: joined(place.into_iter().flatten()),
        street: imported.street,
        house: imported.house_number,
        external_number: imported.external_number,
        ..Person::default()
    };
    Ok((person, imported.left_out))
}

fn joined(parts: impl IntoIterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Words a broken rule of the record as a problem of the row.
fn problem(violation: &Violation, mapping: &[Target]) -> RowProblem {
    let target = match violation.field {
        "born" => Some(Target::BornOn),
        "given_name" => Some(Target::GivenName),
        "patronymic" => Some(Target::Patronymic),
        "former_surname" => Some(Target::FormerSurname),
        "surname" => Some(Target::Surname),
        _ => None,
    };
    let column = target.and_then(|target| mapping.iter().position(|mapped| *mapped == target));
    let reason = match violation.code {
        Rule::TooLong => RowReason::CellTooLong,
        Rule::Missing => RowReason::MissingName,
        _ => RowReason::ImpossibleDate,
    };
    RowProblem { column, reason }
}
