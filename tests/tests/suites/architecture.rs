//! The arrows between rooms, held against the manifests, the page that describes them, and the sources.
//!
//! A new arrow is a decision: it is written into the table here and in docs/architecture.md in the same commit.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::tree;

/// Each room and the rooms it may import, innermost first.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("forms", &[]),
    ("matching", &[]),
    ("changes", &["domain"]),
    ("trust", &[]),
    ("bundle", &["changes", "trust"]),
    ("transport", &[]),
    ("documents", &[]),
    ("store", &["changes", "domain", "matching"]),
    (
        "casework",
        &[
            "bundle",
            "changes",
            "documents",
            "domain",
            "matching",
            "store",
            "transport",
            "trust",
        ],
    ),
    ("api", &["casework", "domain"]),
    ("hub", &["bundle", "transport", "trust"]),
    (
        "cli",
        &["api", "bundle", "casework", "domain", "hub", "trust"],
    ),
    ("desktop", &["api"]),
];

/// Rooms that take clock, chance and disk as arguments.
const PURE: &[&str] = &["domain", "forms", "matching", "changes"];

fn workspace() -> Metadata {
    MetadataCommand::new()
        .manifest_path(tree::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("the workspace describes itself")
}

fn room(package: &Package) -> &str {
    let name: &str = package.name.as_ref();
    name.strip_prefix("goldaw-").unwrap_or(name)
}

#[test]
fn every_room_imports_only_what_the_table_allows() {
    let allowed: BTreeMap<_, BTreeSet<_>> = ARROWS
        .iter()
        .map(|(room, may)| (*room, may.iter().copied().collect()))
        .collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for package in &workspace().packages {
        let name = room(package).to_owned();
        if name == "tests" || name == "simulation" {
            continue; // What crosses rooms may see them all.
        }
        let Some(may) = allowed.get(name.as_str()) else {
            wrong.push(format!("{name} is not in the table"));
            continue;
        };
        for used in package
            .dependencies
            .iter()
            .filter_map(|used| used.name.strip_prefix("goldaw-"))
        {
            if !may.contains(used) {
                wrong.push(format!("{name} imports {used}"));
            }
        }
        seen.insert(name);
    }
    for name in allowed.keys().filter(|name| !seen.contains(**name)) {
        wrong.push(format!("{name} is in the table but not in the workspace"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_has_no_circle() {
    for (place, (room, may)) in ARROWS.iter().enumerate() {
        for used in *may {
            let inner = ARROWS[..place].iter().any(|(earlier, _)| earlier == used);
            assert!(
                inner,
                "{room} imports {used}, which does not stand further in"
            );
        }
    }
}

#[test]
fn the_page_shows_the_same_table() {
    let page = tree::text("docs/architecture.md");
    let section = page
        .split("## Who may import whom")
        .nth(1)
        .expect("docs/architecture.md has a section \"Who may import whom\"");
    let in_backticks = |cell: &str| -> BTreeSet<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let mut shown = BTreeMap::new();
    for line in section.lines().take_while(|line| !line.starts_with("## ")) {
        if let Some((room, may)) = line
            .strip_prefix("| `")
            .and_then(|line| line.split_once("` |"))
        {
            let may = may.split('|').next().unwrap_or_default();
            shown.insert(room.to_owned(), in_backticks(may));
        }
    }
    let meant: BTreeMap<String, BTreeSet<String>> = ARROWS
        .iter()
        .map(|(room, may)| {
            (
                (*room).to_owned(),
                may.iter().map(|&used| used.to_owned()).collect(),
            )
        })
        .collect();
    assert_eq!(
        shown, meant,
        "docs/architecture.md (left) and this table (right) differ"
    );
}

#[test]
fn only_one_room_knows_the_window_and_only_one_the_database() {
    let owners = [
        ("tauri", "desktop"),
        ("wry", "desktop"),
        ("rusqlite", "store"),
    ];
    for package in &workspace().packages {
        for used in &package.dependencies {
            for (part, owner) in owners {
                let meant = used.name == part || used.name.starts_with(&format!("{part}-"));
                assert!(
                    !meant || room(package) == owner,
                    "{} uses {}",
                    room(package),
                    used.name
                );
            }
        }
    }
}

#[test]
fn pure_rooms_can_reach_neither_clock_nor_chance_nor_disk() {
    const OUTWARD: [&str; 9] = [
        "rand",
        "getrandom",
        "rusqlite",
        "tokio",
        "ureq",
        "axum",
        "fs4",
        "sysinfo",
        "tempfile",
    ];
    for package in workspace()
        .packages
        .iter()
        .filter(|package| PURE.contains(&room(package)))
    {
        let inner = package
            .dependencies
            .iter()
            .filter(|used| used.kind == DependencyKind::Normal);
        for used in inner {
            assert!(
                !OUTWARD.contains(&used.name.as_str()),
                "{} uses {}",
                room(package),
                used.name
            );
        }
        // The compiler's own library stays in reach; there the lint of the room refuses.
        let lint = tree::text(&format!("crates/{}/clippy.toml", room(package)));
        for method in [
            "SystemTime::now",
            "Instant::now",
            "Utc::now",
            "Uuid::now_v7",
            "fs::read",
        ] {
            assert!(
                lint.contains(method),
                "{}/clippy.toml allows {method}",
                room(package)
            );
        }
    }
}

#[test]
fn every_room_obeys_the_lints_of_the_workspace() {
    for package in &workspace().packages {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{}",
            package.manifest_path
        );
    }
}

#[test]
fn only_the_backend_folder_of_the_screens_knows_the_shell() {
    for file in tree::files(&["ui/src"], &[".ts", ".js", ".svelte"]) {
        let inside = file.starts_with("ui/src/backend/");
        let knows = tree::text(&file).lines().any(|line| {
            line.contains("@tauri-apps") || line.contains("__TAURI") || line.contains("fetch(")
        });
        assert!(inside || !knows, "{file} calls Rust past ui/src/backend");
    }
}

#[test]
fn every_file_opens_by_saying_what_lives_there() {
    let silent: Vec<_> = tree::files(
        &["crates", "src-tauri", "tests", "ui/src"],
        &[".rs", ".ts", ".js", ".svelte", ".sql", ".css"],
    )
    .into_iter()
    .filter(|file| {
        let text = tree::text(file);
        let opening = text.trim_start();
        let opens = match file.rsplit('.').next() {
            Some("rs") => opening.starts_with("//!"),
            Some("ts" | "js") => opening.starts_with("//") || opening.starts_with("/*"),
            Some("css") => opening.starts_with("/*"),
            Some("sql") => opening.starts_with("--"),
            _ => {
                opening.starts_with("<!--")
                    || opening.starts_with("<script") && {
                        let inside = opening
                            .split_once('>')
                            .map_or("", |(_, rest)| rest.trim_start());
                        inside.starts_with("//") || inside.starts_with("/*")
                    }
            }
        };
        !opens
    })
    .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn no_file_hides_a_second_idea() {
    const LINES: usize = 500;
    let long: Vec<_> = tree::files(
        &["crates", "src-tauri", "tests", "ui/src"],
        &[".rs", ".ts", ".js", ".svelte", ".css"],
    )
    .into_iter()
    .map(|file| {
        let text = tree::text(&file);
        // Tests inside the file tell the same idea once more.
        let own = text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default();
        (own.lines().count(), file)
    })
    .filter(|(lines, _)| *lines > LINES)
    .collect();
    assert!(long.is_empty(), "longer than {LINES} lines: {long:#?}");
}
