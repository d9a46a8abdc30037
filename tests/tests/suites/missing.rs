//! Changes that do not come: asked for by name whatever was acknowledged, believed when a computer holds less than it said, declared lost
//! when they died with a disk, and welcome when they turn up all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use goldaw_casework::session::Clock;
use goldaw_changes::ChangeHash;
use goldaw_domain::ids::DeviceId;
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree};
use goldaw_tests::office::{Office, by_folder};
use serde_json::{Value, json};

use crate::exchange::{District, copy_folder, hand_over, take_over};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const NOON: u64 = 1_795_600_800_000;

/// A clock that a test moves; a millisecond goes with every look.
fn clock() -> (Arc<AtomicU64>, Clock) {
    let ms = Arc::new(AtomicU64::new(NOON));
    let read = Arc::clone(&ms);
    (ms, Arc::new(move || read.fetch_add(1, Ordering::Relaxed)))
}

fn device(office: &Office) -> DeviceId {
    office
        .desk()
        .with_session(|session| Ok(session.device()))
        .unwrap()
}

/// The heads of what a computer has written in its office.
fn own_heads(office: &Office) -> Vec<ChangeHash> {
    office
        .desk()
        .with_session(|session| {
            let (own, scope) = (session.device(), session.office().id);
            let heads = session.read().frontier()?.into_iter();
            Ok(heads
                .filter(|head| head.stream.device == own && head.stream.scope == scope)
                .map(|head| head.hash)
                .collect())
        })
        .unwrap()
}

/// Lets an office believe that another computer holds what has these heads: a belief as a restored computer leaves it.
fn believe(office: &Office, peer: DeviceId, heads: &[ChangeHash]) {
    office
        .desk()
        .with_session(|session| {
            let now = session.now();
            session.store_mut().take_over(Vec::new(), now, |arrival| {
                arrival.hear(peer, &[0xee; 16], 1, heads, &[])?;
                Ok(())
            })?;
            Ok(())
        })
        .unwrap();
}

fn risk(office: &Office, case: &str, level: &str) {
    let request = json!({ "id": case, "risk": level, "reason": "as seen" });
    office.call("change_risk", request);
}

fn shown_risk(office: &Office, case: &str) -> Value {
    office.call("case", json!(case))["card"]["risk"].clone()
}

/// An office whose newest change the centre holds without the one before it, because the office wrongly believed it was there.
struct Gap {
    district: District,
    ms: Arc<AtomicU64>,
    one: Office,
    case: String,
}

impl Gap {
    fn new() -> Self {
        let (ms, clock) = clock();
        let district = District::with_clock(clock);
        let one = district.joined("one", "AH-GDP");
        let (_, case) = one.open_case("Nuryýewa", "Jeren");
        let stick = district.stick("s");
        take_over(&district.centre, &hand_over(&one, None, &stick));
        risk(&one, &case, "low");
        believe(&one, device(&district.centre), &own_heads(&one));
        risk(&one, &case, "medium");
        let taken = take_over(&district.centre, &hand_over(&one, None, &stick));
        assert_eq!(taken["preview"]["waiting"], 1);
        assert_eq!(shown_risk(&district.centre, &case), "high");
        Self {
            district,
            ms,
            one,
            case,
        }
    }

    fn stick(&self) -> std::path::PathBuf {
        self.district.stick("s")
    }

    fn line(&self) -> Value {
        let lines = self.district.centre.call("missing_changes", json!({}));
        assert_eq!(lines.as_array().unwrap().len(), 1, "{lines}");
        lines[0].clone()
    }

    fn declare(&self) -> Result<Value, goldaw_api::Refusal> {
        let lost = json!({ "change": self.line()["change"], "reason": "the disk broke" });
        self.district.centre.ask("declare_lost", lost)
    }
}

#[test]
fn what_is_asked_for_by_name_is_sent_whatever_was_acknowledged() {
    let gap = Gap::new();
    let (centre, one) = (&gap.district.centre, &gap.one);
    let asks = hand_over(centre, Some(one), &gap.stick());
    take_over(one, &asks);
    // Even a fresh wrong belief does not keep it back.
    believe(one, device(centre), &own_heads(one));
    take_over(centre, &hand_over(one, None, &gap.stick()));
    assert_eq!(shown_risk(centre, &gap.case), "medium");
    let lines = centre.call("missing_changes", json!({}));
    assert_eq!(lines, json!([]), "nothing is missed any more");
    at_rest(&[("one", one), ("centre", centre)], one);
}

