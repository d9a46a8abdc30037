//! The way of a case: appeal, opening, risk, assignment, visits, and what its file shows.

use super::*;
use crate::appeals::{DecideAppeal, appeal, appeals, decide_appeal, take_appeal};
use crate::consents::{WithdrawConsent, record_consent, withdraw_consent};
use crate::people::{ChangePerson, VoidRecord, change_person, person, void_record};
use crate::refusal::Nothing;
use crate::tasks::{AddTask, add_task, finish_task};
use crate::testing::{a_case, a_person, a_visit, a_worker_elsewhere, another_worker, office};
use crate::visits::{WriteNote, record_visit, write_note};
use goldaw_domain::codes::{Channel, Purpose};
use goldaw_domain::ids::RecordId;
use goldaw_domain::records::Consent;
use goldaw_domain::violation::Rule;

fn an_appeal(session: &Session) -> Appeal {
    Appeal {
        received_on: Some(session.today()),
        channel: Some(Channel::School),
        reporter_name: Some("Schoolteacher".to_owned()),
        reason: Some("Children come hungry".to_owned()),
        ..Appeal::default()
    }
}

#[test]
fn an_appeal_gets_a_number_and_a_day_and_the_case_opened_from_it_accepts_it_in_one_change() {
    let mut office = office();
    let session = &mut office.session;
    let person = a_person(session, "Atajanow", "Serdar");
    let form = Appeal {
        person: Some(person),
        ..an_appeal(session)
    };
    let taken = take_appeal(session, form).unwrap();
    assert!(goldaw_domain::number::is_whole(
        taken.appeal.number.as_deref().unwrap()
    ));
    let reference = session.reference();
    let by = reference
        .calendar
        .after(session.today(), reference.times.appeal_decision);
    assert_eq!(taken.decide_by, Some(by));

    let request = OpenCase {
        appeal: Some(taken.id),
        risk: Some(Risk::High),
        risk_reason: Some("four children".to_owned()),
        ..OpenCase::default()
    };
    let id = open_case(session, request.clone()).unwrap();
    let view = case(session, id).unwrap();
    assert!(goldaw_domain::number::is_whole(&view.card.number));
    assert_ne!(Some(&view.card.number), taken.appeal.number.as_ref());
    assert_eq!(view.case.person, Some(person));
    let after = appeal(session, taken.id).unwrap();
    assert_eq!(after.appeal.decision, Some(AppealDecision::Accepted));
    assert_eq!((after.case, after.decide_by), (Some(id), None));
    let read = session.read();
    let opened = read.history(id.into(), None).unwrap()[0].change;
    let decided = read.history(taken.id.into(), Some("decision")).unwrap();
    assert_eq!(
        decided.last().unwrap().change,
        opened,
        "one form, one change"
    );
    assert!(matches!(
        open_case(session, request),
        Err(CaseworkError::AppealHasCase)
    ));
    let refuse = DecideAppeal {
        id: taken.id,
        decision: AppealDecision::Refused,
        reason: Some("no".to_owned()),
    };
    assert!(matches!(
        decide_appeal(session, refuse),
        Err(CaseworkError::AppealHasCase)
    ));
}

#[test]
fn open_appeals_stand_first_and_a_refusal_needs_its_reason() {
    let mut office = office();
    let session = &mut office.session;
    let first = take_appeal(session, an_appeal(session)).unwrap();
    let second = take_appeal(session, an_appeal(session)).unwrap();
    let refuse = |reason: Option<&str>| DecideAppeal {
        id: first.id,
        decision: AppealDecision::Refused,
        reason: reason.map(str::to_owned),
    };
    assert!(matches!(
        decide_appeal(session, refuse(Some(" "))),
        Err(CaseworkError::Broken(_))
    ));
    let decided = decide_appeal(session, refuse(Some("lives in another etrap"))).unwrap();
    assert_eq!(decided.decide_by, None);
    assert!(matches!(
        decide_appeal(session, refuse(Some("lives in another etrap"))),
        Err(CaseworkError::AlreadyDone)
    ));
    let listed: Vec<AppealId> = appeals(session, Nothing {})
        .unwrap()
        .iter()
        .map(|view| view.id)
        .collect();
    assert_eq!(listed, [second.id, first.id]);
}

