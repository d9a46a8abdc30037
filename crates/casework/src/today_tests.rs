//! What stands on the first screen of the day, and in which order.

use super::*;
use crate::appeals::take_appeal;
use crate::cases::{AssignCase, assign_case};
use crate::status::status;
use crate::tasks::{AddTask, add_task, finish_task};
use crate::testing::{a_case, a_case_of, a_person, a_visit, office, office_on};
use crate::visits::record_visit;
use goldaw_domain::codes::Channel;
use goldaw_domain::due::DueKind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn clients(lines: &[DueLine]) -> Vec<&str> {
    lines.iter().map(|line| line.client.as_str()).collect()
}

#[test]
fn an_empty_office_has_nothing_to_do() {
    let mut office = office();
    let today = today(&mut office.session, Nothing {}).unwrap();
    assert_eq!(
        (
            today.overdue.len(),
            today.today.len(),
            today.this_week.len()
        ),
        (0, 0, 0)
    );
    assert_eq!(today.next, None);
    assert_eq!(today.drafts, []);
}

#[test]
fn lines_fall_into_overdue_today_and_this_week_by_day_then_risk() {
    // A Monday without days off around it.
    let mut office = office_on("2026-11-16");
    let times = office.session.reference().times;
    let low = a_case_of(&mut office.session, "Sähedowa", Risk::Low);
    let high = a_case_of(&mut office.session, "Çarymyradowa", Risk::High);
    let first_visit = |office: &crate::testing::Office, count| {
        office
            .session
            .reference()
            .calendar
            .after(day("2026-11-16"), count)
    };
    let high_due = first_visit(&office, times.high.first_visit);
    let low_due = first_visit(&office, times.low.first_visit);
    assert!(high_due < low_due);

    office.go_to(high_due);
    let seen = today(&mut office.session, Nothing {}).unwrap();
    assert_eq!(clients(&seen.today), ["Çarymyradowa A"]);
    assert_eq!(
        seen.today[0].due.as_ref().unwrap().kind,
        DueKind::FirstVisit
    );
    assert_eq!(
        (seen.today[0].case, seen.today[0].working_days_late),
        (Some(high), 0)
    );

    office.go_to(low_due);
    let seen = today(&mut office.session, Nothing {}).unwrap();
    assert_eq!(clients(&seen.overdue), ["Çarymyradowa A"]);
    assert!(seen.overdue[0].working_days_late >= 1);
    assert_eq!(
        (clients(&seen.today), seen.today[0].case),
        (vec!["Sähedowa A"], Some(low))
    );
    assert_eq!(status(&mut office.session, Nothing {}).unwrap().due, 2);
    assert_eq!(status(&mut office.session, Nothing {}).unwrap().cases, 2);
}

#[test]
fn a_visit_moves_the_line_on_and_stands_in_it_as_the_last_entry() {
    let mut office = office_on("2026-11-16");
    let id = a_case(&mut office.session, Risk::High);
    let session = &mut office.session;
    let long = "Pain in the knee,\nno coal for the stove. ".repeat(10);
    record_visit(session, a_visit(session, id, &long)).unwrap();
    let reference = session.reference();
    let due = reference
        .calendar
        .after(session.today(), reference.times.high.visit_interval);
    office.go_to(due.succ_opt().unwrap());
    let seen = today(&mut office.session, Nothing {}).unwrap();
    let line = &seen.overdue[0];
    assert_eq!(line.due.as_ref().unwrap().kind, DueKind::Visit);
    assert_eq!(line.last_entry_on, Some(day("2026-11-16")));
    let entry = line.last_entry.as_deref().unwrap();
    assert!(
        entry.starts_with("Pain in the knee, no coal") && entry.ends_with('…'),
        "{entry}"
    );
    assert!(entry.chars().count() <= EXCERPT + 1);
}

