//! Answering: what follows from an answer, what changed on the screen, what is refused, what stays.

use std::sync::Arc;

use crate::common::{form, problems, session, start};
use goldaw_forms::{Answer, Change, Field, Kind, Session, Standing, Trouble, Unanswered, Unusable};
use serde_json::json;

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

/// Paths that changed, with `-` before those that are gone.
fn paths(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| match change.now {
            Some(_) => change.path.clone(),
            None => format!("-{}", change.path),
        })
        .collect()
}

fn household() -> serde_json::Value {
    json!([
        {"kind": "integer", "name": "size"},
        {"kind": "group", "name": "children", "relevant": "${size} > 1", "label": {"en": "Children"}, "items": [
            {"kind": "integer", "name": "how_many", "required": "true()",
             "constraint": ". < ${size}", "constraint_message": {"en": "Fewer than ${size}."}},
            {"kind": "select_one", "name": "in_school", "choices": "yes_no", "relevant": "${how_many} > 0"},
        ]},
        {"kind": "note", "name": "said", "label": {"en": "${size} people, ${how_many} children"}},
        {"kind": "calculate", "name": "adults", "calculation": "${size} - coalesce(${how_many}, 0)"},
    ])
}

#[test]
fn an_answer_says_exactly_what_changed_on_the_screen() {
    let mut session = session(household());
    let first: Vec<_> = session
        .view()
        .iter()
        .map(|shown| shown.path.clone())
        .collect();
    assert_eq!(first, ["size", "said"]);
    let changes = session.answer("size", &Answer::Whole(4)).unwrap();
    assert_eq!(
        paths(&changes),
        ["size", "children", "children/how_many", "said"]
    );
    let changes = session
        .answer("children/how_many", &Answer::Whole(2))
        .unwrap();
    assert_eq!(
        paths(&changes),
        ["children/how_many", "children/in_school", "said"]
    );
    let label = &changes[2].now.as_ref().unwrap().label;
    assert_eq!(label, "4 people, 2 children");
    assert_eq!(session.text("adults").unwrap(), "2");
    assert_eq!(
        session.answer("size", &Answer::Whole(4)).unwrap(),
        [],
        "the same again"
    );
    let changes = session.answer("size", &Answer::Whole(1)).unwrap();
    assert_eq!(
        paths(&changes),
        [
            "size",
            "-children",
            "-children/how_many",
            "-children/in_school",
            "said"
        ]
    );
    assert_eq!(session.text("adults").unwrap(), "1");
    // What is not asked has no answer, and is back when it is asked again.
    let changes = session.answer("size", &Answer::Whole(5)).unwrap();
    let back = changes
        .iter()
        .find(|change| change.path == "children/how_many")
        .unwrap();
    assert_eq!(back.now.as_ref().unwrap().answer, Some(Answer::Whole(2)));
}

