//! Transfers as screens show them: the list, and one offer with what is inside. Reads only.

use super::capsule::Capsule;
use super::gather::{is_here, read_capsule};
use super::later::{LateField, late_fields};
use crate::cards::case_card_of;
use crate::error::CaseworkError;
use crate::forms::look_up;
use crate::people::{DuplicateHint, possible_duplicates};
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_domain::RecordKind;
use goldaw_domain::codes::{HeldBack, Risk, TransferState};
use goldaw_domain::ids::{CaseId, OfficeId, RecordId};
use goldaw_domain::records::{
    Attachment, Case, Consent, Household, Note, Person, Task, Transfer, Visit,
};
use goldaw_store::{Document, full_name};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which way a case goes, seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Offered to this office.
    In,
    /// Offered by this office.
    Out,
    /// Between two others: this is the centre, or the velayat of one of them.
    Between,
}

/// A transfer as lists show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TransferLine {
    /// This office's record.
    pub id: RecordId,
    /// Which way it goes.
    pub way: Way,
    /// Where it stands.
    pub state: TransferState,
    /// The giving office.
    pub from: String,
    /// The receiving office.
    pub to: String,
    /// The client's name; empty while the capsule has not arrived.
    pub client: String,
    /// The case here, when there is one.
    pub case: Option<CaseId>,
    /// How fast the receiving office must act.
    pub risk: Option<Risk>,
    /// Why it is handed on.
    pub reason: String,
    /// Who offers it.
    pub offered_by: String,
    /// The day it was offered.
    pub offered_on: Option<chrono::NaiveDate>,
    /// Whole days since then.
    pub days: u32,
    /// Who answered.
    pub answered_by: String,
    /// The day of the answer.
    pub answered_on: Option<chrono::NaiveDate>,
    /// Why it was refused.
    pub answer_reason: Option<String>,
    /// Why the offer was taken back.
    pub withdrawn: Option<String>,
    /// The number of the case at the receiving office.
    pub number: Option<String>,
    /// Why the centre does not pass it on.
    pub held_back: Option<HeldBack>,
    /// The day the centre said what became of it.
    pub decided_on: Option<chrono::NaiveDate>,
    /// Values that came later and wait for a decision.
    pub late: u32,
}

/// Everything the screen of a transfer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TransferView {
    /// The short form.
    pub line: TransferLine,
    /// All fields.
    pub transfer: Transfer,
    /// What is inside; nothing while the capsule has not arrived or cannot be read.
    pub contents: Option<CapsuleContents>,
    /// Values that came later and differ from ours.
    pub late: Vec<LateField>,
    /// Workers the case can be given to, by name.
    pub workers: Vec<crate::cards::WorkerCard>,
}

/// What is in a capsule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CapsuleContents {
    /// The case as the giving office has it.
    pub case: Case,
    /// The client, and whoever belongs to the case.
    pub people: Vec<CapsulePerson>,
    /// Where they live.
    pub households: Vec<Household>,
    /// Visits, newest first.
    pub visits: Vec<Visit>,
    /// Notes, newest first.
    pub notes: Vec<Note>,
    /// What the client allows.
    pub consents: Vec<Consent>,
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Files.
    pub files: Vec<CapsuleFile>,
    /// What was done at the giving office, newest first.
    pub history: Vec<CapsuleEntry>,
    /// Changes a signature of their own computer proves by itself; the centre has checked all of them.
    pub signed: u32,
}

/// A person in a capsule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CapsulePerson {
    /// The person as the giving office names one.
    pub theirs: RecordId,
    /// All fields.
    pub person: Person,
    /// People registered here who may be the same, the likeliest first.
    pub duplicates: Vec<DuplicateHint>,
}

/// A file that goes along with a capsule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CapsuleFile {
    /// Its name.
    pub name: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Its content has arrived on this computer.
    pub here: bool,
}

/// Something done at the giving office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CapsuleEntry {
    /// When, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// Who.
    pub by: String,
    /// What was done: `record_visit`; nothing when the change also spoke of other records and its content stayed behind.
    pub action: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Returns the transfers this office has to do with, those that wait for somebody first, then the latest first.
