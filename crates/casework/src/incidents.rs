//! Incidents: computers whose store is not what it was. Told to the office and to the centre, until a person has found out why.
//!
//! Nothing is lost by one: two ways of a stream are two authors. But somebody put an old copy back, or two computers work with one store,
//! and only people can end that. An incident is an ordinary record, so it travels and is kept like any other; it says nothing about people.

use crate::error::CaseworkError;
use crate::exchange::takes_part;
use crate::forms;
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_changes::MergePlan;
use goldaw_domain::RecordKind;
use goldaw_domain::codes::IncidentSign;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId};
use goldaw_domain::records::{Device, Incident};
use goldaw_store::{Reader, Write};
use goldaw_trust::Roster;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;
use uuid::Uuid;

/// A computer whose store is not what it was, as screens show it: all signs of one of its lives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct IncidentLine {
    /// The computer.
    pub device: DeviceId,
    /// The life it is about, as text.
    pub life: String,
    /// The computer's name, empty when it has not arrived.
    pub computer: String,
    /// Its office, empty when it has not arrived.
    pub office: String,
    /// It is this computer.
    pub own: bool,
    /// By what it was noticed.
    pub signs: Vec<IncidentSign>,
    /// When it was first noticed, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// What a person found out, once somebody has.
    pub settled: Option<String>,
}

/// Saying what was found out about an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SettleIncident {
    /// The computer.
    pub device: DeviceId,
    /// The life it is about.
    pub life: String,
    /// What was found out: "the disk was replaced".
    pub reason: String,
}

/// Something noticed and not written down as a record yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Noticed {
    pub sign: IncidentSign,
    pub device: DeviceId,
    pub life: Uuid,
    pub scope: OfficeId,
}

/// The setting with what was noticed, kept in the transaction in which it was.
pub(crate) const DUE: &str = "incidents_due";

impl Noticed {
    /// Returns the id of its record: the same on whichever computer of an office it is noticed.
    fn record(&self) -> RecordId {
        let name = format!(
            "{} {} {} {}",
            self.sign.code(),
            self.device,
            self.life,
            self.scope
        );
        let hash = blake3::derive_key("goldaw incident id v1", name.as_bytes());
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&hash[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
    }
}

/// Looks out, while changes are taken over, for stores that are not what they were.
pub(crate) struct Lookout<'r> {
    own: DeviceId,
    life: Uuid,
    /// Lives of this computer the store knew before.
    known: BTreeSet<Uuid>,
    office: OfficeId,
    roster: &'r Roster,
    pub noticed: BTreeSet<Noticed>,
}

impl<'r> Lookout<'r> {
    /// `roster` is the list that counts once the changes are taken over.
    pub fn of(session: &Session, roster: &'r Roster) -> Result<Lookout<'r>, CaseworkError> {
        let own = session.device();
        let heads = session.read().frontier()?.into_iter();
        Ok(Lookout {
            own,
            life: session.incarnation().0,
            known: heads
                .filter(|head| head.stream.device == own)
                .map(|head| head.stream.incarnation.0)
                .collect(),
            office: session.office().id,
            roster,
            noticed: BTreeSet::new(),
        })
    }

    /// Looks at what one batch does.
    pub fn see(&mut self, plan: &MergePlan) {
        for change in &plan.apply {
            let stream = change.header.stream;
            let life = stream.incarnation.0;
            if stream.device != self.own {
                continue;
            }
            if life == self.life {
                self.notice(IncidentSign::OwnAhead, self.own, life);
            } else if !self.known.contains(&life) {
                self.notice(IncidentSign::OtherLife, self.own, life);
            }
        }
        for fork in &plan.forks {
            let stream = fork.stream;
            self.notice(IncidentSign::Fork, stream.device, stream.incarnation.0);
        }
    }

    fn notice(&mut self, sign: IncidentSign, device: DeviceId, life: Uuid) {
        let scope = self.told_in(device);
        self.noticed.insert(Noticed {
            sign,
            device,
            life,
            scope,
        });
    }

    /// Returns the office whose changes an incident travels with: that of the computer, when this office may write there; else this one.
    fn told_in(&self, device: DeviceId) -> OfficeId {
        let office = self.roster.device(device.uuid()).and_then(|device| {
            let office = OfficeId::from(device.office);
            takes_part(self.roster, self.office, office).then_some(office)
        });
        office.unwrap_or(self.office)
    }
}

impl Session {
    /// Keeps what was noticed, to be written down by [`Session::settle_incidents`].
    pub(crate) fn note_due(&mut self, noticed: &[Noticed]) -> Result<(), CaseworkError> {
        let due = due_with(&self.read(), noticed)?;
        Ok(self.store_mut().set_setting(DUE, &due)?)
    }

