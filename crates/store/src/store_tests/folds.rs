//! Folding changes nothing anybody can see: every reading of the log over rows, over folds, and over both.

use super::*;
use crate::ledger::SqlLedger;
use goldaw_changes::columns::{NothingKnown, encode};
use goldaw_changes::{BranchNumber, ChangeHash, Clock, RawChange, merge};

const OFFICE: u128 = 1;

pub(super) fn scope() -> [OfficeId; 1] {
    [OfficeId::from(Uuid::from_u128(OFFICE))]
}

/// Three computers that edit the same people, some of it without seeing each other, over some weeks.
pub(super) fn an_office(folder: &Path) -> Store {
    let mut stores: Vec<Store> = (0..3)
        .map(|number| create(folder, &format!("office-{number}")))
        .collect();
    for week in 0..6u64 {
        for (device, store) in stores.iter_mut().enumerate() {
            for day in 0..5u64 {
                let person = id(100 + u128::from(week * 3 + day));
                let name = format!("Orazowa{}", (week + day) % 4);
                let intents = [
                    intent(
                        "change_person",
                        vec![Write::new(person, &a_person(&name, "Maral"))],
                    ),
                    intent(
                        "change_person",
                        vec![Write::new(
                            person,
                            &a_person(&format!("{name}{device}"), "Jeren"),
                        )],
                    ),
                ];
                let now = NOON + week * 604_800_000 + day * 86_400_000;
                store
                    .commit(&author(device as u128 + 1), &intents, None, now)
                    .unwrap();
            }
            store.end_salt_runs().unwrap();
        }
        let (centre, others) = stores.split_at_mut(1);
        for other in others {
            carry(other, &mut centre[0]);
            if week % 2 == 0 {
                carry(&centre[0], other);
            }
        }
    }
    stores.swap_remove(0)
}

/// All that can be read of the log, in one thing to compare.
pub(super) fn readings(store: &Store) -> String {
    let read = store.read();
    let all = read.outgoing(&scope(), &Clock::new(), &[], 10_000).unwrap();
    let hashes: Vec<ChangeHash> = all.iter().map(|change| change.hash).collect();
    let mut said = format!("{:?}\n", all);
    let raws: Vec<RawChange> = all.iter().map(|change| change.raw.clone()).collect();
    said += &format!("{:?}\n", encode(&raws, &[], &NothingKnown).bytes);
    for limit in [1, 7, 40] {
        for held in [0u64, 3, 11, 19] {
            let clock: Clock = (0..6)
                .map(|branch| (BranchNumber(branch), held + u64::from(branch)))
                .collect();
            let wanted = &hashes[..2];
            said += &format!("{:?}\n", read.outgoing(&scope(), &clock, wanted, limit));
            said += &format!("{:?}\n", read.latest_covered(&scope(), &clock));
        }
    }
    for hash in &hashes {
        said += &format!("{:?}\n", read.holds_of_heads(&[*hash]));
        assert!(read.holds(hash).unwrap());
    }
    assert!(!read.holds(&ChangeHash::from([3; 32])).unwrap());
    for person in 100..130u128 {
        let history = read.history(id(person), None).unwrap();
        for written in &history {
            let without = read.live_without(id(person), &written.field, &written.change);
            said += &format!("{:?}\n", without.unwrap());
        }
        said += &format!("{history:?}\n");
        said += &format!("{:?}\n", read.history(id(person), Some("surname")));
    }
    for device in 1..4u128 {
        let worker = author(device).worker;
        said += &format!("{:?}\n", read.last_own(worker, author(device).device));
    }
    let end = read.log_end().unwrap();
    for (after, upto) in [(0, end), (3, 19), (end - 5, end), (end, end + 3)] {
        said += &format!("{:?}\n", read.stretch(after, upto).unwrap());
    }
    for limit in [3, 1_000] {
        said += &format!("{:?}\n", read.arrived_at(NOON, limit).unwrap());
    }
    said += &format!("{:?}\n", read.frontier().unwrap());
    said += &format!("{:?} {:?}\n", read.changes_count(), read.last_commit_at());
    said += &read.digest().unwrap();
    said
}

