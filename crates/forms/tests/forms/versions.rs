//! What a new version takes away, and which answered forms have it.

use std::sync::Arc;

use crate::common::{definition, form, start};
use goldaw_forms::{Form, LossKind, Session, compare_versions};
use serde_json::json;

#[test]
fn a_new_version_says_what_it_takes_away_and_who_has_it() {
    let old = form(json!([
        {"kind": "text", "name": "gone"},
        {"kind": "text", "name": "moved"},
        {"kind": "text", "name": "number"},
        {"kind": "repeat", "name": "member", "items": [
            {"kind": "select_multiple", "name": "towns", "choices": "town", "unanswered": ["refused"]},
        ]},
    ]));
    let mut changed = definition(json!([
        {"kind": "group", "name": "g", "items": [{"kind": "text", "name": "moved"}]},
        {"kind": "integer", "name": "number"},
        {"kind": "repeat", "name": "member", "items": [
            {"kind": "select_multiple", "name": "towns", "choices": "town"},
        ]},
        {"kind": "text", "name": "new"},
    ]));
    changed
        .choices
        .get_mut("town")
        .unwrap()
        .retain(|choice| choice.name != "kaka");
    let new = Form::new(changed).unwrap();
    let losses = compare_versions(&old, &new);
    let told: Vec<_> = losses
        .iter()
        .map(|loss| (loss.path.as_str(), loss.kind.code()))
        .collect();
    assert_eq!(
        told,
        [
            ("gone", "version-gone"),
            ("moved", "version-moved"),
            ("number", "version-other-kind"),
            ("member/towns", "version-choice-gone"),
            ("member/towns", "version-reason-gone"),
        ]
    );
    assert_eq!(losses[1].kind, LossKind::Moved("g/moved".to_owned()));
    assert_eq!(compare_versions(&old, &old), []);

    let mut session = Session::begin(Arc::clone(&old), start());
    session.answer_text("moved", "x").unwrap();
    session.add("member").unwrap();
    session.answer_text("member[2]/towns", "mary kaka").unwrap();
    let answered = session.draft();
    let touched: Vec<_> = losses.iter().map(|loss| loss.touches(&answered)).collect();
    assert_eq!(touched, [false, true, false, true, false]);
}
