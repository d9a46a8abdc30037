//! Files between real offices: in pieces, over small sticks, lost, asked for again, and never another office's.
//!
//! Every test ends with all equal, nothing lost, and every file the same at both ends.

use std::path::{Path, PathBuf};

use goldaw_domain::ids::RecordId;
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::Write;
use goldaw_store::pieces::Content;
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree};
use goldaw_tests::chance::Chance;
use goldaw_tests::office::{Office, by_folder, text};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::{District, hand_over, take_over};

/// Bytes that follow from a seed and look like nothing.
fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    let mut noise: Vec<u8> = (0..bytes.div_ceil(8))
        .flat_map(|_| chance.bits().to_le_bytes())
        .collect();
    noise.truncate(bytes);
    noise
}

fn attach(office: &Office, case: &str, folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    office.call("attach_file", json!({ "about": case, "path": path }));
}

/// The files of a case; none where the case has not arrived.
fn files(office: &Office, case: &str) -> Vec<Value> {
    match office.ask("case", json!(case)) {
        Ok(case) => case["attachments"].as_array().unwrap().clone(),
        Err(refusal) => {
            assert_eq!(refusal.code, "not-found");
            Vec::new()
        }
    }
}

/// Writes another content into a file's record, as a changed program could.
fn name_content(office: &Office, record: &str, content: Content) {
    let record = RecordId::from(record.parse::<Uuid>().unwrap());
    let fields = Fields::from([("content".to_owned(), content.to_hex().into())]);
    let write = Write {
        record,
        kind: RecordKind::Attachment,
        fields,
    };
    office
        .desk()
        .with_session(|session| session.write("attach_file", None, vec![write]))
        .unwrap();
}

fn pieces_kept(office: &Office) -> u32 {
    office
        .desk()
        .with_session(|session| Ok(session.read().pieces_count()?))
        .unwrap()
}

fn here(office: &Office, case: &str) -> usize {
    let files = files(office, case);
    files.iter().filter(|file| file["here"] == true).count()
}

/// Sets how many bytes of files one bundle takes, in MiB.
fn room(office: &Office, mebibytes: u32) {
    office.call(
        "change_settings",
        json!({ "files_by_folder": mebibytes, "files_by_hub": mebibytes }),
    );
}

/// Saves every file of a case and compares it with what was attached.
fn saved_are(office: &Office, case: &str, out: &Path, expected: &[(String, Vec<u8>)]) {
    let files = files(office, case);
    assert_eq!(files.len(), expected.len());
    for file in files {
        let saved = office.call(
            "save_attachment",
            json!({ "id": file["id"], "folder": out }),
        );
        let bytes = std::fs::read(text(saved)).unwrap();
        let name = text(file["name"].clone());
        let (_, attached) = expected.iter().find(|(known, _)| *known == name).unwrap();
        assert!(bytes == *attached, "{name} is not what was attached");
    }
}

fn at_rest(scope_of: &Office, offices: &[(&str, &Office)]) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
        office
            .desk()
            .with_session(|session| Ok(session.store().check()?))
            .unwrap();
    }
}

