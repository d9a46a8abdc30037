//! Bundles read part by part from a file, and sealed from changes that come one by one.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use goldaw_changes::RawChange;
use goldaw_changes::columns::NothingKnown;

use super::district::{District, SESSION, contents};
use crate::{Aids, BundleError, Limits, Reading, bundle_hash, open, seal, seal_from};

fn change(number: u32) -> RawChange {
    RawChange {
        header: number.to_be_bytes().to_vec(),
        payload: Some(vec![number as u8; 1 << 20]),
    }
}

/// Nine changes of a megabyte in three segments, and two attachments.
fn long_bundle(district: &District) -> Vec<u8> {
    let mut sent = contents(&district.etrap);
    sent.changes.clear();
    sent.attachments.push(crate::Attachment::of(vec![7; 5000]));
    let to = [&district.centre.public()];
    let changes = (0..9).map(|number| Ok::<_, BundleError>(change(number)));
    let to = (to.as_slice(), 7, SESSION);
    seal_from(&sent, changes, Aids::NONE, &district.etrap, to).unwrap()
}

fn begin<'s>(district: &District, file: impl Read + Seek + 's) -> Result<Reading<'s>, BundleError> {
    let limits = Limits::default();
    Reading::of_file(file, &district.centre, Some(&district.roster), &limits)
}

#[test]
fn segments_come_one_at_a_time_and_then_attachments() {
    let district = District::new();
    let bytes = long_bundle(&district);
    let mut reading = begin(&district, Cursor::new(&bytes)).unwrap();
    assert_eq!(reading.change_count(), 9);
    assert_eq!(reading.attachment(), Err(BundleError::Contradiction));
    let (mut groups, mut changes) = (0, Vec::new());
    while let Some(mut group) = reading.changes(&NothingKnown).unwrap() {
        groups += 1;
        changes.append(&mut group);
    }
    assert_eq!(groups, 3);
    assert_eq!(changes, (0..9).map(change).collect::<Vec<_>>());
    let mut attachments = Vec::new();
    while let Some(attachment) = reading.attachment().unwrap() {
        attachments.push(attachment);
    }
    assert_eq!(reading.finish(), Ok(()));
    let limits = Limits::default();
    let opened = open(&bytes, &district.centre, Some(&district.roster), &limits).unwrap();
    assert_eq!(opened.contents.changes, changes);
    assert_eq!(opened.contents.attachments, attachments);
}

#[test]
fn an_attachment_that_is_not_what_its_hash_says_spoils_no_other() {
    let district = District::new();
    let to = [&district.centre.public()];
    let mut sent = contents(&district.etrap);
    sent.attachments = [1, 2, 3]
        .map(|fill| crate::Attachment::of(vec![fill; 40]))
        .into();
    let good = seal(&sent, &district.etrap, &to, 7, SESSION).unwrap();
    // A sender whose memory failed between hashing and sealing.
    let sealed = crate::sealed_part(&good).unwrap();
    let plain = age::decrypt(district.centre.seal_secret(), sealed).unwrap();
    let at = plain
        .windows(40)
        .position(|bytes| bytes == [2; 40])
        .unwrap();
    let mut bent = plain.clone();
    bent[at] = 7;
    let public = district.centre.public();
    let sealed = age::encrypt(&public.seal, &bent).unwrap();
    let bytes = crate::sign_sealed(&sealed, &district.etrap, &to, 7, SESSION).unwrap();
    let limits = Limits::default();
    let opened = open(&bytes, &district.centre, Some(&district.roster), &limits).unwrap();
    let fits: Vec<bool> = opened
        .contents
        .attachments
        .iter()
        .map(crate::Attachment::fits)
        .collect();
    assert_eq!(fits, [true, false, true]);
    // A sender never seals one it knows of.
    sent.attachments[1].bytes[0] = 7;
    let refused = seal(&sent, &district.etrap, &to, 7, SESSION);
    assert_eq!(refused, Err(BundleError::Contradiction));
}

#[test]
fn a_bundle_left_half_read_is_not_finished() {
    let district = District::new();
    let bytes = long_bundle(&district);
    let mut reading = begin(&district, Cursor::new(&bytes)).unwrap();
    reading.changes(&NothingKnown).unwrap();
    assert_eq!(reading.finish(), Err(BundleError::Contradiction));
}

#[test]
fn a_file_is_refused_by_the_same_names_as_bytes() {
    let district = District::new();
    let bytes = district.bundle();
    let refused = |bytes: &[u8]| begin(&district, Cursor::new(bytes)).err();
    assert_eq!(refused(&bytes), None);
    let limits = Limits::default();
    for at in (0..bytes.len()).step_by(7) {
        let mut bent = bytes.clone();
        bent[at] ^= 1;
        let by_bytes = open(&bent, &district.centre, Some(&district.roster), &limits);
        assert_eq!(refused(&bent), by_bytes.err(), "byte {at}");
        let cut = &bytes[..at];
        let by_bytes = open(cut, &district.centre, Some(&district.roster), &limits);
        assert_eq!(refused(cut), by_bytes.err(), "cut at {at}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(refused(&longer), Some(BundleError::TooLong));
}

/// A stick that gives one file when it is checked and another, as well sealed, when it is read.
struct Swapping {
    passes: u32,
    first: Cursor<Vec<u8>>,
    second: Cursor<Vec<u8>>,
}

impl Read for Swapping {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.passes {
            // To the end, to the start, to the sealed part for hashing; again to the sealed part for reading.
            0..=3 => self.first.read(into),
            _ => self.second.read(into),
        }
    }
}

impl Seek for Swapping {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.passes += 1;
        let at = self.first.seek(to)?;
        self.second.seek(SeekFrom::Start(at))
    }
}

#[test]
fn a_file_that_changes_between_checking_and_reading_does_not_finish() {
    let district = District::new();
    let sealed = || {
        let to = [&district.centre.public()];
        seal(&contents(&district.etrap), &district.etrap, &to, 7, SESSION).unwrap()
    };
    let (first, second) = (sealed(), sealed());
    assert_ne!(bundle_hash(&first), bundle_hash(&second));
    let swapping = Swapping {
        passes: 0,
        first: Cursor::new(first),
        second: Cursor::new(second),
    };
    let read = begin(&district, swapping).and_then(|mut reading| {
        while reading.changes(&NothingKnown)?.is_some() {}
        while reading.attachment()?.is_some() {}
        reading.finish()
    });
    assert_eq!(read, Err(BundleError::Damaged));
}

#[test]
fn what_ends_the_changes_ends_the_sealing() {
    let district = District::new();
    let changes = [Ok(change(1)), Err(BundleError::NotSealed)];
    let to = [&district.centre.public()];
    let to = (to.as_slice(), 7, SESSION);
    let sent = contents(&district.etrap);
    let sealed = seal_from(&sent, changes, Aids::NONE, &district.etrap, to);
    assert_eq!(sealed, Err(BundleError::NotSealed));
}
