//! A run of changes by column: what follows from other bytes is left out, what repeats stands once, like stands beside like.
//!
//! The exact bytes are written down in docs/formats/columns.md. Lossless to the byte for every change, also of newer formats: what
//! cannot be taken apart is carried whole. There is one spelling: whatever [`decode`] takes, [`encode`] would have written, so damage
//! is either refused or has become another list of changes, whose hashes differ. Compressing and sealing is for whoever carries or
//! keeps the bytes; the merge never sees them.

mod headers;
mod ids;
mod item;
mod kinds;
mod known;
mod payloads;
mod salt;
mod spelling;
mod split;
mod strips;
mod values;

use crate::change::{Header, RawChange};
use crate::format::encode_header;
use crate::hash::{ChangeHash, PayloadHash};
use headers::{HeaderReader, HeaderWriter};
use payloads::{PayloadReader, PayloadWriter};
use split::{Split, form};
use std::collections::BTreeMap;
use strips::{Index, Reader, Writer, resolve};

pub use goldaw_domain::ids::RecordId;
pub use known::{KnownRecords, NothingKnown, RecordPlace};
pub use salt::{SaltRun, salted};
pub use strips::Columns;

/// The first byte: by column, or row by row.
const BY_COLUMN: u8 = 0;
const BY_ROW: u8 = 1;

/// What reading may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Number of changes.
    pub changes: usize,
    /// Bytes of headers and payloads together.
    pub bytes: usize,
}

/// Why bytes are not a run of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// Not what [`encode`] writes.
    #[error("not columns of changes")]
    Damaged,
    /// More than the limits allow.
    #[error("more changes than allowed")]
    TooLarge,
    /// A record is named by a change that is not held here; to be sent again with less taken for known.
    #[error("builds on changes not held here")]
    NotHeld,
}

/// A run of changes read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The changes, in order.
    pub changes: Vec<RawChange>,
    /// The seeds their salts came from, for a store that hands the changes on. Each names the first and the last change that used it.
    pub runs: Vec<SaltRun>,
}

/// Writes changes by column, in their order.
///
/// `runs` may hold seeds of salts; one is written only when every change of it met here has its payload, and changes whose salt does
/// not follow from it are written as if there were none. The caller hands over only seeds of runs no payload of which is erased or
/// withheld from the reader. `known` names records the reader holds.
///
/// What is written has been read back: should the columns ever not give these very changes again, they are written row by row, so
/// that a mistake here costs room and never a change.
pub fn encode(changes: &[RawChange], runs: &[SaltRun], known: &dyn KnownRecords) -> Columns {
    let columns = by_column(changes.iter().map(Split::of), runs, known);
    let unbounded = Limits {
        changes: usize::MAX,
        bytes: usize::MAX,
    };
    match decode(&columns.bytes, known, unbounded) {
        Ok(read) if read.changes == changes => columns,
        _ => by_row(changes),
    }
}

fn by_row(changes: &[RawChange]) -> Columns {
    let mut out = Writer::default();
    out.byte(BY_ROW);
    out.number(changes.len() as u64);
    for change in changes {
        out.word(&change.header);
        out.byte(u8::from(change.payload.is_some()));
        if let Some(payload) = &change.payload {
            out.word(payload);
        }
    }
    out.finish()
}

