//! Forms made to stand still: what they ask for is bounded, and they end.

use goldaw_forms::Answer;
use serde_json::{Value, json};

use crate::common::session;

#[test]
fn computing_is_bounded_however_long_the_texts_and_patterns() {
    let mut items = vec![json!({"kind": "text", "name": "q0"})];
    for at in 1..40 {
        let doubled = format!("concat(${{q{0}}}, ${{q{0}}}, ${{q{0}}})", at - 1);
        items.push(json!({"kind": "calculate", "name": format!("q{at}"), "calculation": doubled}));
    }
    for at in 0..200 {
        let slow = "translate(${q39}, ${q39}, ${q39})";
        items.push(json!({"kind": "calculate", "name": format!("t{at}"), "calculation": slow}));
        let pattern = "regex(${q39}, ${q39})";
        items.push(json!({"kind": "calculate", "name": format!("r{at}"), "calculation": pattern}));
    }
    ends(json!(items), "q0", &Answer::Text("(a|b)*x{9}".to_owned()));
}

#[test]
fn instances_of_instances_are_bounded() {
    let wide: Vec<Value> = (0..500)
        .map(|at| json!({"kind": "text", "name": format!("w{at}")}))
        .collect();
    let inner = json!({"kind": "repeat", "name": "inner", "count": "1000", "items": wide});
    let middle = json!({"kind": "repeat", "name": "middle", "count": "${n}", "items": [inner]});
    ends(
        json!([{"kind": "integer", "name": "n"}, middle]),
        "n",
        &Answer::Whole(1000),
    );
}

#[test]
fn sets_compared_with_sets_are_bounded() {
    let items = json!([
        {"kind": "integer", "name": "n"},
        {"kind": "repeat", "name": "r", "count": "${n}", "items": [
            {"kind": "text", "name": "a", "default": "x"},
            {"kind": "calculate", "name": "b", "calculation": "count(${s}[. = ../../r/a])"},
        ]},
        {"kind": "repeat", "name": "s2", "count": "${n}", "items": [{"kind": "text", "name": "s", "default": "z"}]},
    ]);
    ends(items, "n", &Answer::Whole(1000));
}

/// Answers, and is there again: without bounds each of these takes hours.
fn ends(items: Value, path: &str, answer: &Answer) {
    let mut session = session(items);
    session.answer(path, answer).expect("an answer");
    assert!(session.computations() > 100);
}
