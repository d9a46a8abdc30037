//! What proves an author, found without holding a bundle's changes: the chains they form, and how far each is signed.
//!
//! A signature over a change covers all before it in its chain, so it may stand behind what it proves. The file is read once for the
//! headers alone; of a chain that comes in order nothing is remembered but its last change and how far it is covered. Only where a chain
//! branches off in the middle of another, or may be covered by a signature of an earlier bundle, the headers are read once more.

use crate::error::CaseworkError;
use crate::receive::at_once::next_changes;
use goldaw_bundle::{HeadSignature, Reading};
use goldaw_changes::{ChangeHash, Head, Header, RawChange, StreamId};
use goldaw_store::Reader;
use goldaw_trust::Roster;
use std::collections::{BTreeMap, BTreeSet};

/// The most runs of one bundle that are followed. Changes of further ones count as unproven and come again; an honest bundle has one run
/// for each chain and fork.
const MOST_RUNS: usize = 100_000;

/// Where a change stands in a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of its run: of changes each of which follows on the one before, in the order of the bundle.
    pub run: usize,
    /// How many of the run stand before it.
    pub at: u64,
}

/// The runs of a bundle, as far as it has been read. Reading it again gives the same places.
#[derive(Default)]
pub(super) struct Runs {
    last: BTreeMap<ChangeHash, usize>,
    runs: Vec<Run>,
}

struct Run {
    /// None after a change whose header cannot be read.
    stream: Option<StreamId>,
    length: u64,
    /// What the first change follows on.
    follows: Option<ChangeHash>,
}

impl Runs {
    /// Gives the next change its place; none beyond [`MOST_RUNS`].
    pub fn place(&mut self, hash: ChangeHash, header: Option<&Header>) -> Option<Place> {
        if let Some(run) = self.last.get(&hash) {
            // The same change once more.
            let at = self.runs[*run].length - 1;
            return Some(Place { run: *run, at });
        }
        let previous = header.and_then(|header| header.previous);
        if let Some(previous) = previous
            && let Some(number) = self.last.get(&previous).copied()
            && let run = &mut self.runs[number]
            && run
                .stream
                .is_none_or(|stream| Some(stream) == header.map(|header| header.stream))
        {
            self.last.remove(&previous);
            self.last.insert(hash, number);
            run.length += 1;
            return Some(Place {
                run: number,
                at: run.length - 1,
            });
        }
        if self.runs.len() == MOST_RUNS {
            return None;
        }
        let run = self.runs.len();
        self.runs.push(Run {
            stream: header.map(|header| header.stream),
            length: 1,
            follows: previous,
        });
        self.last.insert(hash, run);
        Some(Place { run, at: 0 })
    }
}

/// How far each run of a bundle is proven.
#[derive(Default)]
pub(super) struct Proofs {
    /// How many changes from the beginning of each run.
    covered: Vec<u64>,
    /// The change of another run on which a run follows.
    branches: Vec<Option<Place>>,
}

impl Proofs {
    /// Tells whether the change at a place is proven.
    pub fn cover(&self, place: Option<Place>) -> bool {
        place.is_some_and(|place| {
            self.covered
                .get(place.run)
                .is_some_and(|covered| place.at < *covered)
        })
    }

    /// Returns the change in the middle of another run on which a run follows.
    pub fn branch(&self, run: usize) -> Option<Place> {
        self.branches.get(run).copied().flatten()
    }

    /// Reads the headers of a bundle's changes. `again` begins to read the same bundle from the start; `seen` hears how many were read and
    /// says whether to go on.
    pub fn find<'s>(
        read: &Reader<'_>,
        roster: &Roster,
        reading: Reading<'s>,
        again: impl FnOnce() -> Result<Reading<'s>, CaseworkError>,
        mut seen: impl FnMut(usize) -> Result<(), CaseworkError>,
    ) -> Result<Proofs, CaseworkError> {
        let signed = heads_signed(&reading);
        let mut finding = Finding::default();
        each(reading, &mut seen, |hash, header| {
            finding.first(hash, header, is_signed(&signed, hash, header));
            Ok(())
        })?;
        if finding.leaves_open(|change| Ok(read.holds(change)?))? {
            each(again()?, &mut seen, |hash, header| {
                finding.second(hash, header, |header| {
                    kept_proof(read, roster, hash, header)
                })
            })?;
        }
        Ok(finding.finish())
    }

    /// Finds what proves changes that are in memory, from the signatures `signed` and from those that came before.
    pub fn find_in(
        read: &Reader<'_>,
        roster: &Roster,
        signed: &BTreeMap<ChangeHash, Head>,
        changes: &[RawChange],
    ) -> Result<Proofs, CaseworkError> {
        let headers = || {
            let read = |raw: &RawChange| (raw.hash(), raw.read_header().ok());
            changes.iter().map(read)
        };
        let mut finding = Finding::default();
        for (hash, header) in headers() {
            let fits = is_signed(signed, hash, header.as_ref());
            finding.first(hash, header.as_ref(), fits);
        }
        if finding.leaves_open(|change| Ok(read.holds(change)?))? {
            for (hash, header) in headers() {
                finding.second(hash, header.as_ref(), |header| {
                    kept_proof(read, roster, hash, header)
                })?;
            }
        }
        Ok(finding.finish())
    }
}

