//! What an author had seen: how far into each branch.
//!
//! A local cache of the graph of changes, computed here and never sent: branch numbers are counted by each store for itself. Because
//! changes are applied only after everything they name, one number a branch says it all.

use std::sync::Arc;

/// A branch of the log as this store numbers it. Two stores number the same branch differently.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BranchNumber(pub u32);

/// Bytes that are not a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the bytes of a clock")]
pub struct ClockError;

/// How far into each branch somebody had seen; sequence 0 means nothing.
///
/// Cloning is cheap, and so is [`Clock::advance`] along one branch: the rest is shared.
#[derive(Clone, Default, Debug)]
pub struct Clock {
    /// Sorted by branch, never a zero; may hold an older entry for the branch of `own`.
    shared: Arc<Vec<(BranchNumber, u64)>>,
    own: Option<(BranchNumber, u64)>,
}

impl Clock {
    /// Returns the clock of somebody who has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns how far into a branch was seen, 0 for not at all.
    pub fn get(&self, branch: BranchNumber) -> u64 {
        match self.own {
            Some((own, sequence)) if own == branch => sequence,
            _ => self.shared_entry(branch),
        }
    }

    /// Tells whether the change at this position was seen.
    pub fn covers(&self, branch: BranchNumber, sequence: u64) -> bool {
        self.get(branch) >= sequence
    }

    /// Marks a branch as seen up to a sequence; never takes back what was seen.
    pub fn advance(&mut self, branch: BranchNumber, sequence: u64) {
        if sequence <= self.get(branch) {
            return;
        }
        if let Some((own, _)) = self.own
            && own != branch
        {
            self.shared = Arc::new(self.entries().collect());
        }
        self.own = Some((branch, sequence));
    }

    /// Adds everything another clock has seen.
    pub fn join(&mut self, other: &Clock) {
        if other
            .entries()
            .all(|(branch, sequence)| self.covers(branch, sequence))
        {
            return;
        }
        let mut joined = Vec::with_capacity(self.shared.len().max(other.shared.len()) + 2);
        let (mut left, mut right) = (self.entries().peekable(), other.entries().peekable());
        loop {
            joined.push(match (left.peek().copied(), right.peek().copied()) {
                (None, None) => break,
                (Some(a), Some(b)) if a.0 == b.0 => {
                    left.next();
                    right.next();
                    (a.0, a.1.max(b.1))
                }
                (Some(a), b) if b.is_none_or(|b| a.0 < b.0) => {
                    left.next();
                    a
                }
                (_, Some(b)) => {
                    right.next();
                    b
                }
                (Some(a), None) => {
                    left.next();
                    a
                }
            });
        }
        drop((left, right));
        *self = joined.into_iter().collect();
    }

    /// Lists branches seen and how far, by rising branch number.
    pub fn entries(&self) -> impl Iterator<Item = (BranchNumber, u64)> + '_ {
        let split = match self.own {
            Some((own, _)) => self.shared.partition_point(|(branch, _)| *branch < own),
            None => self.shared.len(),
        };
        let (before, rest) = self.shared.split_at(split);
        let replaced = matches!((rest.first(), self.own), (Some((branch, _)), Some((own, _))) if *branch == own);
        let after = if replaced { &rest[1..] } else { rest };
        before
            .iter()
            .copied()
            .chain(self.own)
            .chain(after.iter().copied())
    }

    /// Writes the clock compactly: for each branch, by rising number, the gap to the branch before and the sequence, as LEB128 varints.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut next = 0;
        for (BranchNumber(branch), sequence) in self.entries() {
            write_varint(&mut bytes, u64::from(branch) - next);
            write_varint(&mut bytes, sequence);
            next = u64::from(branch) + 1;
        }
        bytes
    }

    /// Reads what [`Clock::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ClockError`] when the bytes are cut, longer than needed, or out of range.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Clock, ClockError> {
        let mut entries = Vec::new();
        let mut next = 0u64;
        while !bytes.is_empty() {
            let branch = next
                .checked_add(read_varint(&mut bytes)?)
                .ok_or(ClockError)?;
            let sequence = read_varint(&mut bytes)?;
            if sequence == 0 {
                return Err(ClockError);
            }
            entries.push((
                BranchNumber(u32::try_from(branch).map_err(|_| ClockError)?),
                sequence,
            ));
            next = branch + 1;
        }
        Ok(Clock {
            shared: Arc::new(entries),
            own: None,
        })
    }

    fn shared_entry(&self, branch: BranchNumber) -> u64 {
        self.shared
            .binary_search_by_key(&branch, |(b, _)| *b)
            .map_or(0, |at| self.shared[at].1)
    }
}

