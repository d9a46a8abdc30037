//! The roster: which offices and devices belong together, signed by the centre.
//!
//! It is the only certificate there is: a device is trusted because the newest roster names its keys. A device takes the
//! first roster it is given (the worker compares the centre's digits) and from then on only later ones of the same centre.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::{self, SignedBytes};
use crate::{DeviceKeys, DevicePublic, Mailbox, TrustError, digits, label};

const MAGIC: &[u8; 8] = b"GOLDAWRO";
const FORMAT: u8 = 2;
const TEXT_MAX: usize = 200;
/// The largest roster accepted, in bytes: room for about 3,000 devices, whose keys take 1.3 kB each.
pub const ROSTER_MAX: usize = 4 * 1024 * 1024;
/// The most offices and the most devices in a roster.
pub const ENTRIES_MAX: usize = 10_000;

/// Level of an office.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// District office.
    #[n(0)]
    Etrap,
    /// Region office.
    #[n(1)]
    Velayat,
    /// Central office.
    #[n(2)]
    Centre,
}

/// One office.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RosterOffice {
    /// The office's id.
    #[cbor(n(0), with = "wire::uuid_bytes")]
    pub office: Uuid,
    /// Short code used in case numbers, such as `AH-GDP`; unique.
    #[n(1)]
    pub code: String,
    /// Code of the territory it serves.
    #[n(2)]
    pub territory: String,
    /// Its level.
    #[n(3)]
    pub level: Level,
    /// Its name.
    #[n(4)]
    pub name: String,
}

/// One device and its certificate.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RosterDevice {
    /// Its public keys.
    #[n(0)]
    pub public: DevicePublic,
    /// The office it belongs to.
    #[cbor(n(1), with = "wire::uuid_bytes")]
    pub office: Uuid,
    /// What it is called there.
    #[n(2)]
    pub label: String,
    /// When it was certified, milliseconds since 1970 by the centre's clock.
    #[n(3)]
    pub certified_at_ms: i64,
    /// When present the device is revoked: the last sequence number of its streams that is still honoured.
    #[n(4)]
    pub revoked_after: Option<u64>,
}

/// What the centre writes before signing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RosterDraft {
    /// Rises by at least one with every issue.
    #[n(0)]
    pub epoch: u64,
    /// The centre's device, whose signing key issues every roster.
    #[cbor(n(1), with = "wire::uuid_bytes")]
    pub centre: Uuid,
    /// When it was issued, milliseconds since 1970 by the centre's clock.
    #[n(2)]
    pub issued_at_ms: i64,
    /// The offices, ordered by id when signed.
    #[n(3)]
    pub offices: Vec<RosterOffice>,
    /// The devices, ordered by id when signed.
    #[n(4)]
    pub devices: Vec<RosterDevice>,
}

/// A roster whose signature fits the centre it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    draft: RosterDraft,
    bytes: Vec<u8>,
}

/// How a roster stands to the one known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// There was none before.
    First,
    /// Later than the known one, of the same centre: keep it.
    Newer,
    /// The very same.
    Same,
}

impl Roster {
    /// Signs a roster with the keys of the centre's device. Entries are put in order of id.
    ///
    /// # Errors
    /// [`TrustError::Contradiction`] (see [`RosterDraft::check`]), [`TrustError::OtherCentre`] when the keys are not
    /// those the draft names.
    pub fn sign(mut draft: RosterDraft, centre: &DeviceKeys) -> Result<Self, TrustError> {
        draft.offices.sort_by_key(|office| office.office);
        draft.devices.sort_by_key(|device| device.public.device);
        draft.check()?;
        if draft.device(draft.centre).map(|device| &device.public) != Some(&centre.public()) {
            return Err(TrustError::OtherCentre);
        }
        let body = wire::encode(&draft);
        let signature = centre.sign(label::ROSTER, &body);
        let bytes = wire::frame(
            MAGIC,
            FORMAT,
            &wire::encode(&SignedBytes { body, signature }),
        );
        if bytes.len() > ROSTER_MAX {
            return Err(TrustError::TooLarge);
        }
        Ok(Self { draft, bytes })
    }

    /// Reads a roster and checks the signature of the centre it names. Whether that centre is ours says
    /// [`Roster::accept`].
    ///
    /// # Errors
    /// [`TrustError::TooLarge`], [`TrustError::WrongKind`], [`TrustError::NewerFormat`], [`TrustError::OlderFormat`],
    /// [`TrustError::Damaged`], [`TrustError::Contradiction`], [`TrustError::WrongSignature`].
    pub fn decode(bytes: &[u8]) -> Result<Self, TrustError> {
        let signed: SignedBytes = wire::decode(wire::unframe(MAGIC, FORMAT, bytes)?, ROSTER_MAX)?;
        let draft: RosterDraft = wire::decode(&signed.body, ROSTER_MAX)?;
        draft.check()?;
        let centre = draft
            .device(draft.centre)
            .ok_or(TrustError::Contradiction)?;
        centre
            .public
            .verify(label::ROSTER, &signed.body, &signed.signature)?;
        Ok(Self {
            draft,
            bytes: bytes.to_vec(),
        })
    }

    /// Returns the signed bytes.
    pub fn encode(&self) -> &[u8] {
        &self.bytes
    }

