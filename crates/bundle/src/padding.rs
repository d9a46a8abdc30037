//! Padding to size buckets, so that the length of a bundle tells hardly anything about what happened in an office.

use std::io::{self, Read};

use crate::BundleError;

const LENGTH: usize = 8;
const SMALL: [usize; 4] = [4 << 10, 16 << 10, 64 << 10, 256 << 10];
const STEP: usize = 256 << 10;

/// Returns the bucket for this many bytes: 4, 16, 64, 256 KiB, then multiples of 256 KiB.
pub fn bucket(length: usize) -> usize {
    SMALL
        .into_iter()
        .find(|size| length <= *size)
        .unwrap_or_else(|| length.div_ceil(STEP).saturating_mul(STEP))
}

/// Puts the length before the content and zeros behind it, up to the bucket.
pub fn pad(content: &[u8]) -> Vec<u8> {
    let size = bucket(LENGTH + content.len());
    let mut padded = Vec::with_capacity(size);
    padded.extend_from_slice(&(content.len() as u64).to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(size, 0);
    padded
}

/// Takes length and zeros off what is in memory already.
///
/// # Errors
/// [`BundleError::Damaged`] when the size is no bucket, not the smallest one possible, or the padding is not zero.
pub fn unpad(padded: &[u8]) -> Result<Vec<u8>, BundleError> {
    let mut content = Vec::new();
    let mut unpadded = Unpadded::of(padded)?;
    unpadded
        .read_to_end(&mut content)
        .map_err(|_| BundleError::Damaged)?;
    unpadded.finish().map(|()| content)
}

/// The content of padded bytes as they are read: ends where the content ends; [`Unpadded::finish`] looks at the rest.
pub(crate) struct Unpadded<R> {
    from: R,
    left: u64,
    zeros: u64,
}

impl<R: Read> Unpadded<R> {
    /// Reads the length.
    ///
    /// # Errors
    /// [`BundleError::Damaged`] when there is none.
    pub(crate) fn of(mut from: R) -> Result<Self, BundleError> {
        let mut length = [0; LENGTH];
        from.read_exact(&mut length)
            .map_err(|_| BundleError::Damaged)?;
        let left = u64::from_be_bytes(length);
        let whole = usize::try_from(left)
            .ok()
            .and_then(|length| length.checked_add(LENGTH))
            .ok_or(BundleError::Damaged)?;
        Ok(Self {
            from,
            left,
            zeros: (bucket(whole) - whole) as u64,
        })
    }

    /// Checks that the content was read whole, and behind it stands the smallest padding possible, all zeros.
    ///
    /// # Errors
    /// [`BundleError::Damaged`].
    pub(crate) fn finish(mut self) -> Result<(), BundleError> {
        let mut piece = [0; 4096];
        let mut zeros = 0;
        loop {
            let read = self
                .from
                .read(&mut piece)
                .map_err(|_| BundleError::Damaged)?;
            if read == 0 {
                break;
            }
            zeros += read as u64;
            if zeros > self.zeros || piece[..read].iter().any(|byte| *byte != 0) {
                return Err(BundleError::Damaged);
            }
        }
        if self.left == 0 && zeros == self.zeros {
            Ok(())
        } else {
            Err(BundleError::Damaged)
        }
    }
}

impl<R: Read> Read for Unpadded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.from.read(&mut into[..most])?;
        if read == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_rounded_up_to_few_sizes() {
        assert_eq!(bucket(0), 4096);
        assert_eq!(bucket(4096), 4096);
        assert_eq!(bucket(4097), 16_384);
        assert_eq!(bucket(65_537), 262_144);
        assert_eq!(bucket(262_145), 524_288);
        assert_eq!(bucket(1_000_000), 4 * 262_144);
    }

    #[test]
    fn only_the_one_right_padding_is_taken_off() {
        for length in [0, 1, 4088, 4089, 70_000] {
            let content = vec![7; length];
            let padded = pad(&content);
            assert_eq!(padded.len(), bucket(length + 8));
            assert_eq!(unpad(&padded).unwrap(), content);
        }
        let mut dirty = pad(b"x");
        *dirty.last_mut().unwrap() = 1;
        assert_eq!(unpad(&dirty), Err(BundleError::Damaged));
        let mut wide = pad(b"x");
        wide.resize(16_384, 0);
        assert_eq!(unpad(&wide), Err(BundleError::Damaged));
        let mut lying = pad(b"x");
        lying[..8].copy_from_slice(&u64::MAX.to_be_bytes());
        assert_eq!(unpad(&lying), Err(BundleError::Damaged));
        assert_eq!(unpad(b"1234567"), Err(BundleError::Damaged));
    }
}