fn is_signed(
    signed: &BTreeMap<ChangeHash, Head>,
    hash: ChangeHash,
    header: Option<&Header>,
) -> bool {
    signed.get(&hash).zip(header).is_some_and(|(head, header)| {
        (head.stream, head.sequence) == (header.stream, header.sequence)
    })
}

/// Proofs as they are found.
#[derive(Default)]
struct Finding {
    runs: Runs,
    proofs: Proofs,
    /// What runs follow on and may stand in the middle of another run.
    middles: BTreeMap<ChangeHash, Vec<usize>>,
    /// The runs once more.
    again: Runs,
}

impl Finding {
    /// Looks at the next change of the first reading.
    fn first(&mut self, hash: ChangeHash, header: Option<&Header>, signed: bool) {
        let place = self.runs.place(hash, header);
        let runs = self.runs.runs.len();
        self.proofs.covered.resize(runs, 0);
        self.proofs.branches.resize(runs, None);
        if signed {
            self.covers(place);
        }
    }

    /// Tells whether the headers must be read once more: a run may follow on the middle of another, or its end is not covered. What
    /// follows on something held follows on nothing in the bundle that is in question, since all before it is held too.
    fn leaves_open(
        &mut self,
        mut held: impl FnMut(&ChangeHash) -> Result<bool, CaseworkError>,
    ) -> Result<bool, CaseworkError> {
        let mut open = false;
        for (number, run) in self.runs.runs.iter().enumerate() {
            open |= self.proofs.covered[number] < run.length;
            if let Some(follows) = run.follows
                && !held(&follows)?
            {
                self.middles.entry(follows).or_default().push(number);
            }
        }
        Ok(open || !self.middles.is_empty())
    }

    /// Looks at the next change of the second reading. `kept` tells whether a signature of an earlier bundle covers it.
    fn second(
        &mut self,
        hash: ChangeHash,
        header: Option<&Header>,
        kept: impl FnOnce(&Header) -> Result<bool, CaseworkError>,
    ) -> Result<(), CaseworkError> {
        let place = self.again.place(hash, header);
        if place.is_some() {
            for run in self.middles.get(&hash).into_iter().flatten() {
                self.proofs.branches[*run] = place;
            }
        }
        if let Some(header) = header
            && place.is_some()
            && !self.proofs.cover(place)
            && kept(header)?
        {
            self.covers(place);
        }
        Ok(())
    }

    fn covers(&mut self, place: Option<Place>) {
        if let Some(Place { run, at }) = place {
            let covered = &mut self.proofs.covered[run];
            *covered = (*covered).max(at + 1);
        }
    }

    /// What is proven in a run proves what it follows on.
    fn finish(mut self) -> Proofs {
        let (runs, covered) = (&self.runs.runs, &mut self.proofs.covered);
        let mut proven: Vec<usize> = (0..runs.len()).filter(|run| covered[*run] > 0).collect();
        while let Some(run) = proven.pop() {
            if let Some(on) = self.proofs.branches[run]
                && runs[run].stream == runs[on.run].stream
                && covered[on.run] <= on.at
            {
                covered[on.run] = on.at + 1;
                proven.push(on.run);
            }
        }
        self.proofs
    }
}

/// Returns the heads of which a signature in the bundle proves something.
pub(super) fn heads_signed(reading: &Reading<'_>) -> BTreeMap<ChangeHash, Head> {
    proving(reading)
        .map(|signature| (signature.head.hash, signature.head))
        .collect()
}

/// Returns the signatures of a bundle that prove something.
pub(super) fn proving<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = &'r HeadSignature> {
    let doubted: BTreeSet<&[u8; 64]> = reading
        .unproven
        .iter()
        .map(|(signature, _)| &signature.signature)
        .collect();
    let signatures = reading.head_signatures.iter();
    signatures.filter(move |signature| !doubted.contains(&signature.signature))
}

/// Reads a bundle to its end, its changes one group in memory at a time. What was seen counts only when the end agrees: places alone are
/// remembered, so they must be those of the very bundle that is taken over.
fn each(
    mut reading: Reading<'_>,
    seen: &mut impl FnMut(usize) -> Result<(), CaseworkError>,
    mut look: impl FnMut(ChangeHash, Option<&Header>) -> Result<(), CaseworkError>,
) -> Result<(), CaseworkError> {
    while let Some(changes) = next_changes(&mut reading)? {
        for raw in &changes {
            look(raw.hash(), raw.read_header().ok().as_ref())?;
        }
        seen(changes.len())?;
    }
    while reading.attachment()?.is_some() {
        seen(0)?;
    }
    Ok(reading.finish()?)
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
#[path = "proof_tests.rs"]
mod tests;
