//! Twenty bundles of different contents, every bit of them flipped and cut at every length: refused, and with no wrong blame.
//!
//! `cargo test -p goldaw-bundle` does it for the whole header and for a sample of what is sealed;
//! `cargo test -p goldaw-bundle -- --ignored every_bit` for every bit and every length.

use std::io::Cursor;
use std::ops::Range;
use std::time::Instant;

use goldaw_changes::columns::NothingKnown;
use goldaw_changes::{ChangeHash, RawChange};
use goldaw_trust::{DeviceKeys, DevicePublic, Roster};

use super::district::{District, SESSION, contents, draft, head, keys};
use crate::{
    Attachment, BundleError, Contents, Control, FileManifest, HeadSignature, Limits, Reading,
    inspect, open, padding, seal, sign_sealed,
};

/// A bundle, who opens it, and with which roster.
struct Sample {
    name: &'static str,
    bytes: Vec<u8>,
    reader: DeviceKeys,
    sender: DeviceKeys,
    roster: Option<Roster>,
}

/// A part of the file, where it stands, and the one reason a flipped bit in it is refused for.
type Region = (&'static str, Range<usize>, BundleError);

/// The page docs/formats/bundle.md as a table, for a header of `n` recipients. Everything but the magic is signed or hashed, so what
/// it says counts only when it is what was written: no flipped bit is a newer program, a revoked computer or a cut file.
fn regions(n: usize) -> [Region; 4] {
    let sealed = 185 + 16 * n;
    [
        ("magic", 0..6, BundleError::NotABundle),
        ("format and suite", 6..8, BundleError::DamagedHeader),
        ("the signed rest", 8..sealed, BundleError::DamagedHeader),
        ("sealed part", sealed..usize::MAX, BundleError::Damaged),
    ]
}

impl Sample {
    fn at_once(&self, bytes: &[u8]) -> Option<BundleError> {
        let limits = Limits::default();
        open(bytes, &self.reader, self.roster.as_ref(), &limits).err()
    }

    fn by_part(&self, bytes: &[u8]) -> Option<BundleError> {
        let (file, limits) = (Cursor::new(bytes), Limits::default());
        let parts = Reading::of_file(file, &self.reader, self.roster.as_ref(), &limits);
        let read = parts.and_then(|mut reading| {
            while reading.changes(&NothingKnown)?.is_some() {}
            while reading.attachment()?.is_some() {}
            reading.finish()
        });
        read.err()
    }

    fn refused(&self, bytes: &[u8]) -> Option<BundleError> {
        let why = self.at_once(bytes);
        assert_eq!(why, self.by_part(bytes), "{}", self.name);
        why
    }

    /// Flips the bits of every `step`th sealed byte and of all others, cuts at as many lengths, and says how many were refused.
    fn bend(&self, step: usize) -> usize {
        assert_eq!(self.refused(&self.bytes), None, "{}", self.name);
        let header = inspect(&self.bytes, &Limits::default()).unwrap();
        let regions = regions(header.recipients.len());
        let sealed = header.encoded_length();
        let chosen = |at: &usize| *at < sealed || (at - sealed).is_multiple_of(step);
        let mut bent = self.bytes.clone();
        let mut refused = 0;
        // Both ways in, or one in turn when there are millions.
        let ask = |bytes: &[u8], turn: usize| match (step, turn % 2) {
            (2.., _) => self.refused(bytes),
            (_, 0) => self.at_once(bytes),
            _ => self.by_part(bytes),
        };
        for at in (0..bent.len()).filter(chosen) {
            let here = |(_, region, _): &&Region| region.contains(&at);
            let (region, _, right) = regions.iter().find(here).unwrap();
            for bit in 0..8 {
                bent[at] ^= 1 << bit;
                let why = ask(&bent, bit);
                let name = self.name;
                assert_eq!(
                    why.as_ref(),
                    Some(right),
                    "{name}: {region}, byte {at}, bit {bit}"
                );
                bent[at] ^= 1 << bit;
                refused += 1;
            }
        }
        for length in (0..bent.len()).filter(chosen) {
            let why = ask(&bent[..length], length);
            let right = match length {
                0 => why == Some(BundleError::NotABundle),
                _ => matches!(&why, Some(BundleError::CutShort { .. })),
            };
            assert!(right, "{}: cut at {length}: {why:?}", self.name);
            refused += 1;
        }
        refused
    }

    /// Gives the padded text sealed and signed anew, as the sender itself could.
    fn sealed_anew(&self, plain: &[u8]) -> Option<BundleError> {
        let reader = self.reader.public();
        let sealed = age::encrypt(&reader.seal, plain).unwrap();
        let bytes = sign_sealed(&sealed, &self.sender, &[&reader], 7, SESSION).unwrap();
        self.refused(&bytes)
    }
}

fn sample(
    name: &'static str,
    sent: &Contents,
    sender: &DeviceKeys,
    to: &[&DeviceKeys],
    roster: Option<&Roster>,
) -> Sample {
    let publics: Vec<DevicePublic> = to.iter().map(|keys| keys.public()).collect();
    let to_publics: Vec<&DevicePublic> = publics.iter().collect();
    let copy = |keys: &DeviceKeys| DeviceKeys::from_secret_bytes(&keys.to_secret_bytes()).unwrap();
    Sample {
        name,
        bytes: seal(sent, sender, &to_publics, 7, SESSION).unwrap(),
        reader: copy(to[to.len() - 1]),
        sender: copy(sender),
        roster: roster.cloned(),
    }
}

fn nothing(sender: &DeviceKeys) -> Contents {
    Contents {
        control: Control::default(),
        changes: Vec::new(),
        head_signatures: Vec::new(),
        attachments: Vec::new(),
        ..contents(sender)
    }
}

fn changes(count: u32) -> Vec<RawChange> {
    let change = |number: u32| RawChange {
        header: number.to_be_bytes().to_vec(),
        payload: (!number.is_multiple_of(7)).then(|| noise(number, 40)),
    };
    (0..count).map(change).collect()
}

/// Bytes no compression makes smaller.
fn noise(seed: u32, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_be_bytes());
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

fn file(length: usize) -> Vec<Attachment> {
    let pieces: Vec<Vec<u8>> = noise(5, length).chunks(7000).map(<[u8]>::to_vec).collect();
    let part = |piece: &Vec<u8>| (blake3::hash(piece).into(), piece.len() as u32);
    let manifest = FileManifest {
        scope: [8; 16],
        content: [9; 32],
        parts: pieces.iter().map(part).collect(),
    };
    let manifest = Attachment::of(manifest.encode().unwrap());
    let pieces = pieces.into_iter().map(Attachment::of);
    std::iter::once(manifest).chain(pieces).collect()
}

/// What fills a bucket to its last byte.
fn to_the_brim(district: &District) -> Contents {
    let mut sent = nothing(&district.etrap);
    sent.attachments = vec![Attachment::of(Vec::new())];
    for length in 3_000..4_096 {
        sent.attachments[0] = Attachment::of(noise(6, length));
        let body = body_of(&sent, district);
        if body.len() + 8 == padding::bucket(body.len()) {
            return sent;
        }
    }
    panic!("no length fills the bucket")
}

fn body_of(sent: &Contents, district: &District) -> Vec<u8> {
    let changes = sent.changes.iter().cloned().map(Ok::<_, BundleError>);
    let from = (district.etrap.device(), 7, SESSION);
    crate::body::write(sent, changes, crate::Aids::NONE, from).unwrap()
}

/// The twenty.
fn samples() -> Vec<Sample> {
    let district = District::golden();
    let District {
        centre,
        etrap,
        neighbour,
        roster,
    } = &district;
    let known = Some(roster);
    let newcomer = keys(4);
    let newer = Roster::sign(draft(2, centre, &[etrap, neighbour, &newcomer]), centre).unwrap();
    let from_etrap = |change: fn(&mut Contents)| {
        let mut sent = nothing(etrap);
        change(&mut sent);
        sent
    };
    let with_roster = |mut sent: Contents, roster: &Roster| {
        sent.envelope.roster = Some(roster.encode().to_vec());
        sent
    };
    let control = |fill: fn(&mut Control)| {
        let mut sent = nothing(etrap);
        fill(&mut sent.control);
        sent
    };
    let heads = |sent: Contents| Contents {
        head_signatures: vec![
            HeadSignature::sign(head(etrap, 12), etrap),
            HeadSignature::sign(head(neighbour, 3), neighbour),
            HeadSignature::sign(head(centre, 900), centre),
        ],
        ..sent
    };
    let crowd: Vec<DeviceKeys> = (10..73).map(keys).chain([keys(1)]).collect();
    let crowd_roster = {
        let others: Vec<&DeviceKeys> = [etrap].into_iter().chain(crowd.iter().take(63)).collect();
        Roster::sign(draft(1, &crowd[63], &others), &crowd[63]).unwrap()
    };
    let of_all: Vec<&DeviceKeys> = crowd.iter().collect();
    let kept = |name: &'static str, bytes: &[u8]| Sample {
        bytes: bytes.to_vec(),
        ..sample(name, &nothing(etrap), etrap, &[centre], known)
    };
    let to_centre = |name, sent: &Contents| sample(name, sent, etrap, &[centre], known);
    vec![
        to_centre("nothing in it", &nothing(etrap)),
        to_centre("one change", &from_etrap(|sent| sent.changes = changes(1))),
        to_centre(
            "many changes",
            &from_etrap(|sent| sent.changes = changes(200)),
        ),
        to_centre("everything", &contents(etrap)),
        to_centre("a frontier", &{
            let mut sent = nothing(etrap);
            sent.control.frontier = (1..40).map(|sequence| head(etrap, sequence)).collect();
            sent
        }),
        to_centre(
            "wants",
            &control(|said| said.wants = (0..30u8).map(|n| ChangeHash::of(&[n])).collect()),
        ),
        to_centre("signed heads", &heads(nothing(etrap))),
        to_centre(
            "a history in parts, the first bundle",
            &from_etrap(|sent| {
                let runs = [noise(1, 300), noise(2, 200)];
                sent.attachments = crate::snapshot::parts(&runs, 9, (7, SESSION)).unwrap();
                sent.envelope.previous = None;
            }),
        ),
        to_centre("a file", &from_etrap(|sent| sent.attachments = file(900))),
        to_centre(
            "a file in pieces",
            &from_etrap(|sent| sent.attachments = file(9_000)),
        ),
        to_centre(
            "a bucket of 64 KiB",
            &from_etrap(|sent| sent.attachments = file(30_000)),
        ),
        to_centre(
            "a bucket of 256 KiB",
            &from_etrap(|sent| sent.attachments = file(70_000)),
        ),
        to_centre("no padding", &to_the_brim(&district)),
        to_centre("a newer roster", &with_roster(contents(etrap), &newer)),
        sample(
            "a newer roster that names the sender",
            &with_roster(contents(&newcomer), &newer),
            &newcomer,
            &[centre],
            known,
        ),
        sample(
            "the first roster, by the centre",
            &with_roster(contents(centre), roster),
            centre,
            &[etrap],
            None,
        ),
        sample(
            "for two",
            &contents(centre),
            centre,
            &[neighbour, etrap],
            known,
        ),
        sample(
            "for sixty-four",
            &contents(etrap),
            etrap,
            &of_all,
            Some(&crowd_roster),
        ),
        kept(
            "format 1",
            include_bytes!("../../golden/format-1-suite-2.goldaw"),
        ),
        kept(
            "format 2 as it was",
            include_bytes!("../../golden/format-2-suite-2.goldaw"),
        ),
    ]
}

