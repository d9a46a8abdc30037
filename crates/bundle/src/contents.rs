//! What a bundle says, before sealing and after opening.
//!
//! Changes are carried as exact bytes and never read here. The wire form is CBOR in one spelling only; fields are numbered
//! in the order of docs/formats/bundle.md.

use goldaw_changes::{ChangeHash, Head, RawChange};
use minicbor::{Decode, Encode};
use uuid::Uuid;

use crate::head::HeadSignature;
use crate::heads_wire;

/// Everything inside one bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Who sends, after which bundle, with which roster.
    pub envelope: Envelope,
    /// What is held, acknowledged, wanted, confirmed.
    pub control: Control,
    /// Changes, oldest first within a stream.
    pub changes: Vec<RawChange>,
    /// Signatures of the streams' own devices over the heads reached.
    pub head_signatures: Vec<HeadSignature>,
    /// Manifests of files, then pieces of files; whole files from programs that know no pieces.
    pub attachments: Vec<Attachment>,
}

/// The part of the envelope the sender chooses; device, number, session and counts are added by sealing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender's office.
    pub sender_office: Uuid,
    /// When it was made, milliseconds since 1970 by the sender's clock; proves nothing.
    pub made_at_ms: i64,
    /// [`crate::bundle_hash`] of the bundle made before for the same addressee.
    pub previous: Option<[u8; 32]>,
    /// The newest roster the sender knows, when the addressee may not have it.
    pub roster: Option<Vec<u8>>,
}

/// What the two ends must know of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Control {
    /// The heads the sender holds, computed when the bundle was made.
    #[cbor(n(0), with = "heads_wire::heads")]
    pub frontier: Vec<Head>,
    /// What peers, the sender first, said they held.
    #[n(1)]
    pub received: Vec<Acknowledgement>,
    /// What the sender misses: changes that others name, then contents of files that are not whole and pieces of them.
    #[cbor(n(2), with = "heads_wire::hashes")]
    pub wants: Vec<ChangeHash>,
    /// What became of bundles received.
    #[n(3)]
    pub receipts: Vec<Receipt>,
}

/// What one peer said it held. Belongs to one life of that peer: a restored computer holds less than it once said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Acknowledgement {
    /// The device that holds.
    #[cbor(n(0), with = "goldaw_trust::wire::uuid_bytes")]
    pub peer: Uuid,
    /// Its life.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub session: [u8; 16],
    /// Rises within one life; the larger one counts.
    #[n(2)]
    pub counter: u64,
    /// The heads it holds.
    #[cbor(n(3), with = "heads_wire::heads")]
    pub heads: Vec<Head>,
    /// What it asked for by name, contents of files left aside: it may have gone on without one of these.
    #[cbor(n(4), with = "heads_wire::hashes_or_none", has_nil)]
    pub lacking: Vec<ChangeHash>,
}

/// What became of one bundle.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// [`crate::bundle_hash`] of that bundle.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub bundle: [u8; 32],
    /// The device that had sent it.
    #[cbor(n(1), with = "goldaw_trust::wire::uuid_bytes")]
    pub sender: Uuid,
    /// Its number.
    #[n(2)]
    pub number: u64,
    /// The life of the sender it was made in.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub session: [u8; 16],
    /// What became of it.
    #[n(4)]
    pub outcome: Outcome,
}

/// What became of a bundle at its addressee.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Outcome {
    /// Taken over, durable.
    #[n(0)]
    TakenOver {
        /// Changes that were new.
        #[n(0)]
        new: u64,
        /// Changes that were there already.
        #[n(1)]
        known: u64,
    },
    /// Refused.
    #[n(1)]
    Refused {
        /// Code of the reason, as the screens know it; at most 64 bytes.
        #[n(0)]
        code: String,
    },
}

/// A manifest or a piece of a file; a whole file from programs that know no pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// Takes bytes and computes their hash.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self {
            hash: blake3::hash(&bytes).into(),
            bytes,
        }
    }

    /// Tells whether the bytes are what the hash names. Of a bundle opened they need not be: one that does not fit is refused alone.
    pub fn fits(&self) -> bool {
        blake3::hash(&self.bytes).as_bytes() == &self.hash
    }

    /// Returns the room an attachment of so many bytes takes in a body.
    pub const fn room(bytes: u64) -> u64 {
        bytes + 36
    }
}
