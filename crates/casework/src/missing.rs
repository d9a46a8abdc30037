//! Changes others name that nobody here has: what waits for them, since when, from whom; and declaring one lost.
//!
//! A change can die with a disk before anybody else had it. What was written after it by somebody who had seen it would wait for ever. So
//! the centre may declare it lost: an ordinary, signed change that travels with the office's work and lets the rest go on everywhere.

use crate::error::CaseworkError;
use crate::forms;
use crate::refusal::Nothing;
use crate::session::Session;
use goldaw_changes::{ChangeHash, Operation, PlannedChange};
use goldaw_domain::RecordKind;
use goldaw_domain::codes::Level;
use goldaw_domain::ids::RecordId;
use goldaw_domain::records::LostChange;
use goldaw_store::{Intent, Missing, Write};
use goldaw_trust::Roster;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Days a change must be missed before it may be declared lost: a stick that is under way has come by then.
pub const LONG_WAIT_DAYS: u32 = 14;
/// The setting with the changes declared lost whose children have not been let go on yet.
pub(crate) const DUE: &str = "lost_due";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A change that is missed here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissingLine {
    /// The change, in hex.
    pub change: String,
    /// The computer that wrote it, when that is known.
    pub written_by: Option<String>,
    /// The computer that brought what waits for it.
    pub brought_by: String,
    /// The office whose work waits.
    pub office: String,
    /// Since when it is missed, `YYYY-MM-DDTHH:MM`.
    pub since: String,
    /// Whole days since then.
    pub days: u32,
    /// Changes that name it and wait.
    pub waiting: u32,
    /// It may be declared lost here and now.
    pub may_declare: bool,
}

/// Declaring a change lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeclareLost {
    /// The change, in hex.
    pub change: String,
    /// Why it will not come any more: "the disk of computer 2 broke".
    pub reason: String,
}

/// Returns what is missed here, the longest missed first.
pub fn missing_changes(
    session: &mut Session,
    _: Nothing,
) -> Result<Vec<MissingLine>, CaseworkError> {
    let names = session.names();
    let centre = session.office().level == Level::Centre;
    let line = |missing: Missing| {
        let days = days_missed(session, &missing);
        MissingLine {
            change: missing.hash.to_string(),
            written_by: missing.written_by.map(|device| names.device(device)),
            brought_by: names.device(missing.brought_by),
            office: names.office(missing.scope),
            since: session.local(missing.since),
            days,
            waiting: missing.waiting,
            may_declare: centre && days >= LONG_WAIT_DAYS,
        }
    };
    Ok(session.read().missing()?.into_iter().map(line).collect())
}

/// Declares a change lost, here and wherever this office's changes go. What waits for it is applied at once.
///
/// It may come all the same, and is still asked for: then what was written after it is what it was before, and counts as having seen it.
///
/// # Errors
/// `OnlyTheCentre`; `NotMissed`; `StillExpected` before [`LONG_WAIT_DAYS`]; a reason that is missing. Nothing is changed.
pub fn declare_lost(session: &mut Session, request: DeclareLost) -> Result<Nothing, CaseworkError> {
    if session.office().level != Level::Centre {
        return Err(CaseworkError::OnlyTheCentre);
    }
    let reason = forms::reason(&request.reason)?;
    let mut missing = session.read().missing()?.into_iter();
    let missing = missing
        .find(|missing| missing.hash.to_string() == request.change)
        .ok_or(CaseworkError::NotMissed)?;
    let days = days_missed(session, &missing);
    if days < LONG_WAIT_DAYS {
        return Err(CaseworkError::StillExpected {
            days: LONG_WAIT_DAYS - days,
        });
    }
    let lost = LostChange {
        change: Some(request.change.clone()),
    };
    let intent = Intent {
        action: "declare_lost".to_owned(),
        reason: Some(reason),
        writes: vec![Write::new(record_of(&missing.hash), &lost)],
    };
    session.commit_in(
        missing.scope,
        vec![intent],
        Some((DUE, request.change.as_str())),
    )?;
    session.settle_lost()?;
    Ok(Nothing {})
}

fn days_missed(session: &Session, missing: &Missing) -> u32 {
    u32::try_from(session.now().saturating_sub(missing.since) / DAY_MS).unwrap_or(u32::MAX)
}

/// Returns the record of a declaration: one for each change, whoever declares it.
fn record_of(lost: &ChangeHash) -> RecordId {
    let hash = blake3::derive_key("goldaw lost change id v1", lost.as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
}

/// Lists what changes declare lost. Only those a computer of the centre wrote count.
pub(crate) fn declared_in(changes: &[PlannedChange], roster: &Roster) -> Vec<ChangeHash> {
    let centre = roster.centre_device().office;
    let by_the_centre = changes.iter().filter(|change| {
        roster
            .device(change.header.stream.device.uuid())
            .is_some_and(|device| device.office == centre)
    });
    by_the_centre
        .filter_map(|change| change.payload.as_ref())
        .flat_map(|payload| &payload.operations)
        .filter_map(|operation| match operation {
            Operation::Write { kind, fields, .. } if kind == RecordKind::LostChange.name() => {
                fields.get("change")?.as_str()?.parse().ok()
            }
            _ => None,
        })
        .collect()
}

impl Session {
    /// Lets go on what waits for changes declared lost. May be repeated after a power cut.
    pub(crate) fn settle_lost(&mut self) -> Result<(), CaseworkError> {
        let due = self.read().setting(DUE)?.unwrap_or_default();
        let mut lost: Vec<ChangeHash> = due
            .split(' ')
            .filter_map(|change| change.parse().ok())
            .collect();
        if lost.is_empty() {
            return Ok(());
        }
        // What goes on may bring further declarations.
        while !lost.is_empty() {
            for change in &lost {
                self.store_mut().declare_lost(change)?;
            }
            let now = self.now();
            let done = self.store_mut().go_on_without_lost(now)?;
            let applied = done.iter().map(|merged| &merged.plan.apply);
            lost = self
                .roster()
                .map(|roster| {
                    applied
                        .flat_map(|apply| declared_in(apply, roster))
                        .collect()
                })
                .unwrap_or_default();
        }
        Ok(self.store_mut().set_setting(DUE, "")?)
    }
}