#[test]
fn a_case_needs_a_client_a_risk_and_its_reason() {
    let mut office = office();
    let session = &mut office.session;
    let field = |refused: CaseworkError| match refused {
        CaseworkError::Broken(broken) => broken.field,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        field(open_case(session, OpenCase::default()).unwrap_err()),
        "person"
    );
    let person = Some(a_person(session, "Orazowa", "Maral"));
    let request = OpenCase {
        person,
        ..OpenCase::default()
    };
    assert_eq!(
        field(open_case(session, request.clone()).unwrap_err()),
        "risk"
    );
    let request = OpenCase {
        risk: Some(Risk::Low),
        risk_reason: Some("  ".to_owned()),
        ..request
    };
    assert_eq!(
        field(open_case(session, request).unwrap_err()),
        "risk_reason"
    );
}

#[test]
fn the_risk_changes_only_with_a_reason_and_the_timeline_tells_from_where() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let change = |risk, reason: &str| ChangeRisk {
        id,
        risk,
        reason: reason.to_owned(),
        seen: None,
    };
    let refused = change_risk(session, change(Risk::High, "")).unwrap_err();
    assert!(
        matches!(refused, CaseworkError::Broken(broken) if broken.field == "reason" && broken.code == Rule::Missing)
    );
    let card = change_risk(session, change(Risk::High, "no coal")).unwrap();
    assert_eq!(card.risk, Some(Risk::High));
    assert!(matches!(
        change_risk(session, change(Risk::High, "no coal")),
        Err(CaseworkError::AlreadyDone)
    ));
    let view = case(session, id).unwrap();
    assert_eq!(view.case.risk_reason.as_deref(), Some("no coal"));
    assert!(matches!(
        &view.timeline[0].what,
        TimelineWhat::Risk { before: Some(Risk::Low), after: Some(Risk::High), reason: Some(reason) } if reason == "no coal"
    ));
    assert!(matches!(
        view.timeline[1].what,
        TimelineWhat::Opened {
            risk: Some(Risk::Low),
            ..
        }
    ));
}

#[test]
fn a_case_is_given_only_to_a_worker_of_this_office() {
    let mut office = office();
    let id = a_case(&mut office.session, Risk::Low);
    let colleague = another_worker(&mut office.session, "Jeren Nuryýewa");
    let stranger = a_worker_elsewhere(&mut office.session, "Begenç Rejepow");
    let session = &mut office.session;
    let to = |worker| AssignCase {
        id,
        worker,
        reason: Some("leave".to_owned()),
        seen: None,
    };
    assert!(matches!(
        assign_case(session, to(stranger)),
        Err(CaseworkError::WorkerOfAnotherOffice)
    ));
    let card = assign_case(session, to(colleague)).unwrap();
    assert_eq!(card.worker.unwrap().id, colleague);
    assert!(matches!(
        assign_case(session, to(colleague)),
        Err(CaseworkError::AlreadyDone)
    ));
    let view = case(session, id).unwrap();
    assert!(
        matches!(&view.timeline[0].what, TimelineWhat::Assigned { worker, .. } if worker == "Jeren Nuryýewa")
    );
    assert!(view.workers.iter().any(|worker| worker.id == colleague));
    assert!(view.workers.iter().all(|worker| worker.id != stranger));
    let mine = ListCases {
        worker: Some(colleague),
        ..ListCases::default()
    };
    assert_eq!(cases(session, mine).unwrap().of, 1);
    let nobody = ListCases {
        worker: Some(stranger),
        ..ListCases::default()
    };
    assert_eq!(cases(session, nobody).unwrap().of, 0);
}

