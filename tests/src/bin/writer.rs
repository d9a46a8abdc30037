//! Writes notes into an office until it is killed: `writer --folder DIR --case ID`.
//!
//! Prints `RECORD NUMBER` after each note, when the core has said that it is saved and not before. The suite that kills it
//! (`power_cut`) asks afterwards for every record that was printed.
#![allow(clippy::print_stdout)]

use std::io::Write;
use std::path::PathBuf;

use goldaw_tests::office::{Office, text};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder_word, folder, case_word, case] = arguments.as_slice() else {
        return Err("usage: writer --folder DIR --case ID".into());
    };
    if folder_word != "--folder" || case_word != "--case" {
        return Err("usage: writer --folder DIR --case ID".into());
    }
    let office = Office::at(&PathBuf::from(folder));
    office.unlock();
    let mut out = std::io::stdout().lock();
    for number in 0_u64.. {
        let note = json!({ "case": case, "noted_on": "2026-03-02", "text": note_text(number) });
        let record = text(office.call("write_note", note));
        writeln!(out, "{record} {number}")?;
        out.flush()?;
    }
    Ok(())
}

fn note_text(number: u64) -> String {
    format!("Note {number}: the neighbour was at home and promised to look in on Friday.")
}
