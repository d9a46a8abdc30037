//! A whole history as the first attachments of a bundle: whole, in order, of this very bundle, or refused.

use std::io::Cursor;

use goldaw_changes::columns::NothingKnown;

use super::district::{District, SESSION, contents};
use crate::snapshot::{PART_HEAD, parts};
use crate::{Attachment, BundleError, Limits, Reading, open, seal};

const RUNS: [&[u8]; 3] = [b"first", b"second", b""];

fn runs() -> Vec<Vec<u8>> {
    RUNS.iter().map(|run| run.to_vec()).collect()
}

/// Seals attachments as bundle 7 of the etrap, with changes or without.
fn bundle(district: &District, attachments: Vec<Attachment>, changes: bool) -> Vec<u8> {
    let mut sent = contents(&district.etrap);
    if !changes {
        sent.changes.clear();
    }
    sent.attachments = attachments;
    let to = [&district.centre.public()];
    seal(&sent, &district.etrap, &to, 7, SESSION).unwrap()
}

type Read = Result<(u64, Vec<Vec<u8>>, Vec<Attachment>), BundleError>;

/// Reads a bundle to its end: how much history it announces, runs, other attachments.
fn read(district: &District, bytes: &[u8]) -> Read {
    let limits = Limits::default();
    let roster = Some(&district.roster);
    let mut reading = Reading::of_file(Cursor::new(bytes), &district.centre, roster, &limits)?;
    let count = reading.snapshot_count()?;
    while reading.changes(&NothingKnown)?.is_some() {}
    let (mut runs, mut attachments) = (Vec::new(), Vec::new());
    while let Some(run) = reading.run()? {
        runs.push(run);
    }
    while let Some(attachment) = reading.attachment()? {
        attachments.push(attachment);
    }
    reading.finish()?;
    Ok((count, runs, attachments))
}

#[test]
fn the_bytes_of_a_part() {
    let part = &parts(&runs(), 0x0102_0304, (7, SESSION)).unwrap()[1];
    let mut expected = b"GOLDAWSN\x01\0\0\0\0\0\0\0\x07".to_vec();
    expected.extend([9; 16]);
    expected.extend([0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4]);
    assert_eq!(expected.len(), PART_HEAD);
    expected.extend(b"second");
    assert_eq!(part.bytes, expected);
    assert!(part.fits());
    let nothing = parts(&[], 0, (7, SESSION));
    assert_eq!(nothing, Err(BundleError::Contradiction));
}

#[test]
fn runs_come_in_order_and_then_the_other_attachments() {
    let district = District::new();
    let mut sent = parts(&runs(), 40, (7, SESSION)).unwrap();
    let others = [1, 2].map(|fill| Attachment::of(vec![fill; 40]));
    sent.extend(others.clone());
    let bytes = bundle(&district, sent.clone(), false);
    let whole = Ok((40, runs(), others.to_vec()));
    assert_eq!(read(&district, &bytes), whole);
    // Whoever knows no histories reads attachments.
    let limits = Limits::default();
    let opened = open(&bytes, &district.centre, Some(&district.roster), &limits).unwrap();
    assert_eq!(opened.contents.attachments, sent);
    let none = bundle(&district, others.to_vec(), true);
    assert_eq!(read(&district, &none), Ok((0, vec![], others.to_vec())));
}

#[test]
fn a_history_cut_short_doubled_or_out_of_order_refuses_the_bundle() {
    let district = District::new();
    let right = parts(&runs(), 40, (7, SESSION)).unwrap();
    let other = Attachment::of(vec![1; 40]);
    let wrong: [(&str, Vec<usize>); 6] = [
        ("cut short", vec![0, 1]),
        ("its beginning missing", vec![1, 2]),
        ("a part twice", vec![0, 1, 1, 2]),
        ("two histories", vec![0, 1, 2, 0, 1, 2]),
        ("swapped", vec![1, 0, 2]),
        ("something between", vec![0, 9, 1, 2]),
    ];
    for (what, places) in wrong {
        let attachments = places
            .iter()
            .map(|place| right.get(*place).unwrap_or(&other));
        let bytes = bundle(&district, attachments.cloned().collect(), false);
        let refused = read(&district, &bytes);
        assert_eq!(refused, Err(BundleError::Contradiction), "{what}");
        let limits = Limits::default();
        let opened = open(&bytes, &district.centre, Some(&district.roster), &limits);
        assert_eq!(opened.err(), Some(BundleError::Contradiction), "{what}");
    }
    let beside_changes = bundle(&district, right.clone(), true);
    let refused = read(&district, &beside_changes);
    assert_eq!(refused, Err(BundleError::Contradiction));
    let too_many = parts(&runs(), u32::MAX, (7, SESSION)).unwrap();
    let refused = read(&district, &bundle(&district, too_many, false));
    assert!(matches!(refused, Err(BundleError::TooLarge { .. })));
    let mut differ = right.clone();
    differ[2] = parts(&runs(), 41, (7, SESSION)).unwrap().remove(2);
    let refused = read(&district, &bundle(&district, differ, false));
    assert_eq!(refused, Err(BundleError::Contradiction));
}

/// A file somebody attached may hold anything, the parts of another bundle too: it never becomes history.
#[test]
fn what_names_another_bundle_is_an_attachment() {
    let district = District::new();
    let mut others = parts(&runs(), 40, (8, SESSION)).unwrap();
    others.extend(parts(&runs(), 40, (7, [1; 16])).unwrap());
    let mut newer = parts(&runs(), 40, (7, SESSION)).unwrap().remove(0).bytes;
    newer[8] = 2;
    others.push(Attachment::of(newer.clone()));
    others.push(Attachment::of(newer[..PART_HEAD - 1].to_vec()));
    let bytes = bundle(&district, others.clone(), false);
    assert_eq!(read(&district, &bytes), Ok((0, vec![], others)));
}

#[test]
fn a_part_whose_bytes_do_not_fit_its_hash_refuses_the_bundle() {
    let district = District::new();
    let good = bundle(&district, parts(&runs(), 40, (7, SESSION)).unwrap(), false);
    let sealed = crate::sealed_part(&good).unwrap();
    let mut plain = age::decrypt(district.centre.seal_secret(), sealed).unwrap();
    let at = plain.windows(6).position(|bytes| bytes == b"second");
    plain[at.unwrap()] = b'S';
    let (centre, etrap) = (district.centre.public(), &district.etrap);
    let sealed = age::encrypt(&centre.seal, &plain).unwrap();
    let bytes = crate::sign_sealed(&sealed, etrap, &[&centre], 7, SESSION).unwrap();
    assert_eq!(read(&district, &bytes), Err(BundleError::Damaged));
}

#[test]
fn what_a_history_unpacks_to_is_bounded() {
    let district = District::new();
    let bytes = bundle(&district, parts(&runs(), 40, (7, SESSION)).unwrap(), false);
    let (limits, roster) = (Limits::default(), Some(&district.roster));
    let mut reading =
        Reading::of_file(Cursor::new(&bytes), &district.centre, roster, &limits).unwrap();
    assert_eq!(reading.spend(1 << 29), Ok(()));
    assert_eq!(reading.spend(1 << 29), Ok(()));
    assert_eq!(
        reading.spend(1),
        Err(BundleError::TooLarge { limit: 1 << 30 })
    );
    reading.run().unwrap();
    assert_eq!(
        reading.finish(),
        Err(BundleError::Contradiction),
        "half read"
    );
}
