//! The files of the trust room: as they are, and with their content signed or summed anew.

use goldaw_trust::label::Label;
use goldaw_trust::{
    Accepted, DeviceKeys, EnrolmentRequest, Roster, label, newest_of, slot_file::SLOT_FILE_MAX,
};

use crate::Answer;
use crate::scene::scene;

/// Magic word and format number of a file of this family.
const FRAME: usize = 9;

/// The roster, its body signed anew by the centre.
pub fn roster(bytes: &[u8]) -> Answer {
    if Roster::decode(bytes).is_ok() {
        return Answer::Believed;
    }
    let scene = scene();
    let file = signed_anew(scene.roster.encode(), bytes, label::ROSTER, &scene.centre);
    let Ok(roster) = Roster::decode(&file) else {
        return Answer::Refused;
    };
    assert_eq!(roster.encode(), file);
    assert_eq!(Roster::accept(Some(&roster), &roster), Ok(Accepted::Same));
    assert_eq!(roster.centre_device().public.device, roster.draft().centre);
    assert!(roster.draft().check().is_ok());
    Answer::Taken
}

/// The request to join, its body signed anew by the etrap.
pub fn request(bytes: &[u8]) -> Answer {
    if EnrolmentRequest::decode(bytes).is_ok() {
        return Answer::Believed;
    }
    let head = b"GOLDAWJN\x02";
    let file = signed_anew(head, bytes, label::ENROLMENT, &scene().etrap);
    let Ok(request) = EnrolmentRequest::decode(&file) else {
        return Answer::Refused;
    };
    assert_eq!(request.encode(), file);
    assert_eq!(request.digits().len(), 35);
    Answer::Taken
}

/// The key slots, with a checksum that fits.
pub fn slots(bytes: &[u8]) -> Answer {
    let _ = newest_of(Some(bytes), None);
    let mut file = b"GOLDAWKS\x02".to_vec();
    file.extend_from_slice(bytes);
    let checksum = blake3::hash(&file);
    file.extend_from_slice(checksum.as_bytes());
    let Ok(slots) = newest_of(None, Some(&file)) else {
        return Answer::Refused;
    };
    assert_eq!(slots.encode(), file);
    assert!(!slots.owners().is_empty() && file.len() <= SLOT_FILE_MAX);
    Answer::Taken
}

/// Puts a body into a file that begins like `like`, with a signature of `keys`.
fn signed_anew(like: &[u8], body: &[u8], label: Label, keys: &DeviceKeys) -> Vec<u8> {
    let mut file = like[..FRAME].to_vec();
    let mut encoder = minicbor::Encoder::new(&mut file);
    encoder
        .array(2)
        .and_then(|encoder| encoder.bytes(body))
        .and_then(|encoder| encoder.bytes(&keys.sign(label, body)))
        .expect("a vector takes all");
    file
}

/// Takes the body out of a signed file.
pub(crate) fn body_of(file: &[u8]) -> Vec<u8> {
    let mut decoder = minicbor::Decoder::new(&file[FRAME..]);
    decoder
        .array()
        .and_then(|_| decoder.bytes())
        .expect("a signed file")
        .to_vec()
}
