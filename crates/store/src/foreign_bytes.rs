//! Doors to readers of foreign bytes that are otherwise this room's own business: for `fuzz/`, which turns the feature on, and for
//! nothing of the product.

use crate::error::StoreError;
use crate::log::run::{Entry, pack, unpack};
use goldaw_changes::{BranchNumber, Clock, RawChange};

/// Reads a fold, as a new computer of an office gets them, and tells whether it is read the same once it is written again.
///
/// # Errors
/// As the reader: `Damaged`.
pub fn fold_comes_back(packed: &[u8]) -> Result<bool, StoreError> {
    let entries = unpack(1, packed)?;
    Ok(unpack(1, &pack(&entries, &[])?)? == entries)
}

/// Writes a fold of changes of one chain.
///
/// # Errors
/// `Damaged` for a header that cannot be read.
pub fn fold_of(changes: &[RawChange]) -> Result<Vec<u8>, StoreError> {
    let mut clock = Clock::default();
    let mut entries = Vec::with_capacity(changes.len());
    for (number, raw) in (1..).zip(changes) {
        let header = raw.read_header().map_err(|_| StoreError::Damaged)?;
        clock.advance(BranchNumber(0), header.sequence);
        entries.push(Entry {
            number,
            hash: raw.hash(),
            raw: raw.clone(),
            header,
            branch: BranchNumber(0),
            clock: clock.clone(),
            erased: false,
            recorded_at: 1_790_000_000_000 + number,
        });
    }
    pack(&entries, &[])
}
