//! What can happen in a district: one language for the model and for real offices.
//!
//! Events are plain numbers and every list of them can be played: a number too large for the world counts from the beginning again, an
//! event that has nothing to work on does nothing. So a failing list can be made shorter by leaving events out.

use std::fmt;

/// A field written: record, field, value.
pub type Write = (usize, usize, usize);

/// How a bundle is spoiled on the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    /// The end is missing.
    Truncated,
    /// A bit of one payload is another one; the rest is whole.
    Rot,
}

/// How a newer version of the program writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Newer {
    /// A field this version does not know.
    Field,
    /// A kind of record this version does not know.
    Kind,
    /// An operation this version does not know, beside one it knows.
    Operation,
    /// More in header and payload than this version reads.
    Extra,
    /// A payload in a format of the future.
    Payload,
}

/// Something that happens. Machines, sticks and backups are named by number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A worker saves a form: all fields or none.
    Save {
        /// The machine.
        at: usize,
        /// The office whose records are written, counted among those the machine holds.
        scope: usize,
        /// What is written.
        writes: Vec<Write>,
    },
    /// A worker writes a note: a record of its own, never edited.
    Note {
        /// The machine.
        at: usize,
        /// The office, as for `Save`.
        scope: usize,
    },
    /// A worker voids a record.
    Void {
        /// The machine.
        at: usize,
        /// The office, as for `Save`.
        scope: usize,
        /// The record.
        record: usize,
    },
    /// A worker decides an open question.
    Decide {
        /// The machine.
        at: usize,
        /// Which question, counted among the open ones.
        which: usize,
        /// Which answer.
        keep: usize,
    },
    /// A newer program writes.
    Newer {
        /// The machine.
        at: usize,
        /// What is new about it.
        how: Newer,
    },
    /// A save that fails at the last moment: the disk is full.
    FailedSave {
        /// The machine.
        at: usize,
    },
    /// A bundle is made: all the other side has not acknowledged, oldest first, at most `most` changes.
    Pack {
        /// By whom.
        from: usize,
        /// For whom, counted among those it exchanges with.
        to: usize,
        /// For the whole office instead of one machine.
        office: bool,
        /// The size of the stick.
        most: usize,
    },
    /// A stick arrives.
    Deliver {
        /// Which.
        stick: usize,
        /// It stays on the way and can arrive again.
        again: bool,
    },
    /// A stick is plugged into the wrong machine.
    Swap {
        /// Which.
        stick: usize,
        /// Where.
        at: usize,
    },
    /// A stick is lost.
    Lose {
        /// Which.
        stick: usize,
    },
    /// A stick is spoiled.
    Spoil {
        /// Which.
        stick: usize,
        /// How.
        how: Damage,
        /// Where.
        place: usize,
    },
    /// A wall clock jumps by so many times the length of the whole run.
    Jump {
        /// The machine.
        at: usize,
        /// -600 to 6,000.
        run_lengths: i64,
    },
    /// The program is started anew.
    Restart {
        /// The machine.
        at: usize,
    },
    /// A backup is made.
    BackUp {
        /// The machine.
        at: usize,
    },
    /// A backup is put back: one's own is a restore, another's makes a copy.
    Restore {
        /// The machine.
        at: usize,
        /// Whose backup.
        from: usize,
        /// The program notices and begins a new life.
        noticed: bool,
    },
    /// The centre declares lost what is asked for and nobody has sent, rightly or too early.
    DeclareLost,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Save { at, scope, writes } => write!(f, "{at} saves {writes:?} in {scope}"),
            Event::Note { at, scope } => write!(f, "{at} notes in {scope}"),
            Event::Void { at, scope, record } => write!(f, "{at} voids {record} in {scope}"),
            Event::Decide { at, which, keep } => {
                write!(f, "{at} decides question {which}, keeps {keep}")
            }
            Event::Newer { at, how } => write!(f, "{at} writes as a newer version: {how:?}"),
            Event::FailedSave { at } => write!(f, "{at} fails to save"),
            Event::Pack {
                from,
                to,
                office,
                most,
            } => {
                let whom = if *office { "the office of " } else { "" };
                write!(f, "{from} packs for {whom}{to}")?;
                if *most < usize::MAX {
                    write!(f, ", at most {most}")?;
                }
                Ok(())
            }
            Event::Deliver { stick, again } => {
                let again = if *again {
                    ", not for the last time"
                } else {
                    ""
                };
                write!(f, "stick {stick} arrives{again}")
            }
            Event::Swap { stick, at } => write!(f, "stick {stick} is plugged into {at}"),
            Event::Lose { stick } => write!(f, "stick {stick} is lost"),
            Event::Spoil { stick, how, place } => write!(f, "stick {stick}: {how:?} at {place}"),
            Event::Jump { at, run_lengths } => {
                write!(f, "the clock of {at} jumps by {run_lengths} runs")
            }
            Event::Restart { at } => write!(f, "{at} is started anew"),
            Event::BackUp { at } => write!(f, "{at} is backed up"),
            Event::Restore { at, from, noticed } => {
                let noticed = if *noticed { "noticed" } else { "unnoticed" };
                write!(f, "{at} gets the backup of {from}, {noticed}")
            }
            Event::DeclareLost => write!(f, "the centre declares lost what is asked for"),
        }
    }
}