fn by_column<'b>(
    changes: impl Iterator<Item = Split<'b>>,
    runs: &[SaltRun],
    known: &dyn KnownRecords,
) -> Columns {
    let splits: Vec<Split<'_>> = changes.collect();
    let seeds = salt::seeds_of(&splits, runs);
    let (mut headers, mut payloads) = (HeaderWriter::default(), PayloadWriter::new(known));
    let mut out = Writer::default();
    out.byte(BY_COLUMN);
    out.number(splits.len() as u64);
    out.fixed(&digest(
        splits.iter().map(|split| (split.hash, split.payload_hash)),
    ));
    for (split, seed) in splits.iter().zip(&seeds) {
        out.byte(split.form() | (u8::from(seed.is_some()) * form::RUN_SALT));
    }
    let mut used = Index::default();
    for (split, seed) in splits.iter().zip(&seeds) {
        match &split.header {
            None => {
                out.word(&split.raw.header);
                headers.push_raw(split.hash);
            }
            Some(header) => {
                if !header.extra.is_empty() {
                    out.word(&header.extra);
                }
                if split.payload_hash != Some(header.payload_hash) {
                    out.fixed(header.payload_hash.as_bytes());
                }
                headers.push(header, split.hash);
            }
        }
        match (&split.payload, &split.raw.payload) {
            (Some(parts), _) => payloads.push(parts, seed.is_none()),
            (None, Some(bytes)) => out.word(bytes),
            (None, None) => {}
        }
        if let Some(seed) = seed {
            let place = used.refer(*seed);
            out.refer(place);
        }
    }
    used.list.iter().for_each(|seed| out.fixed(seed));
    headers.write(&mut out);
    payloads.write(&mut out);
    out.finish()
}

/// Reads what [`encode`] wrote.
///
/// Memory and time are in proportion to `bytes` and `limits`, whatever the bytes say.
///
/// # Errors
/// As listed at [`ColumnsError`].
pub fn decode(
    bytes: &[u8],
    known: &dyn KnownRecords,
    limits: Limits,
) -> Result<Decoded, ColumnsError> {
    let mut kept = Vec::new();
    let spelling = read(bytes, known, limits, |change| kept.push(change))?;
    let columns = match &spelling {
        Spelling::Rows => None,
        Spelling::Columns(runs, named) => {
            Some(by_column(kept.iter().map(Split::again), runs, named))
        }
    };
    let changes: Vec<RawChange> = kept.into_iter().map(|kept| kept.raw).collect();
    if columns.unwrap_or_else(|| by_row(&changes)).bytes != bytes {
        return Err(ColumnsError::Damaged);
    }
    let runs = match spelling {
        Spelling::Rows => Vec::new(),
        Spelling::Columns(runs, _) => runs,
    };
    Ok(Decoded { changes, runs })
}

/// A change read from columns a store has kept, with what reading found out on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its exact bytes.
    pub raw: RawChange,
    /// Its name, computed from these bytes.
    pub hash: ChangeHash,
    /// Its header; None when it was carried whole.
    pub header: Option<Header>,
    /// The hash of its payload's bytes.
    payload_hash: Option<PayloadHash>,
    /// The seed its salt was derived from.
    seed: Option<[u8; 16]>,
}

/// Reads what [`encode`] wrote and nobody else could have touched since, such as the pages of an authenticated store.
///
/// Every hash is computed and compared with the digest as in [`decode`]; only that the bytes have their one spelling is not asked again,
/// which halves the time.
///
/// # Errors
/// As listed at [`ColumnsError`].
pub fn decode_kept(
    bytes: &[u8],
    known: &dyn KnownRecords,
    limits: Limits,
) -> Result<Vec<Kept>, ColumnsError> {
    let mut changes = Vec::new();
    read(bytes, known, limits, |kept| changes.push(kept))?;
    Ok(changes)
}

/// What else than the changes the bytes follow from.
enum Spelling {
    Rows,
    Columns(Vec<SaltRun>, Named),
}

