//! The content of the sealed part, section by section: envelope, control, heads, segments, attachments last.
//!
//! Every section says its length before it begins; nothing may be left over. The envelope repeats what the clear header
//! says, so that a header cannot be put before another body. Reading holds one section at a time.

use std::io::Read;

use goldaw_changes::RawChange;
use goldaw_changes::columns::KnownRecords;
use goldaw_trust::wire;
use minicbor::{Decode, Encode};
use uuid::Uuid;

use crate::contents::{Attachment, Contents, Control, Envelope};
use crate::head::HeadSignature;
use crate::header::{FORMAT, FORMAT_ROWS};
use crate::segment::{self, Aids, Packer, Segment};
use crate::{BundleError, Limits, packed};

/// The largest envelope: a roster and little more.
const ENVELOPE_MAX: usize = goldaw_trust::roster::ROSTER_MAX + 4096;
/// The largest control or heads section.
const CONTROL_MAX: usize = 16 << 20;
/// The most heads, wants, receipts or acknowledgements in one list.
pub const LIST_MAX: usize = 100_000;
/// The most attachments in one bundle.
pub const ATTACHMENTS_MAX: usize = 100_000;
/// The largest attachment: what programs that know no pieces send of a file.
pub const ATTACHMENT_MAX: usize = 20 << 20;
/// Words of records and actions, known to both ends from the start: part of the format, never to be edited.
const WORDS: &[u8] = include_bytes!("../words-1.txt");
/// How much of the control section helps to compress the segments.
const SHARED_MAX: usize = 64 << 10;

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