#[test]
fn files_larger_than_a_bundle_arrive_in_several_and_the_log_with_the_first() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let mut attached = Vec::new();
    for number in 0..6 {
        let name = format!("scan {number}.bin");
        let bytes = noise(number, 900_000 + 300_000 * number as usize);
        attach(&etrap, &case, &district.stick("in"), &name, &bytes);
        attached.push((name, bytes));
    }
    room(&etrap, 2);
    let stick = district.stick("s");
    let mut progress = Vec::new();
    for round in 0.. {
        assert!(round < 20, "no end: {progress:?}");
        let done = etrap.call("hand_over", json!({ "carrier": by_folder(&stick) }));
        let size = done["bytes"].as_u64().unwrap();
        assert!(size < (3 << 20), "{size} bytes with 2 MiB of files");
        progress.push((done["files"]["done"].clone(), done["files"]["of"].clone()));
        let parcel = stick.join(text(done["file"].clone()));
        // The first sticks are lost and the last ones never answered: progress all the same.
        if round != 1 {
            take_over(&district.centre, &parcel);
            let lines = files(&district.centre, &case);
            assert_eq!(lines.len(), 6, "the log came whole with the first bundle");
        }
        if round >= 1 && here(&district.centre, &case) == 6 {
            break;
        }
    }
    println!("{progress:?}");
    assert_eq!(progress[0], (json!(1), json!(6)));
    saved_are(&district.centre, &case, &district.stick("out"), &attached);
    // The answer says so: nothing of files is left to pack.
    take_over(&etrap, &hand_over(&district.centre, Some(&etrap), &stick));
    let done = etrap.call("hand_over", json!({ "carrier": by_folder(&stick) }));
    assert_eq!(done["files"]["of"], 0);
    assert!(done["bytes"].as_u64().unwrap() < 100_000);
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn with_no_room_for_files_the_log_goes_alone_and_what_is_missing_is_asked_for() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let bytes = noise(7, 1_500_000);
    attach(&etrap, &case, &district.stick("in"), "letter.bin", &bytes);
    room(&etrap, 0);
    let stick = district.stick("s");
    take_over(&district.centre, &hand_over(&etrap, None, &stick));
    let line = files(&district.centre, &case)[0].clone();
    assert_eq!(
        (line["here"].clone(), line["pieces"].clone()),
        (json!(false), json!(0))
    );
    let refused = district.centre.ask(
        "save_attachment",
        json!({ "id": line["id"], "folder": district.stick("out") }),
    );
    assert_eq!(refused.unwrap_err().code, "content-not-here");
    // The case is worked on meanwhile: a missing file blocks nothing.
    district.centre.call(
        "write_note",
        json!({ "case": case, "text": "seen without the letter" }),
    );
    room(&etrap, 1);
    take_over(&etrap, &hand_over(&district.centre, Some(&etrap), &stick));
    take_over(&district.centre, &hand_over(&etrap, None, &stick));
    let line = files(&district.centre, &case)[0].clone();
    let (some, all) = (
        line["pieces_here"].as_u64().unwrap(),
        line["pieces"].as_u64().unwrap(),
    );
    assert!(0 < some && some < all, "{some} of {all}");
    assert_eq!(line["here"], false);
    // What came is not sent again: it asks for the rest by name.
    take_over(&etrap, &hand_over(&district.centre, Some(&etrap), &stick));
    take_over(&district.centre, &hand_over(&etrap, None, &stick));
    saved_are(
        &district.centre,
        &case,
        &district.stick("out"),
        &[("letter.bin".into(), bytes)],
    );
    take_over(&etrap, &hand_over(&district.centre, Some(&etrap), &stick));
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn the_centre_passes_files_on_to_the_other_computer_of_the_office_and_to_no_other_office() {
    let district = District::new();
    let one = district.joined("one", "AH-GDP");
    let two = district.joined("two", "AH-GDP");
    let other = district.joined("other", "AH-BHD");
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let bytes = noise(11, 700_000);
    attach(&one, &case, &district.stick("in"), "scan.bin", &bytes);
    let stick = district.stick("s");
    take_over(&district.centre, &hand_over(&one, None, &stick));

    // The other office learns the hash and writes it into a record of its own.
    let (_, elsewhere) = other.open_case("Orazowa", "Maral");
    attach(
        &other,
        &elsewhere,
        &district.stick("in"),
        "own.bin",
        &noise(12, 1000),
    );
    let own = text(files(&other, &elsewhere)[0]["id"].clone());
    name_content(&other, &own, Content::of(&bytes));
    take_over(&district.centre, &hand_over(&other, None, &stick));
    for _ in 0..3 {
        take_over(&other, &hand_over(&district.centre, Some(&other), &stick));
        take_over(&district.centre, &hand_over(&other, None, &stick));
    }
    assert_eq!(here(&other, &elsewhere), 0, "a hash is no ticket");
    assert_eq!(pieces_kept(&other), 1, "its own piece and no other");

    take_over(&two, &hand_over(&district.centre, Some(&two), &stick));
    saved_are(
        &two,
        &case,
        &district.stick("out"),
        &[("scan.bin".into(), bytes)],
    );
    assert_eq!(here(&one, &case), 1);
    for office in [&one, &two, &other, &one, &two] {
        take_over(&district.centre, &hand_over(office, None, &stick));
        take_over(office, &hand_over(&district.centre, Some(office), &stick));
    }
    at_rest(
        &one,
        &[("one", &one), ("two", &two), ("centre", &district.centre)],
    );
    at_rest(&other, &[("other", &other), ("centre", &district.centre)]);
}

