//! Handing over: packing what the other side has not confirmed, sealing it, and giving it to a carrier.

use crate::cards::OfficeCard;
use crate::carrier::Mail;
use crate::error::CaseworkError;
use crate::progress::Work;
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_bundle::{
    Attachment, Contents, Control, Envelope, HeadSignature, Outcome, Receipt, bundle_hash,
    parcel_name, seal,
};
use goldaw_changes::{ChangeHash, Clock, Head, Operation, RawChange};
use goldaw_domain::RecordKind;
use goldaw_domain::codes::Level;
use goldaw_domain::ids::{DeviceId, OfficeId, SHARED_SCOPE};
use goldaw_store::exchange::{Outgoing, ParcelRecord};
use goldaw_transport::drives;
use goldaw_trust::{DevicePublic, RosterOffice};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;

/// How a bundle travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Carrier {
    /// A folder: usually the flash drive.
    Folder {
        /// Its path.
        path: String,
    },
    /// The network: the hub whose address is in the settings.
    Hub,
}

/// Where a bundle could be written or found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Carriers {
    /// Removable drives plugged in now.
    pub drives: Vec<DriveLine>,
    /// The folder last used.
    pub last_folder: Option<String>,
    /// The hub's address, when set.
    pub hub: Option<String>,
    /// The centre knows this computer; before that, only a request to join can be written.
    pub enrolled: bool,
    /// To whom this office hands over: the centre for an etrap; every office for the centre.
    pub addressees: Vec<OfficeCard>,
}

/// A removable drive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DriveLine {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Free bytes.
    #[ts(type = "number")]
    pub free: u64,
}

/// What would be handed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct HandOverCount {
    /// Changes the other side has not confirmed.
    pub changes: u32,
    /// People registered or changed in them.
    pub people: u32,
    /// Households.
    pub households: u32,
    /// Appeals.
    pub appeals: u32,
    /// Cases.
    pub cases: u32,
    /// Visits.
    pub visits: u32,
    /// Notes.
    pub notes: u32,
    /// Files.
    pub attachments: u32,
    /// Decisions about questions.
    pub decisions: u32,
}

/// Handing over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HandOver {
    /// How it travels.
    pub carrier: Carrier,
    /// To whom; the centre when absent.
    #[ts(optional = nullable)]
    pub to: Option<OfficeId>,
}

/// What was handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HandedOver {
    /// To whom.
    pub to: String,
    /// Name of the parcel.
    pub file: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// What is in it.
    pub count: HandOverCount,
    /// It carries a receipt for what was received.
    pub receipt: bool,
    /// Number of the bundle.
    pub number: u32,
}

/// Counting before handing over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields = nullable)]
pub struct CountHandOver {
    /// To whom; the centre when absent.
    pub to: Option<OfficeId>,
}

/// How many changes of the office are where, as the status line shows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExchangeCounts {
    /// Only on this computer.
    pub only_here: u32,
    /// Written to a carrier, not confirmed.
    pub handed_over: u32,
    /// Confirmed by the centre.
    pub confirmed: u32,
    /// When the last bundle was written, ms since 1970 (UTC).
    pub handed_over_at: Option<u64>,
    /// When the latest confirmed change was written, ms since 1970 (UTC).
    pub confirmed_up_to: Option<u64>,
}

/// Most changes one bundle carries. The rest follows in the next; nothing is skipped, because the oldest go first.
const MOST_CHANGES: u32 = 200_000;

/// The other side of an exchange: an office of the list with its computers.
pub(crate) struct Addressee {
    pub office: RosterOffice,
    pub devices: Vec<DevicePublic>,
}

impl Addressee {
    /// Returns the centre for an office; the office named, for the centre.
    pub(crate) fn of(session: &Session, to: Option<OfficeId>) -> Result<Addressee, CaseworkError> {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let centre = roster.centre_device().office;
        let office = match to {
            Some(office) if office.uuid() != session.office().id.uuid() => office.uuid(),
            _ if session.office().level == Level::Centre => {
                return Err(CaseworkError::NotFound { what: "office" });
            }
            _ => centre,
        };
        let office = roster
            .office(office)
            .cloned()
            .ok_or(CaseworkError::NotFound { what: "office" })?;
        let devices = roster
            .devices_of(office.office)
            .map(|device| device.public.clone())
            .collect();
        Ok(Addressee { office, devices })
    }

