//! What is measured of a peer. Each phase runs in a process of its own, so that its memory is its own; they meet in the peer's folder.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::measure::{a_second, peak_mib, rounded, timed};
use crate::peer::{Cells, HUB, Outcome, Peer, place};
use crate::referee::{conflicts, differing, digest};
use crate::workload::{Chance, EDITS_A_SAVE, Edit, Save, Work};

/// What a phase found, by name.
pub type Figures = Map<String, Value>;

/// Single bits turned over in one update.
pub const FLIPS: u32 = 3_000;
/// Saves timed one by one.
const SINGLY: usize = 500;

/// Runs one phase.
pub fn run<P: Peer>(phase: &str, folder: &Path, work: &Work) -> Outcome<Figures> {
    match phase {
        "found" => P::found(folder, work).map(|()| Figures::new()),
        "local" => local::<P>(folder, work),
        "write" => write::<P>(folder, work),
        "merge" => merge::<P>(folder, work),
        "reorder" => reorder::<P>(folder, work),
        "new" => new::<P>(folder, work),
        "damage" => damage::<P>(folder),
        "restore" => restore::<P>(folder),
        _ => Err(format!("no phase {phase}").into()),
    }
}

/// One computer saves, one save at a time; its first 250 and 2,500 edits are weighed as bundles.
fn local<P: Peer>(folder: &Path, work: &Work) -> Outcome<Figures> {
    let mut figures = Figures::new();
    let mut node = P::start(folder, work, 1)?;
    let mut took = Duration::ZERO;
    let saves = work.saves(1);
    let singly = saves.len().min(SINGLY);
    for (number, save) in saves[..singly].iter().enumerate() {
        let (done, time) = timed(|| node.save(save));
        done?;
        took += time;
        let edits = (number + 1) * EDITS_A_SAVE as usize;
        if edits == 250 || edits == 2_500 {
            let delta = node.delta()?;
            let wire = node.wire(&delta)?;
            for (what, bytes) in [
                ("raw", wire.raw),
                ("packed", wire.packed),
                ("file", wire.file),
            ] {
                let each = rounded(bytes as f64 / edits as f64);
                figures.insert(format!("{what}_bytes_per_edit_{edits}"), each.into());
            }
        }
    }
    let edits = singly as u32 * EDITS_A_SAVE;
    figures.insert("local_edits_per_s".into(), a_second(edits, took).into());
    Ok(figures)
}

/// Every computer does its work and hands it over.
fn write<P: Peer>(folder: &Path, work: &Work) -> Outcome<Figures> {
    let mut packing = Duration::ZERO;
    for replica in 1..=work.replicas {
        let mut node = P::start(folder, work, replica)?;
        node.save_all(&work.saves(replica))?;
        let (delta, took) = timed(|| node.delta());
        packing += took;
        fs::write(folder.join(format!("delta-{replica}")), delta?)?;
        // Only the hand-over is kept: the next computer begins from the same base.
    }
    let mut figures = Figures::new();
    figures.insert(
        "pack_edits_per_s".into(),
        a_second(work.edits(), packing).into(),
    );
    Ok(figures)
}

fn deltas(folder: &Path, work: &Work) -> Outcome<Vec<Vec<u8>>> {
    let read = |replica| Ok(fs::read(folder.join(format!("delta-{replica}")))?);
    (1..=work.replicas).map(read).collect()
}

/// The hub takes everything over.
fn merge<P: Peer>(folder: &Path, work: &Work) -> Outcome<Figures> {
    let mut hub = P::start(folder, work, HUB)?;
    let mut took = Duration::ZERO;
    for replica in 1..=work.replicas {
        let delta = fs::read(folder.join(format!("delta-{replica}")))?;
        let (done, time) = timed(|| hub.take(&delta));
        done?;
        took += time;
    }
    let mut figures = Figures::new();
    figures.insert(
        "merge_edits_per_s".into(),
        a_second(work.edits(), took).into(),
    );
    let (done, tidied) = timed(|| hub.tidy());
    done?;
    figures.insert("tidy_s".into(), rounded(tidied.as_secs_f64()).into());
    figures.insert("peak_mib".into(), json!(peak_mib()));
    fs::write(folder.join("whole"), hub.whole()?)?;
    let cells = hub.cells(work)?;
    fs::write(folder.join("state"), digest(&cells))?;
    let kept = conflicts(&cells);
    figures.insert("conflicts_kept".into(), kept.cells.into());
    figures.insert("conflict_values".into(), kept.values.into());
    figures.insert(
        "fingerprint".into(),
        format!("{:016x}", kept.fingerprint).into(),
    );
    let empty = cells.iter().filter(|values| values.is_empty()).count();
    figures.insert("empty_cells".into(), empty.into());
    drop(cells);
    let bytes = hub.disk()?;
    if P::DURABLE {
        let each = rounded(bytes as f64 / work.cells() as f64);
        figures.insert("bytes_per_cell".into(), each.into());
    }
    Ok(figures)
}

