//! The files of the project as the suites see them: found from this crate's place, read as text.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ stands in the root")
        .to_path_buf()
}

/// The text of a file named from the root.
pub fn text(path: &str) -> String {
    let whole = root().join(path);
    std::fs::read_to_string(&whole).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

/// Every file below the folders with one of the endings, as paths from the root with `/`; built and fetched things are
/// left out.
pub fn files(folders: &[&str], endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), folder, endings, &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, name: &str, endings: &[&str], found: &mut Vec<String>) {
    const NOT_OURS: [&str; 7] = [
        "node_modules",
        "target",
        "dist",
        "gen",
        "permissions",
        "bindings",
        "proptest-regressions",
    ];
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.expect("a readable folder");
        let file = entry.file_name().into_string().expect("names are Unicode");
        let path = format!("{name}/{file}");
        if entry.file_type().expect("a readable entry").is_dir() {
            if !NOT_OURS.contains(&file.as_str()) {
                collect(&entry.path(), &path, endings, found);
            }
        } else if endings.iter().any(|end| file.ends_with(end)) {
            found.push(path);
        }
    }
}
