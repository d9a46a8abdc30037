//! What the screens import is what Rust means: the generated TypeScript is checked in and must not differ.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tree;

/// Adds every file below a folder by its path there.
fn files(folder: &Path, under: &str, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!(
            "{under}/{}",
            path.file_name().expect("a name").to_string_lossy()
        );
        if path.is_dir() {
            files(&path, &name, found);
        } else {
            let text = std::fs::read_to_string(&path)
                .expect("text")
                .replace("\r\n", "\n");
            found.insert(name, text);
        }
    }
}

#[test]
fn the_bindings_of_the_screens_are_those_of_the_api() {
    let fresh = tempfile::tempdir().unwrap();
    goldaw_api::export_bindings(fresh.path()).unwrap();
    let (mut meant, mut there) = (BTreeMap::new(), BTreeMap::new());
    files(fresh.path(), "", &mut meant);
    files(
        &tree::root().join("ui/src/backend/bindings"),
        "",
        &mut there,
    );
    let differ: Vec<_> = meant
        .keys()
        .chain(there.keys())
        .filter(|name| meant.get(*name) != there.get(*name))
        .collect();
    assert!(
        differ.is_empty(),
        "run `make bindings` and commit: {differ:?}"
    );
}
