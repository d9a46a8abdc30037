//! What makes a definition a form: its shape, names, lists, words.

use crate::common::{definition, problems};
use goldaw_forms::{Definition, DefinitionError, Form};
use serde_json::json;

/// Item, column and code of each problem.
fn told(items: serde_json::Value) -> Vec<(String, &'static str, &'static str)> {
    problems(items)
        .into_iter()
        .map(|problem| (problem.item, problem.field.column(), problem.trouble.code()))
        .collect()
}

#[test]
fn a_definition_is_written_as_it_was_read() {
    let definition = definition(json!([
        {"kind": "group", "name": "g", "section": true, "items": [
            {"kind": "date_time", "name": "t", "sensitivity": "restricted", "unanswered": ["refused", "unknown"]},
        ]},
    ]));
    let written = definition.write();
    assert_eq!(Definition::read(&written).unwrap(), definition);
    assert_eq!(Definition::read(&written).unwrap().write(), written);
}

#[test]
fn what_is_not_a_definition_is_refused() {
    let read = |text: &str| Definition::read(text.as_bytes()).unwrap_err();
    assert!(matches!(read("{"), DefinitionError::Shape { line: 1, .. }));
    assert_eq!(read(r#"{"format": 2}"#), DefinitionError::NewerFormat(2));
    let unknown = r#"{"format":1,"id":"a","version":"1","languages":["en"],"default_language":"en","items":[{"kind":"text","name":"a","relevnt":"1"}]}"#;
    assert!(
        matches!(read(unknown), DefinitionError::Shape { .. }),
        "a misspelt field"
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(read(&deep), DefinitionError::Shape { .. }));
}

#[test]
fn problems_name_the_item_and_the_field() {
    assert_eq!(
        told(json!([
            {"kind": "text", "name": ""},
            {"kind": "text", "name": "1st"},
            {"kind": "text", "name": "twice"},
            {"kind": "integer", "name": "twice"},
            {"kind": "select_one", "name": "s", "choices": "nowhere"},
            {"kind": "calculate", "name": "c"},
            {"kind": "text", "name": "t", "items": [{"kind": "text", "name": "inside"}]},
            {"kind": "text", "name": "w", "label": {"fr": "Bonjour"}},
            {"kind": "range", "name": "r", "parameters": {"start": "one"}},
        ])),
        [
            (String::new(), "name", "form-name-missing"),
            ("1st".to_owned(), "name", "form-name-broken"),
            ("twice".to_owned(), "name", "form-name-twice"),
            ("s".to_owned(), "type", "form-list-unknown"),
            ("c".to_owned(), "calculation", "form-calculation-missing"),
            ("t".to_owned(), "type", "form-holds-nothing"),
            ("w".to_owned(), "label", "form-language-unknown"),
            ("r".to_owned(), "parameters", "form-parameter-broken"),
        ]
    );
    assert_eq!(
        told(json!([
            {"kind": "integer", "name": "n", "default": "many"},
            {"kind": "group", "name": "g", "items": [{"kind": "text", "name": "x"}]},
            {"kind": "group", "name": "h", "items": [{"kind": "text", "name": "x"}]},
            {"kind": "text", "name": "t", "relevant": "${x} = 1", "label": {"en": "Hello ${nobody}"}},
        ])),
        [
            ("t".to_owned(), "relevant", "expression-ambiguous-question"),
            ("t".to_owned(), "label", "expression-unknown-question"),
            ("n".to_owned(), "default", "form-default-impossible"),
        ]
    );
}

#[test]
fn groups_inside_one_another_are_bounded() {
    let mut items = json!([{"kind": "text", "name": "x"}]);
    for at in 0..30 {
        items = json!([{"kind": "group", "name": format!("g{at}"), "items": items}]);
    }
    assert_eq!(told(items)[0].2, "form-nested-too-deeply");
}

#[test]
fn a_choice_stands_once_in_its_list_unless_the_form_allows_it() {
    let mut definition =
        definition(json!([{"kind": "select_one", "name": "s", "choices": "town"}]));
    let again = definition.choices["town"][0].clone();
    definition.choices.get_mut("town").unwrap().push(again);
    let found = Form::new(definition.clone()).unwrap_err();
    assert_eq!(found[0].item, "town: tejen");
    assert_eq!(found[0].trouble.code(), "form-choice-twice");
    definition.repeated_choices = true;
    assert!(Form::new(definition).is_ok());
}