fn folds(store: &Store) -> i64 {
    let count = store
        .connection
        .query_row("SELECT count(*) FROM fold", [], |row| row.get(0));
    count.unwrap()
}

#[test]
fn folding_changes_no_reading_of_the_log_and_no_byte_of_a_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let before = readings(&store);
    let mut folded = 0;
    while store.fold_run(16, 8).unwrap() > 0 {
        folded += 1;
        assert_eq!(readings(&store), before, "after {folded} folds");
    }
    assert!(folded >= 8, "{folded}");
    assert_eq!(folds(&store), folded);
    store.rebuild().unwrap();
    assert_eq!(readings(&store), before, "rebuilt from folds and rows");
    store.check().unwrap();
    drop(store);
    let store = open(&folder.path().join("office-0")).unwrap();
    assert_eq!(readings(&store), before, "opened again");
}

#[test]
fn what_comes_after_a_fold_is_written_merged_and_handed_over_as_ever() {
    let folder = tempfile::tempdir().unwrap();
    let mut folded = an_office(folder.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let mut plain = an_office(elsewhere.path());
    // Salts are drawn, so the two begin with the very same changes only when one has them from the other.
    let mut newcomer = create(elsewhere.path(), "newcomer");
    carry(&folded, &mut newcomer);
    std::mem::swap(&mut plain, &mut newcomer);
    while folded.fold_run(16, 0).unwrap() > 0 {}
    assert!(folds(&folded) > 8);
    let mut third = create(elsewhere.path(), "third");
    carry(&plain, &mut third);
    write(
        &mut third,
        9,
        "change_person",
        vec![Write::new(id(101), &a_person("Amanowa", "Jeren"))],
    );
    for store in [&mut folded, &mut plain] {
        carry(&third, store);
    }
    assert_eq!(
        folded.read().digest().unwrap(),
        plain.read().digest().unwrap()
    );
    write(
        &mut folded,
        1,
        "change_person",
        vec![Write::new(id(102), &a_person("Berdiýewa", "Ogul"))],
    );
    carry(&folded, &mut plain);
    assert_eq!(
        folded.read().digest().unwrap(),
        plain.read().digest().unwrap()
    );
    let known = folded.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let known: Vec<_> = known.unwrap().into_iter().map(|one| one.raw).collect();
    let plan = merge(&SqlLedger::new(folded.read().log()), known.clone()).unwrap();
    assert_eq!((plan.already_held, plan.apply.len()), (known.len(), 0));
}

#[test]
fn a_payload_that_turns_up_for_a_folded_change_is_taken_and_folded_again() {
    let folder = tempfile::tempdir().unwrap();
    let whole = an_office(folder.path());
    let mut partial = create(folder.path(), "partial");
    let changes = whole.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let mut raws: Vec<RawChange> = changes.unwrap().into_iter().map(|one| one.raw).collect();
    let withheld: Vec<RawChange> = raws.iter().skip(20).step_by(9).cloned().collect();
    for raw in raws.iter_mut().skip(20).step_by(9) {
        raw.payload = None;
    }
    partial.take_over(raws, NOON, |_| Ok(())).unwrap();
    while partial.fold_run(16, 4).unwrap() > 0 {}
    let folded = folds(&partial);
    assert!(folded > 8);
    partial.take_over(withheld, NOON, |_| Ok(())).unwrap();
    assert!(folds(&partial) < folded, "rows to write to");
    let same = whole.read().digest().unwrap();
    assert_eq!(partial.read().digest().unwrap(), same);
    while partial.fold_run(16, 4).unwrap() > 0 {}
    assert_eq!(
        folds(&partial),
        folded,
        "gaps are folded whatever their length"
    );
    partial.rebuild().unwrap();
    assert_eq!(partial.read().digest().unwrap(), same);
}

#[test]
fn a_lost_change_that_turns_up_after_folding_places_the_folded_ones_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut whole = an_office(folder.path());
    let changes = whole.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let mut raws: Vec<RawChange> = changes.unwrap().into_iter().map(|one| one.raw).collect();
    let lost = raws.remove(30);
    let mut partial = create(folder.path(), "partial");
    partial.take_over(raws, NOON, |_| Ok(())).unwrap();
    for store in [&mut whole, &mut partial] {
        store.declare_lost(&lost.hash()).unwrap();
        store.go_on_without_lost(NOON).unwrap();
    }
    while partial.fold_run(16, 4).unwrap() > 0 {}
    assert!(folds(&partial) > 8);
    partial.take_over(vec![lost], NOON, |_| Ok(())).unwrap();
    assert_eq!(folds(&partial), 0, "rows, to be placed again");
    let same = whole.read().digest().unwrap();
    assert_eq!(partial.read().digest().unwrap(), same);
    let before = readings(&partial);
    while partial.fold_run(16, 4).unwrap() > 0 {}
    assert!(folds(&partial) > 8);
    assert_eq!(readings(&partial), before);
    assert_eq!(partial.read().lost().unwrap(), [], "it is held, in a fold");
    partial.rebuild().unwrap();
    assert_eq!(partial.read().digest().unwrap(), same);
}

