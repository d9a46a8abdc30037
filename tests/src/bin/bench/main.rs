//! Figures of one desk with a whole velayat's people: `bench [--people N]`, run by `make bench` in a release build.
//!
//! Prints a table and writes `figures/desk.json` in the target folder (flat keys, the name says the unit). It asks through
//! the same table of calls as the screens, on real files; only the drawing of the window is not in the figures. Goals are
//! shown beside what was measured; they are judged by the reader, not by an exit code, since machines differ.
#![allow(clippy::print_stdout)]

mod invented;
mod newcomer;
mod timing;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use goldaw_tests::office::{Office, by_folder, text};
use serde_json::{Value, json};

use invented::People;
use timing::{Figures, ms};

const PEOPLE: usize = 100_000;
const VISITS: usize = 300;
const SEARCHES: usize = 400;
const SEED: u64 = 2026;

fn main() -> Result<(), Box<dyn Error>> {
    let people = people_wanted()?;
    let place = tempfile::tempdir()?;
    let tenth = District::begin(&place.path().join("tenth"))?;
    let District {
        centre,
        etrap,
        etrap_folder,
        stick,
    } = District::begin(&place.path().join("whole"))?;

    println!("{people} invented people, seed {SEED}");
    let mut figures = Figures::new();
    let sheet = place.path().join("register.csv");
    let invented = People::new(SEED);
    invented.write_sheet(people, &sheet)?;
    let begun = Instant::now();
    import(&etrap, &sheet);
    let seconds = begun.elapsed().as_secs_f64();
    figures.note("people", people as f64, None);
    figures.note("import_people_per_s", people as f64 / seconds, None);
    let case = open_cases(&etrap, &invented);
    visits(&etrap, &case, &mut figures);
    searches(&etrap, &invented, people, &mut figures);
    start(etrap, &etrap_folder, &mut figures);
    let etrap = Office::at(&etrap_folder);
    etrap.unlock();
    newcomer::beside(place.path(), (&etrap, &centre), &mut figures)?;
    let seconds = exchange(&etrap, &centre, &stick, &mut figures)?;
    figures.note(
        "take_over_growth",
        seconds / tenth.take_over(&invented, people / 10)?,
        Some(12.0),
    );
    newcomer::from_the_centre(place.path(), &centre, &mut figures)?;

    figures.print();
    let file = figures_folder().join("desk.json");
    figures.write(&file)?;
    println!("\n{}", file.display());
    Ok(())
}

/// A centre and an etrap that joined it.
struct District {
    centre: Office,
    etrap: Office,
    etrap_folder: PathBuf,
    stick: PathBuf,
}

impl District {
    fn begin(place: &Path) -> Result<District, Box<dyn Error>> {
        let (etrap_folder, stick) = (place.join("etrap"), place.join("stick"));
        std::fs::create_dir_all(&stick)?;
        let centre = Office::at(&place.join("centre"));
        centre.first_start("centre", "TM");
        let etrap = Office::at(&etrap_folder);
        etrap.first_start("etrap", "AH-GDP");
        etrap.join(&centre, &stick);
        Ok(District {
            centre,
            etrap,
            etrap_folder,
            stick,
        })
    }

    /// Takes over the work of an office with so many people, as the large one's is; gives the seconds.
    fn take_over(self, invented: &People, people: usize) -> Result<f64, Box<dyn Error>> {
        let (mut aside, sheet) = (Figures::new(), self.stick.join("register.csv"));
        invented.write_sheet(people, &sheet)?;
        import(&self.etrap, &sheet);
        let case = open_cases(&self.etrap, invented);
        visits(&self.etrap, &case, &mut aside);
        drop(self.etrap);
        let etrap = Office::at(&self.etrap_folder);
        etrap.unlock();
        exchange(&etrap, &self.centre, &self.stick, &mut aside)
    }
}

fn people_wanted() -> Result<usize, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Ok(PEOPLE),
        (Some("--people"), Some(number)) => Ok(number.parse()?),
        _ => Err("usage: bench [--people N]".into()),
    }
}

fn figures_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
            PathBuf::from,
        )
        .join("figures")
}

