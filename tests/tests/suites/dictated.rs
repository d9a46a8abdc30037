//! Receipts by telephone: eight words said where a bundle was taken over, typed in where it was written.
//!
//! Between two real stores, each word going through the same calls as on the screens.

use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::{Office, text};
use serde_json::{Value, json};

use crate::exchange::{District, copy_folder, hand_over, take_over};

fn dictated(office: &Office, language: &str) -> Value {
    office.call("receipts_to_dictate", json!({ "language": language }))[0].clone()
}

fn words(receipt: &Value) -> String {
    let words = receipt["words"].as_array().unwrap().iter();
    let words: Vec<String> = words.cloned().map(text).collect();
    words.join(" ")
}

fn number(office: &Office, name: &str) -> u64 {
    office.call("status", json!({}))[name].as_u64().unwrap()
}

fn note(office: &Office, case: &str, words: &str) {
    office.call("write_note", json!({ "case": case, "text": words }));
}

/// The centre's store as it was copied, in use in place of the one that was lost.
fn old_copy(district: &District) -> Office {
    district.centre.call("lock", json!({}));
    let restored = Office::at(&district.folder("kept"));
    restored.unlock();
    restored
}

fn refusal(office: &Office, words: &str) -> String {
    let no = office
        .ask("type_receipt", json!({ "words": words }))
        .unwrap_err();
    assert_eq!(no.field.as_deref(), Some("words"));
    no.code
}

#[test]
fn the_words_of_a_bundle_confirm_it_before_the_answer_comes() {
    let district = District::new();
    let (etrap, centre) = (district.joined("etrap", "AH-GDP"), &district.centre);
    let stick = district.stick("s");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    take_over(centre, &hand_over(&etrap, None, &stick));
    note(&etrap, &case, "after the bundle");
    let handed = number(&etrap, "handed_over");
    assert!(handed > 2);

    let (in_russian, in_turkmen) = (dictated(centre, "ru"), dictated(centre, "tk"));
    assert_eq!(in_russian["text"], in_turkmen["text"]);
    assert_eq!(in_russian["words"].as_array().unwrap().len(), 8);
    assert_ne!(in_russian["words"], in_turkmen["words"]);
    let rows = in_russian["squares"].as_array().unwrap();
    let wide = rows[0].as_str().unwrap().len();
    assert!(rows.len() == wide && wide > 28, "a square of squares");

    let typed = etrap.call("type_receipt", json!({ "words": words(&in_russian) }));
    assert_eq!(typed["confirms"], handed);
    assert_eq!(
        (number(&etrap, "only_here"), number(&etrap, "handed_over")),
        (1, 0),
        "exactly that bundle, not the note after it"
    );
    let again = etrap.call(
        "type_receipt",
        json!({ "words": text(in_turkmen["text"].clone()) }),
    );
    assert_eq!(again["confirms"], 0, "the text of the square says the same");

    // The next bundle carries the note alone.
    assert_eq!(etrap.call("count_hand_over", json!({}))["changes"], 1);
    take_over(centre, &hand_over(&etrap, None, &stick));
    all_equal(&[("etrap", &etrap), ("centre", centre)], id_of(&etrap));
}

#[test]
fn wrong_words_confirm_nothing() {
    let district = District::new();
    let (etrap, centre) = (district.joined("etrap", "AH-GDP"), &district.centre);
    let neighbour = district.joined("neighbour", "AH-BHD");
    let stick = district.stick("s");
    etrap.open_case("Nuryýewa", "Jeren");
    take_over(centre, &hand_over(&etrap, None, &stick));
    let right = words(&dictated(centre, "en"));
    let handed = number(&etrap, "handed_over");

    let list: Vec<&str> = right.split(' ').collect();
    let without_the_last = list[..7].join(" ");
    assert_eq!(refusal(&etrap, &without_the_last), "words-wrong");
    assert_eq!(
        refusal(&etrap, &format!("{without_the_last} zebra")),
        "unknown-word"
    );
    let other = if list[7] == "apple" { "lemon" } else { "apple" };
    assert_eq!(
        refusal(&etrap, &format!("{without_the_last} {other}")),
        "words-wrong"
    );
    assert_eq!(refusal(&etrap, ""), "words-wrong");
    // The words are another office's, or those of a bundle that is long ago.
    assert_eq!(refusal(&neighbour, &right), "words-of-no-bundle");
    for _ in 0..5 {
        hand_over(&etrap, None, &stick);
    }
    assert_eq!(refusal(&etrap, &right), "words-of-no-bundle");
    assert_eq!(
        (number(&etrap, "handed_over"), number(&etrap, "only_here")),
        (handed, 0)
    );
}

#[test]
fn nothing_is_dictated_while_something_the_sender_held_is_not_here() {
    let district = District::new();
    let (one, centre) = (district.joined("one", "AH-GDP"), &district.centre);
    let stick = district.stick("s");
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    take_over(centre, &hand_over(&one, None, &stick));

    // The centre's store breaks, and an older one is put in its place: what it has confirmed it does not hold.
    centre.call("lock", json!({}));
    copy_folder(&district.folder("centre"), &district.folder("kept"));
    centre.unlock();
    note(&one, &case, "seen and confirmed");
    take_over(centre, &hand_over(&one, None, &stick));
    take_over(&one, &hand_over(centre, Some(&one), &stick));
    note(&one, &case, "handed to the restored centre");
    let later = hand_over(&one, None, &stick);
    let restored = old_copy(&district);
    take_over(&restored, &later);
    let receipt = dictated(&restored, "en");
    assert_eq!(words(&receipt), "", "the note before it is not here");
    assert_eq!(receipt["squares"], json!([]));
}

#[test]
fn a_receipt_that_is_not_true_any_more_loses_nothing() {
    let district = District::new();
    let etrap = district.joined("etrap", "AH-GDP");
    let stick = district.stick("s");
    let (_, case) = etrap.open_case("Nuryýewa", "Jeren");
    district.centre.call("lock", json!({}));
    copy_folder(&district.folder("centre"), &district.folder("kept"));
    district.centre.unlock();
    note(&etrap, &case, "confirmed by telephone");
    take_over(&district.centre, &hand_over(&etrap, None, &stick));
    let said = words(&dictated(&district.centre, "tk"));

    // The words were written down; before they are typed in, the centre loses its store and goes on with an old one.
    let restored = old_copy(&district);
    etrap.call("type_receipt", json!({ "words": said }));
    assert_eq!(
        (number(&etrap, "only_here"), number(&etrap, "handed_over")),
        (0, 0)
    );
    assert_eq!(etrap.call("count_hand_over", json!({}))["changes"], 0);
    assert!(!notes(&restored).contains("confirmed by telephone"));

    // Its next bundle says what it holds, and everything is brought again.
    take_over(&etrap, &hand_over(&restored, Some(&etrap), &stick));
    assert_ne!(
        number(&etrap, "handed_over"),
        0,
        "nothing of it counts as confirmed now"
    );
    take_over(&restored, &hand_over(&etrap, None, &stick));
    take_over(&etrap, &hand_over(&restored, Some(&etrap), &stick));
    assert!(notes(&restored).contains("confirmed by telephone"));
    assert_eq!(
        (number(&etrap, "only_here"), number(&etrap, "handed_over")),
        (0, 0)
    );
    all_equal(&[("etrap", &etrap), ("centre", &restored)], id_of(&etrap));
    log_and_tables_agree("etrap", &etrap);
    log_and_tables_agree("centre", &restored);
}
