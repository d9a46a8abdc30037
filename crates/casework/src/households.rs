//! Households and who lives in them.

use crate::cards::{
    CaseCard, HouseholdCard, PersonCard, case_cards, household_card, lives_here, person_card,
};
use crate::error::CaseworkError;
use crate::forms::{look_up, look_up_for_writing, tidied};
use crate::seen::{Seen, difference_since, seen};
use crate::session::Session;
use chrono::NaiveDate;
use goldaw_domain::codes::MemberRole;
use goldaw_domain::ids::{HouseholdId, PersonId, RecordId};
use goldaw_domain::records::{Household, Membership, Person};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Reader, Write};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Registering a household with its first members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RegisterHousehold {
    /// Its fields.
    pub household: Household,
    /// Members; may be empty.
    pub members: Vec<NewMember>,
}

/// A person who joins a household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NewMember {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: MemberRole,
    /// Since when; today when absent.
    #[ts(optional = nullable)]
    pub since: Option<chrono::NaiveDate>,
}

/// Everything the screen of a household shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HouseholdView {
    /// The short form.
    pub card: HouseholdCard,
    /// All fields.
    pub household: Household,
    /// Members, those living here first, by role and name.
    pub members: Vec<MemberLine>,
    /// Cases of the household or of a member living in it, open ones first.
    pub cases: Vec<CaseCard>,
    /// Fields that wait for a decision, by name.
    pub open_questions: Vec<String>,
    /// Why the record was voided, when it was.
    pub voided: Option<String>,
    /// What a form opened now is opened on.
    pub seen: Seen,
}

/// A member of a household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MemberLine {
    /// The record of the membership.
    pub id: RecordId,
    /// Who.
    pub person: PersonCard,
    /// As what.
    pub role: Option<MemberRole>,
    /// Since when.
    pub since: Option<chrono::NaiveDate>,
    /// Until when; none while living here.
    pub until: Option<chrono::NaiveDate>,
}

/// Changing a household's fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeHousehold {
    /// Which.
    pub id: HouseholdId,
    /// All fields as they shall be.
    pub household: Household,
    /// What the form was opened on; the record as it stands when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub seen: Option<Seen>,
}

/// A person joins a household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddMember {
    /// Which household.
    pub household: HouseholdId,
    /// Who joins.
    pub member: NewMember,
}

/// A person leaves a household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EndMembership {
    /// The record of the membership.
    pub membership: RecordId,
    /// The last day.
    pub until: chrono::NaiveDate,
}

/// Returns everything the screen of a household shows. A voided household can be read.
pub fn household(session: &mut Session, id: HouseholdId) -> Result<HouseholdView, CaseworkError> {
    let today = session.today();
    let read = session.read();
    let (document, household) = look_up::<Household>(&read, id)?;
    let members = members_of(&read, id, today)?;
    let mut rows = read.cases_of_household(id)?;
    for member in members
        .iter()
        .filter(|member| member.until.is_none_or(|until| until >= today))
    {
        rows.extend(read.cases_of_person(member.person.id)?);
    }
    rows.sort_by_key(|row| row.status);
    Ok(HouseholdView {
        card: household_card(&read, &document, today)?,
        members,
        cases: case_cards(&read, &rows, &session.reference().calendar, today)?,
        open_questions: document.open.clone(),
        voided: document.voided().map(str::to_owned),
        seen: seen(&read, &document)?,
        household,
    })
}

/// Registers a household with its first members, all in one change.
pub fn register_household(
    session: &mut Session,
    request: RegisterHousehold,
) -> Result<HouseholdId, CaseworkError> {
    let today = session.today();
    let household = tidied(&request.household);
    household.check(today)?;
    let id: HouseholdId = session.new_id()?;
    let mut writes = vec![Write::new(id, &household)];
    let mut joined: Vec<PersonId> = Vec::new();
    for member in request.members {
        if !joined.contains(&member.person) {
            joined.push(member.person);
            writes.push(joining(session, id, member)?);
        }
    }
    session.write("register_household", None, writes)?;
    Ok(id)
}

