//! What ODK Web Forms says of invented forms, recorded: asked, required, read-only, answer, what is wrong, after each answer.
//!
//! `make bench-forms` compares many more and writes the record anew (tests/forms-oracle).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use goldaw_forms::{Definition, Form, Session, Start, Unusable, Violation};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    today: String,
    trials: Vec<Trial>,
}

#[derive(Deserialize)]
struct Trial {
    name: String,
    form: Definition,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    answer: Option<Given>,
    taken: bool,
    changed: BTreeMap<String, State>,
}

#[derive(Deserialize)]
struct Given {
    path: String,
    text: String,
}

type State = (bool, bool, bool, String, String);

#[test]
fn answers_have_the_consequences_they_have_in_odk_web_forms() {
    let text = include_str!("../fixtures/web-forms-0.22.json");
    let record: Record = serde_json::from_str(text).unwrap();
    assert_eq!(record.trials.len(), 8);
    for trial in record.trials {
        let now = format!("{}T12:00:00+00:00", record.today);
        let start = Start {
            now: DateTime::parse_from_rfc3339(&now).unwrap(),
            chance: 1,
            language: "default".to_owned(),
            properties: BTreeMap::new(),
        };
        let mut session = Session::begin(Arc::new(Form::new(trial.form).unwrap()), start);
        let mut said: BTreeMap<String, State> = BTreeMap::new();
        for step in trial.steps {
            let mut when = format!("{} at the beginning", trial.name);
            if let Some(Given { path, text }) = &step.answer {
                when = format!("{} after {path} = {text}", trial.name);
                let answered = session.answer_text(path, &offered(&session, path, text));
                let taken = !matches!(
                    answered,
                    Err(Unusable::NoQuestion | Unusable::NotAsked | Unusable::ReadOnly)
                );
                assert_eq!(taken, step.taken, "{when}: {answered:?}");
            }
            said.extend(step.changed);
            let wrong: BTreeMap<String, Violation> = session.violations().into_iter().collect();
            for (path, (asked, required, read_only, text, broken)) in &said {
                let Some(is_asked) = session.is_asked(path) else {
                    continue; // An instance that is not there any more.
                };
                assert_eq!(is_asked, *asked, "{when}: {path} asked");
                let demands = session.demands(path).unwrap();
                assert_eq!(
                    (demands.0 && *asked, demands.1),
                    (*required && *asked, *read_only),
                    "{when}: {path}"
                );
                assert_same(
                    &session.text(path).unwrap(),
                    text,
                    &format!("{when}: {path}"),
                );
                let code = wrong.get(path).map_or("", Violation::code);
                assert_eq!(code.trim_start_matches("answer-"), broken, "{when}: {path}");
            }
        }
    }
}

/// The answer without choices that are not offered: there they are left out, here they are refused.
fn offered(session: &Session, path: &str, text: &str) -> String {
    let view = session.view();
    match view.iter().find(|shown| shown.path == path) {
        Some(shown) if shown.kind.chooses() => {
            let is_offered = |name: &&str| shown.choices.iter().any(|choice| choice.name == *name);
            text.split(' ')
                .filter(is_offered)
                .collect::<Vec<_>>()
                .join(" ")
        }
        _ => text.to_owned(),
    }
}

/// The last bit of a power is that of the processor's library.
fn assert_same(ours: &str, theirs: &str, place: &str) {
    let numbers = (ours.parse::<f64>(), theirs.parse::<f64>());
    if let (Ok(a), Ok(b)) = numbers
        && (a - b).abs() <= b.abs() * 1e-15
    {
        return;
    }
    assert_eq!(ours, theirs, "{place}");
}
