//! Comparing end states: cells that differ, and the values kept side by side.

use crate::peer::Cells;

/// What a node keeps of values written without seeing each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflicts {
    /// Cells with different values side by side.
    pub cells: usize,
    /// Values in them.
    pub values: usize,
    /// Hash over those cells and their values, whatever the order.
    pub fingerprint: u64,
}

/// Counts conflicts and hashes them: cells in their order, values sorted.
pub fn conflicts(cells: &Cells) -> Conflicts {
    let mut found = Conflicts {
        cells: 0,
        values: 0,
        fingerprint: 0,
    };
    let mut hasher = blake3::Hasher::new();
    for (place, values) in cells.iter().enumerate() {
        let values = sorted(values);
        if values.first() == values.last() {
            continue;
        }
        found.cells += 1;
        found.values += values.len();
        hasher.update(&(place as u64).to_be_bytes());
        for value in values {
            hasher.update(value.as_bytes());
            hasher.update(&[0]);
        }
    }
    found.fingerprint = short(&hasher.finalize());
    found
}

/// Hashes each cell by itself: eight bytes a cell, for comparing nodes that ran in different processes.
pub fn digest(cells: &Cells) -> Vec<u8> {
    cells
        .iter()
        .flat_map(|values| {
            let mut hasher = blake3::Hasher::new();
            for value in sorted(values) {
                hasher.update(value.as_bytes());
                hasher.update(&[0]);
            }
            short(&hasher.finalize()).to_be_bytes()
        })
        .collect()
}

/// Counts cells that differ between two digests.
pub fn differing(one: &[u8], other: &[u8]) -> usize {
    let pairs = one.chunks(8).zip(other.chunks(8));
    pairs.filter(|(one, other)| one != other).count() + one.len().abs_diff(other.len()) / 8
}

fn sorted(values: &[String]) -> Vec<&str> {
    let mut values: Vec<&str> = values.iter().map(String::as_str).collect();
    values.sort_unstable();
    values
}

fn short(hash: &blake3::Hash) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(values: &[&[&str]]) -> Cells {
        let lists = values.iter();
        lists
            .map(|list| list.iter().map(|value| (*value).to_owned()).collect())
            .collect()
    }

    #[test]
    fn order_does_not_show_and_equal_values_are_no_conflict() {
        let one = cells(&[&["a", "b", "a"], &["c", "c"], &["d"]]);
        let other = cells(&[&["b", "a", "a"], &["c", "c"], &["d"]]);
        assert_eq!(conflicts(&one), conflicts(&other));
        assert_eq!((conflicts(&one).cells, conflicts(&one).values), (1, 3));
        let third = cells(&[&["b", "a", "x"], &["c", "c"], &["d"]]);
        assert_ne!(conflicts(&one).fingerprint, conflicts(&third).fingerprint);
        assert_eq!(differing(&digest(&one), &digest(&other)), 0);
        assert_eq!(differing(&digest(&one), &digest(&third)), 1);
    }
}
