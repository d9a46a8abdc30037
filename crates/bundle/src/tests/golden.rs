//! Bundles of every format ever written stay readable: the files in `golden/` are never edited, only added to.

use std::path::Path;

use super::district::{District, SESSION, contents};
use crate::{Limits, inspect, open, seal};

#[test]
fn the_kept_bundle_of_format_1_opens_to_the_same_contents() {
    let district = District::golden();
    let bytes = include_bytes!("../../golden/format-1.goldaw");
    assert_eq!(inspect(bytes, &Limits::default()).unwrap().number, 7);
    let opened = open(
        bytes,
        &district.centre,
        Some(&district.roster),
        &Limits::default(),
    )
    .unwrap();
    let mut expected = contents(&district.etrap);
    expected.envelope.roster = Some(district.roster.encode().to_vec());
    assert_eq!(opened.contents, expected);
    // Computed by a reader in another language, written from docs/formats/bundle.md alone.
    assert_eq!(
        district.roster.centre_digits(),
        "16619 20902 69195 86520 28228 10599"
    );
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let file =
        std::fs::File::create_new(folder.join(format!("format-{}.goldaw", crate::header::FORMAT)));
    std::io::Write::write_all(&mut file.unwrap(), &bytes).unwrap();
}
