//! Packing a bundle: what the other side has not confirmed, signed heads, receipts, files; sealed and given to the carrier.

use crate::attachments::{FilesFor, Outgoing as Files, file_wants, files_for};
use crate::carrier::Mail;
use crate::dictated::remember_written;
use crate::error::CaseworkError;
use crate::exchange::addressee::Addressee;
use crate::exchange::count::count;
use crate::exchange::hearsay::to_pass_on;
use crate::exchange::history::whole_history;
use crate::exchange::{HandedOver, LOOKED_BACK, MOST_CHANGES, MOST_WANTS};
use crate::progress::Work;
use crate::session::Session;
use crate::settings::{Way, files_by};
use goldaw_bundle::{
    Aids, Attachment, Contents, Control, Envelope, HeadSignature, Limits, Outcome, Receipt,
    bundle_hash, parcel_name, seal_from,
};
use goldaw_changes::columns::SaltRun;
use goldaw_changes::{ChangeHash, Head, StreamId};
use goldaw_domain::codes::Level;
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::exchange::{Outgoing, ParcelRecord};
use goldaw_store::snapshot::Snapshot;
use goldaw_transport::TransportError;
use goldaw_trust::DevicePublic;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn pack_and_give(
    session: &mut Session,
    addressee: &Addressee,
    mail: &Mail,
    work: &Work,
) -> Result<HandedOver, CaseworkError> {
    // The seeds of salts go with the changes; what is written from now on has another.
    session.store_mut().end_salt_runs()?;
    let changes = outgoing(session, addressee)?;
    let heads = last_of_each_stream(&changes);
    let count = count(&changes);
    let history = whole_history(session, addressee, &changes)?;
    // A history stands for all of them.
    let one_by_one = if history.is_some() { &[] } else { &changes[..] };
    let runs = salt_runs(session, one_by_one)?;
    let receipts = receipts_due(session, addressee)?;
    let wants = wants(session, addressee.scopes())?;
    let mut packed = pack(session, addressee, one_by_one, receipts, wants)?;
    let load = match &history {
        Some(history) => history.runs.iter().map(|run| run.len() + PART).sum(),
        None => one_by_one.iter().map(size).sum(),
    };
    let mut files = files(
        session,
        addressee,
        room_for_files(session, mail, &packed, load)?,
    )?;
    let control = &packed.control;
    // What was declared lost is asked for beside other things, and is no reason for a bundle.
    let lost = session.read().lost()?;
    if changes.is_empty()
        && control.receipts.is_empty()
        && control.wants.iter().all(|want| lost.contains(want))
        && files.attachments.is_empty()
    {
        return Err(CaseworkError::NothingToHandOver);
    }
    let number = next_bundle_number(session)?;
    work.step(1);
    let recipients: Vec<&DevicePublic> = addressee.devices.iter().collect();
    let seal = |session: &Session, packed: &Contents| {
        let aids = Aids {
            runs: &runs,
            ..Aids::NONE
        };
        seal_from::<CaseworkError>(
            packed,
            one_by_one.iter().map(|change| Ok(change.raw.clone())),
            aids,
            session.keys(),
            (&recipients, u64::from(number), session.life()),
        )
    };
    if let Some(Snapshot { runs, changes }) = &history {
        let bundle = (u64::from(number), session.life());
        packed.attachments = goldaw_bundle::snapshot::parts(runs, *changes, bundle)?;
    }
    let parts = packed.attachments.len();
    packed.attachments.append(&mut files.attachments);
    let mut bytes = seal(session, &packed)?;
    work.step(2);
    if work.cancelled() {
        return Err(CaseworkError::Cancelled);
    }
    if session.office().level == Level::Centre
        && let Some(roster) = session.roster()
    {
        mail.publish_roster(roster.encode())?;
    }
    let given = mail.put(&parcel_name(&bytes), &bytes);
    if packed.attachments.len() > parts && given.as_ref().is_err_and(is_full) {
        // The room was smaller than the carrier had said: changes go without files rather than not at all.
        packed.attachments.truncate(parts);
        files = self::files(session, addressee, 0)?;
        bytes = seal(session, &packed)?;
        mail.put(&parcel_name(&bytes), &bytes)?;
    } else {
        given?;
    }
    let name = parcel_name(&bytes);
    work.step(3);
    let now = session.now();
    // The parcel is noted once, under the addressee; the changes count as packed for everybody who may open it.
    for office in addressee.offices() {
        let parcel = ParcelRecord {
            hash: bundle_hash(&bytes),
            sent: true,
            office,
            device: DeviceId::from(uuid::Uuid::nil()),
            number,
            session: session.life(),
            changes: count.changes,
            at: now,
        };
        session.store_mut().note_packed(&parcel, &heads, now)?;
        remember_written(session, &parcel, &packed.control.frontier)?;
    }
    let store = session.store_mut();
    store.note_pieces_packed(addressee.id(), number, &files.packed, &files.arrived)?;
    Ok(HandedOver {
        to: addressee.office.name.clone(),
        file: name,
        bytes: bytes.len() as u64,
        count,
        receipt: !packed.control.receipts.is_empty(),
        number,
        files: files.progress,
    })
}

