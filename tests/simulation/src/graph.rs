//! What really happened: the complete graph of changes, kept by the simulator itself.
//!
//! It knows who was given what and what every author had seen, because it watched; the state that must follow is worked out from the
//! definition (docs/formats/change-log.md, "What follows from a set of changes") by walking, without clocks, branches or plans.

use crate::bits::Bits;
use crate::planted::writes;
use goldaw_changes::{Cell, ChangeHash, Hlc, RawChange, StreamId};
use goldaw_domain::ids::OfficeId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A change that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its name.
    pub hash: ChangeHash,
    /// Its bytes.
    pub raw: RawChange,
    /// Its stream.
    pub stream: StreamId,
    /// Its time.
    pub hlc: Hlc,
    /// Its predecessor.
    pub previous: Option<usize>,
    /// The changes it names, its predecessor among them.
    pub parents: Vec<usize>,
    /// What it writes, as far as this version can read it.
    pub writes: Vec<(usize, Value)>,
    ancestors: Bits,
}

/// What somebody was given.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Given {
    /// Changes, applied or waiting.
    pub changes: Bits,
    /// Changes declared lost.
    pub lost: Bits,
    /// Time of the last change written here.
    pub written: Hlc,
}

/// All changes ever written, by number in the order they were written, which is causal.
#[derive(Clone, Default, Debug)]
pub struct Graph {
    written: Vec<Written>,
    numbers: BTreeMap<ChangeHash, usize>,
    cells: Vec<Cell>,
    cell_numbers: BTreeMap<Cell, usize>,
}

/// The state that must follow from what somebody was given.
pub struct Expected {
    /// Changes whose ancestors are all there.
    pub applied: Bits,
    /// The others.
    pub waiting: Bits,
    /// Live values by field: the writing changes, the one to be shown first.
    pub live: BTreeMap<usize, Vec<usize>>,
    /// Ends of chains.
    pub heads: BTreeSet<usize>,
}

impl Graph {
    /// Adds a change its author has written with what `given` says; gives its number.
    ///
    /// # Errors
    /// In words, when the change does not name exactly what its author had seen.
    pub fn add(&mut self, raw: RawChange, given: &Given) -> Result<usize, String> {
        self.add_checked(raw, Some(given))
    }

    /// Adds a change whose writing nobody watched; gives its number.
    ///
    /// # Errors
    /// In words, when it names a change that was not added before.
    pub fn add_unwatched(&mut self, raw: RawChange) -> Result<usize, String> {
        self.add_checked(raw, None)
    }

    fn add_checked(&mut self, raw: RawChange, given: Option<&Given>) -> Result<usize, String> {
        let hash = raw.hash();
        let header = raw.read_header().map_err(|error| error.to_string())?;
        let number_of = |parent: &ChangeHash| {
            self.numbers
                .get(parent)
                .copied()
                .ok_or_else(|| format!("{hash} names a change nobody wrote"))
        };
        let previous = header.previous.as_ref().map(number_of).transpose()?;
        let seen = header
            .seen
            .iter()
            .map(number_of)
            .collect::<Result<Vec<_>, _>>()?;
        let scope = header.stream.scope;
        if let Some(given) = given {
            self.check_context(scope, previous, &seen, given)?;
        }
        let mut ancestors = Bits::new();
        let parents: Vec<usize> = previous.into_iter().chain(seen).collect();
        for parent in &parents {
            ancestors.insert(*parent);
            ancestors.add(&self.written[*parent].ancestors);
        }
        let writes: Vec<(usize, Value)> = writes(&raw)
            .map(|(cell, value)| (self.number_cell(cell), value))
            .collect();
        let number = self.written.len();
        self.numbers.insert(hash, number);
        self.written.push(Written {
            hash,
            raw,
            stream: header.stream,
            hlc: header.hlc,
            previous,
            parents,
            writes,
            ancestors,
        });
        Ok(number)
    }

