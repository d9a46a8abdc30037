//! CBOR of heads and hashes, whose types belong to the change log and know nothing of this encoding.
//!
//! A stream is 48 bytes: device, incarnation, scope, each a UUID of sixteen.

use goldaw_changes::{ChangeHash, Head, Incarnation, StreamId};
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decoder, Encoder};
use uuid::Uuid;

/// Bytes of a stream's name.
pub const STREAM_BYTES: usize = 48;

/// Writes a stream's name.
pub fn stream_bytes(stream: &StreamId) -> [u8; STREAM_BYTES] {
    let mut bytes = [0; STREAM_BYTES];
    bytes[..16].copy_from_slice(stream.device.uuid().as_bytes());
    bytes[16..32].copy_from_slice(stream.incarnation.0.as_bytes());
    bytes[32..].copy_from_slice(stream.scope.uuid().as_bytes());
    bytes
}

fn stream_of(bytes: &[u8]) -> Option<StreamId> {
    let mut ids = bytes.chunks(16).map(Uuid::from_slice);
    let mut next = || ids.next()?.ok();
    let stream = StreamId {
        device: next()?.into(),
        incarnation: Incarnation(next()?),
        scope: next()?.into(),
    };
    (bytes.len() == STREAM_BYTES).then_some(stream)
}

/// One head: `[stream, sequence, hash]`.
pub mod head {
    use super::*;

    /// Writes a head.
    pub fn encode<C, W: Write>(
        head: &Head,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder
            .array(3)?
            .bytes(&stream_bytes(&head.stream))?
            .u64(head.sequence)?;
        encoder.bytes(head.hash.as_bytes())?.ok()
    }

    /// Reads a head.
    pub fn decode<C>(decoder: &mut Decoder<'_>, _: &mut C) -> Result<Head, DecodeError> {
        if decoder.array()? != Some(3) {
            return Err(DecodeError::message("not a head"));
        }
        let stream =
            stream_of(decoder.bytes()?).ok_or_else(|| DecodeError::message("not a stream"))?;
        let sequence = decoder.u64()?;
        Ok(Head {
            stream,
            sequence,
            hash: hash(decoder)?,
        })
    }
}

/// Heads in the order given.
pub mod heads {
    use super::*;

    /// Writes heads.
    pub fn encode<C, W: Write>(
        heads: &[Head],
        encoder: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.array(heads.len() as u64)?;
        heads
            .iter()
            .try_for_each(|head| super::head::encode(head, encoder, context))
    }

    /// Reads heads.
    pub fn decode<C>(decoder: &mut Decoder<'_>, context: &mut C) -> Result<Vec<Head>, DecodeError> {
        list(decoder, |decoder| super::head::decode(decoder, context))
    }
}

/// Hashes of changes in the order given.
pub mod hashes {
    use super::*;

    /// Writes hashes.
    pub fn encode<C, W: Write>(
        hashes: &[ChangeHash],
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.array(hashes.len() as u64)?;
        hashes
            .iter()
            .try_for_each(|hash| encoder.bytes(hash.as_bytes())?.ok())
    }

    /// Reads hashes.
    pub fn decode<C>(decoder: &mut Decoder<'_>, _: &mut C) -> Result<Vec<ChangeHash>, DecodeError> {
        list(decoder, hash)
    }
}

/// The same as a last element that is left out when there are none.
pub mod hashes_or_none {
    pub use super::hashes::{decode, encode};
    use super::*;

    /// None are left out.
    #[expect(clippy::ptr_arg, reason = "the derive hands the field over as it is")]
    pub fn is_nil(hashes: &Vec<ChangeHash>) -> bool {
        hashes.is_empty()
    }

    /// What stands for a list left out.
    pub fn nil() -> Option<Vec<ChangeHash>> {
        Some(Vec::new())
    }
}

fn hash(decoder: &mut Decoder<'_>) -> Result<ChangeHash, DecodeError> {
    ChangeHash::try_from(decoder.bytes()?).map_err(|_| DecodeError::message("not a hash"))
}

/// Reads a list of known length without reserving room for what it only claims to hold.
fn list<'b, T>(
    decoder: &mut Decoder<'b>,
    mut entry: impl FnMut(&mut Decoder<'b>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let count = decoder
        .array()?
        .ok_or_else(|| DecodeError::message("length not given"))?;
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(entry(decoder)?);
    }
    Ok(entries)
}