#[test]
fn what_cannot_be_an_answer_is_refused_and_the_answer_before_stays() {
    let mut session = session(json!([
        {"kind": "integer", "name": "age"},
        {"kind": "decimal", "name": "income"},
        {"kind": "date", "name": "born"},
        {"kind": "time", "name": "at"},
        {"kind": "date_time", "name": "when"},
        {"kind": "select_one", "name": "town", "choices": "town"},
        {"kind": "select_multiple", "name": "towns", "choices": "town"},
        {"kind": "rank", "name": "order", "choices": "town"},
        {"kind": "range", "name": "pain", "parameters": {"start": "0", "end": "10"}},
        {"kind": "geopoint", "name": "place"},
        {"kind": "text", "name": "shown", "read_only": "true()", "default": "as it is"},
        {"kind": "text", "name": "hidden", "relevant": "false()"},
        {"kind": "note", "name": "words"},
    ]));
    session.answer("age", &Answer::Whole(30)).unwrap();
    for (path, given, expected) in [
        ("age", "thirty", Unusable::NotWhole),
        ("age", "99999999999", Unusable::NotWhole),
        ("income", "1,5", Unusable::NotNumber),
        ("income", "Infinity", Unusable::NotNumber),
        ("born", "2026-02-30", Unusable::NotDate),
        ("born", "1.2.2026", Unusable::NotDate),
        ("at", "25:00", Unusable::NotTime),
        ("when", "yesterday", Unusable::NotDateTime),
        ("town", "paris", Unusable::NoChoice("paris".to_owned())),
        (
            "towns",
            "mary paris",
            Unusable::NoChoice("paris".to_owned()),
        ),
        ("order", "mary tejen", Unusable::NotRanked),
        (
            "pain",
            "11",
            Unusable::OutOfRange("0".to_owned(), "10".to_owned()),
        ),
        ("place", "91 0", Unusable::NotPlace),
        ("shown", "other", Unusable::ReadOnly),
        ("hidden", "x", Unusable::NotAsked),
        ("words", "x", Unusable::NotAsked),
        ("nobody", "x", Unusable::NoQuestion),
        ("age/x", "x", Unusable::NoQuestion),
        ("age[1]", "x", Unusable::NoQuestion),
        ("", "x", Unusable::NoQuestion),
    ] {
        assert_eq!(
            session.answer(path, &text(given)),
            Err(expected),
            "{path} {given}"
        );
    }
    assert_eq!(session.text("age").unwrap(), "30");
    let long = text(&"a".repeat(40_000));
    assert_eq!(session.answer("age", &long), Err(Unusable::TooLong));
    // Choices are kept in the order of the list, ranks in the order given; decimals keep their point.
    session.answer("towns", &text("kaka tejen")).unwrap();
    assert_eq!(session.text("towns").unwrap(), "tejen kaka");
    session.answer("order", &text("kaka mary tejen")).unwrap();
    assert_eq!(session.text("order").unwrap(), "kaka mary tejen");
    session.answer("income", &text("12")).unwrap();
    assert_eq!(session.text("income").unwrap(), "12.0");
}

#[test]
fn a_broken_constraint_is_shown_and_keeps_the_form_from_being_finished() {
    let mut session = session(household());
    session.answer("size", &Answer::Whole(3)).unwrap();
    let violations = session.finish().unwrap_err();
    assert_eq!(violations[0].0, "children/how_many");
    assert_eq!(violations[0].1.code(), "answer-required");
    let changes = session
        .answer("children/how_many", &Answer::Whole(7))
        .unwrap();
    let shown = changes[0].now.as_ref().unwrap();
    assert_eq!(
        shown.answer,
        Some(Answer::Whole(7)),
        "what was typed is still there"
    );
    assert_eq!(
        shown.violation.as_ref().unwrap().code(),
        "answer-constraint"
    );
    assert!(format!("{:?}", shown.violation).contains("Fewer than 3."));
    // The limit is another answer: it mends the violation.
    let changes = session.answer("size", &Answer::Whole(9)).unwrap();
    assert!(paths(&changes).contains(&"children/how_many".to_owned()));
    assert!(session.finish().is_ok());
}

#[test]
fn refused_and_unknown_stand_in_place_of_an_answer() {
    let mut session = session(json!([
        {"kind": "decimal", "name": "income", "required": "true()", "unanswered": ["refused"]},
        {"kind": "text", "name": "why", "relevant": "${income} < 100"},
        {"kind": "text", "name": "empty"},
    ]));
    assert_eq!(
        session.leave("income", Unanswered::Unknown),
        Err(Unusable::NotOffered)
    );
    session.answer_text("income", "5").unwrap();
    assert_eq!(session.is_asked("why"), Some(true));
    session.leave("income", Unanswered::Refused).unwrap();
    assert_eq!(
        session.text("income").unwrap(),
        "",
        "no answer for expressions"
    );
    assert_eq!(session.is_asked("why"), Some(false));
    let stored = session
        .finish()
        .expect("required is kept by a reason")
        .answers;
    assert_eq!(
        stored.standing("income"),
        Standing::Left(Unanswered::Refused)
    );
    assert_eq!(stored.standing("why"), Standing::NotAsked);
    assert_eq!(stored.standing("empty"), Standing::Empty);
    session.answer_text("income", "7").unwrap();
    let stored = session.finish().unwrap().answers;
    assert_eq!(stored.standing("income"), Standing::Answered);
}

