//! A computer taken off the list: what it had proven before counts, what it writes afterwards does not, whoever brings it.

use super::*;
use crate::testing::{a_person, carry, district_office, head_of, join};
use goldaw_bundle::HeadSignature;
use goldaw_domain::codes::Level;
use goldaw_store::exchange::SignedHead;

#[test]
fn a_computer_taken_off_the_list_counts_up_to_what_it_had_proven() {
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let mut centre = district_office(place.path(), "centre", Level::Centre, "TM");
    let mut one = district_office(place.path(), "one", Level::Etrap, "AH-GDP");
    let mut two = district_office(place.path(), "two", Level::Etrap, "AH-GDP");
    join(&mut one, &mut centre, &stick);
    join(&mut two, &mut centre, &stick);
    let honest = a_person(&mut one, "Orazowa", "Maral");
    carry(&mut one, &mut centre, &stick);

    // It is stolen, and the centre takes it off the list as of what it holds.
    let device = one.device().uuid();
    let proven = head_of(&one, device).sequence;
    let mut draft = centre.roster().unwrap().draft().clone();
    draft.epoch += 1;
    for listed in &mut draft.devices {
        if listed.public.device == device {
            listed.revoked_after = Some(proven);
        }
    }
    let roster = Roster::sign(draft, centre.keys()).unwrap();
    centre.keep_roster(roster).unwrap();

    // The thief writes on with its key, and gets it into the centre's store.
    let stolen = a_person(&mut one, "Orazow", "Myrat");
    let head = head_of(&one, device);
    let signature = HeadSignature::sign(head, one.keys());
    let scopes = [one.office().id];
    let all = one
        .read()
        .outgoing(&scopes, &Default::default(), &[], 100)
        .unwrap();
    let incoming = all.into_iter().map(|change| change.raw).collect();
    let kept = SignedHead {
        head: head.hash,
        device: device.into(),
        signature: signature.signature.to_vec(),
    };
    centre
        .store_mut()
        .take_over(incoming, 1, |arrival| arrival.keep_head_signature(&kept))
        .unwrap();

    let taken = carry(&mut centre, &mut two, &stick);
    let left_out = taken.preview.refused.into_iter();
    let left_out: Vec<_> = left_out.map(|one| (one.reason, one.changes)).collect();
    assert_eq!(left_out, [("change-revoked".to_owned(), 1)]);
    let held = |id: goldaw_domain::ids::PersonId| two.read().document(id).unwrap().is_some();
    assert!(held(honest) && !held(stolen));
}