    pub(crate) fn id(&self) -> OfficeId {
        self.office.office.into()
    }

    fn device_ids(&self) -> Vec<DeviceId> {
        self.devices
            .iter()
            .map(|device| device.device.into())
            .collect()
    }

    /// Returns whose changes travel between the two: those of the smaller office, and what all share.
    pub(crate) fn scopes(&self, session: &Session) -> [OfficeId; 2] {
        let own = session.office();
        [
            if own.level == Level::Centre {
                self.id()
            } else {
                own.id
            },
            SHARED_SCOPE,
        ]
    }

    /// Returns what every computer of the other side is known to hold.
    pub(crate) fn holds(&self, session: &Session) -> Result<Clock, CaseworkError> {
        let read = session.read();
        // One computer of the centre is enough to be sure; an office is served until each of its computers has everything.
        Ok(if session.office().level == Level::Centre {
            read.held_by_all(&self.device_ids())?
        } else {
            read.held_by(&self.device_ids())?
        })
    }
}

/// Returns the plain numbers behind the status line.
pub(crate) fn counts(session: &Session) -> Result<ExchangeCounts, CaseworkError> {
    let read = session.read();
    let scopes = [session.office().id, SHARED_SCOPE];
    let (held, packed) = match Addressee::of(session, None) {
        Ok(centre) => (centre.holds(session)?, read.packed_for(centre.id())?),
        Err(_) => (Clock::new(), Clock::new()),
    };
    let spread = read.spread(&scopes, &held, &packed)?;
    Ok(ExchangeCounts {
        only_here: spread.only_here,
        handed_over: spread.packed,
        confirmed: spread.confirmed,
        handed_over_at: read.parcels(true, 1)?.first().map(|parcel| parcel.at),
        confirmed_up_to: read.latest_covered(&scopes, &held)?,
    })
}

/// Returns where a bundle could be written or found, and to whom this office hands over.
pub fn carriers(session: &mut Session, _: Nothing) -> Result<Carriers, CaseworkError> {
    let read = session.read();
    let own = session.office();
    let addressees = session.roster().map_or_else(Vec::new, |roster| {
        let centre = roster.centre_device().office;
        let offices = roster.offices().iter();
        let served = offices.filter(|office| {
            if own.level == Level::Centre {
                office.office != centre
            } else {
                office.office == centre
            }
        });
        served.map(card).collect()
    });
    let drives = drives::removable().into_iter();
    Ok(Carriers {
        drives: drives
            .map(|drive| DriveLine {
                name: drive.name,
                path: drive.path.to_string_lossy().into_owned(),
                free: drive.free_bytes,
            })
            .collect(),
        last_folder: read.setting("hand_over_folder")?,
        hub: read.setting("hub")?.filter(|hub| !hub.is_empty()),
        enrolled: session.roster().is_some(),
        addressees,
    })
}

/// Counts what would be handed over.
pub fn count_hand_over(
    session: &mut Session,
    request: CountHandOver,
) -> Result<HandOverCount, CaseworkError> {
    match Addressee::of(session, request.to) {
        Ok(addressee) => Ok(count(&outgoing(session, &addressee)?)),
        // Before the centre knows this computer nobody holds anything: all of it would go.
        Err(CaseworkError::NotEnrolled) => {
            let scopes = [session.office().id, SHARED_SCOPE];
            Ok(count(&session.read().outgoing(
                &scopes,
                &Clock::new(),
                &[],
                MOST_CHANGES,
            )?))
        }
        Err(error) => Err(error),
    }
}

/// Packs what the other side has not confirmed, seals it for the other side's computers and gives it to the carrier.
///
/// The bundle always carries the receipt for what was taken over from that side, so an answer may hold nothing else. Changes count as
/// handed over only after the carrier said that the parcel is there whole.
///
/// # Errors
/// `NotEnrolled`, `NothingToHandOver`, and everything a carrier can say; nothing is marked as handed over.
pub fn hand_over(session: &mut Session, request: HandOver) -> Result<HandedOver, CaseworkError> {
    let addressee = Addressee::of(session, request.to)?;
    let mail = Mail::reach(session, &request.carrier)?;
    let work = session.progress();
    work.begin("hand_over", 3);
    let done = pack_and_give(session, &addressee, &mail, &work);
    work.finish();
    let done = done?;
    if let Some(folder) = mail.folder() {
        session
            .store_mut()
            .set_setting("hand_over_folder", &folder.to_string_lossy())?;
    }
    Ok(done)
}

