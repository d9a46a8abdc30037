//! The main job as an administrator runs it: the practice district from the command line, and a bundle in the hands of a second tool.

use std::path::Path;
use std::process::{Command, Output};

use crate::second_tool::second_tool;

fn goldaw(arguments: &[&str]) -> Output {
    let beside = Path::new(env!("CARGO_BIN_EXE_writer"))
        .with_file_name(format!("goldaw{}", std::env::consts::EXE_SUFFIX));
    assert!(
        beside.exists(),
        "the command line is built with the workspace: cargo build --workspace --bins"
    );
    Command::new(beside)
        .args(arguments)
        .env("GOLDAW_PASSWORD", "tejribe-2026")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

#[test]
fn the_practice_district_plays_the_main_job_and_its_bundles_can_be_looked_at() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("practice");
    let district = folder.to_string_lossy();
    let story = said(&goldaw(&["practice", "--folder", &district]));
    for sentence in [
        "Imported: 1000 people. Rejected rows: 5.",
        "A case is opened: AH-GDP-",
        "Taken over: 1010 changes, 1002 people, 1 cases, 1 visits, 1 notes.",
        "The centre is asked: 2 answers",
        "Confirmed: the centre has all 1014 changes.",
        "Confirmed: the centre has all 7 changes.",
    ] {
        assert!(
            story.contains(sentence),
            "{sentence} is missing in\n{story}"
        );
    }
    assert!(
        !story.contains("story-") && !story.contains("command-"),
        "a sentence has no words:\n{story}"
    );

    // Every language plays it, and again over what is there.
    for language in ["tk", "ru"] {
        let told = said(&goldaw(&[
            "practice",
            "--folder",
            &district,
            "--language",
            language,
        ]));
        assert!(
            !told.contains("story-") && !told.contains("command-"),
            "{told}"
        );
    }

    let bundle = bundle_for_the_centre(&folder);
    let bundle = bundle.to_string_lossy();
    assert!(said(&goldaw(&["inspect", &bundle])).contains("A whole bundle of"));
    let centre = folder.join("centre");
    let centre = centre.to_string_lossy();
    assert!(said(&goldaw(&["verify", &bundle, "--folder", &centre])).contains("Gökdepe etraby"));
    assert!(said(&goldaw(&["check", "--folder", &centre])).contains("The store is whole."));
    assert!(said(&goldaw(&["rebuild", "--folder", &centre])).contains("are the same"));
    second_tool_opens(&folder, &bundle, &centre);
}

/// The largest bundle on the stick is the register on its way to the centre.
fn bundle_for_the_centre(folder: &Path) -> std::path::PathBuf {
    let parcels = std::fs::read_dir(folder.join("stick")).unwrap().flatten();
    parcels
        .max_by_key(|parcel| parcel.metadata().unwrap().len())
        .unwrap()
        .path()
}

/// Another program by other people opens the sealed part with the practice key of the receiver, and with no other.
fn second_tool_opens(folder: &Path, bundle: &str, centre: &str) {
    let stick = folder.join("stick");
    let (sealed, plain) = (stick.join("sealed.age"), stick.join("plain"));
    said(&goldaw(&["sealed-part", bundle, &sealed.to_string_lossy()]));
    let key_of = |office: &str| {
        let path = stick.join("key.txt");
        std::fs::write(&path, said(&goldaw(&["practice-key", "--folder", office]))).unwrap();
        path
    };
    let open = |key: &Path| second_tool(&[Path::new("open"), key, &sealed, &plain]);
    open(&key_of(centre)).unwrap();
    let length = std::fs::metadata(&plain).unwrap().len();
    assert_eq!(length % 4096, 0, "what is inside is padded to a bucket");
    let other = folder.join("gokdepe");
    assert!(
        open(&key_of(&other.to_string_lossy())).is_err(),
        "another office's key opens nothing"
    );
}
