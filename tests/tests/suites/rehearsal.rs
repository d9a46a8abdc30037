//! Looking inside is taking over without keeping: what it says is what happens, and nothing is left of it. Memory does not grow with what
//! comes; whoever waits may stop it.

use std::path::Path;
use std::process::Command;

use goldaw_domain::RecordKind;
use goldaw_domain::ids::RecordId;
use goldaw_store::{Intent, Write};
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree};
use goldaw_tests::office::{Office, by_folder};
use serde_json::{Value, json};

use crate::exchange::{District, hand_over, take_over};

pub fn request(parcel: &Path) -> Value {
    json!({
        "carrier": by_folder(parcel.parent().unwrap()),
        "file": parcel.file_name().unwrap().to_string_lossy(),
    })
}

/// Everything of a store a taking over may change.
pub fn state(office: &Office) -> String {
    let of_store = office
        .desk()
        .with_session(|session| {
            let read = session.read();
            let log = (read.digest()?, read.log_end()?, read.changes_count()?);
            let waiting = (read.waiting_count()?, read.wanted()?, read.missing()?);
            let said = (read.parcels(false, 1000)?, read.frontier()?);
            let settings = ["last_receipt", "clock", "incarnation", "incidents_due"];
            let settings: Vec<_> = settings.iter().map(|name| read.setting(name)).collect();
            Ok(format!("{log:?} {waiting:?} {said:?} {settings:?}"))
        })
        .unwrap();
    let settings = office.call("settings", json!({}));
    let mut status = office.call("status", json!({}));
    // Time passes while somebody looks.
    if let Some(undo) = status["undo"].as_object_mut() {
        undo.remove("seconds_ago");
    }
    format!("{of_store} {status} {settings}")
}

/// Looks inside, takes over, and compares the two.
pub fn looked_at_and_taken(office: &Office, parcel: &Path) -> Value {
    let before = state(office);
    let preview = office.call("preview_parcel", request(parcel));
    assert_eq!(state(office), before, "a look inside changes nothing");
    let taken = office.call("take_over", request(parcel));
    assert_eq!(taken["preview"], preview);
    preview
}

fn risk(office: &Office, case: &str, level: &str) {
    office.call(
        "change_risk",
        json!({ "id": case, "risk": level, "reason": "as seen" }),
    );
}

#[test]
fn what_a_look_inside_says_is_what_taking_over_does() {
    let district = District::new();
    let stick = district.stick("s");
    let (one, two) = (
        district.joined("one", "AH-GDP"),
        district.joined("two", "AH-GDP"),
    );
    let centre = &district.centre;
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let first = looked_at_and_taken(centre, &hand_over(&one, None, &stick));
    assert_eq!(first["people"][0]["name"], "Nuryýewa Jeren");
    assert_eq!(first["cases"][0]["id"], case.as_str());
    assert_eq!(first["duplicates"], 0);
    looked_at_and_taken(&two, &hand_over(centre, Some(&two), &stick));

    // Two answers to one question, and somebody who is registered already.
    risk(&one, &case, "medium");
    risk(&two, &case, "low");
    two.open_case("Nuryýewa", "Jeren");
    looked_at_and_taken(centre, &hand_over(&one, None, &stick));
    let parcel = hand_over(&two, None, &stick);
    let second = looked_at_and_taken(centre, &parcel);
    assert_eq!(second["questions"], 1);
    assert_eq!(second["duplicates"], 1);
    assert!(second["changed_records"].as_u64().unwrap() >= 1, "the case");
    let again = looked_at_and_taken(centre, &parcel);
    assert_eq!(again["count"]["changes"], 0);
    for office in [&one, &two] {
        looked_at_and_taken(office, &hand_over(centre, Some(office), &stick));
    }
    all_equal(
        &[("one", &one), ("two", &two), ("centre", centre)],
        id_of(&one),
    );
    log_and_tables_agree("centre", centre);
}

#[test]
fn a_newer_list_of_offices_counts_only_once_its_bundle_is_taken_over() {
    let district = District::new();
    let one = district.joined("one", "AH-GDP");
    let parcel = {
        district.joined("two", "AH-BHD");
        hand_over(&district.centre, Some(&one), &district.stick("s"))
    };
    let edition = |office: &Office| office.call("settings", json!({}))["roster_edition"].clone();
    let before = edition(&one);
    looked_at_and_taken(&one, &parcel);
    assert_ne!(edition(&one), before);
    assert_eq!(edition(&one), edition(&district.centre));
}

#[test]
fn taking_over_can_be_stopped_and_then_nothing_has_changed() {
    let district = District::new();
    let one = district.joined("one", "AH-GDP");
    for number in 0..40 {
        one.open_case("Nuryýewa", &format!("Jeren {number}"));
    }
    let parcel = hand_over(&one, None, &district.stick("s"));
    let centre = &district.centre;
    let before = state(centre);
    let over = std::sync::atomic::AtomicBool::new(false);
    // Begun work forgets an earlier wish to stop, so the wish is repeated until the work is over.
    let stopped = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                centre.call("cancel", json!({}));
                std::thread::yield_now();
            }
        });
        let stopped = centre.ask("take_over", request(&parcel));
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        stopped
    });
    assert_eq!(stopped.unwrap_err().code, "cancelled");
    assert_eq!(state(centre), before);
    assert_eq!(centre.call("progress", json!({}))["what"], Value::Null);
    take_over(centre, &parcel);
    all_equal(&[("one", &one), ("centre", centre)], id_of(&one));
}

/// Bytes of text in the long bundle.
const TEXT: u64 = 160 << 20;
/// Memory one segment of a bundle, one batch of the merge and the store's own pages may take together.
const MOST: u64 = 96 << 20;

/// A bundle of many changes, each of some size, to few records. `GOLDAW_CHANGES` says how many.
#[test]
fn memory_does_not_grow_with_the_bundle() {
    let changes: u64 = std::env::var("GOLDAW_CHANGES")
        .map_or(30_000, |changes| changes.parse().expect("a number"));
    let district = District::new();
    let one = district.joined("one", "AH-GDP");
    write_many(&one, changes);
    let parcel = hand_over(&one, None, &district.stick("s"));
    let folder = district.folder("centre");
    drop(district.centre);
    let taker = Command::new(env!("CARGO_BIN_EXE_taker"))
        .arg("--folder")
        .arg(folder)
        .arg("--parcel")
        .arg(parcel)
        .output()
        .unwrap();
    let said = String::from_utf8(taker.stdout).unwrap();
    let numbers: Vec<f64> = said
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let [taken, seconds, grown] = numbers[..] else {
        panic!("{said} {}", String::from_utf8_lossy(&taker.stderr));
    };
    println!("{taken} changes, {seconds} s, memory grew by {grown} bytes");
    assert!(taken >= changes as f64);
    assert!(grown < MOST as f64, "memory grew by {grown} bytes");
}

fn write_many(office: &Office, changes: u64) {
    let words = "sözler ".repeat((TEXT / changes / 8) as usize);
    office
        .desk()
        .with_session(|session| {
            for from in (0..changes).step_by(1_000) {
                let intents = (from..changes.min(from + 1_000)).map(|number| Intent {
                    action: "change_relationship".to_owned(),
                    reason: None,
                    writes: vec![Write::field(
                        RecordId::from(uuid::Uuid::from_u128(u128::from(number % 500) + 7_000)),
                        RecordKind::Relationship,
                        "remark",
                        json!(format!("{number} {words}")),
                    )],
                });
                session.write_many(intents.collect(), None)?;
            }
            Ok(())
        })
        .unwrap();
}
