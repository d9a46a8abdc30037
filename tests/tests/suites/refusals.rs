//! Bad input as a worker meets it: each gets its own code, and nothing is lost or half done.

use std::path::Path;

use goldaw_tests::office::{Office, PASSWORD, WORKER, by_folder, text};
use goldaw_trust::{DeviceKeys, SystemRandomness, label};
use serde_json::{Value, json};

use crate::exchange::{District, hand_over, take_over};

fn code(result: Result<Value, goldaw_api::Refusal>) -> String {
    result.map_or_else(
        |refusal| refusal.code,
        |reply| format!("not refused: {reply}"),
    )
}

fn unlock(folder: &Path, password: &str) -> String {
    code(Office::at(folder).ask("unlock", json!({ "worker": WORKER, "password": password })))
}

fn store_of(folder: &Path) -> std::path::PathBuf {
    goldaw_casework::folder::store_path(folder)
}

#[test]
fn a_store_that_cannot_be_opened_says_which_of_the_reasons_it_is() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("etrap");
    assert_eq!(unlock(&folder, PASSWORD), "keys-missing");
    let office = Office::at(&folder);
    office.first_start("etrap", "AH-GDP");
    office.open_case("Nuryýewa", "Jeren");
    assert_eq!(
        unlock(&folder, PASSWORD),
        "store-in-use",
        "a second program"
    );
    assert_eq!(
        code(office.ask("create_office", first_start())),
        "office-exists"
    );
    drop(office);
    assert_eq!(unlock(&folder, "another password"), "password-wrong");

    let store = store_of(&folder);
    let whole = std::fs::read(&store).unwrap();
    let plain = [b"SQLite format 3\0".as_slice(), &whole[16..]].concat();
    std::fs::write(&store, plain).unwrap();
    assert_eq!(unlock(&folder, PASSWORD), "store-plain");
    let mut damaged = whole.clone();
    damaged[100] ^= 1;
    std::fs::write(&store, damaged).unwrap();
    assert_eq!(unlock(&folder, PASSWORD), "store-damaged");
    std::fs::remove_file(&store).unwrap();
    assert_eq!(unlock(&folder, PASSWORD), "store-missing");
    std::fs::write(&store, whole).unwrap();

    let office = Office::at(&folder);
    office.unlock();
    assert_eq!(
        office.call("people", json!({}))["of"],
        1,
        "nothing was lost"
    );
}

fn first_start() -> Value {
    json!({
        "language": "en", "level": "etrap", "territory": "AH-GDP", "computer": "1", "worker": WORKER, "role": "specialist",
        "password": PASSWORD, "password_again": PASSWORD,
    })
}

#[test]
fn a_first_start_with_a_mistake_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("etrap");
    let wrong = |name: &str, value: &str| {
        let mut request = first_start();
        request[name] = json!(value);
        code(Office::at(&folder).ask("create_office", request))
    };
    assert_eq!(
        wrong("password_again", "something else"),
        "passwords-differ"
    );
    assert_eq!(wrong("territory", "XX-YYY"), "unknown-territory");
    assert_eq!(wrong("worker", "  "), "field-missing");
    let mut short = first_start();
    short["password"] = json!("short");
    short["password_again"] = json!("short");
    assert_eq!(
        code(Office::at(&folder).ask("create_office", short)),
        "password-too-short"
    );
    assert!(!store_of(&folder).exists());
    Office::at(&folder).first_start("etrap", "AH-GDP");
}

#[test]
fn a_parcel_that_is_not_in_order_is_named_and_changes_nothing() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let other = district.joined("other", "AH-BHD");
    etrap.open_case("Nuryýewa", "Jeren");
    let stick = district.stick("s");
    let parcel = hand_over(&etrap, None, &stick);
    let name = parcel.file_name().unwrap().to_string_lossy().into_owned();
    let whole = std::fs::read(&parcel).unwrap();
    let changes = |office: &Office| {
        office
            .desk()
            .with_session(|session| Ok(session.read().changes_count()?))
            .unwrap()
    };
    let before = changes(&district.centre);
    let take = |office: &Office, bytes: &[u8]| {
        std::fs::write(&parcel, bytes).unwrap();
        let state = text(
            office.call("look_in", json!({ "carrier": by_folder(&stick) }))[0]["state"].clone(),
        );
        (
            state,
            code(office.ask(
                "take_over",
                json!({ "carrier": by_folder(&stick), "file": name }),
            )),
        )
    };
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        bytes
    };
    let pair = |state: &str, code: &str| (state.to_owned(), code.to_owned());
    assert_eq!(
        take(&district.centre, &whole[..whole.len() / 2]),
        pair("damaged", "bundle-cut-short")
    );
    assert_eq!(
        take(&district.centre, &flipped(whole.len() - 9)),
        pair("damaged", "bundle-damaged")
    );
    assert_eq!(
        take(&district.centre, &flipped(20)),
        pair("damaged", "bundle-damaged")
    );
    assert_eq!(
        take(&district.centre, b"a letter, not a bundle"),
        pair("damaged", "bundle-not-a-bundle")
    );
    // A newer program signs what it writes; a byte that was changed on the way is no newer program.
    let mut newer = whole.clone();
    newer[6] = 9;
    assert_eq!(
        take(&district.centre, &newer),
        pair("damaged", "bundle-damaged")
    );
    let keys = DeviceKeys::generate(uuid::Uuid::from_u128(9), &mut SystemRandomness).unwrap();
    newer[105..137].copy_from_slice(&keys.public().sign);
    let signature = keys.sign(label::BUNDLE_HEADER, &newer[..137]);
    newer[137..201].copy_from_slice(&signature);
    assert_eq!(
        take(&district.centre, &newer),
        pair("newer_program", "bundle-newer")
    );
    assert_eq!(
        take(&other, &whole),
        pair("for_another_office", "bundle-for-another-office")
    );

    // A district of its own: its computers are unknown here.
    let foreign = District::new();
    let stranger = foreign.joined("stranger", "AH-GDP");
    stranger.open_case("Nuryýewa", "Jeren");
    let bytes = std::fs::read(hand_over(&stranger, None, &foreign.stick("s"))).unwrap();
    assert_eq!(
        take(&district.centre, &bytes).1,
        "bundle-for-another-office"
    );

    assert_eq!(changes(&district.centre), before, "nothing was changed");
    std::fs::write(&parcel, &whole).unwrap();
    take_over(&district.centre, &parcel);
    take_over(&district.centre, &parcel);
    assert_eq!(district.centre.call("people", json!({}))["of"], 1);
}