/// Chooses the manifests and pieces that fit so many bytes.
fn files(session: &Session, addressee: &Addressee, room: u64) -> Result<Files, CaseworkError> {
    let to = FilesFor {
        office: addressee.id(),
        sides: &addressee.sides(session),
        scopes: addressee.scopes(),
    };
    files_for(session, &to, room)
}

/// Returns the room for files in bytes of body: what is set for the carrier, and on a folder no more than is free beside the rest of the
/// bundle. Changes are never held up for files.
fn room_for_files(
    session: &Session,
    mail: &Mail,
    packed: &Contents,
    changes: usize,
) -> Result<u64, CaseworkError> {
    let (control, roster) = (&packed.control, packed.envelope.roster.as_ref());
    let rest = changes
        + roster.map_or(0, Vec::len)
        + LISTED * (control.frontier.len() + packed.head_signatures.len())
        + LISTED * (control.wants.len() + control.receipts.len());
    let unpacked = Limits::default().unpacked.saturating_sub(changes as u64);
    let way = match mail {
        Mail::Folder(_) => Way::Folder,
        Mail::Hub(_) => Way::Hub,
    };
    let set = u64::from(files_by(&session.read(), way)?) << 20;
    let free = mail.room().map_or(u64::MAX, |free| {
        // Sealing adds 16 bytes to each 64 KiB and, with padding and headers, at most this.
        let sealed = free.saturating_sub(SEALING);
        (sealed - sealed / 4096).saturating_sub(rest as u64)
    });
    Ok(set.min(free).min(unpacked))
}

fn size(change: &Outgoing) -> usize {
    change.raw.header.len() + change.raw.payload.as_ref().map_or(0, Vec::len)
}

/// What a part of a history takes beside its run.
const PART: usize = goldaw_bundle::snapshot::PART_HEAD + Attachment::room(0) as usize;
/// An upper bound for what a head, a signature, a wish or a receipt takes.
const LISTED: usize = 256;
/// An upper bound for padding to the bucket, headers and what a carrier keeps free.
const SEALING: u64 = 1 << 20;

