//! A case that goes from one office of a velayat to another by the velayat's hand alone: it reads what goes by, decides nothing, and nothing
//! waits for the centre to be reached in another way.

use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree};
use goldaw_tests::office::Office;
use serde_json::json;

use crate::exchange::take_over;
use crate::paths::joined;
use crate::transfer_scene::{Scene, open_cases};

/// Hands over whatever there is, and lets the other side take it.
fn carry(scene: &Scene, from: &Office, to: &Office, addressee: Option<&Office>) {
    if let Some(parcel) = scene.parcel(from, addressee) {
        let taken = take_over(to, &parcel);
        assert_eq!(taken["preview"]["refused"], json!([]));
    }
}

/// From an office by the velayat to the centre.
fn up(scene: &Scene, office: &Office, velayat: &Office) {
    carry(scene, office, velayat, Some(velayat));
    carry(scene, velayat, scene.centre(), None);
}

/// From the centre by the velayat to an office.
fn down(scene: &Scene, velayat: &Office, office: &Office) {
    carry(scene, scene.centre(), velayat, Some(velayat));
    carry(scene, velayat, office, Some(office));
}

#[test]
fn a_case_goes_from_etrap_to_etrap_by_the_hand_of_their_velayat() {
    let scene = Scene::with_receiver("AH-BHD");
    let velayat = joined(&scene.district, "velayat", "velayat", "AH");
    scene.quiet();
    let (_, case, consent) = scene.case();
    scene.offer(&case, &consent);
    up(&scene, &scene.giver, &velayat);
    down(&scene, &velayat, &scene.receiver);
    assert_eq!(scene.transfer(&scene.receiver)["state"], "waiting");

    let seen = velayat.call("transfers", json!({}));
    assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen:#}");
    let refused = velayat.ask("accept_transfer", json!({ "transfer": seen[0]["id"] }));
    assert!(refused.is_err(), "it is for another office");

    scene.accept();
    up(&scene, &scene.receiver, &velayat);
    down(&scene, &velayat, &scene.giver);
    assert_eq!(scene.transfer(&scene.giver)["state"], "accepted");
    assert_eq!(
        (open_cases(&scene.giver), open_cases(&scene.receiver)),
        (0, 1)
    );
    let seen = velayat.call("transfers", json!({}));
    assert_eq!(seen[0]["state"], "accepted", "{seen:#}");

    scene.at_rest();
    for _ in 0..3 {
        carry(&scene, scene.centre(), &velayat, Some(&velayat));
        carry(&scene, &velayat, scene.centre(), None);
    }
    for office in [&scene.giver, &scene.receiver] {
        let both = [("velayat", &velayat), ("centre", scene.centre())];
        all_equal(&both, id_of(office));
    }
    log_and_tables_agree("velayat", &velayat);
}
