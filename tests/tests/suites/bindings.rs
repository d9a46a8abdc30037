//! What the screens import is what Rust means: the generated TypeScript is checked in and must not differ.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tree;

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let texts = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        (
            name,
            std::fs::read_to_string(&path)
                .expect("text")
                .replace("\r\n", "\n"),
        )
    });
    texts.collect()
}

#[test]
fn the_bindings_of_the_screens_are_those_of_the_api() {
    let fresh = tempfile::tempdir().unwrap();
    goldaw_api::calls::export_bindings(fresh.path()).unwrap();
    let (meant, there) = (
        files(fresh.path()),
        files(&tree::root().join("ui/src/backend/bindings")),
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