#[test]
fn steps_follow_consent_and_visits() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let today = session.today();
    let done = |session: &mut Session| -> Vec<(String, bool, bool)> {
        let steps = case(session, id).unwrap().steps;
        steps
            .into_iter()
            .map(|step| (step.step, step.done_on.is_some(), step.now))
            .collect()
    };
    let expected = |consent, visits| -> Vec<(String, bool, bool)> {
        [
            ("appeal", false, false),
            ("consent", consent, false),
            ("opened", true, false),
            ("visits", visits, true),
            ("closure", false, false),
        ]
        .map(|(step, done, now)| (step.to_owned(), done, now))
        .to_vec()
    };
    assert_eq!(done(session), expected(false, false));
    let person = case(session, id).unwrap().case.person;
    let consent = Consent {
        person,
        given_by: Some("herself".to_owned()),
        purposes: Some(vec![Purpose::Services]),
        given_on: Some(today),
        ..Consent::default()
    };
    let given = record_consent(session, consent).unwrap();
    assert!(given.counts);
    record_visit(session, a_visit(session, id, "seen at home")).unwrap();
    assert_eq!(done(session), expected(true, true));
    let back = WithdrawConsent {
        id: given.id,
        reason: None,
        person: person.unwrap(),
    };
    assert!(!withdraw_consent(session, back.clone()).unwrap().counts);
    assert!(matches!(
        withdraw_consent(session, back),
        Err(CaseworkError::AlreadyDone)
    ));
    assert_eq!(done(session), expected(false, true));
}

#[test]
fn a_voided_visit_stays_in_the_timeline_with_its_reason() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let visit = record_visit(session, a_visit(session, id, "wrong case")).unwrap();
    let note = write_note(
        session,
        WriteNote {
            case: id,
            noted_on: None,
            text: "called".to_owned(),
        },
    )
    .unwrap();
    let void = VoidRecord {
        record: visit,
        reason: "belongs to a neighbour".to_owned(),
    };
    void_record(session, void).unwrap();
    let view = case(session, id).unwrap();
    let entry = |record: RecordId| {
        view.timeline
            .iter()
            .find(|entry| entry.record == record)
            .unwrap()
    };
    assert_eq!(
        entry(visit).voided.as_deref(),
        Some("belongs to a neighbour")
    );
    assert_eq!(entry(note).voided, None);
    assert_eq!(entry(note).by, session.worker().name);
    assert_eq!(
        view.card.due.unwrap().kind,
        goldaw_domain::due::DueKind::FirstVisit,
        "a voided visit is no visit"
    );
    assert!(
        view.steps
            .iter()
            .any(|step| step.step == "visits" && step.done_on.is_none())
    );
}

#[test]
fn a_closed_case_takes_no_visit_no_note_and_no_task() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let closed = Write::field(
        id,
        RecordKind::Case,
        "status",
        CaseStatus::Closed.code().into(),
    );
    session
        .write("close_case", Some("moved away".to_owned()), vec![closed])
        .unwrap();
    let visit = a_visit(session, id, "late");
    assert!(matches!(
        record_visit(session, visit),
        Err(CaseworkError::CaseClosed)
    ));
    let note = WriteNote {
        case: id,
        noted_on: None,
        text: "late".to_owned(),
    };
    assert!(matches!(
        write_note(session, note),
        Err(CaseworkError::CaseClosed)
    ));
    let task = AddTask {
        case: id,
        text: "late".to_owned(),
        due_on: session.today(),
    };
    assert!(matches!(
        add_task(session, task),
        Err(CaseworkError::CaseClosed)
    ));
    let risk = ChangeRisk {
        id,
        risk: Risk::High,
        reason: "late".to_owned(),
        seen: None,
    };
    assert!(matches!(
        change_risk(session, risk),
        Err(CaseworkError::CaseClosed)
    ));
    let view = case(session, id).unwrap();
    let closure = view.steps.last().unwrap();
    assert!(closure.now && closure.done_on.is_some());
    assert_eq!(cases(session, ListCases::default()).unwrap().of, 0);
    let all_closed = ListCases {
        status: Some(CaseStatus::Closed),
        ..ListCases::default()
    };
    assert_eq!(cases(session, all_closed).unwrap().of, 1);
}

