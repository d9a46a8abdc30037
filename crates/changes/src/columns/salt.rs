//! Salts of a run of changes, derived from one seed, so that a bundle carries the seed instead of sixteen bytes a change.
//!
//! Why this hides an erased payload as well as sixteen bytes drawn for it alone, and who must forget the seed when, stands in
//! docs/decisions/0013-salt-runs.md. The format of a change knows nothing of runs: a derived salt is a salt.

use super::split::Split;
use crate::change::{Payload, StreamId};
use crate::format::{FormatError, encode_payload};
use std::collections::HashMap;

/// BLAKE3 key-derivation context of salts; part of the format, never to be edited.
const CONTEXT: &str = "goldaw 2026-11-25 payload salt v1";
/// Seeds in one run of columns, at most: each is tried on every change it might have salted.
pub(super) const MOST_SEEDS: usize = 64;
/// Where the salt stands in a payload's bytes: after the heads of array, format number and byte string.
const SALT: std::ops::Range<usize> = 3..19;

/// Changes of one stream whose salts come from one seed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SaltRun {
    /// The stream.
    pub stream: StreamId,
    /// Sequence of the first change.
    pub first: u64,
    /// Sequence of the last change.
    pub last: u64,
    /// Sixteen random bytes, known to whoever may read every payload of the run, and forgotten with the first that is erased.
    pub seed: [u8; 16],
}

/// Returns a payload with the salt that belongs to it in a run; the salt it comes with does not count.
///
/// The content takes part, so that two histories that went apart after a restored backup never share a salt for different payloads.
///
/// # Errors
/// A [`FormatError`] when the payload does not fit the format.
pub fn salted(
    payload: Payload,
    seed: &[u8; 16],
    stream: &StreamId,
    sequence: u64,
) -> Result<Payload, FormatError> {
    let bytes = encode_payload(&payload)?;
    let salt = derived(seed, stream, sequence, &bytes).ok_or(FormatError::Malformed("salt"))?;
    Ok(Payload { salt, ..payload })
}

/// Derives the salt of a payload's bytes; what stands in its place does not count. None when the bytes hold no salt.
pub(super) fn derived(
    seed: &[u8; 16],
    stream: &StreamId,
    sequence: u64,
    payload: &[u8],
) -> Option<[u8; 16]> {
    let (before, after) = (payload.get(..SALT.start)?, payload.get(SALT.end..)?);
    let hash = blake3::Hasher::new_derive_key(CONTEXT)
        .update(seed)
        .update(stream.device.uuid().as_bytes())
        .update(stream.incarnation.0.as_bytes())
        .update(stream.scope.uuid().as_bytes())
        .update(&sequence.to_be_bytes())
        .update(before)
        .update(after)
        .finalize();
    hash.as_bytes().first_chunk().copied()
}

/// Puts the derived salt into a payload's bytes; false when they hold no salt.
pub(super) fn put_derived(
    seed: &[u8; 16],
    stream: &StreamId,
    sequence: u64,
    payload: &mut [u8],
) -> bool {
    let salt = derived(seed, stream, sequence, payload);
    match (salt, payload.get_mut(SALT)) {
        (Some(salt), Some(place)) => {
            place.copy_from_slice(&salt);
            true
        }
        _ => false,
    }
}

/// Finds for each change the seed its salt follows from.
pub(super) fn seeds_of(splits: &[Split<'_>], runs: &[SaltRun]) -> Vec<Option<[u8; 16]>> {
    let mut usable = Runs::default();
    for run in runs {
        usable.note(run.seed, run.stream, run.first);
        usable.note(run.seed, run.stream, run.last);
    }
    let mut usable = usable.list;
    usable.retain(|run| splits.iter().any(|split| within(run, split).is_some()));
    usable.truncate(MOST_SEEDS);
    // A seed opens every salt of its run to a guesser, also that of a payload somebody may not read.
    let withheld = |run: &SaltRun| {
        let mut met = splits.iter().filter(|split| within(run, split).is_some());
        met.any(|split| split.raw.payload.is_none())
    };
    usable.retain(|run| !withheld(run));
    splits
        .iter()
        .map(|split| {
            let (parts, bytes) = (split.payload.as_ref()?, split.raw.payload.as_deref()?);
            let fits = |run: &&SaltRun| {
                within(run, split).is_some_and(|sequence| {
                    split.seed == Some(run.seed)
                        || derived(&run.seed, &run.stream, sequence, bytes) == Some(parts.salt)
                })
            };
            usable.iter().find(fits).map(|run| run.seed)
        })
        .collect()
}

/// Returns the sequence of a change when it lies in a run.
fn within(run: &SaltRun, split: &Split<'_>) -> Option<u64> {
    let header = split.header.as_ref()?;
    let inside = header.stream == run.stream && (run.first..=run.last).contains(&header.sequence);
    inside.then_some(header.sequence)
}

/// Seeds met while reading, with the changes that used them.
#[derive(Default)]
pub(super) struct Runs {
    pub(super) list: Vec<SaltRun>,
    places: HashMap<([u8; 16], StreamId), usize>,
}

impl Runs {
    pub(super) fn note(&mut self, seed: [u8; 16], stream: StreamId, sequence: u64) {
        let place = *self.places.entry((seed, stream)).or_insert_with(|| {
            self.list.push(SaltRun {
                stream,
                first: sequence,
                last: sequence,
                seed,
            });
            self.list.len() - 1
        });
        let run = &mut self.list[place];
        run.first = run.first.min(sequence);
        run.last = run.last.max(sequence);
    }
}