#[test]
fn a_change_is_declared_lost_only_by_the_centre_after_a_long_wait_and_with_a_reason() {
    let gap = Gap::new();
    let centre = &gap.district.centre;
    let line = gap.line();
    assert_eq!(
        (&line["waiting"], &line["days"], &line["may_declare"]),
        (&json!(1), &json!(0), &json!(false))
    );
    assert_eq!(line["written_by"], "1");
    assert_eq!(gap.declare().unwrap_err().code, "still-expected");
    gap.ms.fetch_add(14 * DAY_MS, Ordering::Relaxed);
    assert_eq!(gap.line()["may_declare"], true);
    let without = json!({ "change": line["change"], "reason": " " });
    let refused = centre.ask("declare_lost", without).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("reason"));
    let by_an_office = json!({ "change": line["change"], "reason": "broke" });
    let refused = gap.one.ask("declare_lost", by_an_office.clone());
    assert_eq!(refused.unwrap_err().code, "only-the-centre");
    assert_eq!(shown_risk(centre, &gap.case), "high", "nothing was changed");
    gap.declare().unwrap();
    assert_eq!(
        centre.ask("declare_lost", by_an_office).unwrap_err().code,
        "not-missed"
    );
}

#[test]
fn what_waited_for_a_lost_change_goes_on_everywhere_and_the_lost_one_may_still_come() {
    let gap = Gap::new();
    let (centre, one) = (&gap.district.centre, &gap.one);
    let two = gap.district.joined("two", "AH-GDP");
    take_over(centre, &hand_over(&two, None, &gap.stick()));
    take_over(&two, &hand_over(centre, Some(&two), &gap.stick()));
    gap.ms.fetch_add(20 * DAY_MS, Ordering::Relaxed);
    gap.declare().unwrap();
    assert_eq!(centre.call("missing_changes", json!({})), json!([]));
    assert_eq!(
        shown_risk(centre, &gap.case),
        "high",
        "two answers stand beside each other, and the higher risk is shown"
    );
    assert_eq!(centre.call("status", json!({}))["questions"], 1);
    log_and_tables_agree("centre", centre);

    // The declaration travels with the work of the office; a computer that never saw the lost change goes on too.
    take_over(&two, &hand_over(centre, Some(&two), &gap.stick()));
    at_rest(&[("two", &two), ("centre", centre)], &two);

    // The centre goes on asking for it, and the computer that still has it hands it over: as if it had never been missed.
    take_over(one, &hand_over(centre, Some(one), &gap.stick()));
    log_and_tables_agree("one", one);
    take_over(centre, &hand_over(one, None, &gap.stick()));
    take_over(&two, &hand_over(centre, Some(&two), &gap.stick()));
    for office in [one, &two, centre] {
        assert_eq!(office.call("questions", json!({})), json!([]));
        assert_eq!(shown_risk(office, &gap.case), "medium");
    }
    at_rest(&[("one", one), ("two", &two), ("centre", centre)], one);
}

#[test]
fn what_was_decided_without_a_lost_change_stands_beside_it_when_it_comes_and_can_be_decided_again()
{
    let gap = Gap::new();
    let (centre, one) = (&gap.district.centre, &gap.one);
    gap.ms.fetch_add(20 * DAY_MS, Ordering::Relaxed);
    gap.declare().unwrap();
    let question = &centre.call("questions", json!({}))[0];
    decide(centre, question, "high");
    assert_eq!(centre.call("questions", json!({})), json!([]));
    risk(one, &gap.case, "low");

    take_over(one, &hand_over(centre, Some(one), &gap.stick()));
    take_over(centre, &hand_over(one, None, &gap.stick()));
    for office in [one, centre] {
        let questions = office.call("questions", json!({}));
        let sides = questions[0]["sides"].as_array().unwrap();
        let values: Vec<&Value> = sides.iter().map(|side| &side["value"]).collect();
        assert_eq!(values.len(), 2, "{questions}");
        assert!(
            values.contains(&&json!("low")) && values.contains(&&json!("high")),
            "{questions}"
        );
    }
    decide(centre, &centre.call("questions", json!({}))[0], "low");
    take_over(one, &hand_over(centre, Some(one), &gap.stick()));
    for office in [one, centre] {
        assert_eq!(office.call("questions", json!({})), json!([]));
        assert_eq!(shown_risk(office, &gap.case), "low");
    }
    take_over(centre, &hand_over(one, None, &gap.stick()));
    at_rest(&[("one", one), ("centre", centre)], one);
}

