//! Passing on: sealed parcels for others go to the next stick, folder or hub, unopened, once, and no stranger's.

use goldaw_tests::office::{Office, by_folder};
use serde_json::{Value, json};
use std::path::Path;

use crate::exchange::{District, hand_over, take_over};
use crate::paths::{at_rest, joined, note, refused, take_off_the_list};

fn pass_on(office: &Office, from: &Path, to: &Path) -> Value {
    let request = json!({ "from": by_folder(from), "to": by_folder(to) });
    office.call("pass_on", request)
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn sealed_parcels_for_others_are_passed_on_unopened_and_once() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let neighbour = district.joined("neighbour", "AH-BHD");
    let (from, to) = (district.stick("from"), district.stick("to"));
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    let first = hand_over(&etrap, None, &from);
    note(&etrap, &case, "a second bundle");
    hand_over(&etrap, None, &from);
    // A parcel for the neighbour itself, one cut short, one of a district nobody here knows, a request to join, a photograph.
    hand_over(&district.centre, Some(&neighbour), &from);
    let mut cut = std::fs::read(&first).unwrap();
    cut.truncate(cut.len() - 1);
    std::fs::write(from.join("00000000000000000000000000000001.goldaw"), cut).unwrap();
    let elsewhere = District::new();
    let stranger = elsewhere.joined("stranger", "LB-DNW");
    stranger.open_case("Orazowa", "Maral");
    hand_over(&stranger, None, &from);
    let newcomer = Office::at(&district.folder("newcomer"));
    newcomer.first_start("etrap", "AH-TJN");
    newcomer.call("ask_to_join", json!({ "carrier": by_folder(&from) }));
    std::fs::write(from.join("photo.jpg"), b"not ours").unwrap();
    let before = files(&from);

    let told = pass_on(&neighbour, &from, &to);
    assert_eq!(
        told,
        json!({ "passed_on": 2, "before": 0, "for_here": 1, "strangers": 1, "damaged": 1 })
    );
    assert_eq!(files(&from), before, "the stick it came on is left alone");
    let there: Vec<String> = files(&to);
    assert_eq!(there.len(), 2);
    for name in &there {
        assert_eq!(
            std::fs::read(to.join(name)).unwrap(),
            std::fs::read(from.join(name)).unwrap(),
            "byte for byte"
        );
    }
    let again = pass_on(&neighbour, &from, &district.stick("third"));
    assert_eq!(
        (&again["passed_on"], &again["before"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(
        neighbour.call("people", json!({}))["of"],
        0,
        "nothing was opened"
    );

    for name in there {
        let taken = take_over(&district.centre, &to.join(name));
        assert_eq!(refused(&taken), [""; 0]);
    }
    at_rest(&etrap, &[("etrap", &etrap), ("centre", &district.centre)]);
}

#[test]
fn a_parcel_of_a_computer_taken_off_the_list_is_not_passed_on() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let neighbour = district.joined("neighbour", "AH-BHD");
    let (from, to) = (district.stick("from"), district.stick("to"));
    etrap.open_case("Nuryýewa", "Jeren");
    hand_over(&etrap, None, &from);
    let same = neighbour.ask(
        "pass_on",
        json!({ "from": by_folder(&from), "to": by_folder(&from) }),
    );
    assert_eq!(same.unwrap_err().code, "same-carrier");

    take_off_the_list(&district, &etrap);
    let news = hand_over(&district.centre, Some(&neighbour), &district.stick("news"));
    take_over(&neighbour, &news);
    let told = pass_on(&neighbour, &from, &to);
    assert_eq!(
        (&told["passed_on"], &told["strangers"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(files(&to), [""; 0]);
}

#[test]
fn what_lies_on_a_stick_is_handed_in_at_the_hub_by_somebody_else() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let velayat = joined(&district, "velayat", "velayat", "AH");
    let (stick, centre) = (district.stick("s"), &district.centre);
    let roster = centre
        .desk()
        .with_session(|session| Ok(session.roster().unwrap().encode().to_vec()))
        .unwrap();
    let roster_file = district.folder("roster");
    std::fs::write(&roster_file, roster).unwrap();
    let mut settings = goldaw_hub::Settings::new(district.folder("parcels"), roster_file);
    settings.keep_free_percent = 0;
    let hub = goldaw_hub::start(settings, "127.0.0.1:0").unwrap();
    let address = format!("http://{}", hub.address());
    for office in [&velayat, centre] {
        office.call("change_settings", json!({ "hub": address }));
    }

    etrap.open_case("Nuryýewa", "Jeren");
    hand_over(&etrap, None, &stick);
    let told = velayat.call(
        "pass_on",
        json!({ "from": by_folder(&stick), "to": { "by": "hub" } }),
    );
    assert_eq!(told["passed_on"], 1);
    let lines = centre.call("look_in", json!({ "carrier": { "by": "hub" } }));
    assert_eq!(
        (&lines[0]["state"], &lines[1]),
        (&json!("new"), &Value::Null)
    );
    let taken = centre.call(
        "take_over",
        json!({ "carrier": { "by": "hub" }, "file": lines[0]["file"] }),
    );
    assert_eq!(refused(&taken), [""; 0]);
    assert_eq!(velayat.call("people", json!({}))["of"], 0);
    hub.stop();
    at_rest(&etrap, &[("etrap", &etrap), ("centre", centre)]);
}
