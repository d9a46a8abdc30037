//! A bundle that has arrived: read part by part, what its sender may bring merged batch by batch, all in one transaction.
//!
//! Looking inside is the same with another end: what was done is told and not kept. So a preview and the report of the taking over cannot
//! say two things. Memory is one segment of the bundle and one batch of the merge.

use crate::attachments::{heads_of, keep, scopes_with};
use crate::carrier::Parcel;
use crate::dictated::remember_taken;
use crate::error::CaseworkError;
use crate::exchange::{MOST_WANTS, Word, wants_of, word_in};
use crate::incidents::{self, Lookout, Noticed};
use crate::missing::{self, declared_in};
use crate::progress::Work;
use crate::receive::admission::{Gate, Side};
use crate::receive::again::Again;
use crate::receive::at_once::{Judge, goes_one_by_one, next_changes};
use crate::receive::last;
use crate::receive::preview::{Tally, refusal_code};
use crate::receive::proof::{Proofs, heads_signed, proving};
use crate::receive::{ParcelPreview, TakenOver};
use crate::session::{NextLife, ROSTER, Session};
use goldaw_bundle::{BundleError, Limits, Reading, RosterNews};
use goldaw_changes::{ChangeHash, RawChange};
use goldaw_domain::codes::IncidentSign;
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::exchange::{Arrival, ParcelRecord, SignedHead};
use goldaw_store::{BATCH, Belief, Merged, TakingOver};
use goldaw_trust::Roster;
use std::collections::BTreeSet;

/// Bytes merged at once, for long changes.
const BATCH_BYTES: usize = 2 << 20;

/// How it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing is kept.
    Look,
    /// Everything is kept.
    Keep,
}

/// Takes a bundle over, or shows what that would do. Can be cancelled until it is kept; then nothing has changed.
pub(super) fn arrive(
    session: &mut Session,
    parcel: &Parcel,
    end: End,
) -> Result<TakenOver, CaseworkError> {
    let work = session.progress();
    let done = arrive_with(session, parcel, end, &work);
    work.finish();
    done
}

fn arrive_with(
    session: &mut Session,
    parcel: &Parcel,
    end: End,
    work: &Work,
) -> Result<TakenOver, CaseworkError> {
    let known = session.roster().ok_or(CaseworkError::NotEnrolled)?.clone();
    let begin = |session: &Session| -> Result<Reading<'_>, CaseworkError> {
        let limits = Limits::default();
        Ok(Reading::of_file(
            parcel.open()?,
            session.keys(),
            Some(&known),
            &limits,
        )?)
    };
    let mut first = begin(session)?;
    let roster = match &first.roster {
        RosterNews::Newer(newer) => newer.clone(),
        _ => known.clone(),
    };
    let header = first.header.clone();
    // A stick may give another file the next time.
    let begin_again = |session: &Session| {
        let again = begin(session)?;
        if again.header == header {
            Ok(again)
        } else {
            Err(CaseworkError::from(BundleError::Damaged))
        }
    };
    let none = Proofs::default();
    let set_out = |session: &Session, proofs, judge| -> Result<Arriving<'_>, CaseworkError> {
        let mut reading = begin_again(session)?;
        let sender = OfficeId::from(reading.sender.office);
        let changes = change_count(&mut reading)?;
        Ok(Arriving {
            gate: Gate::new(Side::of(session, &roster, sender), proofs),
            judge,
            again: Again::all(session, &roster)?,
            room_aside: true,
            lookout: Lookout::of(session, &roster)?,
            word: word_in(session, &roster, &reading),
            file_scopes: scopes_with(session, &roster, sender),
            lost: Vec::new(),
            touched: BTreeSet::from([sender]),
            tally: Tally::of(session),
            counter: Counter::begin(work, "take_over", changes),
            roster: &roster,
            reading,
        })
    };
    if let Some(judge) = Judge::of(session, &roster, &mut first)? {
        let taken = set_out(session, &none, Some(judge))?.take(session, end);
        if !taken.as_ref().is_err_and(goes_one_by_one) {
            return taken;
        }
    }
    let proofs = {
        let changes = change_count(&mut first)?;
        let mut counter = Counter::begin(work, "check_parcel", changes);
        let again = || begin_again(session);
        Proofs::find(&session.read(), &roster, first, again, |changes| {
            counter.add(changes)
        })?
    };
    set_out(session, &proofs, None)?.take(session, end)
}

