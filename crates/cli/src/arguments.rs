//! What can be asked on the command line. The help texts are for administrators and in English; results are worded in three languages.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The case work of a district office without a network.
#[derive(Parser)]
#[command(name = "goldaw", version)]
pub struct Arguments {
    /// Language of what is printed.
    #[arg(long, global = true, env = "GOLDAW_LANGUAGE", default_value = "en")]
    pub language: Tongue,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A language of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// Turkmen.
    Tk,
    /// Russian.
    Ru,
    /// English.
    En,
}

/// A command.
#[derive(Subcommand)]
pub enum Command {
    /// Makes a practice district and plays a case from the register file to the centre's confirmation, by stick and by hub.
    Practice {
        /// Where to make it; it is made anew at every run.
        #[arg(long, default_value = "practice")]
        folder: PathBuf,
        /// Print only the folder of the etrap's store.
        #[arg(long)]
        open_only: bool,
    },
    /// Says what anybody can see of a bundle: ids, number, size, and whether it is whole.
    Inspect {
        /// The bundle.
        bundle: PathBuf,
    },
    /// Checks a bundle against the list of offices and computers, without opening it.
    Verify {
        /// The bundle.
        bundle: PathBuf,
        /// The office whose list counts.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Writes the sealed part of a bundle, a standard age file, for another tool to open.
    SealedPart {
        /// The bundle.
        bundle: PathBuf,
        /// Where to write the age file.
        to: PathBuf,
    },
    /// Prints the key with which this computer opens bundles. Only of a practice office.
    PracticeKey {
        /// The office.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Works at an office.
    #[command(flatten)]
    Desk(DeskCommand),
}

/// Which office, and who.
#[derive(Args, Clone)]
pub struct DeskArguments {
    /// Folder of the office on this computer.
    #[arg(long, env = "GOLDAW_FOLDER")]
    pub folder: PathBuf,
    /// Who works; the first worker when absent. The password is taken from GOLDAW_PASSWORD or asked for.
    #[arg(long)]
    pub worker: Option<String>,
}

/// How a bundle travels.
#[derive(Args, Clone)]
#[group(required = true, multiple = false)]
pub struct By {
    /// By this folder, usually the flash drive.
    #[arg(long)]
    pub stick: Option<PathBuf>,
    /// By the hub of the settings.
    #[arg(long)]
    pub hub: bool,
}

/// A command at an office.
#[derive(Subcommand)]
pub enum DeskCommand {
    /// Begins an office on this computer.
    Begin {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// `etrap`, `velayat` or `centre`.
        #[arg(long)]
        level: String,
        /// Territory code, `AH-GDP`; `TM` for the centre.
        #[arg(long)]
        territory: String,
        /// Name of this computer.
        #[arg(long)]
        computer: String,
        /// `specialist`, `social_worker`, `supervisor`, `coordinator` or `administrator`.
        #[arg(long, default_value = "specialist")]
        role: String,
    },
    /// Prints the three numbers of the status line.
    Status {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Imports a register file; what its columns are is guessed unless given.
    Import {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// CSV or XLSX.
        file: PathBuf,
        /// What each column is, separated by commas: `ignore,surname,given_name,...`.
        #[arg(long)]
        mapping: Option<String>,
        /// Only check.
        #[arg(long)]
        check: bool,
    },
    /// Hands over what the other side has not confirmed.
    HandOver {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// How it travels.
        #[command(flatten)]
        by: By,
        /// To which office, by its code; to the centre when absent. The own code: to the other computers of this office.
        #[arg(long)]
        to: Option<String>,
        /// Lets the centre open it too, so that it can be passed on as it is.
        #[arg(long)]
        also_centre: bool,
    },
    /// Passes sealed parcels on to the next carrier, unopened: those that others can open.
    Relay {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The folder they lie in.
        #[arg(long)]
        from: PathBuf,
        /// The folder they go to, or `hub` for the hub of the settings.
        #[arg(long)]
        to: PathBuf,
    },
    /// Prints what can be read aloud by telephone: for each computer a bundle was taken over from, eight words.
    Receipts {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Takes a receipt that was read aloud: eight words, or the text of a QR code.
    TypeReceipt {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The words, in quotation marks.
        words: String,
    },
    /// Lists what is on a carrier.
    Look {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// Where.
        #[command(flatten)]
        by: By,
    },
    /// Takes over every new parcel on a carrier.
    Receive {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// Where.
        #[command(flatten)]
        by: By,
        /// Only say what taking over would do.
        #[arg(long)]
        preview: bool,
    },
    /// Writes a request to join to a folder.
    AskToJoin {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The folder.
        #[arg(long)]
        stick: PathBuf,
    },
    /// Lets a computer join: at the centre, with the digits the other side read aloud.
    LetJoin {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The folder.
        #[arg(long)]
        stick: PathBuf,
        /// Name of the request on it.
        #[arg(long)]
        file: String,
        /// The thirty digits.
        #[arg(long)]
        digits: String,
    },
    /// Takes the centre's answer, with the digits the centre read aloud.
    AcceptAnswer {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The folder.
        #[arg(long)]
        stick: PathBuf,
        /// Name of the answer on it.
        #[arg(long)]
        file: String,
        /// The centre's thirty digits.
        #[arg(long)]
        digits: String,
    },
    /// Lists the questions to decide.
    Questions {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Decides a question: keeps one side.
    Decide {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// Number of the question in the list.
        question: usize,
        /// Number of the side to keep.
        side: usize,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Finds people, households, cases and words.
    Find {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// What to find.
        text: String,
    },
    /// Writes the list of offices and computers to a file: what a hub begins with.
    Roster {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The file.
        #[arg(long)]
        to: PathBuf,
    },
    /// Checks every page of the store.
    Check {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Derives all records and lists again from the log and says whether they were the same.
    Rebuild {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
    },
    /// Makes any call of the screens: its name and the request as JSON; prints the reply as JSON.
    Call {
        /// Which office, and who.
        #[command(flatten)]
        desk: DeskArguments,
        /// The call.
        name: String,
        /// The request.
        #[arg(default_value = "null")]
        request: String,
    },
}
