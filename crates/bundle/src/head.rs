//! The signature of a device over the head of its own stream: proof of authorship that survives re-packing elsewhere.
//!
//! Because every change names the hash of the one before, one signature over the newest covers all before it.

use goldaw_changes::Head;
use goldaw_trust::{DeviceKeys, Roster, TrustError, label};
use minicbor::{Decode, Encode};
use uuid::Uuid;

use crate::BundleError;
use crate::heads_wire::{self, STREAM_BYTES, stream_bytes};

/// A head and its device's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HeadSignature {
    /// The head signed.
    #[cbor(n(0), with = "heads_wire::head")]
    pub head: Head,
    /// The device that signed.
    #[cbor(n(1), with = "goldaw_trust::wire::uuid_bytes")]
    pub device: Uuid,
    /// Ed25519 over stream, sequence, hash, device.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// Why a head signature proves nothing here. The changes may still come with another proof later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadDoubt {
    /// No roster known here names the device.
    UnknownDevice,
    /// Written after the device was revoked.
    AfterRevocation,
    /// Signed by another device than the stream's own.
    AnotherDevicesStream,
}

impl HeadSignature {
    /// Signs a head with this device's key.
    pub fn sign(head: Head, keys: &DeviceKeys) -> Self {
        let device = keys.device();
        let signature = keys.sign(label::STREAM_HEAD, &message(&head, device));
        Self {
            head,
            device,
            signature,
        }
    }

    /// Checks the signature with a device's public signing key.
    ///
    /// # Errors
    /// [`TrustError::WrongSignature`].
    pub fn verify(&self, public: &[u8; 32]) -> Result<(), TrustError> {
        label::verify(
            public,
            label::STREAM_HEAD,
            &message(&self.head, self.device),
            &self.signature,
        )
    }

    /// Says whether this proves the head, given a roster; `Ok(Some(doubt))` when nothing can be said.
    ///
    /// # Errors
    /// [`BundleError::ForgedHead`] when the device is known and its signature does not fit.
    pub fn doubt(&self, roster: &Roster) -> Result<Option<HeadDoubt>, BundleError> {
        if self.head.stream.device.uuid() != self.device {
            return Ok(Some(HeadDoubt::AnotherDevicesStream));
        }
        let Some(device) = roster.device(self.device) else {
            return Ok(Some(HeadDoubt::UnknownDevice));
        };
        self.verify(&device.public.sign)
            .map_err(|_| BundleError::ForgedHead {
                device: self.device,
            })?;
        let late = device
            .revoked_after
            .is_some_and(|last| self.head.sequence > last);
        Ok(late.then_some(HeadDoubt::AfterRevocation))
    }
}

fn message(head: &Head, device: Uuid) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(STREAM_BYTES + 8 + 32 + 16);
    bytes.extend_from_slice(&stream_bytes(&head.stream));
    bytes.extend_from_slice(&head.sequence.to_be_bytes());
    bytes.extend_from_slice(head.hash.as_bytes());
    bytes.extend_from_slice(device.as_bytes());
    bytes
}