#[test]
fn a_carrier_that_cannot_carry_is_named_and_nothing_counts_as_handed_over() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    etrap.open_case("Nuryýewa", "Jeren");
    let before = etrap.call("status", json!({}));
    let missing = district.folder("no stick here");
    assert_eq!(
        code(etrap.ask("hand_over", json!({ "carrier": by_folder(&missing) }))),
        "no-such-folder"
    );
    assert_eq!(
        code(etrap.ask("hand_over", json!({ "carrier": { "by": "hub" } }))),
        "no-hub"
    );
    etrap.call("change_settings", json!({ "hub": "http://127.0.0.1:9" }));
    assert_eq!(
        code(etrap.ask("hand_over", json!({ "carrier": { "by": "hub" } }))),
        "hub-unreachable"
    );
    assert_eq!(
        code(etrap.ask("change_settings", json!({ "hub": "ftp://somewhere" }))),
        "hub-address"
    );
    let after = etrap.call("status", json!({}));
    for number in ["only_here", "handed_over", "confirmed"] {
        assert_eq!(before[number], after[number], "{number}");
    }
    assert_eq!(
        code(etrap.ask(
            "let_join",
            json!({ "carrier": by_folder(&missing), "file": "x", "digits": "1" })
        )),
        "only-the-centre"
    );
}

#[test]
fn joining_with_the_wrong_digits_is_refused_on_both_sides() {
    let district = District::new();
    let etrap = Office::at(&district.folder("etrap"));
    etrap.first_start("etrap", "AH-GDP");
    let carrier = by_folder(&district.stick("s"));
    assert_eq!(
        code(etrap.ask("hand_over", json!({ "carrier": carrier }))),
        "not-enrolled"
    );
    let asked = etrap.call("ask_to_join", json!({ "carrier": carrier }));
    let wrong = "00000 00000 00000 00000 00000 00000";
    let answer =
        |digits: &Value| json!({ "carrier": carrier, "file": asked["file"], "digits": digits });
    assert_eq!(
        code(district.centre.ask("let_join", answer(&json!(wrong)))),
        "digits-differ"
    );
    let answer = district.centre.call("let_join", answer(&asked["digits"]));
    let accept =
        |digits: &str| json!({ "carrier": carrier, "file": answer["file"], "digits": digits });
    assert_eq!(
        code(etrap.ask("accept_join_answer", accept(wrong))),
        "digits-differ"
    );
    let digits = text(district.centre.call("settings", json!({}))["digits"].clone());
    etrap.call("accept_join_answer", accept(&digits));
    assert_eq!(
        code(etrap.ask("ask_to_join", json!({ "carrier": carrier }))),
        "already-enrolled"
    );
}

#[test]
fn a_sheet_that_cannot_be_read_is_named_and_nobody_is_registered() {
    let district = District::new();
    let etrap = Office::at(&district.folder("etrap"));
    etrap.first_start("etrap", "AH-GDP");
    let sheet = |name: &str, bytes: &[u8]| {
        let path = district.folder(name);
        std::fs::write(&path, bytes).unwrap();
        code(etrap.ask("read_sheet", json!({ "path": path })))
    };
    assert_eq!(sheet("empty.csv", b""), "sheet-empty");
    assert_eq!(
        sheet("rubbish.csv", &[0, 159, 146, 150, 0, 1, 2, 3, 0, 255]),
        "sheet-unreadable-encoding"
    );
    let wide = vec![b','; 1_000_000];
    assert_eq!(sheet("wide.csv", &wide), "sheet-too-many-columns");
    assert_eq!(
        sheet("broken.xlsx", b"PK\x03\x04 and nothing behind it"),
        "sheet-unreadable-workbook"
    );
    assert_eq!(
        code(etrap.ask(
            "read_sheet",
            json!({ "path": district.folder("not there.csv") })
        )),
        "file-unreadable"
    );
    assert_eq!(etrap.call("people", json!({}))["of"], 0);
}
