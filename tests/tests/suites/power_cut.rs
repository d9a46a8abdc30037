//! A writing process killed at random moments: nothing it was told is saved may be missing afterwards.
//!
//! The process is killed from outside (SIGKILL, TerminateProcess), so nothing in it can prepare. What this does not show
//! is a disk that lies about syncing; that needs a file layer of its own. `GOLDAW_CUTS` says how often, `GOLDAW_SEED`
//! when.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use goldaw_tests::chance::{Chance, seed};
use goldaw_tests::office::Office;
use serde_json::json;

const CUTS: u64 = 20;
/// Longer than a note takes, so that a cut falls before, in and after a commit.
const LATEST_US: u64 = 40_000;
/// Cuts between two looks at everything said to be saved.
const LOOK_EVERY: u64 = 10;

#[test]
fn nothing_said_to_be_saved_is_lost_when_the_process_is_killed() {
    let cuts = std::env::var("GOLDAW_CUTS").map_or(CUTS, |cuts| cuts.parse().expect("a number"));
    let mut chance = Chance::new(seed("power cut"));
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("etrap");
    let case = {
        let office = Office::at(&folder);
        office.first_start("etrap", "AH-GDP");
        office.open_case("Nuryýewa", "Jeren").1
    };
    let mut saved: Vec<(String, String)> = Vec::new();
    let mut looked = 0;
    for cut in 1..=cuts {
        let said = write_until_killed(
            &folder,
            &case,
            Duration::from_micros(chance.below(LATEST_US)),
        );
        assert!(!said.is_empty(), "the writer never got as far as one note");
        saved.extend(said);
        if cut % LOOK_EVERY == 0 || cut == cuts {
            all_there(&folder, &saved[looked..]);
            looked = saved.len();
        }
    }
    all_there(&folder, &saved);
    println!(
        "{cuts} cuts, {} notes said to be saved, 0 lost",
        saved.len()
    );
}

/// Starts the writer, waits for its first word, lets it go on for `longer`, kills it; gives what it said.
fn write_until_killed(folder: &Path, case: &str, longer: Duration) -> Vec<(String, String)> {
    let mut writer = Command::new(env!("CARGO_BIN_EXE_writer"))
        .arg("--folder")
        .arg(folder)
        .args(["--case", case])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut words = BufReader::new(writer.stdout.take().unwrap());
    let mut first = String::new();
    words.read_line(&mut first).unwrap();
    std::thread::sleep(longer); // The moment of the cut, not a wait for something.
    writer.kill().unwrap();
    writer.wait().unwrap();
    let mut all = first;
    std::io::Read::read_to_string(&mut words, &mut all).unwrap();
    // A line without its end was not said.
    all.split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n')?.split_once(' '))
        .map(|(record, number)| (record.to_owned(), number.to_owned()))
        .collect()
}

fn all_there(folder: &Path, saved: &[(String, String)]) {
    let office = Office::at(folder);
    office.unlock();
    for (record, number) in saved {
        let history = office.call("history", json!({ "record": record, "field": "text" }));
        let kept = history[0]["value"].as_str().unwrap_or_default();
        assert!(
            kept.starts_with(&format!("Note {number}: ")),
            "{record} holds {kept:?}"
        );
    }
}
