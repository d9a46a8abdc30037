//! Receiving: looking at a carrier, seeing what a parcel would change, and taking it over in one step.

use crate::cards::{CaseCard, PersonCard};
use crate::carrier::{Mail, OnCarrier};
use crate::error::CaseworkError;
use crate::exchange::{Carrier, HandOverCount, count_raw};
use crate::session::Session;
use goldaw_bundle::{
    BundleError, ClearHeader, Limits, Opened, RosterNews, bundle_hash, inspect, open, verify,
};
use goldaw_changes::{ChangeHash, MergePlan, RawChange, distinct_values, winner};
use goldaw_domain::codes::CaseStatus;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, SHARED_SCOPE};
use goldaw_domain::merge_rule::{MergeRule, merge_rule};
use goldaw_domain::records::{Case, Household, Person};
use goldaw_domain::{Fields, Record, RecordKind};
use goldaw_store::exchange::{ParcelRecord, SignedHead};
use goldaw_store::{Reader, address, full_name};
use goldaw_trust::Roster;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Where to look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LookIn {
    /// The carrier.
    pub carrier: Carrier,
}

/// A parcel on a carrier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ParcelLine {
    /// Its name on the carrier.
    pub file: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// What it is to this computer.
    pub state: ParcelState,
    /// The sender's office, when known.
    pub office: Option<String>,
    /// The sender's computer, when known.
    pub computer: Option<String>,
    /// Number of the bundle, when known.
    pub number: Option<u32>,
}

/// What a parcel is to this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ParcelState {
    /// Not received yet.
    New,
    /// Taken over before; taking it over again changes nothing.
    AlreadyReceived,
    /// Written by this computer.
    Own,
    /// For another office.
    ForAnotherOffice,
    /// From a computer the centre's list does not know.
    UnknownComputer,
    /// From a computer that was taken off the list.
    RevokedComputer,
    /// Cut short or changed on the way.
    Damaged,
    /// Written by a newer program.
    NewerProgram,
    /// A request of a new computer to join.
    JoinRequest,
    /// The centre's answer to this computer's request to join.
    JoinAnswer,
}

/// A parcel on a carrier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Parcel {
    /// The carrier.
    pub carrier: Carrier,
    /// Its name there.
    pub file: String,
}

/// What taking a parcel over would do. Nothing has been changed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ParcelPreview {
    /// From which office.
    pub office: String,
    /// From which computer.
    pub computer: String,
    /// Number of the bundle.
    pub number: u32,
    /// What is in it that is not here yet.
    pub count: HandOverCount,
    /// Records that begin to exist.
    pub new_records: u32,
    /// Records that change.
    pub changed_records: u32,
    /// Changes already here.
    pub already_here: u32,
    /// Changes that must wait for others not here yet.
    pub waiting: u32,
    /// Changes that cannot be taken, with the reason as a code.
    pub refused: Vec<String>,
    /// Questions a person will have to decide.
    pub questions: u32,
    /// Registered people who may be the same as new ones.
    pub duplicates: u32,
    /// Changes of this office that the sender confirms to hold.
    pub confirms: u32,
    /// New or changed people, at most 50.
    pub people: Vec<PersonCard>,
    /// New or changed cases, at most 50.
    pub cases: Vec<CaseCard>,
}

/// What taking a parcel over did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TakenOver {
    /// As in the preview, now done.
    pub preview: ParcelPreview,
    /// The office an answer can be written for.
    pub answer_to: Option<OfficeId>,
}

/// Looks at a carrier: each parcel with what it is to this computer. Nothing is opened and nothing is written.
pub fn look_in(session: &mut Session, request: LookIn) -> Result<Vec<ParcelLine>, CaseworkError> {
    let mail = Mail::reach(session, &request.carrier)?;
    let files = mail.look()?;
    let work = session.progress();
    work.begin("look_in", u32::try_from(files.len()).unwrap_or(u32::MAX));
    let mut lines = Vec::new();
    for (at, file) in files.iter().enumerate() {
        if work.cancelled() {
            break;
        }
        work.step(u32::try_from(at).unwrap_or(u32::MAX));
        lines.push(line(session, &mail, file));
    }
    work.finish();
    lines.sort_by_key(|line| {
        (
            line.state != ParcelState::New && line.state != ParcelState::JoinRequest,
            line.office.clone(),
            line.number,
        )
    });
    Ok(lines)
}

