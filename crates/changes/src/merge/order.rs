//! In which order changes find their places: parents first, and among those that could come next the smaller (time, hash), so that a plan
//! does not depend on the order of arrival.
//!
//! A change declared lost holds nobody up. When it comes in the same plan it still goes before those that name it; when it cannot be
//! placed, they go on without it.

use super::arrivals::Arrivals;
use super::placing::{Log, parents};
use crate::hash::ChangeHash;
use crate::hlc::Hlc;
use crate::ledger::Ledger;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// The order of a plan's arrivals, each named by its place among them.
pub(super) struct Order {
    ready: BinaryHeap<Reverse<(Hlc, ChangeHash, usize)>>,
    steps: Vec<Step>,
    /// Arrivals that were declared lost.
    lost: BTreeSet<usize>,
    given_up: BTreeSet<usize>,
}

/// An arrival on its way into the order.
struct Step {
    hlc: Hlc,
    hash: ChangeHash,
    /// The number of parents it waits for.
    unmet: usize,
    /// The arrivals that wait for it.
    children: Vec<usize>,
}

impl Order {
    pub fn of<L: Ledger + ?Sized>(
        log: &mut Log<'_, L>,
        arrivals: &Arrivals,
    ) -> Result<Order, L::Error> {
        let steps = arrivals.iter().map(|arrival| Step {
            hlc: arrival.header.hlc,
            hash: arrival.hash,
            unmet: 0,
            children: Vec::new(),
        });
        let mut order = Order {
            ready: BinaryHeap::with_capacity(arrivals.len()),
            steps: steps.collect(),
            lost: BTreeSet::new(),
            given_up: BTreeSet::new(),
        };
        let mut hopeless = Vec::new();
        for (place, arrival) in arrivals.iter().enumerate() {
            let mut unmet = 0;
            for parent in parents(&arrival.header) {
                if let Some(above) = arrivals.find(&parent) {
                    if order.steps[above].children.is_empty() && log.declared_lost(&parent)? {
                        order.lost.insert(above);
                    }
                    order.steps[above].children.push(place);
                    unmet += 1;
                } else if log.position(&parent)?.is_none() && !log.declared_lost(&parent)? {
                    unmet += 1;
                    hopeless.push(place);
                }
            }
            order.steps[place].unmet = unmet;
            if unmet == 0 {
                order.let_come(place);
            }
        }
        order.give_up(hopeless);
        Ok(order)
    }

    /// Returns the change that comes next; None when no other can.
    pub fn next(&mut self) -> Option<usize> {
        self.ready.pop().map(|Reverse((_, _, place))| place)
    }

    /// Lets those come that waited for a change, which has its place now.
    pub fn placed(&mut self, place: usize) {
        for child in std::mem::take(&mut self.steps[place].children) {
            self.one_less(child);
        }
    }

    /// Gives up a change that was refused, and those that need it.
    pub fn refused(&mut self, place: usize) {
        self.give_up(vec![place]);
    }

    /// Gives up changes that will not be placed in this plan, and whatever needs one of them. What names one that was declared lost does
    /// not need it.
    fn give_up(&mut self, mut hopeless: Vec<usize>) {
        while let Some(place) = hopeless.pop() {
            if !self.given_up.insert(place) {
                continue;
            }
            let children = std::mem::take(&mut self.steps[place].children);
            if self.lost.contains(&place) {
                children.into_iter().for_each(|child| self.one_less(child));
            } else {
                hopeless.extend(children);
            }
        }
    }

    fn one_less(&mut self, child: usize) {
        self.steps[child].unmet -= 1;
        if self.steps[child].unmet == 0 {
            self.let_come(child);
        }
    }

    fn let_come(&mut self, place: usize) {
        let step = &self.steps[place];
        self.ready.push(Reverse((step.hlc, step.hash, place)));
    }
}
