//! Segments: changes in groups of a few megabytes, each compressed on its own, so that neither end ever holds more than
//! one of them unpacked beside the result, and a bomb is met by a cap before it grows.
//!
//! Changes stand by column (docs/formats/columns.md). Bundles of format 1, whose segments hold rows, are read and not written.

use goldaw_changes::RawChange;
use goldaw_changes::columns::{self, Columns, ColumnsError, KnownRecords, NothingKnown, SaltRun};
use goldaw_trust::wire;
use minicbor::{Decode, Encode};

use crate::BundleError;
use crate::packed;

/// Where a segment is closed, in bytes of headers and payloads.
const SEGMENT_TARGET: usize = 4 << 20;
/// Where a segment is closed, in changes.
const SEGMENT_CHANGES: usize = 1 << 16;
/// The most headers and payloads of one segment may come to; one change of the largest size must fit.
const SEGMENT_MAX: usize = 20 << 20;
/// The most columns of one segment may come to: little more than rows ever could.
const COLUMNS_MAX: usize = 24 << 20;

/// What makes changes shorter for a reader who holds earlier ones.
#[derive(Clone, Copy)]
pub struct Aids<'a> {
    /// Seeds of salts the reader may know: of runs no payload of which is erased or withheld from it.
    pub runs: &'a [SaltRun],
    /// Records every reader is known to hold.
    pub known: &'a dyn KnownRecords,
}

impl Aids<'_> {
    /// None: every change stands alone.
    pub const NONE: Aids<'static> = Aids {
        runs: &[],
        known: &NothingKnown,
    };
}

/// A compressed group of changes.
#[derive(Debug)]
pub struct Segment {
    /// Bytes it unpacks to.
    pub unpacked: u32,
    /// One zstd frame.
    pub packed: Vec<u8>,
}

/// Changes grouped into segments as they come.
pub(crate) struct Packer<'a> {
    aids: Aids<'a>,
    dictionary: &'a [u8],
    group: Vec<RawChange>,
    size: usize,
    /// Changes packed.
    pub(crate) count: u64,
    /// Segments closed.
    pub(crate) segments: Vec<Segment>,
}

impl<'a> Packer<'a> {
    pub(crate) fn new(aids: Aids<'a>, dictionary: &'a [u8]) -> Self {
        Self {
            aids,
            dictionary,
            group: Vec::new(),
            size: 0,
            count: 0,
            segments: Vec::new(),
        }
    }

    /// Adds a change, closing the segment before when it would grow too large.
    pub(crate) fn push(&mut self, change: RawChange) -> Result<(), BundleError> {
        let size = size(&change);
        let full = self.size + size > SEGMENT_TARGET || self.group.len() == SEGMENT_CHANGES;
        if full && !self.group.is_empty() {
            self.close()?;
        }
        self.size += size;
        self.count += 1;
        self.group.push(change);
        Ok(())
    }

    /// Closes the last segment.
    pub(crate) fn close(&mut self) -> Result<(), BundleError> {
        if !self.group.is_empty() {
            self.segments
                .push(pack_with(&self.group, self.aids, self.dictionary)?);
            self.group.clear();
            self.size = 0;
        }
        Ok(())
    }
}

/// Bytes of a change.
pub(crate) fn size(change: &RawChange) -> usize {
    change.header.len() + change.payload.as_ref().map_or(0, Vec::len)
}

/// Packs changes that stand alone.
///
/// # Errors
/// [`BundleError::TooLarge`] for a change that does not fit into one segment.
pub fn pack(changes: &[RawChange]) -> Result<Vec<Segment>, BundleError> {
    let mut packer = Packer::new(Aids::NONE, &[]);
    for change in changes {
        packer.push(change.clone())?;
    }
    packer.close()?;
    Ok(packer.segments)
}

/// Unpacks a segment of changes that stand alone.
///
/// # Errors
/// As [`unpack_with`].
pub fn unpack(packed: &[u8], unpacked: usize) -> Result<Vec<RawChange>, BundleError> {
    unpack_with(packed, unpacked, &NothingKnown, &[])
}

/// Packs changes into one segment.
///
/// # Errors
/// [`BundleError::TooLarge`] for changes that do not fit into one segment.
pub fn pack_with(
    changes: &[RawChange],
    aids: Aids<'_>,
    dictionary: &[u8],
) -> Result<Segment, BundleError> {
    if changes.iter().map(size).sum::<usize>() > SEGMENT_MAX {
        return Err(BundleError::TooLarge {
            limit: SEGMENT_MAX as u64,
        });
    }
    let Columns { bytes, seams } = columns::encode(changes, aids.runs, aids.known);
    Ok(Segment {
        unpacked: bytes.len() as u32,
        packed: packed::pack(&bytes, &seams, dictionary)?,
    })
}