/// Reads changes one after the other and compares their digest.
fn read(
    bytes: &[u8],
    known: &dyn KnownRecords,
    limits: Limits,
    mut each: impl FnMut(Kept),
) -> Result<Spelling, ColumnsError> {
    let mut from = Reader::of(bytes)?;
    let way = from.byte()?;
    let count = from.count()?;
    if count > limits.changes {
        return Err(ColumnsError::TooLarge);
    }
    match way {
        BY_COLUMN => {}
        BY_ROW => {
            for raw in read_rows(count, &mut from, limits)? {
                each(Kept {
                    hash: raw.hash(),
                    header: None,
                    payload_hash: raw.payload.as_deref().map(PayloadHash::of),
                    seed: None,
                    raw,
                });
            }
            return Ok(Spelling::Rows);
        }
        _ => return Err(ColumnsError::Damaged),
    }
    let expected: [u8; 8] = from.fixed()?;
    let forms = from.bytes(count)?;
    if forms.iter().any(|form| !may_be(*form)) {
        return Err(ColumnsError::Damaged);
    }
    let whole: Vec<Whole<'_>> = forms
        .iter()
        .map(|form| Whole::read(*form, &mut from))
        .collect::<Result<_, _>>()?;
    let seeds = read_seeds(&whole, &mut from)?;
    let mut headers = HeaderReader::read(forms, &mut from)?;
    let mut payloads = PayloadReader::read(forms, known, limits.bytes / 2, &mut from)?;
    from.finish()?;

    let mut left = limits.bytes;
    let mut hashes = Vec::new();
    let mut runs = salt::Runs::default();
    let mut seeds = seeds.into_iter();
    for (form, whole) in forms.iter().zip(whole) {
        let mut header = if form & form::RAW_HEADER == 0 {
            Some(headers.next()?)
        } else {
            None
        };
        let mut derived_from = None;
        let payload = match (form & form::NO_PAYLOAD, whole.payload) {
            (0, Some(payload)) => Some(payload.to_vec()),
            (0, None) => {
                let mut payload = payloads.next(*form, left)?;
                if form & form::RUN_SALT != 0 {
                    let header = header.as_ref().ok_or(ColumnsError::Damaged)?;
                    let seed = seeds.next().ok_or(ColumnsError::Damaged)?;
                    salt::put_derived(&seed, &header.stream, header.sequence, &mut payload);
                    runs.note(seed, header.stream, header.sequence);
                    derived_from = Some(seed);
                }
                Some(payload)
            }
            _ => None,
        };
        let payload_hash = payload.as_deref().map(PayloadHash::of);
        let bytes = match &mut header {
            None => whole.header.to_vec(),
            Some(header) => {
                header.payload_hash = whole
                    .payload_hash
                    .or(payload_hash)
                    .ok_or(ColumnsError::Damaged)?;
                header.extra = whole.header.to_vec();
                encode_header(header).map_err(|_| ColumnsError::Damaged)?
            }
        };
        let hash = ChangeHash::of(&bytes);
        headers.push(hash, header.as_ref());
        hashes.push((hash, payload_hash));
        left = left
            .checked_sub(bytes.len() + payload.as_ref().map_or(0, Vec::len))
            .ok_or(ColumnsError::TooLarge)?;
        each(Kept {
            raw: RawChange {
                header: bytes,
                payload,
            },
            hash,
            header,
            payload_hash,
            seed: derived_from,
        });
    }
    if digest(hashes.into_iter()) != expected {
        return Err(ColumnsError::Damaged);
    }
    let named = Named(std::mem::take(&mut payloads.ids.places));
    Ok(Spelling::Columns(runs.list, named))
}

fn read_rows(
    count: usize,
    from: &mut Reader<'_>,
    limits: Limits,
) -> Result<Vec<RawChange>, ColumnsError> {
    let (mut changes, mut left) = (Vec::new(), limits.bytes);
    for _ in 0..count {
        let header = from.word()?;
        let payload = match from.byte()? {
            0 => None,
            1 => Some(from.word()?),
            _ => return Err(ColumnsError::Damaged),
        };
        left = left
            .checked_sub(header.len() + payload.map_or(0, <[u8]>::len))
            .ok_or(ColumnsError::TooLarge)?;
        changes.push(RawChange {
            header: header.to_vec(),
            payload: payload.map(<[u8]>::to_vec),
        });
    }
    from.finish()?;
    Ok(changes)
}

