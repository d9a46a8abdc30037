//! A bundle opened: which of its changes the sender may bring, and taking them over in one transaction.

use crate::attachments::{heads_of, keep, scopes_with};
use crate::dictated::remember_taken;
use crate::error::CaseworkError;
use crate::exchange::{MOST_WANTS, wants_of, word_in};
use crate::incidents::{self, Noticed, noticed_in};
use crate::missing::{self, declared_in};
use crate::receive::TakenOver;
use crate::receive::admission::{NotTaken, admit};
use crate::receive::last;
use crate::receive::preview::preview;
use crate::session::{NextLife, Session};
use goldaw_bundle::{Limits, Opened, RosterNews, bundle_hash, open};
use goldaw_changes::{ChangeHash, RawChange};
use goldaw_domain::codes::IncidentSign;
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::Belief;
use goldaw_store::exchange::{ParcelRecord, SignedHead};
use std::collections::BTreeSet;

/// A bundle opened, with the changes its sender may bring.
pub(crate) struct Arrived {
    pub(super) opened: Opened,
    pub(super) admitted: Vec<RawChange>,
    pub(super) not_taken: Vec<NotTaken>,
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
        let (admitted, not_taken) = admit(session, roster, &opened, changes)?;
        Ok(Arrived {
            opened,
            admitted,
            not_taken,
        })
    }

    fn office(&self) -> OfficeId {
        self.opened.sender.office.into()
    }
}

pub(super) fn take(
    session: &mut Session,
    bytes: &[u8],
    arrived: Arrived,
) -> Result<TakenOver, CaseworkError> {
    let plan = session.store().plan(arrived.admitted.clone())?;
    let mut done = preview(session, &arrived, &plan)?;
    let sender = DeviceId::from(arrived.opened.sender.public.device);
    let office = arrived.office();
    if let RosterNews::Newer(roster) = &arrived.opened.roster {
        session.keep_roster(roster.clone())?;
    }
    let of_the_centre = word_in(session, &arrived.opened);
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
    let frontier: Vec<String> = heads.iter().map(ToString::to_string).collect();
    let wants = control.wants.iter().take(MOST_WANTS);
    let wants: Vec<String> = wants.map(ToString::to_string).collect();
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
    let lost = session
        .roster()
        .map(|roster| declared_in(&plan.apply, roster))
        .unwrap_or_default();
    let noticed = noticed_in(session, &plan)?;
    // Changes of the present life that this store does not know: it was put back or copied, and goes on under a new one.
    let own_ahead = |noticed: &Noticed| noticed.sign == IncidentSign::OwnAhead;
    let next = noticed
        .iter()
        .any(own_ahead)
        .then(NextLife::begin)
        .transpose()?;
    let incidents_due = incidents::due_with(&session.read(), &noticed)?;
    let (file_scopes, mut files_refused) = (scopes_with(session, office), Vec::new());
    let after = session.read().log_end()?;
    let mut receipt = last::Kept {
        parcel: blake3::Hash::from(parcel.hash).to_hex().to_string(),
        at: now,
        after,
        upto: after,
        preview: done.clone(),
        undone: false,
    };
    session
        .store_mut()
        .take_over(arrived.admitted, now, |arrival| {
            let heard = arrival.hear(
                sender,
                &parcel.session,
                parcel.number,
                &heads,
                &control.wants,
            )?;
            if heard != Belief::Older {
                arrival.set_setting(&wants_of(sender), &wants.join(" "))?;
                arrival.set_setting(&heads_of(sender), &frontier.join(" "))?;
            }
            arrival.note_missing(sender)?;
            for change in &lost {
                arrival.declare_lost(change)?;
            }
            if let Some(word) = &of_the_centre {
                word.keep(arrival, heard)?;
            }
            if !lost.is_empty() {
                let names: Vec<String> = lost.iter().map(ToString::to_string).collect();
                arrival.set_setting(missing::DUE, &names.join(" "))?;
            }
            if !noticed.is_empty() {
                arrival.set_setting(incidents::DUE, &incidents_due)?;
            }
            for (name, value) in next.iter().flat_map(NextLife::settings) {
                arrival.set_setting(name, &value)?;
            }
            remember_taken(arrival, &parcel, &control.frontier)?;
            for signed in &signatures {
                arrival.keep_head_signature(signed)?;
            }
            for attachment in attachments {
                files_refused.extend(keep(arrival, &file_scopes, attachment)?);
            }
            if repeated {
                return Ok(());
            }
            receipt.upto = arrival.log_end()?;
            arrival.set_setting(last::LAST, &serde_json::to_string(&receipt)?)?;
            arrival.note_parcel(&parcel)
        })?;
    let scopes = plan.apply.iter().map(|change| change.header.stream.scope);
    let touched: BTreeSet<OfficeId> = scopes.chain([office]).collect();
    if let Some(next) = next {
        session.live_on(next)?;
    }
    session.settle_lost()?;
    session.settle_incidents()?;
    session.settle_transfers(Some(&touched))?;
    session.keep_marker()?;
    done.refused
        .extend(files_refused.into_iter().map(str::to_owned));
    Ok(TakenOver {
        preview: done,
        answer_to: Some(office),
    })
}
