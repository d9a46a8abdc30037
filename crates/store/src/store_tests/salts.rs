//! Seeds of salts: when a run ends, and what a bundle is spared by them.

use super::*;

#[test]
fn a_seed_that_may_have_left_salts_nothing_that_comes_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    let stream = goldaw_changes::StreamId {
        device: author(1).device,
        incarnation: author(1).incarnation,
        scope: author(1).scope,
    };
    let save = |store: &mut Store, surname: &str| {
        let person = a_person(surname, "Maral");
        write(store, 1, "change_person", vec![Write::new(id(10), &person)]);
    };
    save(&mut store, "Orazowa");
    save(&mut store, "Amanowa");
    assert_eq!(
        store.read().salt_runs(&stream, 1).unwrap(),
        [],
        "the run is still written on"
    );
    store.end_salt_runs().unwrap();
    save(&mut store, "Berdiýewa");
    store.end_salt_runs().unwrap();
    let runs = store.read().salt_runs(&stream, 1).unwrap();
    let ranges: Vec<_> = runs.iter().map(|run| (run.first, run.last)).collect();
    assert_eq!(ranges, [(1, 2), (3, 3)]);
    assert_ne!(runs[0].seed, runs[1].seed);
    assert_eq!(store.read().salt_runs(&stream, 3).unwrap(), runs[1..]);

    // What the seeds are for: the salts need not travel, and the other side reads the very same changes.
    let scope = [OfficeId::from(Uuid::from_u128(1))];
    let outgoing = store
        .read()
        .outgoing(&scope, &Default::default(), &[], 100)
        .unwrap();
    let changes: Vec<_> = outgoing.into_iter().map(|change| change.raw).collect();
    let written = |runs: &[_]| {
        goldaw_changes::columns::encode(&changes, runs, &goldaw_changes::columns::NothingKnown)
    };
    let (with, without) = (written(&runs), written(&[]));
    assert!(with.bytes.len() + 10 < without.bytes.len());
}
