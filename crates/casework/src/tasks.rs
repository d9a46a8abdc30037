//! Tasks written by hand. What the deadlines ask for is derived and stands on Today beside them.

use crate::cases::open_case_for_writing;
use crate::error::CaseworkError;
use crate::forms::{look_up, look_up_for_writing, tidied};
use crate::session::{Names, Session};
use goldaw_domain::ids::{CaseId, RecordId};
use goldaw_domain::records::Task;
use goldaw_domain::{Record, RecordKind};
use goldaw_store::Write;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A task as screens show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TaskLine {
    /// The record.
    pub id: RecordId,
    /// What to do.
    pub text: String,
    /// By when.
    pub due_on: chrono::NaiveDate,
    /// For whom, by name.
    pub worker: Option<String>,
    /// When it was done.
    pub done_on: Option<chrono::NaiveDate>,
}

/// A task as the form gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddTask {
    /// Which case.
    pub case: CaseId,
    /// What to do.
    pub text: String,
    /// By when.
    pub due_on: chrono::NaiveDate,
}

/// Adds a task to a case, for the worker who is signed in.
pub fn add_task(session: &mut Session, request: AddTask) -> Result<TaskLine, CaseworkError> {
    let task = tidied(&Task {
        case: Some(request.case),
        text: Some(request.text),
        due_on: Some(request.due_on),
        worker: Some(session.worker().id),
        done_on: None,
    });
    task.check(session.today())?;
    open_case_for_writing(session, request.case)?;
    let id: RecordId = session.new_id()?;
    session.write("add_task", None, vec![Write::new(id, &task)])?;
    Ok(line(session, &session.names(), id, task))
}

/// Marks a task as done today. A task done already is refused as done.
pub fn finish_task(session: &mut Session, id: RecordId) -> Result<TaskLine, CaseworkError> {
    let (before, task) = look_up_for_writing::<Task>(&session.read(), id)?;
    if task.done_on.is_some() {
        return Err(CaseworkError::AlreadyDone);
    }
    let after = Task {
        done_on: Some(session.today()),
        ..task
    };
    session.write(
        "finish_task",
        None,
        vec![Write::difference(&before, &after)],
    )?;
    let (_, task) = look_up::<Task>(&session.read(), id)?;
    Ok(line(session, &session.names(), id, task))
}

/// Returns the tasks of a case that are not done, by day.
pub(crate) fn open_tasks_of(
    session: &Session,
    case: CaseId,
) -> Result<Vec<TaskLine>, CaseworkError> {
    let documents = session.read().linked(RecordKind::Task, "case", case)?;
    let names = session.names();
    let tasks = documents
        .iter()
        .filter_map(|document| Some((document.id, document.read::<Task>()?)));
    let mut lines: Vec<TaskLine> = tasks
        .filter(|(_, task)| task.done_on.is_none())
        .map(|(id, task)| line(session, &names, id, task))
        .collect();
    lines.sort_by_key(|line| line.due_on);
    Ok(lines)
}

fn line(session: &Session, names: &Names, id: RecordId, task: Task) -> TaskLine {
    TaskLine {
        id,
        text: task.text.unwrap_or_default(),
        // A task without a day, from a half-merged record, is best done today.
        due_on: task.due_on.unwrap_or_else(|| session.today()),
        worker: task.worker.map(|worker| names.worker(worker)),
        done_on: task.done_on,
    }
}
