//! Taking over in batches: the same as in one piece, whatever the order; nothing before it is kept.

use super::*;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::{Merged, Was};
use goldaw_changes::{RawChange, merge};
use std::collections::BTreeMap;

/// Puts a list out of order, the same way for the same seed.
fn shuffle<T>(list: &mut [T], mut seed: u64) {
    for at in (1..list.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, (seed >> 33) as usize % (at + 1));
    }
}

fn everything(store: &Store) -> Vec<RawChange> {
    let scopes = [OfficeId::from(Uuid::from_u128(1))];
    let all = store
        .read()
        .outgoing(&scopes, &Default::default(), &[], 1_000_000)
        .unwrap();
    all.into_iter().map(|change| change.raw).collect()
}

/// Two computers that meet again and again and write the same few records in between.
fn written_by_two(folder: &Path) -> Vec<RawChange> {
    let (mut a, mut b) = (create(folder, "a"), create(folder, "b"));
    for round in 0..20 {
        for (store, device) in [(&mut a, 1), (&mut b, 2)] {
            for number in 0..3 {
                let person = a_person(&format!("of {device} in {round}"), "Maral");
                let record = id(100 + (round * 7 + number) % 11);
                write(
                    store,
                    device,
                    "change_person",
                    vec![Write::new(record, &person)],
                );
            }
        }
        if round % 3 == 2 {
            carry(&a, &mut b);
            carry(&b, &mut a);
        }
    }
    carry(&b, &mut a);
    everything(&a)
}

fn take(store: &mut Store, changes: &[RawChange], batch: usize) -> Vec<Merged> {
    let mut taking = store.begin_taking_over(NOON).unwrap();
    let mut merged: Vec<Merged> = changes
        .chunks(batch)
        .map(|batch| taking.merge(batch.to_vec()).unwrap())
        .collect();
    while let Some(more) = taking.go_on().unwrap() {
        merged.push(more);
    }
    taking.keep().unwrap();
    merged
}

/// Takes changes over by one plan of them and all that waits: another way to the same, to compare with.
fn in_one_plan(store: &mut Store, changes: Vec<RawChange>) {
    let tx = store.connection.transaction().unwrap();
    let ledger = SqlLedger::new(Log::new(&tx, &store.folds));
    let plan = merge(&ledger, changes).unwrap();
    tx.execute("DELETE FROM waiting", []).unwrap();
    crate::waiting::hold(&tx, &plan.still_waiting).unwrap();
    crate::store::adopt_time(&tx, &plan, NOON).unwrap();
    crate::apply::apply(&tx, &ledger, &store.rules, &plan, NOON).unwrap();
    drop(ledger);
    tx.commit().unwrap();
}

#[test]
fn batches_in_any_order_give_what_one_piece_gives() {
    let folder = tempfile::tempdir().unwrap();
    let changes = written_by_two(folder.path());
    let mut whole = create(folder.path(), "whole");
    in_one_plan(&mut whole, changes.clone());
    for seed in 0..12 {
        let mut mixed = changes.clone();
        shuffle(&mut mixed, seed);
        let mut store = create(folder.path(), &format!("in batches {seed}"));
        let merged = take(&mut store, &mixed, 1 + seed as usize * 3);
        assert_eq!(
            store.read().digest().unwrap(),
            whole.read().digest().unwrap(),
            "seed {seed}"
        );
        assert_eq!(store.read().waiting_count().unwrap(), 0, "seed {seed}");
        let new: Vec<RecordId> = merged
            .iter()
            .flat_map(|merged| &merged.records)
            .filter(|landed| landed.was == Was::New)
            .map(|landed| landed.document.id)
            .collect();
        assert_eq!(new.len(), 11, "seed {seed}: each record is new once");
        let placed: usize = merged.iter().map(|merged| merged.plan.apply.len()).sum();
        assert_eq!(placed, changes.len(), "seed {seed}");
        let digest = store.read().digest().unwrap();
        store.rebuild().unwrap();
        assert_eq!(store.read().digest().unwrap(), digest, "seed {seed}");
    }
}

#[test]
fn with_gaps_the_same_changes_wait_and_the_same_ones_are_missed() {
    let folder = tempfile::tempdir().unwrap();
    let changes = written_by_two(folder.path());
    for seed in 0..8u64 {
        let mut kept: Vec<RawChange> = changes.clone();
        shuffle(&mut kept, seed);
        let gaps = kept.split_off(kept.len() - 3);
        let mut whole = create(folder.path(), &format!("whole {seed}"));
        let mut store = create(folder.path(), &format!("in batches {seed}"));
        in_one_plan(&mut whole, kept.clone());
        take(&mut store, &kept, 7);
        let both = [&whole, &store];
        let [one, other] = both.map(|store| {
            let read = store.read();
            (
                read.digest().unwrap(),
                read.waiting_count().unwrap(),
                read.wanted().unwrap(),
            )
        });
        assert_eq!(one, other, "seed {seed}");
        // Once the gaps are filled everything goes on.
        take(&mut store, &gaps, 2);
        assert_eq!(store.read().waiting_count().unwrap(), 0, "seed {seed}");
        assert_eq!(
            store.read().changes_count().unwrap() as usize,
            changes.len(),
            "seed {seed}"
        );
    }
}

#[test]
fn a_record_is_told_once_however_many_batches_write_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (create(folder.path(), "a"), create(folder.path(), "b"));
    let save = |store: &mut Store, record: u128, surname: &str| {
        let person = a_person(surname, "Maral");
        write(
            store,
            1,
            "change_person",
            vec![Write::new(id(record), &person)],
        );
    };
    save(&mut a, 10, "Orazowa");
    carry(&a, &mut b);
    let held = everything(&a).len();
    for round in 0..5 {
        save(&mut a, 10, &format!("known {round}"));
        save(&mut a, 11, &format!("new {round}"));
    }
    let merged = take(&mut b, &everything(&a)[held..], 2);
    let mut told: BTreeMap<RecordId, Vec<Was>> = BTreeMap::new();
    for landed in merged.into_iter().flat_map(|merged| merged.records) {
        told.entry(landed.document.id).or_default().push(landed.was);
    }
    use Was::{Known, New, Told};
    assert_eq!(told[&id(10)], [Known, Told, Told, Told, Told]);
    assert_eq!(told[&id(11)], [New, Told, Told, Told, Told]);
}

#[test]
fn what_is_not_kept_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let changes = written_by_two(folder.path());
    let mut store = create(folder.path(), "store");
    let (known, coming) = changes.split_at(changes.len() / 2);
    take(&mut store, known, 10);
    let digest = store.read().digest().unwrap();
    let mut taking = store.begin_taking_over(NOON).unwrap();
    taking.merge(coming.to_vec()).unwrap();
    taking.arrival().set_setting("wish", "kept").unwrap();
    assert_ne!(taking.read().digest().unwrap(), digest);
    drop(taking);
    assert_eq!(store.read().digest().unwrap(), digest);
    assert_eq!(store.read().setting("wish").unwrap(), None);
    assert_eq!(store.read().changes_count().unwrap() as usize, known.len());
}
