//! A centre and an etrap whose keys are the same in every run, and one bundle between them.

use std::sync::OnceLock;

use goldaw_bundle::{
    Acknowledgement, Attachment, Contents, Control, Envelope, HeadSignature, Limits, Outcome,
    Receipt,
};
use goldaw_changes::{
    ChangeHash, Fields, Head, Header, Hlc, Incarnation, Operation, Payload, PayloadHash, RawChange,
    StreamId,
};
use goldaw_trust::{
    DeviceKeys, Level, Randomness, Roster, RosterDevice, RosterDraft, RosterOffice, TrustError,
};
use serde_json::json;
use uuid::Uuid;

pub const SESSION: [u8; 16] = [9; 16];

/// What one input may cost: little, so that many are tried.
pub fn limits() -> Limits {
    Limits {
        file: 1 << 20,
        unpacked: 1 << 22,
        changes: 10_000,
    }
}

/// Counts instead of drawing.
pub struct Counting(pub u8);

impl Randomness for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), TrustError> {
        for byte in buffer {
            *byte = self.0;
            self.0 = self.0.wrapping_mul(5).wrapping_add(1);
        }
        Ok(())
    }
}

pub struct Scene {
    pub centre: DeviceKeys,
    pub etrap: DeviceKeys,
    pub roster: Roster,
}

/// The one scene of a run.
pub fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(Scene::new)
}

fn keys(id: u8) -> DeviceKeys {
    DeviceKeys::generate(Uuid::from_u128(id.into()), &mut Counting(id)).expect("counting")
}

impl Scene {
    fn new() -> Self {
        let (centre, etrap) = (keys(1), keys(2));
        let office = |keys: &DeviceKeys, code: &str, level| RosterOffice {
            office: keys.device(),
            code: code.into(),
            territory: format!("TM-{code}"),
            level,
            name: "Gökdepe etraby".into(),
        };
        let device = |keys: &DeviceKeys, revoked_after| RosterDevice {
            public: keys.public(),
            office: keys.device(),
            label: "Otag 3".into(),
            certified_at_ms: 1_790_000_000_000,
            revoked_after,
        };
        let draft = RosterDraft {
            epoch: 3,
            centre: centre.device(),
            issued_at_ms: 1_790_000_000_000,
            offices: vec![
                office(&centre, "TM", Level::Centre),
                office(&etrap, "AH-GDP", Level::Etrap),
            ],
            devices: vec![device(&centre, None), device(&etrap, None)],
        };
        let roster = Roster::sign(draft, &centre).expect("a sound roster");
        Self {
            centre,
            etrap,
            roster,
        }
    }

    fn stream(&self) -> StreamId {
        StreamId {
            device: self.etrap.device().into(),
            incarnation: Incarnation(Uuid::from_u128(50)),
            scope: self.etrap.device().into(),
        }
    }

    /// A registration, a correction of it with a reason, and one whose payload was erased.
    pub fn changes(&self) -> Vec<RawChange> {
        let mut written: Vec<RawChange> = Vec::new();
        let fields = [
            json!({ "family_name": "Nuryýewa", "given_name": "Jeren", "born_on": "1988-04-12", "phones": ["65 12-34-56"] }),
            json!({ "village": "Babaarap", "children": 3, "voided": null }),
            json!({ "village": "Yzgant" }),
        ];
        for (place, fields) in fields.into_iter().enumerate() {
            let payload = Payload {
                salt: [place as u8; 16],
                action: "register_person".into(),
                reason: (place == 1).then(|| "telefonda düzedildi".into()),
                form: Some("person/1".into()),
                operations: vec![Operation::Write {
                    record: Uuid::from_u128(77).into(),
                    kind: "person".into(),
                    fields: serde_json::from_value::<Fields>(fields).expect("an object"),
                }],
                extra: Vec::new(),
            };
            let header = Header {
                stream: self.stream(),
                sequence: place as u64 + 1,
                previous: written.last().map(RawChange::hash),
                seen: (place == 2)
                    .then(|| ChangeHash::of(b"seen"))
                    .into_iter()
                    .collect(),
                hlc: Hlc((1_790_000_000_000 + place as u64) << 16),
                author: Uuid::from_u128(60).into(),
                office: self.etrap.device().into(),
                role: "specialist".into(),
                program: 1,
                payload_hash: PayloadHash::of(b""),
                extra: Vec::new(),
            };
            written.push(RawChange::write(&header, &payload).expect("a sound change"));
        }
        if let Some(erased) = written.last_mut() {
            erased.payload = None;
        }
        written
    }

    fn head(&self) -> Head {
        Head {
            stream: self.stream(),
            sequence: 3,
            hash: self.changes()[2].hash(),
        }
    }

    pub fn control(&self) -> Control {
        let receipt = |outcome| Receipt {
            bundle: [1; 32],
            sender: self.centre.device(),
            number: 3,
            session: [2; 16],
            outcome,
        };
        Control {
            frontier: vec![self.head()],
            received: vec![Acknowledgement {
                peer: self.etrap.device(),
                session: SESSION,
                counter: 4,
                heads: vec![self.head()],
                lacking: vec![ChangeHash::of(b"lost")],
            }],
            wants: vec![ChangeHash::of(b"missing")],
            receipts: vec![
                receipt(Outcome::TakenOver { new: 5, known: 1 }),
                receipt(Outcome::Refused {
                    code: "bundle-cut-short".into(),
                }),
            ],
        }
    }

    /// What the etrap says to the centre.
    pub fn contents(&self) -> Contents {
        Contents {
            envelope: Envelope {
                sender_office: self.etrap.device(),
                made_at_ms: 1_790_000_000_000,
                previous: Some([3; 32]),
                roster: Some(self.roster.encode().to_vec()),
            },
            control: self.control(),
            changes: self.changes(),
            head_signatures: vec![HeadSignature::sign(self.head(), &self.etrap)],
            attachments: vec![Attachment::of(b"scan".to_vec())],
        }
    }

    pub fn bundle(&self) -> Vec<u8> {
        let to = [&self.centre.public()];
        goldaw_bundle::seal(&self.contents(), &self.etrap, &to, 7, SESSION).expect("sealed")
    }

    /// The body of that bundle: what stands inside age and padding.
    pub fn body(&self) -> Vec<u8> {
        let bundle = self.bundle();
        let sealed = goldaw_bundle::sealed_part(&bundle).expect("whole");
        let plain = age::decrypt(self.centre.seal_secret(), sealed).expect("for the centre");
        goldaw_bundle::padding::unpad(&plain)
            .expect("padded")
            .to_vec()
    }
}
