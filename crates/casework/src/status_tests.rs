//! The three numbers, and taking the last action back.

use super::*;
use crate::appeals::{appeal, take_appeal};
use crate::cases::{ChangeRisk, OpenCase, case, change_risk, open_case};
use crate::people::{
    ChangePerson, VoidRecord, change_person, person, register_person, void_record,
};
use crate::testing::{a_case, a_person, a_visit, another_worker, office, office_on};
use crate::visits::record_visit;
use goldaw_domain::codes::{AppealDecision, Channel, Risk};
use goldaw_domain::records::{Appeal, Case, Person};

fn offered(session: &mut Session) -> Option<UndoOffer> {
    status(session, Nothing {}).unwrap().undo
}

fn take_back(session: &mut Session) -> Result<Nothing, CaseworkError> {
    let change = offered(session).expect("an offer to undo").change;
    undo(session, Undo { change })
}

#[test]
fn what_was_saved_is_only_here_until_it_is_handed_over() {
    let mut office = office();
    let session = &mut office.session;
    let before = status(session, Nothing {}).unwrap();
    a_person(session, "Orazowa", "Maral");
    a_person(session, "Orazow", "Myrat");
    let after = status(session, Nothing {}).unwrap();
    assert_eq!(after.only_here, before.only_here + 2);
    assert_eq!(
        (after.handed_over, after.confirmed, after.is_centre),
        (0, 0, false)
    );
    assert!(after.saved_at.is_some());
    assert_eq!(after.handed_over_at, None);
}

#[test]
fn a_person_registered_by_mistake_is_voided_and_the_offer_is_gone() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_person(session, "Orazowa", "Maral");
    assert_eq!(offered(session).unwrap().action, "register_person");
    take_back(session).unwrap();
    assert_eq!(person(session, id).unwrap().voided.as_deref(), Some(UNDONE));
    assert_eq!(offered(session), None, "taking back is not taken back");
}

#[test]
fn changed_fields_get_their_values_back_and_the_history_keeps_both() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_person(session, "Orazowa", "Maral");
    let before = person(session, id).unwrap().person;
    let after = Person {
        given_name: Some("Meral".to_owned()),
        phone: Some("65123456".to_owned()),
        ..before.clone()
    };
    change_person(
        session,
        ChangePerson {
            id,
            person: after,
            reason: None,
            seen: None,
        },
    )
    .unwrap();
    take_back(session).unwrap();
    assert_eq!(person(session, id).unwrap().person, before);
    let given_names = session
        .read()
        .history(id.into(), Some("given_name"))
        .unwrap();
    assert_eq!(given_names.len(), 3);
    assert_eq!(given_names.last().unwrap().action, "undo");
}

#[test]
fn opening_a_case_taken_back_opens_the_appeal_again() {
    let mut office = office();
    let session = &mut office.session;
    let client = a_person(session, "Orazowa", "Maral");
    let taken = take_appeal(
        session,
        Appeal {
            received_on: Some(session.today()),
            channel: Some(Channel::OwnAppeal),
            reason: Some("needs help at home".to_owned()),
            ..Appeal::default()
        },
    )
    .unwrap();
    let request = OpenCase {
        person: Some(client),
        appeal: Some(taken.id),
        risk: Some(Risk::Low),
        risk_reason: Some("alone".to_owned()),
        ..OpenCase::default()
    };
    let id = open_case(session, request.clone()).unwrap();
    take_back(session).unwrap();
    assert_eq!(case(session, id).unwrap().voided.as_deref(), Some(UNDONE));
    let view = appeal(session, taken.id).unwrap();
    assert_eq!(
        (view.appeal.decision, view.appeal.person, view.case),
        (Some(AppealDecision::Open), None, None)
    );
    open_case(session, request).unwrap();
}

