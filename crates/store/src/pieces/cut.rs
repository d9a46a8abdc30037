//! Where a file is cut: FastCDC of 2020 (Xia et al., "The Design of Fast Content-Defined Chunking"), so that what is inserted at the
//! beginning moves no cut behind it. Where another program cuts does not matter: manifests say it.

use crate::error::StoreError;
use fastcdc::v2020::{Error, StreamCDC};
use std::io::{self, Read};

/// Smallest piece but the last of a file, in bytes.
pub const PIECE_MIN: usize = 64 << 10;
/// What pieces tend to, in bytes.
pub const PIECE_AVERAGE: usize = 256 << 10;
/// Largest piece, in bytes.
pub const PIECE_MAX: usize = 1 << 20;

/// Reads a file and gives its pieces one by one.
///
/// # Errors
/// `File` with what reading gave.
pub(super) fn pieces(from: impl Read) -> impl Iterator<Item = Result<Vec<u8>, StoreError>> {
    StreamCDC::new(from, PIECE_MIN, PIECE_AVERAGE, PIECE_MAX).map(|piece| match piece {
        Ok(piece) => Ok(piece.data),
        Err(Error::IoError(error)) => Err(StoreError::File(error)),
        Err(_) => Err(StoreError::File(io::ErrorKind::Other.into())),
    })
}
