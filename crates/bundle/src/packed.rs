//! Compressed parts of a body: one zstd frame each, unpacked to exactly what it promises and never more.

use std::io::{Read, Write};

use crate::BundleError;

/// The most a compressed part may unpack to; one change alone must fit.
pub const PACKED_MAX: usize = 64 << 20;
/// Largest window accepted: 2^23 bytes, what the levels used here need and an old PC can spare.
const WINDOW_LOG_MAX: u32 = 23;
/// Up to so many bytes the best level costs nothing that is felt.
const SMALL: usize = 256 << 10;
const LEVEL_SMALL: i32 = 19;
const LEVEL: i32 = 9;

/// Compresses with a dictionary both ends have, beginning new statistics at each seam.
///
/// # Errors
/// [`BundleError::TooLarge`] beyond [`PACKED_MAX`], [`BundleError::NotSealed`] when the compressor refuses.
pub fn pack(plain: &[u8], seams: &[usize], dictionary: &[u8]) -> Result<Vec<u8>, BundleError> {
    if plain.len() > PACKED_MAX {
        return Err(too_large());
    }
    let level = if plain.len() <= SMALL {
        LEVEL_SMALL
    } else {
        LEVEL
    };
    write(plain, seams, dictionary, level).map_err(|_| BundleError::NotSealed)
}

fn write(plain: &[u8], seams: &[usize], dictionary: &[u8], level: i32) -> std::io::Result<Vec<u8>> {
    let mut encoder = zstd::stream::write::Encoder::with_dictionary(Vec::new(), level, dictionary)?;
    encoder.set_pledged_src_size(Some(plain.len() as u64))?;
    // The length is promised outside of the frame.
    encoder.include_contentsize(false)?;
    encoder.include_checksum(false)?;
    let mut from = 0;
    for seam in seams {
        if from < *seam && *seam < plain.len() {
            encoder.write_all(&plain[from..*seam])?;
            encoder.flush()?;
            from = *seam;
        }
    }
    encoder.write_all(&plain[from..])?;
    encoder.finish()
}

/// Unpacks a frame to exactly the bytes it promises, with the dictionary it was written with.
///
/// # Errors
/// [`BundleError::TooLarge`] when it promises more than [`PACKED_MAX`]; [`BundleError::Damaged`] when it holds less or more, or is no
/// zstd frame.
pub fn unpack(packed: &[u8], promised: usize, dictionary: &[u8]) -> Result<Vec<u8>, BundleError> {
    if promised > PACKED_MAX {
        return Err(too_large());
    }
    read(packed, promised, dictionary)
        .ok()
        .flatten()
        .ok_or(BundleError::Damaged)
}

fn read(packed: &[u8], promised: usize, dictionary: &[u8]) -> std::io::Result<Option<Vec<u8>>> {
    let mut decoder =
        zstd::stream::read::Decoder::with_dictionary(packed, dictionary)?.single_frame();
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    let mut plain = Vec::new();
    (&mut decoder)
        .take(promised as u64 + 1)
        .read_to_end(&mut plain)?;
    let whole = plain.len() == promised && decoder.finish().is_empty();
    Ok(whole.then_some(plain))
}

fn too_large() -> BundleError {
    BundleError::TooLarge {
        limit: PACKED_MAX as u64,
    }
}
