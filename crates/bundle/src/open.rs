//! Taking a bundle in: each step has its own cap and its own error, and a later step never runs on what an earlier one
//! refused.
//!
//! Order: size, header signature, addressee, certificate, age chunks up to the size of the file, padding, envelope,
//! roster, certificate again, control, heads, bounded unpacking, attachments.
//!
//! Two bundles come from somebody the receiver cannot know yet: the first answer to a new device, and a bundle of a device
//! enrolled after the receiver's roster was issued. Both bring a roster. Then the envelope, and only the envelope, is read
//! before the certificate is decided: by the first roster, which the worker confirms by comparing the centre's digits, or
//! by a newer roster of the centre already followed.

use std::io::{BufReader, Cursor, Read};

use goldaw_changes::columns::NothingKnown;
use goldaw_trust::{Accepted, DeviceKeys, Roster, RosterDevice, TrustError};

use crate::BundleError;
use crate::body::{SealedEnvelope, Sections};
use crate::contents::Contents;
use crate::head::{HeadDoubt, HeadSignature};
use crate::header::{self, ClearHeader, FORMAT, bundle_hash};
use crate::reading::Reading;

/// What one bundle may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: u64,
    /// Bytes of unpacked changes and attachments together.
    pub unpacked: u64,
    /// Number of changes.
    pub changes: u64,
}

impl Default for Limits {
    /// 512 MiB as a file, 256 MiB unpacked, two million changes: bearable on a PC of 4 GB.
    fn default() -> Self {
        Self {
            file: 512 << 20,
            unpacked: 256 << 20,
            changes: 2_000_000,
        }
    }
}

/// A bundle that is whole and from a device the roster knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The clear header.
    pub header: ClearHeader,
    /// The sender.
    pub sender: RosterDevice,
    /// The addressees in the header's order; `None` for those the roster does not know.
    pub recipients: Vec<Option<RosterDevice>>,
}

/// What a bundle brings about the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterNews {
    /// Nothing newer than what is known.
    Unchanged,
    /// The first roster ever seen here: to be kept only after the worker compared [`Roster::centre_digits`].
    First(Roster),
    /// A newer roster of the same centre: to be kept.
    Newer(Roster),
}

/// A bundle opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The clear header.
    pub header: ClearHeader,
    /// The sender, as certified by the roster that counts after this bundle.
    pub sender: RosterDevice,
    /// What it brings about the roster.
    pub roster: RosterNews,
    /// What it says.
    pub contents: Contents,
    /// Those of the contents' head signatures that prove nothing here.
    pub unproven: Vec<(HeadSignature, HeadDoubt)>,
}

/// Checks who and whole with a roster, without any secret key.
///
/// # Errors
/// Those of [`crate::inspect`], [`BundleError::UnknownDevice`], [`BundleError::RevokedDevice`].
pub fn verify(bytes: &[u8], roster: &Roster, limits: &Limits) -> Result<Verified, BundleError> {
    let (header, _) = header::split(bytes, limits)?;
    let sender = certified(&header, roster)?;
    let recipients = header
        .recipients
        .iter()
        .map(|mailbox| roster.device_of_mailbox(mailbox).cloned())
        .collect();
    Ok(Verified {
        header,
        sender,
        recipients,
    })
}

/// Opens a bundle for this device.
///
/// Without a roster (a device not enrolled yet) the bundle must bring one that certifies both this very device and the
/// sender; it comes back as [`RosterNews::First`].
///
/// # Errors
/// Every [`BundleError`] but those of sealing; the caller has changed nothing yet.
pub fn open(
    bytes: &[u8],
    keys: &DeviceKeys,
    roster: Option<&Roster>,
    limits: &Limits,
) -> Result<Opened, BundleError> {
    let (header, sealed) = header::split(bytes, limits)?;
    let named = (header, bundle_hash(bytes));
    let mut reading = Reading::begin(named, Box::new(sealed), keys, roster, limits)?;
    let (mut changes, mut attachments) = (Vec::new(), Vec::new());
    while let Some(mut group) = reading.changes(&NothingKnown)? {
        changes.append(&mut group);
    }
    while let Some(attachment) = reading.attachment()? {
        attachments.push(attachment);
    }
    let opened = Opened {
        header: reading.header.clone(),
        sender: reading.sender.clone(),
        roster: reading.roster.clone(),
        contents: Contents {
            envelope: reading.envelope.clone(),
            control: reading.control.clone(),
            changes,
            head_signatures: reading.head_signatures.clone(),
            attachments,
        },
        unproven: reading.unproven.clone(),
    };
    reading.finish()?;
    Ok(opened)
}

/// Checks that a bundle is for this device, and not from one that is known and revoked.
pub(crate) fn addressed_here(
    header: &ClearHeader,
    keys: &DeviceKeys,
    roster: Option<&Roster>,
) -> Result<(), BundleError> {
    if !header.recipients.contains(&keys.mailbox()) {
        return Err(BundleError::ForAnotherOffice {
            addressed_to: header.recipients.clone(),
        });
    }
    match roster.map(|known| certified(header, known)) {
        // A newer roster inside may know the sender; decided after the envelope.
        None | Some(Ok(_) | Err(BundleError::UnknownDevice { .. })) => Ok(()),
        Some(Err(refused)) => Err(refused),
    }
}

