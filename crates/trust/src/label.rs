//! What a signature is for. Every signature covers a label, a zero byte and the message, so that bytes signed for one
//! purpose can never be shown as if they had been signed for another.
//!
//! Ed25519 with the strict check: no small-order keys, one signature per message and key.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::TrustError;

/// Names the purpose of a signature. Labels hold no zero byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label(&'static str);

/// The clear header of a bundle.
pub const BUNDLE_HEADER: Label = Label("goldaw bundle header v1");
/// The newest entry of a stream of changes.
pub const STREAM_HEAD: Label = Label("goldaw stream head v1");
/// The roster of the centre.
pub const ROSTER: Label = Label("goldaw roster v1");
/// A device asking to be enrolled.
pub const ENROLMENT: Label = Label("goldaw enrolment v1");
/// A request to a hub.
pub const HUB_REQUEST: Label = Label("goldaw hub request v1");

impl Label {
    fn message(self, bytes: &[u8]) -> Vec<u8> {
        let mut message = Vec::with_capacity(self.0.len() + 1 + bytes.len());
        message.extend_from_slice(self.0.as_bytes());
        message.push(0);
        message.extend_from_slice(bytes);
        message
    }
}

/// Signs bytes for one purpose.
pub(crate) fn sign(key: &SigningKey, label: Label, bytes: &[u8]) -> [u8; 64] {
    key.sign(&label.message(bytes)).to_bytes()
}

/// Checks a signature made for one purpose.
///
/// # Errors
/// [`TrustError::WrongSignature`], whatever the reason: key, signature or bytes.
pub fn verify(
    public: &[u8; 32],
    label: Label,
    bytes: &[u8],
    signature: &[u8; 64],
) -> Result<(), TrustError> {
    VerifyingKey::from_bytes(public)
        .and_then(|key| key.verify_strict(&label.message(bytes), &Signature::from_bytes(signature)))
        .map_err(|_| TrustError::WrongSignature)
}
