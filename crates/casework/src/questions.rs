//! Questions to decide: fields that two people wrote without seeing each other.

use crate::error::CaseworkError;
use crate::forms;
use crate::refusal::Nothing;
use crate::session::Session;
use chrono::Days;
use goldaw_changes::LiveValue;
use goldaw_changes::hlc::ADOPTION_BOUND_MS;
use goldaw_domain::ids::{CaseId, OfficeId, PersonId, RecordId, WorkerId};
use goldaw_domain::merge_rule::{MergeRule, caution, merge_rule};
use goldaw_domain::record::{REOPENED, RecordKind};
use goldaw_domain::records::{Case, Household, Membership, Person, Task};
use goldaw_domain::{Fields, Record};
use goldaw_store::{Document, Intent, OwnChange, Reader, Write, Written, full_name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// A question to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Question {
    /// The record.
    pub record: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The field.
    pub field: String,
    /// The client or person it is about.
    pub about: String,
    /// Case number, when it is a case.
    pub number: Option<String>,
    /// The case to open.
    pub case: Option<CaseId>,
    /// The person to open.
    pub person: Option<PersonId>,
    /// The value both saw before.
    pub before: Option<Value>,
    /// Until somebody decides, this side is shown.
    pub shown: String,
    /// The sides, oldest first; each is kept whatever is decided.
    pub sides: Vec<Side>,
}

/// One side of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Side {
    /// The change, in hex.
    pub change: String,
    /// The value; codes stay codes, ids of workers and offices become names.
    pub value: Value,
    /// Who.
    pub by: String,
    /// At which office.
    pub office: String,
    /// On which computer.
    pub computer: String,
    /// When, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
    /// What was done: `change_risk`.
    pub action: String,
    /// The clock of that computer may be wrong: more than a day ahead when it arrived.
    pub clock_unsure: bool,
}

/// Deciding a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Decide {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// The side to keep, by its change.
    pub keep: String,
    /// Why.
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// Asking the author of one side of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AskAbout {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// The side, by its change.
    pub change: String,
    /// What to ask.
    pub text: String,
}

/// Days in which an answer is hoped for.
const ANSWER_WITHIN: Days = Days::new(7);

/// The action under which a decision stands in the history.
pub(crate) const DECIDE: &str = "decide";

/// Returns the questions to decide, the oldest first.
pub fn questions(session: &mut Session, _: Nothing) -> Result<Vec<Question>, CaseworkError> {
    let mut questions = Vec::new();
    for document in session.read().with_questions()? {
        for field in document.open.clone() {
            questions.extend(question(session, &document, &field)?);
        }
    }
    Ok(questions)
}

/// Decides a question: the side kept is written as an ordinary change that has seen all sides. The others stay in the history.
///
/// # Errors
/// `QuestionChanged` when the side is no longer one of the question's.
pub fn decide(session: &mut Session, request: Decide) -> Result<Nothing, CaseworkError> {
    decide_all(session, vec![request])
}

/// Decides several questions, all of them or none of one office.
///
/// # Errors
/// `QuestionChanged` when a side is no longer one of its question's; nothing is decided then.
pub fn decide_all(session: &mut Session, requests: Vec<Decide>) -> Result<Nothing, CaseworkError> {
    let mut by_scope: BTreeMap<OfficeId, Vec<Intent>> = BTreeMap::new();
    for request in requests {
        let (scope, intent) = decision(session, request)?;
        by_scope.entry(scope).or_default().push(intent);
    }
    for (scope, intents) in by_scope {
        session.commit_in(scope, intents, None)?;
    }
    Ok(Nothing {})
}