/// Returns how many changes a bundle brings, one by one or as a history.
fn change_count(reading: &mut Reading<'_>) -> Result<u64, CaseworkError> {
    Ok(reading.change_count() + reading.snapshot_count()?)
}

/// Counts changes for whoever waits, and hears the wish to stop.
struct Counter<'w> {
    work: &'w Work,
    done: usize,
}

impl<'w> Counter<'w> {
    fn begin(work: &'w Work, what: &'static str, of: u64) -> Counter<'w> {
        work.begin(what, u32::try_from(of).unwrap_or(u32::MAX));
        Counter { work, done: 0 }
    }

    fn add(&mut self, changes: usize) -> Result<(), CaseworkError> {
        self.done += changes;
        self.work.step(u32::try_from(self.done).unwrap_or(u32::MAX));
        if self.work.cancelled() {
            return Err(CaseworkError::Cancelled);
        }
        Ok(())
    }
}

/// A bundle under way into the store.
struct Arriving<'a> {
    reading: Reading<'a>,
    roster: &'a Roster,
    gate: Gate<'a>,
    /// What was left out of earlier bundles.
    again: Vec<Again<'a>>,
    /// There is room for what is left out of this one.
    room_aside: bool,
    /// Who judges its history, when that may be taken at once.
    judge: Option<Judge<'a>>,
    lookout: Lookout<'a>,
    /// The centre's word in it.
    word: Option<Word>,
    /// The offices whose files the sender may bring.
    file_scopes: Vec<OfficeId>,
    /// Changes it declares lost.
    lost: Vec<ChangeHash>,
    /// The offices it brings work of.
    touched: BTreeSet<OfficeId>,
    tally: Tally,
    counter: Counter<'a>,
}

