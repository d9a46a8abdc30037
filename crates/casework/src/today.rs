//! What is due: overdue, today, the coming week; and what is new.

use crate::appeals::{decide_by, is_open};
use crate::cards::{Due, case_card, due, person_card, working_days_late};
use crate::drafts;
use crate::error::CaseworkError;
use crate::find::client_name;
use crate::refusal::Nothing;
use crate::session::Session;
use crate::transfer::TransferLine;
use chrono::{Days, NaiveDate};
use goldaw_domain::RecordKind;
use goldaw_domain::clock_doubt::{ClockDoubt, clock_doubt};
use goldaw_domain::codes::{CaseStatus, Risk};
use goldaw_domain::ids::{AppealId, CaseId, PersonId, RecordId};
use goldaw_domain::records::{Appeal, Case, Note, Task, Visit};
use goldaw_store::{CaseRow, Document, Reader, StoreError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the first screen of the day shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Today {
    /// The day.
    pub on: NaiveDate,
    /// Past their day, the longest overdue first.
    pub overdue: Vec<DueLine>,
    /// Due today, the highest risk first.
    pub today: Vec<DueLine>,
    /// Due in the next seven days, by day.
    pub this_week: Vec<DueLine>,
    /// The first thing due after that, when all three lists are empty.
    pub next: Option<DueLine>,
    /// Fields that wait for a decision.
    pub questions: u32,
    /// Computers whose store is not what it was, and nobody has looked into it.
    pub incidents: u32,
    /// Cases offered to this office, values that came later, and offers the centre does not pass on.
    pub transfers: Vec<TransferLine>,
    /// What came with the last bundles taken over, newest first.
    pub news: Vec<NewsLine>,
    /// What speaks against this computer's clock.
    pub clock: Option<DoubtedClock>,
    /// Forms begun and not finished.
    pub drafts: Vec<crate::drafts::DraftKey>,
}

/// A clock that may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoubtedClock {
    /// In which way.
    pub doubt: ClockDoubt,
    /// What it says, `YYYY-MM-DDTHH:MM`.
    pub says: String,
    /// When the latest entry here was written, `YYYY-MM-DDTHH:MM`.
    pub latest: Option<String>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DueLine {
    /// The visit that is due; none for an appeal and for a task written by hand.
    pub due: Option<Due>,
    /// The day.
    pub on: NaiveDate,
    /// Working days past the day, at least 1 when it is past; 0 when it is not.
    pub working_days_late: u32,
    /// The case, when it is about one.
    pub case: Option<CaseId>,
    /// The appeal, when it waits for a decision.
    pub appeal: Option<AppealId>,
    /// The task written by hand.
    pub task: Option<RecordId>,
    /// The text of the task, or what was reported in the appeal, shortened.
    pub text: Option<String>,
    /// The client's name, or who reported.
    pub client: String,
    /// Age of the client.
    pub age: Option<i32>,
    /// Place of the client.
    pub address: String,
    /// Risk of the case, or how urgent the appeal sounds.
    pub risk: Option<Risk>,
    /// The last entry of the timeline, shortened.
    pub last_entry: Option<String>,
    /// The day of that entry.
    pub last_entry_on: Option<chrono::NaiveDate>,
}

/// A bundle that was taken over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NewsLine {
    /// From which office.
    pub office: String,
    /// When it was taken over, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// How many changes it brought.
    pub changes: u32,
    /// Cases it touched, at most 5.
    pub cases: Vec<crate::cards::CaseCard>,
}

/// Most visits due that are listed.
const LISTED: u32 = 500;
/// Days of the list "this week", after today.
const WEEK: u64 = 7;
/// How far ahead the next thing is looked for, in days: beyond the longest interval of the ministry's times.
const AHEAD: u64 = 400;
/// Bundles among the news.
const NEWS: u32 = 5;
/// Changes of a bundle in which cases are looked for.
const LOOKED_AT: u32 = 300;
/// Cases shown of a bundle.
const NEWS_CASES: usize = 5;
/// Longest excerpt of an entry, in characters.
const EXCERPT: usize = 120;

