//! What every peer can do, in the words of an office: begin, save, give, take over, be read.

use std::path::Path;

use crate::workload::{Chance, FIELDS, Save, Work};

/// Anything can go wrong in somebody else's program.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The node to which all others give what they wrote.
pub const HUB: u32 = 0;
/// The node that begins with nothing.
pub const NEWCOMER: u32 = 21;

/// Returns the identity of an author: random in life, the same in every run here.
pub fn identity(author: u32) -> u64 {
    Chance::of(&[7, u64::from(author)]).draw()
}

/// All values of all fields, cell by cell: `case * 10 + field`. More than one value where a peer keeps them.
pub type Cells = Vec<Vec<String>>;

/// Returns cells without values.
pub fn empty_cells(work: &Work) -> Cells {
    vec![Vec::new(); work.cells()]
}

/// Returns the place of a cell.
pub fn place(case: u32, field: usize) -> usize {
    case as usize * FIELDS.len() + field
}

/// Bytes on the way from one computer to another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire {
    /// As the peer writes them.
    pub raw: usize,
    /// Compressed: by the peer where it does so itself, else with zstd, level 9.
    pub packed: usize,
    /// As it lies on the stick: for ours sealed, signed and padded.
    pub file: usize,
}

/// One node of a peer. Every method may be timed but [`Peer::found`], [`Peer::start`] and [`Peer::copy`].
pub trait Peer: Sized {
    /// A save or a take-over is on the disk (WAL, synchronous FULL) when it returns.
    const DURABLE: bool;

    /// Makes what all nodes begin with, all people registered, and keeps it in the folder.
    fn found(folder: &Path, work: &Work) -> Outcome<()>;

    /// Starts a node from what [`Peer::found`] made.
    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self>;

    /// Saves.
    fn save(&mut self, save: &Save) -> Outcome<()>;

    /// Saves many at once, in one transaction where there are transactions. For work that is not timed.
    fn save_all(&mut self, saves: &[Save]) -> Outcome<()> {
        saves.iter().try_for_each(|save| self.save(save))
    }

    /// Returns everything written here since the start, for another node.
    fn delta(&mut self) -> Outcome<Vec<u8>>;

    /// Says what a delta weighs.
    fn wire(&self, delta: &[u8]) -> Outcome<Wire> {
        let packed = zstd::bulk::compress(delta, 9)?.len();
        Ok(Wire {
            raw: delta.len(),
            packed,
            file: packed,
        })
    }

    /// Takes a delta over.
    fn take(&mut self, delta: &[u8]) -> Outcome<()>;

    /// Does what the program does for itself when nobody waits for it.
    fn tidy(&mut self) -> Outcome<()> {
        Ok(())
    }

    /// Returns what this node, having taken `received` over, gives back to the one that sent it.
    fn answer(&mut self, _received: &[u8]) -> Outcome<Vec<u8>> {
        self.delta()
    }

    /// Returns all a new node needs.
    fn whole(&mut self) -> Outcome<Vec<u8>>;

    /// Begins a new node from that.
    fn join(folder: &Path, work: &Work, whole: &[u8]) -> Outcome<Self>;

    /// Reads every value of every field.
    fn cells(&mut self, work: &Work) -> Outcome<Cells>;

    /// Reads every field once, as cheaply as the peer can; returns how many there were.
    fn look(&mut self, work: &Work) -> Outcome<usize> {
        Ok(self
            .cells(work)?
            .iter()
            .filter(|values| !values.is_empty())
            .count())
    }

    /// Returns a node as it would be after this one was put back from a copy: same place, same name, same identity.
    fn copy(&mut self, folder: &Path, work: &Work) -> Outcome<Self>;

    /// Closes the node and says how many bytes it takes on the disk, with all the history it keeps.
    fn disk(self) -> Outcome<u64>;
}

/// A library that keeps nothing on the disk by itself.
pub trait Library: Peer {
    /// Returns what was written here since this was last asked.
    fn unsaved(&mut self) -> Outcome<Vec<u8>>;
}
