//! What registering, changing, linking and voiding people must do.

use super::*;
use crate::cases::{OpenCase, open_case};
use crate::history::{HistoryOf, history};
use crate::testing::{a_person, office};
use goldaw_domain::codes::{Risk, Sex};
use goldaw_domain::violation::Rule;

fn named(surname: &str, given_name: &str) -> Person {
    Person {
        surname: Some(surname.to_owned()),
        given_name: Some(given_name.to_owned()),
        ..Person::default()
    }
}

fn born(person: Person, born: &str) -> Person {
    Person {
        born: Some(born.to_owned().try_into().unwrap()),
        ..person
    }
}

#[test]
fn a_person_registered_is_read_back_trimmed() {
    let mut office = office();
    let typed = Person {
        place: Some("  ".to_owned()),
        ..named(" Orazowa ", "Maral")
    };
    let id = register_person(&mut office.session, born(typed, "1955-03-04")).unwrap();
    let view = person(&mut office.session, id).unwrap();
    assert_eq!(view.card.name, "Orazowa Maral");
    assert_eq!(view.card.age, Some(71));
    assert_eq!(view.person.place, None);
    assert_eq!(view.voided, None);
}

#[test]
fn a_person_without_a_name_is_refused_and_nothing_is_written() {
    let mut office = office();
    let before = office.session.read().last_commit_at().unwrap();
    let refused = register_person(&mut office.session, named("  ", "")).unwrap_err();
    assert!(
        matches!(refused, CaseworkError::Broken(broken) if broken.field == "surname" && broken.code == Rule::Missing)
    );
    assert_eq!(office.session.read().last_commit_at().unwrap(), before);
    assert_eq!(office.session.read().people_count().unwrap(), 0);
}

#[test]
fn opening_a_person_writes_nothing() {
    let mut office = office();
    let id = a_person(&mut office.session, "Orazowa", "Maral");
    let before = office
        .session
        .read()
        .history(id.into(), None)
        .unwrap()
        .len();
    let saved = office.session.read().last_commit_at().unwrap();
    person(&mut office.session, id).unwrap();
    people(&mut office.session, ListPeople::default()).unwrap();
    assert_eq!(
        office
            .session
            .read()
            .history(id.into(), None)
            .unwrap()
            .len(),
        before
    );
    assert_eq!(office.session.read().last_commit_at().unwrap(), saved);
}

#[test]
fn changing_writes_only_what_differs_and_nothing_when_nothing_does() {
    let mut office = office();
    let id = a_person(&mut office.session, "Orazowa", "Maral");
    let whole = |session: &mut Session| {
        history(
            session,
            HistoryOf {
                record: id.into(),
                field: None,
            },
        )
        .unwrap()
    };
    let same = person(&mut office.session, id).unwrap().person;
    let before = whole(&mut office.session).len();
    let request = |person: Person| ChangePerson {
        id,
        person,
        seen: None,
        reason: Some("passport seen".to_owned()),
    };
    change_person(&mut office.session, request(same.clone())).unwrap();
    assert_eq!(whole(&mut office.session).len(), before);

    let other = Person {
        sex: Some(Sex::Female),
        given_name: None,
        ..same
    };
    let view = change_person(&mut office.session, request(other)).unwrap();
    assert_eq!(view.card.name, "Orazowa");
    let entries = whole(&mut office.session);
    let mut new: Vec<&str> = entries
        .iter()
        .take(entries.len() - before)
        .map(|entry| entry.field.as_str())
        .collect();
    new.sort_unstable();
    assert_eq!(new, ["given_name", "sex"]);
    assert!(
        entries
            .iter()
            .take(2)
            .all(|entry| entry.reason.as_deref() == Some("passport seen"))
    );
}

#[test]
fn the_same_person_in_another_script_is_offered_first_and_nobody_is_blocked() {
    let mut office = office();
    let first = born(named("Öwezowa", "Ýazgül"), "1961-02-03");
    let id = register_person(&mut office.session, first).unwrap();
    for number in 0..8 {
        a_person(
            &mut office.session,
            "Öwezowa",
            [
                "Aýna", "Bibi", "Jeren", "Gözel", "Maral", "Oguljan", "Selbi", "Tawus",
            ][number],
        );
    }
    let typed = born(named("Овезова", "Язгуль"), "1961-02-03");
    let hints = possible_duplicates(&mut office.session, typed.clone()).unwrap();
    assert!(hints.len() <= 5, "{}", hints.len());
    assert_eq!(hints[0].person.id, id);
    assert!(hints[0].likelihood >= Likelihood::Likely, "{:?}", hints[0]);
    assert!(
        hints[0].reasons.contains(&Reason::SameNameOtherScript),
        "{:?}",
        hints[0].reasons
    );
    let twin = register_person(&mut office.session, typed).unwrap();
    assert_eq!(
        person(&mut office.session, twin).unwrap().duplicates[0]
            .person
            .id,
        id
    );
    assert_eq!(
        possible_duplicates(&mut office.session, Person::default()).unwrap(),
        []
    );
}

