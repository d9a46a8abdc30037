//! Secrets that live in memory while a store is open: wiped when dropped, never shown by `Debug`.

use std::fmt;

use ed25519_dalek::SigningKey;
use zeroize::{Zeroize, Zeroizing};

use crate::label::{self, Label};
use crate::{Randomness, SealSecret, TrustError, random};

/// The key of the office database: 32 bytes, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// Takes over 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Lends the bytes to whoever opens the database.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for DatabaseKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseKey(..)")
    }
}

/// The two secrets of a person or a machine: one signs, the other opens what is sealed.
#[derive(Clone)]
pub(crate) struct KeyPair {
    pub sign: SigningKey,
    pub seal: SealSecret,
}

impl KeyPair {
    pub fn generate(randomness: &mut dyn Randomness) -> Result<Self, TrustError> {
        let secrets: Zeroizing<[u8; 64]> = Zeroizing::new(random::draw(randomness)?);
        Self::from_bytes(&secrets)
    }

    /// Signing seed first, seed of the seal second.
    pub fn from_bytes(secrets: &[u8; 64]) -> Result<Self, TrustError> {
        let mut seed = Zeroizing::new([0; 32]);
        let mut seal_seed = Zeroizing::new([0; 32]);
        seed.copy_from_slice(&secrets[..32]);
        seal_seed.copy_from_slice(&secrets[32..]);
        Ok(Self {
            sign: SigningKey::from_bytes(&seed),
            seal: SealSecret::from_seed(&seal_seed)?,
        })
    }

    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut secrets = Zeroizing::new([0; 64]);
        secrets[..32].copy_from_slice(self.sign.as_bytes());
        secrets[32..].copy_from_slice(self.seal.seed().as_slice());
        secrets
    }
}

/// The keys of a worker, known only while the worker's slot is open.
#[derive(Clone)]
pub struct WorkerKeys(pub(crate) KeyPair);

impl WorkerKeys {
    /// Signs bytes in the worker's name.
    pub fn sign(&self, label: Label, bytes: &[u8]) -> [u8; 64] {
        label::sign(&self.0.sign, label, bytes)
    }

    /// Returns the public half of the signing key.
    pub fn sign_public(&self) -> [u8; 32] {
        self.0.sign.verifying_key().to_bytes()
    }
}

impl fmt::Debug for WorkerKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WorkerKeys(..)")
    }
}
