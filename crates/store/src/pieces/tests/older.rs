//! Stores of versions that kept a file in one row.

use super::*;

#[test]
fn files_kept_in_one_row_are_cut_when_the_store_is_opened_and_a_cut_off_opening_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let mut store = create(place.path(), "store");
    let files: Vec<Vec<u8>> = (0..3).map(|seed| noise(seed, 700_000)).collect();
    for (record, bytes) in files.iter().take(2).enumerate() {
        name_it(
            &mut store,
            &author(1),
            50 + record as u128,
            Content::of(bytes),
        );
    }
    for bytes in &files {
        store
            .connection
            .execute(
                "INSERT INTO attachment (content, bytes) VALUES (?1, ?2)",
                rusqlite::params![Content::of(bytes).to_hex(), bytes],
            )
            .unwrap();
    }
    // No room for all of them: the opening fails, and what was cut stays cut.
    let pages: u32 = store
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    store
        .connection
        .pragma_update(None, "max_page_count", pages + 60)
        .unwrap();
    assert!(matches!(
        super::super::cut_older(&mut store.connection),
        Err(StoreError::DiskFull)
    ));
    drop(store);
    let store = open(&place.path().join("store")).unwrap();
    assert_eq!(count(&store, "attachment"), 0);
    for bytes in files.iter().take(2) {
        let back = store
            .read()
            .file_bytes(office(), &Content::of(bytes))
            .unwrap();
        assert_eq!(back.as_ref(), Some(bytes));
    }
    let unnamed = store
        .read()
        .file_bytes(SHARED_SCOPE, &Content::of(&files[2]))
        .unwrap();
    assert_eq!(
        unnamed.as_ref(),
        Some(&files[2]),
        "nothing is lost, though no record leads there"
    );
}