fn is_full(error: &CaseworkError) -> bool {
    matches!(
        error,
        CaseworkError::Transport(TransportError::StickFull { .. })
    )
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

/// Returns the seeds from which the salts of the changes follow, as far as they are kept here.
fn salt_runs(session: &Session, changes: &[Outgoing]) -> Result<Vec<SaltRun>, CaseworkError> {
    let mut first: BTreeMap<StreamId, u64> = BTreeMap::new();
    for header in changes
        .iter()
        .filter_map(|change| change.raw.read_header().ok())
    {
        let from = first.entry(header.stream).or_insert(header.sequence);
        *from = header.sequence.min(*from);
    }
    let mut runs = Vec::new();
    for (stream, from) in first {
        runs.extend(session.read().salt_runs(&stream, from)?);
    }
    Ok(runs)
}

/// Puts together what a bundle says beside its changes and files: signed heads, what is held here, receipts.
fn pack(
    session: &mut Session,
    addressee: &Addressee,
    changes: &[Outgoing],
    receipts: Vec<Receipt>,
    wants: Vec<ChangeHash>,
) -> Result<Contents, CaseworkError> {
    let scopes = addressee.scopes();
    let frontier: Vec<Head> = session
        .read()
        .frontier()?
        .into_iter()
        .filter(|head| scopes.contains(&head.stream.scope))
        .collect();
    let head_signatures = proofs(session, &frontier, changes)?;
    Ok(Contents {
        envelope: Envelope {
            sender_office: session.office().id.uuid(),
            made_at_ms: i64::try_from(session.now()).unwrap_or(i64::MAX),
            previous: session
                .read()
                .parcels(true, LOOKED_BACK)?
                .into_iter()
                .find(|parcel| parcel.office == addressee.id())
                .map(|parcel| parcel.hash),
            roster: session.roster().map(|roster| roster.encode().to_vec()),
        },
        control: Control {
            frontier,
            received: to_pass_on(session, addressee)?,
            wants,
            receipts,
        },
        changes: Vec::new(),
        head_signatures,
        attachments: Vec::new(),
    })
}

/// Collects what proves who wrote what: for every chain the signatures of its own computer, over the heads held and over what this
/// bundle carries of it. A bundle that cannot carry all still proves what it carries.
fn proofs(
    session: &Session,
    frontier: &[Head],
    changes: &[Outgoing],
) -> Result<Vec<HeadSignature>, CaseworkError> {
    let mut heads: BTreeMap<ChangeHash, Head> =
        frontier.iter().map(|head| (head.hash, *head)).collect();
    let mut followed = BTreeSet::new();
    for change in changes {
        let Ok(header) = change.raw.read_header() else {
            continue;
        };
        followed.extend(header.previous);
        let head = Head {
            stream: header.stream,
            sequence: header.sequence,
            hash: change.hash,
        };
        heads.insert(change.hash, head);
    }
    let mut proofs = Vec::new();
    for (hash, head) in heads {
        if head.stream.device == session.device() {
            // One signature covers all before it.
            if !followed.contains(&hash) {
                proofs.push(HeadSignature::sign(head, session.keys()));
            }
        } else if let Some(kept) = session.read().head_signature(&hash)?
            && let Ok(signature) = kept.signature.as_slice().try_into()
        {
            proofs.push(HeadSignature {
                head,
                device: kept.device.uuid(),
                signature,
            });
        }
    }
    Ok(proofs)
}

/// Lists what is asked for by name: what waiting changes name, own changes that an old copy lacks, what was declared lost, which somebody
/// may hold all the same; then what is missing of files.
fn wants(session: &Session, scopes: &[OfficeId]) -> Result<Vec<ChangeHash>, CaseworkError> {
    let mut wants = session.read().wanted()?;
    wants.extend(session.asked_back()?);
    wants.extend(session.read().lost()?);
    wants.truncate(MOST_WANTS);
    wants.extend(file_wants(session, scopes, MOST_WANTS - wants.len())?);
    Ok(wants)
}

pub(super) fn outgoing(
    session: &Session,
    addressee: &Addressee,
) -> Result<Vec<Outgoing>, CaseworkError> {
    let mut wanted: Vec<ChangeHash> = Vec::new();
    for device in &addressee.devices {
        let names = session.read().setting(&wants_of(device.device.into()))?;
        let names = names.unwrap_or_default();
        wanted.extend(
            names
                .split(' ')
                .filter_map(|name| name.parse::<ChangeHash>().ok()),
        );
    }
    Ok(session.read().outgoing(
        addressee.scopes(),
        &addressee.holds(session)?,
        &wanted,
        MOST_CHANGES,
    )?)
}

/// Names the setting in which the wishes of a computer are kept.
pub(crate) fn wants_of(device: DeviceId) -> String {
    format!("wants:{device}")
}

/// Lists the bundles taken over from those who may open this one, since the last one written to each.
fn receipts_due(session: &Session, addressee: &Addressee) -> Result<Vec<Receipt>, CaseworkError> {
    let read = session.read();
    let (sent, received) = (
        read.parcels(true, LOOKED_BACK)?,
        read.parcels(false, LOOKED_BACK)?,
    );
    let mut due = Vec::new();
    for office in addressee.offices() {
        let of_it = |parcel: &&ParcelRecord| parcel.office == office;
        let answered = sent.iter().filter(of_it).map(|parcel| parcel.at).max();
        due.extend(
            received
                .iter()
                .filter(of_it)
                .filter(|parcel| answered.is_none_or(|answered| parcel.at >= answered)),
        );
    }
    Ok(due
        .into_iter()
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