fn line(session: &Session, mail: &Mail, file: &OnCarrier) -> ParcelLine {
    let mut line = ParcelLine {
        file: file.name.clone(),
        bytes: file.bytes,
        state: ParcelState::Damaged,
        office: None,
        computer: None,
        number: None,
    };
    let Ok(bytes) = mail.fetch(file) else {
        return line;
    };
    if file.name.ends_with(crate::carrier::REQUEST) {
        if let Ok(request) = goldaw_trust::EnrolmentRequest::decode(&bytes) {
            line.state = ParcelState::JoinRequest;
            line.office = Some(request.wish().office_name.clone());
            line.computer = Some(request.wish().device_label.clone());
        }
        return line;
    }
    let header = match inspect(&bytes, &Limits::default()) {
        Ok(header) => header,
        Err(error) => {
            line.state = state_of(&error);
            return line;
        }
    };
    line.number = u32::try_from(header.number).ok();
    if let Some(sender) = session
        .roster()
        .and_then(|roster| roster.device_of_mailbox(&header.sender))
    {
        line.computer = Some(sender.label.clone());
        line.office = session
            .roster()
            .and_then(|roster| roster.office(sender.office))
            .map(|office| office.name.clone());
    }
    line.state = if header.sender == session.keys().mailbox() {
        ParcelState::Own
    } else if !header.recipients.contains(&session.keys().mailbox()) {
        ParcelState::ForAnotherOffice
    } else if matches!(session.read().parcel(&bundle_hash(&bytes)), Ok(Some(_))) {
        ParcelState::AlreadyReceived
    } else {
        match session.roster() {
            None => ParcelState::JoinAnswer,
            Some(roster) => match verify(&bytes, roster, &Limits::default()) {
                Ok(_) => ParcelState::New,
                // A computer that joined since: the bundle may carry the list that names it, so opening decides.
                Err(BundleError::UnknownDevice { .. })
                    if open(&bytes, session.keys(), Some(roster), &Limits::default()).is_ok() =>
                {
                    ParcelState::New
                }
                Err(error) => state_of(&error),
            },
        }
    };
    line
}

fn state_of(error: &BundleError) -> ParcelState {
    match error {
        BundleError::NewerFormat { .. } | BundleError::UnknownSuite { .. } => {
            ParcelState::NewerProgram
        }
        BundleError::ForAnotherOffice { .. } | BundleError::OtherKey => {
            ParcelState::ForAnotherOffice
        }
        BundleError::UnknownDevice { .. } => ParcelState::UnknownComputer,
        BundleError::RevokedDevice { .. } => ParcelState::RevokedComputer,
        _ => ParcelState::Damaged,
    }
}

/// Opens a parcel and says what taking it over would do. Nothing is changed.
pub fn preview_parcel(
    session: &mut Session,
    request: Parcel,
) -> Result<ParcelPreview, CaseworkError> {
    let bytes = Mail::reach(session, &request.carrier)?.fetch_named(&request.file)?;
    let arrived = Arrived::open(session, &bytes)?;
    let plan = session.store().plan(arrived.admitted.clone())?;
    preview(session, &arrived, &plan)
}

/// Takes a parcel over, whole or not at all, and notes what the sender holds. Taking it over again changes nothing.
pub fn take_over(session: &mut Session, request: Parcel) -> Result<TakenOver, CaseworkError> {
    let mail = Mail::reach(session, &request.carrier)?;
    let bytes = mail.fetch_named(&request.file)?;
    let arrived = Arrived::open(session, &bytes)?;
    let work = session.progress();
    work.begin(
        "take_over",
        u32::try_from(arrived.admitted.len()).unwrap_or(u32::MAX),
    );
    let taken = take(session, &bytes, arrived);
    work.finish();
    let taken = taken?;
    // The parcel is safe here; that the hub could not be told costs only a second look at it.
    let _ = mail.taken(&request.file);
    Ok(taken)
}

/// A bundle opened, with the changes its sender may bring.
pub(crate) struct Arrived {
    opened: Opened,
    admitted: Vec<RawChange>,
    foreign: usize,
}

impl Arrived {
    fn open(session: &Session, bytes: &[u8]) -> Result<Arrived, CaseworkError> {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let mut opened = open(bytes, session.keys(), Some(roster), &Limits::default())?;
        let roster = match &opened.roster {
            RosterNews::Newer(newer) => newer,
            _ => roster,
        };
        let changes = std::mem::take(&mut opened.contents.changes);
        let brought = changes.len();
        let admitted: Vec<RawChange> = changes
            .into_iter()
            .filter(|raw| may_bring(session, roster, &opened, raw))
            .collect();
        Ok(Arrived {
            foreign: brought - admitted.len(),
            opened,
            admitted,
        })
    }

