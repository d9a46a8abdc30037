//! A bundle opened: which of its changes the sender may bring, and taking them over in one transaction.

use crate::error::CaseworkError;
use crate::receive::TakenOver;
use crate::receive::preview::preview;
use crate::session::Session;
use goldaw_bundle::{ClearHeader, Limits, Opened, RosterNews, bundle_hash, open};
use goldaw_changes::{ChangeHash, RawChange};
use goldaw_domain::ids::{DeviceId, OfficeId, SHARED_SCOPE};
use goldaw_store::exchange::{ParcelRecord, SignedHead};
use goldaw_trust::Roster;

/// A bundle opened, with the changes its sender may bring.
pub(crate) struct Arrived {
    pub(super) opened: Opened,
    pub(super) admitted: Vec<RawChange>,
    pub(super) foreign: usize,
}

impl Arrived {
    pub(super) fn open(session: &Session, bytes: &[u8]) -> Result<Arrived, CaseworkError> {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let mut opened = open(bytes, session.keys(), Some(roster), &Limits::default())?;
        let roster = match &opened.roster {
            RosterNews::Newer(newer) => newer,
            _ => roster,
        };
        let changes = std::mem::take(&mut opened.contents.changes);
        let brought = changes.len();
        let admitted: Vec<RawChange> = changes
            .into_iter()
            .filter(|raw| may_bring(session, roster, &opened, raw))
            .collect();
        Ok(Arrived {
            foreign: brought - admitted.len(),
            opened,
            admitted,
        })
    }

    fn office(&self) -> OfficeId {
        self.opened.sender.office.into()
    }
}

/// Tells whether the sender may bring a change: its own office's scope or what all share, written on a computer of that office or of the
/// centre. The centre may bring any scope this office takes part in.
fn may_bring(session: &Session, roster: &Roster, opened: &Opened, raw: &RawChange) -> bool {
    let Ok(header) = raw.read_header() else {
        return false;
    };
    let centre = roster.centre_device().office;
    let sender = opened.sender.office;
    let side = if sender == centre {
        session.office().id.uuid()
    } else {
        sender
    };
    let scope = header.stream.scope;
    if scope != SHARED_SCOPE && scope.uuid() != side {
        return false;
    }
    let writer = roster
        .device(header.stream.device.uuid())
        .map(|device| device.office);
    writer.is_some_and(|office| scope == SHARED_SCOPE || office == centre || office == side)
}

pub(super) fn take(
    session: &mut Session,
    bytes: &[u8],
    arrived: Arrived,
) -> Result<TakenOver, CaseworkError> {
    let plan = session.store().plan(arrived.admitted.clone())?;
    let done = preview(session, &arrived, &plan)?;
    let sender = DeviceId::from(arrived.opened.sender.public.device);
    let office = arrived.office();
    if let RosterNews::Newer(roster) = &arrived.opened.roster {
        session.keep_roster(roster.clone())?;
    }
    let header = &arrived.opened.header;
    let parcel = ParcelRecord {
        hash: bundle_hash(bytes),
        sent: false,
        office,
        device: sender,
        number: u32::try_from(header.number).unwrap_or(u32::MAX),
        session: header.session,
        changes: done.count.changes,
        at: session.now(),
    };
    let control = &arrived.opened.contents.control;
    let heads: Vec<ChangeHash> = control.frontier.iter().map(|head| head.hash).collect();
    let wants: Vec<String> = control.wants.iter().map(ToString::to_string).collect();
    let fresh = is_fresh(session, sender, header)?;
    let signatures: Vec<SignedHead> = arrived
        .opened
        .contents
        .head_signatures
        .iter()
        .filter(|signed| {
            !arrived
                .opened
                .unproven
                .iter()
                .any(|(doubted, _)| doubted == *signed)
        })
        .map(|signed| SignedHead {
            head: signed.head.hash,
            device: signed.device.into(),
            signature: signed.signature.to_vec(),
        })
        .collect();
    let attachments = &arrived.opened.contents.attachments;
    let now = session.now();
    let repeated = session.read().parcel(&parcel.hash)?.is_some();
    let device = session.device();
    let plan = session
        .store_mut()
        .take_over(arrived.admitted, now, |arrival| {
            if fresh {
                arrival.note_held(sender, &heads)?;
                arrival.set_setting(&seen_of(sender), &seen(&parcel.session, parcel.number))?;
                arrival.set_setting(&crate::exchange::wants_of(office), &wants.join(" "))?;
            }
            for signed in &signatures {
                arrival.keep_head_signature(signed)?;
            }
            for attachment in attachments {
                arrival.keep_attachment(
                    &blake3::Hash::from(attachment.hash).to_hex(),
                    &attachment.bytes,
                )?;
            }
            if repeated {
                Ok(())
            } else {
                arrival.note_parcel(&parcel)
            }
        })?;
    // Own changes from outside mean that this store was restored or copied: what is written from now on is told from the other life.
    if plan
        .apply
        .iter()
        .any(|change| change.header.stream.device == device)
    {
        session.begin_new_life()?;
    }
    Ok(TakenOver {
        preview: done,
        answer_to: Some(office),
    })
}

/// Tells whether a bundle says what its sender holds now: a later number of the same life, or a life not heard of before.
fn is_fresh(
    session: &Session,
    sender: DeviceId,
    header: &ClearHeader,
) -> Result<bool, CaseworkError> {
    let Some(last) = session.read().setting(&seen_of(sender))? else {
        return Ok(true);
    };
    let number = |text: &str| {
        text.rsplit_once(' ')
            .and_then(|(_, number)| number.parse::<u64>().ok())
            .unwrap_or(0)
    };
    let same_life = last.starts_with(&seen(&header.session, 0)[..32]);
    Ok(!same_life || header.number >= number(&last))
}

fn seen_of(device: DeviceId) -> String {
    format!("seen:{device}")
}

fn seen(session: &[u8; 16], number: u32) -> String {
    let life: String = session.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{life} {number}")
}
