//! The other offices as the centre sees them: who has been silent, who waits for an answer.

use crate::cards::OfficeCard;
use crate::error::CaseworkError;
use crate::exchange::{Addressee, carriers};
use crate::refusal::Nothing;
use crate::session::Session;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An office that exchanges bundles with this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OfficeLine {
    /// The office.
    pub office: OfficeCard,
    /// Its computers, by name.
    pub computers: Vec<String>,
    /// When its last bundle was taken over, `YYYY-MM-DDTHH:MM`.
    pub last_received_at: Option<String>,
    /// Whole days since then.
    pub silent_days: Option<u32>,
    /// Changes it has not confirmed to hold.
    pub waiting: u32,
    /// It sent a bundle that has not been answered.
    pub answer_due: bool,
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Returns the offices this one exchanges bundles with, the longest silent first.
pub fn offices(session: &mut Session, _: Nothing) -> Result<Vec<OfficeLine>, CaseworkError> {
    let mut addressees = carriers(session, Nothing {})?.addressees;
    addressees.retain(|office| office.id != session.office().id);
    let (received, sent) = (
        session.read().parcels(false, 10_000)?,
        session.read().parcels(true, 10_000)?,
    );
    let mut lines = Vec::new();
    for office in addressees {
        let addressee = Addressee::of(session, Some(office.id))?;
        let last_received = received
            .iter()
            .filter(|parcel| parcel.office == office.id)
            .map(|parcel| parcel.at)
            .max();
        let last_sent = sent
            .iter()
            .filter(|parcel| parcel.office == office.id)
            .map(|parcel| parcel.at)
            .max();
        let spread = session.read().spread(
            addressee.scopes(),
            &addressee.holds(session)?,
            &Default::default(),
        )?;
        let computers = session.roster().map(|roster| {
            roster
                .devices_of(office.id.uuid())
                .map(|device| device.label.clone())
                .collect()
        });
        lines.push(OfficeLine {
            computers: computers.unwrap_or_default(),
            last_received_at: last_received.map(|at| session.local(at)),
            silent_days: last_received.map(|at| {
                u32::try_from(session.now().saturating_sub(at) / DAY_MS).unwrap_or(u32::MAX)
            }),
            waiting: spread.only_here,
            answer_due: last_received
                .is_some_and(|received| last_sent.is_none_or(|sent| sent < received)),
            office,
        });
    }
    lines.sort_by_key(|line| (line.last_received_at.clone(), line.office.code.clone()));
    Ok(lines)
}