    fn office(&self) -> OfficeId {
        self.opened.sender.office.into()
    }
}

/// Tells whether the sender may bring a change: its own office's scope or what all share, written on a computer of that office or of the
/// centre. The centre may bring any scope this office takes part in.
fn may_bring(session: &Session, roster: &Roster, opened: &Opened, raw: &RawChange) -> bool {
    let Ok(header) = raw.read_header() else {
        return false;
    };
    let centre = roster.centre_device().office;
    let sender = opened.sender.office;
    let side = if sender == centre {
        session.office().id.uuid()
    } else {
        sender
    };
    let scope = header.stream.scope;
    if scope != SHARED_SCOPE && scope.uuid() != side {
        return false;
    }
    let writer = roster
        .device(header.stream.device.uuid())
        .map(|device| device.office);
    writer.is_some_and(|office| scope == SHARED_SCOPE || office == centre || office == side)
}

fn take(session: &mut Session, bytes: &[u8], arrived: Arrived) -> Result<TakenOver, CaseworkError> {
    let plan = session.store().plan(arrived.admitted.clone())?;
    let done = preview(session, &arrived, &plan)?;
    let sender = DeviceId::from(arrived.opened.sender.public.device);
    let office = arrived.office();
    if let RosterNews::Newer(roster) = &arrived.opened.roster {
        session.keep_roster(roster.clone())?;
    }
    let header = &arrived.opened.header;
    let parcel = ParcelRecord {
        hash: bundle_hash(bytes),
        sent: false,
        office,
        device: sender,
        number: u32::try_from(header.number).unwrap_or(u32::MAX),
        session: header.session,
        changes: done.count.changes,
        at: session.now(),
    };
    let control = &arrived.opened.contents.control;
    let heads: Vec<ChangeHash> = control.frontier.iter().map(|head| head.hash).collect();
    let wants: Vec<String> = control.wants.iter().map(ToString::to_string).collect();
    let fresh = is_fresh(session, sender, header)?;
    let signatures: Vec<SignedHead> = arrived
        .opened
        .contents
        .head_signatures
        .iter()
        .filter(|signed| {
            !arrived
                .opened
                .unproven
                .iter()
                .any(|(doubted, _)| doubted == *signed)
        })
        .map(|signed| SignedHead {
            head: signed.head.hash,
            device: signed.device.into(),
            signature: signed.signature.to_vec(),
        })
        .collect();
    let attachments = &arrived.opened.contents.attachments;
    let now = session.now();
    let repeated = session.read().parcel(&parcel.hash)?.is_some();
    let device = session.device();
    let plan = session
        .store_mut()
        .take_over(arrived.admitted, now, |arrival| {
            if fresh {
                arrival.note_held(sender, &heads)?;
                arrival.set_setting(&seen_of(sender), &seen(&parcel.session, parcel.number))?;
                arrival.set_setting(&crate::exchange::wants_of(office), &wants.join(" "))?;
            }
            for signed in &signatures {
                arrival.keep_head_signature(signed)?;
            }
            for attachment in attachments {
                arrival.keep_attachment(
                    &blake3::Hash::from(attachment.hash).to_hex(),
                    &attachment.bytes,
                )?;
            }
            if repeated {
                Ok(())
            } else {
                arrival.note_parcel(&parcel)
            }
        })?;
    // Own changes from outside mean that this store was restored or copied: what is written from now on is told from the other life.
    if plan
        .apply
        .iter()
        .any(|change| change.header.stream.device == device)
    {
        session.begin_new_life()?;
    }
    Ok(TakenOver {
        preview: done,
        answer_to: Some(office),
    })
}

/// Tells whether a bundle says what its sender holds now: a later number of the same life, or a life not heard of before.
fn is_fresh(
    session: &Session,
    sender: DeviceId,
    header: &ClearHeader,
) -> Result<bool, CaseworkError> {
    let Some(last) = session.read().setting(&seen_of(sender))? else {
        return Ok(true);
    };
    let number = |text: &str| {
        text.rsplit_once(' ')
            .and_then(|(_, number)| number.parse::<u64>().ok())
            .unwrap_or(0)
    };
    let same_life = last.starts_with(&seen(&header.session, 0)[..32]);
    Ok(!same_life || header.number >= number(&last))
}

fn seen_of(device: DeviceId) -> String {
    format!("seen:{device}")
}

fn seen(session: &[u8; 16], number: u32) -> String {
    let life: String = session.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{life} {number}")
}

fn preview(
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
    refused.extend(std::iter::repeat_n(
        "change-foreign".to_owned(),
        arrived.foreign,
    ));
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
