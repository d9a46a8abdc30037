//! When a bundle brings the whole history in place of changes one by one: to computers that hold little, within the own office or from the
//! centre.
//!
//! What the other side holds follows from what it said and from nothing else, so a history that is lost on the way or passed over by an
//! earlier program is only sent again, as a history or change by change. Whether it is taken at once or one by one the receiver decides.

use crate::attachments::heads_of;
use crate::error::CaseworkError;
use crate::exchange::addressee::Addressee;
use crate::session::Session;
use goldaw_bundle::HeadSignature;
use goldaw_changes::Head;
use goldaw_domain::ids::DeviceId;
use goldaw_store::TAKES_HISTORIES;
use goldaw_store::exchange::Outgoing;
use goldaw_store::snapshot::Snapshot;
use goldaw_trust::Roster;

/// Changes below which one by one is as quick.
const WORTH: usize = 500;
/// Changes a computer may hold to be still new.
const LITTLE: u32 = 1_000;

/// Returns the whole history in place of the changes that are to be handed over, when the other side has most of it still before it.
pub(super) fn whole_history(
    session: &mut Session,
    addressee: &Addressee,
    changes: &[Outgoing],
) -> Result<Option<Snapshot>, CaseworkError> {
    let Some(roster) = session.roster() else {
        return Ok(None);
    };
    let own = session.office().id;
    let from_the_centre = roster.centre_device().office == own.uuid();
    if changes.len() < WORTH || !(from_the_centre || addressee.id() == own) {
        return Ok(None);
    }
    let held = addressee.holds(session)?;
    let held = session
        .read()
        .spread(addressee.scopes(), &held, &Default::default())?;
    if held.confirmed > LITTLE || !all_take_histories(session, addressee)? {
        return Ok(None);
    }
    for head in session.read().frontier()? {
        if addressee.scopes().contains(&head.stream.scope)
            && !is_proven(session, roster, from_the_centre, head)?
        {
            return Ok(None);
        }
    }
    let scopes = addressee.scopes().to_vec();
    Ok(session.store_mut().snapshot(&scopes)?)
}

/// Tells whether every computer that has spoken would understand a history. One that has not is sent one: it says what it holds afterwards.
fn all_take_histories(session: &Session, addressee: &Addressee) -> Result<bool, CaseworkError> {
    let read = session.read();
    for public in &addressee.devices {
        let device = DeviceId::from(public.device);
        let spoken = read.setting(&heads_of(device))?.is_some();
        if !may_be_sent_one(spoken, read.program_of(device)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Tells whether a computer may be sent a history, given whether it has spoken and which program wrote its latest change here. One that would
/// pass over it, and whose word says so again and again, would get nothing else for ever.
fn may_be_sent_one(spoken: bool, program: Option<u32>) -> bool {
    !spoken || program.is_some_and(|program| program >= TAKES_HISTORIES)
}

/// Tells whether a signature that goes along proves a head to whoever gets it from here.
fn is_proven(
    session: &Session,
    roster: &Roster,
    from_the_centre: bool,
    head: Head,
) -> Result<bool, CaseworkError> {
    let writer = head.stream.device;
    if writer == session.device() {
        return Ok(true);
    }
    let revoked = roster
        .device(writer.uuid())
        .is_none_or(|device| device.revoked_after.is_some());
    let Some(kept) = session.read().head_signature(&head.hash)? else {
        return Ok(false);
    };
    let Ok(signature) = kept.signature.as_slice().try_into() else {
        return Ok(false);
    };
    let signature = HeadSignature {
        head,
        device: kept.device.uuid(),
        signature,
    };
    // What a revoked computer had proven only the centre brings.
    Ok((from_the_centre || !revoked) && matches!(signature.doubt(roster), Ok(None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_program_is_sent_a_history_only_until_it_has_spoken() {
        for program in [None, Some(1), Some(TAKES_HISTORIES), Some(99)] {
            assert!(may_be_sent_one(false, program));
            let takes = program >= Some(TAKES_HISTORIES);
            assert_eq!(may_be_sent_one(true, program), takes, "{program:?}");
        }
    }
}
