//! Padding to size buckets, so that the length of a bundle tells hardly anything about what happened in an office.

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

/// Takes length and zeros off.
///
/// # Errors
/// [`BundleError::Damaged`] when the size is no bucket, not the smallest one possible, or the padding is not zero.
pub fn unpad(padded: &[u8]) -> Result<&[u8], BundleError> {
    let (length, rest) = padded
        .split_first_chunk::<LENGTH>()
        .ok_or(BundleError::Damaged)?;
    let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| BundleError::Damaged)?;
    let (content, zeros) = rest.split_at_checked(length).ok_or(BundleError::Damaged)?;
    if padded.len() != bucket(LENGTH + length) || zeros.iter().any(|byte| *byte != 0) {
        return Err(BundleError::Damaged);
    }
    Ok(content)
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
