//! The content of the sealed part, section by section: envelope, control, heads, segments, attachments last.
//!
//! Every section says its length before it begins; nothing may be left over. The envelope repeats what the clear header
//! says, so that a header cannot be put before another body.

use goldaw_trust::wire;
use minicbor::{Decode, Encode};
use uuid::Uuid;

use crate::contents::{Attachment, Contents, Control};
use crate::head::HeadSignature;
use crate::segment::{self, Segment};
use crate::{BundleError, Limits};

/// The largest envelope: a roster and little more.
const ENVELOPE_MAX: usize = goldaw_trust::roster::ROSTER_MAX + 4096;
/// The largest control or heads section.
const CONTROL_MAX: usize = 16 << 20;
/// The most heads, wants, receipts or acknowledgements in one list.
pub const LIST_MAX: usize = 100_000;
/// The most attachments in one bundle.
pub const ATTACHMENTS_MAX: usize = 100_000;

/// The envelope as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct SealedEnvelope {
    #[cbor(n(0), with = "goldaw_trust::wire::uuid_bytes")]
    pub sender_device: Uuid,
    #[cbor(n(1), with = "goldaw_trust::wire::uuid_bytes")]
    pub sender_office: Uuid,
    #[n(2)]
    pub number: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub session: [u8; 16],
    #[n(4)]
    pub made_at_ms: i64,
    #[n(5)]
    pub counts: Counts,
    #[cbor(n(6), with = "minicbor::bytes")]
    pub previous: Option<[u8; 32]>,
    #[cbor(n(7), with = "minicbor::bytes")]
    pub roster: Option<Vec<u8>>,
}

/// How much follows the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Counts {
    #[n(0)]
    pub changes: u64,
    #[n(1)]
    pub heads: u64,
    #[n(2)]
    pub segments: u64,
    #[n(3)]
    pub attachments: u64,
}

/// Writes all sections.
pub(crate) fn write(
    contents: &Contents,
    sender_device: Uuid,
    number: u64,
    session: [u8; 16],
) -> Result<Vec<u8>, BundleError> {
    check_lists(&contents.control, &contents.head_signatures)?;
    let segments = segment::pack(&contents.changes)?;
    let counts = Counts {
        changes: contents.changes.len() as u64,
        heads: contents.head_signatures.len() as u64,
        segments: segments.len() as u64,
        attachments: contents.attachments.len() as u64,
    };
    let envelope = SealedEnvelope {
        sender_device,
        sender_office: contents.envelope.sender_office,
        number,
        session,
        made_at_ms: contents.envelope.made_at_ms,
        counts,
        previous: contents.envelope.previous,
        roster: contents.envelope.roster.clone(),
    };
    let mut body = Vec::new();
    section(&mut body, &wire::encode(&envelope), ENVELOPE_MAX)?;
    section(&mut body, &wire::encode(&contents.control), CONTROL_MAX)?;
    section(
        &mut body,
        &wire::encode(&contents.head_signatures),
        CONTROL_MAX,
    )?;
    for Segment { unpacked, packed } in &segments {
        body.extend_from_slice(&unpacked.to_be_bytes());
        section(&mut body, packed, u32::MAX as usize)?;
    }
    for attachment in &contents.attachments {
        if blake3::hash(&attachment.bytes).as_bytes() != &attachment.hash {
            return Err(BundleError::Contradiction);
        }
        body.extend_from_slice(&attachment.hash);
        section(&mut body, &attachment.bytes, u32::MAX as usize)?;
    }
    Ok(body)
}

/// Reads the sections one after the other.
pub(crate) struct Sections<'b> {
    rest: &'b [u8],
    /// What may still be unpacked, in bytes.
    left: u64,
    limits: Limits,
}

impl<'b> Sections<'b> {
    pub(crate) fn of(body: &'b [u8], limits: &Limits) -> Self {
        Self {
            rest: body,
            left: limits.unpacked,
            limits: limits.clone(),
        }
    }

    pub(crate) fn envelope(&mut self) -> Result<SealedEnvelope, BundleError> {
        let envelope: SealedEnvelope = strict(self.section()?, ENVELOPE_MAX)?;
        let counts = &envelope.counts;
        if counts.changes > self.limits.changes {
            return Err(BundleError::TooLarge {
                limit: self.limits.changes,
            });
        }
        if counts.segments > counts.changes || counts.attachments > ATTACHMENTS_MAX as u64 {
            return Err(BundleError::Contradiction);
        }
        Ok(envelope)
    }