/// A second node gets the same in reverse order, and everything twice.
fn reorder<P: Peer>(folder: &Path, work: &Work) -> Outcome<Figures> {
    let mut node = P::start(folder, work, HUB)?;
    let deltas = deltas(folder, work)?;
    for delta in deltas.iter().rev() {
        node.take(delta)?;
        node.take(delta)?;
    }
    let state = digest(&node.cells(work)?);
    let mut figures = Figures::new();
    let others = differing(&state, &fs::read(folder.join("state"))?);
    figures.insert("differing_cells".into(), others.into());
    Ok(figures)
}

/// A new computer gets everything, and every field is read once.
fn new<P: Peer>(folder: &Path, work: &Work) -> Outcome<Figures> {
    let whole = fs::read(folder.join("whole"))?;
    let (node, began) = timed(|| P::join(folder, work, &whole));
    let mut node = node?;
    let (seen, looked) = timed(|| node.look(work));
    let seen = seen?;
    let mut figures = Figures::new();
    let ready = began + looked;
    figures.insert("new_replica_s".into(), rounded(ready.as_secs_f64()).into());
    figures.insert("new_replica_peak_mib".into(), json!(peak_mib()));
    figures.insert("new_replica_bytes".into(), whole.len().into());
    let missing = work.cells() - seen.min(work.cells());
    figures.insert("new_replica_missing_cells".into(), missing.into());
    Ok(figures)
}

/// One update of 100 edits, one bit turned over, 3,000 times: what is refused, and what comes in without a word.
///
/// Counts are written down before each flip: a peer that takes the whole process with it is begun again behind the flip that felled it.
fn damage<P: Peer>(folder: &Path) -> Outcome<Figures> {
    let work = Work::to_be_damaged();
    let folder = folder.join("damage");
    fs::create_dir_all(&folder)?;
    let (progress, update) = (folder.join("progress"), folder.join("update"));
    let mut seen = match fs::read(&progress) {
        Ok(kept) => Seen {
            crashed: 1,
            ..Seen::default()
        }
        .plus(&serde_json::from_slice::<Vec<u32>>(&kept)?),
        Err(_) => {
            P::found(&folder, &work)?;
            let mut author = P::start(&folder, &work, 1)?;
            author.save_all(&work.saves(1))?;
            fs::write(&update, author.delta()?)?;
            Seen::default()
        }
    };
    let delta = fs::read(&update)?;
    let before = digest(&P::start(&folder, &work, HUB)?.cells(&work)?);
    let mut whole = P::start(&folder, &work, HUB)?;
    whole.take(&delta)?;
    let right = digest(&whole.cells(&work)?);
    drop(whole);

    // What a peer says while it falls is not a figure.
    std::panic::set_hook(Box::new(|_| {}));
    let mut chance = Chance::of(&[6]);
    let mut idle = None;
    for flip in 0..FLIPS {
        let mut damaged = delta.clone();
        let bit = chance.below(damaged.len() as u64 * 8) as usize;
        if flip < seen.all() {
            continue;
        }
        fs::write(&progress, serde_json::to_vec(&seen.counts())?)?;
        damaged[bit / 8] ^= 1 << (bit % 8);
        let mut node = match idle.take() {
            Some(node) => node,
            None => P::start(&folder, &work, HUB)?,
        };
        match caught(|| node.take(&damaged)) {
            None => seen.crashed += 1,
            Some(Err(_)) => {
                seen.refused += 1;
                // A transaction that failed has left nothing behind; a library may have.
                if P::DURABLE {
                    idle = Some(node);
                }
            }
            Some(Ok(())) => match caught(|| node.cells(&work))
                .and_then(Result::ok)
                .map(|cells| digest(&cells))
            {
                None => seen.crashed += 1,
                Some(state) if state == right => seen.harmless += 1,
                Some(state) if state == before => seen.nothing += 1,
                Some(_) => seen.wrong += 1,
            },
        }
    }
    let mut figures = Figures::new();
    for (name, count) in [
        ("flips_refused", seen.refused),
        ("flips_harmless", seen.harmless),
        ("flips_lost_silently", seen.nothing),
        ("flips_wrong_silently", seen.wrong),
        ("flips_crashed", seen.crashed),
        ("flips_accepted", seen.nothing + seen.wrong),
    ] {
        figures.insert(name.into(), count.into());
    }
    Ok(figures)
}

