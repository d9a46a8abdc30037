//! What every file says beside its questions, and in which languages.

use goldaw_forms::Definition;
use goldaw_forms::xlsform::{self, Naming};
use serde_json::Value;

use crate::published::CASES;
use crate::shelf::{assets, form, instruments};

const LANGUAGES: [&str; 3] = ["tk", "ru", "en"];

/// What a file says about itself, under `settings`.
const SAID: [&str; 9] = [
    "kind",
    "source",
    "citation",
    "licence",
    "age",
    "whom",
    "limits",
    "translation",
    "checked_on",
];

/// Instruments with fees, with permission to ask for, or of others' words; none of them is carried.
const FORBIDDEN: [&str; 17] = [
    "mmse",
    "mini-mental",
    "moca",
    "montreal cognitive",
    "zarit",
    "sdq",
    "strengths and difficulties",
    "interrai",
    "eq-5d",
    "euroqol",
    "clinical frailty scale",
    "rockwood",
    "vi-spdat",
    "lawton",
    "danger assessment",
    "whodas",
    "oscar",
];

#[test]
fn every_file_is_a_form_without_problems_and_says_where_it_is_from() {
    let found = instruments();
    assert!(!found.is_empty(), "no instruments");
    for (name, text) in &found {
        let read = form(name);
        let definition = read.definition();
        assert_eq!(&definition.id, name, "the file is called as the form");
        assert!(!definition.version.is_empty(), "{name}: a version");
        assert_eq!(definition.languages, LANGUAGES, "{name}");
        for key in SAID {
            let said = definition.settings.get(key);
            assert!(said.is_some_and(|said| !said.is_empty()), "{name}: {key}");
        }
        assert!(
            definition.settings["translation"].contains("drafts"),
            "{name}: drafts are called drafts"
        );
        assert!(!definition.scores.is_empty(), "{name}: scores");
        assert!(text.ends_with("}\n"), "{name}: ends with its last line");
    }
}

#[test]
fn every_text_stands_in_three_languages_each_in_its_letters() {
    fn walk(value: &Value, at: &str, wrong: &mut Vec<String>) {
        match value {
            Value::Array(values) => {
                for (place, value) in values.iter().enumerate() {
                    let called = value["name"].as_str().map(str::to_owned);
                    let called = called.unwrap_or_else(|| place.to_string());
                    walk(value, &format!("{at}/{called}"), wrong);
                }
            }
            Value::Object(fields) if fields.keys().any(|key| LANGUAGES.contains(&key.as_str())) => {
                let cyrillic = |text: &str| text.chars().any(|sign| ('а'..='я').contains(&sign));
                for language in LANGUAGES {
                    match value[language].as_str().map(str::trim) {
                        None | Some("") => wrong.push(format!("{at}: nothing in {language}")),
                        Some(text) if cyrillic(text) != (language == "ru") => {
                            wrong.push(format!("{at}: other letters in {language}: {text}"));
                        }
                        Some(_) => {}
                    }
                }
                if fields.len() != LANGUAGES.len() {
                    wrong.push(format!("{at}: other languages"));
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    walk(value, &format!("{at}/{key}"), wrong);
                }
            }
            _ => {}
        }
    }
    /// Questions, choices, scores and bands without words.
    fn nameless(value: &Value, at: &str, wrong: &mut Vec<String>) {
        match value {
            Value::Array(values) => {
                for value in values {
                    let called = value["name"].as_str().unwrap_or_default();
                    if value.is_object()
                        && value["kind"] != "calculate"
                        && !value["label"].is_object()
                    {
                        wrong.push(format!("{at}/{called}: no label"));
                    }
                    nameless(value, &format!("{at}/{called}"), wrong);
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    nameless(value, &format!("{at}/{key}"), wrong);
                }
            }
            _ => {}
        }
    }
    let mut wrong = Vec::new();
    for (name, text) in instruments() {
        let document: Value = serde_json::from_str(&text).unwrap();
        assert!(document["title"].is_object(), "{name}: a title");
        walk(&document, &name, &mut wrong);
        nameless(&document, &name, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_instrument_is_among_them_that_may_not_be_carried() {
    for (name, text) in instruments() {
        let definition = Definition::read(text.as_bytes()).unwrap();
        let titles = serde_json::to_string(&definition.title).unwrap();
        let about = format!("{name} {titles} {:?}", definition.settings["citation"]);
        let about = about.to_lowercase();
        for forbidden in FORBIDDEN {
            assert!(!about.contains(forbidden), "{name}: {forbidden}");
        }
    }
}

#[test]
fn the_page_of_the_assets_lists_every_instrument_with_its_licence_and_no_other() {
    let page = std::fs::read_to_string(assets("README.md")).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| `forms/") && line.contains(".json` |"))
        .collect();
    let found = instruments();
    assert_eq!(rows.len(), found.len(), "one row for each file: {rows:#?}");
    for name in found.keys() {
        let row = rows
            .iter()
            .find(|row| row.starts_with(&format!("| `forms/{name}.json` |")));
        let row = row.unwrap_or_else(|| panic!("{name} is not listed"));
        let licence = row.split('|').nth(4).map(str::trim).unwrap_or_default();
        assert!(
            form(name).definition().settings["licence"].starts_with(licence) && !licence.is_empty(),
            "{name}: the file says another licence than {licence:?}"
        );
    }
}

#[test]
fn every_instrument_has_three_cases_at_least() {
    for name in instruments().keys() {
        let cases = CASES.iter().filter(|case| case.0 == name).count();
        assert!(cases >= 3, "{name}: {cases} cases");
    }
}

#[test]
fn ours_have_no_sum_in_which_one_critical_answer_could_disappear() {
    let own: Vec<_> = instruments()
        .into_keys()
        .map(|name| form(&name))
        .filter(|form| form.definition().settings["kind"] == "own")
        .collect();
    assert_eq!(own.len(), 3, "needs, rapid risk, placement");
    for form in own {
        let definition = form.definition();
        for score in &definition.scores {
            assert!(
                score.questions.len() <= 1,
                "{}: {}",
                definition.id,
                score.name
            );
        }
        for (list, steps) in definition
            .choices
            .iter()
            .filter(|(list, _)| *list != "decision")
        {
            let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
            assert_eq!(names, ["1", "2", "3", "4"], "{}: {list}", definition.id);
        }
    }
}

#[test]
fn every_instrument_goes_into_a_workbook_and_comes_back_the_same() {
    for name in instruments().keys() {
        let form = form(name);
        let naming = Naming {
            id: "other".to_owned(),
            version: "0".to_owned(),
        };
        let back = xlsform::read(&xlsform::write(form.definition()), &naming);
        let read = back.form.as_ref().map(goldaw_forms::Form::definition);
        assert_eq!(read, Some(form.definition()), "{name}: {:?}", back.problems);
    }
}
