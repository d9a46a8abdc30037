//! A new computer that gets the folds in place of every change: the same store as by merging, or nothing at all.

use super::folds::{an_office, readings, scope};
use super::*;
use crate::log::run::{Entry, pack, unpack};
use crate::snapshot::{Snapshot, changes_of};
use goldaw_changes::{BranchNumber, ChangeHash, Clock};
use goldaw_domain::ids::DeviceId;

fn runs_of(snapshot: &Snapshot) -> Vec<Vec<Entry>> {
    let mut number = 1;
    let mut runs = Vec::new();
    for packed in &snapshot.runs {
        let run = unpack(number, packed).unwrap();
        number += run.len() as i64;
        runs.push(run);
    }
    runs
}

fn packed(runs: &[Vec<Entry>]) -> Vec<Vec<u8>> {
    runs.iter().map(|run| pack(run, &[]).unwrap()).collect()
}

fn load(store: &mut Store, runs: &[Vec<u8>]) -> Result<crate::Loaded, StoreError> {
    store.load_snapshot(runs.iter().cloned().map(Ok), NOON, |_| Ok(()))
}

fn snapshot_of(store: &mut Store) -> Snapshot {
    store.snapshot(&scope()).unwrap().unwrap()
}

fn digest(store: &Store) -> String {
    store.read().digest().unwrap()
}

#[test]
fn a_store_loaded_from_a_snapshot_reads_as_the_one_it_was_taken_from() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let before = readings(&store);
    for folded in [0, 3, 100] {
        for _ in 0..folded {
            store.fold_run(16, 8).unwrap();
        }
        let snapshot = snapshot_of(&mut store);
        let mut loaded = create(folder.path(), &format!("loaded-{folded}"));
        let done = load(&mut loaded, &snapshot.runs).unwrap();
        assert_eq!(done.changes, store.read().changes_count().unwrap());
        assert_eq!((done.changes, done.already_here), (snapshot.changes, 0));
        assert_eq!(readings(&loaded), before, "{folded} folds before");
        let people = |store: &Store| store.read().people(0, 100).unwrap();
        assert_eq!(people(&loaded), people(&store));
        assert_eq!(done.new["person"].len(), people(&store).len());
        assert!(done.changed.is_empty());
        loaded.rebuild().unwrap();
        assert_eq!(readings(&loaded), before, "rebuilt");
        // Life goes on in it.
        write(
            &mut loaded,
            7,
            "change_person",
            vec![Write::new(id(103), &a_person("Amanowa", "Gül"))],
        );
        let mut merged = create(folder.path(), &format!("merged-{folded}"));
        carry(&loaded, &mut merged);
        assert_eq!(digest(&merged), digest(&loaded));
    }
}

#[test]
fn the_changes_of_a_run_are_those_that_would_travel_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    store.fold_run(16, 8).unwrap();
    let snapshot = snapshot_of(&mut store);
    let all = store.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let all: Vec<_> = all.unwrap().into_iter().map(|one| one.raw).collect();
    let runs = snapshot.runs.iter().map(|run| changes_of(run).unwrap());
    assert!(runs.flatten().eq(all));
    assert!(changes_of(&snapshot.runs[0][1..]).is_err());
}

#[test]
fn identity_secrets_settings_and_drafts_do_not_travel() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    store.set_setting("mark", "7Q3").unwrap();
    store.set_secret("device_keys", b"secret").unwrap();
    store
        .put_draft("visit", "x", &serde_json::json!({}), NOON)
        .unwrap();
    let snapshot = snapshot_of(&mut store);
    let mut loaded = create(folder.path(), "loaded");
    load(&mut loaded, &snapshot.runs).unwrap();
    assert_eq!(loaded.read().setting("mark").unwrap(), None);
    assert_eq!(loaded.secret("device_keys").unwrap(), None);
    assert_eq!(loaded.read().drafts().unwrap(), []);
    let table = |name: &str| -> i64 {
        let count = format!("SELECT count(*) FROM {name}");
        let found = loaded.connection.query_row(&count, [], |row| row.get(0));
        found.unwrap()
    };
    for name in ["salt_run", "holds", "packed", "parcel", "spoken"] {
        assert_eq!(table(name), 0, "{name}");
    }
}

