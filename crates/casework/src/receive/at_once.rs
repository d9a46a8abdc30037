//! A whole history, taken at once: when that is possible, and what is asked of every change then.
//!
//! It is the same that admission asks, only that it must be true of all. Where anything is unusual nothing is decided here: the changes go
//! through the gate one by one, and what may not be taken is left out there, with its reason.

use crate::error::CaseworkError;
use crate::questions::DECIDE;
use crate::receive::admission::{Side, belongs, may_write_shared};
use crate::receive::proof::proving;
use crate::session::Session;
use goldaw_bundle::{BundleError, Reading};
use goldaw_changes::columns::NothingKnown;
use goldaw_changes::{Head, Header, Operation, Payload, RawChange};
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{OfficeId, RecordId, SHARED_SCOPE};
use goldaw_store::snapshot::changes_of;
use goldaw_store::{Loaded, MOST_CHANGES, StoreError, TakingOver};
use goldaw_trust::Roster;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Asks of every change of a history what admission asks.
pub(super) struct Judge<'a> {
    side: Side<'a>,
    /// The offices of workers, as far as the history was heard.
    workers: BTreeMap<RecordId, Option<OfficeId>>,
    /// Changes that decide a question.
    pub decisions: u32,
}

impl<'a> Judge<'a> {
    /// Returns who judges the history a bundle brings; none when it brings none, or one that cannot be taken at once: a head that its own
    /// computer did not sign, or nobody knows, or whose changes this sender may not bring; changes of this computer that it does not know.
    pub fn of(
        session: &Session,
        roster: &'a Roster,
        reading: &mut Reading<'_>,
    ) -> Result<Option<Judge<'a>>, CaseworkError> {
        let changes = reading.snapshot_count()?;
        if changes == 0 || changes > u64::from(MOST_CHANGES) {
            return Ok(None);
        }
        let side = Side::of(session, roster, OfficeId::from(reading.sender.office));
        let signed: BTreeSet<Head> = proving(reading).map(|signature| signature.head).collect();
        let read = session.read();
        for head in &reading.control.frontier {
            let proven = signed.contains(head);
            let ahead = head.stream.device == session.device() && !read.holds(&head.hash)?;
            if ahead || side.reason_against_stream(&head.stream, proven).is_some() {
                return Ok(None);
            }
        }
        let workers = read.all(RecordKind::Worker)?;
        let workers = workers.iter().map(|worker| (worker.id, belongs(worker)));
        Ok(Some(Judge {
            workers: workers.collect(),
            side,
            decisions: 0,
        }))
    }

    /// Hears the next change.
    ///
    /// # Errors
    /// `NotAtOnce` when admission would leave it out, or when more follows from it than records.
    fn hear(&mut self, header: &Header, payload: Option<&Payload>) -> Result<(), CaseworkError> {
        let shared = header.stream.scope == SHARED_SCOPE;
        if shared && !self.side.from_the_centre {
            let writer = self.side.writer(&header.stream);
            let writer = writer.ok_or(StoreError::NotAtOnce)?;
            let office_of = |worker| Ok(self.workers.get(&worker).copied());
            if !may_write_shared(self.side.centre, writer, payload, office_of)? {
                return Err(StoreError::NotAtOnce.into());
            }
        }
        let decides = payload.is_some_and(|payload| payload.action == DECIDE);
        self.decisions += u32::from(decides);
        for operation in payload.into_iter().flat_map(|payload| &payload.operations) {
            let Operation::Write {
                record,
                kind,
                fields,
            } = operation
            else {
                continue;
            };
            match kind.parse() {
                Ok(RecordKind::LostChange) => return Err(StoreError::NotAtOnce.into()),
                Ok(RecordKind::Worker) => {
                    let office = self.workers.entry(*record).or_default();
                    if let Some(named) = fields.get("office") {
                        let named = named.as_str().and_then(|named| named.parse::<Uuid>().ok());
                        *office = named.map(OfficeId::from);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Loads the history of a bundle. `seen` hears how many changes were read and says whether to go on.
    ///
    /// # Errors
    /// `NotAtOnce` and `Damaged` of the store, when its changes can only be taken one by one, if at all; `Contradiction` when it does not
    /// reach the heads the sender says it holds.
    pub fn load(
        &mut self,
        taking: &TakingOver<'_>,
        reading: &mut Reading<'_>,
        mut seen: impl FnMut(usize) -> Result<(), CaseworkError>,
    ) -> Result<Loaded, CaseworkError> {
        let mut loading = taking.load()?;
        while let Some(run) = reading.run()? {
            let mut changes = 0;
            loading.take(&run, |header, payload| {
                changes += 1;
                self.hear(header, payload)
            })?;
            seen(changes)?;
        }
        let mut said = reading.control.frontier.clone();
        said.sort_unstable();
        if loading.heads() != said {
            return Err(BundleError::Contradiction.into());
        }
        Ok(loading.finish()?)
    }
}

/// Tells whether a history that was not taken at once may be taken one by one: its changes are asked again then.
pub(super) fn goes_one_by_one(error: &CaseworkError) -> bool {
    matches!(
        error,
        CaseworkError::Store(StoreError::NotAtOnce | StoreError::Damaged)
    )
}

/// Reads the next changes of a bundle: those of a segment, or those of a run of its history as if they had come one by one.
///
/// # Errors
/// Those of a bundle; `Damaged` for a run that cannot be read.
pub(super) fn next_changes(
    reading: &mut Reading<'_>,
) -> Result<Option<Vec<RawChange>>, CaseworkError> {
    if let Some(changes) = reading.changes(&NothingKnown)? {
        return Ok(Some(changes));
    }
    let Some(run) = reading.run()? else {
        return Ok(None);
    };
    let changes = changes_of(&run).map_err(|_| BundleError::Damaged)?;
    let bytes = |raw: &RawChange| raw.header.len() + raw.payload.as_ref().map_or(0, Vec::len);
    reading.spend(changes.iter().map(bytes).sum())?;
    Ok(Some(changes))
}
