//! Forms in a few lines, and sessions at a fixed time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use goldaw_forms::{Definition, Form, Problem, Session, Start};
use serde_json::{Value, json};

/// Wednesday, 25 November 2026, half past ten in the office.
pub fn start() -> Start {
    Start {
        now: DateTime::parse_from_rfc3339("2026-11-25T10:30:00+05:00").expect("a time"),
        chance: 7,
        language: "en".to_owned(),
        properties: BTreeMap::from([("username".to_owned(), "maral".to_owned())]),
    }
}

/// A definition with these items, and lists `yes_no` and `town`.
pub fn definition(items: Value) -> Definition {
    let document = json!({
        "format": 1, "id": "trial", "version": "1",
        "languages": ["en", "tk"], "default_language": "en",
        "choices": {
            "yes_no": [
                {"name": "yes", "label": {"en": "Yes", "tk": "Hawa"}, "columns": {"score": "1"}},
                {"name": "no", "label": {"en": "No", "tk": "Ýok"}, "columns": {"score": "0"}},
            ],
            "town": [
                {"name": "tejen", "label": {"en": "Tejen"}, "columns": {"velayat": "ahal"}},
                {"name": "mary", "label": {"en": "Mary"}, "columns": {"velayat": "mary"}},
                {"name": "kaka", "label": {"en": "Kaka"}, "columns": {"velayat": "ahal"}},
            ],
        },
        "items": items,
    });
    Definition::read(document.to_string().as_bytes()).expect("a definition")
}

pub fn form(items: Value) -> Arc<Form> {
    Arc::new(Form::new(definition(items)).expect("a form without problems"))
}

pub fn problems(items: Value) -> Vec<Problem> {
    Form::new(definition(items)).expect_err("a form with problems")
}

pub fn session(items: Value) -> Session {
    Session::begin(form(items), start())
}

/// What an expression gives beside `a` = 6, `b` = 2.5, `t` = "Aýna Meredowa", `d` = 2026-03-01, `m` = "yes no", `blank` unanswered.
pub fn compute(expression: &str) -> String {
    let mut session = session(json!([
        {"kind": "integer", "name": "a"},
        {"kind": "decimal", "name": "b"},
        {"kind": "text", "name": "t"},
        {"kind": "date", "name": "d"},
        {"kind": "select_multiple", "name": "m", "choices": "yes_no"},
        {"kind": "text", "name": "blank"},
        {"kind": "calculate", "name": "result", "calculation": expression},
    ]));
    for (path, text) in [
        ("a", "6"),
        ("b", "2.5"),
        ("t", "Aýna Meredowa"),
        ("d", "2026-03-01"),
        ("m", "yes no"),
    ] {
        session.answer_text(path, text).expect("an answer");
    }
    session.text("result").expect("the result")
}