    /// The changes named must be the predecessor, and of all else the author had seen exactly those no other of them has seen.
    fn check_context(
        &self,
        scope: OfficeId,
        previous: Option<usize>,
        seen: &[usize],
        given: &Given,
    ) -> Result<(), String> {
        let applied = self.applied(given);
        let ancestors = self.ancestors(&applied, &given.lost);
        let mut known = Bits::new();
        if let Some(previous) = previous {
            if !applied.has(previous) {
                return Err("a change follows one its author did not have".to_owned());
            }
            known.insert(previous);
            known.add(&ancestors[previous]);
        }
        let unseen: Vec<usize> = applied
            .iter()
            .filter(|number| self.written[*number].stream.scope == scope && !known.has(*number))
            .collect();
        let mut below = Bits::new();
        unseen
            .iter()
            .for_each(|number| below.add(&ancestors[*number]));
        let expected: BTreeSet<usize> = unseen
            .into_iter()
            .filter(|number| !below.has(*number))
            .collect();
        let named: BTreeSet<usize> = seen.iter().copied().collect();
        if named == expected {
            Ok(())
        } else {
            Err(format!(
                "the author had seen {expected:?} beside the predecessor and names {named:?}"
            ))
        }
    }

    fn number_cell(&mut self, cell: Cell) -> usize {
        let next = self.cells.len();
        *self.cell_numbers.entry(cell).or_insert_with_key(|cell| {
            self.cells.push(cell.clone());
            next
        })
    }

    /// Returns a change.
    pub fn get(&self, number: usize) -> &Written {
        &self.written[number]
    }

    /// Returns how many were written.
    pub fn len(&self) -> usize {
        self.written.len()
    }

    /// Tells whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Returns the number of a change.
    pub fn number(&self, hash: &ChangeHash) -> Option<usize> {
        self.numbers.get(hash).copied()
    }

    /// Returns the number of a field, None when nobody wrote it.
    pub fn cell_number(&self, cell: &Cell) -> Option<usize> {
        self.cell_numbers.get(cell).copied()
    }

    /// Returns a field.
    pub fn cell(&self, number: usize) -> &Cell {
        &self.cells[number]
    }

    /// Works out which of the changes given are applied: those whose parents, but for lost ones, are.
    pub fn applied(&self, given: &Given) -> Bits {
        let mut applied = Bits::new();
        for number in given.changes.iter() {
            if self.written[number]
                .parents
                .iter()
                .all(|parent| given.lost.has(*parent) || applied.has(*parent))
            {
                applied.insert(number);
            }
        }
        applied
    }

    /// Works out the ancestors of all applied changes; what was declared lost counts when it is there all the same.
    fn ancestors(&self, applied: &Bits, lost: &Bits) -> Vec<Bits> {
        if lost.is_empty() {
            return self
                .written
                .iter()
                .map(|written| written.ancestors.clone())
                .collect();
        }
        let mut all: Vec<Bits> = vec![Bits::new(); self.written.len()];
        for number in applied.iter() {
            let mut own = Bits::new();
            for parent in self.written[number]
                .parents
                .iter()
                .filter(|parent| applied.has(**parent))
            {
                own.insert(*parent);
                own.add(&all[*parent]);
            }
            all[number] = own;
        }
        all
    }

    /// Works out the state that must follow.
    pub fn expected(&self, given: &Given) -> Expected {
        let applied = self.applied(given);
        let ancestors = self.ancestors(&applied, &given.lost);
        let mut writers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut followed = Bits::new();
        for number in applied.iter() {
            let written = &self.written[number];
            for (cell, _) in &written.writes {
                let writers = writers.entry(*cell).or_default();
                if writers.last() != Some(&number) {
                    writers.push(number);
                }
            }
            if let Some(previous) = written.previous.filter(|previous| applied.has(*previous)) {
                followed.insert(previous);
            }
        }
        for writers in writers.values_mut() {
            let mut replaced = Bits::new();
            writers
                .iter()
                .for_each(|writer| replaced.add(&ancestors[*writer]));
            writers.retain(|writer| !replaced.has(*writer));
            writers.sort_by_key(|writer| {
                std::cmp::Reverse((self.written[*writer].hlc, self.written[*writer].hash))
            });
        }
        Expected {
            waiting: given
                .changes
                .iter()
                .filter(|number| !applied.has(*number))
                .collect(),
            heads: applied
                .iter()
                .filter(|number| !followed.has(*number))
                .collect(),
            applied,
            live: writers,
        }
    }

    /// Returns the value a change leaves in a field.
    pub fn value(&self, number: usize, cell: usize) -> Option<&Value> {
        let writes = self.written[number].writes.iter().rev();
        writes
            .into_iter()
            .find(|(written, _)| *written == cell)
            .map(|(_, value)| value)
    }
}
