//! One run of the log as a fold keeps it: the changes by column, and beside them what this store alone knows of each.
//!
//! Pure: entries in, bytes out. What a change says and its hash follow from the columns (docs/formats/columns.md); branch, clock, time of
//! arrival and whether the payload was erased are this store's own and stand behind them (docs/formats/change-log.md, "Folded").

use crate::error::StoreError;
use crate::varint::{push_signed, push_varint, take_bytes, take_signed, take_varint};
use goldaw_changes::columns::{self, Limits, NothingKnown, SaltRun};
use goldaw_changes::{BranchNumber, ChangeHash, Clock, Header, Hlc, Payload, RawChange};
use std::collections::HashMap;
use std::io::Write;

/// Compression: beyond it the columns get no smaller that could be felt, and slower that could.
const LEVEL: i32 = 12;

/// The most a run unpacks to, and its headers and payloads come to: more than one change of the largest size.
const MOST: usize = 24 << 20;
/// The most changes a run holds.
const MOST_CHANGES: usize = 1 << 16;

/// A change of the log with all this store keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Its number, in order of arrival.
    pub number: i64,
    pub hash: ChangeHash,
    pub raw: RawChange,
    /// What its bytes say; no change with another header comes into a log.
    pub header: Header,
    pub branch: BranchNumber,
    pub clock: Clock,
    /// The payload was erased on order and is not taken again.
    pub erased: bool,
    /// When it was written into this store, ms since 1970 (UTC).
    pub recorded_at: i64,
}

impl Entry {
    /// Reads the payload; none when it is not there or cannot be read.
    pub(crate) fn payload(&self) -> Option<Payload> {
        self.raw.read_payload().unwrap_or_default()
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            hash: self.hash,
            branch: self.branch,
            sequence: self.header.sequence,
            hlc: self.header.hlc,
            wants_payload: self.raw.payload.is_none() && !self.erased,
        }
    }
}

/// Where a change stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub hash: ChangeHash,
    pub branch: BranchNumber,
    pub sequence: u64,
    pub hlc: Hlc,
    /// The payload is not held and would be welcome.
    pub wants_payload: bool,
}

/// Writes entries that follow each other in number.
///
/// Bytes: length unpacked, 4 bytes little-endian, then a zstd frame of: length of the columns, columns, branches, differences of the times
/// of arrival, erased or not, clocks. A clock that is the one before of its branch and one further is a zero; any other is its length and
/// one, and its bytes.
pub(crate) fn pack(entries: &[Entry], salts: &[SaltRun]) -> Result<Vec<u8>, StoreError> {
    let raws: Vec<RawChange> = entries.iter().map(|entry| entry.raw.clone()).collect();
    let columns = columns::encode(&raws, salts, &NothingKnown);
    let mut own = Vec::new();
    for entry in entries {
        push_varint(&mut own, u64::from(entry.branch.0));
    }
    let mut before = 0;
    for entry in entries {
        push_signed(&mut own, entry.recorded_at.wrapping_sub(before));
        before = entry.recorded_at;
    }
    own.extend(entries.iter().map(|entry| u8::from(entry.erased)));
    let mut tips = HashMap::new();
    for entry in entries {
        if tips
            .get(&entry.branch)
            .is_some_and(|tip| one_further(tip, entry) == entry.clock)
        {
            own.push(0);
        } else {
            let bytes = entry.clock.to_bytes();
            push_varint(&mut own, bytes.len() as u64 + 1);
            own.extend(bytes);
        }
        tips.insert(entry.branch, entry.clock.clone());
    }
    let mut length = Vec::new();
    push_varint(&mut length, columns.bytes.len() as u64);
    let all = length.len() + columns.bytes.len() + own.len();
    let unpacked = u32::try_from(all).map_err(|_| StoreError::Unwritable)?;
    let mut frame = zstd::stream::Encoder::new(unpacked.to_le_bytes().to_vec(), LEVEL)?;
    // Told how little comes, it makes no room for megabytes.
    frame.set_pledged_src_size(Some(all as u64))?;
    frame.include_contentsize(false)?;
    // New statistics where another kind of content begins, as in bundles.
    let [text, dense] = columns.seams;
    for part in [
        &length,
        &columns.bytes[..text],
        &columns.bytes[text..dense],
        &columns.bytes[dense..],
        &own,
    ] {
        frame.write_all(part)?;
        frame.flush()?;
    }
    Ok(frame.finish()?)
}

fn one_further(tip: &Clock, entry: &Entry) -> Clock {
    let mut clock = tip.clone();
    clock.advance(entry.branch, entry.header.sequence);
    clock
}

/// Reads what [`pack`] wrote; the first change has the number `first`.
///
/// # Errors
/// `Damaged`: other bytes, or columns that do not give the changes they were made of.
pub(crate) fn unpack(first: i64, packed: &[u8]) -> Result<Vec<Entry>, StoreError> {
    let (unpacked, frame) = packed.split_first_chunk().ok_or(StoreError::Damaged)?;
    let unpacked = u32::from_le_bytes(*unpacked) as usize;
    if unpacked > MOST {
        return Err(StoreError::Damaged);
    }
    let bytes = zstd::bulk::decompress(frame, unpacked).map_err(|_| StoreError::Damaged)?;
    let mut own = bytes.as_slice();
    let length = take_varint(&mut own)?;
    let columns = take_bytes(&mut own, length)?;
    let limits = Limits {
        changes: MOST_CHANGES,
        bytes: MOST,
    };
    let kept =
        columns::decode_kept(columns, &NothingKnown, limits).map_err(|_| StoreError::Damaged)?;
    let mut branches = Vec::with_capacity(kept.len());
    for _ in &kept {
        let number = u32::try_from(take_varint(&mut own)?).map_err(|_| StoreError::Damaged)?;
        branches.push(BranchNumber(number));
    }
    let mut times = Vec::with_capacity(kept.len());
    let mut before = 0i64;
    for _ in &kept {
        before = before.wrapping_add(take_signed(&mut own)?);
        times.push(before);
    }
    let erased = take_bytes(&mut own, kept.len() as u64)?;
    let mut tips: HashMap<BranchNumber, Clock> = HashMap::new();
    let mut entries = Vec::with_capacity(kept.len());
    for (at, kept) in kept.into_iter().enumerate() {
        let header = match kept.header {
            Some(header) => header,
            None => kept.raw.read_header().map_err(|_| StoreError::Damaged)?,
        };
        let branch = branches[at];
        let clock = match take_varint(&mut own)? {
            0 => {
                let mut clock = tips.get(&branch).cloned().ok_or(StoreError::Damaged)?;
                clock.advance(branch, header.sequence);
                clock
            }
            length => {
                let bytes = take_bytes(&mut own, length - 1)?;
                Clock::from_bytes(bytes).map_err(|_| StoreError::Damaged)?
            }
        };
        tips.insert(branch, clock.clone());
        entries.push(Entry {
            number: first + at as i64,
            hash: kept.hash,
            raw: kept.raw,
            header,
            branch,
            clock,
            erased: erased[at] != 0,
            recorded_at: times[at],
        });
    }
    if own.is_empty() {
        Ok(entries)
    } else {
        Err(StoreError::Damaged)
    }
}