fn bend_all(step: impl Fn(usize) -> usize) {
    let samples = samples();
    assert_eq!(samples.len(), 20);
    let mut all = 0;
    for sample in &samples {
        let began = Instant::now();
        let refused = sample.bend(step(sample.bytes.len()));
        all += refused;
        println!(
            "{:<38} {:>7} bytes {refused:>9} refused {:>6.1} s",
            sample.name,
            sample.bytes.len(),
            began.elapsed().as_secs_f64()
        );
    }
    println!("{all} bent bundles refused, each for the right reason");
}

#[test]
fn flips_and_cuts_of_twenty_bundles_are_refused_for_the_right_reason() {
    bend_all(|length| length / 20);
}

#[test]
#[ignore = "every bit of every sample takes a quarter of an hour"]
fn every_bit_and_every_length_of_twenty_bundles_is_refused_for_the_right_reason() {
    bend_all(|_| 1);
}

#[test]
fn padding_is_no_hole() {
    let district = District::golden();
    let samples = samples();
    let mut tried = 0;
    for sample in samples.iter().filter(|sample| sample.bytes.len() < 40_000) {
        let header = inspect(&sample.bytes, &Limits::default()).unwrap();
        let own = header.recipients == [district.centre.mailbox()]
            && header.sender == district.etrap.mailbox()
            && header.format == 2;
        if !own {
            continue;
        }
        let sealed = crate::sealed_part(&sample.bytes).unwrap();
        let plain = age::decrypt(sample.reader.seal_secret(), sealed).unwrap();
        assert_eq!(sample.sealed_anew(&plain), None, "{}", sample.name);
        let body = u64::from_be_bytes(*plain.first_chunk().unwrap()) as usize;
        let padding = 8 + body..plain.len();
        let step = (padding.len() / 12).max(1);
        let last = plain.len() - 1;
        let places = padding.clone().step_by(step).chain([last]);
        // Every bit of the length, then of the padding.
        for at in (0..8).chain(places.filter(|at| padding.contains(at))) {
            for bit in 0..8 {
                let mut bent = plain.clone();
                bent[at] ^= 1 << bit;
                let why = sample.sealed_anew(&bent);
                let name = sample.name;
                assert_eq!(
                    why,
                    Some(BundleError::Damaged),
                    "{name}: byte {at}, bit {bit}"
                );
                tried += 1;
            }
        }
        // No bucket, and a larger one than the smallest that fits.
        for length in [last, plain.len() + 1, plain.len() * 4] {
            let mut bent = plain.clone();
            bent.resize(length, 0);
            assert_eq!(sample.sealed_anew(&bent), Some(BundleError::Damaged));
            tried += 1;
        }
    }
    assert!(tried > 1_500);
    println!("{tried} bent paddings refused");
}

#[test]
fn every_byte_of_a_body_bent_and_sealed_anew_blames_nobody_else() {
    let sample = &samples()[3];
    let plain = {
        let sealed = crate::sealed_part(&sample.bytes).unwrap();
        age::decrypt(sample.reader.seal_secret(), sealed).unwrap()
    };
    let body = u64::from_be_bytes(*plain.first_chunk().unwrap()) as usize;
    for at in (8..8 + body).step_by(3) {
        let mut bent = plain.clone();
        bent[at] ^= 1 << (at % 8);
        // A sender may say what it likes of its own; it is never somebody else who is blamed.
        if let Some(why) = sample.sealed_anew(&bent) {
            let blames_another = matches!(
                why,
                BundleError::RevokedDevice { .. }
                    | BundleError::UnknownDevice { .. }
                    | BundleError::NewerFormat { .. }
                    | BundleError::ForAnotherOffice { .. }
                    | BundleError::OtherKey
            );
            assert!(!blames_another, "byte {at}: {why}");
        }
    }
}