#[test]
fn a_voided_record_comes_back() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_person(session, "Orazowa", "Maral");
    void_record(
        session,
        VoidRecord {
            record: id.into(),
            reason: "twice".to_owned(),
        },
    )
    .unwrap();
    take_back(session).unwrap();
    assert_eq!(person(session, id).unwrap().voided, None);
    assert_eq!(session.read().people_count().unwrap(), 1);
}

#[test]
fn what_somebody_wrote_over_is_not_taken_back() {
    let mut office = office();
    let id = a_case(&mut office.session, Risk::Low);
    let (me, colleague) = (office.session.worker().name.clone(), "Jeren Nuryýewa");
    another_worker(&mut office.session, colleague);
    let change = |risk, reason: &str| ChangeRisk {
        id,
        risk,
        reason: reason.to_owned(),
        seen: None,
    };
    change_risk(&mut office.session, change(Risk::High, "no coal")).unwrap();
    let mine = offered(&mut office.session).unwrap().change;

    let mut office = office.sign_in_as(colleague);
    assert_eq!(
        offered(&mut office.session),
        None,
        "another worker's action is not mine to take back"
    );
    let refused = undo(
        &mut office.session,
        Undo {
            change: mine.clone(),
        },
    );
    assert!(matches!(refused, Err(CaseworkError::NothingToUndo)));
    change_risk(&mut office.session, change(Risk::Medium, "coal came")).unwrap();

    let mut office = office.sign_in_as(&me);
    let refused = undo(&mut office.session, Undo { change: mine });
    assert!(matches!(refused, Err(CaseworkError::WrittenOver)));
    let risk = office
        .session
        .read()
        .document(id)
        .unwrap()
        .unwrap()
        .read::<Case>()
        .unwrap()
        .risk;
    assert_eq!(risk, Some(Risk::Medium));
}

#[test]
fn a_new_person_with_a_case_of_a_colleague_is_not_taken_back() {
    let mut office = office();
    let (me, colleague) = (office.session.worker().name.clone(), "Jeren Nuryýewa");
    another_worker(&mut office.session, colleague);
    let client = a_person(&mut office.session, "Orazowa", "Maral");
    let change = offered(&mut office.session).unwrap().change;
    let mut office = office.sign_in_as(colleague);
    let request = OpenCase {
        person: Some(client),
        risk: Some(Risk::Low),
        risk_reason: Some("alone".to_owned()),
        ..OpenCase::default()
    };
    open_case(&mut office.session, request).unwrap();
    let mut office = office.sign_in_as(&me);
    assert!(matches!(
        undo(&mut office.session, Undo { change }),
        Err(CaseworkError::WrittenOver)
    ));
    assert_eq!(person(&mut office.session, client).unwrap().voided, None);
}

#[test]
fn an_action_cannot_be_taken_back_after_ten_minutes_or_when_it_is_not_the_last() {
    let mut office = office_on("2026-11-16");
    let id = a_case(&mut office.session, Risk::Low);
    let first = offered(&mut office.session).unwrap().change;
    let session = &mut office.session;
    record_visit(session, a_visit(session, id, "seen")).unwrap();
    assert!(matches!(
        undo(session, Undo { change: first }),
        Err(CaseworkError::NothingToUndo)
    ));
    assert!(matches!(
        undo(
            session,
            Undo {
                change: "xyz".to_owned()
            }
        ),
        Err(CaseworkError::NothingToUndo)
    ));
    let last = offered(session).unwrap();
    office.wait_seconds(601);
    assert_eq!(offered(&mut office.session), None);
    assert!(matches!(
        undo(
            &mut office.session,
            Undo {
                change: last.change
            }
        ),
        Err(CaseworkError::NothingToUndo)
    ));
}

#[test]
fn an_unfinished_registration_does_not_count_as_saved() {
    let mut office = office();
    let saved = status(&mut office.session, Nothing {}).unwrap().saved_at;
    register_person(&mut office.session, Person::default()).unwrap_err();
    assert_eq!(
        status(&mut office.session, Nothing {}).unwrap().saved_at,
        saved
    );
}
