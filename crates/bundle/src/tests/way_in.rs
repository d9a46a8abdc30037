//! Who is let in: known, unknown, revoked and misdirected senders, first and newer rosters, stream heads.

use goldaw_trust::{Roster, TrustError};

use super::district::{District, SESSION, contents, draft, head, keys, office_of};
use crate::{BundleError, HeadDoubt, HeadSignature, Limits, RosterNews, open, seal, verify};

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn a_bundle_for_others_does_not_open() {
    let district = District::new();
    let refused = open(
        &district.bundle(),
        &district.neighbour,
        Some(&district.roster),
        &limits(),
    )
    .unwrap_err();
    assert_eq!(
        refused,
        BundleError::ForAnotherOffice {
            addressed_to: vec![district.centre.mailbox()]
        }
    );
}

#[test]
fn a_bundle_naming_this_device_but_sealed_to_another_key_does_not_open() {
    let district = District::new();
    let mut misled = district.centre.public();
    misled.seal = district.neighbour.public().seal;
    let bytes = seal(
        &contents(&district.etrap),
        &district.etrap,
        &[&misled],
        1,
        SESSION,
    )
    .unwrap();
    assert_eq!(
        open(&bytes, &district.centre, Some(&district.roster), &limits()).unwrap_err(),
        BundleError::OtherKey
    );
}

#[test]
fn an_unknown_device_and_a_borrowed_mailbox_are_refused() {
    let district = District::new();
    // The stranger's device bears the etrap's number, but has its own keys.
    let stranger = keys(2);
    let bytes = seal(
        &contents(&stranger),
        &stranger,
        &[&district.centre.public()],
        1,
        SESSION,
    )
    .unwrap();
    let unknown = BundleError::UnknownDevice {
        mailbox: stranger.mailbox(),
    };
    assert_eq!(
        open(&bytes, &district.centre, Some(&district.roster), &limits()).unwrap_err(),
        unknown
    );
    assert_eq!(
        verify(&bytes, &district.roster, &limits()).unwrap_err(),
        unknown
    );
}

#[test]
fn a_revoked_device_is_refused() {
    let district = District::new();
    let mut revoking = draft(2, &district.centre, &[&district.etrap, &district.neighbour]);
    revoking.devices[1].revoked_after = Some(12);
    let roster = Roster::sign(revoking, &district.centre).unwrap();
    let refused = BundleError::RevokedDevice {
        device: district.etrap.device(),
    };
    assert_eq!(
        open(
            &district.bundle(),
            &district.centre,
            Some(&roster),
            &limits()
        )
        .unwrap_err(),
        refused
    );
    assert_eq!(
        verify(&district.bundle(), &roster, &limits()).unwrap_err(),
        refused
    );
}

#[test]
fn a_new_device_takes_the_first_roster_only_if_it_certifies_itself() {
    let district = District::new();
    let mut answer = contents(&district.centre);
    answer.envelope.roster = Some(district.roster.encode().to_vec());
    let to_etrap = seal(
        &answer,
        &district.centre,
        &[&district.etrap.public()],
        1,
        SESSION,
    )
    .unwrap();
    let opened = open(&to_etrap, &district.etrap, None, &limits()).unwrap();
    let RosterNews::First(first) = opened.roster else {
        panic!("no first roster")
    };
    assert_eq!(first.centre_digits(), district.roster.centre_digits());

    let newcomer = keys(4);
    let to_newcomer = seal(&answer, &district.centre, &[&newcomer.public()], 1, SESSION).unwrap();
    assert_eq!(
        open(&to_newcomer, &newcomer, None, &limits()).unwrap_err(),
        BundleError::NotEnrolled
    );

    answer.envelope.roster = None;
    let bare = seal(
        &answer,
        &district.centre,
        &[&district.etrap.public()],
        1,
        SESSION,
    )
    .unwrap();
    assert_eq!(
        open(&bare, &district.etrap, None, &limits()).unwrap_err(),
        BundleError::NoRoster
    );
}