impl Arriving<'_> {
    fn take(mut self, session: &mut Session, end: End) -> Result<TakenOver, CaseworkError> {
        let now = session.now();
        let office = OfficeId::from(self.reading.sender.office);
        let mut taking = session.store_mut().begin_taking_over(now)?;
        let heads = &self.reading.control.frontier;
        let heads: Vec<ChangeHash> = heads.iter().map(|head| head.hash).collect();
        self.tally.hear(&taking.read(), self.sender(), &heads)?;
        let stretch = match self.judge.take() {
            Some(judge) => self.load_history(&taking, judge)?,
            None => self.merge_changes(&mut taking)?,
        };
        self.keep_attachments(&taking.arrival())?;
        let next = self.next_life()?;
        let done = self.report(&taking)?;
        self.note_the_rest(&taking, &heads, next.as_ref())?;
        self.note_receipt(&taking, stretch, now, &done)?;
        let newer = match &self.reading.roster {
            RosterNews::Newer(newer) => Some(newer.clone()),
            _ => None,
        };
        self.reading.finish()?;
        if end == End::Keep {
            taking.keep()?;
            settle(session, newer, next, &self.touched)?;
        }
        Ok(TakenOver {
            preview: done,
            answer_to: Some(office),
        })
    }

    fn sender(&self) -> DeviceId {
        self.reading.sender.public.device.into()
    }

    /// Merges what was left out before and can be taken now. What the merge refuses stays as it was left, by whom and why.
    fn merge_left_out(&mut self, taking: &mut TakingOver<'_>) -> Result<(), CaseworkError> {
        let signed = heads_signed(&self.reading);
        for again in std::mem::take(&mut self.again) {
            let admitted = again.admitted(&taking.read(), self.roster, &signed)?;
            let mut merged = taking.merge(admitted)?;
            merged.plan.refused.clear();
            self.see(taking, &merged)?;
        }
        Ok(())
    }

    /// Takes the history at once. Returns an empty stretch of the log: whoever came last to an office does not take its history back from
    /// everybody.
    fn load_history(
        &mut self,
        taking: &TakingOver<'_>,
        mut judge: Judge<'_>,
    ) -> Result<(i64, i64), CaseworkError> {
        let counter = &mut self.counter;
        let loaded = judge.load(taking, &mut self.reading, |read| counter.add(read))?;
        let heads = self.reading.control.frontier.iter();
        self.touched.extend(heads.map(|head| head.stream.scope));
        self.tally.add_history(taking, &loaded, judge.decisions)?;
        Ok((loaded.upto, loaded.upto))
    }

    /// Merges the changes. Returns between which numbers of the log they lie.
    fn merge_changes(&mut self, taking: &mut TakingOver<'_>) -> Result<(i64, i64), CaseworkError> {
        let after = taking.read().log_end()?;
        self.merge_left_out(taking)?;
        while let Some(changes) = next_changes(&mut self.reading)? {
            let mut changes = changes.into_iter();
            loop {
                let batch = next_batch(&mut changes);
                if batch.is_empty() {
                    break;
                }
                let read = batch.len();
                let sorted = self.gate.sort(&taking.read(), batch)?;
                for (raw, reason) in &sorted.left_out {
                    self.leave_out(taking, raw, reason.code())?;
                }
                let merged = taking.merge(sorted.admitted)?;
                self.see(taking, &merged)?;
                self.counter.add(read)?;
            }
        }
        while let Some(merged) = taking.go_on()? {
            self.see(taking, &merged)?;
            self.counter.add(0)?;
        }
        Ok((after, taking.read().log_end()?))
    }

    fn see(&mut self, taking: &TakingOver<'_>, merged: &Merged) -> Result<(), CaseworkError> {
        for refused in &merged.plan.refused {
            self.leave_out(taking, &refused.raw, refusal_code(&refused.why))?;
        }
        self.lookout.see(&merged.plan);
        let scopes = merged.plan.apply.iter();
        self.touched
            .extend(scopes.map(|change| change.header.stream.scope));
        self.lost
            .extend(declared_in(&merged.plan.apply, self.roster));
        self.tally.add(taking, merged)
    }

    /// Keeps a change aside, as far as there is room, and counts it.
    fn leave_out(
        &mut self,
        taking: &TakingOver<'_>,
        raw: &RawChange,
        reason: &'static str,
    ) -> Result<(), CaseworkError> {
        self.tally.refuse(reason);
        if self.room_aside {
            self.room_aside = taking.arrival().leave_out(raw, reason, self.sender())?;
        }
        Ok(())
    }

    fn keep_attachments(&mut self, arrival: &Arrival<'_>) -> Result<(), CaseworkError> {
        while let Some(attachment) = self.reading.attachment()? {
            if let Some(reason) = keep(arrival, &self.file_scopes, &attachment)? {
                self.tally.refuse(reason);
            }
            self.counter.add(0)?;
        }
        Ok(())
    }

    /// Changes of the present life that this store did not know: it was put back or copied, and goes on under a new one.
    fn next_life(&self) -> Result<Option<NextLife>, CaseworkError> {
        let own_ahead = |noticed: &Noticed| noticed.sign == IncidentSign::OwnAhead;
        let ahead = self.lookout.noticed.iter().any(own_ahead);
        ahead.then(NextLife::begin).transpose()
    }

    fn report(&self, taking: &TakingOver<'_>) -> Result<ParcelPreview, CaseworkError> {
        let reading = &self.reading;
        let office = self.roster.office(reading.sender.office);
        Ok(ParcelPreview {
            office: office.map(|office| office.name.clone()).unwrap_or_default(),
            computer: reading.sender.label.clone(),
            number: number_of(reading),
            ..self.tally.report(&taking.read())?
        })
    }

    /// Writes what a bundle says beside its changes.
    fn note_the_rest(
        &self,
        taking: &TakingOver<'_>,
        heads: &[ChangeHash],
        next: Option<&NextLife>,
    ) -> Result<(), CaseworkError> {
        let (arrival, reading) = (taking.arrival(), &self.reading);
        let (sender, session) = (self.sender(), &reading.header.session);
        let wants = &reading.control.wants;
        let heard = arrival.hear(sender, session, number_of(reading), heads, wants)?;
        if heard != Belief::Older {
            arrival.set_setting(&wants_of(sender), &names(wants.iter().take(MOST_WANTS)))?;
            arrival.set_setting(&heads_of(sender), &names(heads.iter()))?;
        }
        arrival.note_missing(sender)?;
        arrival.forget_left_out_that_came()?;
        for change in &self.lost {
            arrival.declare_lost(change)?;
        }
        if let Some(word) = &self.word {
            word.keep(&arrival, heard)?;
        }
        if !self.lost.is_empty() {
            arrival.set_setting(missing::DUE, &names(self.lost.iter()))?;
        }
        let noticed = &self.lookout.noticed;
        if !noticed.is_empty() {
            let due = incidents::due_with(&taking.read(), noticed)?;
            arrival.set_setting(incidents::DUE, &due)?;
        }
        for (name, value) in next.iter().flat_map(|next| next.settings()) {
            arrival.set_setting(name, &value)?;
        }
        for signed in proving(reading) {
            arrival.keep_head_signature(&SignedHead {
                head: signed.head.hash,
                device: signed.device.into(),
                signature: signed.signature.to_vec(),
            })?;
        }
        if let RosterNews::Newer(roster) = &reading.roster {
            arrival.set_secret(ROSTER, roster.encode())?;
        }
        Ok(())
    }

    /// Notes the bundle as taken over; its report only the first time.
    fn note_receipt(
        &self,
        taking: &TakingOver<'_>,
        (after, upto): (i64, i64),
        now: u64,
        done: &ParcelPreview,
    ) -> Result<(), CaseworkError> {
        let (arrival, reading) = (taking.arrival(), &self.reading);
        let parcel = ParcelRecord {
            hash: reading.hash,
            sent: false,
            office: reading.sender.office.into(),
            device: self.sender(),
            number: number_of(reading),
            session: reading.header.session,
            changes: done.count.changes,
            at: now,
        };
        remember_taken(&arrival, &parcel, &reading.control.frontier)?;
        if taking.read().parcel(&reading.hash)?.is_some() {
            return Ok(());
        }
        let receipt = last::Kept {
            parcel: blake3::Hash::from(reading.hash).to_hex().to_string(),
            at: now,
            after,
            upto,
            preview: done.clone(),
            undone: false,
        };
        let receipt = serde_json::to_string(&receipt).map_err(goldaw_store::StoreError::from)?;
        arrival.set_setting(last::LAST, &receipt)?;
        Ok(arrival.note_parcel(&parcel)?)
    }
}

/// Does what follows once a bundle has been kept.
fn settle(
    session: &mut Session,
    newer: Option<Roster>,
    next: Option<NextLife>,
    touched: &BTreeSet<OfficeId>,
) -> Result<(), CaseworkError> {
    if let Some(roster) = newer {
        session.go_by(roster);
    }
    if let Some(next) = next {
        session.live_on(next)?;
    }
    session.settle_lost()?;
    session.settle_incidents()?;
    session.settle_transfers(Some(touched))?;
    session.keep_marker()
}

fn next_batch(changes: &mut impl Iterator<Item = RawChange>) -> Vec<RawChange> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH
        && bytes < BATCH_BYTES
        && let Some(change) = changes.next()
    {
        bytes += change.header.len() + change.payload.as_ref().map_or(0, Vec::len);
        batch.push(change);
    }
    batch
}

fn number_of(reading: &Reading<'_>) -> u32 {
    u32::try_from(reading.header.number).unwrap_or(u32::MAX)
}

fn names<'c>(changes: impl Iterator<Item = &'c ChangeHash>) -> String {
    let names: Vec<String> = changes.map(ToString::to_string).collect();
    names.join(" ")
}
