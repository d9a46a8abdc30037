//! Computers put back from an old copy, copied, moved: whatever was copied and in whichever order work and exchange follow, no change is
//! lost, no number is given twice, and the office and the centre are told.

use std::collections::BTreeSet;
use std::path::Path;

use goldaw_casework::folder;
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::{Office, by_folder, text};
use serde_json::json;

use crate::exchange::{District, copy_folder, hand_over, take_over};

/// What somebody copied.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Copied {
    /// The one file with the records.
    File,
    /// The folder, as an administrator or a backup program would.
    Folder,
    /// The whole disk: the marker beside the folder too.
    Disk,
}

/// What comes first after the copy is in use.
#[derive(Clone, Copy, Debug, PartialEq)]
enum First {
    Write,
    Exchange,
}

const COPIED: [Copied; 3] = [Copied::File, Copied::Folder, Copied::Disk];
const FIRST: [First; 2] = [First::Write, First::Exchange];

fn copy(copied: Copied, from: &Path, to: &Path) {
    match copied {
        Copied::File => {
            std::fs::create_dir_all(to).unwrap();
            std::fs::copy(folder::store_path(from), folder::store_path(to)).unwrap();
        }
        Copied::Folder | Copied::Disk => copy_folder(from, to),
    }
    if copied == Copied::Disk {
        let marker = |folder: &Path| folder::marker_path(folder).unwrap();
        std::fs::copy(marker(from), marker(to)).unwrap();
    }
}

fn note(office: &Office, case: &str, words: &str) {
    office.call("write_note", json!({ "case": case, "text": words }));
}

/// Carries whatever there is to carry from one side to the other.
fn carry(from: &Office, to: &Office, addressee: Option<&Office>, stick: &Path) {
    let asked = addressee.map(|office| id_of(office).to_string());
    let request = json!({ "carrier": by_folder(stick), "to": asked });
    match from.ask("hand_over", request) {
        Ok(done) => {
            take_over(to, &stick.join(text(done["file"].clone())));
        }
        Err(refusal) => assert_eq!(refusal.code, "nothing-to-hand-over"),
    }
}

fn both_ways(office: &Office, centre: &Office, stick: &Path) {
    for _ in 0..3 {
        carry(office, centre, None, stick);
        carry(centre, office, Some(office), stick);
    }
}

fn signs(office: &Office) -> BTreeSet<String> {
    let lines = office.call("incidents", json!({}));
    let lines = lines.as_array().unwrap().iter();
    lines
        .flat_map(|line| line["signs"].as_array().unwrap().clone())
        .map(text)
        .collect()
}

fn numbers(office: &Office) -> Vec<String> {
    let page = office.call("cases", json!({}));
    let cases = page["cases"].as_array().unwrap().iter();
    cases.map(|card| text(card["number"].clone())).collect()
}

fn at_rest(offices: &[(&str, &Office)], scope_of: &Office) {
    all_equal(offices, id_of(scope_of));
    for (name, office) in offices {
        log_and_tables_agree(name, office);
    }
}

#[test]
fn whatever_was_put_back_nothing_is_lost_and_somebody_is_told() {
    for copied in COPIED {
        for first in FIRST {
            put_back(copied, first);
        }
    }
}

fn put_back(copied: Copied, first: First) {
    let told = format!("{copied:?} put back, first {first:?}");
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    both_ways(&etrap, &district.centre, &stick);
    etrap.call("lock", json!({}));
    copy(copied, &district.folder("etrap"), &district.folder("copy"));
    etrap.unlock();
    note(&etrap, &case, "written after the copy");
    etrap.open_case("Orazowa", "Maral");
    carry(&etrap, &district.centre, None, &stick);
    drop(etrap);
    copy(copied, &district.folder("copy"), &district.folder("etrap"));

    let etrap = Office::at(&district.folder("etrap"));
    etrap.unlock();
    let at_once = signs(&etrap);
    match copied {
        Copied::File | Copied::Folder => {
            assert_eq!(at_once, BTreeSet::from(["old_copy".to_owned()]), "{told}");
            assert_eq!(etrap.call("today", json!({}))["incidents"], 1, "{told}");
        }
        // The marker was put back along with the records: only others can tell.
        Copied::Disk => assert!(at_once.is_empty(), "{told}: {at_once:?}"),
    }
    if first == First::Exchange {
        note(&district.centre, &case, "by the centre");
        carry(&district.centre, &etrap, Some(&etrap), &stick);
        both_ways(&etrap, &district.centre, &stick);
    }
    note(&etrap, &case, "written on the old copy");
    etrap.open_case("Annaýewa", "Ogulgerek");
    both_ways(&etrap, &district.centre, &stick);

    for (name, office) in [("etrap", &etrap), ("centre", &district.centre)] {
        let notes = notes(office);
        for words in ["written after the copy", "written on the old copy"] {
            assert!(notes.contains(words), "{told}: {name} lost {words}");
        }
        assert!(!signs(office).is_empty(), "{told}: {name} is not told");
        let numbers = numbers(office);
        let distinct: BTreeSet<_> = numbers.iter().collect();
        // A copy of the whole disk that works before anybody could tell it counts on from where it stood.
        let unnoticed = copied == Copied::Disk && first == First::Write;
        assert_eq!(
            (numbers.len(), distinct.len()),
            (3, if unnoticed { 2 } else { 3 }),
            "{told}: {numbers:?}"
        );
    }
    at_rest(&[("etrap", &etrap), ("centre", &district.centre)], &etrap);
}