    /// Writes down as records what was noticed. May be repeated after a power cut.
    pub(crate) fn settle_incidents(&mut self) -> Result<(), CaseworkError> {
        let due = read_due(&self.read())?;
        if due.is_empty() {
            return Ok(());
        }
        for noticed in due {
            let record = noticed.record();
            if self.read().document(record)?.is_some() {
                continue;
            }
            let incident = Incident {
                sign: Some(noticed.sign),
                device: Some(noticed.device),
                life: Some(noticed.life.to_string()),
                settled: None,
            };
            let writes = vec![Write::new(record, &incident)];
            self.write_in(noticed.scope, "note_incident", None, writes)?;
        }
        Ok(self.store_mut().set_setting(DUE, "")?)
    }
}

fn read_due(read: &Reader<'_>) -> Result<BTreeSet<Noticed>, CaseworkError> {
    let due = read.setting(DUE)?.unwrap_or_default();
    Ok(serde_json::from_str(&due).unwrap_or_default())
}

/// Returns the setting [`DUE`] with more in it.
pub(crate) fn due_with<'a>(
    read: &Reader<'_>,
    noticed: impl IntoIterator<Item = &'a Noticed>,
) -> Result<String, CaseworkError> {
    let mut due = read_due(read)?;
    due.extend(noticed.into_iter().cloned());
    Ok(serde_json::to_string(&due).map_err(goldaw_store::StoreError::from)?)
}

/// Returns the incidents this computer knows of, those nobody has settled first, then the latest first.
pub fn incidents(session: &mut Session, _: Nothing) -> Result<Vec<IncidentLine>, CaseworkError> {
    let read = session.read();
    let names = session.names();
    let own = session.device();
    let mut lines: BTreeMap<(DeviceId, String), (u64, IncidentLine)> = BTreeMap::new();
    for document in read.all(RecordKind::Incident)? {
        let Some(Incident {
            sign: Some(sign),
            device: Some(device),
            life: Some(life),
            settled,
        }) = document.read::<Incident>()
        else {
            continue;
        };
        let office = read
            .document(RecordId::from(device.uuid()))?
            .and_then(|document| document.read::<Device>())
            .and_then(|device| device.office);
        let (at, line) = lines.entry((device, life.clone())).or_insert_with(|| {
            let line = IncidentLine {
                device,
                life,
                computer: names.device(device),
                office: office.map(|id| names.office(id)).unwrap_or_default(),
                own: device == own,
                signs: Vec::new(),
                at: session.local(document.created_at),
                settled: settled.clone(),
            };
            (document.created_at, line)
        });
        if !line.signs.contains(&sign) {
            line.signs.push(sign);
        }
        // One sign nobody has looked at keeps the whole open.
        if settled.is_none() {
            line.settled = None;
        }
        if document.created_at < *at {
            *at = document.created_at;
            line.at = session.local(document.created_at);
        }
    }
    let mut lines: Vec<(u64, IncidentLine)> = lines.into_values().collect();
    lines.sort_by_key(|(at, line)| (line.settled.is_some(), std::cmp::Reverse(*at)));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Counts the incidents nobody has settled.
pub(crate) fn open_count(session: &mut Session) -> Result<u32, CaseworkError> {
    let lines = incidents(session, Nothing {})?;
    let open = lines.iter().filter(|line| line.settled.is_none()).count();
    Ok(u32::try_from(open).unwrap_or(u32::MAX))
}

/// Keeps what a person found out about an incident; it leaves the first page everywhere.
///
/// # Errors
/// `NotFound`; a reason that is missing.
pub fn settle_incident(
    session: &mut Session,
    request: SettleIncident,
) -> Result<Nothing, CaseworkError> {
    let found = forms::reason(&request.reason)?;
    let incidents = session.read().all(RecordKind::Incident)?;
    let about = incidents.into_iter().filter(|document| {
        document.read::<Incident>().is_some_and(|incident| {
            incident.device == Some(request.device)
                && incident.life.as_deref() == Some(request.life.as_str())
        })
    });
    let mut settled = 0;
    for document in about {
        let write = Write::field(
            document.id,
            RecordKind::Incident,
            "settled",
            found.clone().into(),
        );
        session.write_in(document.scope, "settle_incident", None, vec![write])?;
        settled += 1;
    }
    if settled == 0 {
        return Err(CaseworkError::NotFound { what: "record" });
    }
    Ok(Nothing {})
}