fn pack_and_give(
    session: &mut Session,
    addressee: &Addressee,
    mail: &Mail,
    work: &Work,
) -> Result<HandedOver, CaseworkError> {
    let changes = outgoing(session, addressee)?;
    let count = count(&changes);
    let receipts = receipts_due(session, addressee.id())?;
    if changes.is_empty() && receipts.is_empty() {
        return Err(CaseworkError::NothingToHandOver);
    }
    let number = next_bundle_number(session)?;
    let packed = pack(session, addressee, &changes, receipts)?;
    work.step(1);
    let recipients: Vec<&DevicePublic> = addressee.devices.iter().collect();
    let bytes = seal(
        &packed,
        session.keys(),
        &recipients,
        u64::from(number),
        session.life(),
    )?;
    work.step(2);
    let name = parcel_name(&bytes);
    if work.cancelled() {
        return Err(CaseworkError::Cancelled);
    }
    if session.office().level == Level::Centre
        && let Some(roster) = session.roster()
    {
        mail.publish_roster(roster.encode())?;
    }
    mail.put(&name, &bytes)?;
    work.step(3);
    let parcel = ParcelRecord {
        hash: bundle_hash(&bytes),
        sent: true,
        office: addressee.id(),
        device: DeviceId::from(uuid::Uuid::nil()),
        number,
        session: session.life(),
        changes: count.changes,
        at: session.now(),
    };
    let heads: Vec<ChangeHash> = packed
        .control
        .frontier
        .iter()
        .map(|head| head.hash)
        .collect();
    let now = session.now();
    session.store_mut().note_packed(&parcel, &heads, now)?;
    Ok(HandedOver {
        to: addressee.office.name.clone(),
        file: name,
        bytes: bytes.len() as u64,
        count,
        receipt: !packed.control.receipts.is_empty(),
        number,
    })
}

/// Puts together what a bundle says: changes, signed heads, what is held here, receipts, files.
fn pack(
    session: &mut Session,
    addressee: &Addressee,
    changes: &[Outgoing],
    receipts: Vec<Receipt>,
) -> Result<Contents, CaseworkError> {
    let scopes = addressee.scopes(session);
    let frontier: Vec<Head> = session
        .read()
        .frontier()?
        .into_iter()
        .filter(|head| scopes.contains(&head.stream.scope))
        .collect();
    let mut head_signatures = Vec::new();
    for head in &frontier {
        if head.stream.device == session.device() {
            head_signatures.push(HeadSignature::sign(*head, session.keys()));
        } else if let Some(kept) = session.read().head_signature(&head.hash)?
            && let Ok(signature) = kept.signature.as_slice().try_into()
        {
            head_signatures.push(HeadSignature {
                head: *head,
                device: kept.device.uuid(),
                signature,
            });
        }
    }
    let mut attachments = Vec::new();
    for content in contents_of(changes) {
        if let Some(bytes) = session.read().attachment_bytes(&content)? {
            attachments.push(Attachment {
                hash: *blake3::hash(&bytes).as_bytes(),
                bytes,
            });
        }
    }
    Ok(Contents {
        envelope: Envelope {
            sender_office: session.office().id.uuid(),
            made_at_ms: i64::try_from(session.now()).unwrap_or(i64::MAX),
            previous: session
                .read()
                .parcels(true, 1000)?
                .into_iter()
                .find(|parcel| parcel.office == addressee.id())
                .map(|parcel| parcel.hash),
            roster: session.roster().map(|roster| roster.encode().to_vec()),
        },
        control: Control {
            frontier,
            received: Vec::new(),
            wants: session.read().wanted()?,
            receipts,
        },
        changes: changes.iter().map(|change| change.raw.clone()).collect(),
        head_signatures,
        attachments,
    })
}

