//! What reaches a desk inside a bundle, or by telephone: the capsule of a case, folds, fields of records, a dictated receipt.

use std::sync::{Mutex, OnceLock};

use goldaw_casework::foreign_bytes as casework;
use goldaw_domain::records::{
    Appeal, Attachment, Case, Consent, Device, Household, Incident, LostChange, Membership, Note,
    Office, Person, Relationship, Task, Transfer, Visit, Worker,
};
use goldaw_domain::{Fields, Record};
use goldaw_store::foreign_bytes as store;
use zstd::bulk::Compressor;

use crate::Answer;
use crate::scene::scene;
use crate::seeds::capsule_of;

/// A capsule, written again as it was read: whole bytes as they are, others in place of its records and of its changes.
pub fn capsule(bytes: &[u8]) -> Answer {
    if bytes.starts_with(b"GOLDAWCP") {
        return whole_capsule(bytes);
    }
    let [records, changes, signatures] = &scene().capsule;
    let about = whole_capsule(&capsule_of([bytes, changes, signatures]));
    let log = whole_capsule(&capsule_of([records, bytes, signatures]));
    Answer::of(about == Answer::Taken || log == Answer::Taken)
}

fn whole_capsule(bytes: &[u8]) -> Answer {
    let Ok(written) = casework::capsule(bytes) else {
        return Answer::Refused;
    };
    assert_eq!(written, bytes);
    Answer::Taken
}

/// A dictated receipt: the text of its QR code and its words in every language say the same.
pub fn dictated(bytes: &[u8]) -> Answer {
    let Ok(spellings) = casework::dictated_receipt(&String::from_utf8_lossy(bytes)) else {
        return Answer::Refused;
    };
    for spelling in &spellings {
        let again = casework::dictated_receipt(spelling);
        assert_eq!(again.expect("our own words"), spellings);
    }
    Answer::Taken
}

/// A fold as it is, and the bytes as what a fold unpacks to: what is read can be written and is read the same again.
pub fn fold(bytes: &[u8]) -> Answer {
    let unpacked = u32::try_from(bytes.len()).expect("a small input");
    let packed = [&unpacked.to_le_bytes()[..], &frame(bytes)].concat();
    let mut taken = false;
    for fold in [bytes, &packed] {
        if let Ok(comes_back) = store::fold_comes_back(fold) {
            assert!(comes_back);
            taken = true;
        }
    }
    Answer::of(taken)
}

/// A zstd frame around bytes, by a packer that is kept: making one costs more than using it.
fn frame(bytes: &[u8]) -> Vec<u8> {
    static PACKER: OnceLock<Mutex<Compressor<'static>>> = OnceLock::new();
    let packer = PACKER.get_or_init(|| Mutex::new(Compressor::new(1).expect("memory for one")));
    let mut packer = packer.lock().expect("nobody panics holding it");
    packer.compress(bytes).expect("memory takes all")
}

/// The fields of a record, read as every kind there is. What was read reads the same again, and the rules answer.
pub fn record(bytes: &[u8]) -> Answer {
    let Ok(fields) = serde_json::from_slice::<Fields>(bytes) else {
        return Answer::Refused;
    };
    read_as::<Appeal>(&fields);
    read_as::<Attachment>(&fields);
    read_as::<Case>(&fields);
    read_as::<Consent>(&fields);
    read_as::<Device>(&fields);
    read_as::<Household>(&fields);
    read_as::<Incident>(&fields);
    read_as::<LostChange>(&fields);
    read_as::<Membership>(&fields);
    read_as::<Note>(&fields);
    read_as::<Office>(&fields);
    read_as::<Person>(&fields);
    read_as::<Relationship>(&fields);
    read_as::<Task>(&fields);
    read_as::<Transfer>(&fields);
    read_as::<Visit>(&fields);
    read_as::<Worker>(&fields);
    Answer::Taken
}

fn read_as<R: Record>(fields: &Fields) {
    if let Some(record) = R::from_fields(fields) {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day");
        let _ = record.check(today);
        let written = record.to_fields();
        let again = R::from_fields(&written).expect("our own fields");
        assert_eq!(again.to_fields(), written);
    }
}
