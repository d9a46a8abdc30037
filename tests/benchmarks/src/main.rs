//! `bench-peers [--sizes S,M] [--only PEER,...] [--figures FILE]`: runs every peer through every phase and prints the table.
//!
//! `bench-peers weigh FILE` says what a store of ours takes on the disk, table by table.
//! Each phase is this program once more, in a process of its own: `bench-peers phase PEER PHASE SIZE SPREAD FOLDER`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use goldaw_benchmarks::measure::{a_second, peak_mib, rounded};
use goldaw_benchmarks::peer::Outcome;
use goldaw_benchmarks::peers::automerge::Automerge;
use goldaw_benchmarks::peers::bare;
use goldaw_benchmarks::peers::goldaw::Goldaw;
use goldaw_benchmarks::peers::kept::Kept;
use goldaw_benchmarks::peers::loro::Loro;
use goldaw_benchmarks::peers::session::Session;
use goldaw_benchmarks::peers::yrs::Yrs;
use goldaw_benchmarks::phases::{self, Figures};
use goldaw_benchmarks::table::{Row, flat, markdown};
use goldaw_benchmarks::weigh::{Weight, weigh};
use goldaw_benchmarks::workload::{EDITS_A_SAVE, SEED, Spread, Work};
use serde_json::{Map, Value};

const ALL: &[&str] = &[
    "found", "local", "write", "merge", "reorder", "new", "damage", "restore",
];
/// What a library does once more with its file.
const KEPT: &[&str] = &["local", "merge"];
/// Five fields of one case a save: the work.
const FORM: &str = "form";
/// Each edit of a save in a case of its own: weighed only.
const SCATTERED: &str = "scattered";

/// Key, name, what to know, and how its phases are run.
const PEERS: &[(&str, &str, &str, How)] = &[
    (
        "goldaw",
        "Goldaw, engine",
        "all history, encrypted store, sealed and signed bundles opened and verified; a kind of record no list shows",
        How::Durable,
    ),
    (
        "goldaw_people",
        "Goldaw, people",
        "the same with real person records: lists, sorted names, search words, duplicate keys",
        How::Durable,
    ),
    (
        "automerge",
        "Automerge 0.12",
        "all history in memory; durable: updates appended to SQLite",
        How::Library,
    ),
    (
        "loro",
        "Loro 1.17",
        "all history in memory, one value a field; durable: updates appended to SQLite",
        How::Library,
    ),
    (
        "yrs",
        "Yrs 0.28",
        "in memory, losers dropped; durable: updates appended to SQLite",
        How::Library,
    ),
    (
        "session",
        "SQLite session",
        "no history, the later arrival wins; plain file",
        How::Durable,
    ),
    (
        "crsqlite",
        "cr-sqlite 0.16 (wasm)",
        "no history, last writer wins; WebAssembly on Node over an invented IndexedDB, so not durable",
        How::Node,
    ),
    (
        "pouchdb",
        "PouchDB 9, memory",
        "a document a case, losing documents kept; on Node in memory",
        How::Node,
    ),
    (
        "pouchdb_leveldb",
        "PouchDB 9, LevelDB",
        "the same on LevelDB",
        How::Node,
    ),
    (
        "bare_sqlite",
        "bare insert, SQLite",
        "log row a save and value row an edit, nothing else: the physical limit",
        How::Bare,
    ),
    (
        "bare_sqlcipher",
        "bare insert, SQLCipher",
        "the same, encrypted",
        How::Bare,
    ),
];