impl SealedEnvelope {
    /// Returns the part the sender chose.
    pub(crate) fn chosen(self) -> Envelope {
        Envelope {
            sender_office: self.sender_office,
            made_at_ms: self.made_at_ms,
            previous: self.previous,
            roster: self.roster,
        }
    }
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

/// Writes all sections; the changes come from `changes` and not from the contents.
///
/// Segments are packed as the changes come, so never more than one of them is held unpacked.
pub(crate) fn write<E: From<BundleError>>(
    contents: &Contents,
    changes: impl IntoIterator<Item = Result<RawChange, E>>,
    aids: Aids<'_>,
    (sender_device, number, session): (Uuid, u64, [u8; 16]),
) -> Result<Vec<u8>, E> {
    check_lists(&contents.control, &contents.head_signatures)?;
    let control = control_plain(contents)?;
    let dictionary = dictionary(&control);
    let mut packer = Packer::new(aids, &dictionary);
    for change in changes {
        packer.push(change?)?;
    }
    packer.close()?;
    let counts = Counts {
        changes: packer.count,
        heads: contents.head_signatures.len() as u64,
        segments: packer.segments.len() as u64,
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
    let envelope = wire::encode(&envelope);
    section(&mut body, &envelope, ENVELOPE_MAX)?;
    let packed = packed::pack(&control, &[], &dictionary_of_control(&envelope))?;
    packed_section(&mut body, control.len() as u32, &packed)?;
    for Segment { unpacked, packed } in &packer.segments {
        packed_section(&mut body, *unpacked, packed)?;
    }
    for attachment in &contents.attachments {
        if !attachment.fits() {
            return Err(BundleError::Contradiction.into());
        }
        body.extend_from_slice(&attachment.hash);
        section(&mut body, &attachment.bytes, ATTACHMENT_MAX)?;
    }
    Ok(body)
}

/// Control and head signatures, one section each.
fn control_plain(contents: &Contents) -> Result<Vec<u8>, BundleError> {
    let mut plain = Vec::new();
    section(&mut plain, &wire::encode(&contents.control), CONTROL_MAX)?;
    section(
        &mut plain,
        &wire::encode(&contents.head_signatures),
        CONTROL_MAX,
    )?;
    Ok(plain)
}

/// What the control section is compressed with: the ids in the envelope come again there.
fn dictionary_of_control(envelope: &[u8]) -> Vec<u8> {
    envelope[..envelope.len().min(SHARED_MAX)].to_vec()
}

/// What segments are compressed with: words, and the ids and hashes in the control section.
fn dictionary(control: &[u8]) -> Vec<u8> {
    [WORDS, &control[..control.len().min(SHARED_MAX)]].concat()
}

/// Reads the sections one after the other.
pub(crate) struct Sections<R> {
    from: R,
    format: u8,
    /// What may still be unpacked, in bytes.
    left: u64,
    limits: Limits,
    envelope: Vec<u8>,
    dictionary: Vec<u8>,
}

impl<R: Read> Sections<R> {
    /// Begins at the start of a body of this format.
    pub(crate) fn of(from: R, format: u8, limits: &Limits) -> Self {
        Self {
            from,
            format,
            left: limits.unpacked,
            limits: limits.clone(),
            envelope: Vec::new(),
            dictionary: Vec::new(),
        }
    }

    pub(crate) fn envelope(&mut self) -> Result<SealedEnvelope, BundleError> {
        self.envelope = self.section(ENVELOPE_MAX)?;
        let envelope: SealedEnvelope = strict(&self.envelope, ENVELOPE_MAX)?;
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
        let (control, heads) = if self.format == FORMAT_ROWS {
            (self.section(CONTROL_MAX)?, self.section(CONTROL_MAX)?)
        } else {
            let dictionary = dictionary_of_control(&std::mem::take(&mut self.envelope));
            let (unpacked, packed) = self.packed_section(2 * CONTROL_MAX + 8)?;
            let plain = packed::unpack(&packed, unpacked, &dictionary)?;
            self.dictionary = self::dictionary(&plain);
            let mut rest = Sections::of(&plain[..], FORMAT, &self.limits);
            let sections = (rest.section(CONTROL_MAX)?, rest.section(CONTROL_MAX)?);
            rest.finish()?;
            sections
        };
        let control: Control = strict(&control, CONTROL_MAX)?;
        let heads: Vec<HeadSignature> = strict(&heads, CONTROL_MAX)?;
        check_lists(&control, &heads)?;
        if heads.len() as u64 == counts.heads {
            Ok((control, heads))
        } else {
            Err(BundleError::Contradiction)
        }
    }

    /// Reads the next segment.
    pub(crate) fn segment(
        &mut self,
        known: &dyn KnownRecords,
    ) -> Result<Vec<RawChange>, BundleError> {
        let (unpacked, packed) = self.packed_section(packed::PACKED_MAX)?;
        self.spend(unpacked as u64)?;
        if self.format == FORMAT_ROWS {
            return segment::unpack_rows(&packed, unpacked);
        }
        let changes = segment::unpack_with(&packed, unpacked, known, &self.dictionary)?;
        let whole: usize = changes.iter().map(segment::size).sum();
        self.spend(whole.saturating_sub(unpacked) as u64)?;
        Ok(changes)
    }

    /// Reads the next attachment. Whether its bytes fit its hash is for the reader to ask: one that does not spoils no other.
    pub(crate) fn attachment(&mut self) -> Result<Attachment, BundleError> {
        let hash = self.take::<32>()?;
        let length = u32::from_be_bytes(self.take()?);
        self.spend(u64::from(length))?;
        if length as usize > ATTACHMENT_MAX {
            return Err(BundleError::TooLarge {
                limit: ATTACHMENT_MAX as u64,
            });
        }
        let bytes = self.bytes(length as usize)?;
        Ok(Attachment { hash, bytes })
    }

    /// Checks that nothing follows, and returns what was read from.
    pub(crate) fn finish(mut self) -> Result<R, BundleError> {
        match self.from.read(&mut [0]) {
            Ok(0) => Ok(self.from),
            _ => Err(BundleError::Damaged),
        }
    }

    fn spend(&mut self, bytes: u64) -> Result<(), BundleError> {
        self.left = self.left.checked_sub(bytes).ok_or(BundleError::TooLarge {
            limit: self.limits.unpacked,
        })?;
        Ok(())
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], BundleError> {
        let mut taken = [0; N];
        self.from
            .read_exact(&mut taken)
            .map_err(|_| BundleError::Damaged)?;
        Ok(taken)
    }

    /// Reads so many bytes; memory grows with what is there, not with what is claimed.
    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, BundleError> {
        let mut bytes = Vec::new();
        let read = (&mut self.from).take(length as u64).read_to_end(&mut bytes);
        match read {
            Ok(read) if read == length => Ok(bytes),
            _ => Err(BundleError::Damaged),
        }
    }

    fn section(&mut self, at_most: usize) -> Result<Vec<u8>, BundleError> {
        let length = u32::from_be_bytes(self.take()?) as usize;
        if length > at_most {
            return Err(BundleError::TooLarge {
                limit: at_most as u64,
            });
        }
        self.bytes(length)
    }

    /// Reads what a part unpacks to and its frame, which is hardly ever longer than that.
    fn packed_section(&mut self, at_most: usize) -> Result<(usize, Vec<u8>), BundleError> {
        let unpacked = u32::from_be_bytes(self.take()?) as usize;
        if unpacked > at_most {
            return Err(BundleError::TooLarge {
                limit: at_most as u64,
            });
        }
        let packed = self.section(unpacked + unpacked / 64 + 1024)?;
        Ok((unpacked, packed))
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

fn packed_section(body: &mut Vec<u8>, unpacked: u32, packed: &[u8]) -> Result<(), BundleError> {
    body.extend_from_slice(&unpacked.to_be_bytes());
    section(body, packed, u32::MAX as usize)
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
