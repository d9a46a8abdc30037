//! Taking a register in: resumed, repeated, corrected, and never twice.

use super::*;
use crate::testing::{Office, office};
use goldaw_documents::{RowReason, Target::*};
use std::fs;

const SHEET: &str = "ady;familiýasy;doglan güni;öýi\n\
    Maral;Orazowa;1955-03-04;12\n\
    ;;1960-01-01;3\n\
    Myrat;Orazow;1955-02-31;4\n\
    Jeren;Nuryýewa;;5\n\
    Джерен;Нурыева;;5\n";
const MAPPING: [Target; 4] = [GivenName, Surname, BornOn, HouseNumber];

fn sheet(office: &Office, name: &str, text: &str) -> ImportSheet {
    let path = office.folder.path().join(name);
    fs::write(&path, text).unwrap();
    ImportSheet {
        path: path.to_string_lossy().into_owned(),
        mapping: MAPPING.to_vec(),
        words: [("missing_name".to_owned(), "There is no name.".to_owned())].into(),
    }
}

fn to_the_end(session: &mut Session, request: &ImportSheet) -> ImportProgress {
    loop {
        let progress = import_step(session, request.clone()).unwrap();
        if progress.finished {
            return progress;
        }
    }
}

fn people(session: &Session) -> u32 {
    session.read().people_count().unwrap()
}

fn long_sheet(rows: usize) -> String {
    let mut text = String::from("ady;familiýasy;doglan güni;öýi\n");
    for row in 0..rows {
        let year = if row % 10 == 9 { "31.02.1950" } else { "1950" };
        text.push_str(&format!("Ady{row};Familiýa{row};{year};{row}\n"));
    }
    text
}

#[test]
fn a_sheet_is_shown_with_a_guess_and_changes_nothing() {
    let mut office = office();
    let request = sheet(&office, "sanaw.csv", SHEET);
    let view = read_sheet(
        &mut office.session,
        ReadSheet {
            path: request.path.clone(),
        },
    )
    .unwrap();
    assert_eq!(view.columns.len(), 4);
    assert_eq!(view.mapping.len(), 4);
    assert_eq!((view.rows, view.first_rows.len()), (5, 5));
    check_import(&mut office.session, request).unwrap();
    assert_eq!(people(&office.session), 0);
}

#[test]
fn a_check_lists_every_row_that_cannot_be_taken_with_its_reason() {
    let mut office = office();
    let request = sheet(&office, "sanaw.csv", SHEET);
    let check = check_import(&mut office.session, request).unwrap();
    assert_eq!(
        (check.good + check.rejected_count, check.already_taken),
        (5, 0)
    );
    let nameless = check.rejected.iter().find(|line| line.row == 3).unwrap();
    assert_eq!(nameless.problems[0].reason, RowReason::MissingName);
    let impossible = check
        .rejected
        .iter()
        .chain(&check.incomplete)
        .find(|line| line.row == 4)
        .unwrap();
    assert_eq!(impossible.problems[0].reason, RowReason::ImpossibleDate);
    assert_eq!(impossible.problems[0].column, Some(2));
    assert_eq!(
        check.duplicates, 1,
        "Jeren Nuryýewa stands twice, in two scripts"
    );
}

#[test]
fn rejected_rows_lie_beside_the_sheet_with_their_reasons() {
    let mut office = office();
    let request = sheet(&office, "sanaw.csv", SHEET);
    let check = check_import(&mut office.session, request.clone()).unwrap();
    let progress = to_the_end(&mut office.session, &request);
    assert_eq!(
        (
            progress.registered,
            progress.rejected,
            progress.done,
            progress.of
        ),
        (check.good, check.rejected_count, 5, 5)
    );
    assert_eq!(people(&office.session), progress.registered);
    let path = progress.rejected_file.unwrap();
    assert_eq!(
        Path::new(&path),
        office.folder.path().join("sanaw.rejected.csv")
    );
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().count() as u32, 1 + progress.rejected);
    assert!(
        text.contains("There is no name."),
        "in the words given: {text}"
    );
    assert!(
        text.contains("impossible_date"),
        "a reason without words stands as its code: {text}"
    );
    assert!(!office.folder.path().join("sanaw.rejected.part").exists());
}

#[test]
fn the_same_file_registers_nobody_twice_under_any_name() {
    let mut office = office();
    let request = sheet(&office, "sanaw.csv", SHEET);
    let first = to_the_end(&mut office.session, &request);
    let count = people(&office.session);
    assert_eq!(to_the_end(&mut office.session, &request), first);
    let copy = sheet(&office, "copy.csv", SHEET);
    to_the_end(&mut office.session, &copy);
    assert_eq!(people(&office.session), count);
    let check = check_import(&mut office.session, copy).unwrap();
    assert_eq!((check.already_taken, check.good), (count, 0));
}

