//! A bundle from outside to inside.

use goldaw_bundle::{
    ClearHeader, Control, inspect, open, read_body, segment as segments, sign_sealed,
};
use goldaw_trust::{label, wire};

use crate::scene::{SESSION, limits, scene};

/// The clear header, signed anew by the etrap where it is long enough.
pub fn header(bytes: &[u8]) {
    let _ = ClearHeader::decode(bytes);
    let recipients = bytes.get(24).map_or(0, |count| usize::from(*count));
    let key_at = 89 + 16 * recipients;
    let Some(signed) = bytes.get(..key_at) else {
        return;
    };
    let keys = &scene().etrap;
    let mut anew = signed.to_vec();
    anew.extend_from_slice(&keys.public().sign);
    let signature = keys.sign(label::BUNDLE_HEADER, &anew);
    anew.extend_from_slice(&signature);
    if let Ok(header) = ClearHeader::decode(&anew) {
        assert_eq!(header.encoded_length(), anew.len());
        assert_eq!(header.recipients.len(), recipients);
        assert!((1..=64).contains(&recipients));
        assert!(header.file_length() >= header.sealed_length);
    }
}

/// A whole file as it is, and the same bytes as the sealed part of a bundle the etrap signed.
pub fn bundle(bytes: &[u8]) {
    let scene = scene();
    let _ = inspect(bytes, &limits());
    let to = [&scene.centre.public()];
    let signed = sign_sealed(bytes, &scene.etrap, &to, 7, SESSION).expect("one recipient");
    assert!(inspect(&signed, &limits()).is_ok() || bytes.len() > 1 << 19);
    for file in [bytes, &signed] {
        let _ = open(file, &scene.centre, Some(&scene.roster), &limits());
    }
}

/// What stands inside age and padding.
pub fn body(bytes: &[u8]) {
    if let Ok(contents) = read_body(bytes, &limits()) {
        let unpacked: usize = contents
            .changes
            .iter()
            .map(|change| change.header.len() + change.payload.as_ref().map_or(0, Vec::len))
            .chain(contents.attachments.iter().map(|file| file.bytes.len()))
            .sum();
        assert!(unpacked as u64 <= limits().unpacked);
        assert!(contents.changes.len() as u64 <= limits().changes);
    }
}

/// What the two ends tell each other.
pub fn control(bytes: &[u8]) {
    if let Ok(control) = wire::decode::<Control>(bytes, 16 << 20) {
        assert_eq!(wire::encode(&control), bytes);
    }
}

/// A packed segment; the first two bytes say, in KiB, what it is said to unpack to.
pub fn segment(bytes: &[u8]) {
    let Some((said, packed)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let said = usize::from(u16::from_be_bytes(*said));
    for unpacked in [said, said << 10] {
        if let Ok(changes) = segments::unpack(packed, unpacked) {
            let again = segments::pack(&changes).expect("what was read can be written");
            let read = again.iter().flat_map(|segment| {
                segments::unpack(&segment.packed, segment.unpacked as usize).expect("and read")
            });
            assert!(read.eq(changes));
        }
    }
}
