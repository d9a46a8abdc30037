//! Flipped, cut, lengthened, spliced: never accepted.

use super::district::{District, SESSION, contents};
use crate::{BundleError, Limits, inspect, open, seal};

#[test]
fn every_flipped_bit_is_refused() {
    let district = District::new();
    let bytes = district.bundle();
    let header = inspect(&bytes, &Limits::default()).unwrap();
    let mut flipped = bytes.clone();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            let refused = open(
                &flipped,
                &district.centre,
                Some(&district.roster),
                &Limits::default(),
            );
            assert!(refused.is_err(), "byte {at} bit {bit}");
            if at >= header.encoded_length() {
                assert_eq!(refused.unwrap_err(), BundleError::Damaged);
            }
            flipped[at] ^= 1 << bit;
        }
    }
    assert_eq!(flipped, bytes);
}

#[test]
fn every_cut_is_refused_as_cut_short() {
    let district = District::new();
    let bytes = district.bundle();
    for length in 1..bytes.len() {
        let refused = open(
            &bytes[..length],
            &district.centre,
            Some(&district.roster),
            &Limits::default(),
        )
        .unwrap_err();
        assert!(
            matches!(refused, BundleError::CutShort { .. }),
            "{length}: {refused}"
        );
    }
    assert_eq!(
        inspect(&[], &Limits::default()).unwrap_err(),
        BundleError::NotABundle
    );
}

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
    let refused = |at: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[at] = byte;
        inspect(&changed, &Limits::default()).unwrap_err()
    };
    assert_eq!(refused(0, b'P'), BundleError::NotABundle);
    assert_eq!(refused(6, 3), BundleError::NewerFormat { format: 3 });
    assert_eq!(refused(6, 0), BundleError::NotABundle);
    assert_eq!(refused(7, 3), BundleError::UnknownSuite { suite: 3 });
    assert_eq!(refused(7, 1), BundleError::RetiredSuite);
    assert_eq!(refused(24, 0), BundleError::Recipients);
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
