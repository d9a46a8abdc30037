//! What taking a bundle over would do, in numbers and names. Reads only.

use crate::cards::{CaseCard, PersonCard};
use crate::error::CaseworkError;
use crate::exchange::count_raw;
use crate::receive::ParcelPreview;
use crate::receive::arrived::Arrived;
use crate::session::Session;
use goldaw_changes::{ChangeHash, MergePlan, distinct_values, winner};
use goldaw_domain::codes::CaseStatus;
use goldaw_domain::ids::{DeviceId, RecordId, SHARED_SCOPE};
use goldaw_domain::merge_rule::{MergeRule, merge_rule};
use goldaw_domain::records::{Case, Household, Person};
use goldaw_domain::{Fields, Record, RecordKind};
use goldaw_store::{Reader, address, full_name};
use std::collections::BTreeMap;

pub(super) fn preview(
    session: &Session,
    arrived: &Arrived,
    plan: &MergePlan,
) -> Result<ParcelPreview, CaseworkError> {
    let read = session.read();
    let roster = session.roster();
    let office = roster
        .and_then(|roster| roster.office(arrived.opened.sender.office))
        .map(|office| office.name.clone());
    let mut records: BTreeMap<RecordId, Incoming> = BTreeMap::new();
    let mut questions = 0;
    for cell in &plan.cells {
        let record = records.entry(cell.cell.record).or_default();
        record.kind = cell.cell.kind.parse().ok();
        if let Some(value) = winner(&cell.after) {
            record
                .fields
                .insert(cell.cell.field.clone(), value.value.clone());
        }
        let asks = record
            .kind
            .is_some_and(|kind| merge_rule(kind, &cell.cell.field) != MergeRule::Automatic);
        questions += u32::from(
            asks && distinct_values(&cell.after).len() > 1
                && distinct_values(&cell.before).len() <= 1,
        );
    }
    let (mut new_records, mut people, mut cases, mut duplicates) = (0, Vec::new(), Vec::new(), 0);
    let today = session.today();
    for (id, incoming) in &mut records {
        let before = read.document(*id)?;
        new_records += u32::from(before.is_none());
        if let Some(before) = &before {
            for (field, value) in &before.fields {
                incoming
                    .fields
                    .entry(field.clone())
                    .or_insert_with(|| value.clone());
            }
        }
        if incoming.kind == Some(RecordKind::Person)
            && let Some(person) = Person::from_fields(&incoming.fields)
        {
            duplicates +=
                u32::from(before.is_none() && crate::people::looks_registered(&read, &person)?);
            if people.len() < LISTED {
                people.push(incoming_person(*id, &person, today));
            }
        }
        if incoming.kind == Some(RecordKind::Case) && cases.len() < LISTED {
            cases.push(*id);
        }
    }
    let cases = cases
        .into_iter()
        .filter_map(|id| incoming_case(&read, &records, id).transpose())
        .collect::<Result<_, _>>()?;
    let changed_records = u32::try_from(records.len()).unwrap_or(u32::MAX) - new_records;
    let mut refused: Vec<String> = plan
        .refused
        .iter()
        .map(|refused| refusal_code(&refused.why).to_owned())
        .collect();
    let not_taken = arrived.not_taken.iter();
    refused.extend(not_taken.map(|reason| reason.code().to_owned()));
    Ok(ParcelPreview {
        office: office.unwrap_or_default(),
        computer: arrived.opened.sender.label.clone(),
        number: u32::try_from(arrived.opened.header.number).unwrap_or(u32::MAX),
        count: count_raw(plan.apply.iter().map(|change| &change.raw)),
        new_records,
        changed_records,
        already_here: u32::try_from(plan.already_held).unwrap_or(u32::MAX),
        waiting: u32::try_from(plan.still_waiting.len()).unwrap_or(u32::MAX),
        refused,
        questions,
        duplicates,
        confirms: confirms(session, arrived)?,
        people,
        cases,
    })
}

/// Counts changes of this office that the sender holds and was not known to hold.
fn confirms(session: &Session, arrived: &Arrived) -> Result<u32, CaseworkError> {
    let sender = DeviceId::from(arrived.opened.sender.public.device);
    let read = session.read();
    let heads: Vec<ChangeHash> = arrived
        .opened
        .contents
        .control
        .frontier
        .iter()
        .map(|head| head.hash)
        .collect();
    let scopes = [session.office().id, SHARED_SCOPE];
    let known = read.held_by(&[sender])?;
    let mut now = read.holds_of_heads(&heads)?;
    now.join(&known);
    let spread = |held| {
        read.spread(&scopes, held, &Default::default())
            .map(|spread| spread.confirmed)
    };
    Ok(spread(&now)?.saturating_sub(spread(&known)?))
}

const LISTED: usize = 50;

#[derive(Default)]
struct Incoming {
    kind: Option<RecordKind>,
    fields: Fields,
}

fn incoming_person(id: RecordId, person: &Person, today: chrono::NaiveDate) -> PersonCard {
    PersonCard {
        id: id.into(),
        name: full_name(person),
        sex: person.sex,
        born: person.born,
        age: person.born.map(|born| born.age_on(today)),
        address: address(&[
            person.place.clone(),
            person.street.clone(),
            person.house.clone(),
        ]),
        case: None,
        risk: None,
    }
}

/// Puts a case's card together from what comes and what is here; due dates follow once it is taken over.
fn incoming_case(
    read: &Reader<'_>,
    records: &BTreeMap<RecordId, Incoming>,
    id: RecordId,
) -> Result<Option<CaseCard>, CaseworkError> {
    let Some(case) = records
        .get(&id)
        .and_then(|incoming| Case::from_fields(&incoming.fields))
    else {
        return Ok(None);
    };
    let fields = |id: RecordId| -> Result<Fields, CaseworkError> {
        Ok(match records.get(&id) {
            Some(incoming) => incoming.fields.clone(),
            None => read
                .document(id)?
                .map(|document| document.fields)
                .unwrap_or_default(),
        })
    };
    let client = match (case.person, case.household) {
        (Some(person), _) => {
            Person::from_fields(&fields(person.into())?).map(|person| full_name(&person))
        }
        (None, Some(household)) => {
            Household::from_fields(&fields(household.into())?).and_then(|household| household.name)
        }
        (None, None) => None,
    };
    Ok(Some(CaseCard {
        id: id.into(),
        number: case.number.unwrap_or_default(),
        client: client.unwrap_or_default(),
        address: String::new(),
        risk: case.risk,
        status: case.status.unwrap_or(CaseStatus::Open),
        worker: None,
        due: None,
        questions: 0,
    }))
}

/// Returns the code of why a change is not taken.
fn refusal_code(why: &goldaw_changes::Refusal) -> &'static str {
    use goldaw_changes::Refusal as R;
    match why {
        R::Header(_) => "change-unreadable",
        R::PayloadMismatch => "change-altered",
        R::ForeignPrevious | R::Sequence { .. } | R::TimeNotRising | R::CrossesScope => {
            "change-out-of-order"
        }
    }
}
