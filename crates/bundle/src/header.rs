//! The clear header: who, to whom, which number, and whether the file is whole. Readable and checkable by any carrier.
//!
//! Fixed layout, big-endian, no length that is not bounded by one byte. The signature covers every byte before it, among
//! them the hash of everything behind it.

use goldaw_trust::{DeviceKeys, MAILBOX_BYTES, Mailbox, label};

use crate::{BundleError, Limits};

/// The first bytes of every bundle.
pub const MAGIC: &[u8; 6] = b"GOLDAW";
/// The format written here: changes by column.
pub const FORMAT: u8 = 2;
/// The format before it, read for ever: changes by row.
pub const FORMAT_ROWS: u8 = 1;
/// age with X25519 recipients: written by trial versions, no longer read.
pub const SUITE_CLASSICAL: u8 = 1;
/// age with recipients of ML-KEM-768 and X25519 together: the one suite written and read.
pub const SUITE_HYBRID: u8 = 2;
/// The most recipients of one bundle.
pub const RECIPIENTS_MAX: usize = 64;

const FORMAT_AT: usize = 6;
const SUITE_AT: usize = 7;
const FIXED_START: usize = 6 + 1 + 1 + MAILBOX_BYTES + 1;
const FIXED_END: usize = 8 + 16 + 8 + 32 + 32 + 64;
/// Bytes of the longest header.
pub(crate) const LONGEST: usize = FIXED_START + RECIPIENTS_MAX * MAILBOX_BYTES + FIXED_END;

/// What the clear header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearHeader {
    /// Format of what is sealed.
    pub format: u8,
    /// Random id of the sender.
    pub sender: Mailbox,
    /// Random ids of the recipients.
    pub recipients: Vec<Mailbox>,
    /// The sender's running number of bundles.
    pub number: u64,
    /// The life of the sender in which it was made.
    pub session: [u8; 16],
    /// Bytes of the sealed part.
    pub sealed_length: u64,
    /// BLAKE3 of the sealed part.
    pub sealed_hash: [u8; 32],
    /// The Ed25519 key that signed.
    pub sign: [u8; 32],
}

impl ClearHeader {
    /// Writes and signs the header.
    pub(crate) fn encode(&self, keys: &DeviceKeys) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(header_length(self.recipients.len()));
        bytes.extend_from_slice(MAGIC);
        bytes.push(self.format);
        bytes.push(SUITE_HYBRID);
        bytes.extend_from_slice(&self.sender);
        // `seal` admits at most RECIPIENTS_MAX.
        bytes.push(self.recipients.len() as u8);
        for recipient in &self.recipients {
            bytes.extend_from_slice(recipient);
        }
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.session);
        bytes.extend_from_slice(&self.sealed_length.to_be_bytes());
        bytes.extend_from_slice(&self.sealed_hash);
        bytes.extend_from_slice(&self.sign);
        let signature = keys.sign(label::BUNDLE_HEADER, &bytes);
        bytes.extend_from_slice(&signature);
        bytes
    }

    /// Returns how many bytes this header takes in the file.
    pub fn encoded_length(&self) -> usize {
        header_length(self.recipients.len())
    }

    /// Returns how many bytes the whole file takes.
    pub fn file_length(&self) -> u64 {
        (self.encoded_length() as u64).saturating_add(self.sealed_length)
    }

    /// Reads and checks the header alone: enough for a hub that has not received the rest yet. Takes the first bytes of
    /// the file, as many as there are.
    ///
    /// Another format or suite is believed unless the signature fits one that is read: then its number was changed on the way.
    ///
    /// # Errors
    /// [`BundleError::NotABundle`], [`BundleError::NewerFormat`], [`BundleError::UnknownSuite`],
    /// [`BundleError::RetiredSuite`], [`BundleError::CutShort`], [`BundleError::DamagedHeader`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BundleError> {
        let cut = |expected: usize| BundleError::CutShort {
            expected: expected as u64,
            present: bytes.len() as u64,
        };
        let seen = bytes.len().min(MAGIC.len());
        if bytes[..seen] != MAGIC[..seen] || seen == 0 {
            return Err(BundleError::NotABundle);
        }
        let (Some(&format), Some(&suite)) = (bytes.get(FORMAT_AT), bytes.get(SUITE_AT)) else {
            return Err(cut(FIXED_START));
        };
        match format {
            FORMAT_ROWS..=FORMAT => {}
            _ if fits_with(bytes, FORMAT_AT, &[FORMAT_ROWS, FORMAT]) => {
                return Err(BundleError::DamagedHeader);
            }
            0 => return Err(BundleError::NotABundle),
            _ => return Err(BundleError::NewerFormat { format }),
        }
        match suite {
            SUITE_HYBRID => {}
            _ if fits_with(bytes, SUITE_AT, &[SUITE_HYBRID]) => {
                return Err(BundleError::DamagedHeader);
            }
            SUITE_CLASSICAL => return Err(BundleError::RetiredSuite),
            _ => return Err(BundleError::UnknownSuite { suite }),
        }
        let Some(&count) = bytes.get(FIXED_START - 1) else {
            return Err(cut(FIXED_START));
        };
        let count = usize::from(count);
        if count == 0 || count > RECIPIENTS_MAX {
            return Err(BundleError::DamagedHeader);
        }
        let length = header_length(count);
        let header = bytes.get(..length).ok_or_else(|| cut(length))?;
        Self::fields(header, count).ok_or(BundleError::DamagedHeader)
    }

    /// Splits a header of the right length and checks the signature.
    fn fields(header: &[u8], count: usize) -> Option<Self> {
        let (signed, signature) = header.split_last_chunk::<64>()?;
        let (rest, sign) = signed.split_last_chunk::<32>()?;
        label::verify(sign, label::BUNDLE_HEADER, signed, signature).ok()?;
        let (rest, sealed_hash) = rest.split_last_chunk::<32>()?;
        let (rest, sealed_length) = rest.split_last_chunk::<8>()?;
        let (rest, session) = rest.split_last_chunk::<16>()?;
        let (rest, number) = rest.split_last_chunk::<8>()?;
        let sender = *rest.get(8..)?.first_chunk::<MAILBOX_BYTES>()?;
        let recipients: Vec<Mailbox> = rest
            .get(FIXED_START..)?
            .chunks_exact(MAILBOX_BYTES)
            .filter_map(|id| id.try_into().ok())
            .collect();
        (recipients.len() == count).then_some(Self {
            format: *rest.get(FORMAT_AT)?,
            sender,
            recipients,
            number: u64::from_be_bytes(*number),
            session: *session,
            sealed_length: u64::from_be_bytes(*sealed_length),
            sealed_hash: *sealed_hash,
            sign: *sign,
        })
    }
}

