//! Bundles between real offices: lost, repeated, swapped, late; two computers of one office; a store restored from a copy.
//!
//! Every test ends with "all equal, nothing lost, log and tables agree".

use std::path::{Path, PathBuf};

use goldaw_casework::session::Clock;
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::{Office, by_folder, text};
use serde_json::{Value, json};

/// A centre and offices that have joined it.
pub struct District {
    place: tempfile::TempDir,
    pub centre: Office,
}

impl District {
    pub fn new() -> Self {
        Self::with_clock(goldaw_api::desk::system_clock())
    }

    /// A district whose centre reads a clock of its own.
    pub fn with_clock(clock: Clock) -> Self {
        let place = tempfile::tempdir().unwrap();
        let centre = Office::with_clock(&place.path().join("centre"), clock);
        centre.first_start("centre", "TM");
        Self { place, centre }
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// A stick of its own, empty.
    pub fn stick(&self, name: &str) -> PathBuf {
        let stick = self.folder(name);
        std::fs::create_dir_all(&stick).unwrap();
        stick
    }

    pub fn joined(&self, name: &str, territory: &str) -> Office {
        let office = Office::at(&self.folder(name));
        office.first_start("etrap", territory);
        office.join(&self.centre, &self.stick(&format!("stick-of-{name}")));
        office
    }
}

/// Hands over to a stick and gives the parcel's path.
pub fn hand_over(office: &Office, to: Option<&Office>, stick: &Path) -> PathBuf {
    let to = to.map(|office| id_of(office).to_string());
    let done = office.call(
        "hand_over",
        json!({ "carrier": by_folder(stick), "to": to }),
    );
    stick.join(text(done["file"].clone()))
}

/// Takes over one parcel.
pub fn take_over(office: &Office, parcel: &Path) -> Value {
    let (folder, file) = (
        parcel.parent().unwrap(),
        parcel.file_name().unwrap().to_string_lossy().into_owned(),
    );
    office.call(
        "take_over",
        json!({ "carrier": by_folder(folder), "file": file }),
    )
}

fn status(office: &Office) -> (u64, u64, u64) {
    let status = office.call("status", json!({}));
    let number = |name: &str| status[name].as_u64().unwrap();
    (
        number("only_here"),
        number("handed_over"),
        number("confirmed"),
    )
}

fn note(office: &Office, case: &str, words: &str) {
    office.call("write_note", json!({ "case": case, "text": words }));
}

fn risk(office: &Office, case: &str, level: &str) {
    office.call(
        "change_risk",
        json!({ "id": case, "risk": level, "reason": "as seen" }),
    );
}

fn at_rest(scope_of: &Office, offices: &[(&str, &Office)]) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
    }
}

#[test]
fn the_three_numbers_tell_the_truth_from_the_first_change_to_the_confirmation() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (only, _, _) = status(&etrap);
    etrap.open_case("Nuryýewa", "Jeren");
    assert_eq!(status(&etrap).0, only + 2, "a person and a case");
    let parcel = hand_over(&etrap, None, &district.stick("s"));
    let (only, handed, _) = status(&etrap);
    assert_eq!(only, 0);
    assert!(handed >= 2);
    take_over(&district.centre, &parcel);
    assert_eq!(
        status(&etrap).1,
        handed,
        "nothing is confirmed before the receipt is back"
    );
    let answer = hand_over(&district.centre, Some(&etrap), &district.stick("s"));
    let taken = take_over(&etrap, &answer);
    assert_eq!(taken["preview"]["confirms"], handed);
    assert_eq!((status(&etrap).0, status(&etrap).1), (0, 0));
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn a_lost_stick_costs_nothing_because_the_next_bundle_carries_it_all() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    std::fs::remove_file(hand_over(&etrap, None, &stick)).unwrap();
    note(&etrap, &case, "after the loss");
    take_over(&district.centre, &hand_over(&etrap, None, &stick));
    assert!(notes(&district.centre).contains("after the loss"));
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn bundles_out_of_order_and_twice_end_in_the_same_state() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    let first = hand_over(&etrap, None, &stick);
    note(&etrap, &case, "second");
    let second = hand_over(&etrap, None, &stick);
    take_over(&district.centre, &second);
    let again = take_over(&district.centre, &first);
    assert_eq!(
        again["preview"]["count"]["changes"], 0,
        "everything in it came with the later one"
    );
    let changes = |office: &Office| {
        office
            .desk()
            .with_session(|session| Ok(session.read().changes_count()?))
            .unwrap()
    };
    let before = changes(&district.centre);
    take_over(&district.centre, &second);
    assert_eq!(
        changes(&district.centre),
        before,
        "taking a parcel over again changes nothing"
    );
    let lines = district
        .centre
        .call("look_in", json!({ "carrier": by_folder(&stick) }));
    assert!(
        lines
            .as_array()
            .unwrap()
            .iter()
            .all(|line| line["state"] == "already_received"),
        "{lines}"
    );
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn two_computers_of_one_office_meet_through_the_centre_and_a_question_is_decided_once() {
    let district = District::new();
    let one = district.joined("one", "AH-GDP");
    let two = district.joined("two", "AH-GDP");
    assert_eq!(
        id_of(&one),
        id_of(&two),
        "the same territory is the same office"
    );
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    take_over(&district.centre, &hand_over(&one, None, &stick));
    take_over(&two, &hand_over(&district.centre, Some(&two), &stick));
    risk(&one, &case, "low");
    risk(&two, &case, "medium");
    take_over(&district.centre, &hand_over(&one, None, &stick));
    let preview = take_over(&district.centre, &hand_over(&two, None, &stick));
    assert_eq!(preview["preview"]["questions"], 1);
    let question = district.centre.call("questions", json!({}))[0].clone();
    assert_eq!(question["sides"].as_array().unwrap().len(), 2);
    let shown = district.centre.call("case", json!(case));
    assert_eq!(
        shown["card"]["risk"], "medium",
        "until somebody decides the higher risk is shown"
    );
    let keep = question["sides"]
        .as_array()
        .unwrap()
        .iter()
        .find(|side| side["value"] == "low")
        .unwrap()["change"]
        .clone();
    district.centre.call(
        "decide",
        json!({ "record": question["record"], "field": "risk", "keep": keep, "reason": "seen on Monday" }),
    );
    let answer = hand_over(&district.centre, Some(&one), &stick);
    for computer in [&one, &two] {
        take_over(computer, &answer);
        let view = computer.call("case", json!(case));
        assert_eq!(
            (&view["card"]["risk"], &view["card"]["questions"]),
            (&json!("low"), &json!(0))
        );
        let history = computer.call("history", json!({ "record": case, "field": "risk" }));
        assert_eq!(
            history.as_array().unwrap().len(),
            4,
            "every answer stays in the history: {history}"
        );
    }
    at_rest(
        &one,
        &[("one", &one), ("two", &two), ("centre", &district.centre)],
    );
}

