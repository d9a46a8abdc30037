//! The manifest of a file: its pieces in order, so that each can travel alone and is proven alone.
//!
//! In a bundle a manifest is an attachment like the pieces and is told by its first bytes. A piece that begins like one is told by its
//! hash: manifests name it.

use crate::BundleError;

const MAGIC: &[u8; 8] = b"GOLDAWFM";
const VERSION: u8 = 1;
const HEAD: usize = MAGIC.len() + 1 + 16 + 32;
const PART: usize = 32 + 4;

/// Largest piece, in bytes.
pub const PIECE_MAX: u32 = 1 << 20;
/// Most pieces of one file.
pub const PARTS_MAX: usize = 16_384;

/// What a file is put together from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileManifest {
    /// The office whose records name the file, UUID.
    pub scope: [u8; 16],
    /// BLAKE3 of the whole file.
    pub content: [u8; 32],
    /// Of each piece in order, BLAKE3 and length in bytes, 1 to [`PIECE_MAX`].
    pub parts: Vec<([u8; 32], u32)>,
}

impl FileManifest {
    /// Returns the bytes a manifest of so many pieces has.
    pub const fn encoded_length(parts: usize) -> usize {
        HEAD + PART * parts
    }

    /// Tells whether bytes begin like a manifest.
    pub fn looks_like(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Writes the exact bytes.
    ///
    /// # Errors
    /// [`BundleError::TooLarge`] for more than [`PARTS_MAX`] pieces, [`BundleError::Contradiction`] for a piece no reader takes.
    pub fn encode(&self) -> Result<Vec<u8>, BundleError> {
        if self.parts.len() > PARTS_MAX {
            return Err(BundleError::TooLarge {
                limit: PARTS_MAX as u64,
            });
        }
        let mut bytes = Vec::with_capacity(Self::encoded_length(self.parts.len()));
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.scope);
        bytes.extend_from_slice(&self.content);
        for (hash, length) in &self.parts {
            if !(1..=PIECE_MAX).contains(length) {
                return Err(BundleError::Contradiction);
            }
            bytes.extend_from_slice(hash);
            bytes.extend_from_slice(&length.to_be_bytes());
        }
        Ok(bytes)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`BundleError::TooLarge`] for more than [`PARTS_MAX`] pieces, [`BundleError::Damaged`] for everything else that is none of this
    /// version.
    pub fn decode(bytes: &[u8]) -> Result<Self, BundleError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(BundleError::Damaged)?;
        let (version, rest) = rest.split_first().ok_or(BundleError::Damaged)?;
        let (scope, rest) = rest.split_first_chunk().ok_or(BundleError::Damaged)?;
        let (content, rest) = rest.split_first_chunk().ok_or(BundleError::Damaged)?;
        let (parts, left) = rest.as_chunks::<PART>();
        if *version != VERSION || !left.is_empty() {
            return Err(BundleError::Damaged);
        }
        if parts.len() > PARTS_MAX {
            return Err(BundleError::TooLarge {
                limit: PARTS_MAX as u64,
            });
        }
        let part = |bytes: &[u8; PART]| {
            let (hash, length) = bytes.split_first_chunk::<32>()?;
            let length = u32::from_be_bytes(*length.first_chunk()?);
            (1..=PIECE_MAX).contains(&length).then_some((*hash, length))
        };
        let parts = parts.iter().map(part).collect::<Option<Vec<_>>>();
        Ok(Self {
            scope: *scope,
            content: *content,
            parts: parts.ok_or(BundleError::Damaged)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(lengths: &[u32]) -> FileManifest {
        let part = |(place, length): (usize, &u32)| ([place as u8; 32], *length);
        FileManifest {
            scope: [8; 16],
            content: [9; 32],
            parts: lengths.iter().enumerate().map(part).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_has_the_length_foretold() {
        for lengths in [&[][..], &[1], &[PIECE_MAX, 65_536, 7]] {
            let bytes = manifest(lengths).encode().unwrap();
            assert_eq!(bytes.len(), FileManifest::encoded_length(lengths.len()));
            assert_eq!(FileManifest::decode(&bytes).unwrap(), manifest(lengths));
        }
    }

    #[test]
    fn only_the_one_spelling_is_read() {
        let good = manifest(&[5, 6]).encode().unwrap();
        for length in 0..good.len() {
            let cut_at_a_part = length >= HEAD && (length - HEAD).is_multiple_of(PART);
            assert_eq!(FileManifest::decode(&good[..length]).is_ok(), cut_at_a_part);
        }
        for (at, byte) in [(0, b'X'), (8, 2), (HEAD + 32, 1)] {
            let mut bad = good.clone();
            bad[at] = byte;
            assert_eq!(FileManifest::decode(&bad), Err(BundleError::Damaged));
        }
        let mut empty = good;
        empty[HEAD + 32..HEAD + 36].copy_from_slice(&[0; 4]);
        assert_eq!(FileManifest::decode(&empty), Err(BundleError::Damaged));
    }

    #[test]
    fn nobody_writes_what_nobody_reads() {
        assert_eq!(manifest(&[0]).encode(), Err(BundleError::Contradiction));
        assert_eq!(
            manifest(&[PIECE_MAX + 1]).encode(),
            Err(BundleError::Contradiction)
        );
        let many = FileManifest {
            scope: [0; 16],
            content: [0; 32],
            parts: vec![([1; 32], 1); PARTS_MAX + 1],
        };
        assert!(matches!(many.encode(), Err(BundleError::TooLarge { .. })));
        let mut bytes = manifest(&[]).encode().unwrap();
        bytes.resize(FileManifest::encoded_length(PARTS_MAX + 1), 1);
        assert!(matches!(
            FileManifest::decode(&bytes),
            Err(BundleError::TooLarge { .. })
        ));
    }
}
