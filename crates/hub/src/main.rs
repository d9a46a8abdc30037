//! `goldaw-hub`: the hub as a program of its own, for the central office's server.
//!
//! Reads its arguments and waits; everything else is the library's.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use goldaw_hub::{Settings, start};

/// Keeps sealed parcels for offices until they fetch them. Cannot read any of them.
#[derive(Parser)]
#[command(name = "goldaw-hub", version)]
struct Arguments {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8480")]
    listen: String,
    /// Folder of the parcels.
    #[arg(long)]
    folder: PathBuf,
    /// File with the centre's roster.
    #[arg(long)]
    roster: PathBuf,
    /// Largest parcel taken, in MiB.
    #[arg(long, default_value_t = 64)]
    largest_parcel: u64,
    /// Share of the disk kept free, in percent; below it no parcel is taken.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u8).range(0..=99))]
    keep_free_percent: u8,
}

#[allow(clippy::print_stdout, clippy::print_stderr)] // The program's own two lines for whoever started it.
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = Settings {
        largest_parcel: arguments.largest_parcel << 20,
        keep_free_percent: arguments.keep_free_percent,
        ..Settings::new(arguments.folder, arguments.roster)
    };
    match start(settings, &arguments.listen) {
        Ok(hub) => {
            println!("goldaw-hub: http://{}", hub.address());
            hub.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("goldaw-hub: {error}");
            ExitCode::FAILURE
        }
    }
}