fn members() -> serde_json::Value {
    json!([
        {"kind": "repeat", "name": "members", "label": {"en": "Members"}, "items": [
            {"kind": "text", "name": "name"},
            {"kind": "integer", "name": "age"},
            {"kind": "calculate", "name": "number", "calculation": "position(..)"},
            {"kind": "calculate", "name": "of", "calculation": "count(${members})"},
            {"kind": "calculate", "name": "running", "calculation":
                "coalesce(indexed-repeat(${running}, ${members}, position(..) - 1), 0) + coalesce(${age}, 0)"},
            {"kind": "note", "name": "greeting", "relevant": "${age} >= 18", "label": {"en": "${name} is grown up"}},
            {"kind": "repeat", "name": "papers", "items": [
                {"kind": "text", "name": "paper"},
                {"kind": "calculate", "name": "whose", "calculation": "concat(${name}, ': ', ${paper})"},
            ]},
        ]},
        {"kind": "calculate", "name": "sum", "calculation": "sum(${age})"},
        {"kind": "calculate", "name": "adults", "calculation": "count(${members}[age >= 18])"},
        {"kind": "calculate", "name": "first_adult", "calculation": "${members}[age >= 18]/name"},
        {"kind": "calculate", "name": "second", "calculation": "indexed-repeat(${name}, ${members}, 2)"},
        {"kind": "calculate", "name": "papers_in_all", "calculation": "count-non-empty(${paper})"},
        {"kind": "calculate", "name": "all", "calculation": "join(', ', ${name})"},
    ])
}

#[test]
fn a_name_means_the_same_instance_inside_a_repeat_and_all_of_them_outside() {
    let mut session = session(members());
    session.add("members").unwrap();
    session.add("members").unwrap();
    for (at, (name, age)) in [("Aýna", "30"), ("Batyr", "7"), ("Oguljan", "65")]
        .iter()
        .enumerate()
    {
        let at = at + 1;
        session
            .answer_text(&format!("members[{at}]/name"), name)
            .unwrap();
        session
            .answer_text(&format!("members[{at}]/age"), age)
            .unwrap();
        session
            .answer_text(&format!("members[{at}]/papers[1]/paper"), "passport")
            .unwrap();
    }
    session.add("members[3]/papers").unwrap();
    session
        .answer_text("members[3]/papers[2]/paper", "pension")
        .unwrap();
    for (path, expected) in [
        ("sum", "102"),
        ("adults", "2"),
        ("first_adult", "Aýna"),
        ("second", "Batyr"),
        ("papers_in_all", "4"),
        ("all", "Aýna, Batyr, Oguljan"),
        ("members[3]/number", "3"),
        ("members[1]/of", "3"),
        ("members[3]/running", "102"),
        ("members[3]/papers[2]/whose", "Oguljan: pension"),
    ] {
        assert_eq!(session.text(path).as_deref(), Some(expected), "{path}");
    }
    let (changes, taken) = session.take_out("members[2]").unwrap();
    assert_eq!(
        taken["members[2]/name"],
        text("Batyr"),
        "what stood in it is given back"
    );
    assert!(paths(&changes).contains(&"-members[2]/name".to_owned()));
    for (path, expected) in [
        ("sum", "95"),
        ("members[2]/name", "Oguljan"),
        ("members[2]/number", "2"),
        ("members[2]/running", "95"),
        ("second", "Oguljan"),
    ] {
        assert_eq!(session.text(path).as_deref(), Some(expected), "{path}");
    }
    assert_eq!(
        session.take_out("members[3]").unwrap_err(),
        Unusable::NoQuestion
    );
    assert_eq!(session.text("members[3]/name"), None);
}