#[test]
fn a_history_is_laid_under_the_little_a_new_computer_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let snapshot = snapshot_of(&mut store);
    let raws = snapshot.runs.iter().map(|run| changes_of(run).unwrap());
    let raws: Vec<_> = raws.flatten().collect();
    for heard in [0, 5, 40] {
        // It has heard the first changes, and somebody and an office are believed to hold some of them; it has written something of its own.
        let mut new = create(folder.path(), &format!("new-{heard}"));
        let device = DeviceId::from(Uuid::from_u128(55));
        let office = OfficeId::from(Uuid::from_u128(66));
        new.take_over(raws[..heard].to_vec(), NOON, |_| Ok(()))
            .unwrap();
        let heads: Vec<ChangeHash> = raws[..heard].iter().skip(3).map(|raw| raw.hash()).collect();
        new.hear_also(device, &heads).unwrap();
        let parcel = crate::exchange::ParcelRecord {
            hash: [1; 32],
            sent: true,
            office,
            device,
            number: 1,
            session: [2; 16],
            changes: 0,
            at: NOON,
        };
        new.note_packed(&parcel, &heads, NOON).unwrap();
        for name in ["Amanowa", "Berdiýewa"] {
            let writes = vec![Write::new(id(900), &a_person(name, "Gül"))];
            write(&mut new, 9, "change_person", writes);
        }
        let mut merged = create(folder.path(), &format!("merged-{heard}"));
        carry(&new, &mut merged);
        carry(&store, &mut merged);

        let done = load(&mut new, &snapshot.runs).unwrap();
        assert_eq!(done.already_here, heard as u32);
        assert_eq!(done.changes + done.already_here, snapshot.changes);
        assert!(!done.new["person"].contains(&id(900)));
        // Somebody of whom all was heard before is neither new nor changed.
        let changed = done.changed.get("person").map_or(0, Vec::len);
        let all = store.read().people(0, 100).unwrap().len();
        assert!(done.new["person"].len() + changed <= all);
        assert_eq!(done.new["person"].len() == all, heard == 0);
        assert_eq!(changed == 0, heard == 0);
        assert_eq!(digest(&new), digest(&merged), "{heard} heard");
        let believed = new.read().holds_of_heads(&heads).unwrap();
        assert_eq!(new.read().held_by(&[device]).unwrap(), believed);
        assert_eq!(new.read().packed_for(office).unwrap(), believed);
        new.rebuild().unwrap();
        assert_eq!(digest(&new), digest(&merged), "rebuilt");
        // Its own stream goes on.
        write(
            &mut new,
            9,
            "change_person",
            vec![Write::new(id(101), &a_person("Amanowa", "Gül"))],
        );
        carry(&new, &mut merged);
        assert_eq!(digest(&new), digest(&merged), "gone on");
        let again = load(&mut new, &snapshot.runs);
        assert!(matches!(again, Err(StoreError::NotAtOnce)), "it has folds");
    }
}

#[test]
fn what_lies_among_the_changes_of_others_is_picked_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let mut only = create(folder.path(), "only");
    carry(&store, &mut only);
    // Another office's work comes between, in branches of its own.
    let other = Author {
        scope: OfficeId::from(Uuid::from_u128(77)),
        ..author(8)
    };
    let mut centre = create(folder.path(), "centre");
    let raws = store.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let raws: Vec<_> = raws.unwrap().into_iter().map(|one| one.raw).collect();
    let mut hashes: Vec<ChangeHash> = raws.iter().map(|raw| raw.hash()).collect();
    hashes.sort_unstable();
    for (round, some) in raws.chunks(7).enumerate() {
        let person = Write::new(id(500 + round as u128), &a_person("Öwezowa", "Aý"));
        let intent = intent("change_person", vec![person]);
        centre.commit(&other, &[intent], None, NOON).unwrap();
        centre.take_over(some.to_vec(), NOON, |_| Ok(())).unwrap();
    }
    for folded in [0, 4, 100] {
        for _ in 0..folded {
            centre.fold_run(16, 8).unwrap();
        }
        let snapshot = snapshot_of(&mut centre);
        assert_eq!(snapshot.changes as usize, raws.len());
        let runs = snapshot.runs.iter().map(|run| changes_of(run).unwrap());
        let mut found: Vec<ChangeHash> = runs.flatten().map(|raw| raw.hash()).collect();
        found.sort_unstable();
        assert!(found == hashes, "{folded} folds before");
        let mut loaded = create(folder.path(), &format!("loaded-{folded}"));
        load(&mut loaded, &snapshot.runs).unwrap();
        assert_eq!(digest(&loaded), digest(&only));
    }
    let stranger = [OfficeId::from(Uuid::from_u128(78))];
    assert_eq!(centre.snapshot(&stranger).unwrap(), None, "nothing");
    centre.declare_lost(&[9; 32].into()).unwrap();
    assert_eq!(centre.snapshot(&scope()).unwrap(), None, "goes on without");
    store.declare_lost(&[9; 32].into()).unwrap();
    assert_eq!(store.snapshot(&scope()).unwrap(), None);
}