#[test]
fn a_task_is_done_once() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let task = AddTask {
        case: id,
        text: " order coal ".to_owned(),
        due_on: session.today(),
    };
    let line = add_task(session, task).unwrap();
    assert_eq!(line.text, "order coal");
    assert_eq!(
        case(session, id).unwrap().tasks,
        std::slice::from_ref(&line)
    );
    assert_eq!(
        finish_task(session, line.id).unwrap().done_on,
        Some(session.today())
    );
    assert!(matches!(
        finish_task(session, line.id),
        Err(CaseworkError::AlreadyDone)
    ));
    assert_eq!(case(session, id).unwrap().tasks, []);
}

#[test]
fn a_visit_without_findings_or_reason_is_refused() {
    let mut office = office();
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let visit = crate::visits::RecordVisit {
        findings: Some(" ".to_owned()),
        ..a_visit(session, id, "")
    };
    assert!(
        matches!(record_visit(session, visit.clone()), Err(CaseworkError::Broken(broken)) if broken.field == "findings")
    );
    let away = crate::visits::RecordVisit {
        seen: false,
        ..visit
    };
    assert!(
        matches!(record_visit(session, away), Err(CaseworkError::Broken(broken)) if broken.field == "not_seen_reason")
    );
}

#[test]
fn a_risk_written_by_two_people_stays_the_safer_one_until_somebody_decides_even_for_what_is_shown()
{
    let mut office = office();
    let id = a_case(&mut office.session, Risk::Low);
    let (mut here, mut there) = office.twins();
    let change = |risk, reason: &str| ChangeRisk {
        id,
        risk,
        reason: reason.to_owned(),
        seen: None,
    };
    change_risk(&mut here.session, change(Risk::High, "no coal")).unwrap();
    change_risk(&mut there.session, change(Risk::Medium, "son came home")).unwrap();
    here.take_over_from(&there);
    let session = &mut here.session;
    let view = case(session, id).unwrap();
    assert_eq!(view.open_questions, ["risk"]);
    assert_eq!((view.card.risk, view.card.questions), (Some(Risk::High), 1));
    let told = view
        .timeline
        .iter()
        .filter(|entry| matches!(entry.what, TimelineWhat::Risk { .. }));
    assert_eq!(told.count(), 2, "both stand in the timeline");
    change_risk(session, change(Risk::High, "seen at home today")).unwrap();
    let view = case(session, id).unwrap();
    assert_eq!(
        (view.open_questions.len(), view.card.risk),
        (0, Some(Risk::High))
    );
}

#[test]
fn saving_a_form_decides_nothing_that_was_not_changed_in_it() {
    let mut office = office();
    let id = a_person(&mut office.session, "Orazowa", "Maral");
    let (mut here, mut there) = office.twins();
    let change = |session: &mut Session, given_name: &str| {
        let mut person = person(session, id).unwrap().person;
        person.given_name = Some(given_name.to_owned());
        change_person(
            session,
            ChangePerson {
                id,
                person,
                reason: None,
                seen: None,
            },
        )
        .unwrap();
    };
    change(&mut here.session, "Meral");
    change(&mut there.session, "Maralgül");
    here.take_over_from(&there);
    let session = &mut here.session;
    let seen = person(session, id).unwrap();
    assert_eq!(seen.open_questions, ["given_name"]);
    let mut form = seen.person;
    form.phone = Some("65123456".to_owned());
    let after = change_person(
        session,
        ChangePerson {
            id,
            person: form,
            reason: None,
            seen: None,
        },
    )
    .unwrap();
    assert_eq!(after.open_questions, ["given_name"]);
    assert_eq!(after.person.phone.as_deref(), Some("65123456"));
}
