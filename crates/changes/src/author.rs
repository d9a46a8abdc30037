//! Writing an own change: predecessor, sequence and what was seen, from the log as it stands.
//!
//! The change is only bytes until it goes through [`crate::commit`], the same way as a change that arrives.

use crate::change::{Header, Payload, RawChange, StreamId};
use crate::format::FormatError;
use crate::frontier::unseen_heads;
use crate::hash::PayloadHash;
use crate::hlc::Hlc;
use crate::ledger::Ledger;
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
    /// The own stream has two heads: this store or a copy of it went two ways, and a new incarnation is due.
    #[error("the own stream is forked")]
    ForkedStream,
    /// The time given does not lie after the stream's last change.
    #[error("the time does not rise")]
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
/// # Errors
/// As listed at [`AuthorError`]; nothing is changed.
pub fn write_change<L: Ledger + ?Sized>(
    ledger: &L,
    authorship: Authorship,
    payload: &Payload,
) -> Result<RawChange, AuthorError<L::Error>> {
    let branches = ledger.branches().map_err(AuthorError::Ledger)?;
    let mut own = branches
        .iter()
        .filter(|branch| branch.stream == authorship.stream);
    let last = own.next();
    if own.next().is_some() {
        return Err(AuthorError::ForkedStream);
    }
    if let Some(branch) = last {
        let position = ledger.position(&branch.head).map_err(AuthorError::Ledger)?;
        if position.is_some_and(|position| position.hlc >= authorship.hlc) {
            return Err(AuthorError::TimeNotRising);
        }
    }
    let previous = last.map(|branch| branch.head);
    let header = Header {
        stream: authorship.stream,
        sequence: last.map_or(0, |branch| branch.head_sequence) + 1,
        previous,
        seen: unseen_heads(ledger, authorship.stream.scope, previous)
            .map_err(AuthorError::Ledger)?,
        hlc: authorship.hlc,
        author: authorship.author,
        office: authorship.office,
        role: authorship.role,
        program: authorship.program,
        payload_hash: PayloadHash([0; 32]),
        extra: Vec::new(),
    };
    Ok(RawChange::write(&header, payload)?)
}
