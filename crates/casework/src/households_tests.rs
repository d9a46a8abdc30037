//! Who lives in a household, and who left.

use super::*;
use crate::people::person;
use crate::testing::{a_person, office};
use chrono::Days;

fn home(name: &str) -> Household {
    Household {
        name: Some(name.to_owned()),
        place: Some("Gökje oba".to_owned()),
        ..Household::default()
    }
}

#[test]
fn those_who_left_are_listed_after_those_who_live_there() {
    let mut office = office();
    let session = &mut office.session;
    let [head, child, gone] =
        ["Serdar", "Aýna", "Bibi"].map(|name| a_person(session, "Atajanow", name));
    let since = session.today().checked_sub_days(Days::new(100));
    let member = |person, role| NewMember {
        person,
        role,
        since,
    };
    let request = RegisterHousehold {
        household: home("Atajanow Serdar"),
        members: vec![
            member(gone, MemberRole::Head),
            member(child, MemberRole::Child),
            member(head, MemberRole::Head),
        ],
    };
    let id = register_household(session, request).unwrap();
    let view = household(session, id).unwrap();
    assert_eq!(view.card.members, 3);
    let leaving = view
        .members
        .iter()
        .find(|line| line.person.id == gone)
        .unwrap()
        .id;

    let too_early = EndMembership {
        membership: leaving,
        until: since.unwrap().pred_opt().unwrap(),
    };
    assert!(matches!(
        end_membership(session, too_early),
        Err(CaseworkError::Broken(_))
    ));
    let yesterday = session.today().pred_opt().unwrap();
    let view = end_membership(
        session,
        EndMembership {
            membership: leaving,
            until: yesterday,
        },
    )
    .unwrap();
    let order: Vec<PersonId> = view.members.iter().map(|line| line.person.id).collect();
    assert_eq!(order, [head, child, gone]);
    assert_eq!(view.card.members, 2);
    assert_eq!(person(session, gone).unwrap().households, []);
    assert_eq!(person(session, head).unwrap().households[0].id, id);
}

#[test]
fn nobody_joins_twice_and_who_left_may_come_back() {
    let mut office = office();
    let session = &mut office.session;
    let head = a_person(session, "Atajanow", "Serdar");
    let joining = NewMember {
        person: head,
        role: MemberRole::Head,
        since: None,
    };
    let twice = vec![joining.clone(), joining.clone()];
    let id = register_household(
        session,
        RegisterHousehold {
            household: home("Atajanow"),
            members: twice,
        },
    )
    .unwrap();
    let view = household(session, id).unwrap();
    assert_eq!(view.members.len(), 1);
    let again = AddMember {
        household: id,
        member: joining,
    };
    assert!(matches!(
        add_member(session, again.clone()),
        Err(CaseworkError::AlreadyDone)
    ));
    let membership = view.members[0].id;
    let write = Membership {
        household: Some(id),
        person: Some(head),
        role: Some(MemberRole::Head),
        since: None,
        until: session.today().pred_opt(),
    };
    session
        .write("end_membership", None, vec![Write::new(membership, &write)])
        .unwrap();
    assert_eq!(add_member(session, again).unwrap().members.len(), 2);
}

#[test]
fn a_household_needs_a_name_and_keeps_what_was_not_changed() {
    let mut office = office();
    let session = &mut office.session;
    let nameless = RegisterHousehold {
        household: Household::default(),
        members: Vec::new(),
    };
    assert!(
        matches!(register_household(session, nameless), Err(CaseworkError::Broken(broken)) if broken.field == "name")
    );
    let id = register_household(
        session,
        RegisterHousehold {
            household: home("Atajanow"),
            members: Vec::new(),
        },
    )
    .unwrap();
    let changed = Household {
        income: Some("pension".to_owned()),
        ..household(session, id).unwrap().household
    };
    let view = change_household(
        session,
        ChangeHousehold {
            id,
            household: changed,
            seen: None,
        },
    )
    .unwrap();
    assert_eq!(view.household.income.as_deref(), Some("pension"));
    assert_eq!(view.card.address, "Gökje oba");
    assert_eq!(session.read().history(id.into(), None).unwrap().len(), 3);
}
