//! After a bundle was taken over: its report, taking it back as a whole, and decisions that are reopened, made for many, or asked about.

use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::{Office, text};
use serde_json::{Value, json};

use crate::exchange::{District, hand_over, take_over};

fn at_rest(offices: &[(&str, &Office)], scope_of: &Office) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
    }
}

fn last(office: &Office) -> Value {
    office.call("last_receipt", json!({}))
}

fn undo_last(office: &Office) -> Result<Value, goldaw_api::Refusal> {
    let parcel = last(office)["parcel"].clone();
    office.ask(
        "undo_receipt",
        json!({ "parcel": parcel, "reason": "the wrong stick" }),
    )
}

fn note(office: &Office, case: &str, words: &str) {
    office.call("write_note", json!({ "case": case, "text": words }));
}

fn risk(office: &Office, case: &str, level: &str) {
    let request = json!({ "id": case, "risk": level, "reason": "as seen" });
    office.call("change_risk", request);
}

#[test]
fn the_report_stays_and_the_whole_receipt_can_be_taken_back() {
    let district = District::new();
    let (etrap, centre) = (district.joined("etrap", "AH-GDP"), &district.centre);
    assert_eq!(last(centre), Value::Null);
    let (person, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    take_over(centre, &hand_over(&etrap, None, &stick));
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    let before = centre.call("person", json!(person))["person"].clone();

    let mut changed = etrap.call("person", json!(person))["person"].clone();
    changed["phone"] = json!("65 12 34 56");
    etrap.call(
        "change_person",
        json!({ "id": person, "person": changed, "reason": null }),
    );
    note(&etrap, &case, "by mistake");
    let taken = take_over(centre, &hand_over(&etrap, None, &stick));
    assert_eq!(
        last(centre)["preview"],
        taken["preview"],
        "the report stays"
    );
    assert_eq!(
        centre.call("person", json!(person))["person"]["phone"],
        "65 12 34 56"
    );

    let without = json!({ "parcel": last(centre)["parcel"], "reason": "" });
    let refused = centre.ask("undo_receipt", without).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("reason"));
    undo_last(centre).unwrap();
    assert_eq!(centre.call("person", json!(person))["person"], before);
    assert!(!notes(centre).contains("by mistake"));
    assert_eq!(undo_last(centre).unwrap_err().code, "already-done");
    let history = centre.call("history", json!({ "record": person, "field": "phone" }));
    assert_eq!(history.as_array().unwrap().len(), 2, "nothing is deleted");

    // It goes back to the office like any change.
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    assert!(!notes(&etrap).contains("by mistake"));
    at_rest(&[("etrap", &etrap), ("centre", centre)], &etrap);
}

#[test]
fn a_receipt_somebody_built_on_or_that_is_not_the_last_is_not_taken_back() {
    let district = District::new();
    let (etrap, centre) = (district.joined("etrap", "AH-GDP"), &district.centre);
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    take_over(centre, &hand_over(&etrap, None, &stick));
    let first = last(centre)["parcel"].clone();
    note(centre, &case, "the centre has worked on it");
    assert_eq!(undo_last(centre).unwrap_err().code, "built-on");
    assert!(notes(centre).contains("the centre has worked on it"));
    note(&etrap, &case, "second");
    take_over(centre, &hand_over(&etrap, None, &stick));
    let refused = centre.ask(
        "undo_receipt",
        json!({ "parcel": first, "reason": "the wrong stick" }),
    );
    assert_eq!(refused.unwrap_err().code, "later-receipt");
    // The last one brought a note nobody has touched.
    undo_last(centre).unwrap();
    assert!(!notes(centre).contains("second"));
    log_and_tables_agree("centre", centre);
}

/// Two computers of an office and the centre, with a question about the risk of each of some cases.
struct Questioned {
    district: District,
    one: Office,
    two: Office,
    cases: Vec<String>,
}

impl Questioned {
    fn new(cases: usize) -> Self {
        let district = District::new();
        let one = district.joined("one", "AH-GDP");
        let two = district.joined("two", "AH-GDP");
        let stick = district.stick("s");
        let cases = (0..cases)
            .map(|nth| one.open_case("Nuryýewa", &format!("Jeren {nth}")).1)
            .collect();
        let questioned = Self {
            district,
            one,
            two,
            cases,
        };
        let Self {
            district, one, two, ..
        } = &questioned;
        take_over(&district.centre, &hand_over(one, None, &stick));
        take_over(two, &hand_over(&district.centre, Some(two), &stick));
        for case in &questioned.cases {
            risk(one, case, "low");
            risk(two, case, "medium");
        }
        take_over(&district.centre, &hand_over(one, None, &stick));
        take_over(&district.centre, &hand_over(two, None, &stick));
        questioned
    }

    fn questions(&self) -> Vec<Value> {
        let questions = self.district.centre.call("questions", json!({}));
        questions.as_array().unwrap().clone()
    }

