//! `goldaw`: the same use cases as the screens, for coordinators, administrators and support.
//!
//! Every command that touches an office goes through the table of calls in `api`; what it prints is worded in `assets/locales/*/command.ftl`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod arguments;
mod bundles;
mod desk;
mod errands;
mod practice;
mod story;
mod words;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;
use words::Words;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let words = Words::new(arguments.language);
    let done = match arguments.command {
        Command::Practice { folder, open_only } => practice::practice(&words, &folder, open_only),
        Command::Inspect { bundle } => bundles::inspect(&words, &bundle),
        Command::Verify { bundle, desk } => bundles::verify(&words, &bundle, &desk),
        Command::SealedPart { bundle, to } => bundles::sealed_part(&words, &bundle, &to),
        Command::PracticeKey { desk } => desk::practice_key(&words, &desk),
        Command::Desk(command) => desk::run(&words, command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            words.refuse(&refusal);
            ExitCode::FAILURE
        }
    }
}
