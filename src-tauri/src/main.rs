//! The desktop program: starts the shell and says on the error stream why it could not.
//!
//! Apart from `shell` so that the whole window can be built without a process around it. No work is done here.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod dialogs;
mod folder;
mod shell;

use std::process::ExitCode;

fn main() -> ExitCode {
    match shell::run(folder::chosen_by_hand(
        std::env::args_os(),
        std::env::var_os("GOLDAW_FOLDER"),
    )) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            use std::io::Write;
            // Nobody may be listening; the exit code still tells.
            let _ = writeln!(std::io::stderr(), "goldaw-desktop: {cause}");
            ExitCode::FAILURE
        }
    }
}