#[test]
fn a_counted_repeat_keeps_what_a_smaller_count_leaves_out() {
    let mut session = session(json!([
        {"kind": "integer", "name": "n"},
        {"kind": "repeat", "name": "child", "count": "${n}", "items": [{"kind": "text", "name": "name"}]},
        {"kind": "calculate", "name": "all", "calculation": "join(' ', ${name})"},
    ]));
    assert_eq!(session.add("child"), Err(Unusable::Counted));
    session.answer("n", &Answer::Whole(2)).unwrap();
    session.answer_text("child[1]/name", "Aýna").unwrap();
    session.answer_text("child[2]/name", "Batyr").unwrap();
    let changes = session.answer("n", &Answer::Whole(1)).unwrap();
    assert_eq!(paths(&changes), ["n", "child", "-child[2]/name"]);
    assert_eq!(session.text("all").unwrap(), "Aýna");
    session.answer("n", &Answer::Whole(2)).unwrap();
    assert_eq!(session.text("all").unwrap(), "Aýna Batyr");
    session.answer("n", &Answer::Whole(2_000_000)).unwrap();
    assert_eq!(
        session.text("all").unwrap().split(' ').count(),
        1_000,
        "bounded"
    );
    session.answer("n", &Answer::Whole(-3)).unwrap();
    assert_eq!(session.text("all").unwrap(), "");
}

#[test]
fn a_choice_that_is_not_offered_is_no_answer_until_it_is_offered_again() {
    let mut session = session(json!([
        {"kind": "text", "name": "velayat"},
        {"kind": "select_one", "name": "town", "choices": "town", "choice_filter": "velayat = ${velayat}"},
        {"kind": "select_multiple", "name": "towns", "choices": "town", "choice_filter": "velayat = ${velayat}"},
        {"kind": "note", "name": "said", "relevant": "${town} != ''"},
    ]));
    let offered = |session: &Session| -> Vec<String> {
        let view = session.view();
        let town = view.iter().find(|shown| shown.path == "town").unwrap();
        town.choices
            .iter()
            .map(|choice| choice.name.clone())
            .collect()
    };
    assert_eq!(offered(&session), [""; 0]);
    session.answer_text("velayat", "ahal").unwrap();
    assert_eq!(offered(&session), ["tejen", "kaka"]);
    session.answer_text("town", "kaka").unwrap();
    let not_offered = Unusable::NoChoice("mary".to_owned());
    assert_eq!(session.answer_text("towns", "kaka mary"), Err(not_offered));
    session.answer_text("towns", "kaka").unwrap();
    let changes = session.answer_text("velayat", "mary").unwrap();
    assert_eq!(paths(&changes), ["velayat", "town", "towns", "-said"]);
    assert_eq!(session.text("town").unwrap(), "");
    assert_eq!(
        session.draft().aside["town"],
        text("kaka"),
        "a draft keeps it"
    );
    session.answer_text("velayat", "ahal").unwrap();
    assert_eq!(session.text("town").unwrap(), "kaka");
}

#[test]
fn defaults_calculations_and_triggers() {
    let mut session = session(json!([
        {"kind": "today", "name": "day"},
        {"kind": "property", "name": "who", "parameters": {"property": "username"}},
        {"kind": "text", "name": "plain", "default": "as it stands"},
        {"kind": "date", "name": "visit", "default": "today()", "default_is_computed": true},
        {"kind": "text", "name": "change", "calculation": "concat(${plain}, '!')"},
        {"kind": "text", "name": "told", "calculation": "concat(${plain}, '?')", "trigger": ["visit"]},
        {"kind": "calculate", "name": "once_only", "calculation": "once(random())"},
    ]));
    for (path, expected) in [
        ("day", "2026-11-25"),
        ("who", "maral"),
        ("plain", "as it stands"),
        ("visit", "2026-11-25"),
        ("change", "as it stands!"),
        ("told", ""),
    ] {
        assert_eq!(session.text(path).as_deref(), Some(expected), "{path}");
    }
    let drawn = session.text("once_only");
    session.answer_text("change", "by hand").unwrap();
    assert_eq!(session.text("change").unwrap(), "by hand");
    session.answer_text("plain", "new").unwrap();
    assert_eq!(session.text("change").unwrap(), "new!", "computed again");
    assert_eq!(session.text("told").unwrap(), "", "nothing triggered it");
    session.answer_text("visit", "2026-11-26").unwrap();
    assert_eq!(session.text("told").unwrap(), "new?");
    assert_eq!(session.text("once_only"), drawn);
}