/// Tells whether the header is whole and signed once one of these numbers stands at this place.
fn fits_with(bytes: &[u8], at: usize, numbers: &[u8]) -> bool {
    let mut mended = bytes[..bytes.len().min(LONGEST)].to_vec();
    numbers.iter().any(|number| {
        mended[at] = *number;
        ClearHeader::decode(&mended).is_ok()
    })
}

fn header_length(recipients: usize) -> usize {
    FIXED_START + recipients * MAILBOX_BYTES + FIXED_END
}

/// Checks who and whole without any key: size, header, signature with the header's own key, length and hash of the
/// sealed part. Whether that key is to be trusted says [`crate::verify`].
///
/// # Errors
/// Those of [`ClearHeader::decode`], [`BundleError::TooLarge`], [`BundleError::CutShort`], [`BundleError::TooLong`],
/// [`BundleError::Damaged`].
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<ClearHeader, BundleError> {
    split(bytes, limits).map(|(header, _)| header)
}

/// Returns the sealed part, an age v1 file any age tool opens with the right key. Checks as [`inspect`] does.
///
/// # Errors
/// Those of [`inspect`].
pub fn sealed_part(bytes: &[u8]) -> Result<&[u8], BundleError> {
    split(
        bytes,
        &Limits {
            file: u64::MAX,
            ..Limits::default()
        },
    )
    .map(|(_, sealed)| sealed)
}

pub(crate) fn split<'b>(
    bytes: &'b [u8],
    limits: &Limits,
) -> Result<(ClearHeader, &'b [u8]), BundleError> {
    let present = bytes.len() as u64;
    if present > limits.file {
        return Err(BundleError::TooLarge { limit: limits.file });
    }
    let header = ClearHeader::decode(bytes)?;
    let expected = header.file_length();
    if present < expected {
        return Err(BundleError::CutShort { expected, present });
    }
    if present > expected {
        return Err(BundleError::TooLong);
    }
    let sealed = &bytes[header.encoded_length()..];
    if blake3::hash(sealed).as_bytes() != &header.sealed_hash {
        return Err(BundleError::Damaged);
    }
    Ok((header, sealed))
}

/// Returns the identity of a bundle: BLAKE3 of the whole file.
pub fn bundle_hash(bytes: &[u8]) -> [u8; 32] {
    blake3::hash(bytes).into()
}

/// Returns the file name of a bundle: half of its hash in hexadecimal, and `.goldaw`. Says nothing, fits FAT, and the
/// same bundle always has the same name.
pub fn parcel_name(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    format!("{}.goldaw", &hash.as_str()[..32])
}