#[test]
fn two_computers_with_one_store_are_two_authors_and_both_are_told() {
    for copied in [Copied::Folder, Copied::Disk] {
        for first in FIRST {
            two_of_one(copied, first);
        }
    }
}

fn two_of_one(copied: Copied, first: First) {
    let told = format!("{copied:?} copied, first {first:?}");
    let district = District::new();
    let one = district.joined("one", "AH-GDP");
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    both_ways(&one, &district.centre, &stick);
    one.call("lock", json!({}));
    copy(copied, &district.folder("one"), &district.folder("two"));
    one.unlock();
    let two = Office::at(&district.folder("two"));
    two.unlock();
    let at_once = signs(&two);
    match copied {
        Copied::Disk => assert!(at_once.is_empty(), "{told}: {at_once:?}"),
        _ => assert_eq!(at_once, BTreeSet::from(["no_marker".to_owned()]), "{told}"),
    }
    note(&one, &case, "by one");
    if first == First::Exchange {
        both_ways(&one, &district.centre, &stick);
        note(&district.centre, &case, "by the centre");
        carry(&district.centre, &two, Some(&two), &stick);
    }
    note(&two, &case, "by two");
    for round in 0..4 {
        both_ways(&one, &district.centre, &stick);
        both_ways(&two, &district.centre, &stick);
        note(&one, &case, &format!("one, round {round}"));
        note(&two, &case, &format!("two, round {round}"));
    }
    both_ways(&one, &district.centre, &stick);
    both_ways(&two, &district.centre, &stick);
    both_ways(&one, &district.centre, &stick);
    let all = [("one", &one), ("two", &two), ("centre", &district.centre)];
    for (name, office) in all {
        let notes = notes(office);
        for by in ["one", "two"] {
            assert!(notes.contains(&format!("by {by}")), "{told}: {name}");
            for round in 0..4 {
                let words = format!("{by}, round {round}");
                assert!(notes.contains(&words), "{told}: {name} lost {words}");
            }
        }
        assert!(!signs(office).is_empty(), "{told}: {name} is not told");
    }
    at_rest(&all, &one);
}

#[test]
fn what_was_found_out_leaves_the_first_page_everywhere() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    etrap.call("lock", json!({}));
    copy(
        Copied::Folder,
        &district.folder("etrap"),
        &district.folder("moved"),
    );
    drop(etrap);
    let etrap = Office::at(&district.folder("moved"));
    etrap.unlock();
    let stick = district.stick("s");
    both_ways(&etrap, &district.centre, &stick);
    let line = district.centre.call("incidents", json!({}))[0].clone();
    assert_eq!(
        (&line["own"], &line["signs"]),
        (&json!(false), &json!(["no_marker"]))
    );
    let found = json!({ "device": line["device"], "life": line["life"], "reason": "a new PC" });
    district.centre.call("settle_incident", found);
    both_ways(&etrap, &district.centre, &stick);
    for office in [&etrap, &district.centre] {
        assert_eq!(office.call("today", json!({}))["incidents"], 0);
        assert_eq!(
            office.call("incidents", json!({}))[0]["settled"],
            "a new PC"
        );
    }
    // Opened again at the same place, nothing new is noticed.
    etrap.call("lock", json!({}));
    etrap.unlock();
    assert_eq!(
        etrap.call("incidents", json!({})).as_array().unwrap().len(),
        1
    );
    at_rest(&[("etrap", &etrap), ("centre", &district.centre)], &etrap);
}

#[test]
fn a_marker_torn_by_a_power_cut_accuses_nobody() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let marker = folder::marker_path(&district.folder("etrap")).unwrap();
    for torn in [b"".as_slice(), b"{\"device\":"] {
        etrap.call("lock", json!({}));
        std::fs::write(&marker, torn).unwrap();
        etrap.unlock();
        assert!(signs(&etrap).is_empty());
    }
    let whole = std::fs::read(&marker).unwrap();
    assert!(whole.len() > 20, "it is written anew at the opening");
    let _ = hand_over(&etrap, None, &district.stick("s"));
}
