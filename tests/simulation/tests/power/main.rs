//! Power cuts: the real store on a disk that remembers every write and sync, and every state such a disk can be in afterwards.
//!
//! An image must open, hold every form the program had said to be saved, hold no half form, and its lists must be those of its log.
//! `GOLDAW_IMAGES` says how many images, `GOLDAW_SEED` which. Bugs planted on purpose must be found.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs
)]

mod disk;
mod images;

use disk::{Disk, Files};
use goldaw_changes::{Incarnation, RawChange};
use goldaw_domain::RecordKind;
use goldaw_domain::calendar::Calendar;
use goldaw_domain::due::{RiskTimes, Times};
use goldaw_domain::ids::RecordId;
use goldaw_simulation::Chance;
use goldaw_store::{Author, Intent, Rules, Store, StoreKey, Write};
use images::{Cutter, Image, Lie, Run};
use serde_json::json;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use uuid::Uuid;

const KEY: StoreKey<'_> = StoreKey {
    key: &[7; 32],
    salt: &[9; 16],
};
const NAME: &str = "office.goldaw-store";
/// Forms saved in a run: enough for the log of writes to be carried over into the main file and begun again.
const FORMS: usize = 90;
/// Rows of a sheet taken in one step.
const ROWS: usize = 40;
/// Changes of a bundle merged at once; there are three times as many.
const BATCH: usize = 25;
/// Changes folded in one step.
const RUN: i64 = 40;
/// When the day begins, ms since 1970 (UTC).
const NOON: u64 = 1_795_000_000_000;
/// Images of a run in the fixed set.
const IMAGES: usize = 1500;
/// Images within which a planted bug must be found.
const IMAGES_FOR_A_BUG: usize = 2000;

/// The disk all stores of this program stand on.
fn the_disk() -> &'static Disk {
    static DISK: OnceLock<Disk> = OnceLock::new();
    DISK.get_or_init(|| {
        let disk = Disk::default();
        sqlite_vfs::register("remembering", disk.clone(), true).unwrap();
        disk
    })
}

fn rules() -> Rules {
    let times = RiskTimes {
        first_visit: 2,
        visit_interval: 5,
    };
    Rules {
        times: Times {
            low: times,
            medium: times,
            high: times,
            appeal_decision: 1,
        },
        calendar: Calendar::default(),
    }
}

fn author(device: u128) -> Author {
    let id = |number: u128| Uuid::from_u128(number);
    Author {
        device: id(device).into(),
        incarnation: Incarnation(id(device + 1)),
        scope: id(3).into(),
        worker: id(4).into(),
        office: id(3).into(),
        role: "specialist".to_owned(),
    }
}

/// A folder of the disk in memory, which the system must know too: the store looks at the first bytes of its file by itself.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        the_disk();
        Place {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn name(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join(NAME)
    }

    /// What the system sees of the store's file: its first bytes.
    fn show(&self, files: &Files) {
        let first = files
            .get(NAME)
            .map_or(&[][..], |bytes| &bytes[..bytes.len().min(16)]);
        std::fs::write(self.path(), first).unwrap();
    }
}

fn form(number: usize) -> Intent {
    let note = json!({ "text": format!("Note {number}: the neighbour was at home and promised to look in on Friday.") });
    let person = json!({ "surname": format!("Orazowa{number}"), "given_name": "Maral" });
    let write = |record: usize, kind, fields: &serde_json::Value| Write {
        record: RecordId::from(Uuid::from_u128(record as u128)),
        kind,
        fields: serde_json::from_value(fields.clone()).unwrap(),
    };
    Intent {
        action: "save".to_owned(),
        reason: None,
        writes: vec![
            write(1000 + number, RecordKind::Note, &note),
            write(number % 7, RecordKind::Person, &person),
        ],
    }
}

