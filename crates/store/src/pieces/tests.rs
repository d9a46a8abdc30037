//! Pieces in and out: alone, in any order, lost, altered, of two offices; nothing half after any failure.

mod older;

use super::{Content, Kept, Manifest, Part, cut};
use crate::exchange::Arrival;
use crate::store_tests::{NOON, author, carry, create, id, intent, open};
use crate::{Author, Store, StoreError, Write};
use goldaw_domain::ids::{OfficeId, SHARED_SCOPE};
use goldaw_domain::records::Attachment;
use std::io::{self, Read};
use uuid::Uuid;

/// The office whose changes `author` writes.
fn office() -> OfficeId {
    OfficeId::from(Uuid::from_u128(1))
}

fn neighbour() -> OfficeId {
    OfficeId::from(Uuid::from_u128(2))
}

/// Bytes that follow from a seed and look like nothing.
fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut noise = vec![0; bytes];
    blake3::Hasher::new()
        .update(&seed.to_le_bytes())
        .finalize_xof()
        .fill(&mut noise);
    noise
}

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

fn name_it(store: &mut Store, by: &Author, record: u128, content: Content) {
    let attachment = Attachment {
        about: Some(id(7)),
        name: Some("scan.pdf".into()),
        content: Some(content.to_hex()),
        ..Attachment::default()
    };
    let writes = vec![Write::new(id(record), &attachment)];
    store
        .commit(by, &[intent("attach_file", writes)], None, NOON)
        .unwrap();
}

/// A store with one file and its record.
fn sender(folder: &std::path::Path, bytes: &[u8]) -> (Store, Manifest) {
    let mut store = create(folder, "sender");
    let (content, length) = store.put_file(office(), bytes).unwrap();
    assert_eq!(length, bytes.len() as u64);
    name_it(&mut store, &author(1), 50, content);
    let parts = store.read().parts_of(office(), &content).unwrap();
    let parts: Vec<Part> = parts.into_iter().map(|one| one.part).collect();
    (store, Manifest { content, parts })
}

/// A store that has the sender's records and none of its files.
fn receiver(folder: &std::path::Path, from: &Store) -> Store {
    let mut store = create(folder, "receiver");
    carry(from, &mut store);
    store
}

