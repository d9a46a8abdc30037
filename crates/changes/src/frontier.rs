//! What is held here, what a peer holds, and what an author had not seen yet.
//!
//! A frontier is always computed from what is held, never copied from a message.

use crate::change::StreamId;
use crate::clock::{BranchNumber, Clock};
use crate::hash::ChangeHash;
use crate::ledger::{Ledger, Position};
use goldaw_domain::ids::OfficeId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The end of a chain held without a gap. A forked stream has one for each branch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The stream.
    pub stream: StreamId,
    /// Sequence of the last change held; an address for people, the hash is what counts.
    pub sequence: u64,
    /// The last change held.
    pub hash: ChangeHash,
}

/// Lists the heads of everything held, all scopes, sorted by stream.
///
/// # Errors
/// Only those of the ledger.
pub fn frontier<L: Ledger + ?Sized>(ledger: &L) -> Result<Vec<Head>, L::Error> {
    let mut heads: Vec<Head> = ledger
        .branches()?
        .into_iter()
        .map(|branch| Head {
            stream: branch.stream,
            sequence: branch.head_sequence,
            hash: branch.head,
        })
        .collect();
    heads.sort_unstable();
    Ok(heads)
}

/// Computes what a peer holds of our log from the heads it acknowledged, which are all its heads: everything those changes had seen.
///
/// A change must be sent to it when [`Clock::covers`] says no to its position. Hashes we do not hold are ignored: the peer is ahead there.
///
/// `lacking` are the changes it asks for by name. When we hold one, the peer has gone on without what others name, because it was declared
/// lost. Then a head speaks for its own stream alone, and after a gap for nothing, because what lies before the gap has a head of its own
/// there: too little may be believed, which costs a second sending.
///
/// # Errors
/// Only those of the ledger.
pub fn peer_holds<L: Ledger + ?Sized>(
    ledger: &L,
    acknowledged: &[ChangeHash],
    lacking: &[ChangeHash],
) -> Result<Clock, L::Error> {
    let mut gaps: Vec<Position> = Vec::new();
    for hash in lacking {
        gaps.extend(ledger.position(hash)?);
    }
    if !gaps.is_empty() {
        return own_streams(ledger, acknowledged, &gaps);
    }
    let mut held = Clock::new();
    for hash in acknowledged {
        if let Some(position) = ledger.position(hash)?
            && !held.covers(position.branch, position.sequence)
        {
            held.join(&ledger.clock(hash)?);
        }
    }
    Ok(held)
}

fn own_streams<L: Ledger + ?Sized>(
    ledger: &L,
    acknowledged: &[ChangeHash],
    gaps: &[Position],
) -> Result<Clock, L::Error> {
    let streams: BTreeMap<BranchNumber, StreamId> = ledger
        .branches()?
        .into_iter()
        .map(|branch| (branch.number, branch.stream))
        .collect();
    let mut held: BTreeMap<BranchNumber, u64> = BTreeMap::new();
    for hash in acknowledged {
        let Some(position) = ledger.position(hash)? else {
            continue;
        };
        let stream = streams.get(&position.branch);
        for (branch, sequence) in ledger.clock(hash)?.entries() {
            let after_a_gap = gaps
                .iter()
                .any(|gap| gap.branch == branch && gap.sequence <= sequence);
            if streams.get(&branch) == stream && !after_a_gap {
                let held = held.entry(branch).or_default();
                *held = sequence.max(*held);
            }
        }
    }
    Ok(held.into_iter().collect())
}

/// Lists the heads in a scope that an author whose last change is `previous` has not seen, for the next header's `seen`.
///
/// Sorted and as few as possible: a head that another listed head has seen is left out.
///
/// # Errors
/// Only those of the ledger.
pub fn unseen_heads<L: Ledger + ?Sized>(
    ledger: &L,
    scope: OfficeId,
    previous: Option<ChangeHash>,
) -> Result<Vec<ChangeHash>, L::Error> {
    let known = match previous {
        Some(previous) => ledger.clock(&previous)?,
        None => Clock::new(),
    };
    let mut unseen = Vec::new();
    for branch in ledger.branches()? {
        if branch.stream.scope == scope && !known.covers(branch.number, branch.head_sequence) {
            unseen.push((branch, ledger.clock(&branch.head)?));
        }
    }
    let mut heads: Vec<ChangeHash> = unseen
        .iter()
        .filter(|(branch, _)| {
            !unseen.iter().any(|(other, clock)| {
                other.number != branch.number && clock.covers(branch.number, branch.head_sequence)
            })
        })
        .map(|(branch, _)| branch.head)
        .collect();
    heads.sort_unstable();
    Ok(heads)
}
