//! Which of a bundle's changes are taken: the one place that says who may bring what, who may write where, and what proves an author.
//!
//! A bundle is signed by whoever packed it. That says nothing about who wrote a change in it, so every change must be covered by a
//! signature of its own computer over a later head of the same chain (`proof`). What is not taken now is kept aside (`left_out`): the sender does
//! not hear it confirmed and brings it again, perhaps with its proof.

use crate::error::CaseworkError;
use crate::exchange::{between, takes_part};
use crate::receive::proof::{Place, Proofs, Runs};
use crate::session::Session;
use goldaw_changes::{Header, Operation, Payload, RawChange, StreamId};
use goldaw_domain::ids::{OfficeId, RecordId, SHARED_SCOPE};
use goldaw_domain::records::Worker;
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::{Document, Reader};
use goldaw_trust::{Roster, RosterDevice};
use std::collections::{BTreeMap, BTreeSet};

/// Why a change is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NotTaken {
    /// Its header cannot be read.
    Unreadable,
    /// This sender may not bring it, or nobody knows who wrote it.
    Foreign,
    /// No signature of its own computer covers it yet.
    Unproven,
    /// Its computer was taken off the list, and it is not among what was proven before.
    Revoked,
    /// It writes what all share and only others may write.
    NotTheirs,
}

impl NotTaken {
    /// Returns the code of the sentence `refused-CODE`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            NotTaken::Unreadable => "change-unreadable",
            NotTaken::Foreign => "change-foreign",
            NotTaken::Unproven => "change-unproven",
            NotTaken::Revoked => "change-revoked",
            NotTaken::NotTheirs => "change-not-theirs",
        }
    }
}

/// Sorts a bundle's changes, as they come, into those to merge and why the others are not.
pub(crate) struct Gate<'a> {
    side: Side<'a>,
    proofs: &'a Proofs,
    runs: Runs,
    /// From which change on a run is left out.
    left_out: BTreeMap<usize, (u64, NotTaken)>,
}

/// Changes sorted.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    /// Those to merge.
    pub admitted: Vec<RawChange>,
    /// The others, and why.
    pub left_out: Vec<(RawChange, NotTaken)>,
}

impl<'a> Gate<'a> {
    pub fn new(side: Side<'a>, proofs: &'a Proofs) -> Gate<'a> {
        Gate {
            side,
            proofs,
            runs: Runs::default(),
            left_out: BTreeMap::new(),
        }
    }

    /// Sorts the next changes. What comes after a change in its chain shares its fate.
    pub fn sort(
        &mut self,
        read: &Reader<'_>,
        changes: Vec<RawChange>,
    ) -> Result<Sorted, CaseworkError> {
        let mut sorted = Sorted {
            admitted: Vec::with_capacity(changes.len()),
            left_out: Vec::new(),
        };
        for raw in changes {
            match self.reason_against(read, &raw)? {
                None => sorted.admitted.push(raw),
                Some(reason) => sorted.left_out.push((raw, reason)),
            }
        }
        Ok(sorted)
    }

    fn reason_against(
        &mut self,
        read: &Reader<'_>,
        raw: &RawChange,
    ) -> Result<Option<NotTaken>, CaseworkError> {
        let (hash, header) = (raw.hash(), raw.read_header().ok());
        let place = self.runs.place(hash, header.as_ref());
        if let Some(reason) = place.and_then(|place| self.fate(place)) {
            return Ok(Some(reason));
        }
        let reason = match &header {
            None => Some(NotTaken::Unreadable),
            Some(header) => {
                let proven = self.proofs.cover(place);
                match self.side.reason_against(read, header, raw, proven)? {
                    // What is here was proven when it came.
                    Some(NotTaken::Unproven) if read.holds(&hash)? => None,
                    reason => reason,
                }
            }
        };
        if let (Some(place), Some(reason)) = (place, reason) {
            self.left_out.insert(place.run, (place.at, reason));
        }
        Ok(reason)
    }

    /// Returns why what a change follows on was left out.
    fn fate(&self, place: Place) -> Option<NotTaken> {
        let of_run = |place: Place| {
            let (from, reason) = self.left_out.get(&place.run)?;
            (place.at >= *from).then_some(*reason)
        };
        of_run(place).or_else(|| of_run(self.proofs.branch(place.run)?))
    }
}