/// Does something to a store as a bundle does that is taken over.
fn arrive<T>(store: &mut Store, mut what: impl FnMut(&Arrival<'_>) -> Result<T, StoreError>) -> T {
    let mut result = None;
    store
        .take_over(Vec::new(), NOON, |arrival| {
            result = Some(what(arrival)?);
            Ok(())
        })
        .unwrap();
    result.unwrap()
}

fn count(store: &Store, table: &str) -> u32 {
    let sql = format!("SELECT count(*) FROM {table}");
    store
        .connection
        .query_row(&sql, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_file_comes_out_as_it_went_in_whatever_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    for length in [0, 1, 4096, 65_535, 65_536, 65_537, 1 << 20, 5_000_000] {
        let bytes = noise(length as u64, length);
        let (content, _) = store.put_file(office(), bytes.as_slice()).unwrap();
        assert_eq!(content, Content::of(&bytes));
        let state = store.read().file_state(office(), &content).unwrap();
        assert!(state.whole && state.here == state.of, "{length}: {state:?}");
        let back = store.read().file_bytes(office(), &content).unwrap();
        assert_eq!(back, Some(bytes), "{length}");
    }
    store.check().unwrap();
}

#[test]
fn pieces_are_within_bounds_and_what_two_files_share_lies_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    let first = noise(1, 6_000_000);
    let lengths: Vec<usize> = cut::pieces(first.as_slice())
        .map(|piece| piece.unwrap().len())
        .collect();
    let (_, but_the_last) = lengths.split_last().unwrap();
    assert!(
        but_the_last
            .iter()
            .all(|length| (super::PIECE_MIN..=super::PIECE_MAX).contains(length))
    );
    store.put_file(office(), first.as_slice()).unwrap();
    let before = count(&store, "piece");
    assert_eq!(before as usize, lengths.len());
    let second = [b"a line put before it".as_slice(), &first].concat();
    store.put_file(office(), second.as_slice()).unwrap();
    let new = count(&store, "piece") - before;
    assert!(new <= 2, "{new} of {before} pieces are new for one line");
    store.put_file(neighbour(), first.as_slice()).unwrap();
    assert_eq!(
        count(&store, "piece") - before,
        new,
        "another office's copy"
    );
}

#[test]
fn reading_that_fails_keeps_nothing() {
    struct Failing(usize);
    impl Read for Failing {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let read = into.len().min(self.0);
            into[..read].copy_from_slice(&noise(self.0 as u64, read));
            self.0 -= read;
            Ok(read)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    let refused = store.put_file(office(), Failing(3_000_000)).unwrap_err();
    assert!(
        matches!(refused, StoreError::File(error) if error.kind() == io::ErrorKind::FileTooLarge)
    );
    assert_eq!(
        (
            count(&store, "piece"),
            count(&store, "file"),
            count(&store, "part")
        ),
        (0, 0, 0)
    );
}

#[test]
fn a_full_disk_is_said_and_leaves_the_store_whole_at_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    store
        .put_file(office(), noise(1, 300_000).as_slice())
        .unwrap();
    let kept = Content::of(&noise(1, 300_000));
    let pages: u32 = store
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    let big = noise(2, 2_000_000);
    let mut refused = 0;
    for room in (0..700).step_by(23) {
        store
            .connection
            .pragma_update(None, "max_page_count", pages + room)
            .unwrap();
        match store.put_file(office(), big.as_slice()) {
            Err(StoreError::DiskFull) => refused += 1,
            Err(other) => panic!("with room for {room} pages: {other}"),
            Ok(_) => break,
        }
        assert_eq!(count(&store, "file"), 1);
    }
    assert!(refused > 10, "{refused}");
    store
        .connection
        .pragma_update(None, "max_page_count", 1_000_000)
        .unwrap();
    store.put_file(office(), big.as_slice()).unwrap();
    for bytes in [&noise(1, 300_000), &big] {
        let back = store
            .read()
            .file_bytes(office(), &Content::of(bytes))
            .unwrap();
        assert_eq!(back.as_ref(), Some(bytes));
    }
    assert!(store.read().file_state(office(), &kept).unwrap().whole);
    store.check().unwrap();
}

#[test]
fn pieces_that_come_in_any_order_with_any_loss_are_kept_and_what_is_missing_is_known() {
    for percent in [0, 1, 10, 50, 90, 99, 100] {
        let seed = 2026 + percent as u64;
        println!("loss {percent} %, seed {seed}");
        let mut chance = Chance(seed);
        let place = tempfile::tempdir().unwrap();
        let bytes = noise(seed, 3_000_000);
        let (from, manifest) = sender(place.path(), &bytes);
        let mut to = receiver(place.path(), &from);
        assert_eq!(
            to.read().pieces_missing(&[office()], 100).unwrap(),
            [manifest.content],
            "before its manifest only the file can be asked for"
        );
        let mut arrived = vec![false; manifest.parts.len()];
        let mut manifest_here = false;
        for round in 0.. {
            let mut sent: Vec<usize> = (0..arrived.len()).collect();
            for at in (1..sent.len()).rev() {
                sent.swap(at, chance.below(at + 1));
            }
            // A hundred rounds of nothing, and then everything comes after all.
            let lost = |chance: &mut Chance| round < 100 && chance.below(100) < percent;
            manifest_here |= !lost(&mut chance)
                && arrive(&mut to, |arrival| {
                    arrival.keep_manifest(office(), &manifest)
                }) != Kept::Unasked;
            for at in sent {
                if lost(&mut chance) {
                    continue;
                }
                let hash = manifest.parts[at].hash;
                let piece = from.read().piece(office(), &hash).unwrap().unwrap();
                let kept = arrive(&mut to, |arrival| {
                    arrival.keep_piece(&[office()], &hash, &piece)
                });
                match (manifest_here, arrived[at]) {
                    (false, _) => assert_eq!(kept, Kept::Unasked),
                    (true, true) => assert_eq!(kept, Kept::Known),
                    (true, false) => {
                        arrived[at] = true;
                        let all = arrived.iter().all(|here| *here);
                        assert_eq!(kept, if all { Kept::Whole } else { Kept::New });
                    }
                }
            }
            // As after a power cut: what came is here.
            drop(to);
            to = open(&place.path().join("receiver")).unwrap();
            let state = to.read().file_state(office(), &manifest.content).unwrap();
            assert_eq!(
                state.here as usize,
                arrived.iter().filter(|here| **here).count()
            );
            let missing = to.read().pieces_missing(&[office()], 10_000).unwrap();
            if state.whole {
                assert_eq!(missing, []);
                break;
            }
            assert_eq!(
                to.read().file_bytes(office(), &manifest.content).unwrap(),
                None
            );
            let expected: Vec<Content> = std::iter::once(manifest.content)
                .chain(
                    (0..arrived.len())
                        .filter(|at| manifest_here && !arrived[*at])
                        .map(|at| manifest.parts[at].hash),
                )
                .collect();
            assert_eq!(missing, expected);
        }
        assert_eq!(
            to.read().file_bytes(office(), &manifest.content).unwrap(),
            Some(bytes)
        );
        to.check().unwrap();
    }
}

#[test]
fn a_manifest_whose_pieces_do_not_give_the_file_is_forgotten_and_the_right_one_is_taken() {
    let place = tempfile::tempdir().unwrap();
    let bytes = noise(5, 1_500_000);
    let (from, manifest) = sender(place.path(), &bytes);
    let mut to = receiver(place.path(), &from);
    let wrong = Manifest {
        content: manifest.content,
        parts: vec![
            manifest.parts[0],
            Part {
                hash: Content::of(b"other"),
                bytes: 5,
            },
        ],
    };
    let first = from
        .read()
        .piece(office(), &manifest.parts[0].hash)
        .unwrap()
        .unwrap();
    arrive(&mut to, |arrival| {
        assert_eq!(arrival.keep_manifest(office(), &wrong)?, Kept::New);
        assert_eq!(
            arrival.keep_piece(&[office()], &manifest.parts[0].hash, &first)?,
            Kept::New
        );
        // The right one takes its place and finds the piece that is here.
        assert_eq!(arrival.keep_manifest(office(), &manifest)?, Kept::New);
        Ok(())
    });
    assert_eq!(
        to.read()
            .file_state(office(), &manifest.content)
            .unwrap()
            .here,
        1
    );
    arrive(&mut to, |arrival| {
        assert_eq!(arrival.keep_manifest(office(), &wrong)?, Kept::New);
        let kept = arrival.keep_piece(&[office()], &Content::of(b"other"), b"other")?;
        assert_eq!(kept, Kept::Contradicts);
        Ok(())
    });
    assert_eq!(
        (count(&to, "file"), count(&to, "part"), count(&to, "piece")),
        (0, 0, 0)
    );
    assert_eq!(
        to.read().pieces_missing(&[office()], 9).unwrap(),
        [manifest.content]
    );
}

#[test]
fn what_one_office_has_another_gets_only_when_it_came_from_its_side() {
    let place = tempfile::tempdir().unwrap();
    let bytes = noise(8, 900_000);
    let (mut store, manifest) = sender(place.path(), &bytes);
    let elsewhere = Author {
        scope: neighbour(),
        ..author(2)
    };
    name_it(&mut store, &elsewhere, 60, manifest.content);
    // The neighbour names the content and even its pieces: none is there for it, and reading gives nothing.
    assert_eq!(
        arrive(&mut store, |arrival| arrival
            .keep_manifest(neighbour(), &manifest)),
        Kept::New
    );
    let state = store
        .read()
        .file_state(neighbour(), &manifest.content)
        .unwrap();
    assert_eq!((state.here, state.whole), (0, false));
    assert_eq!(
        store
            .read()
            .file_bytes(neighbour(), &manifest.content)
            .unwrap(),
        None
    );
    for part in &manifest.parts {
        assert_eq!(store.read().piece(neighbour(), &part.hash).unwrap(), None);
    }
    let pieces = count(&store, "piece");
    for part in &manifest.parts {
        let piece = store.read().piece(office(), &part.hash).unwrap().unwrap();
        arrive(&mut store, |arrival| {
            arrival.keep_piece(&[neighbour()], &part.hash, &piece)
        });
    }
    assert_eq!(
        store
            .read()
            .file_bytes(neighbour(), &manifest.content)
            .unwrap(),
        Some(bytes)
    );
    assert_eq!(count(&store, "piece"), pieces, "kept once on the disk");
    let nobody = arrive(&mut store, |arrival| {
        arrival.keep_manifest(SHARED_SCOPE, &manifest)
    });
    assert_eq!(nobody, Kept::Unasked);
}

#[test]
fn files_of_a_rebuilt_store_are_still_there_and_the_queue_is_the_same() {
    let place = tempfile::tempdir().unwrap();
    let bytes = noise(9, 400_000);
    let (mut store, manifest) = sender(place.path(), &bytes);
    let before = store.read().files_named(&[office()]).unwrap();
    assert_eq!(before.len(), 1);
    store.rebuild().unwrap();
    assert_eq!(store.read().files_named(&[office()]).unwrap(), before);
    assert_eq!(
        store
            .read()
            .file_bytes(office(), &manifest.content)
            .unwrap(),
        Some(bytes)
    );
}

#[test]
fn marks_say_what_was_packed_last_and_go_when_it_arrived() {
    let place = tempfile::tempdir().unwrap();
    let (mut store, manifest) = sender(place.path(), &noise(3, 200_000));
    let hashes: Vec<Content> = manifest.parts.iter().map(|part| part.hash).collect();
    store
        .note_pieces_packed(neighbour(), 4, &hashes, &[])
        .unwrap();
    store
        .note_pieces_packed(neighbour(), 5, &hashes[..1], &hashes[1..])
        .unwrap();
    let marks = store.read().pieces_packed(neighbour()).unwrap();
    assert_eq!(marks.len(), 1);
    assert_eq!((marks[&hashes[0]].bundle, marks[&hashes[0]].upto), (5, 1));
    assert!(store.read().pieces_packed(office()).unwrap().is_empty());
}
