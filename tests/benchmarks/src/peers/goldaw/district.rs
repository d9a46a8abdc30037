//! Who belongs: the centre's computer, and those of the office, each with keys of its own.

use std::fs;
use std::path::Path;

use goldaw_trust::{
    DeviceKeys, Level, Roster, RosterDevice, RosterDraft, RosterOffice, SystemRandomness,
};
use uuid::Uuid;

use crate::peer::{HUB, NEWCOMER, Outcome};

/// The office.
pub(super) const OFFICE: Uuid = Uuid::from_u128(0x0f);
const CENTRE: Uuid = Uuid::from_u128(0xce);

pub(super) fn device(author: u32) -> Uuid {
    Uuid::from_u128(0x1000 + u128::from(author))
}

pub(super) fn keys_of(folder: &Path, author: u32) -> Outcome<DeviceKeys> {
    Ok(DeviceKeys::from_secret_bytes(&fs::read(
        folder.join(format!("keys-{author}")),
    )?)?)
}

/// Enrols everybody: the centre's computer and those of the office.
pub(super) fn enrol(folder: &Path) -> Outcome<()> {
    let mut devices = Vec::new();
    for author in HUB..=NEWCOMER {
        let keys = DeviceKeys::generate(device(author), &mut SystemRandomness)?;
        fs::write(
            folder.join(format!("keys-{author}")),
            &*keys.to_secret_bytes(),
        )?;
        devices.push(RosterDevice {
            public: keys.public(),
            office: office_of(author),
            label: author.to_string(),
            certified_at_ms: 0,
            revoked_after: None,
        });
    }
    let office = |office, code: &str, level| RosterOffice {
        office,
        code: code.to_owned(),
        territory: "TM-A".to_owned(),
        level,
        name: code.to_owned(),
    };
    let draft = RosterDraft {
        epoch: 1,
        centre: device(HUB),
        issued_at_ms: 0,
        offices: vec![
            office(CENTRE, "TM", Level::Centre),
            office(OFFICE, "AH-GDP", Level::Etrap),
        ],
        devices,
    };
    let roster = Roster::sign(draft, &keys_of(folder, HUB)?)?;
    fs::write(folder.join("roster"), roster.encode())?;
    Ok(())
}

pub(super) fn office_of(author: u32) -> Uuid {
    if author == HUB { CENTRE } else { OFFICE }
}