    pub(crate) fn control(
        &mut self,
        counts: &Counts,
    ) -> Result<(Control, Vec<HeadSignature>), BundleError> {
        let control: Control = strict(self.section()?, CONTROL_MAX)?;
        let heads: Vec<HeadSignature> = strict(self.section()?, CONTROL_MAX)?;
        check_lists(&control, &heads)?;
        if heads.len() as u64 == counts.heads {
            Ok((control, heads))
        } else {
            Err(BundleError::Contradiction)
        }
    }

    pub(crate) fn changes(
        &mut self,
        counts: &Counts,
    ) -> Result<Vec<goldaw_changes::RawChange>, BundleError> {
        let mut changes = Vec::new();
        for _ in 0..counts.segments {
            let unpacked = u32::from_be_bytes(*self.take::<4>()?);
            let packed = self.section()?;
            self.spend(u64::from(unpacked))?;
            changes.append(&mut segment::unpack(packed, unpacked as usize)?);
        }
        if changes.len() as u64 == counts.changes {
            Ok(changes)
        } else {
            Err(BundleError::Contradiction)
        }
    }

    pub(crate) fn attachments(&mut self, counts: &Counts) -> Result<Vec<Attachment>, BundleError> {
        let mut attachments = Vec::new();
        for _ in 0..counts.attachments {
            let hash = *self.take::<32>()?;
            let bytes = self.section()?;
            self.spend(bytes.len() as u64)?;
            if blake3::hash(bytes).as_bytes() != &hash {
                return Err(BundleError::Damaged);
            }
            attachments.push(Attachment {
                hash,
                bytes: bytes.to_vec(),
            });
        }
        if self.rest.is_empty() {
            Ok(attachments)
        } else {
            Err(BundleError::Damaged)
        }
    }

    fn spend(&mut self, bytes: u64) -> Result<(), BundleError> {
        self.left = self.left.checked_sub(bytes).ok_or(BundleError::TooLarge {
            limit: self.limits.unpacked,
        })?;
        Ok(())
    }

    fn take<const N: usize>(&mut self) -> Result<&'b [u8; N], BundleError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(BundleError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn section(&mut self) -> Result<&'b [u8], BundleError> {
        let length = u32::from_be_bytes(*self.take::<4>()?) as usize;
        let (section, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(BundleError::Damaged)?;
        self.rest = rest;
        Ok(section)
    }
}

fn section(body: &mut Vec<u8>, bytes: &[u8], at_most: usize) -> Result<(), BundleError> {
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|_| bytes.len() <= at_most)
        .ok_or(BundleError::TooLarge {
            limit: at_most as u64,
        })?;
    body.extend_from_slice(&length.to_be_bytes());
    body.extend_from_slice(bytes);
    Ok(())
}

fn strict<T>(bytes: &[u8], at_most: usize) -> Result<T, BundleError>
where
    T: Encode<()> + for<'b> Decode<'b, ()>,
{
    wire::decode(bytes, at_most).map_err(|error| match error {
        goldaw_trust::TrustError::TooLarge => BundleError::TooLarge {
            limit: at_most as u64,
        },
        _ => BundleError::Damaged,
    })
}

fn check_lists(control: &Control, heads: &[HeadSignature]) -> Result<(), BundleError> {
    let lists = [
        control.frontier.len(),
        control.received.len(),
        control.wants.len(),
        control.receipts.len(),
        heads.len(),
    ];
    let acknowledged = control
        .received
        .iter()
        .map(|acknowledgement| acknowledgement.heads.len());
    let codes_fit = control
        .receipts
        .iter()
        .all(|receipt| match &receipt.outcome {
            crate::Outcome::Refused { code } => code.len() <= 64,
            crate::Outcome::TakenOver { .. } => true,
        });
    if lists
        .into_iter()
        .chain(acknowledged)
        .all(|length| length <= LIST_MAX)
        && codes_fit
    {
        Ok(())
    } else {
        Err(BundleError::TooLarge {
            limit: LIST_MAX as u64,
        })
    }
}
