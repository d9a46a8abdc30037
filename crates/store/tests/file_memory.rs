//! A file of 60 MB goes in, out and over in pieces, in the memory of a few pieces. Alone in its program, so that the peak is its own.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use goldaw_changes::Incarnation;
use goldaw_domain::calendar::Calendar;
use goldaw_domain::due::{RiskTimes, Times};
use goldaw_domain::ids::{OfficeId, RecordId};
use goldaw_domain::records::Attachment;
use goldaw_store::pieces::{Content, Kept, Manifest};
use goldaw_store::{Author, Intent, Rules, Store, StoreKey, Write};
use std::io::{self, Read};
use std::path::Path;
use uuid::Uuid;

const MEGABYTE: usize = 1_000_000;
const NOON: u64 = 1_795_000_000_000;

/// Gives so many bytes that follow from a seed, without holding them.
fn noise(seed: u64, bytes: usize) -> impl Read {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.finalize_xof().take(bytes as u64)
}

fn create(path: &Path) -> Store {
    let times = RiskTimes {
        first_visit: 2,
        visit_interval: 5,
    };
    let rules = Rules {
        times: Times {
            low: times,
            medium: times,
            high: times,
            appeal_decision: 1,
        },
        calendar: Calendar::default(),
    };
    let key = StoreKey {
        key: &[7; 32],
        salt: &[9; 16],
    };
    Store::create(path, &key, rules).unwrap()
}

/// The most memory this program has had, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let line = lines.find(|line| line.starts_with("VmHWM:")).unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

fn office() -> OfficeId {
    Uuid::from_u128(1).into()
}

fn name_it(store: &mut Store, record: u128, content: Content) {
    let author = Author {
        device: Uuid::from_u128(3).into(),
        incarnation: Incarnation(Uuid::from_u128(4)),
        scope: office(),
        worker: Uuid::from_u128(5).into(),
        office: office(),
        role: "specialist".into(),
    };
    let attachment = Attachment {
        name: Some("film.bin".into()),
        content: Some(content.to_hex()),
        ..Attachment::default()
    };
    let record = RecordId::from(Uuid::from_u128(record));
    let intent = Intent {
        action: "attach_file".into(),
        reason: None,
        writes: vec![Write::new(record, &attachment)],
    };
    store.commit(&author, &[intent], None, NOON).unwrap();
}

/// Takes a file in at one store, writes it out, and takes it over at another, in one transaction as a bundle does.
fn in_out_and_over(from: &mut Store, to: &mut Store, record: u128, bytes: usize) {
    let (content, length) = from
        .put_file(office(), noise(record as u64, bytes))
        .unwrap();
    assert_eq!(length, bytes as u64);
    let read = from.read();
    assert!(
        read.write_file(office(), &content, &mut io::sink())
            .unwrap()
    );
    let parts = read.parts_of(office(), &content).unwrap();
    let manifest = Manifest {
        content,
        parts: parts.iter().map(|one| one.part).collect(),
    };
    name_it(to, record, content);
    let mut last = Kept::Unasked;
    to.take_over(Vec::new(), NOON, |arrival| {
        arrival.keep_manifest(office(), &manifest)?;
        for part in &manifest.parts {
            let piece = read.piece(office(), &part.hash)?.unwrap();
            last = arrival.keep_piece(&[office()], &part.hash, &piece)?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(last, Kept::Whole);
}

#[test]
fn sixty_megabytes_need_no_more_memory_than_what_came_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut from = create(&folder.path().join("from"));
    let mut to = create(&folder.path().join("to"));
    // Fills the page caches of both stores, 32 MiB each, whatever comes.
    in_out_and_over(&mut from, &mut to, 1, 40 * MEGABYTE);
    let before = peak();
    in_out_and_over(&mut from, &mut to, 2, 60 * MEGABYTE);
    let more = peak() - before;
    println!(
        "peak {} MB after 40 MB, {} kB more for 60 MB",
        before / MEGABYTE,
        more / 1000
    );
    assert!(more < 12 * MEGABYTE, "{more} bytes more");
}