/// Reads what stands inside age and padding, without asking who sealed it: for tests and other tools, never for taking over.
///
/// # Errors
/// [`BundleError::Damaged`], [`BundleError::TooLarge`], [`BundleError::Contradiction`].
pub fn read_body(body: &[u8], limits: &Limits) -> Result<Contents, BundleError> {
    let mut sections = Sections::of(body, FORMAT, limits);
    let envelope = sections.envelope()?;
    let counts = &envelope.counts;
    let (control, head_signatures) = sections.control(counts)?;
    let (mut changes, mut attachments) = (Vec::new(), Vec::new());
    for _ in 0..counts.segments {
        changes.append(&mut sections.segment(&NothingKnown)?);
    }
    for _ in 0..counts.attachments {
        attachments.push(sections.attachment()?);
    }
    sections.finish()?;
    if changes.len() as u64 != counts.changes {
        return Err(BundleError::Contradiction);
    }
    Ok(Contents {
        envelope: envelope.chosen(),
        control,
        changes,
        head_signatures,
        attachments,
    })
}

/// Finds the sender in the roster: same random id, same key, not revoked.
///
/// # Errors
/// [`BundleError::UnknownDevice`], [`BundleError::RevokedDevice`].
pub fn certified(header: &ClearHeader, roster: &Roster) -> Result<RosterDevice, BundleError> {
    let device = roster
        .device_of_mailbox(&header.sender)
        .filter(|device| device.public.sign == header.sign)
        .ok_or(BundleError::UnknownDevice {
            mailbox: header.sender,
        })?;
    if device.revoked_after.is_some() {
        return Err(BundleError::RevokedDevice {
            device: device.public.device,
        });
    }
    Ok(device.clone())
}

/// Bytes of one hybrid stanza: 1,494 characters of share, 43 of sealed file key, and what stands around them.
pub(crate) const STANZA_MAX: usize = 1600;
/// Bytes of the rest of an age header: version, a stanza of grease, the header's own code.
pub(crate) const AGE_HEADER_REST: usize = 1024;
const STANZA_LINES: usize = 2;
const REST_LINES: usize = 8;

/// Says whether the age header is no longer than its recipients need. Every stanza costs a decapsulation and every line a parse
/// from the beginning, so their number must not be the stranger's choice.
fn age_header_fits(sealed: &[u8], recipients: usize) -> bool {
    let most = STANZA_MAX * recipients + AGE_HEADER_REST;
    let start = &sealed[..sealed.len().min(most)];
    let end = start.windows(5).position(|bytes| bytes == b"\n--- ");
    end.is_some_and(|end| {
        let lines = start[..end].iter().filter(|byte| **byte == b'\n').count();
        lines <= STANZA_LINES * recipients + REST_LINES
    })
}

/// Opens the age file. The plain text is never longer than the file, whose size has been capped.
pub(crate) fn unseal<'s>(
    mut sealed: Box<dyn Read + 's>,
    recipients: usize,
    keys: &DeviceKeys,
) -> Result<Box<dyn Read + 's>, BundleError> {
    let mut start = Vec::new();
    let most = STANZA_MAX * recipients + AGE_HEADER_REST;
    let read = (&mut sealed).take(most as u64).read_to_end(&mut start);
    if read.is_err() || !age_header_fits(&start, recipients) {
        return Err(BundleError::Damaged);
    }
    let whole = BufReader::new(Cursor::new(start).chain(sealed));
    let decryptor = age::Decryptor::new_buffered(whole).map_err(|_| BundleError::Damaged)?;
    let identity: &dyn age::Identity = keys.seal_secret();
    let reader = decryptor
        .decrypt(std::iter::once(identity))
        .map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => BundleError::OtherKey,
            _ => BundleError::Damaged,
        })?;
    Ok(Box::new(reader))
}

pub(crate) fn roster_news(
    envelope: &SealedEnvelope,
    known: Option<&Roster>,
    keys: &DeviceKeys,
) -> Result<RosterNews, BundleError> {
    let Some(carried) = &envelope.roster else {
        return Ok(RosterNews::Unchanged);
    };
    let carried = Roster::decode(carried).map_err(BundleError::Roster)?;
    match Roster::accept(known, &carried) {
        Ok(Accepted::Newer) => Ok(RosterNews::Newer(carried)),
        Ok(Accepted::Same) | Err(TrustError::OlderRoster { .. }) => Ok(RosterNews::Unchanged),
        Ok(Accepted::First) => {
            let ours = carried
                .device(keys.device())
                .is_some_and(|device| device.public == keys.public());
            if ours {
                Ok(RosterNews::First(carried))
            } else {
                Err(BundleError::NotEnrolled)
            }
        }
        Err(refused) => Err(BundleError::Roster(refused)),
    }
}
