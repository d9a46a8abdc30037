//! The ways a bundle may go: between the computers of one office, by a velayat that reads, and what each end then says is confirmed.
//!
//! Every test ends with "all equal, nothing lost, log and tables agree".

use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::{Office, by_folder, text};
use goldaw_trust::{DeviceKeys, Roster};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

use crate::exchange::{District, hand_over, take_over};

/// An office of a level that has joined.
pub fn joined(district: &District, name: &str, level: &str, territory: &str) -> Office {
    let office = Office::at(&district.folder(name));
    office.first_start(level, territory);
    office.join(
        &district.centre,
        &district.stick(&format!("stick-of-{name}")),
    );
    office
}

pub fn note(office: &Office, case: &str, words: &str) {
    office.call("write_note", json!({ "case": case, "text": words }));
}

fn number(office: &Office, name: &str) -> u64 {
    office.call("status", json!({}))[name].as_u64().unwrap()
}

pub fn refused(taken: &Value) -> Vec<String> {
    let reasons = taken["preview"]["refused"].as_array().unwrap().iter();
    reasons
        .flat_map(|one| {
            let changes = one["changes"].as_u64().unwrap() as usize;
            vec![text(one["reason"].clone()); changes]
        })
        .collect()
}

pub fn at_rest(scope_of: &Office, offices: &[(&str, &Office)]) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
    }
}

fn addressees(office: &Office) -> Vec<String> {
    let carriers = office.call("carriers", json!({}));
    let offices = carriers["addressees"].as_array().unwrap().iter();
    offices.map(|office| text(office["code"].clone())).collect()
}

fn also_for_the_centre(office: &Office, to: &Office, stick: &Path) -> PathBuf {
    let request =
        json!({ "carrier": by_folder(stick), "to": id_of(to).to_string(), "also_centre": true });
    stick.join(text(office.call("hand_over", request)["file"].clone()))
}

/// Lets the centre take a computer off its list, as of what it holds of it. The program has no screen for that yet.
pub fn take_off_the_list(district: &District, taken_off: &Office) {
    let device = taken_off
        .desk()
        .with_session(|session| Ok(session.device().uuid()))
        .unwrap();
    let centre = &district.centre;
    centre
        .desk()
        .with_session(|session| {
            let heads = session.read().frontier()?.into_iter();
            let held = heads.filter(|head| head.stream.device.uuid() == device);
            let last = Some(held.map(|head| head.sequence).max().unwrap_or(0));
            let mut draft = session.roster().unwrap().draft().clone();
            draft.epoch += 1;
            for listed in &mut draft.devices {
                if listed.public.device == device {
                    listed.revoked_after = last;
                }
            }
            let keys = session.store().secret("device_keys")?.unwrap();
            let keys = DeviceKeys::from_secret_bytes(&keys)?;
            let roster = Roster::sign(draft, &keys)?;
            session.store_mut().set_secret("roster", roster.encode())?;
            Ok(())
        })
        .unwrap();
    centre.call("lock", json!({}));
    centre.unlock();
}

/// Two computers of an office that know each other, a third party the centre.
fn two_computers(district: &District) -> (Office, Office) {
    let (one, two) = (
        district.joined("one", "AH-GDP"),
        district.joined("two", "AH-GDP"),
    );
    // The list that came with its own joining does not name the second computer yet; the second one's first bundle brings it.
    take_over(&one, &hand_over(&two, Some(&two), &district.stick("s")));
    (one, two)
}

#[test]
fn two_computers_of_an_office_work_together_without_the_centre_and_one_of_them_goes_there() {
    let district = District::new();
    let (one, two) = two_computers(&district);
    let stick = district.stick("s");
    let confirmed_before = number(&two, "confirmed");
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let (_, other) = two.open_case("Orazowa", "Maral");
    for round in 0..3 {
        let first = hand_over(&one, Some(&one), &stick);
        note(&one, &case, &format!("one {round}"));
        take_over(&two, &first);
        take_over(&two, &first);
        note(&two, &case, &format!("two {round}"));
        note(&two, &other, &format!("other {round}"));
        take_over(&one, &hand_over(&two, Some(&two), &stick));
    }
    assert_eq!(
        one.call("cases", json!({}))["of"],
        2,
        "each sees the other's case"
    );
    take_over(&two, &hand_over(&one, Some(&one), &stick));
    at_rest(&one, &[("one", &one), ("two", &two)]);
    take_over(&one, &hand_over(&two, Some(&two), &stick));
    let left = one.call("count_hand_over", json!({ "to": id_of(&one).to_string() }));
    assert_eq!(
        left["changes"], 0,
        "what the other computer holds is not written again"
    );

    // Nothing of it counts as handed over or confirmed: only the centre confirms.
    assert_eq!(
        (number(&two, "handed_over"), number(&two, "confirmed")),
        (0, confirmed_before)
    );
    let to_the_centre = hand_over(&two, None, &stick);
    let handed = number(&two, "handed_over");
    assert_eq!(number(&two, "only_here"), 0);
    let taken = take_over(&district.centre, &to_the_centre);
    assert_eq!(
        refused(&taken),
        [""; 0],
        "each change has its author's proof"
    );
    take_over(&two, &hand_over(&district.centre, Some(&two), &stick));
    assert_eq!(
        (number(&two, "only_here"), number(&two, "handed_over")),
        (0, 0)
    );
    assert!(number(&two, "confirmed") >= handed);

    // The first computer learns from the second what the centre holds.
    assert_ne!(number(&one, "only_here"), 0);
    note(&two, &case, "after the centre");
    take_over(&one, &hand_over(&two, Some(&two), &stick));
    assert_eq!(
        number(&one, "only_here"),
        1,
        "only the last note has not been to the centre"
    );
    take_over(&district.centre, &hand_over(&one, None, &stick));
    at_rest(
        &one,
        &[("one", &one), ("two", &two), ("centre", &district.centre)],
    );
}

