//! A district in which cases go from one office to another: what the tests of transfers begin and end with.

use std::path::PathBuf;

use goldaw_domain::RecordKind;
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree};
use goldaw_tests::office::{Office, by_folder, text};
use serde_json::{Value, json};

use crate::exchange::{District, take_over};

/// A centre and three offices that know each other. The receiving one has two computers; the third office has nothing to do with anything.
pub struct Scene {
    pub district: District,
    pub giver: Office,
    pub receiver: Office,
    pub second: Office,
    pub stranger: Office,
}

impl Scene {
    pub fn new() -> Scene {
        Scene::with_receiver("DZ-AKD")
    }

    /// The same with the receiving office somewhere else.
    pub fn with_receiver(territory: &str) -> Scene {
        let district = District::new();
        let giver = district.joined("giver", "AH-GDP");
        let receiver = district.joined("receiver", territory);
        let second = district.joined("second", territory);
        let stranger = district.joined("stranger", "LB-DRG");
        let scene = Scene {
            district,
            giver,
            receiver,
            second,
            stranger,
        };
        scene.quiet();
        scene.quiet();
        scene
    }

    pub fn centre(&self) -> &Office {
        &self.district.centre
    }

    /// Everybody exchanges with the centre, once.
    pub fn quiet(&self) {
        for office in self.offices() {
            self.up(office);
            self.down(office);
        }
    }

    pub fn offices(&self) -> [&Office; 4] {
        [&self.giver, &self.receiver, &self.second, &self.stranger]
    }

    pub fn up(&self, office: &Office) {
        if let Some(parcel) = self.parcel(office, None) {
            take_over(self.centre(), &parcel);
        }
    }

    pub fn down(&self, office: &Office) {
        if let Some(parcel) = self.parcel(self.centre(), Some(office)) {
            take_over(office, &parcel);
        }
    }

    /// Hands over to a stick; nothing when there is nothing.
    pub fn parcel(&self, from: &Office, to: Option<&Office>) -> Option<PathBuf> {
        let stick = self.district.stick("between");
        let to = to.map(|office| id_of(office).to_string());
        let body = json!({ "carrier": by_folder(&stick), "to": to });
        match from.ask("hand_over", body) {
            Ok(done) => Some(stick.join(text(done["file"].clone()))),
            Err(refused) => {
                assert_eq!(refused.code, "nothing-to-hand-over");
                None
            }
        }
    }

    /// A case at the giving office with a visit, a note, a consent, a task and a file.
    pub fn case(&self) -> (String, String, String) {
        let (person, case) = self.giver.open_case("Nuryýewa", "Jeren");
        let consent = self.giver.call(
            "record_consent",
            json!({ "person": person, "given_by": "Nuryýewa Jeren", "purposes": ["services", "sharing"], "given_on": "2026-01-10" }),
        );
        self.giver.call(
            "record_visit",
            json!({ "case": case, "visited_on": "2026-11-20", "kind": "home", "seen": true, "findings": "Cold room" }),
        );
        note(&self.giver, &case, "Wants to live with her sister");
        let file = self.district.folder("letter.txt");
        std::fs::write(&file, "a letter").unwrap();
        self.giver
            .call("attach_file", json!({ "about": case, "path": file }));
        self.giver.call(
            "add_task",
            json!({ "case": case, "text": "Call the clinic", "due_on": "2026-12-01" }),
        );
        (person, case, text(consent["id"].clone()))
    }

    pub fn offer(&self, case: &str, consent: &str) -> String {
        text(self.giver.call(
            "offer_case",
            json!({
                "case": case, "to": id_of(&self.receiver).to_string(), "reason": "Moved to her sister",
                "consent": consent, "word": "She hears badly",
            }),
        ))
    }

    /// The one transfer an office knows of.
    pub fn transfer(&self, office: &Office) -> Value {
        let lines = office.call("transfers", json!({}));
        let lines = lines.as_array().unwrap();
        assert_eq!(lines.len(), 1, "{lines:#?}");
        lines[0].clone()
    }

    pub fn accept(&self) -> String {
        let transfer = self.transfer(&self.receiver);
        text(
            self.receiver
                .call("accept_transfer", json!({ "transfer": transfer["id"] })),
        )
    }

    /// At rest: each office and the centre agree, and the third office has learned nothing.
    pub fn at_rest(&self) {
        for _ in 0..3 {
            self.quiet();
        }
        for office in self.offices() {
            all_equal(
                &[("office", office), ("centre", self.centre())],
                id_of(office),
            );
            log_and_tables_agree("office", office);
        }
        log_and_tables_agree("centre", self.centre());
        let known = |kind: RecordKind| {
            self.stranger
                .desk()
                .with_session(|session| Ok(session.read().all_with_voided(kind)?))
                .unwrap()
        };
        for kind in [
            RecordKind::Transfer,
            RecordKind::Case,
            RecordKind::Person,
            RecordKind::Attachment,
        ] {
            assert!(known(kind).is_empty(), "a stranger learned of a {kind}");
        }
    }
}

pub fn note(office: &Office, case: &str, words: &str) {
    office.call("write_note", json!({ "case": case, "text": words }));
}

pub fn open_cases(office: &Office) -> u64 {
    office.call("cases", json!({}))["of"].as_u64().unwrap()
}