#[test]
fn a_draft_goes_on_where_it_was() {
    let form = form(members());
    let mut session = Session::begin(Arc::clone(&form), start());
    session.add("members").unwrap();
    session.answer_text("members[2]/name", "Batyr").unwrap();
    session.answer_text("members[2]/age", "17").unwrap();
    session.add("members[2]/papers").unwrap();
    session
        .answer_text("members[2]/papers[2]/paper", "birth")
        .unwrap();
    let draft = session.draft();
    let json = serde_json::to_string(&draft).unwrap();
    let read = serde_json::from_str(&json).unwrap();
    let again = Session::resume(form, &read, start());
    assert_eq!(again.draft(), draft);
    assert_eq!(again.view(), session.view());
}

#[test]
fn answers_of_an_older_version_that_have_no_place_stay_aside() {
    let old = form(json!([
        {"kind": "text", "name": "gone"},
        {"kind": "select_one", "name": "town", "choices": "town"},
        {"kind": "text", "name": "number"},
        {"kind": "text", "name": "same"},
    ]));
    let mut session = Session::begin(old, start());
    for (path, given) in [
        ("gone", "x"),
        ("town", "mary"),
        ("number", "many"),
        ("same", "y"),
    ] {
        session.answer_text(path, given).unwrap();
    }
    let new = form(json!([
        {"kind": "select_one", "name": "town", "choices": "yes_no"},
        {"kind": "integer", "name": "number"},
        {"kind": "text", "name": "same"},
    ]));
    let session = Session::resume(new, &session.draft(), start());
    let stored = session.finish().unwrap().answers;
    assert_eq!(stored.answers.len(), 1);
    assert_eq!(stored.aside["gone"], text("x"));
    assert_eq!(stored.aside["town"], text("mary"));
    assert_eq!(stored.aside["number"], text("many"));
}

#[test]
fn questions_that_wait_for_one_another_are_named() {
    let found = problems(json!([
        {"kind": "calculate", "name": "a", "calculation": "${b} + 1"},
        {"kind": "group", "name": "g", "relevant": "${a} > 1", "items": [
            {"kind": "calculate", "name": "b", "calculation": "1"},
        ]},
    ]));
    assert_eq!(found.len(), 1);
    let Trouble::Circle(chain) = &found[0].trouble else {
        panic!("{found:?}");
    };
    assert_eq!(chain, &["a", "g/b", "g", "a"]);
    for (field, items) in [
        (
            Field::Relevant,
            json!([{"kind": "text", "name": "a", "relevant": ". != ''"}]),
        ),
        (
            Field::Calculation,
            json!([{"kind": "text", "name": "a", "calculation": "${a} + 1"}]),
        ),
        (
            Field::Relevant,
            json!([
                {"kind": "text", "name": "a", "relevant": "${b} = 1"},
                {"kind": "text", "name": "b", "relevant": "${a} = 1"},
            ]),
        ),
    ] {
        let found = problems(items);
        assert_eq!(found[0].field, field, "{found:?}");
        assert_eq!(found[0].trouble.code(), "form-circle");
    }
}

#[test]
fn calculations_are_made_in_the_order_they_need_whatever_the_order_of_the_form() {
    let mut session = session(json!([
        {"kind": "calculate", "name": "c", "calculation": "${b} + 1"},
        {"kind": "calculate", "name": "b", "calculation": "${a} + 1"},
        {"kind": "integer", "name": "a"},
    ]));
    session.answer("a", &Answer::Whole(1)).unwrap();
    assert_eq!(session.text("c").unwrap(), "3");
    assert_eq!(
        session
            .view()
            .iter()
            .map(|shown| shown.kind)
            .collect::<Vec<_>>(),
        [Kind::Integer]
    );
}
