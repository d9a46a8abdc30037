//! Lengthened, spliced, half written, newer: never accepted. Flips and cuts are in `samples`.

use goldaw_trust::label;

use super::district::{District, SESSION, contents};
use crate::{BundleError, Limits, inspect, seal};

#[test]
fn every_appended_byte_is_refused() {
    let district = District::new();
    for byte in 0..=255 {
        let mut bytes = district.bundle();
        bytes.push(byte);
        assert_eq!(
            inspect(&bytes, &Limits::default()).unwrap_err(),
            BundleError::TooLong
        );
    }
}

#[test]
fn the_header_of_one_bundle_does_not_fit_the_body_of_another() {
    let district = District::new();
    let one = district.bundle();
    let other = seal(
        &contents(&district.etrap),
        &district.etrap,
        &[&district.centre.public()],
        8,
        SESSION,
    )
    .unwrap();
    let header = inspect(&one, &Limits::default()).unwrap().encoded_length();
    let spliced = [&one[..header], &other[header..]].concat();
    assert!(inspect(&spliced, &Limits::default()).is_err());
}

#[test]
fn a_zero_filled_tail_is_refused() {
    // What a stick pulled too early leaves behind: the right length, the end never written.
    let district = District::new();
    let mut bytes = district.bundle();
    let half = bytes.len() / 2;
    bytes[half..].fill(0);
    assert_eq!(
        inspect(&bytes, &Limits::default()).unwrap_err(),
        BundleError::Damaged
    );
}

#[test]
fn other_files_newer_formats_and_unknown_suites_have_their_own_names() {
    let district = District::new();
    let bytes = district.bundle();
    // As a program would write it that signs what it says.
    let said = |format: u8, suite: u8| {
        let end = bytes.len() - crate::sealed_part(&bytes).unwrap().len();
        let mut signed = bytes[..end - 64].to_vec();
        (signed[6], signed[7]) = (format, suite);
        let signature = district.etrap.sign(label::BUNDLE_HEADER, &signed);
        let whole = [&signed[..], &signature, &bytes[end..]].concat();
        inspect(&whole, &Limits::default()).unwrap_err()
    };
    assert_eq!(said(3, 2), BundleError::NewerFormat { format: 3 });
    assert_eq!(said(0, 2), BundleError::NotABundle);
    assert_eq!(said(2, 3), BundleError::UnknownSuite { suite: 3 });
    assert_eq!(said(2, 1), BundleError::RetiredSuite);
    assert_eq!(
        inspect(b"PK\x03\x04", &Limits::default()).unwrap_err(),
        BundleError::NotABundle
    );
    let small = Limits {
        file: 100,
        ..Limits::default()
    };
    assert_eq!(
        inspect(&bytes, &small).unwrap_err(),
        BundleError::TooLarge { limit: 100 }
    );
}

#[test]
fn a_newer_format_of_another_layout_is_still_called_newer() {
    let mut bytes = b"GOLDAW\x03\x02".to_vec();
    for length in [0, 1, 17, 300, 5000] {
        bytes.resize(8 + length, 0xa5);
        let refused = inspect(&bytes, &Limits::default()).unwrap_err();
        assert_eq!(refused, BundleError::NewerFormat { format: 3 });
    }
}
