//! Rosters: what is signed, what is refused, and whom a device goes on trusting.

use super::*;
use crate::SystemRandomness;

fn office(id: u128, code: &str, level: Level) -> RosterOffice {
    RosterOffice {
        office: Uuid::from_u128(id),
        code: code.into(),
        territory: code.into(),
        level,
        name: format!("{code} edarasy"),
    }
}

fn device(keys: &DeviceKeys, office: u128) -> RosterDevice {
    RosterDevice {
        public: keys.public(),
        office: Uuid::from_u128(office),
        label: "PC".into(),
        certified_at_ms: 1,
        revoked_after: None,
    }
}

fn keys(id: u128) -> DeviceKeys {
    DeviceKeys::generate(Uuid::from_u128(id), &mut SystemRandomness).unwrap()
}

fn draft(epoch: u64, centre: &DeviceKeys, etrap: &DeviceKeys) -> RosterDraft {
    RosterDraft {
        epoch,
        centre: centre.device(),
        issued_at_ms: 5,
        offices: vec![
            office(20, "AH-GDP", Level::Etrap),
            office(10, "TM", Level::Centre),
        ],
        devices: vec![device(etrap, 20), device(centre, 10)],
    }
}

#[test]
fn a_signed_roster_comes_back_the_same() {
    let (centre, etrap) = (keys(1), keys(2));
    let roster = Roster::sign(draft(1, &centre, &etrap), &centre).unwrap();
    let again = Roster::decode(roster.encode()).unwrap();
    assert_eq!(again, roster);
    assert_eq!(again.device(etrap.device()).unwrap().public, etrap.public());
    assert_eq!(
        again.device_of_mailbox(&etrap.mailbox()).unwrap().office,
        Uuid::from_u128(20)
    );
    assert_eq!(again.centre_device().public, centre.public());
    assert_eq!(again.devices_of(Uuid::from_u128(20)).count(), 1);
}

#[test]
fn every_flipped_byte_and_every_cut_is_refused() {
    let (centre, etrap) = (keys(1), keys(2));
    let bytes = Roster::sign(draft(1, &centre, &etrap), &centre)
        .unwrap()
        .encode()
        .to_vec();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(Roster::decode(&flipped).is_err(), "byte {at}");
        assert!(Roster::decode(&bytes[..at]).is_err(), "cut at {at}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(Roster::decode(&longer).is_err());
}

#[test]
fn only_the_first_centre_is_followed_and_the_epoch_only_rises() {
    let (centre, etrap, stranger) = (keys(1), keys(2), keys(1));
    let first = Roster::sign(draft(4, &centre, &etrap), &centre).unwrap();
    let second = Roster::sign(draft(5, &centre, &etrap), &centre).unwrap();
    let foreign = Roster::sign(draft(9, &stranger, &etrap), &stranger).unwrap();
    assert_eq!(Roster::accept(None, &first), Ok(Accepted::First));
    assert_eq!(Roster::accept(Some(&first), &second), Ok(Accepted::Newer));
    assert_eq!(Roster::accept(Some(&first), &first), Ok(Accepted::Same));
    assert_eq!(
        Roster::accept(Some(&second), &first),
        Err(TrustError::OlderRoster {
            known: 5,
            offered: 4
        })
    );
    assert_eq!(
        Roster::accept(Some(&first), &foreign),
        Err(TrustError::OtherCentre)
    );
    let mut other = draft(4, &centre, &etrap);
    other.issued_at_ms += 1;
    let other = Roster::sign(other, &centre).unwrap();
    assert_eq!(
        Roster::accept(Some(&first), &other),
        Err(TrustError::TwoRosters { epoch: 4 })
    );
    assert_eq!(first.centre_digits(), second.centre_digits());
    assert_ne!(first.centre_digits(), foreign.centre_digits());
}

#[test]
fn a_roster_that_contradicts_itself_is_not_signed() {
    let (centre, etrap) = (keys(1), keys(2));
    let sound = || draft(1, &centre, &etrap);
    let refused = |change: fn(&mut RosterDraft)| {
        let mut broken = sound();
        change(&mut broken);
        Roster::sign(broken, &centre).unwrap_err()
    };
    assert_eq!(
        refused(|roster| roster.devices[0].office = Uuid::from_u128(77)),
        TrustError::Contradiction
    );
    assert_eq!(
        refused(|roster| roster.offices[0].code = "TM".into()),
        TrustError::Contradiction
    );
    assert_eq!(
        refused(|roster| roster.offices[1].level = Level::Etrap),
        TrustError::Contradiction
    );
    assert_eq!(
        refused(|roster| roster.devices[1].revoked_after = Some(1)),
        TrustError::Contradiction
    );
    assert_eq!(
        refused(|roster| roster.centre = Uuid::from_u128(2)),
        TrustError::Contradiction
    );
    assert_eq!(
        refused(|roster| roster.devices.push(roster.devices[0].clone())),
        TrustError::Contradiction
    );
    assert_eq!(
        refused(|roster| roster.devices[0].public.sign = [2; 32]),
        TrustError::Damaged
    );
    assert_eq!(
        Roster::sign(sound(), &etrap).unwrap_err(),
        TrustError::OtherCentre
    );
}

#[test]
fn a_revoked_device_is_found_but_not_sealed_to() {
    let (centre, etrap) = (keys(1), keys(2));
    let mut revoking = draft(2, &centre, &etrap);
    revoking.devices[0].revoked_after = Some(17);
    let roster = Roster::sign(revoking, &centre).unwrap();
    assert_eq!(
        roster.device(etrap.device()).unwrap().revoked_after,
        Some(17)
    );
    assert_eq!(roster.devices_of(Uuid::from_u128(20)).count(), 0);
}
