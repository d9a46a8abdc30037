//! A capsule as bytes: what is read back, and what is refused.

use super::capsule::Capsule;
use super::gather::{belonging, capsule};
use crate::error::CaseworkError;
use crate::testing::{a_case, a_case_of, a_visit, office};
use crate::visits::record_visit;
use goldaw_domain::codes::{Along, Risk};

fn a_capsule() -> Capsule {
    let mut office = office();
    let session = &mut office.session;
    let case = a_case(session, Risk::High);
    a_case_of(session, "Ataýewa", Risk::Low);
    let visit = a_visit(session, case, "cold room");
    record_visit(session, visit).unwrap();
    let read = session.read();
    let document = read.document(case).unwrap().unwrap();
    let documents = belonging(&read, &document, Along::ALL).unwrap();
    capsule(&read, &document, &documents, session.keys()).unwrap()
}

#[test]
fn a_capsule_reads_back_and_holds_what_wrote_its_records_and_nothing_else() {
    let packed = a_capsule();
    let bytes = packed.encode().unwrap();
    assert_eq!(Capsule::decode(&bytes).unwrap(), packed);
    assert_eq!(packed.about.records.len(), 3, "case, person, visit");
    assert_eq!(packed.changes.len(), 3);
    assert_eq!(packed.signatures.len(), 1, "one chain, one signature");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains("cold room") && !text.contains("Ataýewa"));
}

#[test]
fn every_damaged_byte_and_every_cut_is_refused_or_changes_only_a_signature() {
    let packed = a_capsule();
    let bytes = packed.encode().unwrap();
    let signatures = bytes.len() - 152;
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        match Capsule::decode(&damaged) {
            Err(_) => {}
            // A flipped letter is another record: whether it was ever written the centre's log says.
            Ok(read) if at < signatures => assert_ne!(read.about, packed.about),
            Ok(read) => assert_ne!(read.signatures, packed.signatures),
        }
        assert!(Capsule::decode(&bytes[..at]).is_err(), "cut at {at}");
    }
    let mut newer = bytes.clone();
    newer[8] = 2;
    let refused = Capsule::decode(&newer).unwrap_err();
    assert!(matches!(refused, CaseworkError::CapsuleNewer));
}
