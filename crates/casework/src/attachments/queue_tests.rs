//! Every order and every budget: nothing over it, nothing for ever, small files of open cases first.

use super::*;
use std::collections::BTreeMap;

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn hash(file: usize, place: usize) -> Content {
    Content::of(format!("{file} {place}").as_bytes())
}

fn file(number: usize, sizes: &[u32]) -> Waiting {
    let part = |(place, bytes): (usize, &u32)| WaitingPart {
        part: Part {
            hash: hash(number, place),
            bytes: *bytes,
        },
        here: true,
        lacking: true,
    };
    Waiting {
        scope: OfficeId::from(uuid::Uuid::from_u128(1)),
        content: hash(number, usize::MAX),
        since: number as i64,
        of_open_case: false,
        manifest: Some(Content::of(format!("manifest {number}").as_bytes())),
        parts: sizes.iter().enumerate().map(part).collect(),
    }
}

fn some_files(chance: &mut Chance) -> Vec<Waiting> {
    let files = 1 + chance.below(12) as usize;
    (0..files)
        .map(|number| {
            let sizes: Vec<u32> = (0..chance.below(9))
                .map(|_| 1 + chance.below(1 << 20) as u32)
                .collect();
            let mut file = file(number, &sizes);
            file.of_open_case = chance.below(2) == 0;
            file.manifest = file.manifest.filter(|_| chance.below(3) > 0);
            for part in &mut file.parts {
                part.here = chance.below(5) > 0;
                part.lacking = file.manifest.is_some() || chance.below(3) > 0;
            }
            file
        })
        .collect()
}

fn room(files: &[Waiting], chosen: &Chosen) -> u64 {
    let manifests = chosen.manifests.iter().map(|at| manifest_room(&files[*at]));
    let piece = |(at, place): &(usize, usize)| {
        Attachment::room(u64::from(files[*at].parts[*place].part.bytes))
    };
    manifests.sum::<u64>() + chosen.pieces.iter().map(piece).sum::<u64>()
}

#[test]
fn no_budget_is_overdrawn_by_a_byte_and_each_piece_goes_with_its_manifest() {
    for seed in 0..2000 {
        let mut chance = Chance(seed);
        let files = some_files(&mut chance);
        let budget = chance.below(6 << 20);
        let chosen = choose(&files, &BTreeMap::new(), budget);
        assert!(room(&files, &chosen) <= budget, "seed {seed}");
        for (at, place) in &chosen.pieces {
            let one = &files[*at].parts[*place];
            assert!(one.here && one.lacking, "seed {seed}");
            assert!(
                files[*at].manifest.is_none() || chosen.manifests.contains(at),
                "seed {seed}: a piece of an unknown file"
            );
        }
        let mut sent = chosen.pieces.clone();
        sent.sort_unstable();
        sent.dedup();
        assert_eq!(sent.len(), chosen.pieces.len(), "seed {seed}: sent twice");
    }
}

#[test]
fn what_just_fits_goes_and_a_byte_less_leaves_it_out() {
    let mut only = file(1, &[1000]);
    only.manifest = None;
    let files = [only];
    let exact = Attachment::room(1000);
    assert_eq!(choose(&files, &BTreeMap::new(), exact).pieces, [(0, 0)]);
    assert_eq!(choose(&files, &BTreeMap::new(), exact - 1).pieces, []);
    let files = [file(1, &[1000])];
    let both = exact + Attachment::room(FileManifest::encoded_length(1) as u64);
    assert_eq!(choose(&files, &BTreeMap::new(), both).pieces, [(0, 0)]);
    assert_eq!(choose(&files, &BTreeMap::new(), both - 1).pieces, []);
}

#[test]
fn a_piece_too_large_for_the_rest_of_the_room_holds_up_nothing_behind_it() {
    let files = [file(1, &[900_000, 100]), file(2, &[200])];
    let chosen = choose(&files, &BTreeMap::new(), 2_000);
    assert_eq!(chosen.pieces, [(0, 1), (1, 0)]);
    assert_eq!(chosen.done, 1, "the second file");
}

