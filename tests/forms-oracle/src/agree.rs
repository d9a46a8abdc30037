//! Whether ours is, after each answer, what ODK Web Forms says: asked, required, read-only, answer, what is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::DateTime;
use goldaw_forms::{Form, Session, Start, Unusable, Violation};
use serde::Deserialize;

use crate::invent::{Step, Trial};

/// What the engine wrote.
#[derive(Deserialize)]
pub struct Answered {
    pub today: String,
    pub answers: Vec<Entry>,
}

#[derive(Deserialize)]
pub struct Entry {
    pub failed: Option<String>,
    pub steps: Vec<Taken>,
    pub milliseconds: f64,
}

#[derive(Deserialize)]
pub struct Taken {
    pub taken: bool,
    pub nodes: Option<BTreeMap<String, State>>,
}

/// Asked, required, read-only, answer, what is wrong.
pub type State = (bool, bool, bool, String, String);

/// What came of comparing.
#[derive(Default)]
pub struct Agreement {
    pub forms: usize,
    /// Forms the engine could not answer.
    pub unanswered: usize,
    pub states: usize,
    pub disagreements: usize,
    pub examples: Vec<String>,
}

/// Compares all trials.
pub fn compare(trials: &[Trial], answered: &Answered) -> Agreement {
    let mut agreement = Agreement::default();
    for (trial, entry) in trials.iter().zip(&answered.answers) {
        agreement.forms += 1;
        if let Some(failed) = &entry.failed {
            agreement.unanswered += 1;
            agreement
                .examples
                .push(format!("{}: the engine says {failed}", trial.name));
            continue;
        }
        compare_one(trial, entry, &answered.today, &mut agreement);
    }
    agreement
}

/// The session of a trial at the engine's day, by the clock of Greenwich, as the engine was run.
pub fn begin(trial: &Trial, today: &str) -> Session {
    let form = match Form::new(trial.form.clone()) {
        Ok(form) => Arc::new(form),
        Err(problems) => panic!(
            "{}: an invented form with problems: {problems:?}",
            trial.name
        ),
    };
    let now = format!("{today}T12:00:00+00:00");
    let start = Start {
        now: DateTime::parse_from_rfc3339(&now).expect("a day"),
        chance: 1,
        language: "default".to_owned(),
        properties: BTreeMap::new(),
    };
    Session::begin(form, start)
}

fn compare_one(trial: &Trial, entry: &Entry, today: &str, agreement: &mut Agreement) {
    let mut session = begin(trial, today);
    let mut said = 0;
    for (at, theirs) in entry.steps.iter().enumerate() {
        let mut step_said = String::from("at the beginning");
        if let Some(step) = at.checked_sub(1).and_then(|at| trial.steps.get(at)) {
            step_said = format!("after {} = {:?}", step.path, step.text);
            let ours = session.answer_text(&step.path, &offered(&session, step));
            let taken = !matches!(
                ours,
                Err(Unusable::NoQuestion | Unusable::NotAsked | Unusable::ReadOnly)
            );
            if taken != theirs.taken {
                agreement.disagreements += 1;
                agreement.examples.push(format!(
                    "{}: {step_said}: {ours:?}, there taken: {}",
                    trial.name, theirs.taken
                ));
                return;
            }
        }
        let wrong: BTreeMap<String, Violation> = session.violations().into_iter().collect();
        for (path, theirs) in theirs.nodes.iter().flatten() {
            let ours = state(&session, path, wrong.get(path));
            // pyxform adds a question that counts; there is none here.
            if ours.is_none() && path.ends_with("_count") {
                continue;
            }
            agreement.states += 1;
            if !ours.as_ref().is_some_and(|ours| same(ours, theirs)) {
                agreement.disagreements += 1;
                said += 1;
                if said <= 3 {
                    agreement.examples.push(format!(
                        "{}: {step_said}: {path}: ours {ours:?}, theirs {theirs:?}",
                        trial.name
                    ));
                }
            }
        }
        if said > 0 {
            return;
        }
    }
}

/// The answer without choices that are not offered: there they are left out, here they are refused.
fn offered(session: &Session, step: &Step) -> String {
    let view = session.view();
    let Some(shown) = view.iter().find(|shown| shown.path == step.path) else {
        return step.text.clone();
    };
    if !shown.kind.chooses() {
        return step.text.clone();
    }
    let is_offered = |name: &&str| shown.choices.iter().any(|choice| choice.name == *name);
    step.text
        .split(' ')
        .filter(is_offered)
        .collect::<Vec<_>>()
        .join(" ")
}

fn state(session: &Session, path: &str, wrong: Option<&Violation>) -> Option<State> {
    let asked = session.is_asked(path)?;
    let (required, read_only) = session.demands(path)?;
    let wrong = match wrong {
        None => "",
        Some(Violation::Required { .. }) => "required",
        Some(Violation::Constraint { .. }) => "constraint",
    };
    Some((
        asked,
        required,
        read_only,
        session.text(path)?,
        wrong.to_owned(),
    ))
}

fn same(ours: &State, theirs: &State) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    // A number may be written with an exponent there; the last bit of a power is that of the processor's library.
    let answer = ours.3 == theirs.3
        || match (number(&ours.3), number(&theirs.3)) {
            (Some(ours), Some(theirs)) => (ours - theirs).abs() <= theirs.abs() * 1e-15,
            _ => false,
        };
    // What is demanded of a question that is not asked is nothing.
    let demanded = !ours.0 || ours.1 == theirs.1;
    ours.0 == theirs.0 && demanded && ours.2 == theirs.2 && answer && ours.4 == theirs.4
}

/// How long answers took.
pub struct Speed {
    pub keypress: Vec<Duration>,
    pub total: Duration,
    pub computed: usize,
}

/// Answers a trial, measuring each answer.
pub fn measure(trial: &Trial, today: &str) -> Speed {
    let mut session = begin(trial, today);
    let mut speed = Speed {
        keypress: Vec::new(),
        total: Duration::ZERO,
        computed: 0,
    };
    let before = session.computations();
    for step in &trial.steps {
        let begin = Instant::now();
        let changes = session.answer_text(&step.path, &step.text);
        let took = begin.elapsed();
        std::hint::black_box(&changes).as_ref().ok();
        speed.keypress.push(took);
        speed.total += took;
    }
    speed.computed = session.computations() - before;
    speed.keypress.sort();
    speed
}