#[test]
fn tasks_and_appeals_stand_beside_the_visits_until_they_are_done() {
    let mut office = office_on("2026-11-16");
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let task = AddTask {
        case: id,
        text: "order coal".to_owned(),
        due_on: day("2026-11-13"),
    };
    let task = add_task(session, task).unwrap();
    let appeal = take_appeal(
        session,
        Appeal {
            received_on: Some(day("2026-11-16")),
            channel: Some(Channel::School),
            reporter_name: Some("Schoolteacher".to_owned()),
            reason: Some("Children come hungry".to_owned()),
            urgency: Some(Risk::High),
            ..Appeal::default()
        },
    )
    .unwrap();
    office.go_to(appeal.decide_by.unwrap());
    let session = &mut office.session;
    let seen = today(session, Nothing {}).unwrap();
    assert_eq!(
        (seen.overdue[0].task, seen.overdue[0].text.as_deref()),
        (Some(task.id), Some("order coal"))
    );
    assert_eq!(
        (seen.overdue[0].case, seen.overdue[0].due.as_ref()),
        (Some(id), None)
    );
    let line = seen
        .today
        .iter()
        .find(|line| line.appeal.is_some())
        .unwrap();
    assert_eq!(
        (line.appeal, line.client.as_str(), line.risk),
        (Some(appeal.id), "Schoolteacher", Some(Risk::High))
    );
    assert_eq!(status(session, Nothing {}).unwrap().due, 2);
    finish_task(session, task.id).unwrap();
    assert_eq!(today(session, Nothing {}).unwrap().overdue, []);
}

#[test]
fn the_next_thing_is_shown_only_when_the_week_is_free() {
    let mut office = office_on("2026-11-16");
    let session = &mut office.session;
    let id = a_case(session, Risk::Low);
    let times = session.reference().times;
    let due = session
        .reference()
        .calendar
        .after(session.today(), times.low.first_visit);
    let far = due > session.today().checked_add_days(Days::new(WEEK)).unwrap();
    let seen = today(session, Nothing {}).unwrap();
    assert_eq!(
        seen.next.as_ref().map(|line| (line.case, line.on)),
        far.then_some((Some(id), due))
    );
    assert_eq!(seen.this_week.is_empty(), far);
    let task = AddTask {
        case: id,
        text: "call".to_owned(),
        due_on: session.today(),
    };
    add_task(session, task).unwrap();
    assert_eq!(today(session, Nothing {}).unwrap().next, None);
    let stay = AssignCase {
        id,
        worker: session.worker().id,
        reason: None,
        seen: None,
    };
    assert!(matches!(
        assign_case(session, stay),
        Err(CaseworkError::AlreadyDone)
    ));
}

#[test]
fn a_long_text_is_shortened_at_a_space_to_one_line() {
    assert_eq!(shortened(" a\n b\t c "), "a b c");
    let long = "söz ".repeat(100);
    let short = shortened(&long);
    assert!(
        short.ends_with("söz…") && short.chars().count() <= EXCERPT + 1,
        "{short}"
    );
    assert_eq!(shortened(&"x".repeat(EXCERPT)).chars().count(), EXCERPT);
}

#[test]
fn a_clock_that_goes_back_is_told_before_anything_is_written_by_it() {
    let mut office = office_on("2026-11-24");
    a_person(&mut office.session, "Orazowa", "Maral");
    assert_eq!(today(&mut office.session, Nothing {}).unwrap().clock, None);
    office.go_to("2010-01-01".parse().unwrap());
    let clock = today(&mut office.session, Nothing {})
        .unwrap()
        .clock
        .unwrap();
    assert_eq!(clock.doubt, ClockDoubt::Behind);
    assert_eq!(clock.says, "2010-01-01T09:00");
    assert_eq!(clock.latest.as_deref(), Some("2026-11-24T09:00"));
    office.go_to("2027-03-01".parse().unwrap());
    let clock = today(&mut office.session, Nothing {})
        .unwrap()
        .clock
        .unwrap();
    assert_eq!(clock.doubt, ClockDoubt::Ahead);
}
