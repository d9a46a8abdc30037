//! What somebody learns who finds a stick and has no key: measured, so that docs/formats/bundle.md says no less than the truth.

use std::collections::HashSet;

use goldaw_changes::RawChange;
use goldaw_trust::DeviceKeys;

use super::district::{District, SESSION, contents, keys};
use crate::{Contents, seal, sealed_part};

/// The lines of an age header before its code, and the length of all that follows.
fn age_header(bundle: &[u8]) -> (Vec<String>, usize) {
    let sealed = sealed_part(bundle).unwrap();
    let end = sealed
        .windows(5)
        .position(|bytes| bytes == b"\n--- ")
        .unwrap();
    let lines = String::from_utf8(sealed[..end].to_vec()).unwrap();
    (
        lines.lines().map(str::to_owned).collect(),
        sealed.len() - end,
    )
}

fn to_centre(district: &District, contents: &Contents) -> Vec<u8> {
    let to = [&district.centre.public()];
    seal(contents, &district.etrap, &to, 7, SESSION).unwrap()
}

#[test]
fn bundles_of_one_bucket_differ_in_size_by_random_grease_only() {
    let district = District::new();
    let mut lengths = HashSet::new();
    for notes in 0..60 {
        let mut sent = contents(&district.etrap);
        sent.changes = (0..notes)
            .map(|note| RawChange {
                header: format!("header {note}").into_bytes(),
                payload: Some(blake3::hash(&[note]).as_bytes().to_vec()),
            })
            .collect();
        let (lines, rest) = age_header(&to_centre(&district, &sent));
        let version = &lines[0];
        assert_eq!(version, "age-encryption.org/v1");
        assert!(lines[1].starts_with("-> mlkem768x25519 "));
        let grease = &lines[3];
        assert!(grease.starts_with("-> ") && grease.contains("-grease"));
        let of_the_recipient = lines[1].len() + lines[2].len();
        lengths.insert((of_the_recipient, rest));
    }
    assert_eq!(lengths.len(), 1, "{lengths:?}");
}

#[test]
fn a_header_tells_how_many_receive_but_not_by_their_keys_who() {
    let district = District::new();
    let others: Vec<DeviceKeys> = (10..14).map(keys).collect();
    let publics: Vec<_> = others.iter().map(DeviceKeys::public).collect();
    let to: Vec<_> = publics.iter().collect();
    let bundle = seal(&contents(&district.etrap), &district.etrap, &to, 7, SESSION).unwrap();
    let (lines, _) = age_header(&bundle);
    let stanzas = lines.iter().filter(|line| line.starts_with("-> mlkem"));
    assert_eq!(stanzas.count(), 4);
    for public in publics {
        let key = public.seal.as_bytes();
        assert!(!key.chunks(16).any(|part| holds(&bundle, part)));
    }
}

#[test]
fn two_bundles_share_ids_number_life_and_signing_key_and_nothing_else() {
    let district = District::new();
    let sent = contents(&district.etrap);
    let (one, other) = (to_centre(&district, &sent), to_centre(&district, &sent));
    // Magic, format, suite, mailboxes, number, session; the signing key behind length and hash of the sealed part.
    assert_eq!(one[..65], other[..65]);
    assert_eq!(one[105..137], other[105..137]);
    // Of the rest, grease and fixed words aside, no eight bytes of one stand in the other.
    let parts = |bundle: &[u8]| -> HashSet<Vec<u8>> {
        let (lines, rest) = age_header(bundle);
        let share = lines[1].trim_start_matches("-> mlkem768x25519 ").as_bytes();
        let sealed = &bundle[bundle.len() - rest + "\n--- ".len()..];
        let hash_and_signature = [&bundle[73..105], &bundle[137..201]].concat();
        [share, lines[2].as_bytes(), sealed, &hash_and_signature]
            .into_iter()
            .flat_map(|part| part.windows(8))
            .map(<[u8]>::to_vec)
            .collect()
    };
    let parts_of_one = parts(&one);
    assert!(parts_of_one.len() > 5_000);
    assert!(parts_of_one.is_disjoint(&parts(&other)));
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