#[test]
fn a_store_with_something_that_waits_or_a_fork_takes_changes_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let snapshot = snapshot_of(&mut store);
    let mut waits = create(folder.path(), "waits");
    let raws = changes_of(&snapshot.runs[0]).unwrap();
    waits
        .take_over(vec![raws[9].clone()], NOON, |_| Ok(()))
        .unwrap();
    let refused = load(&mut waits, &snapshot.runs);
    assert!(matches!(refused, Err(StoreError::NotAtOnce)));
    let mut lost = create(folder.path(), "lost");
    lost.declare_lost(&[9; 32].into()).unwrap();
    let refused = load(&mut lost, &snapshot.runs);
    assert!(matches!(refused, Err(StoreError::NotAtOnce)));

    // A copy of a store goes on beside it.
    let mut copy = create(folder.path(), "copy");
    carry(&store, &mut copy);
    for (store, name) in [(&mut store, "Amanowa"), (&mut copy, "Berdiýewa")] {
        let writes = vec![Write::new(id(101), &a_person(name, "Gül"))];
        write(store, 1, "change_person", writes);
    }
    carry(&copy, &mut store);
    let forked = snapshot_of(&mut store);
    let mut new = create(folder.path(), "new");
    assert!(matches!(
        load(&mut new, &forked.runs),
        Err(StoreError::NotAtOnce)
    ));
    assert_eq!(new.read().frontier().unwrap(), []);
    carry(&store, &mut new);
    assert_eq!(digest(&new), digest(&store));
}

/// Every way to say what does not follow from the changes is refused, and the store stays as it was.
#[test]
fn nothing_is_believed_that_does_not_follow_from_the_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    for _ in 0..3 {
        store.fold_run(16, 8).unwrap();
    }
    let right = snapshot_of(&mut store);
    let runs = runs_of(&right);
    let mut target = create(folder.path(), "target");
    write(
        &mut target,
        9,
        "change_person",
        vec![Write::new(id(900), &a_person("Amanowa", "Gül"))],
    );
    let before = digest(&target);
    let mut refused = |what: &str, at_once: bool, change: &dyn Fn(&mut Vec<Vec<Entry>>)| {
        let mut runs = runs.clone();
        change(&mut runs);
        let loaded = load(&mut target, &packed(&runs));
        let expected = match &loaded {
            Err(StoreError::Damaged) => at_once,
            Err(StoreError::NotAtOnce) => !at_once,
            _ => false,
        };
        assert!(expected, "{what}: {loaded:?}");
        assert_eq!(digest(&target), before, "{what}");
        assert_eq!(target.read().changes_count().unwrap(), 1, "{what}");
    };
    refused("a change left out", true, &|runs| {
        runs[1].remove(5);
    });
    refused("two changes swapped", true, &|runs| runs[0].swap(3, 4));
    refused("a change twice", true, &|runs| {
        let twice = runs[0][3].clone();
        runs[0].insert(4, twice);
    });
    refused("a run twice", true, &|runs| {
        let twice = runs[1].clone();
        runs.insert(1, twice);
    });
    refused("runs in another order", true, &|runs| runs.swap(0, 1));
    refused("another payload", true, &|runs| {
        let other = runs[0][2].raw.payload.clone();
        runs[0][3].raw.payload = other;
    });
    refused("another branch", true, &|runs| {
        runs[1][2].branch = BranchNumber(4);
    });
    refused("a clock that has seen less", true, &|runs| {
        let entry = &mut runs[2][9];
        let own = (entry.branch, entry.header.sequence);
        entry.clock = Clock::from_iter([own]);
    });
    refused("an erased payload that is there", true, &|runs| {
        runs[0][0].erased = true;
    });
    refused("a payload said to be erased", false, &|runs| {
        runs[0][0].raw.payload = None;
        runs[0][0].erased = true;
    });
    refused("an empty run", true, &|runs| runs.push(Vec::new()));
    let first = &right.runs[0];
    for at in (0..first.len()).step_by(61) {
        let mut damaged = first.clone();
        damaged[at] ^= 0x10;
        for run in [damaged, first[..at].to_vec()] {
            let loaded = target.load_snapshot([Ok(run)], NOON, |_| Err(StoreError::Missing));
            assert!(loaded.is_err());
        }
    }
    let whole = || right.runs.iter().cloned().map(Ok);
    let unsigned = target.load_snapshot(whole(), NOON, |_| Err(StoreError::Missing));
    assert!(matches!(unsigned, Err(StoreError::Missing)));
    let torn = whole().chain([Err(StoreError::Missing)]);
    let torn = target.load_snapshot(torn, NOON, |_| Ok(()));
    assert!(matches!(torn, Err(StoreError::Missing)));
    assert_eq!(digest(&target), before);
    load(&mut target, &right.runs).unwrap();
    carry(&target, &mut store);
    assert_eq!(digest(&target), digest(&store));
}

