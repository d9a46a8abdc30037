//! Cases that go from one office to another, over real stores and sealed bundles: offered, answered, crossed, late, twice.
//!
//! Every test ends with "all equal, nothing lost, log and tables agree", and with at most one office that works on the case.

use goldaw_domain::RecordKind;
use goldaw_store::pieces::Content;
use goldaw_tests::agreement::{id_of, notes};
use goldaw_tests::office::text;
use serde_json::{Value, json};

use crate::transfer_scene::{Scene, note, open_cases};

#[test]
fn an_accepted_case_goes_on_there_and_leaves_a_stub_here() {
    let scene = Scene::new();
    let (_, case, consent) = scene.case();
    scene.up(&scene.giver);
    scene.offer(&case, &consent);
    assert_eq!(scene.transfer(&scene.giver)["state"], "offered");
    note(&scene.giver, &case, "still worked on here");
    scene.up(&scene.giver);
    scene.down(&scene.receiver);

    let offered = scene.transfer(&scene.receiver);
    assert_eq!(offered["state"], "waiting");
    assert_eq!(offered["client"], "Nuryýewa Jeren");
    assert_eq!(offered["way"], "in");
    assert_eq!(open_cases(&scene.receiver), 0, "an offer is no case");
    assert_eq!(
        scene.receiver.call("today", json!({}))["transfers"][0]["id"],
        offered["id"]
    );
    let inside = scene.receiver.call("transfer", offered["id"].clone());
    let contents = &inside["contents"];
    assert_eq!(contents["visits"][0]["findings"], "Cold room");
    assert_eq!(contents["consents"].as_array().unwrap().len(), 1);
    assert_eq!(contents["files"][0]["here"], true);
    assert!(contents["signed"].as_u64().unwrap() > 0);

    let there = scene.accept();
    let taken = scene.receiver.call("case", json!(there));
    assert_eq!(taken["card"]["client"], "Nuryýewa Jeren");
    assert!(text(taken["card"]["number"].clone()).starts_with("DZ-AKD-2026-"));
    assert_eq!(taken["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(taken["attachments"][0]["here"], true);
    assert_eq!(
        taken["steps"][3]["done_on"], "2026-11-20",
        "the visit came along"
    );

    scene.up(&scene.receiver);
    scene.down(&scene.giver);
    let stub = scene.transfer(&scene.giver);
    assert_eq!(stub["state"], "accepted");
    assert_eq!(stub["number"], taken["card"]["number"]);
    let gone = scene.giver.call("case", json!(case));
    assert_eq!(gone["card"]["status"], "closed");
    assert_eq!(gone["case"]["outcome"], "transferred");
    let refused = scene
        .giver
        .ask("write_note", json!({ "case": case, "text": "too late" }))
        .unwrap_err();
    assert_eq!(refused.code, "case-closed");
    scene.at_rest();
    assert_eq!(
        (open_cases(&scene.giver), open_cases(&scene.receiver)),
        (0, 1)
    );
    assert!(
        notes(&scene.receiver).contains("still worked on here"),
        "what was written between offer and answer follows"
    );
}

#[test]
fn a_refused_case_goes_on_here_with_the_reason_and_may_be_offered_again() {
    let scene = Scene::new();
    let (_, case, consent) = scene.case();
    scene.offer(&case, &consent);
    let twice = scene.giver.ask(
        "offer_case",
        json!({ "case": case, "to": id_of(&scene.stranger).to_string(), "reason": "x", "consent": consent }),
    );
    assert_eq!(twice.unwrap_err().code, "offer-stands");
    scene.quiet();
    let offered = scene.transfer(&scene.receiver);
    scene.receiver.call(
        "refuse_transfer",
        json!({ "transfer": offered["id"], "reason": "The sister lives elsewhere" }),
    );
    scene.quiet();
    scene.quiet();
    let back = scene.transfer(&scene.giver);
    assert_eq!(back["state"], "refused");
    assert_eq!(back["answer_reason"], "The sister lives elsewhere");
    note(&scene.giver, &case, "goes on here");
    scene.at_rest();
    assert_eq!(
        (open_cases(&scene.giver), open_cases(&scene.receiver)),
        (1, 0)
    );
    scene.offer(&case, &consent);
    scene.quiet();
    scene.quiet();
    let lines = scene.receiver.call("transfers", json!({}));
    assert_eq!(lines[0]["state"], "waiting");
    assert_eq!(lines[1]["state"], "refused");
}

#[test]
fn without_a_consent_a_written_reason_is_needed_and_a_narrow_consent_is_none() {
    let scene = Scene::new();
    let (person, case, _) = scene.case();
    let narrow = scene.giver.call(
        "record_consent",
        json!({ "person": person, "given_by": "she", "purposes": ["services"], "given_on": "2026-01-10" }),
    );
    let to = id_of(&scene.receiver).to_string();
    let ask = |more: Value| {
        let mut body = json!({ "case": case, "to": to, "reason": "Moved" });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        scene.giver.ask("offer_case", body)
    };
    assert_eq!(
        ask(json!({})).unwrap_err().field.unwrap(),
        "without_consent"
    );
    let refused = ask(json!({ "consent": narrow["id"] })).unwrap_err();
    assert_eq!(refused.code, "consent-too-narrow");
    ask(json!({ "without_consent": "A child in danger" })).unwrap();
    scene.quiet();
    scene.quiet();
    let offered = scene.transfer(&scene.receiver);
    let inside = scene.receiver.call("transfer", offered["id"].clone());
    assert_eq!(inside["transfer"]["without_consent"], "A child in danger");
}

#[test]
fn what_was_not_chosen_stays_and_strangers_never_go_along() {
    let scene = Scene::new();
    let (_, case, consent) = scene.case();
    let appeal = scene.giver.call(
        "take_appeal",
        json!({ "received_on": "2026-11-20", "channel": "neighbour", "reporter_name": "Secret Neighbour", "reason": "Noise" }),
    );
    let (_, other) = scene.giver.open_case("Ataýew", "Kakajan");
    note(&scene.giver, &other, "of another client");
    let _ = appeal;
    scene.giver.call(
        "offer_case",
        json!({
            "case": case, "to": id_of(&scene.receiver).to_string(), "reason": "Moved",
            "consent": consent, "along": ["visits"],
        }),
    );
    scene.quiet();
    scene.quiet();
    scene.accept();
    assert!(notes(&scene.receiver).is_empty());
    scene.at_rest();
    assert!(
        notes(&scene.receiver).is_empty(),
        "nor does it follow later"
    );
    let everything = scene
        .receiver
        .desk()
        .with_session(|session| {
            let read = session.read();
            let mut texts = String::new();
            for kind in RecordKind::ALL {
                for document in read.all_with_voided(*kind)? {
                    texts.push_str(&serde_json::to_string(&document.fields).unwrap());
                    if let Some(content) = document.fields.get("content").and_then(Value::as_str)
                        && let Some(content) = Content::from_hex(content)
                        && let Some(bytes) = read.file_bytes(document.scope, &content)?
                    {
                        texts.push_str(&String::from_utf8_lossy(&bytes));
                    }
                }
            }
            Ok(texts)
        })
        .unwrap();
    assert!(everything.contains("Cold room"), "the visit is there");
    for secret in [
        "Secret Neighbour",
        "Ataýew",
        "of another client",
        "sister\"",
        "Call the clinic",
    ] {
        assert!(!everything.contains(secret), "{secret} went along");
    }
}

#[test]
fn an_offer_taken_back_in_time_ends_everywhere_and_a_crossing_is_decided_by_what_comes_first() {
    for answer_first in [true, false] {
        let scene = Scene::new();
        let (_, case, consent) = scene.case();
        let offer = scene.offer(&case, &consent);
        scene.up(&scene.giver);
        scene.down(&scene.receiver);
        scene.giver.call(
            "withdraw_offer",
            json!({ "transfer": offer, "reason": "She stays after all" }),
        );
        let there = scene.accept();
        if answer_first {
            scene.up(&scene.receiver);
            scene.up(&scene.giver);
        } else {
            scene.up(&scene.giver);
            scene.up(&scene.receiver);
        }
        scene.at_rest();
        let states = (
            text(scene.transfer(&scene.giver)["state"].clone()),
            text(scene.transfer(&scene.receiver)["state"].clone()),
        );
        let open = (open_cases(&scene.giver), open_cases(&scene.receiver));
        if answer_first {
            assert_eq!(states, ("accepted".to_owned(), "accepted".to_owned()));
            assert_eq!(open, (0, 1));
        } else {
            assert_eq!(states, ("withdrawn".to_owned(), "withdrawn".to_owned()));
            assert_eq!(open, (1, 0));
            let kept = scene.receiver.call("case", json!(there));
            assert_eq!(kept["case"]["outcome"], "not_transferred");
            assert_eq!(kept["transfers"][0]["state"], "withdrawn");
        }
    }
}

#[test]
fn a_person_known_there_is_linked_and_late_edits_are_questions_never_overwritten() {
    let scene = Scene::new();
    let (person, case, consent) = scene.case();
    scene.offer(&case, &consent);
    scene.quiet();
    scene.quiet();
    let known = text(scene.receiver.call(
        "register_person",
        json!({ "surname": "Nurýewa", "given_name": "Jeren", "born": "1955-03-08" }),
    ));
    let offered = scene.transfer(&scene.receiver);
    let inside = scene.receiver.call("transfer", offered["id"].clone());
    let theirs = &inside["contents"]["people"][0];
    assert_eq!(theirs["duplicates"][0]["person"]["id"], json!(known));
    let there = text(scene.receiver.call(
        "accept_transfer",
        json!({ "transfer": offered["id"], "known": [{ "theirs": theirs["theirs"], "here": known }] }),
    ));
    let taken = scene.receiver.call("case", json!(there));
    assert_eq!(taken["person"]["id"], json!(known), "not registered again");
    assert_eq!(scene.receiver.call("people", json!({}))["of"], 1);

    // Meanwhile the giving office works on, not knowing of the answer.
    note(&scene.giver, &case, "she called on Friday");
    scene.giver.call(
        "change_risk",
        json!({ "id": case, "risk": "low", "reason": "better" }),
    );
    scene.giver.call(
        "change_person",
        json!({ "id": person, "person": { "surname": "Nuryýewa", "given_name": "Jeren", "born": "1955-03-08", "phone": "+99361000000" } }),
    );
    scene.up(&scene.receiver);
    scene.quiet();
    scene.quiet();
    scene.giver.call(
        "write_late_note",
        json!({ "case": case, "text": "a letter came for her", "reason": "The post brought it today" }),
    );
    scene.at_rest();
    assert!(notes(&scene.receiver).contains("she called on Friday"));
    assert!(notes(&scene.receiver).contains("a letter came for her"));
    let late = scene.receiver.call("transfer", offered["id"].clone())["late"].clone();
    let fields: Vec<String> = late
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(one["field"].clone()))
        .collect();
    assert_eq!(fields.len(), 3, "{fields:?}");
    let mine = scene.receiver.call("case", json!(there));
    assert_eq!(mine["card"]["risk"], "high", "nothing is written over");
    for one in late.as_array().unwrap() {
        let take = one["field"] != "risk";
        scene.receiver.call(
            "weigh_late",
            json!({ "transfer": offered["id"], "record": one["record"], "field": one["field"], "take": take }),
        );
    }
    let after = scene.receiver.call("transfer", offered["id"].clone());
    assert_eq!(after["late"], json!([]));
    let mine = scene.receiver.call("case", json!(there));
    assert_eq!(mine["card"]["risk"], "high");
    let phone = scene.receiver.call("person", json!(known))["person"]["phone"].clone();
    assert_eq!(phone, "+99361000000");
    scene.at_rest();
}

#[test]
fn two_computers_that_accept_the_same_offer_have_one_case_and_questions_about_what_differs() {
    let scene = Scene::new();
    let (_, case, consent) = scene.case();
    scene.offer(&case, &consent);
    scene.quiet();
    scene.quiet();
    let there = scene.accept();
    let offered = scene.transfer(&scene.second);
    let again = text(
        scene
            .second
            .call("accept_transfer", json!({ "transfer": offered["id"] })),
    );
    assert_eq!(there, again, "both go on with the same case");
    note(&scene.receiver, &there, "seen by the first");
    note(&scene.second, &there, "seen by the second");
    scene.at_rest();
    assert_eq!(
        (open_cases(&scene.giver), open_cases(&scene.receiver)),
        (0, 1)
    );
    for office in [&scene.receiver, &scene.second] {
        let all = notes(office);
        assert!(all.contains("seen by the first") && all.contains("seen by the second"));
        let open = office.call("case", json!(there))["open_questions"].clone();
        assert!(
            open.as_array().unwrap().contains(&json!("number")),
            "{open}"
        );
        let refused = office.ask(
            "refuse_transfer",
            json!({ "transfer": offered["id"], "reason": "late" }),
        );
        assert_eq!(refused.unwrap_err().code, "transfer-decided");
    }
}

#[test]
fn a_capsule_that_says_what_the_log_does_not_is_held_back_and_a_coordinator_sees_why() {
    let scene = Scene::new();
    let (_, case, consent) = scene.case();
    let offer = scene.offer(&case, &consent);
    // The giving office's own computer forges a word in the file it hands on.
    scene
        .giver
        .desk()
        .with_session(|session| {
            let id: uuid::Uuid = offer.parse().unwrap();
            let id = goldaw_domain::ids::RecordId::from(id);
            let read = session.read();
            let document = read.document(id)?.unwrap();
            let content = document.fields["capsule"].as_str().unwrap().to_owned();
            let content = Content::from_hex(&content).unwrap();
            let bytes = read.file_bytes(document.scope, &content)?.unwrap();
            let at = bytes
                .windows(12)
                .position(|part| part == b"Lives alone.")
                .unwrap();
            let mut forged = bytes.clone();
            forged[at] = b'D';
            let kept = session
                .store_mut()
                .put_file(document.scope, forged.as_slice())?;
            let forged = kept.0.to_hex();
            let named = session.read().linked(RecordKind::Attachment, "about", id)?;
            let write = |record, kind, field: &str| {
                goldaw_store::Write::field(record, kind, field, forged.clone().into())
            };
            let writes = vec![
                write(id, RecordKind::Transfer, "capsule"),
                write(named[0].id, RecordKind::Attachment, "content"),
            ];
            session.write("offer_case", None, writes)
        })
        .unwrap();
    scene.at_rest();
    for office in [scene.centre(), &scene.giver] {
        let line = scene.transfer(office);
        assert_eq!(line["state"], "held_back");
        assert_eq!(line["held_back"], "differs");
        let today = office.call("today", json!({}));
        assert_eq!(today["transfers"][0]["id"], line["id"]);
    }
    assert_eq!(scene.receiver.call("transfers", json!({})), json!([]));
    scene.giver.call(
        "withdraw_offer",
        json!({ "transfer": offer, "reason": "anew" }),
    );
    scene.at_rest();
    assert_eq!(scene.transfer(&scene.giver)["state"], "withdrawn");
    scene.offer(&case, &consent);
    scene.at_rest();
    assert_eq!(scene.transfer(&scene.receiver)["state"], "waiting");
}
