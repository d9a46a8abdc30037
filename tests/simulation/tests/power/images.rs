//! Images of a disk after a power cut: what was synced is there, of the rest anything may be.
//!
//! A cut falls between two writes or inside one. What a file was given since its last sync is kept whole, kept up to a byte, lost, or kept
//! in any selection of sectors; each file for itself. Taking a file away is kept or not.

use crate::disk::{Act, Files, act_on};
use goldaw_simulation::Chance;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Which lie a disk tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lie {
    /// None.
    None,
    /// Syncs do nothing: the same as `synchronous = OFF`.
    NoSync,
    /// Syncs of the log of writes do nothing.
    NoWalSync,
    /// Syncs of the main file do nothing.
    NoMainSync,
}

/// A run to be cut anywhere.
pub struct Run {
    /// The files when it began, all of them durable.
    pub before: Files,
    /// What was done.
    pub acts: Vec<Act>,
}

/// An image and what the program had said by then.
pub struct Image {
    /// The files.
    pub files: Files,
    /// How many forms it had said to be saved.
    pub said: usize,
    /// How it was made, to be read in a failure.
    pub how: String,
}

/// Makes images of rising cuts: durable parts are carried along, so that making one costs what it holds and no more.
pub struct Cutter<'r> {
    run: &'r Run,
    lie: Lie,
    at: usize,
    durable: Files,
    pending: Vec<&'r Act>,
    said: usize,
}

impl<'r> Cutter<'r> {
    /// Begins before the first act.
    pub fn new(run: &'r Run, lie: Lie) -> Self {
        Cutter {
            run,
            lie,
            at: 0,
            durable: run.before.clone(),
            pending: Vec::new(),
            said: 0,
        }
    }

    /// Goes on to the next act; false at the end.
    pub fn step(&mut self) -> bool {
        let Some(act) = self.run.acts.get(self.at) else {
            return false;
        };
        self.at += 1;
        match act {
            Act::Said => self.said += 1,
            Act::Sync { file } => {
                let main = !file.ends_with("-wal") && !file.ends_with("-journal");
                let honest = match self.lie {
                    Lie::None => true,
                    Lie::NoSync => false,
                    Lie::NoWalSync => main,
                    Lie::NoMainSync => !main,
                };
                if honest {
                    let (kept, waiting): (Vec<_>, Vec<_>) = self
                        .pending
                        .drain(..)
                        .partition(|act| file_of(act) == Some(file));
                    kept.into_iter()
                        .for_each(|act| act_on(&mut self.durable, act));
                    self.pending = waiting;
                }
            }
            _ => self.pending.push(act),
        }
        true
    }

    /// Length of what the last act writes, 0 when it is no write.
    pub fn length(&self) -> usize {
        match self.at.checked_sub(1).and_then(|at| self.run.acts.get(at)) {
            Some(Act::Write { bytes, .. }) => bytes.len(),
            _ => 0,
        }
    }

    /// Everything reached the disk in order, of the last write only so many bytes: a killed program, or a disk that keeps order.
    pub fn in_order(&self, bytes: usize) -> Image {
        let mut files = self.durable.clone();
        for (place, act) in self.pending.iter().enumerate() {
            if place + 1 == self.pending.len() {
                partly(&mut files, act, bytes);
            } else {
                act_on(&mut files, act);
            }
        }
        self.image(
            files,
            format!("in order up to act {} byte {bytes}", self.at),
        )
    }

    /// Any part of what was not synced reached the disk.
    pub fn any_part(&self, chance: &mut Chance) -> Image {
        let mut files = self.durable.clone();
        let (kept, torn) = (
            [0, 200, 500, 900][chance.below(4)],
            [0, 100, 500][chance.below(3)],
        );
        for act in &self.pending {
            if chance.permille(kept) {
                act_on(&mut files, act);
            } else if chance.permille(torn) {
                sectors(&mut files, act, chance);
            }
        }
        self.image(
            files,
            format!(
                "any part of {} acts before act {}",
                self.pending.len(),
                self.at
            ),
        )
    }

    fn image(&self, files: Files, how: String) -> Image {
        Image {
            files,
            said: self.said,
            how,
        }
    }
}

fn file_of(act: &Act) -> Option<&String> {
    match act {
        Act::Write { file, .. } | Act::Length { file, .. } | Act::Delete { file } => Some(file),
        Act::Sync { .. } | Act::Said => None,
    }
}

/// The first bytes of a write.
fn partly(files: &mut Files, act: &Act, length: usize) {
    match act {
        Act::Write {
            file,
            offset,
            bytes,
        } => {
            let bytes = bytes[..length.min(bytes.len())].to_vec();
            act_on(
                files,
                &Act::Write {
                    file: file.clone(),
                    offset: *offset,
                    bytes,
                },
            );
        }
        other => act_on(files, other),
    }
}

/// Some sectors of a write; the file may have grown without them.
fn sectors(files: &mut Files, act: &Act, chance: &mut Chance) {
    let Act::Write {
        file,
        offset,
        bytes,
    } = act
    else {
        return;
    };
    let mut at = 0;
    while at < bytes.len() {
        let end = (at + SECTOR - (offset + at) % SECTOR).min(bytes.len());
        if chance.permille(500) {
            act_on(
                files,
                &Act::Write {
                    file: file.clone(),
                    offset: offset + at,
                    bytes: bytes[at..end].to_vec(),
                },
            );
        }
        at = end;
    }
}
