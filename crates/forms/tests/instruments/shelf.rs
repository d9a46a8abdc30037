//! The files of `assets/forms`, read and answered.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::DateTime;
use goldaw_forms::score::Scored;
use goldaw_forms::{Definition, Form, Item, Session, Start};

/// A folder of `assets`, or a file in it.
pub fn assets(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../assets")
        .join(path)
}

/// Every instrument: the name of its file without the ending, and its text.
pub fn instruments() -> BTreeMap<String, String> {
    let folder = std::fs::read_dir(assets("forms")).expect("assets/forms");
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = std::fs::read_to_string(&path).expect("a text");
        (name.into_owned(), text)
    };
    folder.map(read).collect()
}

/// One instrument, checked.
pub fn form(name: &str) -> Arc<Form> {
    let text = std::fs::read_to_string(assets(&format!("forms/{name}.json"))).expect(name);
    let definition = Definition::read(text.as_bytes()).expect(name);
    Arc::new(Form::new(definition).unwrap_or_else(|problems| panic!("{name}: {problems:#?}")))
}

/// Paths of what a person answers, in the order of the form.
pub fn questions(form: &Form) -> Vec<String> {
    fn walk(items: &[Item], above: &str, found: &mut Vec<String>) {
        for item in items {
            let path = format!("{above}{}", item.name);
            walk(&item.items, &format!("{path}/"), found);
            if item.kind.is_asked() {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&form.definition().items, "", &mut found);
    found
}

/// Answers the questions from the first on: `0*3 2 -` is three times 0, then 2, then none; `a+b` is both.
pub fn answered(form: &Arc<Form>, answers: &str) -> Session {
    let start = Start {
        now: DateTime::parse_from_rfc3339("2026-11-25T10:30:00+05:00").expect("a time"),
        chance: 7,
        language: "en".to_owned(),
        properties: BTreeMap::new(),
    };
    let mut session = Session::begin(Arc::clone(form), start);
    let mut paths = questions(form).into_iter();
    for word in answers.split_whitespace() {
        let (answer, times) = word.split_once('*').unwrap_or((word, "1"));
        for _ in 0..times.parse::<usize>().expect("how often") {
            let path = paths.next().expect("a question for every answer");
            if answer != "-" {
                session
                    .answer_text(&path, &answer.replace('+', " "))
                    .unwrap_or_else(|why| panic!("{path} = {answer}: {why:?}"));
            }
        }
    }
    session
}

/// One score of answers.
pub fn score(form: &Arc<Form>, name: &str, answers: &str) -> Scored {
    let mut scores = answered(form, answers).scores().into_iter();
    scores
        .find(|score| score.name == name)
        .unwrap_or_else(|| panic!("a score {name}"))
}