fn decision(session: &Session, request: Decide) -> Result<(OfficeId, Intent), CaseworkError> {
    let read = session.read();
    let document = read
        .document(request.record)?
        .ok_or(CaseworkError::NotFound { what: "record" })?;
    let history = read.history(request.record, Some(&request.field))?;
    let kept = sides(&document, &request.field, &history)
        .into_iter()
        .find(|side| side.change.to_string() == request.keep)
        .filter(|_| document.open.contains(&request.field))
        .ok_or(CaseworkError::QuestionChanged)?;
    let kind: RecordKind = document
        .kind
        .parse()
        .map_err(|_| CaseworkError::NotFound { what: "record" })?;
    let mut write = Write::field(request.record, kind, &request.field, kept.value.clone());
    let reopened = reopened(&request.field);
    if document.fields.contains_key(&reopened) {
        write.fields.insert(reopened, Value::Null);
    }
    let intent = Intent {
        action: DECIDE.to_owned(),
        reason: forms::optional_reason(request.reason)?,
        writes: vec![write],
    };
    Ok((document.scope, intent))
}

/// Names the field that says that a decision about another was taken back.
fn reopened(field: &str) -> String {
    format!("{REOPENED}{field}")
}

/// Prepares what takes a decision back: its question stands open again, with the sides it had decided between, and the value that was shown.
pub(crate) fn opening_again(
    read: &Reader<'_>,
    decision: &OwnChange,
) -> Result<Vec<Write>, CaseworkError> {
    let mut writes = Vec::new();
    for (record, kind, fields) in &decision.writes {
        let kind: RecordKind = kind.parse().map_err(|_| CaseworkError::NothingToUndo)?;
        let history = read.history(*record, None)?;
        let mut again = Fields::new();
        for field in fields.keys().filter(|field| !field.starts_with(REOPENED)) {
            let stands = history.iter().all(|written| {
                let ours = written.change == decision.change;
                written.field != *field || written.counts == ours
            });
            if !stands {
                return Err(CaseworkError::WrittenOver);
            }
            let sides = read.live_without(*record, field, &decision.change)?;
            let cautious =
                |side: &&LiveValue| (caution(kind, field, &side.value), side.hlc, side.change);
            let shown = match merge_rule(kind, field) {
                MergeRule::SafestUntilAsked => sides.iter().max_by_key(cautious),
                _ => sides.first(),
            };
            let shown = shown.ok_or(CaseworkError::NothingToUndo)?;
            let names = sides
                .iter()
                .map(|side| Value::from(side.change.to_string()));
            again.insert(field.clone(), shown.value.clone());
            again.insert(reopened(field), names.collect());
        }
        writes.push(Write {
            record: *record,
            kind,
            fields: again,
        });
    }
    if writes.iter().all(|write| write.fields.is_empty()) {
        return Err(CaseworkError::NothingToUndo);
    }
    Ok(writes)
}

/// Asks the author of a side: the question goes to that worker as a task of the case, with the next hand-over.
///
/// # Errors
/// `QuestionChanged` when the side is no longer one of the question's; `NotFound` when it is not about a case; a text that is missing.
pub fn ask_about(session: &mut Session, request: AskAbout) -> Result<Nothing, CaseworkError> {
    let read = session.read();
    let document = read
        .document(request.record)?
        .ok_or(CaseworkError::NotFound { what: "record" })?;
    let history = read.history(request.record, Some(&request.field))?;
    let author = sides(&document, &request.field, &history)
        .into_iter()
        .find(|side| side.change.to_string() == request.change)
        .map(|side| side.author)
        .ok_or(CaseworkError::QuestionChanged)?;
    let case = subject(session, &document)?
        .case
        .ok_or(CaseworkError::NotFound { what: "case" })?;
    let today = session.today();
    let task = forms::tidied(&Task {
        case: Some(case),
        text: Some(request.text),
        due_on: Some(today.checked_add_days(ANSWER_WITHIN).unwrap_or(today)),
        worker: Some(author),
        done_on: None,
    });
    task.check(today)?;
    let id: RecordId = session.new_id()?;
    session.write("ask_about", None, vec![Write::new(id, &task)])?;
    Ok(Nothing {})
}