fn decide(office: &Office, question: &Value, value: &str) {
    let sides = question["sides"].as_array().unwrap();
    let side = sides.iter().find(|side| side["value"] == value).unwrap();
    let decision = json!({ "record": question["record"], "field": "risk", "keep": side["change"], "reason": "seen on Monday" });
    office.call("decide", decision);
}

/// How many changes would go to an office.
fn due(centre: &Office, to: &Office) -> u64 {
    let request = json!({ "to": id_of(to).to_string() });
    let count = centre.call("count_hand_over", request);
    count["changes"].as_u64().unwrap()
}

fn copy_of(district: &District, office: Office, from: &str, to: &str) -> Office {
    office.call("lock", json!({}));
    copy_folder(&district.folder(from), &district.folder(to));
    office.unlock();
    office
}

#[test]
fn a_computer_put_back_says_less_and_is_believed_and_its_earlier_life_is_not() {
    let district = District::new();
    let centre = &district.centre;
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    take_over(centre, &hand_over(&etrap, None, &stick));
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    let etrap = copy_of(&district, etrap, "etrap", "copy");
    let words = json!({ "case": case, "text": "by the centre" });
    centre.call("write_note", words);
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    let before = hand_over(&etrap, None, &stick);
    take_over(centre, &before);
    assert_eq!(due(centre, &etrap), 0, "it holds everything and said so");

    drop(etrap);
    copy_folder(&district.folder("copy"), &district.folder("etrap"));
    let etrap = Office::at(&district.folder("etrap"));
    etrap.unlock();
    take_over(centre, &hand_over(&etrap, None, &stick));
    let missing = due(centre, &etrap);
    assert!(missing > 0, "it says less and is believed");
    take_over(centre, &before);
    assert_eq!(
        due(centre, &etrap),
        missing,
        "a stick of its earlier life changes nothing"
    );
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    take_over(centre, &hand_over(&etrap, None, &stick));
    assert_eq!(due(centre, &etrap), 0);
    at_rest(&[("etrap", &etrap), ("centre", centre)], &etrap);
}

#[test]
fn a_late_stick_of_the_life_before_is_not_believed_for_long() {
    let district = District::new();
    let centre = &district.centre;
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    take_over(centre, &hand_over(&etrap, None, &stick));
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    let etrap = copy_of(&district, etrap, "etrap", "copy");
    let words = json!({ "case": case, "text": "by the centre" });
    centre.call("write_note", words);
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    for round in 0..3 {
        let words = json!({ "case": case, "text": format!("lost {round}") });
        etrap.call("write_note", words);
        hand_over(&etrap, None, &district.stick("lost"));
    }
    let late = hand_over(&etrap, None, &stick);
    drop(etrap);
    copy_folder(&district.folder("copy"), &district.folder("etrap"));
    let etrap = Office::at(&district.folder("etrap"));
    etrap.unlock();
    take_over(centre, &hand_over(&etrap, None, &stick));
    // Never heard before, so it counts; but what the restored computer says next takes back what it does not hold.
    take_over(centre, &late);
    take_over(centre, &hand_over(&etrap, None, &stick));
    assert!(due(centre, &etrap) > 0);
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    take_over(centre, &hand_over(&etrap, None, &stick));
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    at_rest(&[("etrap", &etrap), ("centre", centre)], &etrap);
    let lines = centre.call("look_in", json!({ "carrier": by_folder(&stick) }));
    assert!(lines.as_array().unwrap().len() > 3);
}

fn at_rest(offices: &[(&str, &Office)], scope_of: &Office) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
    }
}
