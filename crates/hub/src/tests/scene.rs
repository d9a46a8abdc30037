//! A centre, two etraps, a hub between them.

use std::path::PathBuf;
use std::time::Duration;

use goldaw_bundle::{Contents, Control, Envelope, seal};
use goldaw_transport::http::{Hub, Signer, Timeouts};
use goldaw_transport::wire;
use goldaw_trust::{
    DeviceKeys, Level, Roster, RosterDevice, RosterDraft, RosterOffice, SystemRandomness, label,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{RunningHub, Settings, start};

pub struct Scene {
    pub centre: DeviceKeys,
    pub etrap: DeviceKeys,
    pub neighbour: DeviceKeys,
    pub roster: Roster,
    pub settings: Settings,
    pub hub: RunningHub,
    pub _folder: TempDir,
}

pub fn keys(id: u128) -> DeviceKeys {
    DeviceKeys::generate(Uuid::from_u128(id), &mut SystemRandomness).unwrap()
}

fn office_of(keys: &DeviceKeys) -> Uuid {
    Uuid::from_u128(keys.device().as_u128() + 100)
}

pub fn draft(epoch: u64, centre: &DeviceKeys, others: &[&DeviceKeys]) -> RosterDraft {
    let devices: Vec<&DeviceKeys> = [centre].into_iter().chain(others.iter().copied()).collect();
    let office = |keys: &&DeviceKeys| RosterOffice {
        office: office_of(keys),
        code: format!("AH-{}", keys.device().as_u128()),
        territory: "TM-A".into(),
        level: if keys.device() == centre.device() {
            Level::Centre
        } else {
            Level::Etrap
        },
        name: "Edara".into(),
    };
    let device = |keys: &&DeviceKeys| RosterDevice {
        public: keys.public(),
        office: office_of(keys),
        label: "PC".into(),
        certified_at_ms: 0,
        revoked_after: None,
    };
    RosterDraft {
        epoch,
        centre: centre.device(),
        issued_at_ms: 0,
        offices: devices.iter().map(office).collect(),
        devices: devices.iter().map(device).collect(),
    }
}

impl Scene {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (centre, etrap, neighbour) = (keys(1), keys(2), keys(3));
        let roster = Roster::sign(draft(1, &centre, &[&etrap, &neighbour]), &centre).unwrap();
        let roster_file: PathBuf = folder.path().join("roster");
        std::fs::write(&roster_file, roster.encode()).unwrap();
        let mut settings = Settings {
            keep_free_percent: 0,
            ..Settings::new(folder.path().join("hub"), roster_file)
        };
        change(&mut settings);
        let hub = start(settings.clone(), "127.0.0.1:0").unwrap();
        Self {
            centre,
            etrap,
            neighbour,
            roster,
            settings,
            hub,
            _folder: folder,
        }
    }

    pub fn client(&self, keys: &DeviceKeys) -> Hub {
        client_at(&format!("http://{}", self.hub.address()), keys)
    }

    /// A bundle of the etrap for the centre; `weight` bytes of attachment make it heavier.
    pub fn parcel(&self, number: u64, weight: usize) -> Vec<u8> {
        parcel(&self.etrap, &[&self.centre], number, weight)
    }
}

pub fn client_at(address: &str, keys: &DeviceKeys) -> Hub {
    let signing = keys.clone();
    let signer = Signer {
        device: wire::hex(&keys.mailbox()),
        sign: Box::new(move |message| signing.sign(label::HUB_REQUEST, message)),
    };
    let timeouts = Timeouts {
        idle: Duration::from_secs(5),
        answer: Duration::from_secs(5),
        ..Timeouts::default()
    };
    Hub::new(address, signer, &timeouts).unwrap()
}

pub fn parcel(
    sender: &DeviceKeys,
    recipients: &[&DeviceKeys],
    number: u64,
    weight: usize,
) -> Vec<u8> {
    let mut attachments = Vec::new();
    if weight > 0 {
        attachments.push(goldaw_bundle::Attachment::of(vec![7; weight]));
    }
    let envelope = Envelope {
        sender_office: office_of(sender),
        made_at_ms: 0,
        previous: None,
        roster: None,
    };
    let contents = Contents {
        envelope,
        control: Control::default(),
        changes: Vec::new(),
        head_signatures: Vec::new(),
        attachments,
    };
    let publics: Vec<_> = recipients.iter().map(|keys| keys.public()).collect();
    seal(
        &contents,
        sender,
        &publics.iter().collect::<Vec<_>>(),
        number,
        [5; 16],
    )
    .unwrap()
}
