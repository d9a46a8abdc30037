//! Lives of a store: noticing that it was put back from an old copy or opened elsewhere, and going on under a new life.
//!
//! A marker is kept beside the store's folder and not in it, so that a copy of the folder does not carry it. It names the heads of what
//! this computer has written. A store that lacks one of them is older than its marker; one without a marker was copied or moved here.
//! Nothing depends on noticing it: a store that does not know is found out when it meets another (`crate::incidents`). It only means that
//! one name is not used twice.

use crate::error::CaseworkError;
use crate::folder;
use crate::incidents::Noticed;
use crate::session::{Session, random};
use goldaw_changes::{ChangeHash, Head, Incarnation};
use goldaw_domain::codes::IncidentSign;
use goldaw_domain::ids::{RecordId, SHARED_SCOPE};
use goldaw_domain::{RecordKind, number};
use goldaw_store::Write;
use goldaw_trust::SystemRandomness;
use serde::{Deserialize, Serialize};
use std::path::Path;
use uuid::Uuid;

/// The setting that says that a marker was once kept.
const KEPT: &str = "life_marker";
/// The setting with what the marker knew and the store does not: asked for by name until it is here.
const ASKED_BACK: &str = "asked_back";
/// The setting with how the computer called itself when the store was last opened, hashed.
const MACHINE: &str = "machine";

/// What lies beside the store: whose it is, and the heads of what this computer has written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Marker {
    device: Uuid,
    heads: Vec<String>,
}

/// What was found at the marker's place.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    /// Nothing.
    Nothing,
    /// Something that cannot be read, as a power cut leaves it: it says nothing.
    Unreadable,
    /// A marker.
    Marker(Marker),
}

/// What follows from the marker.
#[derive(Clone, Debug, PartialEq)]
enum Verdict {
    /// Nothing is known against this store.
    Same,
    /// The store lacks these changes of its own.
    OldCopy(Vec<ChangeHash>),
    /// The store had a marker and it is not here.
    Elsewhere,
}

fn read_marker(path: &Path) -> Found {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_or(Found::Unreadable, Found::Marker),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Found::Nothing,
        Err(_) => Found::Unreadable,
    }
}

/// Judges a store by the marker beside it. `kept` tells that the store once had one; `lacks` names those heads it does not hold.
fn judge(found: &Found, kept: bool, device: Uuid, lacks: Vec<ChangeHash>) -> Verdict {
    match found {
        _ if !kept => Verdict::Same,
        Found::Nothing => Verdict::Elsewhere,
        Found::Marker(marker) if marker.device != device => Verdict::Elsewhere,
        Found::Marker(_) if !lacks.is_empty() => Verdict::OldCopy(lacks),
        Found::Marker(_) | Found::Unreadable => Verdict::Same,
    }
}

/// A life to come: a new incarnation, and a new mark in numbers, because an old copy would count on from where it stood.
pub(crate) struct NextLife {
    pub incarnation: Uuid,
    pub mark: String,
}

impl NextLife {
    pub(crate) fn begin() -> Result<NextLife, CaseworkError> {
        Ok(NextLife {
            incarnation: Uuid::from_bytes(random(&mut SystemRandomness)?),
            mark: number::mark(u16::from_le_bytes(random(&mut SystemRandomness)?)),
        })
    }

    /// Returns the settings that make it the present life.
    pub(crate) fn settings(&self) -> [(&'static str, String); 2] {
        [
            ("incarnation", self.incarnation.to_string()),
            ("mark", self.mark.clone()),
        ]
    }
}

impl Session {
    /// Looks at the marker when the store is opened, and reacts: a new life at once, own changes asked back, an incident to tell.
    pub(super) fn look_at_life(&mut self) -> Result<(), CaseworkError> {
        self.settle_lost()?;
        self.settle_incidents()?;
        let found =
            folder::marker_path(&self.folder).map_or(Found::Nothing, |path| read_marker(&path));
        let kept = self.read().setting(KEPT)?.is_some();
        let mut lacks = Vec::new();
        if let Found::Marker(marker) = &found {
            for head in marker.heads.iter().filter_map(|head| head.parse().ok()) {
                if !self.read().holds(&head)? {
                    lacks.push(head);
                }
            }
        }
        let verdict = judge(&found, kept, self.device().uuid(), lacks);
        let sign = match &verdict {
            Verdict::Same => None,
            Verdict::OldCopy(_) => Some(IncidentSign::OldCopy),
            Verdict::Elsewhere => Some(IncidentSign::NoMarker),
        };
        if let Some(sign) = sign {
            let noticed = Noticed {
                sign,
                device: self.device(),
                life: self.incarnation.0,
                scope: self.office.id,
            };
            self.note_due(&[noticed])?;
            if let Verdict::OldCopy(lacks) = verdict {
                let names: Vec<String> = lacks.iter().map(ToString::to_string).collect();
                self.store.set_setting(ASKED_BACK, &names.join(" "))?;
            }
            let next = NextLife::begin()?;
            for (name, value) in next.settings() {
                self.store.set_setting(name, &value)?;
            }
            self.live_on(next)?;
        }
        self.look_at_machine(sign.is_some())?;
        self.settle_incidents()?;
        self.settle_transfers(None)?;
        self.keep_marker()
    }

