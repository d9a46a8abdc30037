//! A bundle from outside to inside.

use std::io::Cursor;

use goldaw_bundle::{
    BundleError, ClearHeader, Contents, Control, FileManifest, Reading, open, padding, read_body,
    segment as segments, sign_sealed,
};
use goldaw_changes::columns::NothingKnown;
use goldaw_trust::{label, wire};

use crate::Answer;
use crate::scene::{SESSION, limits, scene};

/// The clear header, signed anew by the etrap where it is long enough.
pub fn header(bytes: &[u8]) -> Answer {
    if let Ok(header) = ClearHeader::decode(bytes) {
        // What stands behind a header is not its own.
        let real = scene()
            .bundle
            .starts_with(&bytes[..header.encoded_length()]);
        return if real {
            Answer::Taken
        } else {
            Answer::Believed
        };
    }
    let recipients = bytes.get(24).map_or(0, |count| usize::from(*count));
    let key_at = key_place(recipients);
    let Some(anew) = bytes.get(..key_at).map(signed) else {
        return Answer::Refused;
    };
    let Ok(header) = ClearHeader::decode(&anew) else {
        return Answer::Refused;
    };
    assert_eq!(header.encoded_length(), anew.len());
    assert_eq!(header.recipients.len(), recipients);
    assert!((1..=64).contains(&recipients));
    assert!(header.file_length() >= header.sealed_length);
    Answer::Taken
}

/// Where the sender's key stands in a header.
const fn key_place(recipients: usize) -> usize {
    89 + 16 * recipients
}

/// Puts the etrap's key and signature behind the beginning of a header.
fn signed(header: &[u8]) -> Vec<u8> {
    let keys = &scene().etrap;
    let mut anew = header.to_vec();
    anew.extend_from_slice(&keys.public().sign);
    let signature = keys.sign(label::BUNDLE_HEADER, &anew);
    anew.extend_from_slice(&signature);
    anew
}

/// A whole file as it is, and the same bytes as the sealed part of a bundle the etrap signed. Nobody but who sealed for the centre makes
/// bytes that open.
pub fn bundle(bytes: &[u8]) -> Answer {
    let scene = scene();
    let to = [&scene.centre.public()];
    let signed = sign_sealed(bytes, &scene.etrap, &to, 7, SESSION).expect("one recipient");
    let opened = |file: &[u8]| open(file, &scene.centre, Some(&scene.roster), &limits()).is_ok();
    if opened(bytes) || opened(&signed) {
        Answer::Believed
    } else {
        Answer::Refused
    }
}

/// The body sealed anew by the etrap, in both formats: opened at once, part by part from a file, and with the history it may bring. Bytes that begin with five zeros
/// are the padded text of the age file as they are, for no body begins so.
pub fn sealed(bytes: &[u8]) -> Answer {
    let scene = scene();
    let plain = if bytes.starts_with(&[0; 5]) {
        bytes.to_vec()
    } else {
        padding::pad(bytes)
    };
    let public = scene.centre.public();
    let sealed = age::encrypt(&public.seal, &plain).expect("sealed");
    let newest = sign_sealed(&sealed, &scene.etrap, &[&public], 7, SESSION).expect("one recipient");
    let mut rows = newest[..key_place(1)].to_vec();
    rows[6] = 1;
    let rows = [signed(&rows), sealed].concat();
    let mut taken = false;
    for file in [newest, rows] {
        let at_once = open(&file, &scene.centre, Some(&scene.roster), &limits());
        let at_once = at_once.map(|opened| opened.contents);
        assert_eq!(part_by_part(&file, false), at_once);
        let with_history = part_by_part(&file, true).map(|contents| contents.envelope);
        assert_eq!(
            with_history,
            at_once.clone().map(|contents| contents.envelope)
        );
        taken |= at_once.is_ok();
    }
    Answer::of(taken)
}

fn part_by_part(file: &[u8], history: bool) -> Result<Contents, BundleError> {
    let scene = scene();
    let mut reading = Reading::of_file(
        Cursor::new(file),
        &scene.centre,
        Some(&scene.roster),
        &limits(),
    )?;
    let mut contents = Contents {
        envelope: reading.envelope.clone(),
        control: reading.control.clone(),
        changes: Vec::new(),
        head_signatures: reading.head_signatures.clone(),
        attachments: Vec::new(),
    };
    while let Some(mut group) = reading.changes(&NothingKnown)? {
        contents.changes.append(&mut group);
    }
    if history {
        let said = reading.snapshot_count()?;
        let mut runs = 0;
        while reading.run()?.is_some() {
            runs += 1;
        }
        assert!(said == 0 || runs > 0);
    }
    while let Some(attachment) = reading.attachment()? {
        contents.attachments.push(attachment);
    }
    reading.finish().map(|()| contents)
}

/// What stands inside age and padding.
pub fn body(bytes: &[u8]) -> Answer {
    let Ok(contents) = read_body(bytes, &limits()) else {
        return Answer::Refused;
    };
    let unpacked: usize = contents
        .changes
        .iter()
        .map(|change| change.header.len() + change.payload.as_ref().map_or(0, Vec::len))
        .chain(contents.attachments.iter().map(|file| file.bytes.len()))
        .sum();
    assert!(unpacked as u64 <= limits().unpacked);
    assert!(contents.changes.len() as u64 <= limits().changes);
    Answer::Taken
}

/// What the two ends tell each other.
pub fn control(bytes: &[u8]) -> Answer {
    let Ok(control) = wire::decode::<Control>(bytes, 16 << 20) else {
        return Answer::Refused;
    };
    assert_eq!(wire::encode(&control), bytes);
    Answer::Taken
}

/// A packed segment, by column and by row; the first two bytes say, in bytes and in KiB, what it is said to unpack to.
pub fn segment(bytes: &[u8]) -> Answer {
    let Some((said, packed)) = bytes.split_first_chunk::<2>() else {
        return Answer::Refused;
    };
    let said = usize::from(u16::from_be_bytes(*said));
    let mut taken = false;
    for unpacked in [said, said << 10] {
        let by_row = segments::unpack_rows(packed, unpacked);
        for changes in [segments::unpack(packed, unpacked), by_row]
            .into_iter()
            .flatten()
        {
            taken = true;
            let again = segments::pack(&changes).expect("what was read can be written");
            let read = again.iter().flat_map(|segment| {
                segments::unpack(&segment.packed, segment.unpacked as usize).expect("and read")
            });
            assert!(read.eq(changes));
        }
    }
    Answer::of(taken)
}

/// The manifest of a file in pieces, written again as it was read.
pub fn manifest(bytes: &[u8]) -> Answer {
    let Ok(manifest) = FileManifest::decode(bytes) else {
        return Answer::Refused;
    };
    assert_eq!(manifest.encode().expect("sound"), bytes);
    Answer::Taken
}