    fn spread(&self) {
        let stick = self.district.stick("s");
        let answer = hand_over(&self.district.centre, Some(&self.one), &stick);
        for computer in [&self.one, &self.two] {
            take_over(computer, &answer);
        }
    }
}

fn keep(question: &Value, value: &str) -> Value {
    let sides = question["sides"].as_array().unwrap();
    let side = sides.iter().find(|side| side["value"] == value).unwrap();
    json!({
        "record": question["record"], "field": question["field"], "keep": side["change"], "reason": "seen on Monday",
    })
}

fn undo(office: &Office) {
    let change = office.call("status", json!({}))["undo"]["change"].clone();
    office.call("undo", json!({ "change": change }));
}

#[test]
fn a_decision_taken_back_opens_the_question_again_everywhere() {
    let questioned = Questioned::new(1);
    let centre = &questioned.district.centre;
    let question = questioned.questions()[0].clone();
    centre.call("decide", keep(&question, "low"));
    questioned.spread();
    assert_eq!(questioned.one.call("questions", json!({})), json!([]));
    undo(centre);
    let again = questioned.questions();
    assert_eq!(again.len(), 1, "{again:?}");
    let values: Vec<&Value> = again[0]["sides"]
        .as_array()
        .unwrap()
        .iter()
        .map(|side| &side["value"])
        .collect();
    assert_eq!(values, ["low", "medium"]);
    let shown = centre.call("case", json!(questioned.cases[0]));
    assert_eq!(shown["card"]["risk"], "medium", "the higher risk is shown");
    questioned.spread();
    for computer in [&questioned.one, &questioned.two] {
        let open = computer.call("questions", json!({}));
        assert_eq!(open.as_array().unwrap().len(), 1);
    }
    // Decided once more, by the office this time.
    let question = questioned.one.call("questions", json!({}))[0].clone();
    questioned.one.call("decide", keep(&question, "medium"));
    assert_eq!(questioned.one.call("questions", json!({})), json!([]));
    let stick = questioned.district.stick("s");
    take_over(centre, &hand_over(&questioned.one, None, &stick));
    assert_eq!(questioned.questions(), Vec::<Value>::new());
    questioned.spread();
    at_rest(
        &[
            ("one", &questioned.one),
            ("two", &questioned.two),
            ("centre", centre),
        ],
        &questioned.one,
    );
}

#[test]
fn an_answer_that_comes_after_the_decision_opens_the_question_again() {
    let questioned = Questioned::new(1);
    let centre = &questioned.district.centre;
    let stick = questioned.district.stick("s");
    // Computer two writes once more before it hears of the decision.
    risk(&questioned.two, &questioned.cases[0], "high");
    let late = hand_over(&questioned.two, None, &stick);
    centre.call("decide", keep(&questioned.questions()[0], "low"));
    assert_eq!(questioned.questions().len(), 0);
    take_over(centre, &late);
    let again = questioned.questions();
    let values: Vec<&Value> = again[0]["sides"]
        .as_array()
        .unwrap()
        .iter()
        .map(|side| &side["value"])
        .collect();
    assert!(values.contains(&&json!("low")) && values.contains(&&json!("high")));
    log_and_tables_agree("centre", centre);
}

#[test]
fn equal_questions_are_decided_at_once_and_all_or_none() {
    let questioned = Questioned::new(4);
    let centre = &questioned.district.centre;
    let questions = questioned.questions();
    assert_eq!(questions.len(), 4);
    let mut decisions: Vec<Value> = questions.iter().map(|one| keep(one, "low")).collect();
    let right = decisions[3]["keep"].clone();
    decisions[3]["keep"] = json!("00".repeat(32));
    let refused = centre.ask("decide_all", json!(decisions)).unwrap_err();
    assert_eq!(refused.code, "question-changed");
    assert_eq!(questioned.questions().len(), 4, "none was decided");
    decisions[3]["keep"] = right;
    centre.call("decide_all", json!(decisions));
    assert_eq!(questioned.questions().len(), 0);
    questioned.spread();
    for case in &questioned.cases {
        let view = questioned.two.call("case", json!(case));
        assert_eq!(view["card"]["risk"], "low");
    }
}

#[test]
fn a_question_to_the_author_arrives_as_a_task_and_the_question_stays_open() {
    let questioned = Questioned::new(1);
    let centre = &questioned.district.centre;
    let question = questioned.questions()[0].clone();
    let side = question["sides"][0].clone();
    centre.call(
        "ask_about",
        json!({
            "record": question["record"], "field": "risk", "change": side["change"],
            "text": "Was somebody with her?",
        }),
    );
    assert_eq!(questioned.questions().len(), 1);
    questioned.spread();
    let tasks = questioned.one.call("case", json!(questioned.cases[0]))["tasks"].clone();
    assert_eq!(tasks[0]["text"], "Was somebody with her?");
    assert_eq!(text(tasks[0]["worker"].clone()), text(side["by"].clone()));
}