    /// Warns when the computer calls itself otherwise than when the store was last opened. Proves nothing, so nothing else follows.
    fn look_at_machine(&mut self, known: bool) -> Result<(), CaseworkError> {
        let here = folder::machine_hint();
        let before = self.read().setting(MACHINE)?;
        if before.as_deref() == Some(here.as_str()) {
            return Ok(());
        }
        if before.is_some() && !known {
            let noticed = Noticed {
                sign: IncidentSign::OtherMachine,
                device: self.device(),
                life: self.incarnation.0,
                scope: self.office.id,
            };
            self.note_due(&[noticed])?;
        }
        Ok(self.store.set_setting(MACHINE, &here)?)
    }

    /// Goes on under a life whose settings are kept already, and tells the others the new mark of this computer's numbers.
    pub(crate) fn live_on(&mut self, next: NextLife) -> Result<(), CaseworkError> {
        self.incarnation = Incarnation(next.incarnation);
        self.mark = next.mark.clone();
        let device = RecordId::from(self.device().uuid());
        let write = Write::field(device, RecordKind::Device, "mark", next.mark.into());
        self.write_in(SHARED_SCOPE, "begin_new_life", None, vec![write])
    }

    /// Writes beside the store what this computer has written. That it cannot be written costs only a later notice.
    pub(crate) fn keep_marker(&mut self) -> Result<(), CaseworkError> {
        let Some(path) = folder::marker_path(&self.folder) else {
            return Ok(());
        };
        let device = self.device();
        let own = self.read().frontier()?.into_iter();
        let marker = Marker {
            device: device.uuid(),
            heads: own
                .filter(|head: &Head| head.stream.device == device)
                .map(|head| head.hash.to_string())
                .collect(),
        };
        let written = serde_json::to_vec(&marker)
            .is_ok_and(|bytes| folder::write_aside(&path, &bytes).is_ok());
        if written && self.read().setting(KEPT)?.is_none() {
            self.store.set_setting(KEPT, "1")?;
        }
        Ok(())
    }

    /// Returns the names of own changes known to be lost here and not come back yet.
    pub(crate) fn asked_back(&self) -> Result<Vec<ChangeHash>, CaseworkError> {
        let asked = self.read().setting(ASKED_BACK)?.unwrap_or_default();
        let mut missing = Vec::new();
        for hash in asked.split(' ').filter_map(|name| name.parse().ok()) {
            if !self.read().holds(&hash)? {
                missing.push(hash);
            }
        }
        Ok(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: Uuid = Uuid::from_u128(1);

    fn marker() -> Found {
        Found::Marker(Marker {
            device: DEVICE,
            heads: Vec::new(),
        })
    }

    #[test]
    fn a_store_is_judged_only_by_a_marker_it_once_had() {
        for found in [Found::Nothing, Found::Unreadable, marker()] {
            assert_eq!(judge(&found, false, DEVICE, Vec::new()), Verdict::Same);
        }
        assert_eq!(judge(&marker(), true, DEVICE, Vec::new()), Verdict::Same);
        let lacks = vec![ChangeHash::from([7; 32])];
        assert_eq!(
            judge(&marker(), true, DEVICE, lacks.clone()),
            Verdict::OldCopy(lacks)
        );
    }

    #[test]
    fn a_marker_gone_or_of_another_computer_means_another_place_and_a_torn_one_means_nothing() {
        let nothing = Vec::new;
        assert_eq!(
            judge(&Found::Nothing, true, DEVICE, nothing()),
            Verdict::Elsewhere
        );
        assert_eq!(
            judge(&marker(), true, Uuid::from_u128(2), nothing()),
            Verdict::Elsewhere
        );
        assert_eq!(
            judge(&Found::Unreadable, true, DEVICE, nothing()),
            Verdict::Same
        );
    }
}
