//! Damaged and invented bytes for everything that reads what others wrote: nothing is accepted, nothing falls over.
//!
//! Samples are real: a request, an answer, a bundle and the key slots of an office. They are bent at random and given to
//! each reader. Coverage is not guided here; `fuzz/` does that. `GOLDAW_FUZZ_SECONDS` says how long, `GOLDAW_SEED` with what.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use goldaw_bundle::Limits;
use goldaw_tests::chance::{Chance, seed};
use goldaw_tests::office::{Office, by_folder, text};
use serde_json::{Value, json};

const SECONDS: u64 = 4;

fn seconds() -> Duration {
    let given = std::env::var("GOLDAW_FUZZ_SECONDS");
    Duration::from_secs(given.map_or(SECONDS, |given| given.parse().expect("a number")))
}

/// An office and a centre that know each other, and a stick with a bundle.
struct Scene {
    place: tempfile::TempDir,
    centre: Office,
    bundle: String,
}

impl Scene {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let stick = place.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let centre = Office::at(&place.path().join("centre"));
        centre.first_start("centre", "TM");
        let etrap = Office::at(&place.path().join("etrap"));
        etrap.first_start("etrap", "AH-GDP");
        etrap.join(&centre, &stick);
        etrap.open_case("Nuryýewa", "Jeren");
        let handed = etrap.call("hand_over", json!({ "carrier": by_folder(&stick) }));
        let bundle = text(handed["file"].clone());
        Self {
            place,
            centre,
            bundle,
        }
    }

    fn stick(&self) -> std::path::PathBuf {
        self.place.path().join("stick")
    }

    /// Every file that a reader of ours reads.
    fn samples(&self) -> Vec<Vec<u8>> {
        let mut samples = Vec::new();
        for folder in ["stick", "etrap"] {
            collect(&self.place.path().join(folder), &mut samples);
        }
        assert!(
            samples.len() >= 4,
            "request, answer, bundle and key slots are there"
        );
        samples
    }
}

fn collect(folder: &Path, samples: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), samples);
        } else if entry.metadata().unwrap().len() < 1 << 20 {
            samples.push(std::fs::read(entry.path()).unwrap());
        }
    }
}

/// Bends bytes: flips, cuts, repeats, splices, overwrites lengths with large numbers.
fn bend(sample: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=chance.below(3) {
        let length = bytes.len().max(1) as u64;
        let at = chance.below(length) as usize;
        match chance.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.truncate(at),
            2 => bytes
                .splice(at.min(bytes.len())..at.min(bytes.len()), [0xff; 9])
                .for_each(drop),
            3 if !other.is_empty() => {
                let from = chance.below(other.len() as u64) as usize;
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            4 => {
                let end = (at + 8).min(bytes.len());
                bytes[at.min(end)..end].fill(0xfe);
            }
            _ => bytes.extend((0..chance.below(64)).map(|_| 0)),
        }
    }
    bytes
}

#[test]
fn no_reader_falls_over_bent_bytes() {
    let scene = Scene::new();
    let samples = scene.samples();
    let mut chance = Chance::new(seed("bent bytes"));
    let limits = Limits {
        file: 1 << 22,
        unpacked: 1 << 22,
        changes: 10_000,
    };
    let until = Instant::now() + seconds();
    let mut tried = 0_u64;
    while Instant::now() < until {
        let pick = |chance: &mut Chance| &samples[chance.below(samples.len() as u64) as usize];
        let bytes = bend(pick(&mut chance), pick(&mut chance), &mut chance);
        // Each answers with a value or an error; a panic or an endless loop fails the test.
        let _ = goldaw_bundle::inspect(&bytes, &limits);
        let _ = goldaw_bundle::sealed_part(&bytes);
        let _ = goldaw_bundle::segment::unpack(&bytes, chance.below(1 << 20) as usize);
        let _ = goldaw_trust::Roster::decode(&bytes);
        let _ = goldaw_trust::EnrolmentRequest::decode(&bytes);
        let _ = goldaw_trust::newest_of(Some(&bytes), None);
        let _ = goldaw_changes::format::decode_header(&bytes);
        let _ = goldaw_changes::format::decode_payload(&bytes);
        let _ = goldaw_changes::Clock::from_bytes(&bytes);
        tried += 1;
    }
    println!("{tried} bent files, none accepted unseen, none fatal");
}

#[test]
fn a_bent_bundle_is_never_offered_as_new_and_changes_nothing() {
    let scene = Scene::new();
    let whole = std::fs::read(scene.stick().join(&scene.bundle)).unwrap();
    let mut chance = Chance::new(seed("bent bundles"));
    let before = scene.centre.call("people", json!({ "from": 0 }));
    let until = Instant::now() + seconds();
    let mut tried = 0_u64;
    let bent_stick = scene.place.path().join("bent");
    std::fs::create_dir(&bent_stick).unwrap();
    let file = bent_stick.join(&scene.bundle);
    let parcel = json!({ "carrier": by_folder(&bent_stick), "file": scene.bundle });
    while Instant::now() < until || tried < 20 {
        let bytes = bend(&whole, &whole, &mut chance);
        if bytes == whole {
            continue;
        }
        std::fs::write(&file, &bytes).unwrap();
        let seen = scene
            .centre
            .call("look_in", json!({ "carrier": by_folder(&bent_stick) }));
        for line in seen.as_array().unwrap() {
            assert_ne!(
                line["state"], "new",
                "seed printed above, after {tried} files"
            );
        }
        assert!(scene.centre.ask("take_over", parcel.clone()).is_err());
        tried += 1;
    }
    assert_eq!(scene.centre.call("people", json!({ "from": 0 })), before);
    std::fs::write(&file, &whole).unwrap();
    let taken = scene.centre.call("take_over", parcel);
    assert_ne!(
        taken["preview"]["new_records"],
        Value::from(0),
        "the whole bundle still goes in"
    );
    println!("{tried} bent bundles refused");
}

#[test]
fn every_target_stands_in_the_page_of_readers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/formats/readers.md")).unwrap();
    let cells = page.lines().filter_map(|line| line.split(" | ").nth(2));
    let named: BTreeSet<String> = cells
        .filter_map(|cell| Some(cell.strip_prefix('`')?.strip_suffix('`')?.to_owned()))
        .collect();
    let targets = std::fs::read_dir(root.join("fuzz/fuzz_targets")).unwrap();
    let there: BTreeSet<String> = targets
        .map(|file| {
            file.unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert!(there.len() > 20);
    assert_eq!(named, there);
}