/// Guards against mistakes: eight bytes over all hashes, so that columns read wrongly are refused and not taken for other changes.
fn digest(hashes: impl Iterator<Item = (ChangeHash, Option<PayloadHash>)>) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    for (change, payload) in hashes {
        hasher.update(change.as_bytes());
        if let Some(payload) = payload {
            hasher.update(payload.as_bytes());
        }
    }
    let mut digest = [0; 8];
    hasher.finalize_xof().fill(&mut digest);
    digest
}

/// What of a change is carried whole, beside its columns.
struct Whole<'b> {
    form: u8,
    /// The header, or its extra.
    header: &'b [u8],
    payload_hash: Option<PayloadHash>,
    payload: Option<&'b [u8]>,
    seed: u64,
}

impl<'b> Whole<'b> {
    fn read(form: u8, from: &mut Reader<'b>) -> Result<Self, ColumnsError> {
        let has = |bits: u8| form & bits != 0;
        Ok(Self {
            form,
            header: if has(form::RAW_HEADER | form::HEADER_EXTRA) {
                from.word()?
            } else {
                &[]
            },
            payload_hash: if has(form::NAMED_HASH) {
                Some(PayloadHash(from.fixed()?))
            } else {
                None
            },
            payload: if has(form::RAW_PAYLOAD) {
                Some(from.word()?)
            } else {
                None
            },
            seed: if has(form::RUN_SALT) {
                from.number()?
            } else {
                0
            },
        })
    }
}

fn read_seeds(whole: &[Whole<'_>], from: &mut Reader<'_>) -> Result<Vec<[u8; 16]>, ColumnsError> {
    let uses = || {
        whole
            .iter()
            .filter(|whole| whole.form & form::RUN_SALT != 0)
            .map(|whole| whole.seed)
    };
    let new = uses().filter(|place| *place == 0).count();
    if new > salt::MOST_SEEDS {
        return Err(ColumnsError::TooLarge);
    }
    let list: Vec<[u8; 16]> = (0..new).map(|_| from.fixed()).collect::<Result<_, _>>()?;
    let mut met = 0;
    uses()
        .map(|place| resolve(place, &mut met, &list).copied())
        .collect()
}

/// Tells whether the bits of a form can stand together.
fn may_be(form: u8) -> bool {
    let has = |bits: u8| form & bits != 0;
    let of_parts = form::PAYLOAD_EXTRA | form::REASON | form::RUN_SALT;
    !(has(form::RAW_HEADER) && has(form::HEADER_EXTRA | form::NAMED_HASH | form::RUN_SALT)
        || has(form::NO_PAYLOAD) && has(form::RAW_PAYLOAD | of_parts)
        || has(form::RAW_PAYLOAD) && has(of_parts))
}

/// The places a run of columns named, to write it again.
struct Named(BTreeMap<RecordId, RecordPlace>);

impl KnownRecords for Named {
    fn place(&self, record: RecordId) -> Option<RecordPlace> {
        self.0.get(&record).copied()
    }

    fn record(&self, _: &RecordPlace) -> Option<RecordId> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_have_one_spelling_too() {
        let change = |header: &[u8], payload: Option<&[u8]>| RawChange {
            header: header.to_vec(),
            payload: payload.map(<[u8]>::to_vec),
        };
        let changes = vec![
            change(b"header", Some(b"payload")),
            change(b"", None),
            change(b"x", Some(b"")),
        ];
        let bytes = by_row(&changes).bytes;
        let limits = |bytes| Limits { changes: 3, bytes };
        let read = |bytes: &[u8], most| decode(bytes, &NothingKnown, limits(most));
        assert_eq!(read(&bytes, 14).unwrap().changes, changes);
        assert_eq!(read(&bytes, 13), Err(ColumnsError::TooLarge));
        for at in 0..bytes.len() {
            assert!(read(&bytes[..at], 14).is_err());
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                if let Ok(other) = read(&flipped, 100) {
                    assert_ne!(other.changes, changes, "bit {bit} of byte {at}");
                    assert_eq!(by_row(&other.changes).bytes, flipped);
                }
            }
        }
    }
}