#[test]
fn the_same_form_in_two_offices_lies_at_the_centre_once_and_each_has_its_own() {
    let district = District::new();
    let stick = district.stick("s");
    let bytes = noise(21, 900_000);
    let mut offices = Vec::new();
    for (name, territory) in [("gokdepe", "AH-GDP"), ("baherden", "AH-BHD")] {
        let office = district.joined(name, territory);
        let (_, case) = office.open_case("Nuryýewa", "Jeren");
        attach(&office, &case, &district.stick("in"), "form.bin", &bytes);
        take_over(&district.centre, &hand_over(&office, None, &stick));
        offices.push((office, case));
    }
    let kept = pieces_kept(&offices[0].0);
    assert_eq!(pieces_kept(&district.centre), kept);
    for (office, case) in &offices {
        saved_are(
            &district.centre,
            case,
            &district.stick("out"),
            &[("form.bin".into(), bytes.clone())],
        );
        take_over(office, &hand_over(&district.centre, Some(office), &stick));
        at_rest(office, &[("office", office), ("centre", &district.centre)]);
    }
}

#[test]
fn sticks_lost_at_random_end_with_every_file_at_every_computer() {
    for seed in [1_u64, 2, 3] {
        println!("seed {seed}");
        let mut chance = Chance::new(seed);
        let mut lost = || chance.below(10) < 4;
        let district = District::new();
        let one = district.joined("one", "AH-GDP");
        let two = district.joined("two", "AH-GDP");
        for office in [&one, &two, &district.centre] {
            room(office, 1);
        }
        let stick = district.stick("s");
        let (_, case) = one.open_case("Nuryýewa", "Jeren");
        let mut attached = Vec::new();
        for round in 0..60_u64 {
            if round < 8 {
                let by = if round == 0 || files(&two, &case).is_empty() {
                    &one
                } else {
                    &two
                };
                let name = format!("{round}.bin");
                let bytes = noise(seed * 100 + round, 150_000 * (1 + round as usize % 4));
                attach(by, &case, &district.stick("in"), &name, &bytes);
                attached.push((name, bytes));
            }
            for office in [&one, &two] {
                let parcel = hand_over_if_any(office, None, &stick);
                if let Some(parcel) = parcel.filter(|_| !lost()) {
                    take_over(&district.centre, &parcel);
                }
                let parcel = hand_over_if_any(&district.centre, Some(office), &stick);
                if let Some(parcel) = parcel.filter(|_| !lost()) {
                    take_over(office, &parcel);
                }
            }
            let whole = |office: &Office| here(office, &case) == attached.len();
            if round >= 8 && [&one, &two, &district.centre].into_iter().all(whole) {
                println!("all there after {round} rounds");
                break;
            }
        }
        for office in [&one, &two, &district.centre] {
            saved_are(office, &case, &district.stick("out"), &attached);
        }
        // A last round without loss, so that the logs are equal too.
        for office in [&one, &two, &one] {
            if let Some(parcel) = hand_over_if_any(office, None, &stick) {
                take_over(&district.centre, &parcel);
            }
            if let Some(parcel) = hand_over_if_any(&district.centre, Some(office), &stick) {
                take_over(office, &parcel);
            }
        }
        at_rest(
            &one,
            &[("one", &one), ("two", &two), ("centre", &district.centre)],
        );
    }
}

fn hand_over_if_any(office: &Office, to: Option<&Office>, stick: &Path) -> Option<PathBuf> {
    let to = to.map(|office| id_of(office).to_string());
    let body = json!({ "carrier": by_folder(stick), "to": to });
    match office.ask("hand_over", body) {
        Ok(done) => Some(stick.join(text(done["file"].clone()))),
        Err(refusal) => {
            assert_eq!(refusal.code, "nothing-to-hand-over");
            None
        }
    }
}