impl PartialEq for Clock {
    fn eq(&self, other: &Clock) -> bool {
        self.entries().eq(other.entries())
    }
}

impl Eq for Clock {}

impl FromIterator<(BranchNumber, u64)> for Clock {
    /// Collects entries in any order; of two entries for one branch the larger counts.
    fn from_iter<I: IntoIterator<Item = (BranchNumber, u64)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries
            .into_iter()
            .filter(|(_, sequence)| *sequence > 0)
            .collect();
        entries.sort_unstable_by_key(|(branch, sequence)| (*branch, std::cmp::Reverse(*sequence)));
        entries.dedup_by_key(|(branch, _)| *branch);
        Clock {
            shared: Arc::new(entries),
            own: None,
        }
    }
}

fn write_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn read_varint(bytes: &mut &[u8]) -> Result<u64, ClockError> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(ClockError)?;
        *bytes = rest;
        let part = u64::from(byte & 0x7f);
        if part << shift >> shift != part || (byte == 0 && shift > 0) {
            return Err(ClockError);
        }
        value |= part << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(ClockError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn clock(entries: &BTreeMap<u32, u64>) -> Clock {
        entries
            .iter()
            .map(|(branch, sequence)| (BranchNumber(*branch), *sequence))
            .collect()
    }

    fn entries() -> impl Strategy<Value = BTreeMap<u32, u64>> {
        prop::collection::btree_map(
            prop_oneof![0u32..6, any::<u32>()],
            prop_oneof![1u64..9, 1..=u64::MAX],
            0..6,
        )
    }

    #[test]
    fn numbers_longer_than_needed_or_too_large_are_refused() {
        for bytes in [
            &[0x80, 0x00, 0x01][..],
            &[0x00],
            &[0x00, 0x00],
            &[0xff; 11],
            &[0x80],
        ] {
            assert_eq!(Clock::from_bytes(bytes), Err(ClockError), "{bytes:x?}");
        }
    }

    proptest! {
        #[test]
        fn a_clock_survives_bytes_and_back(entries in entries()) {
            let clock = clock(&entries);
            prop_assert_eq!(Clock::from_bytes(&clock.to_bytes()), Ok(clock));
        }

        #[test]
        fn any_bytes_are_refused_or_come_back_the_same(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(clock) = Clock::from_bytes(&bytes) {
                prop_assert_eq!(clock.to_bytes(), bytes);
            }
        }

        #[test]
        fn joining_and_advancing_agree_with_a_plain_map(a in entries(), b in entries(), steps in prop::collection::vec((0u32..6, 1u64..12), 0..12)) {
            let (mut clock_a, mut plain) = (clock(&a), a);
            for (branch, sequence) in steps {
                clock_a.advance(BranchNumber(branch), sequence);
                let entry = plain.entry(branch).or_default();
                *entry = sequence.max(*entry);
                prop_assert_eq!(&clock_a, &clock(&plain));
                prop_assert_eq!(clock_a.get(BranchNumber(branch)), plain[&branch]);
            }
            clock_a.join(&clock(&b));
            for (branch, sequence) in b {
                let entry = plain.entry(branch).or_default();
                *entry = sequence.max(*entry);
            }
            prop_assert_eq!(&clock_a, &clock(&plain));
            prop_assert_eq!(Clock::from_bytes(&clock_a.to_bytes()), Ok(clock_a));
        }
    }
}
