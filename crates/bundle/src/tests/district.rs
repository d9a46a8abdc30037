//! An invented district: a centre, two etraps, a stranger, and small bundles between them.

use goldaw_changes::{ChangeHash, Head, Incarnation, RawChange, StreamId};
use goldaw_trust::{
    DeviceKeys, Level, Roster, RosterDevice, RosterDraft, RosterOffice, SystemRandomness,
};
use uuid::Uuid;

use crate::{
    Acknowledgement, Attachment, Contents, Control, Envelope, HeadSignature, Outcome, Receipt,
};

pub const SESSION: [u8; 16] = [9; 16];

pub struct District {
    pub centre: DeviceKeys,
    pub etrap: DeviceKeys,
    pub neighbour: DeviceKeys,
    pub roster: Roster,
}

pub fn keys(id: u128) -> DeviceKeys {
    DeviceKeys::generate(Uuid::from_u128(id), &mut SystemRandomness).unwrap()
}

/// The office of a device has the device's number and a hundred.
pub fn office_of(keys: &DeviceKeys) -> Uuid {
    Uuid::from_u128(keys.device().as_u128() + 100)
}

pub fn draft(epoch: u64, centre: &DeviceKeys, others: &[&DeviceKeys]) -> RosterDraft {
    let devices: Vec<&DeviceKeys> = [centre].into_iter().chain(others.iter().copied()).collect();
    RosterDraft {
        epoch,
        centre: centre.device(),
        issued_at_ms: 0,
        offices: devices
            .iter()
            .map(|keys| RosterOffice {
                office: office_of(keys),
                code: format!("AH-{}", keys.device().as_u128()),
                territory: "TM-A".into(),
                level: if keys.device() == centre.device() {
                    Level::Centre
                } else {
                    Level::Etrap
                },
                name: "Edara".into(),
            })
            .collect(),
        devices: devices
            .iter()
            .map(|keys| RosterDevice {
                public: keys.public(),
                office: office_of(keys),
                label: "PC".into(),
                certified_at_ms: 0,
                revoked_after: None,
            })
            .collect(),
    }
}

/// Counts instead of drawing: the same keys in every run, for bundles that are kept.
struct Counting(u8);

impl goldaw_trust::Randomness for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), goldaw_trust::TrustError> {
        for byte in buffer {
            *byte = self.0;
            self.0 = self.0.wrapping_mul(5).wrapping_add(1);
        }
        Ok(())
    }
}

impl District {
    /// The district whose bundles are kept in `golden/`: always the same keys and the same roster.
    pub fn golden() -> Self {
        let keys =
            |id: u8| DeviceKeys::generate(Uuid::from_u128(id.into()), &mut Counting(id)).unwrap();
        let (centre, etrap, neighbour) = (keys(1), keys(2), keys(3));
        let roster = Roster::sign(draft(1, &centre, &[&etrap, &neighbour]), &centre).unwrap();
        Self {
            centre,
            etrap,
            neighbour,
            roster,
        }
    }

    pub fn new() -> Self {
        let (centre, etrap, neighbour) = (keys(1), keys(2), keys(3));
        let roster = Roster::sign(draft(1, &centre, &[&etrap, &neighbour]), &centre).unwrap();
        Self {
            centre,
            etrap,
            neighbour,
            roster,
        }
    }

    /// A bundle of the etrap for the centre.
    pub fn bundle(&self) -> Vec<u8> {
        crate::seal(
            &contents(&self.etrap),
            &self.etrap,
            &[&self.centre.public()],
            7,
            SESSION,
        )
        .unwrap()
    }
}

pub fn head(keys: &DeviceKeys, sequence: u64) -> Head {
    let stream = StreamId {
        device: keys.device().into(),
        incarnation: Incarnation(Uuid::from_u128(50)),
        scope: office_of(keys).into(),
    };
    Head {
        stream,
        sequence,
        hash: ChangeHash::of(&sequence.to_be_bytes()),
    }
}

pub fn contents(sender: &DeviceKeys) -> Contents {
    Contents {
        envelope: Envelope {
            sender_office: office_of(sender),
            made_at_ms: 1_790_000_000_000,
            previous: Some([3; 32]),
            roster: None,
        },
        control: Control {
            frontier: vec![head(sender, 12)],
            received: vec![Acknowledgement {
                peer: sender.device(),
                session: SESSION,
                counter: 4,
                heads: vec![head(sender, 11)],
                lacking: Vec::new(),
            }],
            wants: vec![ChangeHash::of(b"missing")],
            receipts: vec![
                Receipt {
                    bundle: [1; 32],
                    sender: Uuid::from_u128(1),
                    number: 3,
                    session: [2; 16],
                    outcome: Outcome::TakenOver { new: 5, known: 1 },
                },
                Receipt {
                    bundle: [4; 32],
                    sender: Uuid::from_u128(1),
                    number: 4,
                    session: [2; 16],
                    outcome: Outcome::Refused {
                        code: "bundle_cut_short".into(),
                    },
                },
            ],
        },
        changes: vec![
            RawChange {
                header: b"header one".to_vec(),
                payload: Some(b"payload one".to_vec()),
            },
            RawChange {
                header: b"header two".to_vec(),
                payload: None,
            },
        ],
        head_signatures: vec![HeadSignature::sign(head(sender, 12), sender)],
        attachments: vec![Attachment::of(b"scan".to_vec())],
    }
}
