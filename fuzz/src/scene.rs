//! A centre and an etrap whose keys are the same in every run, and one bundle between them.

use std::sync::OnceLock;

use goldaw_bundle::{
    Acknowledgement, Attachment, Contents, Control, Envelope, HeadSignature, Limits, Outcome,
    Receipt,
};
use goldaw_changes::columns::{NothingKnown, encode};
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
    /// What the etrap says to the centre, sealed once in a run: age draws its own keys.
    pub bundle: Vec<u8>,
    /// Records, changes and signatures of a capsule.
    pub capsule: [Vec<u8>; 3],
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
        let mut scene = Self {
            centre,
            etrap,
            roster,
            bundle: Vec::new(),
            capsule: Default::default(),
        };
        scene.bundle = scene.sealed(&scene.contents());
        scene.capsule = scene.capsule_sections();
        scene
    }

    fn capsule_sections(&self) -> [Vec<u8>; 3] {
        let changes: Vec<RawChange> = self.changes().iter().map(payload_named).collect();
        let office = self.etrap.device();
        let about = format!(
            r#"{{"office":"{office}","case":"{case}","records":[{{"id":"{case}","kind":"person","created_at":1790000000000,"created_by":"{worker}","fields":{{"family_name":"Nuryýewa","village":"Babaarap"}}}}]}}"#,
            case = Uuid::from_u128(77),
            worker = Uuid::from_u128(60),
        );
        let head = self.head();
        let device = head.stream.device.uuid().into_bytes();
        let scope = head.stream.scope.uuid().into_bytes();
        let signed = HeadSignature::sign(head, &self.etrap);
        let signature = [
            device.as_slice(),
            head.stream.incarnation.0.as_bytes(),
            &scope,
            &head.sequence.to_be_bytes(),
            head.hash.as_bytes(),
            &signed.signature,
        ];
        let columns = encode(&changes, &[], &NothingKnown).bytes;
        [about.into_bytes(), columns, signature.concat()]
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

    fn sealed(&self, contents: &Contents) -> Vec<u8> {
        let to = [&self.centre.public()];
        goldaw_bundle::seal(contents, &self.etrap, &to, 7, SESSION).expect("sealed")
    }

    /// The body of a bundle of the etrap: what stands inside age and padding.
    pub fn body(&self, contents: &Contents) -> Vec<u8> {
        let bundle = self.sealed(contents);
        let sealed = goldaw_bundle::sealed_part(&bundle).expect("whole");
        let plain = age::decrypt(self.centre.seal_secret(), sealed).expect("for the centre");
        goldaw_bundle::padding::unpad(&plain)
            .expect("padded")
            .to_vec()
    }

    /// A bundle that brings the same changes as a history of two runs.
    pub fn history(&self) -> Contents {
        let run = |changes: &[RawChange]| {
            goldaw_store::foreign_bytes::fold_of(changes).expect("sound changes")
        };
        let changes = self.changes();
        let runs = [run(&changes[..2]), run(&changes[2..])];
        let parts = goldaw_bundle::snapshot::parts(&runs, 3, (7, SESSION)).expect("two runs");
        let contents = self.contents();
        Contents {
            changes: Vec::new(),
            attachments: parts.into_iter().chain(contents.attachments).collect(),
            ..contents
        }
    }
}

/// Names in the header of a change the payload it has, as a capsule's must.
fn payload_named(raw: &RawChange) -> RawChange {
    let mut header = raw.read_header().expect("our own header");
    if let Some(payload) = &raw.payload {
        header.payload_hash = PayloadHash::of(payload);
    }
    RawChange {
        header: goldaw_changes::format::encode_header(&header).expect("sound"),
        payload: raw.payload.clone(),
    }
}
