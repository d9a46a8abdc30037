//! Writing an own change: predecessor, sequence and what was seen, from the log as it stands.
//!
//! The change is only bytes until it goes through [`crate::commit`], the same way as a change that arrives.

use crate::change::{Header, Payload, RawChange, StreamId};
use crate::columns::salted;
use crate::format::FormatError;
use crate::frontier::unseen_heads;
use crate::hash::PayloadHash;
use crate::hlc::Hlc;
use crate::ledger::{Branch, Ledger};
use goldaw_domain::ids::{OfficeId, WorkerId};

/// Who writes, when, and in which stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authorship {
    /// The own stream of the scope written in.
    pub stream: StreamId,
    /// The time, from [`Hlc::next`].
    pub hlc: Hlc,
    /// The worker.
    pub author: WorkerId,
    /// The office the worker acts for.
    pub office: OfficeId,
    /// Code of the role the worker acts in.
    pub role: String,
    /// Number of this program version.
    pub program: u32,
}

/// Why a change could not be written.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError<E> {
    /// The stream has reached the largest time there is.
    #[error("the time cannot rise any more")]
    TimeNotRising,
    /// The content does not fit the format.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The log could not be read.
    #[error("the log could not be read")]
    Ledger(E),
}

/// Writes the next change of a stream, which has seen everything applied in its scope.
///
/// A time that does not lie after the stream's last change is raised until it does: own changes that come back after a restore can
/// be later than a wall clock that was put right since, and the worker must still be able to save. For the same reason a forked
/// stream is written on, after its later head; [`is_forked`] tells that a new incarnation is due.
///
/// # Errors
/// As listed at [`AuthorError`]; nothing is changed.
pub fn write_change<L: Ledger + ?Sized>(
    ledger: &L,
    authorship: Authorship,
    payload: &Payload,
) -> Result<RawChange, AuthorError<L::Error>> {
    let header = next_header(ledger, authorship)?;
    Ok(RawChange::write(&header, payload)?)
}

/// Writes the next change of a stream as [`write_change`] does, with the salt that belongs to it in a run of salts; the salt the payload
/// comes with does not count. Who keeps `seed`, and for how long, stands at [`crate::columns::SaltRun`].
///
/// # Errors
/// As listed at [`AuthorError`]; nothing is changed.
pub fn write_change_in_run<L: Ledger + ?Sized>(
    ledger: &L,
    authorship: Authorship,
    payload: Payload,
    seed: &[u8; 16],
) -> Result<RawChange, AuthorError<L::Error>> {
    let header = next_header(ledger, authorship)?;
    let payload = salted(payload, seed, &header.stream, header.sequence)?;
    Ok(RawChange::write(&header, &payload)?)
}

fn next_header<L: Ledger + ?Sized>(
    ledger: &L,
    authorship: Authorship,
) -> Result<Header, AuthorError<L::Error>> {
    let mut last: Option<(Hlc, Branch)> = None;
    for branch in ledger.branches().map_err(AuthorError::Ledger)? {
        if branch.stream == authorship.stream {
            let position = ledger.position(&branch.head).map_err(AuthorError::Ledger)?;
            let hlc = position.map_or(Hlc::ZERO, |position| position.hlc);
            if last.is_none_or(|(time, other)| (time, other.head) < (hlc, branch.head)) {
                last = Some((hlc, branch));
            }
        }
    }
    let hlc = match last {
        Some((time, _)) if time >= authorship.hlc => {
            Hlc::next(time, authorship.hlc.ms()).ok_or(AuthorError::TimeNotRising)?
        }
        _ => authorship.hlc,
    };
    let previous = last.map(|(_, branch)| branch.head);
    Ok(Header {
        stream: authorship.stream,
        sequence: last.map_or(0, |(_, branch)| branch.head_sequence) + 1,
        previous,
        seen: unseen_heads(ledger, authorship.stream.scope, previous)
            .map_err(AuthorError::Ledger)?,
        hlc,
        author: authorship.author,
        office: authorship.office,
        role: authorship.role,
        program: authorship.program,
        payload_hash: PayloadHash([0; 32]),
        extra: Vec::new(),
    })
}

/// Tells whether a stream went two ways: this store or a copy of it wrote on from an old state, and a new incarnation is due.
///
/// # Errors
/// Only those of the ledger.
pub fn is_forked<L: Ledger + ?Sized>(ledger: &L, stream: &StreamId) -> Result<bool, L::Error> {
    Ok(ledger
        .branches()?
        .iter()
        .filter(|branch| branch.stream == *stream)
        .count()
        > 1)
}
