//! Takes a parcel over in a process of its own: `taker --folder DIR --parcel FILE`.
//!
//! Prints the changes taken over, the seconds, and by how many bytes memory grew at most meanwhile; 0 where the system does not tell. The
//! suite `rehearsal` compares them with the size of the bundle.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use goldaw_tests::office::{Office, by_folder};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder_word, folder, parcel_word, parcel] = arguments.as_slice() else {
        return Err("usage: taker --folder DIR --parcel FILE".into());
    };
    if folder_word != "--folder" || parcel_word != "--parcel" {
        return Err("usage: taker --folder DIR --parcel FILE".into());
    }
    let office = Office::at(&PathBuf::from(folder));
    office.unlock();
    let parcel = Path::new(parcel);
    let stick = parcel.parent().ok_or("no folder")?;
    let request = json!({ "carrier": by_folder(stick), "file": parcel.file_name().and_then(|name| name.to_str()) });
    forget_peak();
    let before = memory("VmRSS");
    let begun = Instant::now();
    let taken = office.call("take_over", request);
    let seconds = begun.elapsed().as_secs_f64();
    let grown = memory("VmHWM").saturating_sub(before);
    println!(
        "{} {seconds:.1} {grown}",
        taken["preview"]["count"]["changes"]
    );
    Ok(())
}

/// Lets the peak begin anew, where the system can (Linux): unlocking needs more memory than anything else.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Reads a size of this process, in bytes.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kib = line.and_then(|line| {
        line.trim_matches([':', ' ', '\t'])
            .split(' ')
            .next()?
            .parse()
            .ok()
    });
    kib.unwrap_or(0) * 1024
}
