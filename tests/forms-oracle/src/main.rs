//! The forms engine beside pyxform, which says what a valid form is, and ODK Web Forms, which says what follows from an answer.
//! `make bench-forms` runs all of it and writes `target/figures/forms.json`.
//!
//! ```text
//! goldaw-forms-oracle invent FOLDER COUNT     writes COUNT forms with answers as FOLDER/trials.json
//! goldaw-forms-oracle compare FOLDER FIGURES  compares with FOLDER/corpus.json and FOLDER/answers.json
//! goldaw-forms-oracle record FOLDER FIXTURE   writes a few of the answers for the tests of the forms room
//! ```
#![allow(clippy::print_stdout)]

mod agree;
mod chance;
mod corpus;
mod invent;
mod phrase;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use goldaw_forms::xlsform::{self, CellValue, Sheet};
use invent::Trial;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["invent", folder, count] => invent_all(Path::new(folder), count.parse()?),
        ["compare", folder, figures] => compare_all(Path::new(folder), &PathBuf::from(figures)),
        ["record", folder, fixture] => record(Path::new(folder), Path::new(fixture)),
        _ => Err("usage: goldaw-forms-oracle invent FOLDER COUNT | compare FOLDER FIGURES | record FOLDER FIXTURE".into()),
    }
}

/// The trials of a count: the last is the one speed is measured with.
fn trials(count: u64) -> Vec<Trial> {
    (0..count)
        .map(invent::invent)
        .chain([invent::large()])
        .collect()
}

fn invent_all(folder: &Path, count: u64) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let written: Vec<Value> = trials(count)
        .iter()
        .map(|trial| {
            let sheets: Vec<Value> = xlsform::write(&trial.form).iter().map(rows).collect();
            json!({"name": trial.name, "form": trial.form, "steps": trial.steps, "sheets": sheets})
        })
        .collect();
    std::fs::write(folder.join("trials.json"), serde_json::to_vec(&written)?)?;
    Ok(())
}

/// Trials of which the answers are kept with the forms room.
const RECORDED: usize = 8;

/// Writes a few trials with what the engine says after each answer, as far as it changed.
fn record(folder: &Path, fixture: &Path) -> Result<(), Box<dyn Error>> {
    let trials: Vec<Trial> = serde_json::from_slice(&std::fs::read(folder.join("trials.json"))?)?;
    let answered: agree::Answered =
        serde_json::from_slice(&std::fs::read(folder.join("answers.json"))?)?;
    let recorded: Vec<Value> = trials
        .iter()
        .zip(&answered.answers)
        .take(RECORDED)
        .map(|(trial, entry)| {
            let mut before: BTreeMap<String, agree::State> = BTreeMap::new();
            let steps = entry.steps.iter().enumerate().map(|(at, said)| {
                let nodes = said.nodes.clone().unwrap_or_default();
                let changed: BTreeMap<_, _> = nodes
                    .iter()
                    .filter(|(path, state)| {
                        before.get(*path) != Some(*state) && !path.ends_with("_count")
                    })
                    .collect();
                let step = at.checked_sub(1).map(|at| &trial.steps[at]);
                let line = json!({"answer": step, "taken": said.taken, "changed": changed});
                before = nodes;
                line
            });
            json!({"name": trial.name, "form": trial.form, "steps": steps.collect::<Vec<_>>()})
        })
        .collect();
    let lines: Vec<String> = recorded.iter().map(Value::to_string).collect();
    let text = format!(
        "{{\"today\":{:?},\"trials\":[\n{}\n]}}\n",
        answered.today,
        lines.join(",\n")
    );
    std::fs::write(fixture, text)?;
    Ok(())
}

/// A sheet as rows of text.
fn rows(sheet: &Sheet) -> Value {
    let height = sheet.cells.iter().map(|cell| cell.row).max().unwrap_or(0) as usize;
    let width = sheet
        .cells
        .iter()
        .map(|cell| cell.column)
        .max()
        .unwrap_or(0) as usize;
    let mut rows = vec![vec![String::new(); width]; height];
    for cell in &sheet.cells {
        if let CellValue::Text(text) = &cell.value {
            rows[cell.row as usize - 1][cell.column as usize - 1].clone_from(text);
        }
    }
    json!({"name": sheet.name, "rows": rows})
}

fn compare_all(folder: &Path, figures: &Path) -> Result<(), Box<dyn Error>> {
    let forms = corpus::compare(&folder.join("corpus.json"))?;
    println!("\nForms of pyxform's tests on which the two differ:");
    for difference in &forms.differences {
        println!("  {difference}");
    }
    let trials: Vec<Trial> = serde_json::from_slice(&std::fs::read(folder.join("trials.json"))?)?;
    let answered: agree::Answered =
        serde_json::from_slice(&std::fs::read(folder.join("answers.json"))?)?;
    let answers = agree::compare(&trials, &answered);
    println!("\nAnswers on which the two differ:");
    for example in answers.examples.iter().take(40) {
        println!("  {example}");
    }
    let large = trials.last().ok_or("no trials")?;
    let theirs = answered.answers.last().ok_or("no answers")?;
    // The first run warms caches for both: the engine had 300 forms before.
    agree::measure(large, &answered.today);
    let speed = agree::measure(large, &answered.today);
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let p95 = speed.keypress[speed.keypress.len() * 95 / 100];
    let ours_ms = ms(speed.total);
    let measured = json!({
        "keypress_ms_p95": ms(p95),
        "keypress_ms_median": ms(speed.keypress[speed.keypress.len() / 2]),
        "evaluations_per_s": speed.computed as f64 / speed.total.as_secs_f64(),
        "vs_oracle": theirs.milliseconds / ours_ms,
        "oracle_ms_for_1000_answers": theirs.milliseconds,
        "ours_ms_for_1000_answers": ours_ms,
        "accepted_by_pyxform": forms.accepted,
        "imported": forms.imported,
        "refused_by_pyxform": forms.refused,
        "refused_rightly": forms.refused_rightly,
        "refused_with_place": forms.refused_with_place,
        "written_and_read_again": forms.written_and_read_again,
        "forms_answered": answers.forms - answers.unanswered,
        "forms_the_oracle_cannot_answer": answers.unanswered,
        "states_compared": answers.states,
        "disagreements": answers.disagreements,
    });
    println!();
    for (name, value) in measured.as_object().into_iter().flatten() {
        println!("{name:<32}{value:>16}");
    }
    if let Some(folder) = figures.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(figures, serde_json::to_vec_pretty(&measured)?)?;
    Ok(())
}