/// How the program under the knife behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Program {
    /// As the product.
    Honest,
    /// Says saved before it commits.
    SaysTooEarly,
    /// Saves a form in two pieces.
    TwoPieces,
    /// Takes a bundle over in two pieces.
    KeepsHalfABundle,
}

/// What is done in one step and is on the disk whole or not at all.
#[derive(Clone, Copy)]
enum Step {
    /// A form is saved.
    Save(usize),
    /// Rows of a sheet are taken.
    Import,
    /// A bundle is taken over, in batches.
    TakeOver,
    /// Old changes are folded.
    Fold,
}

/// The day of a store: forms, and between them everything else that writes. Ends with forms, so that the log of writes is begun again.
fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = (0..FORMS).map(Step::Save).collect();
    for (place, step) in [
        (80, Step::Fold),
        (60, Step::Fold),
        (55, Step::Fold),
        (50, Step::TakeOver),
        (40, Step::Import),
    ] {
        steps.insert(place, step);
    }
    steps
}

/// Lets a store live its day; gives what the disk went through and the digest after each step.
fn a_run(program: Program) -> (Run, Vec<String>) {
    let brought = brought();
    let (disk, place) = (the_disk(), Place::new());
    // The system's own file is in the way of making a new one, and is needed for opening it.
    make(disk, &place);
    let before = disk.files(place.name());
    let mut store = Store::open(&place.path(), &KEY, rules()).unwrap();
    let mut digests = vec![store.read().digest().unwrap()];
    disk.watch(place.name());
    for (number, step) in steps().into_iter().enumerate() {
        if program == Program::SaysTooEarly {
            disk.said(place.name());
        }
        take(&mut store, step, program, &brought, NOON + number as u64);
        if program != Program::SaysTooEarly {
            disk.said(place.name());
        }
        digests.push(store.read().digest().unwrap());
    }
    drop(store);
    let acts = disk.watched(place.name());
    (Run { before, acts }, digests)
}

fn take(store: &mut Store, step: Step, program: Program, brought: &[RawChange], now: u64) {
    match step {
        Step::Save(number) if program == Program::TwoPieces => {
            let form = form(number);
            for write in form.writes {
                let piece = Intent {
                    writes: vec![write],
                    action: form.action.clone(),
                    reason: None,
                };
                store.commit(&author(1), &[piece], None, now).unwrap();
            }
        }
        Step::Save(number) => {
            store
                .commit(&author(1), &[form(number)], None, now)
                .unwrap();
        }
        Step::Import => {
            let rows: Vec<Intent> = (500..500 + ROWS).map(form).collect();
            store.commit(&author(1), &rows, None, now).unwrap();
        }
        Step::TakeOver => {
            let mut taking = store.begin_taking_over(now).unwrap();
            for (number, batch) in brought.chunks(BATCH).enumerate() {
                if number == 1 && program == Program::KeepsHalfABundle {
                    taking.keep().unwrap();
                    taking = store.begin_taking_over(now).unwrap();
                }
                taking.merge(batch.to_vec()).unwrap();
            }
            while taking.go_on().unwrap().is_some() {}
            taking.keep().unwrap();
        }
        Step::Fold => assert!(store.fold_run(RUN, 16).unwrap() > 0),
    }
}

/// What another computer wrote, to records of this one too.
fn brought() -> Vec<RawChange> {
    let place = Place::new();
    make(the_disk(), &place);
    let mut store = Store::open(&place.path(), &KEY, rules()).unwrap();
    let forms: Vec<Intent> = (900..900 + 3 * BATCH).map(form).collect();
    store.commit(&author(9), &forms, None, NOON).unwrap();
    let scopes = [author(9).scope];
    let all = store
        .read()
        .outgoing(&scopes, &Default::default(), &[], 1_000);
    all.unwrap().into_iter().map(|change| change.raw).collect()
}

