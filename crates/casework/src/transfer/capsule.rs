//! The capsule: everything one office hands on about a case, as one file. Bytes in, bytes out; docs/formats/capsule.md in code.
//!
//! It holds the original changes byte for byte, so that who wrote what can still be proven, and the records as the giving office saw them,
//! so that a reader without the rest of that office's log can use them. A change that also speaks of other records is held without its
//! payload: its header proves that it was, and nothing of strangers is passed on.

use crate::error::CaseworkError;
use goldaw_bundle::HeadSignature;
use goldaw_changes::columns::{self, Limits, NothingKnown};
use goldaw_changes::{Head, Incarnation, Operation, PayloadHash, RawChange, StreamId};
use goldaw_domain::ids::{OfficeId, RecordId, WorkerId};
use goldaw_domain::{Fields, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

const MAGIC: &[u8; 8] = b"GOLDAWCP";
const FORMAT: u8 = 1;
/// Changes and bytes of them, at most.
const LIMITS: Limits = Limits {
    changes: 65_536,
    bytes: 64 << 20,
};
/// Bytes of a signature: stream, sequence, hash, Ed25519.
const SIGNATURE: usize = 48 + 8 + 32 + 64;

/// Everything one office hands on about a case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Capsule {
    pub about: About,
    /// The changes that wrote the records, in order of time.
    pub changes: Vec<RawChange>,
    /// Signatures of the computers that wrote them, as far as they were held.
    pub signatures: Vec<HeadSignature>,
}

/// What a capsule says in words of records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct About {
    /// The giving office.
    pub office: OfficeId,
    /// Its case.
    pub case: RecordId,
    /// The records as it saw them, by id.
    pub records: Vec<Kept>,
}

/// A record as the giving office saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub id: RecordId,
    pub kind: String,
    /// When it was first written, ms since 1970 (UTC).
    pub created_at: u64,
    /// Who wrote it first.
    pub created_by: WorkerId,
    pub fields: Fields,
}

impl Kept {
    /// Reads the fields as a record of one kind.
    pub fn read<R: Record>(&self) -> Option<R> {
        (self.kind == R::KIND.name()).then(|| R::from_fields(&self.fields))?
    }
}

impl Capsule {
    /// Writes the capsule. The same content gives the same bytes.
    pub fn encode(&self) -> Result<Vec<u8>, CaseworkError> {
        let about = serde_json::to_vec(&self.about).map_err(goldaw_store::StoreError::from)?;
        let changes = columns::encode(&self.changes, &[], &NothingKnown).bytes;
        let signatures: Vec<u8> = self.signatures.iter().flat_map(signature_bytes).collect();
        let mut bytes = MAGIC.to_vec();
        bytes.push(FORMAT);
        for section in [about, changes, signatures] {
            let length = u32::try_from(section.len()).map_err(|_| CaseworkError::CapsuleDamaged)?;
            bytes.extend(length.to_be_bytes());
            bytes.extend(section);
        }
        Ok(bytes)
    }

    /// Reads a capsule. Whatever is read would be written in the same bytes, and every payload belongs to its header.
    ///
    /// # Errors
    /// `CapsuleNewer` and `CapsuleDamaged`.
    pub fn decode(bytes: &[u8]) -> Result<Capsule, CaseworkError> {
        let damaged = || CaseworkError::CapsuleDamaged;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (format, mut rest) = rest.split_first().ok_or_else(damaged)?;
        if *format > FORMAT {
            return Err(CaseworkError::CapsuleNewer);
        }
        let mut section = || -> Option<&[u8]> {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (section, after) = after.split_at_checked(length)?;
            rest = after;
            Some(section)
        };
        let about = section().ok_or_else(damaged)?;
        let changes = section().ok_or_else(damaged)?;
        let signatures = section().ok_or_else(damaged)?;
        let signatures = signatures.chunks(SIGNATURE).map(signature_of);
        let capsule = Capsule {
            about: serde_json::from_slice(about).map_err(|_| damaged())?,
            changes: columns::decode(changes, &NothingKnown, LIMITS)
                .map_err(|_| damaged())?
                .changes,
            signatures: signatures.collect::<Option<_>>().ok_or_else(damaged)?,
        };
        if capsule.encode()? != bytes || !capsule.changes.iter().all(payload_fits) {
            return Err(damaged());
        }
        Ok(capsule)
    }

    /// Returns a record by id.
    pub fn record(&self, id: RecordId) -> Option<&Kept> {
        self.about.records.iter().find(|kept| kept.id == id)
    }

    /// Returns the records of one kind, in order of their ids.
    pub fn of<R: Record>(&self) -> impl Iterator<Item = (&Kept, R)> {
        let records = self.about.records.iter();
        records.filter_map(|kept| Some((kept, kept.read::<R>()?)))
    }

    /// Returns the ids of the records.
    pub fn ids(&self) -> BTreeSet<RecordId> {
        self.about.records.iter().map(|kept| kept.id).collect()
    }
}

/// Tells whether a change writes to no other records than these.
pub(super) fn writes_only(raw: &RawChange, ids: &BTreeSet<RecordId>) -> bool {
    let within = |operation: &Operation| match operation {
        Operation::Write { record, .. } => ids.contains(record),
        Operation::Unknown(_) => false,
    };
    match raw.read_payload() {
        Ok(Some(payload)) => payload.operations.iter().all(within),
        Ok(None) => true,
        Err(_) => false,
    }
}

fn payload_fits(raw: &RawChange) -> bool {
    let Ok(header) = raw.read_header() else {
        return false;
    };
    let payload = raw.payload.as_deref();
    payload.is_none_or(|bytes| PayloadHash::of(bytes) == header.payload_hash)
}

fn signature_bytes(signed: &HeadSignature) -> [u8; SIGNATURE] {
    let mut bytes = [0; SIGNATURE];
    let stream = &signed.head.stream;
    bytes[..16].copy_from_slice(stream.device.uuid().as_bytes());
    bytes[16..32].copy_from_slice(stream.incarnation.0.as_bytes());
    bytes[32..48].copy_from_slice(stream.scope.uuid().as_bytes());
    bytes[48..56].copy_from_slice(&signed.head.sequence.to_be_bytes());
    bytes[56..88].copy_from_slice(signed.head.hash.as_bytes());
    bytes[88..].copy_from_slice(&signed.signature);
    bytes
}

fn signature_of(bytes: &[u8]) -> Option<HeadSignature> {
    let bytes: &[u8; SIGNATURE] = bytes.try_into().ok()?;
    let uuid = |at: usize| Uuid::from_slice(bytes.get(at..at + 16)?).ok();
    let device = uuid(0)?;
    Some(HeadSignature {
        head: Head {
            stream: StreamId {
                device: device.into(),
                incarnation: Incarnation(uuid(16)?),
                scope: uuid(32)?.into(),
            },
            sequence: u64::from_be_bytes(bytes[48..56].try_into().ok()?),
            hash: bytes[56..88].try_into().ok()?,
        },
        device,
        signature: bytes[88..].try_into().ok()?,
    })
}
