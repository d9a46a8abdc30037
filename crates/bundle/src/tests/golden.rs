//! Bundles of every format given to offices stay readable: the files in `golden/` are never edited, only added to.

use std::path::{Path, PathBuf};

use super::district::{District, SESSION, contents};
use crate::header::{FORMAT, SUITE_HYBRID};
use crate::{BundleError, Limits, inspect, open, seal};

fn golden(format: u8) -> PathBuf {
    let name = format!("golden/format-{format}-suite-{SUITE_HYBRID}.goldaw");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn the_kept_bundles_of_suite_2_open_to_the_same_contents() {
    let district = District::golden();
    for format in 1..=FORMAT {
        let bytes = std::fs::read(golden(format)).unwrap();
        let header = inspect(&bytes, &Limits::default()).unwrap();
        assert_eq!((header.number, header.format), (7, format));
        let opened = open(
            &bytes,
            &district.centre,
            Some(&district.roster),
            &Limits::default(),
        )
        .unwrap();
        let mut expected = contents(&district.etrap);
        expected.envelope.roster = Some(district.roster.encode().to_vec());
        assert_eq!(opened.contents, expected);
    }
    // Computed by a reader in another language, written from docs/formats/bundle.md alone.
    assert_eq!(
        district.roster.centre_digits(),
        "16619 20902 69195 86520 28228 10599"
    );
}

#[test]
fn the_kept_bundle_of_the_trial_versions_is_refused_by_its_own_name() {
    let district = District::golden();
    let bytes = include_bytes!("../../golden/format-1-suite-1.goldaw");
    let refused = open(
        bytes,
        &district.centre,
        Some(&district.roster),
        &Limits::default(),
    );
    assert_eq!(refused.unwrap_err(), BundleError::RetiredSuite);
}

/// Writes the bundle of a new format, once: `cargo test -p goldaw-bundle -- --ignored write_the_golden_bundle`.
#[test]
#[ignore = "writes a file that is kept for ever"]
fn write_the_golden_bundle() {
    let district = District::golden();
    let mut sent = contents(&district.etrap);
    sent.envelope.roster = Some(district.roster.encode().to_vec());
    let bytes = seal(
        &sent,
        &district.etrap,
        &[&district.centre.public()],
        7,
        SESSION,
    )
    .unwrap();
    let file = std::fs::File::create_new(golden(FORMAT));
    std::io::Write::write_all(&mut file.unwrap(), &bytes).unwrap();
}
