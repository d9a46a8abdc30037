//! In which order changes find their places: parents first, and among those that could come next the smaller (time, hash), so that a plan
//! does not depend on the order of arrival.
//!
//! A change declared lost holds nobody up. When it comes in the same plan it still goes before those that name it; when it cannot be
//! placed, they go on without it.

use super::arrivals::Arrival;
use super::placing::{Log, parents};
use crate::hash::ChangeHash;
use crate::hlc::Hlc;
use crate::ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet};

/// The order of a plan's arrivals.
pub(super) struct Order {
    ready: BTreeSet<(Hlc, ChangeHash)>,
    /// For each change that cannot come yet the number of parents it waits for.
    unmet: BTreeMap<ChangeHash, (Hlc, usize)>,
    children: BTreeMap<ChangeHash, Vec<ChangeHash>>,
    /// Arrivals that were declared lost.
    lost: BTreeSet<ChangeHash>,
    given_up: BTreeSet<ChangeHash>,
}

impl Order {
    pub fn of<L: Ledger + ?Sized>(
        log: &mut Log<'_, L>,
        arrivals: &BTreeMap<ChangeHash, Arrival>,
    ) -> Result<Order, L::Error> {
        let mut order = Order {
            ready: BTreeSet::new(),
            unmet: BTreeMap::new(),
            children: BTreeMap::new(),
            lost: BTreeSet::new(),
            given_up: BTreeSet::new(),
        };
        let mut hopeless = Vec::new();
        for (hash, arrival) in arrivals {
            let mut count = 0;
            for parent in parents(&arrival.header) {
                if arrivals.contains_key(&parent) {
                    let children = order.children.entry(parent).or_default();
                    if children.is_empty() && log.declared_lost(&parent)? {
                        order.lost.insert(parent);
                    }
                    children.push(*hash);
                    count += 1;
                } else if log.position(&parent)?.is_none() && !log.declared_lost(&parent)? {
                    count += 1;
                    hopeless.push(*hash);
                }
            }
            let hlc = arrival.header.hlc;
            if count == 0 {
                order.ready.insert((hlc, *hash));
            } else {
                order.unmet.insert(*hash, (hlc, count));
            }
        }
        order.give_up(hopeless);
        Ok(order)
    }

    /// Returns the change that comes next; None when no other can.
    pub fn next(&mut self) -> Option<ChangeHash> {
        self.ready.pop_first().map(|(_, hash)| hash)
    }

    /// Lets those come that waited for a change, which has its place now.
    pub fn placed(&mut self, hash: &ChangeHash) {
        for child in self.children.remove(hash).unwrap_or_default() {
            self.one_less(&child);
        }
    }

    /// Gives up a change that was refused, and those that need it.
    pub fn refused(&mut self, hash: ChangeHash) {
        self.give_up(vec![hash]);
    }

    /// Gives up changes that will not be placed in this plan, and whatever needs one of them. What names one that was declared lost does
    /// not need it.
    fn give_up(&mut self, mut hopeless: Vec<ChangeHash>) {
        while let Some(hash) = hopeless.pop() {
            if !self.given_up.insert(hash) {
                continue;
            }
            let children = self.children.remove(&hash).unwrap_or_default();
            if self.lost.contains(&hash) {
                children.iter().for_each(|child| self.one_less(child));
            } else {
                hopeless.extend(children);
            }
        }
    }

    fn one_less(&mut self, child: &ChangeHash) {
        if let Some((hlc, count)) = self.unmet.get_mut(child) {
            *count -= 1;
            if *count == 0 {
                self.ready.insert((*hlc, *child));
            }
        }
    }
}