#[test]
fn a_newer_roster_inside_admits_its_sender_and_a_foreign_one_does_not() {
    let district = District::new();
    let newcomer = keys(4);
    let newer = Roster::sign(
        draft(2, &district.centre, &[&district.etrap, &newcomer]),
        &district.centre,
    )
    .unwrap();
    let mut sent = contents(&newcomer);
    sent.envelope.roster = Some(newer.encode().to_vec());
    let bytes = seal(&sent, &newcomer, &[&district.etrap.public()], 1, SESSION).unwrap();
    let opened = open(&bytes, &district.etrap, Some(&district.roster), &limits()).unwrap();
    assert_eq!(opened.roster, RosterNews::Newer(newer));
    assert_eq!(opened.sender.public, newcomer.public());

    let false_centre = keys(1);
    let foreign = Roster::sign(
        draft(9, &false_centre, &[&district.etrap, &newcomer]),
        &false_centre,
    )
    .unwrap();
    sent.envelope.roster = Some(foreign.encode().to_vec());
    let bytes = seal(&sent, &newcomer, &[&district.etrap.public()], 1, SESSION).unwrap();
    let refused = open(&bytes, &district.etrap, Some(&district.roster), &limits()).unwrap_err();
    assert_eq!(refused, BundleError::Roster(TrustError::OtherCentre));
}

#[test]
fn an_older_roster_inside_changes_nothing() {
    let district = District::new();
    let newer = Roster::sign(
        draft(5, &district.centre, &[&district.etrap]),
        &district.centre,
    )
    .unwrap();
    let mut sent = contents(&district.etrap);
    sent.envelope.roster = Some(district.roster.encode().to_vec());
    let bytes = seal(
        &sent,
        &district.etrap,
        &[&district.centre.public()],
        1,
        SESSION,
    )
    .unwrap();
    assert_eq!(
        open(&bytes, &district.centre, Some(&newer), &limits())
            .unwrap()
            .roster,
        RosterNews::Unchanged
    );
}

#[test]
fn an_office_cannot_speak_for_another() {
    let district = District::new();
    let mut sent = contents(&district.etrap);
    sent.envelope.sender_office = office_of(&district.neighbour);
    let bytes = seal(
        &sent,
        &district.etrap,
        &[&district.centre.public()],
        1,
        SESSION,
    )
    .unwrap();
    let refused = open(&bytes, &district.centre, Some(&district.roster), &limits()).unwrap_err();
    assert_eq!(refused, BundleError::Contradiction);
}

#[test]
fn a_forged_head_is_refused_and_a_doubtful_one_is_named() {
    let district = District::new();
    let seal_with = |signatures: Vec<HeadSignature>| {
        let mut sent = contents(&district.etrap);
        sent.head_signatures = signatures;
        seal(
            &sent,
            &district.etrap,
            &[&district.centre.public()],
            1,
            SESSION,
        )
        .unwrap()
    };
    let mut forged = HeadSignature::sign(head(&district.neighbour, 3), &district.neighbour);
    forged.head.sequence = 4;
    let refused = open(
        &seal_with(vec![forged]),
        &district.centre,
        Some(&district.roster),
        &limits(),
    )
    .unwrap_err();
    assert_eq!(
        refused,
        BundleError::ForgedHead {
            device: district.neighbour.device()
        }
    );

    let outsider = keys(8);
    let unknown = HeadSignature::sign(head(&outsider, 3), &outsider);
    let borrowed = HeadSignature::sign(head(&district.neighbour, 3), &district.etrap);
    let mut revoking = draft(2, &district.centre, &[&district.etrap, &district.neighbour]);
    revoking.devices[2].revoked_after = Some(5);
    let roster = Roster::sign(revoking, &district.centre).unwrap();
    let early = HeadSignature::sign(head(&district.neighbour, 5), &district.neighbour);
    let late = HeadSignature::sign(head(&district.neighbour, 6), &district.neighbour);
    let bytes = seal_with(vec![unknown.clone(), borrowed.clone(), early, late.clone()]);
    let opened = open(&bytes, &district.centre, Some(&roster), &limits()).unwrap();
    let expected = vec![
        (unknown, HeadDoubt::UnknownDevice),
        (borrowed, HeadDoubt::AnotherDevicesStream),
        (late, HeadDoubt::AfterRevocation),
    ];
    assert_eq!(opened.unproven, expected);
}

#[test]
fn bundles_without_or_with_repeated_recipients_are_not_made() {
    let district = District::new();
    let public = district.centre.public();
    let sent = contents(&district.etrap);
    assert_eq!(
        seal(&sent, &district.etrap, &[], 1, SESSION).unwrap_err(),
        BundleError::Recipients
    );
    assert_eq!(
        seal(&sent, &district.etrap, &[&public, &public], 1, SESSION).unwrap_err(),
        BundleError::Recipients
    );
}
