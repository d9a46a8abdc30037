//! A bundle in memory: what one machine tells another.
//!
//! The seal is not modelled; that no bent bundle gets through it is proven where the real seal is. Here a truncated bundle is known to be
//! truncated, and rot is let through on purpose, so that the merge itself must refuse what it bent.

use goldaw_changes::{ChangeHash, RawChange};
use goldaw_domain::ids::{DeviceId, OfficeId};
use std::collections::BTreeSet;

/// A bundle.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The machine that packed it.
    pub from: DeviceId,
    /// The machines it is for.
    pub to: BTreeSet<DeviceId>,
    /// The sender's session: random at each start of the program.
    pub session: u64,
    /// Counts within the session.
    pub number: u64,
    /// The scopes it speaks of.
    pub scopes: Vec<OfficeId>,
    /// Changes with their names, each after everything it names unless asked for by name.
    pub changes: Vec<(ChangeHash, RawChange)>,
    /// Heads of everything the sender holds in these scopes.
    pub holds: Vec<ChangeHash>,
    /// Changes the sender lacks and asks for.
    pub wants: BTreeSet<ChangeHash>,
    /// Changes declared lost.
    pub lost: BTreeSet<ChangeHash>,
    /// The end is missing.
    pub truncated: bool,
    /// Changes bent by rot.
    pub rotten: BTreeSet<usize>,
}

/// Why a bundle was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotTaken {
    /// It is cut short.
    Truncated,
    /// It is for others.
    ForAnother,
}

impl Bundle {
    /// Bends a bit in the last byte of a payload, which is the value of a field.
    pub fn rot(&mut self, place: usize) {
        if self.changes.is_empty() {
            return;
        }
        let at = place % self.changes.len();
        if let Some(last) = self.changes[at]
            .1
            .payload
            .as_mut()
            .and_then(|payload| payload.last_mut())
        {
            *last ^= 1;
            if !self.rotten.remove(&at) {
                self.rotten.insert(at);
            }
        }
    }
}