/// What became of damaged updates.
#[derive(Default)]
struct Seen {
    refused: u32,
    harmless: u32,
    nothing: u32,
    wrong: u32,
    crashed: u32,
}

impl Seen {
    fn counts(&self) -> [u32; 5] {
        [
            self.refused,
            self.harmless,
            self.nothing,
            self.wrong,
            self.crashed,
        ]
    }

    fn all(&self) -> u32 {
        self.counts().iter().sum()
    }

    fn plus(mut self, counts: &[u32]) -> Self {
        let places = [
            &mut self.refused,
            &mut self.harmless,
            &mut self.nothing,
            &mut self.wrong,
            &mut self.crashed,
        ];
        for (place, count) in places.into_iter().zip(counts) {
            *place += count;
        }
        self
    }
}

/// Runs what may panic; nothing when it did.
fn caught<T>(work: impl FnOnce() -> Outcome<T>) -> Option<Result<T, String>> {
    catch_unwind(AssertUnwindSafe(|| {
        work().map_err(|error| error.to_string())
    }))
    .ok()
}

/// A computer is put back from a copy and works on under its old name; what it wrote before and after must both arrive.
///
/// Before: fields 0 and 1 of case 40. After: fields 1 and 2. Four values were typed, two of them in one field without seeing each other.
fn restore<P: Peer>(folder: &Path) -> Outcome<Figures> {
    let work = Work::to_be_damaged();
    let folder = folder.join("restore");
    fs::create_dir_all(&folder)?;
    P::found(&folder, &work)?;
    let mut hub = P::start(&folder, &work, HUB)?;
    let mut computer = P::start(&folder, &work, 1)?;
    computer.save_all(&work.saves(1)[..2])?;
    hub.take(&computer.delta()?)?;
    let mut restored = computer.copy(&folder, &work)?;
    let typed = |field: u8, value: &str| Edit {
        case: 40,
        field,
        value: value.to_owned(),
    };
    let before: Save = vec![typed(0, "Before A"), typed(1, "Before B")];
    let after: Save = vec![typed(1, "After B"), typed(2, "After C")];
    computer.save(&before)?;
    let first = computer.delta()?;
    hub.take(&first)?;
    drop(computer);

    restored.save(&after)?;
    let to_hub = hub
        .take(&restored.delta()?)
        .err()
        .map(|error| error.to_string());
    let answer = hub.answer(&first)?;
    let back = restored.take(&answer).err().map(|error| error.to_string());
    let (at_hub, at_restored) = (hub.cells(&work)?, restored.cells(&work)?);
    let kept = |cells: &Cells| {
        [
            (0, "Before A"),
            (1, "Before B"),
            (1, "After B"),
            (2, "After C"),
        ]
        .iter()
        .filter(|(field, value)| cells[place(40, *field)].iter().any(|kept| kept == value))
        .count()
    };
    let mut figures = Figures::new();
    figures.insert("restored_values_kept".into(), kept(&at_hub).into());
    figures.insert(
        "restored_values_kept_at_restored".into(),
        kept(&at_restored).into(),
    );
    let apart = differing(&digest(&at_hub), &digest(&at_restored));
    figures.insert("restored_differing_cells".into(), apart.into());
    let said = match (&to_hub, &back) {
        (None, None) => "success".to_owned(),
        (Some(said), _) | (None, Some(said)) => {
            format!("refused: {}", said.chars().take(80).collect::<String>())
        }
    };
    figures.insert("restored_said".into(), said.into());
    Ok(figures)
}