#[test]
fn a_link_is_seen_from_both_sides_and_made_once() {
    let mut office = office();
    let mother = a_person(&mut office.session, "Orazowa", "Maral");
    let son = a_person(&mut office.session, "Orazow", "Myrat");
    let link = AddRelationship {
        person: mother,
        tie: Tie::Parent,
        to: son,
    };
    let seen = add_relationship(&mut office.session, link.clone()).unwrap();
    assert_eq!(
        (
            seen.relationships[0].person.id,
            seen.relationships[0].reversed
        ),
        (son, true)
    );
    let seen = person(&mut office.session, son).unwrap();
    assert_eq!(
        (
            seen.relationships[0].person.id,
            seen.relationships[0].reversed
        ),
        (mother, false)
    );
    assert!(matches!(
        add_relationship(&mut office.session, link),
        Err(CaseworkError::AlreadyDone)
    ));
    let alone = AddRelationship {
        person: mother,
        tie: Tie::Sibling,
        to: mother,
    };
    assert!(matches!(
        add_relationship(&mut office.session, alone),
        Err(CaseworkError::Broken(_))
    ));
}

#[test]
fn voiding_asks_for_a_reason_and_leaves_the_person_readable() {
    let mut office = office();
    let id = a_person(&mut office.session, "Orazowa", "Maral");
    let void = |reason: &str| VoidRecord {
        record: id.into(),
        reason: reason.to_owned(),
    };
    let refused = void_record(&mut office.session, void(" ")).unwrap_err();
    assert!(matches!(refused, CaseworkError::Broken(broken) if broken.field == "reason"));
    void_record(&mut office.session, void("registered twice")).unwrap();
    let view = person(&mut office.session, id).unwrap();
    assert_eq!(view.voided.as_deref(), Some("registered twice"));
    assert_eq!(
        people(&mut office.session, ListPeople::default())
            .unwrap()
            .of,
        0
    );
    assert!(matches!(
        void_record(&mut office.session, void("again")),
        Err(CaseworkError::AlreadyDone)
    ));
    let change = ChangePerson {
        id,
        person: named("Orazowa", "M"),
        reason: None,
        seen: None,
    };
    assert!(matches!(
        change_person(&mut office.session, change),
        Err(CaseworkError::Voided)
    ));
}

#[test]
fn a_person_with_an_open_case_and_a_worker_cannot_be_voided() {
    let mut office = office();
    let id = a_person(&mut office.session, "Orazowa", "Maral");
    let request = OpenCase {
        person: Some(id),
        risk: Some(Risk::Low),
        risk_reason: Some("asks for advice".to_owned()),
        ..OpenCase::default()
    };
    let case = open_case(&mut office.session, request).unwrap();
    let void = |record: RecordId| VoidRecord {
        record,
        reason: "wrong".to_owned(),
    };
    assert!(matches!(
        void_record(&mut office.session, void(id.into())),
        Err(CaseworkError::HasOpenCase)
    ));
    let worker = office.session.worker().id;
    assert!(matches!(
        void_record(&mut office.session, void(worker.into())),
        Err(CaseworkError::CannotBeVoided)
    ));
    void_record(&mut office.session, void(case.into())).unwrap();
    void_record(&mut office.session, void(id.into())).unwrap();
}

#[test]
fn the_list_follows_the_turkmen_alphabet() {
    let mut office = office();
    for surname in ["Ýazow", "Çaryýew", "Öwezow", "Amanow", "Nuryýew"] {
        a_person(&mut office.session, surname, "A");
    }
    let page = people(&mut office.session, ListPeople::default()).unwrap();
    let names: Vec<&str> = page.people.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(
        names,
        ["Amanow A", "Çaryýew A", "Nuryýew A", "Öwezow A", "Ýazow A"]
    );
    assert_eq!(page.of, 5);
}
