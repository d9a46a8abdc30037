//! Scores: sums with and without missing answers, bands, what changed since the last time.

use std::sync::Arc;

use crate::common::{definition, start};
use goldaw_forms::score::{Movement, Score};
use goldaw_forms::{Form, Session, Unanswered};
use serde_json::json;

fn form(missing: &str) -> Arc<Form> {
    let question = |name: &str| {
        json!({"kind": "select_one", "name": name, "choices": "yes_no", "unanswered": ["refused"],
               "relevant": if name == "c" { "${a} = 'yes'" } else { "" }})
    };
    let mut form = definition(json!([question("a"), question("b"), question("c")]));
    form.scores = serde_json::from_value(json!([
        {"name": "risk", "need": "safety", "questions": ["a", "b", "c"], "missing": missing, "better": "lower",
         "bands": [{"name": "low", "from": "0"}, {"name": "high", "from": "2"}]},
        {"name": "doubled", "calculation": "2 * count-selected(${a})"},
    ]))
    .unwrap();
    Arc::new(Form::new(form).expect("a form"))
}

#[test]
fn a_sum_knows_what_is_missing_and_why() {
    let results = |missing: &str| {
        let mut session = Session::begin(form(missing), start());
        session.answer_text("a", "yes").unwrap();
        session.answer_text("b", "yes").unwrap();
        session.leave("c", Unanswered::Refused).unwrap();
        session.scores()
    };
    let none = &results("no_score")[0];
    assert_eq!((none.value.as_deref(), none.counted), (None, 2));
    assert_eq!(none.missing, [("c".to_owned(), Some(Unanswered::Refused))]);
    assert_eq!(results("zero")[0].value.as_deref(), Some("2"));
    assert_eq!(results("average")[0].value.as_deref(), Some("3"));
    assert_eq!(results("zero")[0].band.as_deref(), Some("high"));
    assert_eq!(results("zero")[1].value.as_deref(), Some("2"));
}

#[test]
fn what_is_not_asked_is_not_missing() {
    let mut session = Session::begin(form("no_score"), start());
    session.answer_text("a", "no").unwrap();
    session.answer_text("b", "yes").unwrap();
    let score = &session.scores()[0];
    assert_eq!(
        (score.value.as_deref(), score.band.as_deref()),
        (Some("1"), Some("low"))
    );
}

#[test]
fn two_times_are_compared_as_data() {
    let form = form("zero");
    let score: &Score = &form.definition().scores[0];
    let mut session = Session::begin(Arc::clone(&form), start());
    session.answer_text("a", "yes").unwrap();
    session.answer_text("b", "yes").unwrap();
    let before = session.scores().remove(0);
    session.answer_text("b", "no").unwrap();
    let now = session.scores().remove(0);
    let compared = score.compare(Some(&before), &now);
    assert_eq!(compared.movement, Movement::Better, "less is better");
    assert_eq!(
        (compared.before.as_deref(), compared.now.as_deref()),
        (Some("2"), Some("1"))
    );
    assert_eq!(score.compare(None, &now).movement, Movement::Unknown);
    assert_eq!(score.compare(Some(&now), &now).movement, Movement::Same);
}

#[test]
fn a_score_over_what_cannot_be_counted_is_a_problem() {
    let mut form = definition(json!([{"kind": "text", "name": "t"}]));
    form.scores = serde_json::from_value(json!([
        {"name": "s", "questions": ["t", "nobody"],
         "bands": [{"name": "x", "from": "3"}, {"name": "y", "from": "3"}]},
    ]))
    .unwrap();
    let codes: Vec<_> = Form::new(form)
        .unwrap_err()
        .iter()
        .map(|problem| {
            (
                problem.item.clone(),
                problem.trouble.code(),
                problem.trouble.about(),
            )
        })
        .collect();
    assert_eq!(
        codes,
        [
            ("s".to_owned(), "form-score-impossible", "t".to_owned()),
            ("s".to_owned(), "form-score-impossible", "nobody".to_owned()),
            ("s".to_owned(), "form-band-misplaced", "y".to_owned()),
        ]
    );
}