#[test]
fn a_computer_alone_in_its_office_has_nobody_beside_it() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let request =
        json!({ "carrier": by_folder(&district.stick("s")), "to": id_of(&etrap).to_string() });
    let no = etrap.ask("hand_over", request).unwrap_err();
    assert_eq!(no.code, "no-other-computer");
    assert_eq!(addressees(&etrap), ["TM"]);
}

#[test]
fn neighbours_exchange_nothing() {
    let district = District::new();
    let gokdepe = district.joined("gokdepe", "AH-GDP");
    let baherden = district.joined("baherden", "AH-BHD");
    let foreign = joined(&district, "mary", "velayat", "MR");
    let stick = district.stick("s");
    take_over(
        &gokdepe,
        &hand_over(&district.centre, Some(&gokdepe), &stick),
    );
    for office in [&baherden, &foreign] {
        let request = json!({ "carrier": by_folder(&stick), "to": id_of(office).to_string() });
        assert_eq!(
            gokdepe.ask("hand_over", request).unwrap_err().code,
            "not-found"
        );
    }
    assert_eq!(addressees(&gokdepe), ["TM"]);
}

#[test]
fn work_goes_by_a_velayat_that_reads_and_its_confirmation_comes_back_the_same_way() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let foreign = district.joined("foreign", "MR-BRM");
    let velayat = joined(&district, "velayat", "velayat", "AH");
    let stick = district.stick("s");
    let centre = &district.centre;
    // Each learns of the velayat from the centre's next list.
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    assert_eq!(addressees(&etrap), ["TM", "AH"]);
    assert_eq!(addressees(&velayat), ["TM", "AH-GDP"]);

    let (person, case) = etrap.open_case("Nuryýewa", "Jeren");
    let taken = take_over(&velayat, &hand_over(&etrap, Some(&velayat), &stick));
    assert_eq!(refused(&taken), [""; 0]);
    let read = velayat.call("person", json!(person));
    assert_eq!(read["person"]["surname"], "Nuryýewa", "the velayat reads");
    note(&velayat, &case, "the velayat asks for a visit");
    note(&etrap, &case, "meanwhile at the etrap");

    // The velayat packs anew, and the centre finds the etrap's own proof in it.
    let taken = take_over(centre, &hand_over(&velayat, None, &stick));
    assert_eq!(refused(&taken), [""; 0]);
    take_over(&velayat, &hand_over(centre, Some(&velayat), &stick));
    assert_eq!(
        (
            number(&velayat, "only_here"),
            number(&velayat, "handed_over")
        ),
        (0, 0)
    );

    assert_eq!(
        number(&etrap, "only_here"),
        1,
        "handed to the velayat but for the last note"
    );
    assert_ne!(
        number(&etrap, "handed_over"),
        0,
        "nobody has confirmed it for the centre"
    );
    take_over(&etrap, &hand_over(&velayat, Some(&etrap), &stick));
    assert_eq!(
        (number(&etrap, "only_here"), number(&etrap, "handed_over")),
        (1, 0),
        "the velayat passes on what the centre said"
    );
    take_over(&velayat, &hand_over(&etrap, Some(&velayat), &stick));
    take_over(centre, &hand_over(&velayat, None, &stick));
    at_rest(
        &etrap,
        &[("etrap", &etrap), ("velayat", &velayat), ("centre", centre)],
    );
    assert!(notes(&etrap).contains("the velayat asks for a visit"));

    // And none of it comes to another velayat's etrap.
    take_over(&foreign, &hand_over(centre, Some(&foreign), &stick));
    assert_eq!(foreign.call("people", json!({}))["of"], 0);
}