/// Returns what is due at this office, what is new, and what waits to be handed over.
pub fn today(session: &mut Session, _: Nothing) -> Result<Today, CaseworkError> {
    let on = session.today();
    let week = on.checked_add_days(Days::new(WEEK)).unwrap_or(on);
    let lines = due_lines(session, week, LISTED)?;
    let mut today = Today {
        on,
        overdue: Vec::new(),
        today: Vec::new(),
        this_week: Vec::new(),
        next: None,
        questions: session.read().questions_count()?,
        incidents: crate::incidents::open_count(session)?,
        transfers: crate::transfer::waiting(session)?,
        news: news(session)?,
        clock: doubted_clock(session)?,
        drafts: drafts::begun(session)?,
    };
    for line in lines {
        let list = match line.on.cmp(&on) {
            std::cmp::Ordering::Less => &mut today.overdue,
            std::cmp::Ordering::Equal => &mut today.today,
            std::cmp::Ordering::Greater => &mut today.this_week,
        };
        list.push(line);
    }
    if today.overdue.is_empty() && today.today.is_empty() && today.this_week.is_empty() {
        let ahead = on.checked_add_days(Days::new(AHEAD)).unwrap_or(on);
        today.next = due_lines(session, ahead, 1)?.into_iter().next();
    }
    Ok(today)
}

fn doubted_clock(session: &Session) -> Result<Option<DoubtedClock>, CaseworkError> {
    let (now, latest) = (session.now(), session.read().latest_time()?);
    Ok(clock_doubt(now, latest).map(|doubt| DoubtedClock {
        doubt,
        says: session.local(now),
        latest: latest.map(|at| session.local(at)),
    }))
}

/// Returns the bundles taken over last, with cases they touched.
fn news(session: &Session) -> Result<Vec<NewsLine>, CaseworkError> {
    let read = session.read();
    let names = session.names();
    let calendar = &session.reference().calendar;
    let mut news = Vec::new();
    for parcel in read
        .parcels(false, NEWS)?
        .into_iter()
        .filter(|parcel| parcel.changes > 0)
    {
        let mut cases = Vec::new();
        for document in read.arrived_at(parcel.at, LOOKED_AT)? {
            let case = match document.kind.parse() {
                Ok(RecordKind::Case) => Some(document.id.into()),
                Ok(RecordKind::Visit) => document.read::<Visit>().and_then(|visit| visit.case),
                Ok(RecordKind::Note) => document.read::<Note>().and_then(|note| note.case),
                Ok(RecordKind::Task) => document.read::<Task>().and_then(|task| task.case),
                _ => None,
            };
            cases.extend(case.filter(|case| !cases.contains(case)));
        }
        let mut cards = Vec::new();
        for case in cases {
            if cards.len() < NEWS_CASES
                && let Some(row) = read.case_row(case)?
            {
                cards.push(case_card(&read, &row, calendar, session.today())?);
            }
        }
        news.push(NewsLine {
            office: names.office(parcel.office),
            at: session.local(parcel.at),
            changes: parcel.changes,
            cases: cards,
        });
    }
    Ok(news)
}

/// Counts what is due today or overdue.
pub(crate) fn due_count(session: &Session) -> Result<u32, CaseworkError> {
    let on = session.today();
    let visits = session.read().due_rows(on, LISTED)?.len();
    let tasks = open_tasks(session)?
        .iter()
        .filter(|(_, task)| task.due_on.is_some_and(|due| due <= on))
        .count();
    let appeals = open_appeals(session)?
        .iter()
        .filter(|(_, _, decide_by)| *decide_by <= on)
        .count();
    Ok(u32::try_from(visits + tasks + appeals).unwrap_or(u32::MAX))
}

/// Returns visits, tasks and appeals due on or before a day: by day, then the highest risk first, then by name.
fn due_lines(
    session: &Session,
    until: NaiveDate,
    visits: u32,
) -> Result<Vec<DueLine>, CaseworkError> {
    let read = session.read();
    let mut lines = Vec::new();
    for row in read.due_rows(until, visits)? {
        lines.extend(visit_line(session, &read, &row)?);
    }
    for (document, task) in open_tasks(session)? {
        if let Some(on) = task.due_on.filter(|on| *on <= until) {
            lines.extend(task_line(session, &read, document.id, task, on)?);
        }
    }
    for (document, appeal, on) in open_appeals(session)? {
        if on <= until {
            lines.push(appeal_line(session, &read, document.id.into(), appeal, on)?);
        }
    }
    lines.sort_by(|one, other| {
        (one.on, other.risk, &one.client).cmp(&(other.on, one.risk, &other.client))
    });
    Ok(lines)
}

fn open_tasks(session: &Session) -> Result<Vec<(Document, Task)>, CaseworkError> {
    let documents = session.read().all(RecordKind::Task)?;
    let tasks = documents.into_iter().filter_map(|document| {
        let task = document
            .read::<Task>()
            .filter(|task| task.done_on.is_none())?;
        Some((document, task))
    });
    Ok(tasks.collect())
}

