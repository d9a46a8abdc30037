//! Records the reader holds already, named by the place where they were first written.
//!
//! A record's id is sixteen bytes of chance, and most edits are to records both ends have held for years. A trait, because only a
//! store knows what is held; what a reader cannot look up is refused by name and loses nothing.

use crate::hash::ChangeHash;
use goldaw_domain::ids::RecordId;

/// The operation that first wrote a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordPlace {
    /// A change the reader is known to hold, at the end of the chain meant.
    pub head: ChangeHash,
    /// Sequence of the change in the chain that ends with `head`.
    pub sequence: u64,
    /// Place of the operation in its payload, from 0.
    pub operation: u32,
}

/// Looks records up by place and places by record.
///
/// Both answers must belong together: `record(place(x)) == x` wherever `head` is held.
pub trait KnownRecords {
    /// Returns where a record was first written, when whoever reads the columns is known to hold that change.
    fn place(&self, record: RecordId) -> Option<RecordPlace>;

    /// Returns the record first written at a place, None when the change is not held here.
    fn record(&self, place: &RecordPlace) -> Option<RecordId>;
}

/// Nothing is known: every record is written out.
pub struct NothingKnown;

impl KnownRecords for NothingKnown {
    fn place(&self, _: RecordId) -> Option<RecordPlace> {
        None
    }

    fn record(&self, _: &RecordPlace) -> Option<RecordId> {
        None
    }
}