#[test]
fn small_files_of_open_cases_go_before_older_ones_and_large_ones_of_open_cases_do_not() {
    let mut files = vec![
        file(1, &[500]),
        file(2, &[1 << 20, 1 << 20]),
        file(3, &[500]),
    ];
    files[1].of_open_case = true;
    files[2].of_open_case = true;
    let chosen = choose(&files, &BTreeMap::new(), u64::MAX / 8);
    assert_eq!(chosen.pieces, [(2, 0), (0, 0), (1, 0), (1, 1)]);
    assert_eq!(chosen.done, 3);
}

#[test]
fn a_file_of_one_piece_has_the_hash_of_its_piece_and_both_go() {
    let mut only = file(1, &[500]);
    only.content = only.parts[0].part.hash;
    let chosen = choose(&[only], &BTreeMap::new(), 1 << 20);
    assert_eq!((chosen.manifests, chosen.pieces), (vec![0], vec![(0, 0)]));
}

#[test]
fn what_two_files_share_goes_once() {
    let mut files = vec![file(1, &[700, 800]), file(2, &[700])];
    files[1].parts[0] = files[0].parts[0];
    let chosen = choose(&files, &BTreeMap::new(), 1 << 20);
    assert_eq!(chosen.pieces, [(0, 0), (0, 1)]);
    assert_eq!(chosen.manifests, [0, 1]);
    assert_eq!(chosen.done, 2);
}

/// Packs for an office from which nothing ever comes back, and notes what was packed as the store does.
fn pack(
    files: &[Waiting],
    marks: &mut BTreeMap<Content, Mark>,
    budget: u64,
    (bundle, upto): (u32, i64),
) -> Chosen {
    let chosen = choose(files, marks, budget);
    let manifests = chosen.manifests.iter().filter_map(|at| files[*at].manifest);
    let pieces = chosen
        .pieces
        .iter()
        .map(|(at, place)| files[*at].parts[*place].part.hash);
    for hash in manifests.chain(pieces) {
        marks.insert(hash, Mark { upto, bundle });
    }
    chosen
}

#[test]
fn sticks_that_never_come_back_carry_every_piece_in_turn_and_none_twice_before_all_went_once() {
    let files: Vec<Waiting> = (0..20)
        .map(|number| {
            let mut file = file(number, &[100_000; 5]);
            file.of_open_case = number % 2 == 0;
            file
        })
        .collect();
    let mut marks = BTreeMap::new();
    let mut times: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    let mut done = 0;
    for bundle in 1..=300 {
        // The log does not grow meanwhile.
        let chosen = pack(&files, &mut marks, 420_000, (bundle, 20));
        assert!(!chosen.pieces.is_empty());
        for piece in chosen.pieces {
            *times.entry(piece).or_default() += 1;
        }
        let least = if times.len() < 100 {
            0
        } else {
            times.values().min().copied().unwrap_or(0)
        };
        let most = times.values().max().copied().unwrap_or(0);
        assert!(
            most - least <= 1,
            "bundle {bundle}: {least} to {most} times"
        );
        assert!(chosen.done >= done, "progress never goes back");
        done = chosen.done;
    }
    assert_eq!(done, 20);
}

#[test]
fn a_piece_packed_and_lost_gets_its_turn_even_while_new_files_never_end() {
    let mut files = vec![file(0, &[1000])];
    let mut marks = BTreeMap::new();
    let mut again = None;
    pack(&files, &mut marks, 1600, (1, 1));
    for bundle in 2..40 {
        // Two new files for each that fits.
        for _ in 0..2 {
            files.push(file(files.len(), &[1000]));
        }
        let upto = files.len() as i64;
        let chosen = pack(&files, &mut marks, 1600, (bundle, upto));
        if chosen.pieces.contains(&(0, 0)) {
            again = again.or(Some(bundle));
        }
    }
    assert_eq!(
        again,
        Some(3),
        "behind what was written before it was packed"
    );
}

#[test]
fn a_gigabyte_that_waits_is_chosen_from_at_once() {
    let files: Vec<Waiting> = (0..100)
        .map(|number| file(number, &[262_144; 41]))
        .collect();
    let all: u64 = files
        .iter()
        .flat_map(|file| &file.parts)
        .map(|one| u64::from(one.part.bytes))
        .sum();
    assert!(all > 1 << 30);
    let chosen = choose(&files, &BTreeMap::new(), 64 << 20);
    let used = room(&files, &chosen);
    assert!((63 << 20..=64 << 20).contains(&used), "{used}");
    assert_eq!(
        chosen.manifests.len(),
        100,
        "all of them are known of at once"
    );
}