/// The log of a store is cut at every frame, as a power cut may leave it: each time all of the fold is there or nothing of it.
#[test]
fn a_power_cut_while_folding_leaves_everything_readable() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    store
        .connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let before = readings(&store);
    store.fold_run(16, 8).unwrap();
    let (file, log) = (
        folder.path().join("office-0"),
        folder.path().join("office-0-wal"),
    );
    let (file, log) = (std::fs::read(file).unwrap(), std::fs::read(log).unwrap());
    let frames = (log.len() - 32) / (4_096 + 24);
    assert!(frames > 10, "{frames}");
    let mut met = [false; 2];
    for cut in 0..=frames {
        let image = folder.path().join("image");
        std::fs::write(&image, &file).unwrap();
        let kept = 32 + cut * (4_096 + 24);
        // Half of the next frame is there too.
        let kept = log.len().min(kept + 2_000);
        std::fs::write(folder.path().join("image-wal"), &log[..kept]).unwrap();
        let image = open(&image).unwrap();
        met[usize::from(folds(&image) > 0)] = true;
        if cut % 4 == 0 || cut == frames {
            image.check().unwrap();
            assert_eq!(
                readings(&image),
                before,
                "cut after {cut} of {frames} frames"
            );
        }
    }
    assert_eq!(met, [true, true]);
}

#[test]
fn a_damaged_fold_is_an_error_and_not_another_history() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    store.fold_run(16, 8).unwrap();
    let packed: Vec<u8> = store
        .connection
        .query_row("SELECT packed FROM fold", [], |row| row.get(0))
        .unwrap();
    let right = crate::log::run::unpack(1, &packed).unwrap();
    for at in 0..packed.len() {
        let mut damaged = packed.clone();
        damaged[at] ^= 1 << (at % 8);
        if let Ok(entries) = crate::log::run::unpack(1, &damaged) {
            let raws = |entries: &[crate::log::run::Entry]| -> Vec<RawChange> {
                entries.iter().map(|entry| entry.raw.clone()).collect()
            };
            assert_eq!(raws(&entries), raws(&right), "bit of byte {at}");
        }
        assert!(crate::log::run::unpack(1, &packed[..at]).is_err());
    }
}

#[test]
fn an_erased_payload_is_not_taken_again_when_its_change_is_folded() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = an_office(folder.path());
    let all = store.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let all: Vec<RawChange> = all.unwrap().into_iter().map(|one| one.raw).collect();
    store
        .connection
        .execute(
            "UPDATE change SET payload = NULL, erased = 1 WHERE number = 5",
            [],
        )
        .unwrap();
    let erased = store.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    let erased = erased.unwrap();
    while store.fold_run(16, 4).unwrap() > 0 {}
    let done = store.take_over(all, NOON, |_| Ok(())).unwrap();
    assert!(done.iter().all(|merged| merged.plan.opened.is_empty()));
    let after = store.read().outgoing(&scope(), &Clock::new(), &[], 9_999);
    assert_eq!(format!("{:?}", after.unwrap()), format!("{erased:?}"));
    assert_eq!(
        erased
            .iter()
            .filter(|one| one.raw.payload.is_none())
            .count(),
        1
    );
}