/// Makes an empty store whose first bytes the system shows too.
fn make(disk: &Disk, place: &Place) {
    // Making a store opens it at the end, and looks at the system's file then; by that time its first bytes are the salt.
    std::fs::create_dir_all(place.folder.path()).unwrap();
    let made = Store::create(&place.path(), &KEY, rules());
    drop(made);
    place.show(&disk.files(place.name()));
    drop(Store::open(&place.path(), &KEY, rules()).unwrap());
}

/// Opens an image and says what is wrong with it.
fn look(place: &Place, image: Image, digests: &[String]) -> Result<(), String> {
    look_inside(place, image.files, image.said, digests)
        .map_err(|what| format!("{what} ({})", image.how))
}

fn look_inside(place: &Place, files: Files, said: usize, digests: &[String]) -> Result<(), String> {
    place.show(&files);
    the_disk().put(place.name(), files);
    let mut store = Store::open(&place.path(), &KEY, rules())
        .map_err(|error| format!("does not open: {error}"))?;
    let digest = store
        .read()
        .digest()
        .map_err(|error| format!("cannot be read: {error}"))?;
    // Folding changes nothing of what is held.
    let Some(steps) = digests.iter().rposition(|known| *known == digest) else {
        return Err("holds half a step".to_owned());
    };
    if steps < said {
        return Err(format!(
            "{said} steps were said to be done, {steps} are there"
        ));
    }
    store
        .commit(&author(1), &[form(FORMS + 1)], None, 1_796_000_000_000)
        .map_err(|error| format!("cannot be written on: {error}"))?;
    Ok(())
}

/// Looks at images spread over a run, on all cores; gives how many, and what is wrong with one that is.
fn look_at_many(
    run: &Run,
    digests: &[String],
    lie: Lie,
    images: usize,
    seed: u64,
) -> (usize, Option<String>) {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let broken = AtomicBool::new(false);
    let looked = std::thread::scope(|scope| {
        let looks: Vec<_> = (0..workers)
            .map(|worker| {
                let (share, broken) = ((worker, workers), &broken);
                scope.spawn(move || look_at_share(run, digests, lie, images, seed, share, broken))
            })
            .collect();
        looks
            .into_iter()
            .map(|look| look.join().unwrap())
            .collect::<Vec<_>>()
    });
    let seen = looked.iter().map(|(seen, _)| seen).sum();
    (seen, looked.into_iter().find_map(|(_, wrong)| wrong))
}

/// One worker's share: every so manieth cut.
fn look_at_share(
    run: &Run,
    digests: &[String],
    lie: Lie,
    images: usize,
    seed: u64,
    (worker, workers): (usize, usize),
    broken: &AtomicBool,
) -> (usize, Option<String>) {
    let (place, mut chance) = (Place::new(), Chance::new(seed + worker as u64));
    let each = images.div_ceil(run.acts.len()).max(1);
    let skip = (run.acts.len() / images).max(1);
    let mut cutter = Cutter::new(run, lie);
    let (mut seen, mut act) = (0, 0usize);
    while cutter.step() && !broken.load(Ordering::Relaxed) {
        act += 1;
        if !act.is_multiple_of(skip) || act / skip % workers != worker {
            continue;
        }
        for number in 0..each {
            let image = if (number + act / skip).is_multiple_of(2) {
                cutter.any_part(&mut chance)
            } else {
                cutter.in_order(chance.below(cutter.length() + 1))
            };
            seen += 1;
            if let Err(what) = look(&place, image, digests) {
                broken.store(true, Ordering::Relaxed);
                return (seen, Some(what));
            }
        }
    }
    (seen, None)
}

/// Reads a number a person sets to look longer.
fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |number| number.parse().expect("a number"))
}

