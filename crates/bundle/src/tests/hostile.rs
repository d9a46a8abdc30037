//! What an enemy may try: random mutations by the hundred thousand, an enrolled device that goes bad, bombs.

use goldaw_trust::DeviceKeys;

use super::district::{District, SESSION, contents, office_of};
use crate::{Aids, BundleError, Limits, inspect, open, padding, read_body, sign_sealed};

/// A small generator (xorshift64*), seeded and printed, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        println!("seed {seed}");
        Self(seed)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }

    /// Changes a copy in one to three ways: bytes set, cut, doubled, filled, appended.
    fn mutate(&mut self, original: &[u8]) -> Vec<u8> {
        let mut bytes = original.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let length = self.below(64).min(bytes.len() - at);
            match self.below(6) {
                0 | 1 if !bytes.is_empty() => bytes[at] = self.below(256) as u8,
                2 => bytes.truncate(at),
                3 => {
                    let part = bytes[at..at + length].to_vec();
                    bytes.splice(at..at, part);
                }
                4 => bytes[at..at + length].fill(self.below(2) as u8 * 255),
                _ => bytes.push(self.below(256) as u8),
            }
        }
        bytes
    }
}

/// Signs whatever sealed part as an enrolled device could.
fn signed(sealed: &[u8], sender: &DeviceKeys, recipient: &DeviceKeys) -> Vec<u8> {
    sign_sealed(sealed, sender, &[&recipient.public()], 7, SESSION).unwrap()
}

fn written(contents: &crate::Contents, district: &District) -> Result<Vec<u8>, BundleError> {
    let changes = contents.changes.iter().cloned().map(Ok);
    let from = (district.etrap.device(), 7, SESSION);
    crate::body::write(contents, changes, Aids::NONE, from)
}

fn sealed_plain(plain: &[u8], recipient: &DeviceKeys) -> Vec<u8> {
    age::encrypt(&recipient.public().seal, plain).unwrap()
}

#[test]
fn of_a_hundred_thousand_mutations_none_is_accepted_and_none_panics() {
    let district = District::new();
    let bytes = district.bundle();
    let mut dice = Dice::new(20_261_124);
    for round in 0..100_000 {
        let mutated = dice.mutate(&bytes);
        if mutated != bytes {
            let taken = open(
                &mutated,
                &district.centre,
                Some(&district.roster),
                &Limits::default(),
            );
            assert!(taken.is_err(), "round {round}");
        }
    }
}

#[test]
fn mutated_sealed_parts_are_refused_even_when_signed_anew() {
    let district = District::new();
    let sealed = crate::sealed_part(&district.bundle()).unwrap().to_vec();
    let mut dice = Dice::new(3);
    for round in 0..5_000 {
        let mutated = dice.mutate(&sealed);
        if mutated != sealed {
            let bytes = signed(&mutated, &district.etrap, &district.centre);
            assert!(inspect(&bytes, &Limits::default()).is_ok());
            let taken = open(
                &bytes,
                &district.centre,
                Some(&district.roster),
                &Limits::default(),
            );
            assert!(taken.is_err(), "round {round}");
        }
    }
}

#[test]
fn a_mutated_body_never_panics_and_what_still_reads_can_be_written_and_read_again() {
    let district = District::new();
    let mut sent = contents(&district.etrap);
    sent.envelope.roster = Some(district.roster.encode().to_vec());
    let body = written(&sent, &district).unwrap();
    let mut dice = Dice::new(4);
    let mut still_read = 0;
    for round in 0..100_000 {
        if let Ok(mut contents) = read_body(&dice.mutate(&body), &Limits::default()) {
            still_read += 1;
            // What was bent in an attachment is for its reader to refuse.
            contents.attachments.retain(crate::Attachment::fits);
            let again = written(&contents, &district).unwrap();
            let read = read_body(&again, &Limits::default()).unwrap();
            assert_eq!(read, contents, "round {round}");
        }
    }
    println!("{still_read} mutated bodies still read");
}

#[test]
fn a_body_of_random_bytes_is_refused() {
    let district = District::new();
    let mut dice = Dice::new(5);
    for _ in 0..500 {
        let noise: Vec<u8> = (0..dice.below(300))
            .map(|_| dice.below(256) as u8)
            .collect();
        let sealed = sealed_plain(&padding::pad(&noise), &district.centre);
        let bytes = signed(&sealed, &district.etrap, &district.centre);
        assert!(
            open(
                &bytes,
                &district.centre,
                Some(&district.roster),
                &Limits::default()
            )
            .is_err()
        );
    }
}

#[test]
fn a_body_without_padding_is_refused() {
    let district = District::new();
    let body = written(&contents(&district.etrap), &district).unwrap();
    let bytes = signed(
        &sealed_plain(&body, &district.centre),
        &district.etrap,
        &district.centre,
    );
    let taken = open(
        &bytes,
        &district.centre,
        Some(&district.roster),
        &Limits::default(),
    );
    assert_eq!(taken.unwrap_err(), BundleError::Damaged);
}

#[test]
fn an_age_header_with_more_stanzas_or_lines_than_its_recipients_need_is_refused_unread() {
    let district = District::new();
    let key = district.centre.public().seal;
    let refused = |sealed: &[u8]| {
        let bytes = signed(sealed, &district.etrap, &district.centre);
        let started = std::time::Instant::now();
        let taken = open(
            &bytes,
            &district.centre,
            Some(&district.roster),
            &Limits::default(),
        );
        assert_eq!(taken.unwrap_err(), BundleError::Damaged);
        assert!(started.elapsed() < std::time::Duration::from_secs(1));
    };
    let many = std::iter::repeat_n(&key as &dyn age::Recipient, 30);
    let mut sealed = Vec::new();
    let writer = age::Encryptor::with_recipients(many)
        .unwrap()
        .wrap_output(&mut sealed)
        .unwrap();
    writer.finish().unwrap();
    refused(&sealed);

    let mut lines = b"age-encryption.org/v1\n".to_vec();
    lines.extend(b"-> a\n\n".repeat(200));
    lines.extend_from_slice(b"--- ");
    refused(&lines);
}

#[test]
fn a_bundle_that_unpacks_beyond_the_limit_is_stopped_before_it_does() {
    let district = District::new();
    let mut sent = contents(&district.etrap);
    sent.changes = (0..30)
        .map(|_| goldaw_changes::RawChange {
            header: vec![0; 10],
            payload: Some(vec![0; 1 << 20]),
        })
        .collect();
    let bytes = crate::seal(
        &sent,
        &district.etrap,
        &[&district.centre.public()],
        1,
        SESSION,
    )
    .unwrap();
    assert!(bytes.len() < 64 << 10);
    let tight = Limits {
        unpacked: 8 << 20,
        ..Limits::default()
    };
    let taken = open(&bytes, &district.centre, Some(&district.roster), &tight);
    assert_eq!(taken.unwrap_err(), BundleError::TooLarge { limit: 8 << 20 });
    let few = Limits {
        changes: 29,
        ..Limits::default()
    };
    let taken = open(&bytes, &district.centre, Some(&district.roster), &few);
    assert_eq!(taken.unwrap_err(), BundleError::TooLarge { limit: 29 });
    let opened = open(
        &bytes,
        &district.centre,
        Some(&district.roster),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(opened.contents.changes.len(), 30);
    assert_eq!(
        opened.contents.envelope.sender_office,
        office_of(&district.etrap)
    );
}