#[test]
fn a_corrected_mapping_takes_the_rejected_rows_and_no_other() {
    let mut office = office();
    let request = sheet(
        &office,
        "sanaw.csv",
        "a;b;c;d\nMaral;Orazowa;x;1\n;Orazow;x;2\n",
    );
    let wrong = ImportSheet {
        mapping: vec![GivenName, Ignore, Ignore, Ignore],
        ..request.clone()
    };
    let first = to_the_end(&mut office.session, &wrong);
    assert_eq!((first.registered, first.rejected), (1, 1));
    let right = ImportSheet {
        mapping: vec![GivenName, Surname, Ignore, Ignore],
        ..request
    };
    let second = to_the_end(&mut office.session, &right);
    assert_eq!(
        (second.registered, second.rejected, second.rejected_file),
        (1, 0, None)
    );
    assert_eq!(people(&office.session), 2);
}

#[test]
fn an_interrupted_import_goes_on_where_it_ended_after_the_store_was_opened_again() {
    let mut office = office();
    let request = sheet(&office, "uzyn.csv", &long_sheet(450));
    let step = import_step(&mut office.session, request.clone()).unwrap();
    assert_eq!((step.done, step.of, step.finished), (200, 450, false));
    let taken = people(&office.session);
    assert_eq!(taken, step.registered);
    let mut office = office.open_again();
    let check = check_import(&mut office.session, request.clone()).unwrap();
    assert_eq!(check.already_taken, taken);
    let step = import_step(&mut office.session, request.clone()).unwrap();
    assert_eq!(step.done, 400);
    let end = to_the_end(&mut office.session, &request);
    assert_eq!(people(&office.session), end.registered);
    assert_eq!(end.registered + end.rejected, 450);
    let check = check_import(&mut office.session, request).unwrap();
    assert_eq!((check.good, check.already_taken), (0, end.registered));
}

#[test]
fn a_mapping_of_another_sheet_and_a_missing_file_are_refused() {
    let mut office = office();
    let request = sheet(&office, "sanaw.csv", SHEET);
    let short = ImportSheet {
        mapping: vec![Surname],
        ..request.clone()
    };
    assert!(matches!(
        import_step(&mut office.session, short),
        Err(CaseworkError::MappingDoesNotFit {
            columns: 4,
            mapped: 1
        })
    ));
    let gone = ImportSheet {
        path: format!("{}x", request.path),
        ..request
    };
    assert!(matches!(
        check_import(&mut office.session, gone),
        Err(CaseworkError::FileUnreadable)
    ));
}

#[test]
fn rows_taken_are_remembered_as_runs() {
    let mut memory = Memory::default();
    for row in [2, 3, 4, 7, 8, 5] {
        memory.take(row);
    }
    assert_eq!(memory.taken, [(2, 5), (7, 8)]);
    let has: Vec<usize> = (0..10).filter(|row| memory.has(*row)).collect();
    assert_eq!(has, [2, 3, 4, 5, 7, 8]);
}

#[test]
fn every_part_of_an_address_is_kept() {
    let row = goldaw_documents::Row {
        number: 2,
        cells: ["Orazowa", "Gökje", "Gökdepe etrap", "745000", "65 123456"]
            .map(str::to_owned)
            .to_vec(),
        problem: None,
    };
    let mapping = [Surname, Village, DistrictText, Postcode, Phone];
    let (person, left_out) = imported(&row, &mapping, "2026-11-24".parse().unwrap()).unwrap();
    assert_eq!(
        person.place.as_deref(),
        Some("Gökje, Gökdepe etrap, 745000")
    );
    assert_eq!(person.surname.as_deref(), Some("Orazowa"));
    assert_eq!(left_out, []);
}

#[test]
fn rejected_rows_go_to_the_folder_of_the_store_when_nothing_can_be_written_beside_the_sheet() {
    let mut office = office();
    let request = sheet(&office, "sanaw.csv", SHEET);
    fs::create_dir(office.folder.path().join("sanaw.rejected.csv")).unwrap();
    let progress = to_the_end(&mut office.session, &request);
    let file = progress.rejected_file.unwrap();
    assert!(
        Path::new(&file).starts_with(office.session.folder()),
        "{file}"
    );
    assert_eq!(
        fs::read_to_string(file).unwrap().lines().count() as u32,
        1 + progress.rejected
    );
}

#[test]
fn a_check_that_is_cancelled_says_so_and_changes_nothing() {
    let mut office = office();
    let request = sheet(&office, "uzyn.csv", &long_sheet(20_000));
    let work = office.session.progress();
    let over = std::sync::atomic::AtomicBool::new(false);
    // Begun work forgets an earlier wish to stop, so the wish is repeated until the work is over.
    let checked = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                work.cancel();
                std::thread::yield_now();
            }
        });
        let checked = check_import(&mut office.session, request);
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        checked
    });
    assert!(matches!(checked, Err(CaseworkError::Cancelled)));
    assert_eq!(office.session.progress().progress().what, None);
    assert_eq!(people(&office.session), 0);
}
