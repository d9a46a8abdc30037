//! Where random bytes come from: an argument everywhere, so that a test can repeat itself.

use crate::TrustError;

/// Fills buffers with bytes nobody can guess.
pub trait Randomness {
    /// Fills the whole buffer.
    ///
    /// # Errors
    /// [`TrustError::NoRandomness`]; the buffer must then not be used.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), TrustError>;
}

/// Draws from the operating system.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), TrustError> {
        getrandom::fill(buffer).map_err(|_| TrustError::NoRandomness)
    }
}

/// Draws an array of `N` random bytes.
///
/// # Errors
/// [`TrustError::NoRandomness`].
pub fn draw<const N: usize>(randomness: &mut dyn Randomness) -> Result<[u8; N], TrustError> {
    let mut bytes = [0; N];
    randomness.fill(&mut bytes)?;
    Ok(bytes)
}
