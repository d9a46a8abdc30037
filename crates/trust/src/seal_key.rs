//! The keys things are sealed to: ML-KEM-768 and X25519 together, so that whoever keeps a lost stick has to break both.
//!
//! This is the age format's own hybrid recipient (<https://c2sp.org/age>, stanza `mlkem768x25519`), which the `age` crate does
//! not bring yet; it goes when that one does. Here stand the stanza and its strict checks. The cryptography is that of `hpke`
//! and `x-wing`.

use std::collections::HashSet;
use std::fmt;

use age::secrecy::ExposeSecret;
use age::{DecryptError, EncryptError};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use bech32::{ToBase32, Variant};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use zeroize::{Zeroize, Zeroizing};

use crate::TrustError;

/// Bytes of the public half: 1,184 of ML-KEM-768, then 32 of X25519.
pub const SEAL_KEY_BYTES: usize = 1216;

const STANZA: &str = "mlkem768x25519";
const CLASSICAL_STANZA: &str = "X25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// Recipients with this label are not mixed with others: one classical stanza would undo the rest.
const LABEL: &str = "postquantum";
const SHARE_BYTES: usize = 1120;
const TAG_BYTES: usize = 16;

/// The public half. Both parts are checked wherever one is made from bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey(Box<[u8; SEAL_KEY_BYTES]>);

impl SealKey {
    /// Takes over the bytes of a key.
    ///
    /// # Errors
    /// [`TrustError::Damaged`] for another length, an ML-KEM key outside its range (FIPS 203, 7.2) or an X25519 key of small
    /// order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TrustError> {
        let kept: Box<[u8; SEAL_KEY_BYTES]> =
            bytes.to_vec().try_into().map_err(|_| TrustError::Damaged)?;
        <XWing as Kem>::PublicKey::from_bytes(bytes).map_err(|_| TrustError::Damaged)?;
        if contributes(bytes) {
            Ok(Self(kept))
        } else {
            Err(TrustError::Damaged)
        }
    }

    /// Lends the bytes.
    pub fn as_bytes(&self) -> &[u8; SEAL_KEY_BYTES] {
        &self.0
    }
}

impl fmt::Display for SealKey {
    /// Writes the recipient as age tools take it: `age1pq1...`, 1,959 characters.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        bech32::encode_to_fmt(
            formatter,
            "age1pq",
            self.0.as_slice().to_base32(),
            Variant::Bech32,
        )
        .map_err(|_| fmt::Error)?
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealKey({:02x?}..)", &self.0[..4])
    }
}

impl<C> Encode<C> for SealKey {
    fn encode<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.bytes(self.0.as_slice())?.ok()
    }
}

impl<C> Decode<'_, C> for SealKey {
    fn decode(decoder: &mut Decoder<'_>, _: &mut C) -> Result<Self, DecodeError> {
        let at = decoder.position();
        Self::from_bytes(decoder.bytes()?)
            .map_err(|_| DecodeError::message("not a sealing key").at(at))
    }
}

impl age::Recipient for SealKey {
    fn wrap_file_key(
        &self,
        file_key: &FileKey,
    ) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let refused = |_| EncryptError::Io(std::io::ErrorKind::InvalidData.into());
        let key = <XWing as Kem>::PublicKey::from_bytes(self.0.as_slice()).map_err(refused)?;
        let (share, body) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &key,
            INFO,
            file_key.expose_secret(),
            b"",
        )
        .map_err(refused)?;
        let stanza = Stanza {
            tag: STANZA.to_owned(),
            args: vec![BASE64_STANDARD_NO_PAD.encode(share.to_bytes())],
            body,
        };
        Ok((vec![stanza], HashSet::from([LABEL.to_owned()])))
    }
}

/// The secret half, kept as a seed of 32 bytes; wiped when dropped.
#[derive(Clone)]
pub struct SealSecret(<XWing as Kem>::PrivateKey);

impl SealSecret {
    /// Makes the key pair of a seed. Every seed is one.
    ///
    /// # Errors
    /// None in practice; [`TrustError::Damaged`] should the library refuse the length.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, TrustError> {
        <XWing as Kem>::PrivateKey::from_bytes(seed)
            .map(Self)
            .map_err(|_| TrustError::Damaged)
    }

    /// Returns the seed, for keeping.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; 32]);
        self.0.write_exact(seed.as_mut_slice());
        seed
    }

    /// Returns the public half.
    pub fn public(&self) -> SealKey {
        let mut bytes = Box::new([0; SEAL_KEY_BYTES]);
        XWing::sk_to_pk(&self.0).write_exact(bytes.as_mut_slice());
        SealKey(bytes)
    }

    /// Returns the secret as age tools take it: `AGE-SECRET-KEY-PQ-1...`.
    ///
    /// # Errors
    /// None in practice; [`TrustError::Damaged`] should the library refuse the prefix.
    pub fn text(&self) -> Result<Zeroizing<String>, TrustError> {
        let text = bech32::encode(
            "age-secret-key-pq-",
            self.seed().to_base32(),
            Variant::Bech32,
        );
        let text = Zeroizing::new(text.map_err(|_| TrustError::Damaged)?);
        Ok(Zeroizing::new(text.to_uppercase()))
    }
}

impl fmt::Debug for SealSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealSecret(..)")
    }
}

impl age::Identity for SealSecret {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag != STANZA {
            return None;
        }
        let Some(share) = share_of(stanza) else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        // What does not open is sealed to somebody else: the stanza does not say to whom.
        let mut opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &self.0,
            &share,
            INFO,
            &stanza.body,
            b"",
        )
        .ok()?;
        let file_key = FileKey::init_with_mut(|key| key.copy_from_slice(&opened));
        opened.zeroize();
        Some(Ok(file_key))
    }

    /// Refuses a file that is also sealed to a classical key.
    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        if stanzas.iter().any(|stanza| stanza.tag == CLASSICAL_STANZA) {
            return Some(Err(DecryptError::InvalidHeader));
        }
        stanzas.iter().find_map(|stanza| self.unwrap_stanza(stanza))
    }
}

/// Reads what a stanza must hold: one argument, the canonical base64 of a share of the right length that contributes, and a body
/// as long as a sealed file key.
fn share_of(stanza: &Stanza) -> Option<<XWing as Kem>::EncappedKey> {
    let [argument] = stanza.args.as_slice() else {
        return None;
    };
    let share = BASE64_STANDARD_NO_PAD.decode(argument).ok()?;
    let fits = share.len() == SHARE_BYTES && stanza.body.len() == FILE_KEY_BYTES + TAG_BYTES;
    if !fits || !contributes(&share) {
        return None;
    }
    <XWing as Kem>::EncappedKey::from_bytes(&share).ok()
}

/// Says whether the X25519 point at the end is not of small order: such a point makes every shared secret zero.
fn contributes(bytes: &[u8]) -> bool {
    bytes
        .last_chunk::<32>()
        .is_some_and(|point| x25519_dalek::x25519([1; 32], *point) != [0; 32])
}

#[cfg(test)]
mod tests;
