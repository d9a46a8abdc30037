//! The request of a new device to be enrolled: a file for the stick and 30 digits for the telephone.
//!
//! The request proves only that one key signed it. That it came from the right office is what the digits are for: the
//! coordinator compares them with those read aloud, else a swapped stick would enrol a stranger.

use minicbor::{Decode, Encode};

use crate::wire::{self, SignedBytes};
use crate::{DeviceKeys, DevicePublic, Level, TrustError, digits, label};

const MAGIC: &[u8; 8] = b"GOLDAWJN";
const FORMAT: u8 = 2;
const TEXT_MAX: usize = 200;
/// The largest request accepted, in bytes.
pub const REQUEST_MAX: usize = 4096;

/// What the new device asks for; the coordinator decides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Wish {
    /// What the device is called in its office.
    #[n(0)]
    pub device_label: String,
    /// Name of the office as the worker typed it.
    #[n(1)]
    pub office_name: String,
    /// Code of the office's territory.
    #[n(2)]
    pub territory: String,
    /// Level of the office.
    #[n(3)]
    pub level: Level,
    /// Who asks.
    #[n(4)]
    pub worker_name: String,
}

#[derive(Encode, Decode)]
struct Body {
    #[n(0)]
    public: DevicePublic,
    #[n(1)]
    wish: Wish,
}

/// A request whose own signature fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRequest {
    public: DevicePublic,
    wish: Wish,
    bytes: Vec<u8>,
}

impl EnrolmentRequest {
    /// Makes and signs a request.
    ///
    /// # Errors
    /// [`TrustError::Damaged`] when a text is above 200 bytes or holds control characters.
    pub fn make(keys: &DeviceKeys, wish: Wish) -> Result<Self, TrustError> {
        let body = Body {
            public: keys.public(),
            wish,
        };
        body.check()?;
        let signed = wire::encode(&body);
        let signature = keys.sign(label::ENROLMENT, &signed);
        let bytes = wire::frame(
            MAGIC,
            FORMAT,
            &wire::encode(&SignedBytes {
                body: signed,
                signature,
            }),
        );
        Ok(Self {
            public: body.public,
            wish: body.wish,
            bytes,
        })
    }

    /// Reads a request and checks that the device itself signed it.
    ///
    /// # Errors
    /// [`TrustError::TooLarge`], [`TrustError::WrongKind`], [`TrustError::NewerFormat`], [`TrustError::OlderFormat`],
    /// [`TrustError::Damaged`], [`TrustError::WrongSignature`].
    pub fn decode(bytes: &[u8]) -> Result<Self, TrustError> {
        let signed: SignedBytes = wire::decode(wire::unframe(MAGIC, FORMAT, bytes)?, REQUEST_MAX)?;
        let body: Body = wire::decode(&signed.body, REQUEST_MAX)?;
        body.check()?;
        body.public
            .verify(label::ENROLMENT, &signed.body, &signed.signature)?;
        Ok(Self {
            public: body.public,
            wish: body.wish,
            bytes: bytes.to_vec(),
        })
    }

    /// Returns the file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// Returns the 30 digits to compare, in groups of five. They cover every byte of the request.
    pub fn digits(&self) -> String {
        digits::fingerprint("goldaw 2026 enrolment request fingerprint v1", &self.bytes)
    }

    /// Returns the keys that ask.
    pub fn public(&self) -> &DevicePublic {
        &self.public
    }

    /// Returns what is asked for.
    pub fn wish(&self) -> &Wish {
        &self.wish
    }

    /// Returns a file name that fits FAT and says nothing: hash digits and `.goldaw-join`.
    pub fn file_name(&self) -> String {
        let hash = blake3::hash(&self.bytes).to_hex();
        format!("{}.goldaw-join", &hash.as_str()[..32])
    }
}

impl Body {
    fn check(&self) -> Result<(), TrustError> {
        self.public.check()?;
        for text in [
            &self.wish.device_label,
            &self.wish.office_name,
            &self.wish.territory,
            &self.wish.worker_name,
        ] {
            wire::short_text(text, TEXT_MAX)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use uuid::Uuid;

    fn request() -> EnrolmentRequest {
        let keys = DeviceKeys::generate(Uuid::from_u128(7), &mut SystemRandomness).unwrap();
        EnrolmentRequest::make(&keys, wish()).unwrap()
    }

    fn wish() -> Wish {
        Wish {
            device_label: "Otag 3".into(),
            office_name: "Gökdepe etraby".into(),
            territory: "TM-A-GDP".into(),
            level: Level::Etrap,
            worker_name: "Maral".into(),
        }
    }

    #[test]
    fn a_request_comes_back_the_same_with_the_same_digits() {
        let request = request();
        let again = EnrolmentRequest::decode(&request.encode()).unwrap();
        assert_eq!(again, request);
        assert_eq!(again.digits(), request.digits());
        assert!(request.file_name().ends_with(".goldaw-join"));
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_refused() {
        let bytes = request().encode();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            assert!(EnrolmentRequest::decode(&flipped).is_err(), "byte {at}");
            assert!(
                EnrolmentRequest::decode(&bytes[..at]).is_err(),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn the_digits_change_with_the_sealing_key_alone() {
        let keys = DeviceKeys::generate(Uuid::from_u128(7), &mut SystemRandomness).unwrap();
        let mut secrets = keys.to_secret_bytes();
        *secrets.last_mut().unwrap() ^= 1;
        let swapped = DeviceKeys::from_secret_bytes(&secrets).unwrap();
        assert_eq!(swapped.public().sign, keys.public().sign);
        assert_ne!(swapped.public().seal, keys.public().seal);
        let asked = |keys: &DeviceKeys| EnrolmentRequest::make(keys, wish()).unwrap().digits();
        assert_eq!(asked(&keys), asked(&keys));
        assert_ne!(asked(&swapped), asked(&keys));
    }

    #[test]
    fn another_device_asking_for_the_same_office_shows_other_digits() {
        assert_ne!(request().digits(), request().digits());
    }
}
