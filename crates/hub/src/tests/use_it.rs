//! A hub used as intended.

use goldaw_bundle::{Limits, open};
use goldaw_transport::TransportError;
use goldaw_transport::http::Put;
use goldaw_trust::Roster;

use super::scene::{Scene, draft, keys, parcel};

#[test]
fn parcels_travel_newest_last_stay_until_taken_and_open_only_at_the_addressee() {
    let scene = Scene::new();
    let (first, second) = (scene.parcel(1, 0), scene.parcel(2, 200_000));
    let etrap = scene.client(&scene.etrap);
    assert_eq!(etrap.put(&first).unwrap(), Put::Stored);
    assert_eq!(etrap.put(&second).unwrap(), Put::Stored);
    assert_eq!(etrap.put(&first).unwrap(), Put::AlreadyThere);

    let centre = scene.client(&scene.centre);
    let waiting = centre.list().unwrap();
    let sizes: Vec<u64> = waiting.iter().map(|parcel| parcel.bytes).collect();
    assert_eq!(sizes, [first.len() as u64, second.len() as u64]);
    assert_eq!(centre.get(&waiting[0], u64::MAX).unwrap(), first);
    assert_eq!(centre.get(&waiting[1], u64::MAX).unwrap(), second);
    assert_eq!(
        centre.get(&waiting[1], 1000),
        Err(TransportError::TooLarge { limit: 1000 })
    );
    let opened = open(
        &second,
        &scene.centre,
        Some(&scene.roster),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(opened.contents.attachments[0].bytes.len(), 200_000);

    centre.taken(&waiting[0].name).unwrap();
    centre.taken(&waiting[0].name).unwrap();
    assert_eq!(centre.list().unwrap(), waiting[1..]);
    let gone = centre.get(&waiting[0], u64::MAX).unwrap_err();
    assert_eq!(
        gone,
        TransportError::HubRefused {
            status: 404,
            reason: "no_parcel".into()
        }
    );
}

#[test]
fn a_device_sees_only_what_waits_for_it() {
    let scene = Scene::new();
    scene.client(&scene.etrap).put(&scene.parcel(1, 0)).unwrap();
    let waiting = scene.client(&scene.centre).list().unwrap();
    let neighbour = scene.client(&scene.neighbour);
    assert!(neighbour.list().unwrap().is_empty());
    assert!(neighbour.get(&waiting[0], u64::MAX).is_err());
    neighbour.taken(&waiting[0].name).unwrap();
    assert_eq!(scene.client(&scene.centre).list().unwrap(), waiting);
}

#[test]
fn a_parcel_for_several_waits_for_each() {
    let scene = Scene::new();
    let bytes = parcel(&scene.centre, &[&scene.etrap, &scene.neighbour], 1, 0);
    scene.client(&scene.centre).put(&bytes).unwrap();
    for receiver in [&scene.etrap, &scene.neighbour] {
        let client = scene.client(receiver);
        let waiting = client.list().unwrap();
        assert_eq!(client.get(&waiting[0], u64::MAX).unwrap(), bytes);
        client.taken(&waiting[0].name).unwrap();
    }
    assert_eq!(
        std::fs::read_dir(scene.settings.folder.join("parcels"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn the_centre_publishes_a_newer_roster_and_nobody_else_does() {
    let scene = Scene::new();
    let newcomer = keys(4);
    let unknown = scene.client(&newcomer).list().unwrap_err();
    assert_eq!(
        unknown,
        TransportError::HubRefused {
            status: 403,
            reason: "unknown_device".into()
        }
    );
    let all = [&scene.etrap, &scene.neighbour, &newcomer];
    let newer = Roster::sign(draft(2, &scene.centre, &all), &scene.centre).unwrap();
    let no = TransportError::HubRefused {
        status: 409,
        reason: "roster".into(),
    };
    assert_eq!(
        scene.client(&scene.etrap).publish_roster(newer.encode()),
        Err(no.clone())
    );
    let centre = scene.client(&scene.centre);
    centre.publish_roster(newer.encode()).unwrap();
    centre.publish_roster(newer.encode()).unwrap();
    assert_eq!(centre.publish_roster(scene.roster.encode()), Err(no));
    assert!(scene.client(&newcomer).list().unwrap().is_empty());
    assert_eq!(
        std::fs::read(&scene.settings.roster).unwrap(),
        newer.encode()
    );
}

#[test]
fn a_roster_file_replaced_by_hand_counts_and_a_revoked_device_is_turned_away() {
    let scene = Scene::new();
    let etrap = scene.client(&scene.etrap);
    etrap.put(&scene.parcel(1, 0)).unwrap();
    let mut revoking = draft(2, &scene.centre, &[&scene.etrap, &scene.neighbour]);
    revoking.devices[1].revoked_after = Some(3);
    let newer = Roster::sign(revoking, &scene.centre).unwrap();
    std::fs::write(&scene.settings.roster, newer.encode()).unwrap();
    let refused = TransportError::HubRefused {
        status: 403,
        reason: "revoked_device".into(),
    };
    assert_eq!(etrap.list(), Err(refused.clone()));
    assert_eq!(etrap.put(&scene.parcel(2, 0)), Err(refused));
    assert_eq!(scene.client(&scene.centre).list().unwrap().len(), 1);
}
