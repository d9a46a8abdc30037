//! What an edit costs in a bundle: `cargo run --release -p goldaw-bundle --example sizes`.
//!
//! Fifty thousand invented cases of ten fields, twenty replicas, five fields a save; one save in ten goes to one case in two hundred,
//! the rest to the replica's own share. Every replica hands over its edits since the last receipt, with the signature of its stream's
//! head, frontier and acknowledgements. Figures are printed and written to `figures/bundle.json` in the target folder.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod cases;

use std::path::Path;
use std::time::Instant;

use goldaw_bundle::{Aids, Limits, Reading, seal_from};
use goldaw_changes::RawChange;
use goldaw_changes::columns::{KnownRecords, NothingKnown, SaltRun};
use goldaw_trust::{DeviceKeys, SystemRandomness};
use serde_json::json;

use cases::{
    CASES, Chance, FIELDS_A_SAVE, REPLICAS, Replica, cases, contents, replica, roster, saves,
};

const SEED: u64 = 2026;

/// Bytes before padding: what the file holds behind the eight bytes of its length.
fn body_bytes(bundle: &[u8], centre: &DeviceKeys) -> usize {
    let sealed = goldaw_bundle::sealed_part(bundle).unwrap();
    let plain = age::decrypt(centre.seal_secret(), sealed).unwrap();
    u64::from_be_bytes(plain[..8].try_into().unwrap()) as usize
}

/// The largest memory this process ever had, in MiB; None where the system does not say.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(
        line.trim()
            .strip_suffix(" kB")?
            .trim()
            .parse::<f64>()
            .ok()?
            / 1024.0,
    )
}

fn main() {
    let mut chance = Chance(SEED);
    let centre = DeviceKeys::generate(chance.id(1_700_000_000_000), &mut SystemRandomness).unwrap();
    let replicas: Vec<Replica> = (0..REPLICAS).map(|n| replica(n, &mut chance)).collect();
    let cases = cases(&replicas, &mut chance);
    let roster = roster(&centre, &replicas);
    let mut figures = serde_json::Map::new();
    let mut note = |name: String, value: f64| {
        println!("{name:<48}{value:>12.2}");
        figures.insert(name, json!(value));
    };
    println!("{CASES} cases, {REPLICAS} replicas, seed {SEED}");
    let ways = [
        ("", true, false),
        ("_salts_carried", false, false),
        ("_places", true, true),
        ("_places_salts_carried", false, true),
    ];
    for edits in [250, 2500, 25_000] {
        for (way, with_runs, with_places) in ways {
            let (mut body, mut sealed) = (0, 0);
            for (number, replica) in replicas.iter().enumerate() {
                let seed = with_runs.then(|| chance.bytes());
                let count = edits / FIELDS_A_SAVE;
                let changes = saves(replica, number as u64, count, &cases, seed, &mut chance);
                let runs: Vec<SaltRun> = seed
                    .map(|seed| SaltRun {
                        stream: replica.stream,
                        first: replica.acknowledged.1 + 1,
                        last: replica.acknowledged.1 + count as u64,
                        seed,
                    })
                    .into_iter()
                    .collect();
                let known: &dyn KnownRecords = if with_places { &cases } else { &NothingKnown };
                let aids = Aids { runs: &runs, known };
                let contents = contents(replica, &changes[count - 1], &centre, &mut chance);
                let bundle = seal_from::<goldaw_bundle::BundleError>(
                    &contents,
                    changes.iter().cloned().map(Ok),
                    aids,
                    &replica.keys,
                    (&[&centre.public()], 7, [9; 16]),
                )
                .unwrap();
                body += body_bytes(&bundle, &centre);
                sealed += bundle.len();
                let mut reading = Reading::of_file(
                    std::io::Cursor::new(&bundle),
                    &centre,
                    Some(&roster),
                    &Limits::default(),
                )
                .unwrap();
                let mut again = Vec::new();
                while let Some(mut group) = reading.changes(known).unwrap() {
                    again.append(&mut group);
                }
                reading.finish().unwrap();
                assert!(again == changes);
            }
            let all = (edits as u64 * REPLICAS) as f64;
            note(
                format!("body_bytes_per_edit_{edits}{way}"),
                body as f64 / all,
            );
            if way.is_empty() {
                note(format!("file_bytes_per_edit_{edits}"), sealed as f64 / all);
            }
        }
    }
    let edits = 500_000;
    let replica = &replicas[0];
    let changes = saves(replica, 0, edits / FIELDS_A_SAVE, &cases, None, &mut chance);
    let groups: Vec<&[RawChange]> = changes.chunks(9_000).collect();
    let begun = Instant::now();
    let columns: Vec<_> = groups
        .iter()
        .map(|group| goldaw_changes::columns::encode(group, &[], &NothingKnown))
        .collect();
    note(
        "columns_encode_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    let begun = Instant::now();
    for (group, columns) in groups.iter().zip(&columns) {
        let limits = goldaw_changes::columns::Limits {
            changes: 1 << 16,
            bytes: 20 << 20,
        };
        let read = goldaw_changes::columns::decode(&columns.bytes, &NothingKnown, limits).unwrap();
        assert!(read.changes == *group);
    }
    note(
        "columns_decode_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    let contents = contents(replica, &changes[changes.len() - 1], &centre, &mut chance);
    let begun = Instant::now();
    let bundle = seal_from::<goldaw_bundle::BundleError>(
        &contents,
        changes.into_iter().map(Ok),
        Aids::NONE,
        &replica.keys,
        (&[&centre.public()], 7, [9; 16]),
    )
    .unwrap();
    note(
        "seal_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    note(
        "body_bytes_per_edit_500000_salts_carried".into(),
        body_bytes(&bundle, &centre) as f64 / edits as f64,
    );
    let begun = Instant::now();
    let file = std::io::Cursor::new(&bundle);
    let mut reading = Reading::of_file(file, &centre, Some(&roster), &Limits::default()).unwrap();
    let mut read = 0;
    while let Some(group) = reading.changes(&NothingKnown).unwrap() {
        read += group.len() * FIELDS_A_SAVE;
    }
    reading.finish().unwrap();
    assert_eq!(read, edits);
    note(
        "open_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    if let Some(peak) = peak_mib() {
        note("peak_mib".into(), peak);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/figures");
    std::fs::create_dir_all(&folder).unwrap();
    let text = serde_json::to_string_pretty(&figures).unwrap();
    std::fs::write(folder.join("bundle.json"), text + "\n").unwrap();
}