fn open_appeals(session: &Session) -> Result<Vec<(Document, Appeal, NaiveDate)>, CaseworkError> {
    let documents = session.read().all(RecordKind::Appeal)?;
    let appeals = documents.into_iter().filter_map(|document| {
        let appeal = document.read::<Appeal>().filter(is_open)?;
        let decide_by = decide_by(session, &appeal)?;
        Some((document, appeal, decide_by))
    });
    Ok(appeals.collect())
}

/// A line about nothing yet, due on a day.
fn bare_line(session: &Session, on: NaiveDate) -> DueLine {
    DueLine {
        due: None,
        on,
        working_days_late: working_days_late(on, &session.reference().calendar, session.today()),
        case: None,
        appeal: None,
        task: None,
        text: None,
        client: String::new(),
        age: None,
        address: String::new(),
        risk: None,
        last_entry: None,
        last_entry_on: None,
    }
}

fn visit_line(
    session: &Session,
    read: &Reader<'_>,
    row: &CaseRow,
) -> Result<Option<DueLine>, CaseworkError> {
    let Some(due) = due(row, &session.reference().calendar, session.today()) else {
        return Ok(None);
    };
    let on = due.on;
    Ok(Some(DueLine {
        due: Some(due),
        case: Some(row.case),
        client: row.client.clone(),
        age: match row.person {
            Some(person) => age(session, read, person)?,
            None => None,
        },
        address: row.address.clone(),
        risk: row.risk,
        last_entry: match row.last_entry {
            Some(entry) => excerpt(read, entry)?,
            None => None,
        },
        last_entry_on: row.last_entry_on,
        ..bare_line(session, on)
    }))
}

fn task_line(
    session: &Session,
    read: &Reader<'_>,
    id: RecordId,
    task: Task,
    on: NaiveDate,
) -> Result<Option<DueLine>, CaseworkError> {
    let mut line = DueLine {
        task: Some(id),
        text: task.text,
        ..bare_line(session, on)
    };
    let Some(case) = task.case else {
        return Ok(Some(line));
    };
    line.case = Some(case);
    let Some(document) = read.document(case)? else {
        return Ok(Some(line));
    };
    if document.voided().is_some() {
        return Ok(None);
    }
    if let Some(case) = document.read::<Case>() {
        line.client = client_name(read, &case)?;
        line.risk = case
            .risk
            .filter(|_| case.status != Some(CaseStatus::Closed));
        if let Some(person) = case.person
            && let Some(person) = read.document(person)?
        {
            let card = person_card(read, &person, session.today())?;
            (line.age, line.address) = (card.age, card.address);
        }
    }
    Ok(Some(line))
}

fn appeal_line(
    session: &Session,
    read: &Reader<'_>,
    id: AppealId,
    appeal: Appeal,
    on: NaiveDate,
) -> Result<DueLine, CaseworkError> {
    let mut line = DueLine {
        appeal: Some(id),
        text: appeal.reason.as_deref().map(shortened),
        client: appeal.reporter_name.unwrap_or_default(),
        risk: appeal.urgency,
        last_entry_on: appeal.received_on,
        ..bare_line(session, on)
    };
    if let Some(person) = appeal.person
        && let Some(person) = read.document(person)?
    {
        let card = person_card(read, &person, session.today())?;
        (line.client, line.age, line.address) = (card.name, card.age, card.address);
    }
    Ok(line)
}

fn age(session: &Session, read: &Reader<'_>, person: PersonId) -> Result<Option<i32>, StoreError> {
    let Some(document) = read.document(person)? else {
        return Ok(None);
    };
    Ok(person_card(read, &document, session.today())?.age)
}

fn excerpt(read: &Reader<'_>, entry: RecordId) -> Result<Option<String>, StoreError> {
    let Some(document) = read.document(entry)? else {
        return Ok(None);
    };
    let visit = document
        .read::<Visit>()
        .and_then(|visit| visit.findings.or(visit.not_seen_reason));
    let note = || document.read::<Note>().and_then(|note| note.text);
    Ok(visit.or_else(note).as_deref().map(shortened))
}

/// Shortens a text to one line, at a space where there is one.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    let start: String = line.chars().take(EXCERPT).collect();
    let whole_words = start
        .rsplit_once(' ')
        .map_or(start.as_str(), |(words, _)| words);
    format!("{whole_words}…")
}

#[cfg(test)]
#[path = "today_tests.rs"]
mod tests;