#[test]
fn that_the_centre_still_waits_for_pieces_of_a_file_keeps_nobody_from_hearing_what_it_holds() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let velayat = joined(&district, "velayat", "velayat", "AH");
    let (stick, centre) = (district.stick("s"), &district.centre);
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let scan = stick.join("scan");
    std::fs::write(&scan, vec![7; 3 << 20]).unwrap();
    etrap.call("attach_file", json!({ "about": case, "path": scan }));
    // No room for files: the record of the file goes, its pieces stay.
    etrap.call(
        "change_settings",
        json!({ "files_by_folder": 0, "files_by_hub": 0 }),
    );

    take_over(&velayat, &hand_over(&etrap, Some(&velayat), &stick));
    take_over(centre, &hand_over(&velayat, None, &stick));
    take_over(&velayat, &hand_over(centre, Some(&velayat), &stick));
    take_over(&etrap, &hand_over(&velayat, Some(&etrap), &stick));
    assert_eq!(
        (number(&etrap, "only_here"), number(&etrap, "handed_over")),
        (0, 0),
        "the log has arrived, whatever becomes of the file"
    );
}

#[test]
fn a_bundle_for_the_velayat_can_be_opened_by_the_centre_too_when_asked() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let velayat = joined(&district, "velayat", "velayat", "AH");
    let (stick, centre) = (district.stick("s"), &district.centre);
    take_over(centre, &hand_over(&velayat, None, &stick));
    take_over(&etrap, &hand_over(centre, Some(&etrap), &stick));
    etrap.open_case("Nuryýewa", "Jeren");

    let only_velayat = hand_over(&etrap, Some(&velayat), &stick);
    let folder =
        json!({ "carrier": by_folder(&stick), "file": only_velayat.file_name().unwrap().to_str() });
    let no = centre.ask("take_over", folder).unwrap_err();
    assert_eq!(no.code, "bundle-for-another-office");

    let both = also_for_the_centre(&etrap, &velayat, &stick);
    for office in [&velayat, centre] {
        assert_eq!(refused(&take_over(office, &both)), [""; 0]);
    }
    assert_eq!(number(&etrap, "only_here"), 0);
    at_rest(
        &etrap,
        &[("etrap", &etrap), ("velayat", &velayat), ("centre", centre)],
    );
    // The centre itself is no relay, and an etrap is not told what its velayat holds of others.
    let request = json!({ "carrier": by_folder(&stick), "to": id_of(&etrap).to_string(), "also_centre": true });
    assert_eq!(
        velayat.ask("hand_over", request).unwrap_err().code,
        "not-found"
    );
}

#[test]
fn a_late_word_of_the_centre_passed_on_does_not_take_back_what_it_said_itself() {
    let district = District::new();
    let (one, two) = two_computers(&district);
    let stick = district.stick("s");
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    take_over(&district.centre, &hand_over(&one, None, &stick));
    let answer = hand_over(&district.centre, Some(&one), &stick);
    take_over(&two, &answer);
    note(&two, &case, "seen on Monday");
    let late = hand_over(&two, Some(&two), &stick);

    note(&one, &case, "seen on Tuesday");
    take_over(&district.centre, &hand_over(&one, None, &stick));
    take_over(&one, &hand_over(&district.centre, Some(&one), &stick));
    let confirmed = number(&one, "confirmed");
    take_over(&one, &late);
    assert_eq!(
        number(&one, "confirmed"),
        confirmed,
        "the earlier word counts for nothing now"
    );
    assert_eq!(
        number(&one, "only_here"),
        1,
        "the other's note is new to the centre"
    );
    take_over(&two, &hand_over(&one, Some(&one), &stick));
    take_over(&district.centre, &hand_over(&two, None, &stick));
    at_rest(
        &one,
        &[("one", &one), ("two", &two), ("centre", &district.centre)],
    );
}

#[test]
fn the_other_computers_take_nothing_from_one_that_was_taken_off_the_list() {
    let district = District::new();
    let (one, two) = two_computers(&district);
    let stick = district.stick("s");
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    take_over(&district.centre, &hand_over(&one, None, &stick));
    note(&one, &case, "written by the thief");
    let stolen = hand_over(&one, Some(&one), &stick);

    take_off_the_list(&district, &one);
    take_over(&two, &hand_over(&district.centre, Some(&two), &stick));
    assert_eq!(
        two.call("cases", json!({}))["of"],
        1,
        "its honest work came by the centre"
    );
    let request =
        json!({ "carrier": by_folder(&stick), "file": stolen.file_name().unwrap().to_str() });
    assert_eq!(
        two.ask("take_over", request).unwrap_err().code,
        "bundle-revoked-computer"
    );
    let alone = json!({ "carrier": by_folder(&stick), "to": id_of(&two).to_string() });
    assert_eq!(
        two.ask("hand_over", alone).unwrap_err().code,
        "no-other-computer"
    );
    at_rest(&two, &[("two", &two), ("centre", &district.centre)]);
}
