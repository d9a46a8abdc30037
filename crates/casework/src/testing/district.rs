//! Several offices that exchange by a stick.

use crate::enrolment::{AcceptJoinAnswer, AskToJoin, LetJoin};
use crate::enrolment::{accept_join_answer, ask_to_join, let_join};
use crate::exchange::{Carrier, HandOver, hand_over};
use crate::progress::Work;
use crate::receive::{Parcel, TakenOver, take_over};
use crate::session::{CreateOffice, Language, Session};
use crate::testing::PASSWORD;
use goldaw_changes::Head;
use goldaw_domain::codes::{Level, Role};
use std::path::Path;
use std::sync::Arc;

/// One of several offices that exchange, in a folder of its own.
pub(crate) fn district_office(place: &Path, name: &str, level: Level, territory: &str) -> Session {
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

/// A folder as a carrier.
pub(crate) fn by(stick: &Path) -> Carrier {
    Carrier::Folder {
        path: stick.to_string_lossy().into_owned(),
    }
}

/// Lets a computer join by the centre's word.
pub(crate) fn join(office: &mut Session, centre: &mut Session, stick: &Path) {
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

/// Hands over by a stick and takes over.
pub(crate) fn carry(from: &mut Session, to: &mut Session, stick: &Path) -> TakenOver {
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

/// The head of what a computer wrote of its office.
pub(crate) fn head_of(session: &Session, device: uuid::Uuid) -> Head {
    let scope = session.office().id;
    let heads = session.read().frontier().unwrap();
    let own = heads
        .into_iter()
        .find(|head| head.stream.device.uuid() == device && head.stream.scope == scope);
    own.unwrap()
}
