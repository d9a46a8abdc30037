//! Reading a bundle part by part, so that memory is one segment or one attachment, whatever the size of the file.
//!
//! The order of refusals is that of [`crate::open`]. What has been handed out counts only when [`Reading::finish`] agrees: the caller
//! keeps it in one transaction until then.

use std::io::{self, Read, Seek, SeekFrom};

use goldaw_changes::RawChange;
use goldaw_changes::columns::KnownRecords;
use goldaw_trust::{DeviceKeys, Roster, RosterDevice};

use crate::BundleError;
use crate::body::{Counts, Sections};
use crate::contents::{Attachment, Control, Envelope};
use crate::head::{HeadDoubt, HeadSignature};
use crate::header::{self, ClearHeader};
use crate::open::{self, Limits, RosterNews};
use crate::padding::Unpadded;

/// A bundle of which everything but changes and attachments has been read.
pub struct Reading<'s> {
    /// The clear header.
    pub header: ClearHeader,
    /// The sender, as certified by the roster that counts after this bundle.
    pub sender: RosterDevice,
    /// What it brings about the roster.
    pub roster: RosterNews,
    /// Who sends, after which bundle, with which roster.
    pub envelope: Envelope,
    /// What is held, acknowledged, wanted, confirmed.
    pub control: Control,
    /// Signatures over the heads reached.
    pub head_signatures: Vec<HeadSignature>,
    /// Those of the head signatures that prove nothing here.
    pub unproven: Vec<(HeadSignature, HeadDoubt)>,
    sections: Sections<Unpadded<Box<dyn Read + 's>>>,
    counts: Counts,
    left: Counts,
}

impl<'s> Reading<'s> {
    /// Begins with a file: reads it once to check that it is whole and signed, then again part by part.
    ///
    /// # Errors
    /// As [`crate::open`] up to the head signatures; a file that cannot be read counts as [`BundleError::Damaged`].
    pub fn of_file<F: Read + Seek + 's>(
        mut file: F,
        keys: &DeviceKeys,
        roster: Option<&Roster>,
        limits: &Limits,
    ) -> Result<Self, BundleError> {
        let header = check(&mut file, limits)?;
        file.seek(SeekFrom::Start(header.encoded_length() as u64))
            .map_err(|_| BundleError::Damaged)?;
        let sealed = Hashing {
            from: file,
            hasher: blake3::Hasher::new(),
            expected: header.sealed_hash,
        };
        Self::begin(header, Box::new(sealed), keys, roster, limits)
    }

    /// Begins with a sealed part that was found whole.
    pub(crate) fn begin(
        header: ClearHeader,
        sealed: Box<dyn Read + 's>,
        keys: &DeviceKeys,
        roster: Option<&Roster>,
        limits: &Limits,
    ) -> Result<Self, BundleError> {
        open::addressed_here(&header, keys, roster)?;
        let plain = open::unseal(sealed, header.recipients.len(), keys)?;
        let mut sections = Sections::of(Unpadded::of(plain)?, header.format, limits);
        let envelope = sections.envelope()?;
        let news = open::roster_news(&envelope, roster, keys)?;
        let counting = match (&news, roster) {
            (RosterNews::First(carried) | RosterNews::Newer(carried), _) => carried,
            (RosterNews::Unchanged, Some(known)) => known,
            (RosterNews::Unchanged, None) => return Err(BundleError::NoRoster),
        };
        let sender = open::certified(&header, counting)?;
        if envelope.number != header.number
            || envelope.session != header.session
            || envelope.sender_device != sender.public.device
            || envelope.sender_office != sender.office
        {
            return Err(BundleError::Contradiction);
        }
        let (control, head_signatures) = sections.control(&envelope.counts)?;
        let mut unproven = Vec::new();
        for signature in &head_signatures {
            if let Some(doubt) = signature.doubt(counting)? {
                unproven.push((signature.clone(), doubt));
            }
        }
        Ok(Self {
            header,
            sender,
            roster: news,
            control,
            head_signatures,
            unproven,
            sections,
            left: envelope.counts.clone(),
            counts: envelope.counts.clone(),
            envelope: envelope.chosen(),
        })
    }

    /// Returns how many changes the bundle says it brings.
    pub fn change_count(&self) -> u64 {
        self.counts.changes
    }

    /// Reads the next group of changes, None after the last. `known` knows records named by place.
    ///
    /// # Errors
    /// [`BundleError::Damaged`], [`BundleError::TooLarge`], [`BundleError::Contradiction`], [`BundleError::NotHeld`].
    pub fn changes(
        &mut self,
        known: &dyn KnownRecords,
    ) -> Result<Option<Vec<RawChange>>, BundleError> {
        if self.left.segments == 0 {
            return if self.left.changes == 0 {
                Ok(None)
            } else {
                Err(BundleError::Contradiction)
            };
        }
        let changes = self.sections.segment(known)?;
        self.left.segments -= 1;
        self.left.changes = self
            .left
            .changes
            .checked_sub(changes.len() as u64)
            .ok_or(BundleError::Contradiction)?;
        Ok(Some(changes))
    }

    /// Reads the next attachment, None after the last. Comes after all changes.
    ///
    /// # Errors
    /// [`BundleError::Damaged`], [`BundleError::TooLarge`], [`BundleError::Contradiction`] while there are changes to read.
    pub fn attachment(&mut self) -> Result<Option<Attachment>, BundleError> {
        if self.left.segments > 0 || self.left.changes > 0 {
            return Err(BundleError::Contradiction);
        }
        if self.left.attachments == 0 {
            return Ok(None);
        }
        self.left.attachments -= 1;
        self.sections.attachment().map(Some)
    }

    /// Checks that everything was read and nothing follows; only now may what was handed out be kept.
    ///
    /// # Errors
    /// [`BundleError::Damaged`], [`BundleError::Contradiction`].
    pub fn finish(self) -> Result<(), BundleError> {
        if self.left.segments > 0 || self.left.changes > 0 || self.left.attachments > 0 {
            return Err(BundleError::Contradiction);
        }
        self.sections.finish()?.finish()
    }
}

/// Checks who and whole as [`crate::inspect`] does, holding only the header.
fn check<F: Read + Seek>(file: &mut F, limits: &Limits) -> Result<ClearHeader, BundleError> {
    let unreadable = |_| BundleError::Damaged;
    let present = file.seek(SeekFrom::End(0)).map_err(unreadable)?;
    if present > limits.file {
        return Err(BundleError::TooLarge { limit: limits.file });
    }
    file.rewind().map_err(unreadable)?;
    let mut start = Vec::new();
    Read::by_ref(file)
        .take(header::LONGEST as u64)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    let header = ClearHeader::decode(&start)?;
    let expected = header.file_length();
    if present < expected {
        return Err(BundleError::CutShort { expected, present });
    }
    if present > expected {
        return Err(BundleError::TooLong);
    }
    file.seek(SeekFrom::Start(header.encoded_length() as u64))
        .map_err(unreadable)?;
    let mut hasher = blake3::Hasher::new();
    io::copy(file, &mut hasher).map_err(unreadable)?;
    if hasher.finalize().as_bytes() == &header.sealed_hash {
        Ok(header)
    } else {
        Err(BundleError::Damaged)
    }
}

/// Hashes what passes, and fails at the end when it was not what it should be: a stick may give other bytes the second time.
struct Hashing<R> {
    from: R,
    hasher: blake3::Hasher,
    expected: [u8; 32],
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.hasher.update(&into[..read]);
        if read == 0 && !into.is_empty() && self.hasher.finalize().as_bytes() != &self.expected {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}
