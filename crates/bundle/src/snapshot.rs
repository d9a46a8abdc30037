//! A whole history in place of changes one by one, for a computer that holds little: cut into parts that travel as attachments.
//!
//! What a run of it holds is not read here. A part is told by its first bytes, which name the very bundle it travels in, so no file
//! anybody attached can be taken for one. Programs from before take parts for pieces nothing leads to.

use crate::BundleError;
use crate::contents::Attachment;
use crate::header::ClearHeader;

const MAGIC: &[u8; 8] = b"GOLDAWSN";
const VERSION: u8 = 1;

/// Bytes before the run of a part.
pub const PART_HEAD: usize = MAGIC.len() + 1 + 8 + 16 + 4 + 4 + 4;

/// Cuts a history into the first attachments of the bundle with this number, of this session. `changes` counts all of them.
///
/// # Errors
/// [`BundleError::Contradiction`] for no run, [`BundleError::TooLarge`] for more runs than can be counted.
pub fn parts(
    runs: &[Vec<u8>],
    changes: u32,
    (number, session): (u64, [u8; 16]),
) -> Result<Vec<Attachment>, BundleError> {
    let limit = u64::from(u32::MAX);
    let of = u32::try_from(runs.len()).map_err(|_| BundleError::TooLarge { limit })?;
    if of == 0 {
        return Err(BundleError::Contradiction);
    }
    let part = |(place, run): (u32, &Vec<u8>)| {
        let mut bytes = Vec::with_capacity(PART_HEAD + run.len());
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&number.to_be_bytes());
        bytes.extend_from_slice(&session);
        for number in [place, of, changes] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(run);
        Attachment::of(bytes)
    };
    Ok((0..).zip(runs).map(part).collect())
}

/// One part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    place: u32,
    of: u32,
    pub(crate) changes: u32,
    pub(crate) run: &'a [u8],
}

impl<'a> Part<'a> {
    /// Reads an attachment as a part of this bundle's history; None when it is something else.
    pub(crate) fn of(attachment: &'a Attachment, header: &ClearHeader) -> Option<Part<'a>> {
        let rest = attachment.bytes.strip_prefix(MAGIC)?;
        let rest = rest.strip_prefix(&[VERSION])?;
        let rest = rest.strip_prefix(&header.number.to_be_bytes())?;
        let mut rest = rest.strip_prefix(&header.session)?;
        let mut next = || {
            let (number, behind) = rest.split_first_chunk()?;
            rest = behind;
            Some(u32::from_be_bytes(*number))
        };
        let (place, of, changes) = (next()?, next()?, next()?);
        Some(Part {
            place,
            of,
            changes,
            run: rest,
        })
    }
}

/// Watches that parts come first among the attachments, each once, in order, to the last.
#[derive(Debug, Default)]
pub(crate) struct Order {
    taken: u32,
    of: u32,
    changes: u32,
    closed: bool,
}

impl Order {
    /// Looks at the next attachment.
    ///
    /// # Errors
    /// [`BundleError::Contradiction`] for a part at another place than its own or beside segments, [`BundleError::Damaged`] for one whose
    /// bytes do not fit its hash.
    pub(crate) fn see(
        &mut self,
        attachment: &Attachment,
        part: Option<&Part<'_>>,
        segments: u64,
    ) -> Result<(), BundleError> {
        let Some(part) = part else {
            self.closed = true;
            return self.end();
        };
        if !attachment.fits() {
            return Err(BundleError::Damaged);
        }
        if self.taken == 0 {
            (self.of, self.changes) = (part.of, part.changes);
        }
        let expected = (self.taken, self.of, self.changes);
        let in_order = (part.place, part.of, part.changes) == expected && part.place < part.of;
        if self.closed || segments > 0 || !in_order {
            return Err(BundleError::Contradiction);
        }
        self.taken += 1;
        Ok(())
    }

    /// Checks that no part is missing when nothing more comes.
    ///
    /// # Errors
    /// [`BundleError::Contradiction`].
    pub(crate) fn end(&self) -> Result<(), BundleError> {
        if self.taken == self.of {
            Ok(())
        } else {
            Err(BundleError::Contradiction)
        }
    }
}