#[test]
fn a_store_put_back_from_an_old_copy_gets_its_work_back_and_loses_none_of_the_new() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    etrap.call("lock", json!({}));
    copy_folder(&district.folder("etrap"), &district.folder("copy"));
    etrap.unlock();
    note(&etrap, &case, "written after the copy");
    take_over(&district.centre, &hand_over(&etrap, None, &stick));
    drop(etrap);
    std::fs::remove_dir_all(district.folder("etrap")).unwrap();
    copy_folder(&district.folder("copy"), &district.folder("etrap"));

    let restored = Office::at(&district.folder("etrap"));
    restored.unlock();
    assert!(!notes(&restored).contains("written after the copy"));
    note(&restored, &case, "written on the restored computer");
    take_over(&district.centre, &hand_over(&restored, None, &stick));
    take_over(
        &restored,
        &hand_over(&district.centre, Some(&restored), &stick),
    );
    note(&restored, &case, "and after it");
    take_over(&district.centre, &hand_over(&restored, None, &stick));
    take_over(
        &restored,
        &hand_over(&district.centre, Some(&restored), &stick),
    );
    let all = [
        "written after the copy",
        "written on the restored computer",
        "and after it",
    ];
    for office in [&restored, &district.centre] {
        assert!(
            all.iter().all(|words| notes(office).contains(*words)),
            "{:?}",
            notes(office)
        );
    }
    assert_eq!((status(&restored).0, status(&restored).1), (0, 0));
    at_rest(
        &restored,
        &[("restored", &restored), ("centre", &district.centre)],
    );
}

#[test]
fn a_file_travels_with_its_record() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let scan = district.folder("scan.pdf");
    std::fs::write(&scan, b"%PDF-1.4 a scan of a paper").unwrap();
    etrap.call("attach_file", json!({ "about": case, "path": scan }));
    take_over(
        &district.centre,
        &hand_over(&etrap, None, &district.stick("s")),
    );
    let file = district.centre.call("case", json!(case))["attachments"][0].clone();
    assert_eq!(file["here"], true);
    let out = district.stick("out");
    let written = text(district.centre.call(
        "save_attachment",
        json!({ "id": file["id"], "folder": out }),
    ));
    assert_eq!(
        std::fs::read(written).unwrap(),
        b"%PDF-1.4 a scan of a paper"
    );
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn an_office_never_sees_the_records_of_another() {
    let district = District::new();
    let gokdepe = district.joined("gokdepe", "AH-GDP");
    let baherden = district.joined("baherden", "AH-BHD");
    gokdepe.open_case("Nuryýewa", "Jeren");
    baherden.open_case("Orazowa", "Maral");
    let stick = district.stick("s");
    for office in [&gokdepe, &baherden] {
        take_over(&district.centre, &hand_over(office, None, &stick));
    }
    for office in [&gokdepe, &baherden] {
        take_over(office, &hand_over(&district.centre, Some(office), &stick));
        assert_eq!(office.call("people", json!({}))["of"], 1);
    }
    assert_eq!(district.centre.call("people", json!({}))["of"], 2);
    at_rest(
        &gokdepe,
        &[("gokdepe", &gokdepe), ("centre", &district.centre)],
    );
    at_rest(
        &baherden,
        &[("baherden", &baherden), ("centre", &district.centre)],
    );
}

/// Copies an office's folder as an administrator would.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