/// Changes a household's fields. Only what differs is written.
pub fn change_household(
    session: &mut Session,
    request: ChangeHousehold,
) -> Result<HouseholdView, CaseworkError> {
    let after = tidied(&request.household);
    after.check(session.today())?;
    let (before, _) = look_up_for_writing::<Household>(&session.read(), request.id)?;
    let seen = request.seen.as_ref();
    let write = difference_since(&session.read(), &before, &after, seen)?;
    if !write.fields.is_empty() {
        session.write("change_household", None, vec![write])?;
    }
    household(session, request.id)
}

/// Lets a person join a household. Who lives in it already is refused as done.
pub fn add_member(
    session: &mut Session,
    request: AddMember,
) -> Result<HouseholdView, CaseworkError> {
    let today = session.today();
    let read = session.read();
    look_up_for_writing::<Household>(&read, request.household)?;
    let members = read.linked(RecordKind::Membership, "household", request.household)?;
    let here = |member: Membership| {
        member.person == Some(request.member.person) && lives_here(&member, today)
    };
    if members.iter().filter_map(Document::read).any(here) {
        return Err(CaseworkError::AlreadyDone);
    }
    let write = joining(session, request.household, request.member)?;
    session.write("add_member", None, vec![write])?;
    household(session, request.household)
}

/// Lets a person leave a household; the membership stays with its last day.
pub fn end_membership(
    session: &mut Session,
    request: EndMembership,
) -> Result<HouseholdView, CaseworkError> {
    let (before, membership) =
        look_up_for_writing::<Membership>(&session.read(), request.membership)?;
    let Some(id) = membership.household else {
        return Err(CaseworkError::NotFound {
            what: RecordKind::Household.name(),
        });
    };
    if membership.until == Some(request.until) {
        return Err(CaseworkError::AlreadyDone);
    }
    let after = Membership {
        until: Some(request.until),
        ..membership
    };
    after.check(session.today())?;
    session.write(
        "end_membership",
        None,
        vec![Write::difference(&before, &after)],
    )?;
    household(session, id)
}

fn joining(
    session: &mut Session,
    household: HouseholdId,
    member: NewMember,
) -> Result<Write, CaseworkError> {
    let today = session.today();
    look_up_for_writing::<Person>(&session.read(), member.person)?;
    let membership = Membership {
        household: Some(household),
        person: Some(member.person),
        role: Some(member.role),
        since: Some(member.since.unwrap_or(today)),
        until: None,
    };
    membership.check(today)?;
    let id: RecordId = session.new_id()?;
    Ok(Write::new(id, &membership))
}

fn members_of(
    read: &Reader<'_>,
    household: HouseholdId,
    today: NaiveDate,
) -> Result<Vec<MemberLine>, CaseworkError> {
    let mut members = Vec::new();
    for document in read.linked(RecordKind::Membership, "household", household)? {
        let Some(membership) = document.read::<Membership>() else {
            continue;
        };
        let Some(person) = membership.person else {
            continue;
        };
        let Some(person) = read.document(person)? else {
            continue;
        };
        members.push(MemberLine {
            id: document.id,
            person: person_card(read, &person, today)?,
            role: membership.role,
            since: membership.since,
            until: membership.until,
        });
    }
    let order = |member: &MemberLine| {
        let gone = member.until.filter(|until| *until < today);
        // A role that is not known comes after those that are.
        (
            gone.is_some(),
            std::cmp::Reverse(gone),
            member.role.is_none(),
            member.role,
        )
    };
    members.sort_by(|one, other| {
        order(one)
            .cmp(&order(other))
            .then_with(|| one.person.name.cmp(&other.person.name))
    });
    Ok(members)
}

#[cfg(test)]
#[path = "households_tests.rs"]
mod tests;
