//! Segments: changes in groups of a few megabytes, each compressed on its own, so that neither end ever holds more than
//! one of them unpacked beside the result, and a bomb is met by a cap before it grows.

use std::io::Read;

use goldaw_changes::RawChange;
use goldaw_trust::wire;
use minicbor::{Decode, Encode};

use crate::BundleError;

/// Where a segment is closed, in bytes of headers and payloads.
const SEGMENT_TARGET: usize = 4 << 20;
/// The most one segment may unpack to; one change alone must fit.
pub const SEGMENT_MAX: usize = 64 << 20;
const LEVEL: i32 = 6;
/// Largest window accepted: 2^23 bytes, what level 6 needs and an old PC can spare.
const WINDOW_LOG_MAX: u32 = 23;

/// One change as `[header, payload]`, or `[header]` when the payload is not carried.
#[derive(Encode, Decode)]
struct Row {
    #[cbor(n(0), with = "minicbor::bytes")]
    header: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    payload: Option<Vec<u8>>,
}

/// A compressed group of changes.
pub struct Segment {
    /// Bytes it unpacks to.
    pub unpacked: u32,
    /// One zstd frame.
    pub packed: Vec<u8>,
}

/// Packs changes in order.
///
/// # Errors
/// [`BundleError::TooLarge`] for a change that does not fit into one segment.
pub fn pack(changes: &[RawChange]) -> Result<Vec<Segment>, BundleError> {
    let mut segments = Vec::new();
    let mut rest = changes;
    while !rest.is_empty() {
        let mut size = 0;
        let mut count = 0;
        for change in rest {
            let length = change.header.len() + change.payload.as_ref().map_or(0, Vec::len);
            if count > 0 && size + length > SEGMENT_TARGET {
                break;
            }
            size += length;
            count += 1;
        }
        let (group, later) = rest.split_at(count);
        rest = later;
        let rows: Vec<Row> = group
            .iter()
            .map(|change| Row {
                header: change.header.clone(),
                payload: change.payload.clone(),
            })
            .collect();
        let plain = wire::encode(&rows);
        if plain.len() > SEGMENT_MAX {
            return Err(BundleError::TooLarge {
                limit: SEGMENT_MAX as u64,
            });
        }
        let packed = zstd::bulk::compress(&plain, LEVEL).map_err(|_| BundleError::NotSealed)?;
        segments.push(Segment {
            unpacked: plain.len() as u32,
            packed,
        });
    }
    Ok(segments)
}

/// Unpacks one segment: exactly the bytes it promises, never more.
///
/// # Errors
/// [`BundleError::TooLarge`] when it promises more than [`SEGMENT_MAX`]; [`BundleError::Damaged`] when it holds less or
/// more than it promises, is no zstd frame, or its changes are not in their one spelling.
pub fn unpack(packed: &[u8], unpacked: usize) -> Result<Vec<RawChange>, BundleError> {
    if unpacked > SEGMENT_MAX {
        return Err(BundleError::TooLarge {
            limit: SEGMENT_MAX as u64,
        });
    }
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)
        .map_err(|_| BundleError::Damaged)?
        .single_frame();
    decoder
        .window_log_max(WINDOW_LOG_MAX)
        .map_err(|_| BundleError::Damaged)?;
    let mut plain = Vec::new();
    (&mut decoder)
        .take(unpacked as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(|_| BundleError::Damaged)?;
    if plain.len() != unpacked || !decoder.finish().is_empty() {
        return Err(BundleError::Damaged);
    }
    let rows: Vec<Row> = wire::decode(&plain, SEGMENT_MAX).map_err(|_| BundleError::Damaged)?;
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
    fn a_segment_that_unpacks_to_more_than_it_promises_is_stopped_at_the_promise() {
        let bomb = zstd::bulk::compress(&vec![0; 200 << 20], 19).unwrap();
        assert!(bomb.len() < 100_000);
        assert_eq!(unpack(&bomb, 4096), Err(BundleError::Damaged));
        assert_eq!(unpack(&bomb, SEGMENT_MAX), Err(BundleError::Damaged));
        assert_eq!(
            unpack(&bomb, 200 << 20),
            Err(BundleError::TooLarge {
                limit: SEGMENT_MAX as u64
            })
        );
    }

    #[test]
    fn bytes_behind_the_frame_and_other_spellings_are_refused() {
        let segment = pack(&[change(10)]).unwrap().remove(0);
        let mut longer = segment.packed.clone();
        longer.push(0);
        assert_eq!(
            unpack(&longer, segment.unpacked as usize),
            Err(BundleError::Damaged)
        );
        // The same list with an indefinite length: CBOR allows it, the format does not.
        let other = zstd::bulk::compress(&[0x9f, 0x81, 0x41, 1, 0xff], 1).unwrap();
        assert_eq!(unpack(&other, 5), Err(BundleError::Damaged));
        let right = zstd::bulk::compress(&[0x81, 0x81, 0x41, 1], 1).unwrap();
        assert_eq!(
            unpack(&right, 4).unwrap(),
            [RawChange {
                header: vec![1],
                payload: None
            }]
        );
    }
}
