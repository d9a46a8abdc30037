//! A computer taken off the list: what it had proven before counts, what it writes afterwards does not, whoever brings it.

use super::*;
use crate::enrolment::{AcceptJoinAnswer, AskToJoin, LetJoin};
use crate::enrolment::{accept_join_answer, ask_to_join, let_join};
use crate::exchange::{Carrier, HandOver, hand_over};
use crate::progress::Work;
use crate::receive::{Parcel, TakenOver, take_over};
use crate::session::{CreateOffice, Language};
use crate::testing::a_person;
use goldaw_bundle::HeadSignature;
use goldaw_changes::Head;
use goldaw_domain::codes::{Level, Role};
use goldaw_store::exchange::SignedHead;
use std::path::Path;
use std::sync::Arc;

const PASSWORD: &str = "a long enough password";

fn begin(place: &Path, name: &str, level: Level, territory: &str) -> Session {
    let request = CreateOffice {
        language: Language::Tk,
        level,
        territory: territory.to_owned(),
        computer: name.to_owned(),
        worker: "Maral Orazowa".to_owned(),
        role: Role::Specialist,
        password: PASSWORD.to_owned(),
        password_again: PASSWORD.to_owned(),
    };
    let clock = Arc::new(|| 1_795_600_800_000);
    Session::create(&place.join(name), &request, clock, Work::default()).unwrap()
}

fn by(stick: &Path) -> Carrier {
    Carrier::Folder {
        path: stick.to_string_lossy().into_owned(),
    }
}

fn join(office: &mut Session, centre: &mut Session, stick: &Path) {
    let carrier = by(stick);
    let asked = AskToJoin {
        carrier: carrier.clone(),
    };
    let asked = ask_to_join(office, asked).unwrap();
    let answer = LetJoin {
        carrier: carrier.clone(),
        file: asked.file,
        digits: asked.digits,
    };
    let answer = let_join(centre, answer).unwrap();
    let accept = AcceptJoinAnswer {
        carrier,
        file: answer.file,
        digits: centre.roster().unwrap().centre_digits(),
    };
    accept_join_answer(office, accept).unwrap();
}

fn carry(from: &mut Session, to: &mut Session, stick: &Path) -> TakenOver {
    let request = HandOver {
        carrier: by(stick),
        to: Some(to.office().id),
        also_centre: false,
    };
    let done = hand_over(from, request).unwrap();
    let parcel = Parcel {
        carrier: by(stick),
        file: done.file,
    };
    take_over(to, parcel).unwrap()
}

fn head_of(session: &Session, device: uuid::Uuid) -> Head {
    let scope = session.office().id;
    let heads = session.read().frontier().unwrap();
    let own = heads
        .into_iter()
        .find(|head| head.stream.device.uuid() == device && head.stream.scope == scope);
    own.unwrap()
}

#[test]
fn a_computer_taken_off_the_list_counts_up_to_what_it_had_proven() {
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let mut centre = begin(place.path(), "centre", Level::Centre, "TM");
    let mut one = begin(place.path(), "one", Level::Etrap, "AH-GDP");
    let mut two = begin(place.path(), "two", Level::Etrap, "AH-GDP");
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
