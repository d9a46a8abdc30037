//! Strict, canonical CBOR: a document has exactly one spelling, and any other spelling of the same content is damage.
//!
//! The check is to encode what was decoded and to compare: unknown fields, longer integers, indefinite lengths and
//! trailing bytes all come out different. Sizes are capped before anything is decoded.

use minicbor::{Decode, Encode};

use crate::TrustError;

/// Encodes a value into its one spelling.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A vector takes every byte, and no type of ours refuses to be written.
    let _ = minicbor::encode(value, &mut bytes);
    bytes
}

/// Decodes a value if these bytes are its one spelling and not longer than `at_most`.
///
/// # Errors
/// [`TrustError::TooLarge`] before decoding, [`TrustError::Damaged`] for everything else.
pub fn decode<T>(bytes: &[u8], at_most: usize) -> Result<T, TrustError>
where
    T: Encode<()> + for<'b> Decode<'b, ()>,
{
    if bytes.len() > at_most {
        return Err(TrustError::TooLarge);
    }
    let value: T = minicbor::decode(bytes).map_err(|_| TrustError::Damaged)?;
    if encode(&value) == bytes {
        Ok(value)
    } else {
        Err(TrustError::Damaged)
    }
}

/// Writes a UUID as sixteen bytes: `#[cbor(with = "goldaw_trust::wire::uuid_bytes")]`.
pub mod uuid_bytes {
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};
    use uuid::Uuid;

    /// Writes the sixteen bytes.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn encode<C, W: Write>(
        id: &Uuid,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.bytes(id.as_bytes())?.ok()
    }

    /// Reads exactly sixteen bytes.
    ///
    /// # Errors
    /// When there are more, fewer, or something else.
    pub fn decode<'b, C>(decoder: &mut Decoder<'b>, _: &mut C) -> Result<Uuid, DecodeError> {
        let at = decoder.position();
        Uuid::from_slice(decoder.bytes()?)
            .map_err(|_| DecodeError::message("not sixteen bytes").at(at))
    }
}

/// A document and the signature over its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct SignedBytes {
    /// The document as it was signed.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// Ed25519 over label, zero, body.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// Puts a magic word and a format number before a document.
pub(crate) fn frame(magic: &[u8; 8], format: u8, document: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(9 + document.len());
    bytes.extend_from_slice(magic);
    bytes.push(format);
    bytes.extend_from_slice(document);
    bytes
}

/// Takes magic word and format number off, telling another kind of file from a newer or an older one.
pub(crate) fn unframe<'b>(
    magic: &[u8; 8],
    format: u8,
    bytes: &'b [u8],
) -> Result<&'b [u8], TrustError> {
    match bytes.strip_prefix(magic).and_then(<[u8]>::split_first) {
        None => Err(TrustError::WrongKind),
        Some((found, document)) if *found == format => Ok(document),
        Some((found, _)) if *found > format => Err(TrustError::NewerFormat { format: *found }),
        Some((0, _)) => Err(TrustError::Damaged),
        Some((found, _)) => Err(TrustError::OlderFormat { format: *found }),
    }
}

/// Checks that a text is not empty where it must not be, and no longer than `at_most` bytes.
pub(crate) fn short_text(text: &str, at_most: usize) -> Result<(), TrustError> {
    if text.len() > at_most || text.chars().any(char::is_control) {
        Err(TrustError::Damaged)
    } else {
        Ok(())
    }
}
