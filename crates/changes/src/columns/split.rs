//! A change taken apart without copying: which of its bytes follow from others, and which must be carried.
//!
//! What is taken apart here can be put together again byte for byte, because the canonical form leaves no choice. Whatever else comes,
//! of newer formats or odd, is carried as the bytes it is.

use super::Kept;
use crate::canonical::Reader;
use crate::change::{Header, RawChange};
use crate::format::{self, FormatError, MAX_HEADER, MAX_PAYLOAD};
use crate::hash::{ChangeHash, PayloadHash};
use std::borrow::Cow;

/// Bits of the byte that says how a change is carried.
pub(super) mod form {
    /// The header is carried whole.
    pub(crate) const RAW_HEADER: u8 = 1;
    /// The header has an extra.
    pub(crate) const HEADER_EXTRA: u8 = 2;
    /// There is no payload.
    pub(crate) const NO_PAYLOAD: u8 = 4;
    /// The payload is carried whole.
    pub(crate) const RAW_PAYLOAD: u8 = 8;
    /// The payload has an extra.
    pub(crate) const PAYLOAD_EXTRA: u8 = 16;
    /// The payload's hash does not follow from a payload and is carried.
    pub(crate) const NAMED_HASH: u8 = 32;
    /// There is a reason.
    pub(crate) const REASON: u8 = 64;
    /// The salt follows from a seed.
    pub(crate) const RUN_SALT: u8 = 128;
}

/// A change taken apart.
pub(super) struct Split<'b> {
    pub(super) raw: &'b RawChange,
    pub(super) hash: ChangeHash,
    /// The hash of the payload's bytes.
    pub(super) payload_hash: Option<PayloadHash>,
    /// None when the header is carried whole.
    pub(super) header: Option<Cow<'b, Header>>,
    /// None when the payload is not there or carried whole.
    pub(super) payload: Option<Parts<'b>>,
    /// The seed the salt is known to follow from.
    pub(super) seed: Option<[u8; 16]>,
}

/// A payload taken apart.
pub(super) struct Parts<'b> {
    pub(super) salt: [u8; 16],
    pub(super) action: &'b str,
    pub(super) reason: Option<&'b str>,
    pub(super) form: Option<&'b str>,
    pub(super) operations: Vec<Part<'b>>,
    /// Empty when there is none.
    pub(super) extra: &'b [u8],
}

/// An operation taken apart.
pub(super) enum Part<'b> {
    Write {
        record: [u8; 16],
        kind: &'b str,
        fields: Vec<(&'b str, &'b [u8])>,
    },
    /// Bytes of an operation this version does not take apart.
    Other(&'b [u8]),
}

impl<'b> Split<'b> {
    pub(super) fn of(raw: &'b RawChange) -> Self {
        Self {
            raw,
            hash: raw.hash(),
            payload_hash: raw.payload.as_deref().map(PayloadHash::of),
            header: decode_header(raw).map(Cow::Owned),
            payload: payload_parts(raw),
            seed: None,
        }
    }

    /// Takes a change apart that was just put together: its hashes are known, and its header is the one its bytes were written from.
    pub(super) fn again(kept: &'b Kept) -> Self {
        Self {
            raw: &kept.raw,
            hash: kept.hash,
            payload_hash: kept.payload_hash,
            header: match &kept.header {
                Some(header) => Some(Cow::Borrowed(header)),
                None => decode_header(&kept.raw).map(Cow::Owned),
            },
            payload: payload_parts(&kept.raw),
            seed: kept.seed,
        }
    }

    /// Returns how the change is carried; whether its salt follows from a seed is decided later.
    pub(super) fn form(&self) -> u8 {
        let mut form = match &self.header {
            None => form::RAW_HEADER,
            Some(header) => {
                let extra = u8::from(!header.extra.is_empty()) * form::HEADER_EXTRA;
                let named = self.payload_hash != Some(header.payload_hash);
                extra | (u8::from(named) * form::NAMED_HASH)
            }
        };
        form |= match (&self.raw.payload, &self.payload) {
            (None, _) => form::NO_PAYLOAD,
            (Some(_), None) => form::RAW_PAYLOAD,
            (Some(_), Some(parts)) => {
                let extra = u8::from(!parts.extra.is_empty()) * form::PAYLOAD_EXTRA;
                extra | (u8::from(parts.reason.is_some()) * form::REASON)
            }
        };
        form
    }
}

fn decode_header(raw: &RawChange) -> Option<Header> {
    let fits = raw.header.len() <= MAX_HEADER;
    fits.then(|| format::decode_header(&raw.header).ok())?
}

fn payload_parts(raw: &RawChange) -> Option<Parts<'_>> {
    let bytes = raw.payload.as_deref()?;
    let fits = bytes.len() <= MAX_PAYLOAD;
    fits.then(|| parts(bytes).ok())?
}

fn parts(bytes: &[u8]) -> Result<Parts<'_>, FormatError> {
    const WHAT: &str = "payload";
    let mut reader = Reader::new(bytes);
    let length = reader.array(WHAT)?;
    if !(6..=7).contains(&length) || reader.uint(WHAT)? != format::FORMAT {
        return Err(FormatError::Malformed(WHAT));
    }
    let parts = Parts {
        salt: reader.fixed(WHAT)?,
        action: reader.text(WHAT)?,
        reason: optional(&mut reader)?,
        form: optional(&mut reader)?,
        operations: {
            let count = reader.array(WHAT)?;
            (0..count)
                .map(|_| reader.any(2).map(part))
                .collect::<Result<_, _>>()?
        },
        extra: if length == 7 { reader.any(1)? } else { &[] },
    };
    reader.finish()?;
    Ok(parts)
}

fn part(item: &[u8]) -> Part<'_> {
    write(item).unwrap_or(Part::Other(item))
}

fn write(item: &[u8]) -> Result<Part<'_>, FormatError> {
    const WHAT: &str = "write";
    let mut reader = Reader::new(item);
    if reader.array(WHAT)? != 4 || reader.uint(WHAT)? != format::WRITE {
        return Err(FormatError::Malformed(WHAT));
    }
    let record = reader.fixed(WHAT)?;
    let kind = reader.text(WHAT)?;
    // The item was walked before: keys rise, values are canonical, nothing follows.
    let count = reader.map(WHAT)?;
    let mut fields = Vec::new();
    for _ in 0..count {
        fields.push((reader.text(WHAT)?, reader.any(3)?));
    }
    Ok(Part::Write {
        record,
        kind,
        fields,
    })
}

fn optional<'b>(reader: &mut Reader<'b>) -> Result<Option<&'b str>, FormatError> {
    if reader.null()? {
        Ok(None)
    } else {
        reader.text("text").map(Some)
    }
}