pub fn transfers(session: &mut Session, _: Nothing) -> Result<Vec<TransferLine>, CaseworkError> {
    let own = session.office().id;
    let mut lines = Vec::new();
    for document in session.read().all(RecordKind::Transfer)? {
        let Some(transfer) = document.read::<Transfer>() else {
            continue;
        };
        // The centre and a velayat see both records of a transfer; the giving office's stands for it.
        if transfer.origin.is_none() || document.scope == own {
            let late = late_fields(&session.read(), &document, &transfer)?.len();
            lines.push((
                document.created_at,
                line(session, &document, &transfer, late)?,
            ));
        }
    }
    lines.sort_by_key(|(at, line)| (!waits(line), std::cmp::Reverse(*at)));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Returns the transfers somebody at this office has to look at.
pub(crate) fn waiting(session: &mut Session) -> Result<Vec<TransferLine>, CaseworkError> {
    let lines = transfers(session, Nothing {})?;
    Ok(lines.into_iter().filter(waits).collect())
}

fn waits(line: &TransferLine) -> bool {
    match line.way {
        Way::In => line.state == TransferState::Waiting || line.late > 0,
        Way::Out | Way::Between => line.state == TransferState::HeldBack,
    }
}

/// Returns the transfers of one case, the latest last.
pub(crate) fn transfers_of(
    session: &Session,
    case: CaseId,
) -> Result<Vec<TransferLine>, CaseworkError> {
    let read = session.read();
    let mut documents = read.linked(RecordKind::Transfer, "case_here", case)?;
    documents.extend(read.linked(RecordKind::Transfer, "case", case)?);
    documents.sort_by_key(|document| document.created_at);
    let mut lines = Vec::new();
    for document in documents {
        if let Some(transfer) = document.read::<Transfer>() {
            // At the centre and a velayat the receiving office's record names the giver's case too.
            if transfer.case_here == Some(case) || transfer.origin.is_none() {
                let late = late_fields(&read, &document, &transfer)?.len();
                lines.push(line(session, &document, &transfer, late)?);
            }
        }
    }
    Ok(lines)
}

/// Returns a transfer with what is inside, to be read before it is answered.
pub fn transfer(session: &mut Session, id: RecordId) -> Result<TransferView, CaseworkError> {
    let read = session.read();
    let (document, transfer) = look_up::<Transfer>(&read, id)?;
    let capsule = read_capsule(&read, document.scope, transfer.capsule.as_ref()).ok();
    let late = late_fields(&read, &document, &transfer)?;
    let workers = crate::cards::workers_of(&read, session.office().id)?;
    let line = line(session, &document, &transfer, late.len())?;
    let contents = capsule.map(|capsule| contents(session, document.scope, &capsule));
    Ok(TransferView {
        contents: contents.transpose()?,
        line,
        transfer,
        late,
        workers,
    })
}

fn line(
    session: &Session,
    document: &Document,
    transfer: &Transfer,
    late: usize,
) -> Result<TransferLine, CaseworkError> {
    let read = session.read();
    let names = session.names();
    let own = Some(session.office().id);
    let way = match (transfer.origin.is_some(), transfer.from == own) {
        (false, true) => Way::Out,
        (true, _) if transfer.to == own => Way::In,
        _ => Way::Between,
    };
    let case = match way {
        Way::In => transfer.case_here,
        Way::Out | Way::Between => transfer.case,
    };
    let known = case.map(|case| read.document(case)).transpose()?.flatten();
    let calendar = &session.reference().calendar;
    let client = match &known {
        Some(case) => case_card_of(&read, case, calendar, session.today())?.client,
        None => read_capsule(&read, document.scope, transfer.capsule.as_ref())
            .map(|capsule| client_of(&capsule))
            .unwrap_or_default(),
    };
    let days = transfer
        .offered_on
        .map_or(0, |on| (session.today() - on).num_days());
    let office = |id: Option<_>| id.map(|id| names.office(id)).unwrap_or_default();
    let worker = |id: Option<_>| id.map(|id| names.worker(id)).unwrap_or_default();
    Ok(TransferLine {
        id: document.id,
        way,
        state: transfer.state(),
        from: office(transfer.from),
        to: office(transfer.to),
        client,
        case: known.map(|case| case.id.into()),
        risk: transfer.risk,
        reason: transfer.reason.clone().unwrap_or_default(),
        offered_by: worker(transfer.offered_by),
        offered_on: transfer.offered_on,
        days: u32::try_from(days).unwrap_or(0),
        answered_by: worker(transfer.answered_by),
        answered_on: transfer.answered_on,
        answer_reason: transfer.answer_reason.clone(),
        withdrawn: transfer.withdrawn.clone(),
        number: transfer.number.clone(),
        held_back: transfer.held_back,
        decided_on: transfer.decided_on,
        late: u32::try_from(late).unwrap_or(u32::MAX),
    })
}

/// Returns the client's name as the capsule has it.
fn client_of(capsule: &Capsule) -> String {
    let case: Case = capsule
        .record(capsule.about.case)
        .and_then(|kept| kept.read())
        .unwrap_or_default();
    let person = case.person.and_then(|id| capsule.record(id.into()));
    let household = case.household.and_then(|id| capsule.record(id.into()));
    match (person, household) {
        (Some(person), _) => full_name(&person.read().unwrap_or_default()),
        (None, Some(household)) => household
            .read::<Household>()
            .and_then(|household| household.name)
            .unwrap_or_default(),
        (None, None) => String::new(),
    }
}

fn contents(
    session: &mut Session,
    scope: OfficeId,
    capsule: &Capsule,
) -> Result<CapsuleContents, CaseworkError> {
    let mut people = Vec::new();
    for (kept, person) in capsule.of::<Person>() {
        people.push(CapsulePerson {
            theirs: kept.id,
            duplicates: possible_duplicates(session, person.clone())?,
            person,
        });
    }
    let read = session.read();
    let mut files = Vec::new();
    for (_, file) in capsule.of::<Attachment>() {
        files.push(CapsuleFile {
            here: is_here(&read, scope, file.content.as_deref().unwrap_or_default())?,
            name: file.name.unwrap_or_default(),
            bytes: file.bytes.unwrap_or_default(),
        });
    }
    let mut visits: Vec<Visit> = capsule.of().map(|(_, visit)| visit).collect();
    visits.sort_by_key(|visit| std::cmp::Reverse(visit.visited_on));
    let mut notes: Vec<Note> = capsule.of().map(|(_, note)| note).collect();
    notes.sort_by_key(|note| std::cmp::Reverse(note.noted_on));
    Ok(CapsuleContents {
        case: capsule
            .record(capsule.about.case)
            .and_then(|kept| kept.read())
            .unwrap_or_default(),
        people,
        households: capsule.of().map(|(_, household)| household).collect(),
        visits,
        notes,
        consents: capsule.of().map(|(_, consent)| consent).collect(),
        tasks: capsule.of().map(|(_, task)| task).collect(),
        files,
        history: history(session, capsule),
        signed: signed(session, capsule),
    })
}

fn history(session: &Session, capsule: &Capsule) -> Vec<CapsuleEntry> {
    let names = session.names();
    let entries = capsule.changes.iter().rev().filter_map(|raw| {
        let header = raw.read_header().ok()?;
        let payload = raw.read_payload().ok().flatten();
        Some(CapsuleEntry {
            at: session.local(header.hlc.ms()),
            by: names.worker(header.author),
            action: payload.as_ref().map(|payload| payload.action.clone()),
            reason: payload.and_then(|payload| payload.reason),
        })
    });
    entries.collect()
}

/// Counts the changes that a signature in the capsule covers: the one it was made over, and those before it in its chain that are here.
fn signed(session: &Session, capsule: &Capsule) -> u32 {
    let Some(roster) = session.roster() else {
        return 0;
    };
    let good = |signed: &&goldaw_bundle::HeadSignature| matches!(signed.doubt(roster), Ok(None));
    let mut covered: std::collections::BTreeSet<_> = capsule
        .signatures
        .iter()
        .filter(good)
        .map(|signed| signed.head.hash)
        .collect();
    // Changes stand in order of time, so whoever names a predecessor stands behind it.
    for raw in capsule.changes.iter().rev() {
        if covered.contains(&raw.hash()) {
            covered.extend(raw.read_header().ok().and_then(|header| header.previous));
        }
    }
    let here = capsule.changes.iter();
    u32::try_from(here.filter(|raw| covered.contains(&raw.hash())).count()).unwrap_or(u32::MAX)
}
