//! Which of a bundle's changes are taken: the one place that says who may bring what, who may write where, and what proves an author.
//!
//! A bundle is signed by whoever packed it. That says nothing about who wrote a change in it, so every change must be covered by a
//! signature of its own computer over a later head of the same chain. What is not taken now is not kept: the sender does not hear it
//! confirmed and brings it again, perhaps with its proof.

use crate::error::CaseworkError;
use crate::exchange::{between, takes_part};
use crate::session::Session;
use goldaw_bundle::{HeadSignature, Opened};
use goldaw_changes::{ChangeHash, Head, Header, Operation, RawChange, StreamId};
use goldaw_domain::ids::{OfficeId, RecordId, SHARED_SCOPE};
use goldaw_domain::records::Worker;
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::Reader;
use goldaw_trust::{Roster, RosterDevice};
use std::collections::{BTreeMap, BTreeSet};

/// Why a change is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Sorts a bundle's changes into those to merge and why the others are not.
///
/// `roster` is the list that counts once the bundle is taken over. What comes after a change in its chain shares its fate.
pub(crate) fn admit(
    session: &Session,
    roster: &Roster,
    opened: &Opened,
    changes: Vec<RawChange>,
) -> Result<(Vec<RawChange>, Vec<NotTaken>), CaseworkError> {
    let proven = proven(&session.read(), roster, opened, &changes)?;
    let side = Side::of(session, roster, opened);
    let mut admitted = Vec::with_capacity(changes.len());
    let mut left_out: BTreeMap<ChangeHash, NotTaken> = BTreeMap::new();
    for raw in changes {
        let hash = raw.hash();
        let reason = match raw.read_header() {
            Err(_) => Some(NotTaken::Unreadable),
            Ok(header) => match header.previous.and_then(|before| left_out.get(&before)) {
                Some(reason) => Some(*reason),
                None => {
                    side.reason_against(&session.read(), &header, &raw, proven.contains(&hash))?
                }
            },
        };
        match reason {
            None => admitted.push(raw),
            Some(reason) => {
                left_out.insert(hash, reason);
            }
        }
    }
    Ok((admitted, left_out.into_values().collect()))
}

/// The two ends of a bundle, as far as they decide who may bring what.
struct Side<'a> {
    roster: &'a Roster,
    centre: OfficeId,
    /// Whose changes travel between the two ends; empty when they have nothing to do with each other.
    between: BTreeSet<OfficeId>,
    from_the_centre: bool,
}

impl<'a> Side<'a> {
    fn of(session: &Session, roster: &'a Roster, opened: &Opened) -> Side<'a> {
        let centre = OfficeId::from(roster.centre_device().office);
        let sender = OfficeId::from(opened.sender.office);
        Side {
            roster,
            centre,
            between: between(roster, session.office().id, sender),
            from_the_centre: sender == centre,
        }
    }

    fn reason_against(
        &self,
        read: &Reader<'_>,
        header: &Header,
        raw: &RawChange,
        proven: bool,
    ) -> Result<Option<NotTaken>, CaseworkError> {
        let scope = header.stream.scope;
        let writer = self.roster.device(header.stream.device.uuid());
        let (Some(writer), true) = (writer, self.between.contains(&scope)) else {
            return Ok(Some(NotTaken::Foreign));
        };
        if scope != SHARED_SCOPE && !takes_part(self.roster, writer.office.into(), scope) {
            return Ok(Some(NotTaken::Foreign));
        }
        // What a revoked computer had proven the centre holds already; from anybody else it would be news.
        if writer.revoked_after.is_some() && !(proven && self.from_the_centre) {
            return Ok(Some(NotTaken::Revoked));
        }
        if !proven {
            return Ok(Some(NotTaken::Unproven));
        }
        // What the centre passes on it has judged already.
        let judged = scope != SHARED_SCOPE || self.from_the_centre;
        if !judged && !may_write_shared(read, self.centre, writer, raw)? {
            return Ok(Some(NotTaken::NotTheirs));
        }
        Ok(None)
    }
}

/// Tells whether a computer may write a change of what all offices share.
///
/// The centre may write all of it. Any other computer: its own record, its office's, and workers of its office, new ones or those that
/// belong to it already. What this version cannot read, another one must judge.
fn may_write_shared(
    read: &Reader<'_>,
    centre: OfficeId,
    writer: &RosterDevice,
    raw: &RawChange,
) -> Result<bool, CaseworkError> {
    if OfficeId::from(writer.office) == centre {
        return Ok(true);
    }
    let Ok(Some(payload)) = raw.read_payload() else {
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
        if !is_theirs(read, writer, *record, kind, fields)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_theirs(
    read: &Reader<'_>,
    writer: &RosterDevice,
    record: RecordId,
    kind: &str,
    fields: &Fields,
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
            let known = read.document(record)?;
            let belongs = known.is_none_or(|document| {
                document
                    .read::<Worker>()
                    .is_some_and(|worker| worker.office == Some(office))
            });
            belongs && names_office(office)
        }
        _ => false,
    })
}

/// Returns the changes that a signature of their own computer covers: the one it signed, and all before it in its chain.
fn proven(
    read: &Reader<'_>,
    roster: &Roster,
    opened: &Opened,
    changes: &[RawChange],
) -> Result<BTreeSet<ChangeHash>, CaseworkError> {
    let headers: BTreeMap<ChangeHash, Header> = changes
        .iter()
        .filter_map(|raw| Some((raw.hash(), raw.read_header().ok()?)))
        .collect();
    let mut signed: BTreeSet<ChangeHash> = opened
        .contents
        .head_signatures
        .iter()
        .filter(|signature| {
            let doubted = |(doubted, _): &(HeadSignature, _)| doubted == *signature;
            !opened.unproven.iter().any(doubted)
        })
        .filter(|signature| fits(&headers, &signature.head))
        .map(|signature| signature.head.hash)
        .collect();
    for (hash, header) in &headers {
        if !signed.contains(hash) && kept_proof(read, roster, *hash, header)? {
            signed.insert(*hash);
        }
    }
    let mut proven = BTreeSet::new();
    for head in signed {
        let mut next = Some(head);
        let mut stream: Option<StreamId> = None;
        while let Some((hash, header)) = next.and_then(|hash| Some((hash, headers.get(&hash)?))) {
            if stream.is_some_and(|stream| stream != header.stream) || !proven.insert(hash) {
                break;
            }
            stream = Some(header.stream);
            next = header.previous;
        }
    }
    Ok(proven)
}

/// Tells whether a signed head says of a change what the change says of itself.
fn fits(headers: &BTreeMap<ChangeHash, Header>, head: &Head) -> bool {
    headers
        .get(&head.hash)
        .is_some_and(|header| header.stream == head.stream && header.sequence == head.sequence)
}

/// Tells whether a signature that came with an earlier bundle proves a change by the list that counts now.
fn kept_proof(
    read: &Reader<'_>,
    roster: &Roster,
    hash: ChangeHash,
    header: &Header,
) -> Result<bool, CaseworkError> {
    let Some(kept) = read.head_signature(&hash)? else {
        return Ok(false);
    };
    let Ok(signature) = kept.signature.as_slice().try_into() else {
        return Ok(false);
    };
    let signature = HeadSignature {
        head: Head {
            stream: header.stream,
            sequence: header.sequence,
            hash,
        },
        device: kept.device.uuid(),
        signature,
    };
    Ok(matches!(signature.doubt(roster), Ok(None)))
}

#[cfg(test)]
#[path = "admission_tests.rs"]
mod tests;