fn outgoing(session: &Session, addressee: &Addressee) -> Result<Vec<Outgoing>, CaseworkError> {
    let wanted = session
        .read()
        .setting(&wants_of(addressee.id()))?
        .unwrap_or_default();
    let wanted: Vec<ChangeHash> = wanted.split(' ').filter_map(hash_of_hex).collect();
    Ok(session.read().outgoing(
        &addressee.scopes(session),
        &addressee.holds(session)?,
        &wanted,
        MOST_CHANGES,
    )?)
}

/// Names the setting in which the other side's wishes are kept.
pub(crate) fn wants_of(office: OfficeId) -> String {
    format!("wants:{office}")
}

/// Reads a change's name from hex.
pub(crate) fn hash_of_hex(text: &str) -> Option<ChangeHash> {
    let mut bytes = [0u8; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(ChangeHash::from(bytes))
}

/// Lists the bundles taken over from an office since the last one written to it.
fn receipts_due(session: &Session, office: OfficeId) -> Result<Vec<Receipt>, CaseworkError> {
    let read = session.read();
    let answered = read
        .parcels(true, 1000)?
        .into_iter()
        .filter(|parcel| parcel.office == office)
        .map(|parcel| parcel.at)
        .max();
    let due = read.parcels(false, 1000)?.into_iter();
    let due = due.filter(|parcel| {
        parcel.office == office && answered.is_none_or(|answered| parcel.at >= answered)
    });
    Ok(due
        .map(|parcel| Receipt {
            bundle: parcel.hash,
            sender: parcel.device.uuid(),
            number: u64::from(parcel.number),
            session: parcel.session,
            outcome: Outcome::TakenOver {
                new: u64::from(parcel.changes),
                known: 0,
            },
        })
        .collect())
}

fn next_bundle_number(session: &mut Session) -> Result<u32, CaseworkError> {
    let number = session
        .read()
        .setting("bundle_number")?
        .and_then(|text| text.parse::<u32>().ok())
        .unwrap_or(0)
        + 1;
    session
        .store_mut()
        .set_setting("bundle_number", &number.to_string())?;
    Ok(number)
}

fn card(office: &RosterOffice) -> OfficeCard {
    let level = crate::enrolment::level_of(office.level);
    OfficeCard {
        id: office.office.into(),
        code: office.code.clone(),
        name: office.name.clone(),
        level,
    }
}

/// Counts records by kind in changes.
pub(crate) fn count(changes: &[Outgoing]) -> HandOverCount {
    count_raw(changes.iter().map(|change| &change.raw))
}

/// Counts records by kind in changes as bytes.
pub(crate) fn count_raw<'a>(changes: impl Iterator<Item = &'a RawChange>) -> HandOverCount {
    let mut count = HandOverCount::default();
    let mut seen = BTreeSet::new();
    for raw in changes {
        count.changes += 1;
        let Ok(Some(payload)) = raw.read_payload() else {
            continue;
        };
        count.decisions += u32::from(payload.action == crate::questions::DECIDE);
        for operation in payload.operations {
            let Operation::Write { record, kind, .. } = operation else {
                continue;
            };
            if !seen.insert(record) {
                continue;
            }
            match kind.parse() {
                Ok(RecordKind::Person) => count.people += 1,
                Ok(RecordKind::Household) => count.households += 1,
                Ok(RecordKind::Appeal) => count.appeals += 1,
                Ok(RecordKind::Case) => count.cases += 1,
                Ok(RecordKind::Visit) => count.visits += 1,
                Ok(RecordKind::Note) => count.notes += 1,
                Ok(RecordKind::Attachment) => count.attachments += 1,
                _ => {}
            }
        }
    }
    count
}

/// Returns the hashes of files that changes speak of.
fn contents_of(changes: &[Outgoing]) -> BTreeSet<String> {
    let payloads = changes
        .iter()
        .filter_map(|change| change.raw.read_payload().ok().flatten());
    let writes = payloads
        .flat_map(|payload| payload.operations)
        .filter_map(|operation| match operation {
            Operation::Write {
                kind, mut fields, ..
            } if kind == RecordKind::Attachment.name() => fields.remove("content"),
            _ => None,
        });
    writes
        .filter_map(|content| content.as_str().map(str::to_owned))
        .collect()
}

impl Session {
    /// Returns how many changes of the office are where.
    pub(crate) fn exchange_counts(&self) -> Result<ExchangeCounts, CaseworkError> {
        counts(self)
    }
}
