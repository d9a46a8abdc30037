//! What the runs of a bundle prove, against the walk back from every signature over all changes in memory.

use super::*;
use goldaw_changes::{Hlc, Incarnation, PayloadHash};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Numbers that look like chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn name(number: usize) -> ChangeHash {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(
        &(number as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .to_be_bytes(),
    );
    hash[24..].copy_from_slice(&(number as u64).to_be_bytes());
    ChangeHash::from(hash)
}

fn header(stream: usize, sequence: u64, previous: Option<ChangeHash>) -> Header {
    let id = Uuid::from_u128(stream as u128 + 1);
    Header {
        stream: StreamId {
            device: id.into(),
            incarnation: Incarnation(id),
            scope: id.into(),
        },
        sequence,
        previous,
        seen: Vec::new(),
        hlc: Hlc(sequence),
        author: id.into(),
        office: id.into(),
        role: String::new(),
        program: 1,
        payload_hash: PayloadHash([0; 32]),
        extra: Vec::new(),
    }
}

/// A bundle by its headers: chains that fork, out of order here and there, some changes held or missing, one unreadable at times.
struct Bundle {
    changes: Vec<(ChangeHash, Option<Header>)>,
    held: BTreeSet<ChangeHash>,
    signed: BTreeSet<ChangeHash>,
    kept: BTreeSet<ChangeHash>,
}

fn bundle(seed: u64) -> Bundle {
    let mut chance = Chance(seed);
    let mut all: Vec<(ChangeHash, Header)> = Vec::new();
    for number in 0..2 + chance.below(60) {
        let stream = chance.below(3);
        let before: Vec<usize> = (0..all.len())
            .filter(|at| all[*at].1.stream == header(stream, 0, None).stream)
            .collect();
        // Mostly on the last, at times in the middle, at times anew.
        let on = match chance.below(10) {
            0 => None,
            1 | 2 if !before.is_empty() => Some(before[chance.below(before.len())]),
            _ => before.last().copied(),
        };
        let (sequence, previous) = match on {
            Some(on) => (all[on].1.sequence + 1, Some(all[on].0)),
            None => (1, None),
        };
        all.push((name(number), header(stream, sequence, previous)));
    }
    // What is held is held with all before it.
    let mut held = BTreeSet::new();
    for (hash, header) in &all {
        let before = header.previous.is_none_or(|before| held.contains(&before));
        if before && chance.below(4) == 0 {
            held.insert(*hash);
        }
    }
    let some = |chance: &mut Chance, in_how_many: usize| -> BTreeSet<ChangeHash> {
        let all = all.iter().filter(|_| chance.below(in_how_many) == 0);
        all.map(|(hash, _)| *hash).collect()
    };
    let (signed, kept) = (some(&mut chance, 6), some(&mut chance, 12));
    let mut changes: Vec<_> = all
        .iter()
        .filter(|(hash, _)| chance.below(25) > 0 && (!held.contains(hash) || chance.below(2) == 0))
        .map(|(hash, header)| (*hash, Some(header.clone())))
        .collect();
    if !seed.is_multiple_of(3) {
        for _ in 0..chance.below(5) {
            let (one, other) = (
                chance.below(changes.len().max(1)),
                chance.below(changes.len().max(1)),
            );
            if one < changes.len() && other < changes.len() {
                changes.swap(one, other);
            }
        }
    }
    Bundle {
        changes,
        held,
        signed,
        kept,
    }
}

/// Walks back from every signature, with everything in memory.
fn walked_back(bundle: &Bundle) -> BTreeSet<ChangeHash> {
    let headers: BTreeMap<ChangeHash, &Header> = bundle
        .changes
        .iter()
        .filter_map(|(hash, header)| Some((*hash, header.as_ref()?)))
        .collect();
    let mut proven = BTreeSet::new();
    for start in bundle.signed.union(&bundle.kept) {
        let mut next = Some(*start);
        while let Some(hash) = next
            && let Some(header) = headers.get(&hash)
        {
            proven.insert(hash);
            next = header.previous;
        }
    }
    proven
}

#[test]
fn runs_prove_what_walking_back_proves() {
    let (mut several, mut proven) = (0, 0);
    for seed in 0..4000 {
        let bundle = bundle(seed);
        let mut finding = Finding::default();
        for (hash, header) in &bundle.changes {
            finding.first(*hash, header.as_ref(), bundle.signed.contains(hash));
        }
        if finding
            .leaves_open(|change| Ok(bundle.held.contains(change)))
            .unwrap()
        {
            for (hash, header) in &bundle.changes {
                let kept = |_: &Header| Ok(bundle.kept.contains(hash));
                finding.second(*hash, header.as_ref(), kept).unwrap();
            }
        }
        several += usize::from(finding.runs.runs.len() > 3);
        let proofs = finding.finish();
        let expected = walked_back(&bundle);
        let mut runs = Runs::default();
        for (hash, header) in &bundle.changes {
            let found = proofs.cover(runs.place(*hash, header.as_ref()));
            // What is held needs no proof, and what stands before it is held too.
            if !bundle.held.contains(hash) {
                assert_eq!(found, expected.contains(hash), "seed {seed}");
                proven += usize::from(found);
            }
        }
    }
    assert!(several > 1000 && proven > 10_000, "{several} {proven}");
}

#[test]
fn a_bundle_in_order_is_followed_by_the_last_of_each_chain_alone() {
    let mut runs = Runs::default();
    for sequence in 1..=10_000 {
        for stream in 0..3 {
            let at = |sequence: u64| name(sequence as usize * 3 + stream);
            let previous = (sequence > 1).then(|| at(sequence - 1));
            let place = runs.place(at(sequence), Some(&header(stream, sequence, previous)));
            assert_eq!(
                place,
                Some(Place {
                    run: stream,
                    at: sequence - 1
                })
            );
        }
    }
    assert_eq!((runs.last.len(), runs.runs.len()), (3, 3));
}

#[test]
fn what_follows_on_an_unreadable_change_stands_in_its_run() {
    let mut runs = Runs::default();
    runs.place(name(1), None);
    let next = runs.place(name(2), Some(&header(0, 2, Some(name(1)))));
    assert_eq!(next, Some(Place { run: 0, at: 1 }));
}