/// The way people come into a new office: a sheet, its columns guessed, taken in batches.
pub(crate) fn import(office: &Office, sheet: &Path) {
    let seen = office.call("read_sheet", json!({ "path": sheet }));
    let asked = json!({ "path": sheet, "mapping": seen["mapping"] });
    loop {
        let step = office.call("import_step", asked.clone());
        if step["finished"] == Value::Bool(true) {
            break;
        }
    }
}

/// A caseload of an ordinary etrap; gives the case that is visited.
fn open_cases(etrap: &Office, invented: &People) -> String {
    let mut last = String::new();
    for number in 0..60 {
        let name = invented.person(number);
        last = etrap.open_case(&name.surname, &name.given_name).1;
    }
    last
}

/// From pressing the button to durable on disk.
fn visits(etrap: &Office, case: &str, figures: &mut Figures) {
    let mut taken = Vec::with_capacity(VISITS);
    for number in 0..VISITS {
        let visit = json!({
            "case": case, "visited_on": "2026-03-02", "kind": "home", "seen": true,
            "findings": format!("Visit {number}: the stove is warm, medicine for a week is there."),
            "next_step": "Ask the pharmacy about delivery.",
        });
        let begun = Instant::now();
        etrap.call("record_visit", visit);
        taken.push(begun.elapsed());
    }
    figures.spread("save_visit_ms", &mut taken, Some(20.0), None);
}

/// Each letter typed is a question: surnames and given names letter by letter, as a worker would.
fn searches(etrap: &Office, invented: &People, people: usize, figures: &mut Figures) {
    let (mut found, mut alike) = (Vec::new(), Vec::new());
    for number in 0..SEARCHES {
        let who = invented.person(number * 7919 % people);
        let typed = format!("{} {}", who.surname, who.given_name);
        let letters: Vec<char> = typed.chars().collect();
        for length in [2, 3, 4, letters.len().min(6), letters.len()] {
            let text: String = letters.iter().take(length).collect();
            let begun = Instant::now();
            etrap.call("find", json!({ "text": text }));
            found.push(begun.elapsed());
        }
        let typed = json!({ "surname": who.surname, "given_name": who.given_name });
        let begun = Instant::now();
        etrap.call("possible_duplicates", typed);
        alike.push(begun.elapsed());
    }
    figures.spread("search_ms", &mut found, None, Some(30.0));
    figures.spread("duplicates_ms", &mut alike, None, None);
}

/// From the password to the figures of Today.
fn start(etrap: Office, folder: &Path, figures: &mut Figures) {
    drop(etrap);
    let mut taken = Vec::new();
    for _ in 0..5 {
        let etrap = Office::at(folder);
        etrap.call("start_state", json!({}));
        let begun = Instant::now();
        etrap.unlock();
        etrap.call("today", json!({}));
        etrap.call("status", json!({}));
        taken.push(begun.elapsed());
    }
    taken.sort();
    figures.note("start_ms", ms(taken[taken.len() / 2]), Some(2000.0));
}

/// Everything the office has, sealed for the stick and taken over at the centre; gives the seconds of that.
fn exchange(
    etrap: &Office,
    centre: &Office,
    stick: &Path,
    figures: &mut Figures,
) -> Result<f64, Box<dyn Error>> {
    let begun = Instant::now();
    let handed = etrap.call("hand_over", json!({ "carrier": by_folder(stick) }));
    figures.note("hand_over_s", begun.elapsed().as_secs_f64(), None);
    figures.note(
        "bundle_mb",
        handed["bytes"].as_f64().unwrap_or_default() / 1e6,
        None,
    );
    let parcel = json!({ "carrier": by_folder(stick), "file": text(handed["file"].clone()) });
    let begun = Instant::now();
    centre.call("take_over", parcel);
    let seconds = begun.elapsed().as_secs_f64();
    let edits = handed["count"]["changes"]
        .as_f64()
        .ok_or("no count of changes")?;
    figures.note("take_over_s", seconds, None);
    figures.note("merge_edits_per_s", edits / seconds, None);
    Ok(seconds)
}
