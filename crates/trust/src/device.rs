//! The keys of one device: a signing key, a sealing key, and a random mailbox id that stands for the device where
//! strangers can read.

use std::fmt;

use minicbor::{Decode, Encode};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::label::{self, Label};
use crate::secret::KeyPair;
use crate::{Randomness, SealKey, SealSecret, TrustError, random, wire};

/// Bytes of a mailbox id.
pub const MAILBOX_BYTES: usize = 16;
/// A random id used in clear headers and at hubs instead of any name.
pub type Mailbox = [u8; MAILBOX_BYTES];

const SECRET_MAX: usize = 256;

/// The public half of a device's keys.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DevicePublic {
    /// The device's id.
    #[cbor(n(0), with = "wire::uuid_bytes")]
    pub device: Uuid,
    /// Ed25519 public key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub sign: [u8; 32],
    /// The key to seal to.
    #[n(2)]
    pub seal: SealKey,
    /// The random id in clear headers.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub mailbox: Mailbox,
}

impl DevicePublic {
    /// Checks a signature of this device.
    ///
    /// # Errors
    /// [`TrustError::WrongSignature`].
    pub fn verify(
        &self,
        label: Label,
        bytes: &[u8],
        signature: &[u8; 64],
    ) -> Result<(), TrustError> {
        label::verify(&self.sign, label, bytes, signature)
    }

    /// Checks that the signing key is a key; the sealing key was checked where its bytes were read.
    pub(crate) fn check(&self) -> Result<(), TrustError> {
        ed25519_dalek::VerifyingKey::from_bytes(&self.sign).map_err(|_| TrustError::Damaged)?;
        Ok(())
    }
}

/// The secret keys of this device. The caller keeps [`DeviceKeys::to_secret_bytes`] inside the encrypted store.
#[derive(Clone)]
pub struct DeviceKeys {
    device: Uuid,
    mailbox: Mailbox,
    pair: KeyPair,
}

#[derive(Encode, Decode)]
struct SecretBytes {
    #[cbor(n(0), with = "wire::uuid_bytes")]
    device: Uuid,
    #[cbor(n(1), with = "minicbor::bytes")]
    mailbox: Mailbox,
    #[cbor(n(2), with = "minicbor::bytes")]
    secrets: [u8; 64],
}

impl DeviceKeys {
    /// Makes the keys of a new device.
    ///
    /// # Errors
    /// [`TrustError::NoRandomness`].
    pub fn generate(device: Uuid, randomness: &mut dyn Randomness) -> Result<Self, TrustError> {
        let mailbox = random::draw(randomness)?;
        Ok(Self {
            device,
            mailbox,
            pair: KeyPair::generate(randomness)?,
        })
    }

    /// Returns the secrets for keeping; wiped when dropped.
    pub fn to_secret_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut kept = SecretBytes {
            device: self.device,
            mailbox: self.mailbox,
            secrets: *self.pair.to_bytes(),
        };
        let bytes = Zeroizing::new(wire::encode(&kept));
        zeroize::Zeroize::zeroize(&mut kept.secrets);
        bytes
    }

    /// Takes kept secrets back.
    ///
    /// # Errors
    /// [`TrustError::Damaged`].
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, TrustError> {
        let kept: SecretBytes = wire::decode(bytes, SECRET_MAX)?;
        let secrets = Zeroizing::new(kept.secrets);
        Ok(Self {
            device: kept.device,
            mailbox: kept.mailbox,
            pair: KeyPair::from_bytes(&secrets)?,
        })
    }

    /// Returns the public half.
    pub fn public(&self) -> DevicePublic {
        DevicePublic {
            device: self.device,
            sign: self.pair.sign.verifying_key().to_bytes(),
            seal: self.pair.seal.public(),
            mailbox: self.mailbox,
        }
    }

    /// Returns the device's id.
    pub fn device(&self) -> Uuid {
        self.device
    }

    /// Returns the random id in clear headers.
    pub fn mailbox(&self) -> Mailbox {
        self.mailbox
    }

    /// Signs bytes for one purpose.
    pub fn sign(&self, label: Label, bytes: &[u8]) -> [u8; 64] {
        label::sign(&self.pair.sign, label, bytes)
    }

    /// Lends the secret that opens what is sealed to this device.
    pub fn seal_secret(&self) -> &SealSecret {
        &self.pair.seal
    }
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeviceKeys")
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;

    #[test]
    fn kept_keys_come_back_the_same() {
        let keys = DeviceKeys::generate(Uuid::from_u128(7), &mut SystemRandomness).unwrap();
        let again = DeviceKeys::from_secret_bytes(&keys.to_secret_bytes()).unwrap();
        assert_eq!(again.public(), keys.public());
        assert!(keys.public().check().is_ok());
        let mut cut = keys.to_secret_bytes().to_vec();
        cut.pop();
        assert_eq!(
            DeviceKeys::from_secret_bytes(&cut).unwrap_err(),
            TrustError::Damaged
        );
    }

    #[test]
    fn a_signature_for_one_purpose_is_none_for_another() {
        let keys = DeviceKeys::generate(Uuid::from_u128(7), &mut SystemRandomness).unwrap();
        let signature = keys.sign(label::STREAM_HEAD, b"bytes");
        assert!(
            keys.public()
                .verify(label::STREAM_HEAD, b"bytes", &signature)
                .is_ok()
        );
        assert!(
            keys.public()
                .verify(label::ROSTER, b"bytes", &signature)
                .is_err()
        );
        assert!(
            keys.public()
                .verify(label::STREAM_HEAD, b"bytez", &signature)
                .is_err()
        );
    }

    #[test]
    fn the_same_secret_gives_the_signing_key_of_another_implementation() {
        // Computed with Python `cryptography` (OpenSSL) from the seed 00 01 .. 1f.
        let mut secrets = [0; 64];
        for (place, byte) in secrets.iter_mut().enumerate() {
            *byte = place as u8;
        }
        let pair = KeyPair::from_bytes(&secrets).unwrap();
        let hex: String = pair
            .sign
            .verifying_key()
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            hex,
            "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
        );
    }
}