    /// Says how an offered roster stands to the known one; keep the offered one on `First` and `Newer`.
    ///
    /// # Errors
    /// [`TrustError::OtherCentre`] when another key signed it, [`TrustError::OlderRoster`],
    /// [`TrustError::TwoRosters`] when two different ones bear one epoch.
    pub fn accept(known: Option<&Self>, offered: &Self) -> Result<Accepted, TrustError> {
        let Some(known) = known else {
            return Ok(Accepted::First);
        };
        if known.centre_device().public.sign != offered.centre_device().public.sign {
            return Err(TrustError::OtherCentre);
        }
        match offered.epoch().cmp(&known.epoch()) {
            std::cmp::Ordering::Greater => Ok(Accepted::Newer),
            std::cmp::Ordering::Equal if offered.bytes == known.bytes => Ok(Accepted::Same),
            std::cmp::Ordering::Equal => Err(TrustError::TwoRosters {
                epoch: known.epoch(),
            }),
            std::cmp::Ordering::Less => Err(TrustError::OlderRoster {
                known: known.epoch(),
                offered: offered.epoch(),
            }),
        }
    }

    /// Returns the 30 digits of the centre's signing key: the same in every roster of this centre.
    pub fn centre_digits(&self) -> String {
        digits::fingerprint(
            "goldaw 2026 centre fingerprint v1",
            &self.centre_device().public.sign,
        )
    }

    /// Returns the content, for the centre to write the next one from.
    pub fn draft(&self) -> &RosterDraft {
        &self.draft
    }

    /// Returns the epoch.
    pub fn epoch(&self) -> u64 {
        self.draft.epoch
    }

    /// Returns the offices, ordered by id.
    pub fn offices(&self) -> &[RosterOffice] {
        &self.draft.offices
    }

    /// Returns the devices, revoked ones too, ordered by id.
    pub fn devices(&self) -> &[RosterDevice] {
        &self.draft.devices
    }

    /// Returns the centre's device.
    pub fn centre_device(&self) -> &RosterDevice {
        // `check` found it when the roster was signed or read; entry 0 exists for the same reason.
        self.draft
            .device(self.draft.centre)
            .unwrap_or(&self.draft.devices[0])
    }

    /// Finds a device by id, revoked or not.
    pub fn device(&self, device: Uuid) -> Option<&RosterDevice> {
        self.draft.device(device)
    }

    /// Finds a device by the id in clear headers, revoked or not.
    pub fn device_of_mailbox(&self, mailbox: &Mailbox) -> Option<&RosterDevice> {
        self.draft
            .devices
            .iter()
            .find(|device| &device.public.mailbox == mailbox)
    }

    /// Finds an office by id.
    pub fn office(&self, office: Uuid) -> Option<&RosterOffice> {
        self.draft
            .offices
            .iter()
            .find(|entry| entry.office == office)
    }

    /// Lists the devices of an office that are not revoked: those to seal a bundle for that office to.
    pub fn devices_of(&self, office: Uuid) -> impl Iterator<Item = &RosterDevice> {
        self.draft
            .devices
            .iter()
            .filter(move |device| device.office == office && device.revoked_after.is_none())
    }
}

impl RosterDraft {
    fn device(&self, device: Uuid) -> Option<&RosterDevice> {
        self.devices
            .iter()
            .find(|entry| entry.public.device == device)
    }

    /// Checks that the roster does not contradict itself: ids in order and unique, codes, signing keys and mailboxes
    /// unique, every device of an office listed, the centre's device listed, of a centre, not revoked.
    ///
    /// # Errors
    /// [`TrustError::Contradiction`], [`TrustError::TooLarge`], [`TrustError::Damaged`] for a text or key out of form.
    pub fn check(&self) -> Result<(), TrustError> {
        use std::collections::HashSet;
        if self.offices.len() > ENTRIES_MAX || self.devices.len() > ENTRIES_MAX {
            return Err(TrustError::TooLarge);
        }
        let offices_in_order = self
            .offices
            .windows(2)
            .all(|pair| pair[0].office < pair[1].office);
        let devices_in_order = self
            .devices
            .windows(2)
            .all(|pair| pair[0].public.device < pair[1].public.device);
        let mut codes = HashSet::new();
        let mut ids = HashSet::new();
        for office in &self.offices {
            for text in [&office.code, &office.territory, &office.name] {
                wire::short_text(text, TEXT_MAX)?;
            }
            ids.insert(office.office);
            if !codes.insert(office.code.as_str()) {
                return Err(TrustError::Contradiction);
            }
        }
        let mut mailboxes = HashSet::new();
        let mut keys = HashSet::new();
        for device in &self.devices {
            device.public.check()?;
            wire::short_text(&device.label, TEXT_MAX)?;
            let unique = mailboxes.insert(device.public.mailbox) && keys.insert(device.public.sign);
            if !unique || !ids.contains(&device.office) {
                return Err(TrustError::Contradiction);
            }
        }
        let centre = self.device(self.centre).ok_or(TrustError::Contradiction)?;
        let at_centre = self
            .offices
            .iter()
            .any(|office| office.office == centre.office && office.level == Level::Centre);
        if offices_in_order && devices_in_order && at_centre && centre.revoked_after.is_none() {
            Ok(())
        } else {
            Err(TrustError::Contradiction)
        }
    }
}

#[cfg(test)]
mod tests;