/// A few bytes that would unpack to far more than a run may.
#[test]
fn a_bomb_costs_no_more_than_a_run_may() {
    let folder = tempfile::tempdir().unwrap();
    let mut target = create(folder.path(), "target");
    for promised in [24u32 << 20, 200 << 20] {
        let mut bomb = promised.to_le_bytes().to_vec();
        bomb.extend(zstd::bulk::compress(&vec![0; 200 << 20], 19).unwrap());
        assert!(bomb.len() < 100_000);
        assert!(matches!(
            load(&mut target, &[bomb]),
            Err(StoreError::Damaged)
        ));
    }
    assert_eq!(target.read().changes_count().unwrap(), 0);
}

/// The log of a store is cut at every frame, as a power cut may leave it: the whole history is there, or what was there before.
#[test]
fn a_power_cut_while_loading_leaves_the_store_as_it_was_or_with_the_whole_history() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let snapshot = snapshot_of(&mut store);
    let mut new = create(folder.path(), "new");
    write(
        &mut new,
        9,
        "change_person",
        vec![Write::new(id(900), &a_person("Amanowa", "Gül"))],
    );
    new.connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let before = digest(&new);
    load(&mut new, &snapshot.runs).unwrap();
    let after = digest(&new);
    let (file, log) = (folder.path().join("new"), folder.path().join("new-wal"));
    let (file, log) = (std::fs::read(file).unwrap(), std::fs::read(log).unwrap());
    let frames = (log.len() - 32) / (4_096 + 24);
    assert!(frames > 10, "{frames}");
    let mut met = [false; 2];
    for cut in 0..=frames {
        let image = folder.path().join("image");
        std::fs::write(&image, &file).unwrap();
        // Half of the next frame is there too.
        let kept = log.len().min(32 + cut * (4_096 + 24) + 2_000);
        std::fs::write(folder.path().join("image-wal"), &log[..kept]).unwrap();
        let image = open(&image).unwrap();
        let found = digest(&image);
        assert!(found == before || found == after, "after {cut} frames");
        met[usize::from(found == after)] = true;
        if cut % 8 == 0 || cut == frames {
            image.check().unwrap();
        }
    }
    assert_eq!(met, [true, true]);
}

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/run-1");

/// Runs travel, so one written once is read for ever, to the same changes at the same places.
#[test]
fn the_kept_run_is_read() {
    let mut hasher = blake3::Hasher::new();
    let run = std::fs::read(KEPT).unwrap();
    for entry in unpack(1, &run).unwrap() {
        hasher.update(entry.hash.as_bytes());
        hasher.update(&entry.branch.0.to_be_bytes());
        hasher.update(&entry.clock.to_bytes());
        hasher.update(&entry.recorded_at.to_be_bytes());
    }
    let places = hasher.finalize().to_hex();
    assert_eq!(&places[..32], "2e34d343ef031fbd8c64bf1420089bb8");
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    assert_eq!(load(&mut store, &[run]).unwrap().changes, 180);
}

/// Writes the run of a new format, once: `cargo test -p goldaw-store -- --ignored write_the_kept_run`.
#[test]
#[ignore = "writes a file that is kept for ever"]
fn write_the_kept_run() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = snapshot_of(&mut an_office(folder.path()));
    let mut file = std::fs::File::create_new(KEPT).unwrap();
    std::io::Write::write_all(&mut file, &snapshot.runs[0]).unwrap();
}
