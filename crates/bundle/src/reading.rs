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
use crate::snapshot::{Order, Part};

/// The most changes of a history may unpack to, in bytes.
const SNAPSHOT_UNPACKED: u64 = 1 << 30;

/// A bundle of which everything but changes and attachments has been read.
pub struct Reading<'s> {
    /// The clear header.
    pub header: ClearHeader,
    /// Hash of the whole file, by which receipts name it.
    pub hash: [u8; 32],
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
    /// How its history comes, when it brings one.
    order: Order,
    /// An attachment that was read and is still to be handed out.
    held: Option<Attachment>,
    /// What the history may still unpack to, in bytes.
    unpacked: u64,
    most_changes: u64,
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
        let (header, hash) = inspect_file(&mut file, limits)?;
        file.seek(SeekFrom::Start(header.encoded_length() as u64))
            .map_err(|_| BundleError::Damaged)?;
        let sealed = Hashing {
            from: file,
            hasher: blake3::Hasher::new(),
            expected: header.sealed_hash,
        };
        Self::begin((header, hash), Box::new(sealed), keys, roster, limits)
    }

    /// Begins with a sealed part that was found whole.
    pub(crate) fn begin(
        (header, hash): (ClearHeader, [u8; 32]),
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
            hash,
            sender,
            roster: news,
            control,
            head_signatures,
            unproven,
            sections,
            left: envelope.counts.clone(),
            counts: envelope.counts.clone(),
            envelope: envelope.chosen(),
            order: Order::default(),
            held: None,
            unpacked: SNAPSHOT_UNPACKED,
            most_changes: limits.changes,
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

    /// Tells how many changes the history is said to hold that the bundle brings in place of changes; 0 when it brings none.
    ///
    /// # Errors
    /// As [`Reading::attachment`].
    pub fn snapshot_count(&mut self) -> Result<u64, BundleError> {
        if self.counts.segments > 0 {
            return Ok(0);
        }
        if self.held.is_none() {
            self.held = self.next_attachment()?;
        }
        let first = self.held.as_ref();
        let part = first.and_then(|held| Part::of(held, &self.header));
        Ok(part.map_or(0, |part| part.changes.into()))
    }

    /// Reads the next run of the history, None after the last and when there is none. Comes after all changes and before attachments. How
    /// much it unpacks to is for the caller to tell, with [`Reading::spend`].
    ///
    /// # Errors
    /// As [`Reading::attachment`].
    pub fn run(&mut self) -> Result<Option<Vec<u8>>, BundleError> {
        let next = match self.held.take() {
            Some(held) => Some(held),
            None => self.next_attachment()?,
        };
        let run = next.as_ref().and_then(|next| Part::of(next, &self.header));
        let run = run.map(|part| part.run.to_vec());
        if run.is_none() {
            self.held = next;
        }
        Ok(run)
    }

    /// Counts what was unpacked of a history against what may be.
    ///
    /// # Errors
    /// [`BundleError::TooLarge`].
    pub fn spend(&mut self, bytes: usize) -> Result<(), BundleError> {
        let left = self.unpacked.checked_sub(bytes as u64);
        self.unpacked = left.ok_or(BundleError::TooLarge {
            limit: SNAPSHOT_UNPACKED,
        })?;
        Ok(())
    }

    /// Reads the next attachment, None after the last. Comes after all changes. The parts of a history are attachments like others for whoever
    /// has not read its runs before.
    ///
    /// # Errors
    /// [`BundleError::Damaged`], [`BundleError::TooLarge`], [`BundleError::Contradiction`] while there are changes to read, and for a history
    /// that is not whole, not first, or beside changes.
    pub fn attachment(&mut self) -> Result<Option<Attachment>, BundleError> {
        match self.held.take() {
            Some(held) => Ok(Some(held)),
            None => self.next_attachment(),
        }
    }

    fn next_attachment(&mut self) -> Result<Option<Attachment>, BundleError> {
        if self.left.segments > 0 || self.left.changes > 0 {
            return Err(BundleError::Contradiction);
        }
        if self.left.attachments == 0 {
            return self.order.end().map(|()| None);
        }
        self.left.attachments -= 1;
        let attachment = self.sections.attachment()?;
        let part = Part::of(&attachment, &self.header);
        if part.is_some_and(|part| u64::from(part.changes) > self.most_changes) {
            return Err(BundleError::TooLarge {
                limit: self.most_changes,
            });
        }
        self.order
            .see(&attachment, part.as_ref(), self.counts.segments)?;
        Ok(Some(attachment))
    }

    /// Checks that everything was read and nothing follows; only now may what was handed out be kept.
    ///
    /// # Errors
    /// [`BundleError::Damaged`], [`BundleError::Contradiction`].
    pub fn finish(self) -> Result<(), BundleError> {
        let left = self.left.segments > 0 || self.left.changes > 0 || self.left.attachments > 0;
        if left || self.held.is_some() {
            return Err(BundleError::Contradiction);
        }
        self.order.end()?;
        self.sections.finish()?.finish()
    }
}

/// Checks who and whole as [`crate::inspect`] does, holding only the header. Returns it with the hash of the whole file.
///
/// # Errors
/// As [`crate::inspect`]; a file that cannot be read counts as [`BundleError::Damaged`].
pub fn inspect_file<F: Read + Seek>(
    file: &mut F,
    limits: &Limits,
) -> Result<(ClearHeader, [u8; 32]), BundleError> {
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
    let mut whole = blake3::Hasher::new();
    whole.update(&start[..header.encoded_length()]);
    let mut hashers = Both {
        whole,
        sealed: blake3::Hasher::new(),
    };
    io::copy(file, &mut hashers).map_err(unreadable)?;
    if hashers.sealed.finalize().as_bytes() == &header.sealed_hash {
        Ok((header, hashers.whole.finalize().into()))
    } else {
        Err(BundleError::Damaged)
    }
}

/// Hashes the whole file and its sealed part in one reading.
struct Both {
    whole: blake3::Hasher,
    sealed: blake3::Hasher,
}

impl io::Write for Both {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.whole.update(bytes);
        self.sealed.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