#[derive(Clone, Copy, PartialEq)]
enum How {
    Durable,
    Library,
    Node,
    Bare,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["phase", peer, phase, size, spread, folder] => {
            one_phase(peer, phase, size, spread, Path::new(folder))
        }
        ["weigh", file] => print_weights(Path::new(file)),
        _ => compare(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print_weights(file: &Path) -> Outcome<()> {
    println!("| table or index | pages, bytes | payload, bytes | entries |");
    println!("|---|---|---|---|");
    for weight in weigh(file)? {
        let Weight {
            name,
            pages,
            payload,
            cells,
        } = weight;
        println!("| {name} | {pages} | {payload} | {cells} |");
    }
    println!("| the file | {} | | |", fs::metadata(file)?.len());
    Ok(())
}

fn work(size: &str, spread: &str) -> Outcome<Work> {
    let spread = if spread == SCATTERED {
        Spread::Scattered
    } else {
        Spread::Form
    };
    Work::of(size, spread).ok_or_else(|| format!("no size {size}").into())
}

/// Runs one phase of one peer and prints its figures as JSON.
fn one_phase(peer: &str, phase: &str, size: &str, spread: &str, folder: &Path) -> Outcome<()> {
    let work = work(size, spread)?;
    let run = match peer {
        "goldaw" => phases::run::<Goldaw<false>>,
        "goldaw_people" => phases::run::<Goldaw<true>>,
        "automerge" => phases::run::<Automerge>,
        "automerge_durable" => phases::run::<Kept<Automerge>>,
        "loro" => phases::run::<Loro>,
        "loro_durable" => phases::run::<Kept<Loro>>,
        "yrs" => phases::run::<Yrs>,
        "yrs_durable" => phases::run::<Kept<Yrs>>,
        "session" => phases::run::<Session>,
        "bare_sqlite" | "bare_sqlcipher" => {
            println!(
                "{}",
                Value::Object(insert(folder, &work, peer == "bare_sqlcipher")?)
            );
            return Ok(());
        }
        _ => return Err(format!("no peer {peer}").into()),
    };
    println!("{}", Value::Object(run(phase, folder, &work)?));
    Ok(())
}

fn insert(folder: &Path, work: &Work, encrypted: bool) -> Outcome<Figures> {
    let done = bare::insert(folder, work, encrypted)?;
    let mut figures = Figures::new();
    let local = a_second(done.saves * EDITS_A_SAVE, done.local);
    let merge = a_second(work.edits(), done.merge);
    for (name, value) in [
        ("local_edits_per_s", local),
        ("local_durable_edits_per_s", local),
        ("merge_edits_per_s", merge),
        ("merge_durable_edits_per_s", merge),
        (
            "bytes_per_cell",
            rounded(done.disk as f64 / work.cells() as f64),
        ),
    ] {
        figures.insert(name.into(), value.into());
    }
    if let Some(peak) = peak_mib() {
        figures.insert("peak_mib".into(), peak.into());
    }
    Ok(figures)
}

/// What the command line asks for.
struct Asked {
    sizes: Vec<String>,
    only: Vec<String>,
    figures: PathBuf,
}

fn asked(arguments: &[String]) -> Outcome<Asked> {
    let mut asked = Asked {
        sizes: vec!["S".to_owned()],
        only: Vec::new(),
        figures: PathBuf::from("exchange.json"),
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--sizes" => asked.sizes = value()?.split([',', ' ']).map(str::to_owned).collect(),
            "--only" => asked.only = value()?.split([',', ' ']).map(str::to_owned).collect(),
            "--figures" => asked.figures = PathBuf::from(value()?),
            _ => return Err(format!("unknown argument {argument}").into()),
        }
    }
    Ok(asked)
}

fn compare(arguments: &[String]) -> Outcome<()> {
    let asked = asked(arguments)?;
    let mut figures = read_figures(&asked.figures);
    for size in &asked.sizes {
        let work = work(size, FORM)?;
        println!(
            "\nSize {size}: {} cases of 10 fields, {} edits of {} computers, seed {SEED}.\n",
            work.cases,
            work.edits(),
            work.replicas,
        );
        let place = tempfile::tempdir()?;
        let mut rows = Vec::new();
        for (key, name, how, kind) in PEERS {
            if !asked.only.is_empty() && !asked.only.iter().any(|only| only == key) {
                continue;
            }
            let folder = place.path().join(key);
            fs::create_dir_all(&folder)?;
            let (found, failed) = all_phases(key, *kind, size, &folder);
            fs::remove_dir_all(&folder)?;
            rows.push(Row {
                key,
                name,
                how,
                figures: found,
                failed,
            });
        }
        println!("{}", markdown(&rows));
        let before = match size.as_str() {
            "S" => String::new(),
            _ => format!("{}_", size.to_lowercase()),
        };
        for (name, value) in flat(&rows) {
            figures.insert(format!("{before}{name}"), value);
        }
        if let Some(took) = figures.get("m_new_replica_s").cloned() {
            // Size M is a million edits with those that registered everybody.
            figures.insert("new_replica_1m_s".into(), took);
        }
        write_figures(&asked.figures, &figures)?;
    }
    println!("Figures: {}", asked.figures.display());
    Ok(())
}

/// Runs all phases of a peer and puts its figures together.
/// Runs all phases of a peer and puts its figures together; what could not be run is said with the reason.
fn all_phases(key: &str, how: How, size: &str, folder: &Path) -> (Figures, Vec<String>) {
    let (mut figures, mut failed) = (Figures::new(), Vec::new());
    let mut note = |peer: &str,
                    phase: &str,
                    spread: &str,
                    folder: &Path,
                    rename: &dyn Fn(&str) -> Option<String>| {
        match best(peer, phase, size, spread, folder, how) {
            Ok(found) => figures.extend(
                found
                    .into_iter()
                    .filter_map(|(name, value)| Some((rename(&name)?, value))),
            ),
            Err(error) => failed.push(format!("{phase}: {error}")),
        }
    };
    let as_found = |name: &str| Some(name.to_owned());
    if how == How::Bare {
        note(key, "insert", FORM, folder, &as_found);
        return (figures, failed);
    }
    // Damage and a restored copy are tried on the same small work at every size.
    let phases = ALL
        .iter()
        .filter(|phase| size != "M" || !matches!(**phase, "damage" | "restore"));
    for phase in phases {
        note(key, phase, FORM, folder, &as_found);
    }
    if how == How::Library {
        for phase in KEPT {
            note(
                &format!("{key}_durable"),
                phase,
                FORM,
                folder,
                &with_the_disk,
            );
        }
    }
    if how != How::Node && size == "S" {
        let aside = folder.join(SCATTERED);
        if fs::create_dir_all(&aside).is_ok() {
            for phase in ["found", "local"] {
                note(key, phase, SCATTERED, &aside, &bytes_alone);
            }
        }
    }
    if how == How::Durable || key == "pouchdb_leveldb" {
        for name in ["local", "merge"] {
            if let Some(value) = figures.get(&format!("{name}_edits_per_s")).cloned() {
                figures.insert(format!("{name}_durable_edits_per_s"), value);
            }
        }
    }
    (figures, failed)
}

/// What a library with its file adds to the library alone.
fn with_the_disk(name: &str) -> Option<String> {
    match name {
        "local_edits_per_s" => Some("local_durable_edits_per_s".to_owned()),
        "merge_edits_per_s" => Some("merge_durable_edits_per_s".to_owned()),
        "bytes_per_cell" => Some(name.to_owned()),
        _ => None,
    }
}

fn bytes_alone(name: &str) -> Option<String> {
    name.contains("bytes_per_edit")
        .then(|| format!("scattered_{name}"))
}

/// Times are the best of three, because other programs run beside; size M is run once. A process felled by damage is begun again.
fn best(
    peer: &str,
    phase: &str,
    size: &str,
    spread: &str,
    folder: &Path,
    how: How,
) -> Outcome<Figures> {
    let again = || process(peer, phase, size, spread, folder, how);
    let mut best = again();
    if phase == "damage" {
        let mut falls = 0;
        while best.is_err() && falls < phases::FLIPS && folder.join("damage/progress").exists() {
            falls += 1;
            best = again();
        }
        return best;
    }
    let timed = matches!(phase, "local" | "merge" | "new" | "insert") && size != "M";
    let mut best = best?;
    for _ in 0..if timed { 2 } else { 0 } {
        for (name, value) in again()? {
            let faster = match name.as_str() {
                "new_replica_s" => value.as_f64() < best[&name].as_f64(),
                _ => name.ends_with("_per_s") && value.as_f64() > best[&name].as_f64(),
            };
            if faster {
                best.insert(name, value);
            }
        }
    }
    Ok(best)
}

fn process(
    peer: &str,
    phase: &str,
    size: &str,
    spread: &str,
    folder: &Path,
    how: How,
) -> Outcome<Figures> {
    let mut command = if how == How::Node {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
        let file = folder.join("work.json");
        if !file.exists() {
            fs::write(&file, work(size, spread)?.to_json())?;
        }
        let mut command = Command::new("node");
        command
            .arg("--max-old-space-size=8192")
            .arg(scripts.join("run.js"));
        command.args([peer, phase]).arg(folder);
        command
    } else {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["phase", peer, phase, size, spread])
            .arg(folder);
        command
    };
    eprintln!("{size} {peer} {phase}");
    let done = command.stdin(Stdio::null()).output()?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        let last = said.lines().last().unwrap_or_default().to_owned();
        return Err(format!("{} ({})", last, done.status).into());
    }
    let said = String::from_utf8(done.stdout)?;
    let last = said.trim().lines().last().unwrap_or("{}").to_owned();
    let figures: BTreeMap<String, Value> = serde_json::from_str(&last)?;
    let mut figures: Figures = figures.into_iter().collect();
    for edits in [250, 2_500] {
        // What a script wrote is weighed here, with the same compression as for all.
        if let (How::Node, "local", Ok(bytes)) =
            (how, phase, fs::read(folder.join(format!("wire-{edits}"))))
        {
            let packed = zstd::bulk::compress(&bytes, 9)?.len();
            for (what, length) in [("raw", bytes.len()), ("packed", packed)] {
                let each = rounded(length as f64 / f64::from(edits));
                figures.insert(format!("{what}_bytes_per_edit_{edits}"), each.into());
            }
        }
    }
    Ok(figures)
}

fn read_figures(file: &Path) -> Map<String, Value> {
    let read = fs::read_to_string(file).ok();
    read.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn write_figures(file: &Path, figures: &Map<String, Value>) -> Outcome<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, serde_json::to_string_pretty(figures)? + "\n")?;
    Ok(())
}