/// The two ends of a bundle, as far as they decide who may bring what.
pub(crate) struct Side<'a> {
    roster: &'a Roster,
    pub centre: OfficeId,
    /// Whose changes travel between the two ends; empty when they have nothing to do with each other.
    between: BTreeSet<OfficeId>,
    pub from_the_centre: bool,
}

impl<'a> Side<'a> {
    /// `roster` is the list that counts once the bundle is taken over.
    pub fn of(session: &Session, roster: &'a Roster, sender: OfficeId) -> Side<'a> {
        let centre = OfficeId::from(roster.centre_device().office);
        Side {
            roster,
            centre,
            between: between(roster, session.office().id, sender),
            from_the_centre: sender == centre,
        }
    }

    /// Returns the computer of a stream, as the list knows it.
    pub fn writer(&self, stream: &StreamId) -> Option<&'a RosterDevice> {
        self.roster.device(stream.device.uuid())
    }

    /// Returns why nothing of a stream is taken, as far as it is proven.
    pub fn reason_against_stream(&self, stream: &StreamId, proven: bool) -> Option<NotTaken> {
        let scope = stream.scope;
        let (Some(writer), true) = (self.writer(stream), self.between.contains(&scope)) else {
            return Some(NotTaken::Foreign);
        };
        if scope != SHARED_SCOPE && !takes_part(self.roster, writer.office.into(), scope) {
            return Some(NotTaken::Foreign);
        }
        // What a revoked computer had proven the centre holds already; from anybody else it would be news.
        if writer.revoked_after.is_some() && !(proven && self.from_the_centre) {
            return Some(NotTaken::Revoked);
        }
        (!proven).then_some(NotTaken::Unproven)
    }

    fn reason_against(
        &self,
        read: &Reader<'_>,
        header: &Header,
        raw: &RawChange,
        proven: bool,
    ) -> Result<Option<NotTaken>, CaseworkError> {
        if let Some(reason) = self.reason_against_stream(&header.stream, proven) {
            return Ok(Some(reason));
        }
        // What the centre passes on it has judged already.
        let judged = header.stream.scope != SHARED_SCOPE || self.from_the_centre;
        let Some(writer) = self.writer(&header.stream).filter(|_| !judged) else {
            return Ok(None);
        };
        let payload = raw.read_payload().unwrap_or_default();
        let office_of = |worker| Ok(read.document(worker)?.map(|known| belongs(&known)));
        let theirs = may_write_shared(self.centre, writer, payload.as_ref(), office_of)?;
        Ok((!theirs).then_some(NotTaken::NotTheirs))
    }
}

/// Returns the office a worker belongs to; none when the record is no worker's.
pub(super) fn belongs(worker: &Document) -> Option<OfficeId> {
    worker.read::<Worker>()?.office
}

/// Tells whether a computer may write a change of what all offices share.
///
/// The centre may write all of it. Any other computer: its own record, its office's, and workers of its office, new ones or those that
/// belong to it already: `office_of` knows of a worker who is here the office. What this version cannot read, another one must judge.
pub(super) fn may_write_shared(
    centre: OfficeId,
    writer: &RosterDevice,
    payload: Option<&Payload>,
    office_of: impl Fn(RecordId) -> Result<Option<Option<OfficeId>>, CaseworkError>,
) -> Result<bool, CaseworkError> {
    if OfficeId::from(writer.office) == centre {
        return Ok(true);
    }
    let Some(payload) = payload else {
        return Ok(false);
    };
    for operation in &payload.operations {
        let Operation::Write {
            record,
            kind,
            fields,
        } = operation
        else {
            return Ok(false);
        };
        if !is_theirs(writer, *record, kind, fields, &office_of)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_theirs(
    writer: &RosterDevice,
    record: RecordId,
    kind: &str,
    fields: &Fields,
    office_of: impl Fn(RecordId) -> Result<Option<Option<OfficeId>>, CaseworkError>,
) -> Result<bool, CaseworkError> {
    let office = OfficeId::from(writer.office);
    let names_office = |office: OfficeId| {
        fields
            .get("office")
            .is_none_or(|named| named.as_str() == Some(office.to_string().as_str()))
    };
    Ok(match kind.parse() {
        Ok(RecordKind::Office) => record == office.into(),
        Ok(RecordKind::Device) => record.uuid() == writer.public.device && names_office(office),
        Ok(RecordKind::Worker) => {
            let known = office_of(record)?;
            known.is_none_or(|known| known == Some(office)) && names_office(office)
        }
        _ => false,
    })
}

#[cfg(test)]
#[path = "admission_tests.rs"]
mod tests;