#[test]
fn whatever_a_power_cut_leaves_opens_and_holds_all_that_was_said_to_be_saved() {
    let (images, seed) = (setting("GOLDAW_IMAGES", IMAGES), setting("GOLDAW_SEED", 1));
    let begun = Instant::now();
    let (run, digests) = a_run(Program::Honest);
    let resets = run.acts.iter().filter(
        |act| matches!(act, disk::Act::Write { file, offset: 0, .. } if file.ends_with("-wal")),
    );
    let resets = resets.count();
    let (mut seen, mut failures) = (0, 0);
    while seen < images && failures == 0 {
        let (some, wrong) = look_at_many(
            &run,
            &digests,
            Lie::None,
            images - seen,
            (seed + seen) as u64,
        );
        seen += some;
        if let Some(wrong) = wrong {
            println!("GOLDAW_SEED={seed}: {wrong}");
            failures += 1;
        }
    }
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{seen} images of {} acts on the disk, the log of writes begun {resets} times, {FORMS} forms, an import, a bundle, folds; {took:.1} s, {:.0} images/s",
        run.acts.len(),
        seen as f64 / took
    );
    println!("failures: {failures}");
    assert_eq!(failures, 0);
    assert!(
        resets > 1,
        "the log of writes was never begun again: too few forms"
    );
}

/// A store as schema 3 had it, with sixty forms, some of them folded; its key is [`KEY`]. Made of one of schema 4 by taking away the table that
/// came with it.
const OLDER: &[u8] = include_bytes!("../../golden/store-3");

#[test]
fn an_older_store_cut_off_while_it_is_brought_up_to_date_opens_with_all_that_was_in_it() {
    let (disk, place) = (the_disk(), Place::new());
    let before = Files::from([(NAME.to_owned(), OLDER.to_vec())]);
    place.show(&before);
    disk.put(place.name(), before.clone());
    disk.watch(place.name());
    let store = Store::open(&place.path(), &KEY, rules()).unwrap();
    let digest = store.read().digest().unwrap();
    assert_eq!(store.read().changes_count().unwrap(), 60);
    drop(store);
    let acts = disk.watched(place.name());
    let run = Run { before, acts };
    let images = setting("GOLDAW_IMAGES", IMAGES) / 5;
    let (seen, wrong) = look_at_many(&run, &[digest], Lie::None, images, 1);
    println!(
        "{seen} images of {} acts while a store is brought up to date",
        run.acts.len()
    );
    assert_eq!(wrong, None);
    assert!(seen >= images);
}

#[test]
fn planted_bugs_of_disk_and_program_are_found() {
    for (program, lie) in [
        (Program::Honest, Lie::NoSync),
        (Program::Honest, Lie::NoWalSync),
        (Program::Honest, Lie::NoMainSync),
        (Program::SaysTooEarly, Lie::None),
        (Program::TwoPieces, Lie::None),
        (Program::KeepsHalfABundle, Lie::None),
    ] {
        let (run, digests) = a_run(program);
        let (seen, wrong) = look_at_many(&run, &digests, lie, IMAGES_FOR_A_BUG, 1);
        let wrong = wrong.unwrap_or_else(|| {
            panic!("{program:?} on a disk with {lie:?} is not found in {seen} images")
        });
        println!("{program:?}, {lie:?}: found at image {seen}: {wrong}");
    }
}

#[test]
fn every_byte_of_one_saved_form_is_a_place_to_cut() {
    let (run, digests) = a_run(Program::Honest);
    let place = Place::new();
    let mut cutter = Cutter::new(&run, Lie::None);
    let (mut said, mut images) = (0, 0);
    // The third form: its writes go to the log of writes, one after the other.
    while cutter.step() && said < 3 {
        if said == 2 {
            let step = if cutter.length() > 64 { 37 } else { 1 };
            for bytes in (0..=cutter.length()).step_by(step) {
                let image = cutter.in_order(bytes);
                look(&place, image, &digests).unwrap_or_else(|what| panic!("{what}"));
                images += 1;
            }
        }
        said = cutter.in_order(0).said;
    }
    println!("{images} cuts inside one form");
    assert!(images > 500);
}