fn question(
    session: &Session,
    document: &Document,
    field: &str,
) -> Result<Option<Question>, CaseworkError> {
    let Ok(kind) = document.kind.parse::<RecordKind>() else {
        return Ok(None);
    };
    let history = session.read().history(document.id, Some(field))?;
    let sides = sides(document, field, &history);
    let names = session.names();
    let shown = document.fields.get(field).cloned().unwrap_or(Value::Null);
    let shown = sides
        .iter()
        .find(|side| side.value == shown)
        .map(|side| side.change.to_string())
        .unwrap_or_default();
    let first = sides
        .iter()
        .filter_map(|side| {
            history
                .iter()
                .position(|written| written.change == side.change)
        })
        .min();
    let before = first
        .and_then(|first| history[..first].last())
        .map(|written| worded(session, field, &written.value));
    let subject = subject(session, document)?;
    Ok(Some(Question {
        record: document.id,
        kind,
        field: field.to_owned(),
        about: subject.name,
        number: subject.number,
        case: subject.case,
        person: subject.person,
        before,
        shown,
        sides: sides
            .into_iter()
            .map(|side| Side {
                change: side.change.to_string(),
                value: worded(session, field, &side.value),
                by: names.worker(side.author),
                office: names.office(side.office),
                computer: names.device(side.device),
                at: session.local(side.at),
                reason: side.reason.clone(),
                action: side.action.clone(),
                clock_unsure: side.at > side.arrived_at.saturating_add(ADOPTION_BOUND_MS),
            })
            .collect(),
    }))
}

/// Returns the sides of a question, oldest first; of equal ones the first stands for all. A question opened again has the sides it had.
fn sides<'h>(document: &Document, field: &str, history: &'h [Written]) -> Vec<&'h Written> {
    let named: Vec<&str> = document
        .fields
        .get(&reopened(field))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let stands =
        |written: &&Written| written.counts || named.contains(&written.change.to_string().as_str());
    let mut live: Vec<&Written> = history.iter().filter(stands).collect();
    live.sort_by_key(|written| (written.at, written.change));
    let mut sides: Vec<&Written> = Vec::new();
    for written in live {
        if !sides.iter().any(|side| side.value == written.value) {
            sides.push(written);
        }
    }
    sides
}

/// Puts a name where the value is the id of a worker, an office or a person.
fn worded(session: &Session, field: &str, value: &Value) -> Value {
    let Some(id) = value
        .as_str()
        .and_then(|text| uuid::Uuid::parse_str(text).ok())
    else {
        return value.clone();
    };
    let name = match field {
        "worker" => session.names().worker(WorkerId::from(id)),
        "office" => session.names().office(OfficeId::from(id)),
        "person" | "main_caregiver" => session
            .read()
            .document(RecordId::from(id))
            .ok()
            .flatten()
            .and_then(|document| document.read::<Person>())
            .map(|person| full_name(&person))
            .unwrap_or_default(),
        _ => String::new(),
    };
    if name.is_empty() {
        value.clone()
    } else {
        Value::String(name)
    }
}

#[derive(Default)]
struct Subject {
    name: String,
    number: Option<String>,
    case: Option<CaseId>,
    person: Option<PersonId>,
}

/// Says whom a record is about, following it to the person or case it belongs to.
fn subject(session: &Session, document: &Document) -> Result<Subject, CaseworkError> {
    let read = session.read();
    if let Some(person) = document.read::<Person>() {
        return Ok(Subject {
            name: full_name(&person),
            person: Some(document.id.into()),
            ..Subject::default()
        });
    }
    if let Some(household) = document.read::<Household>() {
        return Ok(Subject {
            name: household.name.unwrap_or_default(),
            ..Subject::default()
        });
    }
    if let Some(case) = document.read::<Case>() {
        let row = read.case_row(document.id.into())?;
        return Ok(Subject {
            name: row.map(|row| row.client).unwrap_or_default(),
            number: case.number,
            case: Some(document.id.into()),
            person: case.person,
        });
    }
    let membership = document
        .read::<Membership>()
        .and_then(|membership| membership.person)
        .map(RecordId::from);
    let named = ["case", "person", "about"].into_iter().find_map(|name| {
        document
            .fields
            .get(name)
            .and_then(Value::as_str)
            .and_then(|text| uuid::Uuid::parse_str(text).ok())
            .map(RecordId::from)
    });
    match membership.or(named) {
        Some(id) if id != document.id => match read.document(id)? {
            Some(next) if next.kind == "person" || next.kind == "case" => subject(session, &next),
            _ => Ok(Subject::default()),
        },
        _ => Ok(Subject::default()),
    }
}