/// Unpacks one segment: exactly the bytes it promises, never more.
///
/// # Errors
/// [`BundleError::TooLarge`] when it promises or holds more than a segment may; [`BundleError::Damaged`] when it is no zstd frame of
/// that length, or its changes are not in their one spelling; [`BundleError::NotHeld`] when it names records not known here.
pub fn unpack_with(
    packed: &[u8],
    unpacked: usize,
    known: &dyn KnownRecords,
    dictionary: &[u8],
) -> Result<Vec<RawChange>, BundleError> {
    if unpacked > COLUMNS_MAX {
        return Err(BundleError::TooLarge {
            limit: COLUMNS_MAX as u64,
        });
    }
    let plain = packed::unpack(packed, unpacked, dictionary)?;
    let limits = columns::Limits {
        changes: SEGMENT_CHANGES,
        bytes: SEGMENT_MAX,
    };
    match columns::decode(&plain, known, limits) {
        Ok(decoded) => Ok(decoded.changes),
        Err(ColumnsError::Damaged) => Err(BundleError::Damaged),
        Err(ColumnsError::TooLarge) => Err(BundleError::TooLarge {
            limit: SEGMENT_MAX as u64,
        }),
        Err(ColumnsError::NotHeld) => Err(BundleError::NotHeld),
    }
}

/// One change of format 1 as `[header, payload]`, or `[header]` when the payload is not carried.
#[derive(Encode, Decode)]
struct Row {
    #[cbor(n(0), with = "minicbor::bytes")]
    header: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    payload: Option<Vec<u8>>,
}

/// Unpacks one segment of format 1.
///
/// # Errors
/// As [`unpack_with`].
pub fn unpack_rows(packed: &[u8], unpacked: usize) -> Result<Vec<RawChange>, BundleError> {
    let plain = packed::unpack(packed, unpacked, &[])?;
    let rows: Vec<Row> =
        wire::decode(&plain, packed::PACKED_MAX).map_err(|_| BundleError::Damaged)?;
    Ok(rows
        .into_iter()
        .map(|row| RawChange {
            header: row.header,
            payload: row.payload,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(size: usize) -> RawChange {
        RawChange {
            header: vec![1, 2, 3],
            payload: Some(vec![0; size]),
        }
    }

    #[test]
    fn many_changes_become_several_segments_in_order() {
        let changes: Vec<RawChange> = (0..5).map(|number| change((2 << 20) + number)).collect();
        let segments = pack(&changes).unwrap();
        assert_eq!(segments.len(), 5);
        let again: Vec<RawChange> = segments
            .iter()
            .flat_map(|segment| unpack(&segment.packed, segment.unpacked as usize).unwrap())
            .collect();
        assert_eq!(again, changes);
    }

    #[test]
    fn a_change_no_segment_takes_is_refused_before_it_is_packed() {
        let refused = pack(&[change(SEGMENT_MAX)]).unwrap_err();
        assert_eq!(
            refused,
            BundleError::TooLarge {
                limit: SEGMENT_MAX as u64
            }
        );
    }

    #[test]
    fn a_segment_that_unpacks_to_more_than_it_promises_is_stopped_at_the_promise() {
        let bomb = zstd::bulk::compress(&vec![0; 200 << 20], 19).unwrap();
        assert!(bomb.len() < 100_000);
        for promised in [4096, COLUMNS_MAX] {
            assert_eq!(unpack_rows(&bomb, promised), Err(BundleError::Damaged));
            assert_eq!(unpack(&bomb, promised), Err(BundleError::Damaged));
        }
        let too_large = |limit: usize| BundleError::TooLarge {
            limit: limit as u64,
        };
        assert_eq!(unpack(&bomb, 200 << 20), Err(too_large(COLUMNS_MAX)));
        assert_eq!(
            unpack_rows(&bomb, 200 << 20),
            Err(too_large(packed::PACKED_MAX))
        );
    }

    #[test]
    fn bytes_behind_the_frame_and_other_spellings_are_refused() {
        let segment = pack(&[change(10)]).unwrap().remove(0);
        let mut longer = segment.packed.clone();
        longer.push(0);
        let length = segment.unpacked as usize;
        assert_eq!(unpack(&longer, length), Err(BundleError::Damaged));
        // The same list with an indefinite length: CBOR allows it, the format does not.
        let other = zstd::bulk::compress(&[0x9f, 0x81, 0x41, 1, 0xff], 1).unwrap();
        assert_eq!(unpack_rows(&other, 5), Err(BundleError::Damaged));
        let right = zstd::bulk::compress(&[0x81, 0x81, 0x41, 1], 1).unwrap();
        let row = RawChange {
            header: vec![1],
            payload: None,
        };
        assert_eq!(unpack_rows(&right, 4), Ok(vec![row]));
    }
}
