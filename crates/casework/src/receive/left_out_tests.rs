//! One change that cannot be taken keeps nothing else from coming in, stays here with its reason, and is taken once it can be.

use super::*;
use crate::exchange::{HandOver, hand_over};
use crate::receive::{LeftOut, Parcel, TakenOver, take_over};
use crate::testing::{a_person, by, carry, district_office, head_of, join};
use goldaw_bundle::{HeadSignature, Limits, open, parcel_name, seal};
use goldaw_changes::RawChange;
use goldaw_domain::codes::Level;
use goldaw_store::exchange::SignedHead;
use std::path::{Path, PathBuf};

struct District {
    place: tempfile::TempDir,
    stick: PathBuf,
    centre: Session,
}

impl District {
    fn new() -> District {
        let place = tempfile::tempdir().unwrap();
        let stick = place.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let centre = district_office(place.path(), "centre", Level::Centre, "TM");
        District {
            place,
            stick,
            centre,
        }
    }

    fn joined(&mut self, name: &str) -> Session {
        let mut office = district_office(self.place.path(), name, Level::Etrap, "AH-GDP");
        join(&mut office, &mut self.centre, &self.stick);
        office
    }
}

fn own_changes(session: &Session) -> Vec<RawChange> {
    let scopes = [session.office().id];
    let all = session
        .read()
        .outgoing(&scopes, &Default::default(), &[], 1_000)
        .unwrap();
    all.into_iter().map(|change| change.raw).collect()
}

fn signature(session: &Session) -> SignedHead {
    let head = head_of(session, session.device().uuid());
    SignedHead {
        head: head.hash,
        device: session.device(),
        signature: HeadSignature::sign(head, session.keys()).signature.to_vec(),
    }
}

fn lines(session: &mut Session) -> Vec<(String, u32, String)> {
    let lines = left_out_changes(session, Nothing {}).unwrap();
    lines
        .into_iter()
        .map(|line| (line.reason, line.changes, line.brought_by))
        .collect()
}

#[test]
fn what_lacked_its_proof_is_taken_when_that_came_although_nobody_brings_it_again() {
    let mut district = District::new();
    let mut one = district.joined("one");
    let mut two = district.joined("two");
    let mut three = district.joined("three");
    let person = a_person(&mut one, "Orazowa", "Maral");
    let changes = own_changes(&one);
    let many = u32::try_from(changes.len()).unwrap();
    let centre = district.centre.store_mut();
    centre.take_over(changes, 1, |_| Ok(())).unwrap();

    let taken = carry(&mut district.centre, &mut two, &district.stick);
    let unproven = LeftOut {
        reason: "change-unproven".to_owned(),
        changes: many,
    };
    assert_eq!(taken.preview.refused, [unproven]);
    let set_aside = ("change-unproven".to_owned(), many, "centre".to_owned());
    assert_eq!(lines(&mut two), std::slice::from_ref(&set_aside));

    // Brought by another way: the signature alone, then a bundle with other work.
    carry(&mut three, &mut two, &district.stick);
    assert_eq!(lines(&mut two), [set_aside]);
    let signed = signature(&one);
    two.store_mut()
        .take_over(Vec::new(), 1, |arrival| {
            arrival.keep_head_signature(&signed)
        })
        .unwrap();
    a_person(&mut three, "Ataýew", "Kerim");
    let taken = carry(&mut three, &mut two, &district.stick);
    assert_eq!(taken.preview.refused, []);
    assert!(two.read().document(person).unwrap().is_some());
    assert_eq!(lines(&mut two), []);
}

/// Lets an office take over what a computer hands over, with what a broken disk or a hostile hand made of its changes.
fn take_spoilt(
    from: &mut Session,
    to: &mut Session,
    stick: &Path,
    spoil: impl FnOnce(&mut Vec<RawChange>),
) -> TakenOver {
    let request = HandOver {
        carrier: by(stick),
        to: Some(to.office().id),
        also_centre: false,
    };
    let honest = hand_over(from, request).unwrap().file;
    let bytes = std::fs::read(stick.join(honest)).unwrap();
    let opened = open(&bytes, to.keys(), to.roster(), &Limits::default()).unwrap();
    let mut contents = opened.contents;
    spoil(&mut contents.changes);
    let recipient = to.keys().public();
    let bytes = seal(
        &contents,
        from.keys(),
        &[&recipient],
        opened.header.number,
        from.life(),
    )
    .unwrap();
    let file = parcel_name(&bytes);
    std::fs::write(stick.join(&file), bytes).unwrap();
    let parcel = Parcel {
        carrier: by(stick),
        file,
    };
    take_over(to, parcel).unwrap()
}

#[test]
fn one_change_that_cannot_be_read_is_set_aside_and_the_rest_goes_in() {
    let mut district = District::new();
    let (mut one, mut two) = (district.joined("one"), district.joined("two"));
    let (stick, centre) = (district.stick.clone(), &mut district.centre);
    let first = a_person(&mut one, "Orazowa", "Maral");
    let last = a_person(&mut one, "Ataýew", "Kerim");
    let taken = take_spoilt(&mut one, centre, &stick, |changes| {
        let payload = changes.last_mut().and_then(|raw| raw.payload.as_mut());
        let byte = payload.and_then(|payload| payload.last_mut()).unwrap();
        *byte ^= 1;
        changes.push(RawChange {
            header: b"nothing a program ever wrote".to_vec(),
            payload: None,
        });
    });
    let reasons: Vec<_> = taken
        .preview
        .refused
        .iter()
        .map(|one| &one.reason)
        .collect();
    assert_eq!(reasons, ["change-altered", "change-unreadable"]);
    assert!(centre.read().document(first).unwrap().is_some());
    assert!(centre.read().document(last).unwrap().is_none());
    let of_one = |reason: &str| (reason.to_owned(), 1, "one".to_owned());
    assert_eq!(
        lines(centre),
        [of_one("change-altered"), of_one("change-unreadable")]
    );

    // Tried again with somebody else's bundle it stays whose it was, and that bundle is not blamed.
    let taken = carry(&mut two, centre, &stick);
    assert_eq!(taken.preview.refused, []);
    assert_eq!(
        lines(centre),
        [of_one("change-altered"), of_one("change-unreadable")]
    );

    // The sender did not hear them confirmed: what is genuine comes again, whole this time.
    carry(&mut one, centre, &stick);
    assert!(centre.read().document(last).unwrap().is_some());
    assert_eq!(lines(centre), [of_one("change-unreadable")]);
}

#[test]
fn there_is_room_for_a_thousand_and_the_report_counts_all() {
    let mut district = District::new();
    let mut one = district.joined("one");
    let (stick, centre) = (district.stick.clone(), &mut district.centre);
    a_person(&mut one, "Orazowa", "Maral");
    let taken = take_spoilt(&mut one, centre, &stick, |changes| {
        changes.extend((0..1_500).map(|number| RawChange {
            header: format!("nothing a program ever wrote, {number}").into_bytes(),
            payload: None,
        }));
    });
    assert_eq!(taken.preview.refused[0].changes, 1_500);
    assert_eq!(lines(centre)[0].1, 1_000);
}
