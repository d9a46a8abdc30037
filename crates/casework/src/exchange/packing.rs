//! Packing a bundle: what the other side has not confirmed, signed heads, receipts, files; sealed and given to the carrier.

use crate::carrier::Mail;
use crate::error::CaseworkError;
use crate::exchange::HandedOver;
use crate::exchange::MOST_CHANGES;
use crate::exchange::addressee::Addressee;
use crate::exchange::count::count;
use crate::progress::Work;
use crate::session::Session;
use goldaw_bundle::{
    Attachment, Contents, Control, Envelope, HeadSignature, Outcome, Receipt, bundle_hash,
    parcel_name, seal,
};
use goldaw_changes::{ChangeHash, Head, Operation};
use goldaw_domain::RecordKind;
use goldaw_domain::codes::Level;
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::exchange::{Outgoing, ParcelRecord};
use goldaw_trust::DevicePublic;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn pack_and_give(
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
    let heads = last_of_each_stream(&changes);
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

/// Names the last change of each stream in a bundle: with what they had seen, they say all that was packed, even when not everything
/// fitted.
fn last_of_each_stream(changes: &[Outgoing]) -> Vec<ChangeHash> {
    let streams = changes
        .iter()
        .filter_map(|change| Some((change.raw.read_header().ok()?.stream, change.hash)));
    let last: BTreeMap<_, _> = streams.collect();
    last.into_values().collect()
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

pub(super) fn outgoing(
    session: &Session,
    addressee: &Addressee,
) -> Result<Vec<Outgoing>, CaseworkError> {
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
