//! What a change says: header, payload and operations.
//!
//! Only the shapes; their bytes are in `format`, their placing and effect in `merge`. The header says who, when and after what, and is
//! kept for ever; the payload says what, and can be erased or withheld without breaking the chain of headers.

use crate::Fields;
use crate::format::{self, FormatError};
use crate::hash::{ChangeHash, PayloadHash};
use crate::hlc::Hlc;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, WorkerId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One life of a device's store: a random number taken anew at enrolment and after every detected restore or copy, never reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Incarnation(pub Uuid);

/// The chain a change belongs to: one life of one device, writing in one scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct StreamId {
    /// The computer.
    pub device: DeviceId,
    /// Its life.
    pub incarnation: Incarnation,
    /// The office whose changes travel together; a stream is always carried whole.
    pub scope: OfficeId,
}

/// Who wrote a change, when, and after what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The chain.
    pub stream: StreamId,
    /// Place in the chain, from 1. An address only: a restored copy can use it a second time.
    pub sequence: u64,
    /// The change before it in the chain; None exactly for the first.
    pub previous: Option<ChangeHash>,
    /// Heads of other chains the author had seen since `previous`, sorted, without repetition, in the same scope.
    pub seen: Vec<ChangeHash>,
    /// Time of the author's clock, rising along the chain.
    pub hlc: Hlc,
    /// The worker.
    pub author: WorkerId,
    /// The office the worker acted for; not always the scope.
    pub office: OfficeId,
    /// Code of the role the worker acted in, at most 64 bytes.
    pub role: String,
    /// Number of the program version that wrote it.
    pub program: u32,
    /// Hash of the payload's bytes.
    pub payload_hash: PayloadHash,
    /// Canonical bytes of what a newer version added, kept and never read; empty for own changes.
    pub extra: Vec<u8>,
}

/// What was done and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Payload {
    /// 16 random bytes, so that the hash left behind by an erased or withheld payload tells nothing to a guesser.
    pub salt: [u8; 16],
    /// Code of the intention, at most 128 bytes.
    pub action: String,
    /// The reason the worker gave.
    pub reason: Option<String>,
    /// Name and version of the form filled in.
    pub form: Option<String>,
    /// What is written, in order; a later write of the same field in one change replaces the earlier.
    pub operations: Vec<Operation>,
    /// Canonical bytes of what a newer version added, kept and never read; empty for own changes.
    pub extra: Vec<u8>,
}

/// One thing a change does.
#[derive(Clone, PartialEq, Debug)]
pub enum Operation {
    /// Gives fields of a record new values; the record exists from its first write on.
    Write {
        /// The record.
        record: RecordId,
        /// Its kind; kinds this version does not know are ordinary records.
        kind: String,
        /// The new values; `null` clears a field.
        fields: Fields,
    },
    /// An operation of a newer version: canonical bytes, kept and forwarded, never applied.
    Unknown(Vec<u8>),
}

/// A change as exact bytes, the form in which it is kept, hashed, signed and sent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RawChange {
    /// The header's canonical bytes.
    pub header: Vec<u8>,
    /// The payload's canonical bytes; None when erased, or sealed for somebody else.
    pub payload: Option<Vec<u8>>,
}

impl RawChange {
    /// Writes a change as bytes, setting the header's `payload_hash` from the payload.
    ///
    /// # Errors
    /// A [`FormatError`] when something is longer than the format allows, out of order, or a fraction.
    pub fn write(header: &Header, payload: &Payload) -> Result<RawChange, FormatError> {
        let payload = format::encode_payload(payload)?;
        let header = Header {
            payload_hash: PayloadHash::of(&payload),
            ..header.clone()
        };
        Ok(RawChange {
            header: format::encode_header(&header)?,
            payload: Some(payload),
        })
    }

    /// Returns the name of the change.
    pub fn hash(&self) -> ChangeHash {
        ChangeHash::of(&self.header)
    }

    /// Reads the header.
    ///
    /// # Errors
    /// A [`FormatError`] when the bytes are not exactly what this crate would have written.
    pub fn read_header(&self) -> Result<Header, FormatError> {
        format::decode_header(&self.header)
    }

    /// Reads the payload, None when it is not there. Its hash is not compared here.
    ///
    /// # Errors
    /// A [`FormatError`] when the bytes are not exactly what this crate would have written.
    pub fn read_payload(&self) -> Result<Option<Payload>, FormatError> {
        self.payload
            .as_deref()
            .map(format::decode_payload)
            .transpose()
    }
}
