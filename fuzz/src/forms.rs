//! Questionnaires people bring, and the answers to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use goldaw_forms::xlsform::{self, CellValue, Naming, Sheet, sheets_of_listing};
use goldaw_forms::{Definition, Form, Session, Start, expression as expressions};

use crate::Answer;

/// Questions answered in a form that was read.
const ANSWERED: usize = 12;

/// A definition; one that can be laid out is answered, and asked for its scores.
pub fn form(bytes: &[u8]) -> Answer {
    let Ok(definition) = Definition::read(bytes) else {
        return Answer::Refused;
    };
    let again = Definition::read(&definition.write()).expect("what we wrote is read");
    assert_eq!(again, definition);
    match Form::new(definition) {
        Ok(form) => answered(form),
        Err(problems) => {
            assert!(!problems.is_empty());
            Answer::Refused
        }
    }
}

/// An expression.
pub fn expression(bytes: &[u8]) -> Answer {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Answer::Refused;
    };
    Answer::of(expressions::check(text).is_ok())
}

/// The sheets of an XLSForm, one row a line, cells with tabs between, the first one naming the sheet.
pub fn xlsform(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes);
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    let imported = xlsform::read(&sheets_of_listing(&rows), &naming());
    let Some(form) = imported.form else {
        assert!(!imported.problems.is_empty());
        return Answer::Refused;
    };
    let written = xlsform::write(form.definition());
    let again = xlsform::read(&written, &naming());
    let again = again.form.expect("what we wrote is read");
    assert_eq!(again.definition(), form.definition());
    answered(form)
}

/// Writes a definition as the third target reads it.
pub(crate) fn listing(definition: &Definition) -> Vec<u8> {
    let mut text = String::new();
    for Sheet { name, cells } in xlsform::write(definition) {
        let rows: BTreeMap<u32, BTreeMap<u32, String>> =
            cells.into_iter().fold(BTreeMap::new(), |mut rows, cell| {
                let value = match cell.value {
                    CellValue::Text(text) | CellValue::Moment(text) => text,
                    CellValue::Number(number) => number.to_string(),
                    CellValue::Truth(truth) => truth.to_string(),
                };
                let value = value.replace(['\n', '\t'], " ");
                rows.entry(cell.row).or_default().insert(cell.column, value);
                rows
            });
        text.push_str(&name);
        for cells in rows.values() {
            let last = cells.keys().next_back().copied().unwrap_or_default();
            for column in 1..=last {
                text.push('\t');
                text.push_str(cells.get(&column).map_or("", String::as_str));
            }
            text.push('\n');
        }
    }
    text.into_bytes()
}

fn answered(form: Form) -> Answer {
    let form = Arc::new(form);
    let mut session = Session::begin(Arc::clone(&form), start());
    let asked: Vec<String> = session
        .view()
        .iter()
        .take(ANSWERED)
        .map(|shown| shown.path.clone())
        .collect();
    for path in &asked {
        for text in ["2026-11-25", "1"] {
            let _ = session.answer_text(path, text);
        }
        let _ = session.add(path);
    }
    let _ = (session.scores(), session.violations(), session.finish());
    let resumed = Session::resume(form, &session.draft(), start());
    let _ = resumed.view();
    Answer::Taken
}

fn naming() -> Naming {
    Naming {
        id: "brought".to_owned(),
        version: "1".to_owned(),
    }
}

fn start() -> Start {
    Start {
        now: "2026-11-25T10:30:00+05:00"
            .parse()
            .expect("a moment that exists"),
        chance: 7,
        language: "tk".to_owned(),
        properties: BTreeMap::new(),
    }
}
