//! Beside the time before: which domains moved, which way, in the words of the form.

use goldaw_forms::score::Movement::{self, Better, Same, Unknown, Worse};

use crate::shelf::{answered, form, questions};

/// Labels of the domains (scores of one question) that moved so, in a language.
fn moved(name: &str, before: &str, now: &str, which: Movement, language: &str) -> Vec<String> {
    let form = form(name);
    let before = answered(&form, before).scores();
    let now = answered(&form, now).scores();
    let scores = &form.definition().scores;
    scores
        .iter()
        .zip(before.iter().zip(&now))
        .filter(|(score, (before, now))| {
            score.questions.len() == 1 && score.compare(Some(before), now).movement == which
        })
        .map(|(score, _)| score.label.read_in(language, "").to_owned())
        .collect()
}

#[test]
fn worse_in_dressing_better_in_mood() {
    assert_eq!(
        moved("katz-adl", "1*6", "1 0 1*4", Worse, "en"),
        ["dressing"]
    );
    assert_eq!(
        moved("katz-adl", "1*6", "1 0 1*4", Worse, "ru"),
        ["одевание"]
    );
    assert_eq!(
        moved("katz-adl", "1*6", "1 0 1*4", Worse, "tk"),
        ["geýinmek"]
    );
    assert_eq!(moved("katz-adl", "1*6", "1 0 1*4", Same, "en").len(), 5);
    assert_eq!(moved("phq-2", "1 3", "1 1", Better, "en"), ["mood"]);
    assert_eq!(moved("phq-2", "1 3", "1 1", Worse, "en"), [""; 0]);
}

#[test]
fn more_is_better_where_the_instrument_says_so() {
    assert_eq!(moved("who-5", "2*5", "2*3 4 2", Better, "en"), ["rest"]);
    assert_eq!(moved("who-5", "2*5", "2*3 0 2", Worse, "en"), ["rest"]);
    assert_eq!(
        moved("wg-short-set", "1*6", "3 1*5", Worse, "en"),
        ["seeing"]
    );
    assert_eq!(moved("ucla-3", "3*3", "3 3 1", Better, "en"), ["isolation"]);
}

#[test]
fn opposite_moves_are_both_said_though_the_sum_stands_still() {
    let (before, now) = ("0 1*5", "1 0 1*4");
    assert_eq!(moved("katz-adl", before, now, Worse, "en"), ["dressing"]);
    assert_eq!(moved("katz-adl", before, now, Better, "en"), ["bathing"]);
    let form = form("katz-adl");
    let total = &form.definition().scores[0];
    let before = answered(&form, before).scores().remove(0);
    let now = answered(&form, now).scores().remove(0);
    assert_eq!(total.compare(Some(&before), &now).movement, Same);
}

#[test]
fn what_one_of_the_times_does_not_have_is_not_called_a_change() {
    assert_eq!(moved("phq-2", "1 3", "1", Unknown, "en"), ["mood"]);
    assert_eq!(moved("phq-2", "1", "1 3", Unknown, "en"), ["mood"]);
}

#[test]
fn a_decision_other_than_the_answers_say_needs_a_reason() {
    for name in ["rapid-risk", "placement-risk"] {
        let form = form(name);
        let questions = questions(&form).len() - if name == "rapid-risk" { 2 } else { 3 };
        let reason_needed = |decision: &str| {
            let mut session = answered(&form, &format!("4*{} 3", questions - 1));
            session.answer_text("decision", decision).unwrap();
            session
                .violations()
                .iter()
                .any(|(path, _)| path == "reason")
        };
        assert!(!reason_needed("medium"), "{name}: as the answers say");
        assert!(reason_needed("low"), "{name}: lower than the answers say");
        assert!(reason_needed("high"), "{name}: higher than the answers say");
    }
}
