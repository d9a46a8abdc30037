//! What taking a bundle over does, in numbers and names, gathered batch by batch.

use crate::cards::{case_card_of, person_card};
use crate::error::CaseworkError;
use crate::exchange::HandOverCount;
use crate::people::looks_registered;
use crate::receive::{LeftOut, ParcelPreview};
use crate::reference;
use crate::session::Session;
use chrono::NaiveDate;
use goldaw_changes::{Cell, CellPlan, ChangeHash, distinct_values};
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, SHARED_SCOPE};
use goldaw_domain::merge_rule::{MergeRule, merge_rule};
use goldaw_domain::records::Person;
use goldaw_matching::blocking_keys;
use goldaw_store::{
    Document, Landed, Loaded, Merged, Reader, StoreError, TakingOver, Was, candidate,
};
use std::collections::{BTreeMap, BTreeSet};

/// People and cases named.
const LISTED: usize = 50;

/// What the batches so far did.
pub(super) struct Tally {
    office: OfficeId,
    today: NaiveDate,
    count: HandOverCount,
    new_records: u32,
    changed_records: u32,
    already_here: u32,
    confirms: u32,
    duplicates: u32,
    /// Somebody was registered here before.
    register: bool,
    refused: BTreeMap<&'static str, u32>,
    /// Fields that had one value before and have several, and those that had several and have one.
    asked: BTreeSet<Cell>,
    settled: BTreeSet<Cell>,
    people: Vec<RecordId>,
    cases: Vec<RecordId>,
}

impl Tally {
    pub fn of(session: &Session) -> Tally {
        Tally {
            office: session.office().id,
            today: session.today(),
            count: HandOverCount::default(),
            new_records: 0,
            changed_records: 0,
            already_here: 0,
            confirms: 0,
            duplicates: 0,
            register: false,
            refused: BTreeMap::new(),
            asked: BTreeSet::new(),
            settled: BTreeSet::new(),
            people: Vec::new(),
            cases: Vec::new(),
        }
    }

    /// Looks at the store before the first batch: counts what the sender holds of this office and was not known to hold.
    pub fn hear(
        &mut self,
        read: &Reader<'_>,
        sender: DeviceId,
        heads: &[ChangeHash],
    ) -> Result<(), CaseworkError> {
        let scopes = [self.office, SHARED_SCOPE];
        let known = read.held_by(&[sender])?;
        let mut now = read.holds_of_heads(heads)?;
        now.join(&known);
        let spread = |held| {
            read.spread(&scopes, held, &Default::default())
                .map(|spread| spread.confirmed)
        };
        self.confirms = spread(&now)?.saturating_sub(spread(&known)?);
        self.register = read.people_count()? > 0;
        Ok(())
    }

    /// Adds what one batch did.
    pub fn add(&mut self, taking: &TakingOver<'_>, merged: &Merged) -> Result<(), CaseworkError> {
        let plan = &merged.plan;
        for change in &plan.apply {
            self.count.changes += 1;
            let action = change.payload.as_ref().map(|payload| &payload.action);
            let decides = action.is_some_and(|action| action == crate::questions::DECIDE);
            self.count.decisions += u32::from(decides);
        }
        self.already_here += u32::try_from(plan.already_held).unwrap_or(u32::MAX);
        for cell in &plan.cells {
            self.note_question(cell);
        }
        for landed in &merged.records {
            self.note_record(taking, landed)?;
        }
        Ok(())
    }

    /// Adds what a history did that was taken at once.
    pub fn add_history(
        &mut self,
        taking: &TakingOver<'_>,
        loaded: &Loaded,
        decisions: u32,
    ) -> Result<(), CaseworkError> {
        self.count.changes += loaded.changes;
        self.count.decisions += decisions;
        self.already_here += loaded.already_here;
        for cell in &loaded.open {
            self.asked.insert(cell.clone());
        }
        let before = keys_of(&taking.read(), &loaded.before)?;
        let registered_under = |key: &str, _| Ok(before.get(key).cloned().unwrap_or_default());
        for (was, records) in [(Was::New, &loaded.new), (Was::Known, &loaded.changed)] {
            for (kind, ids) in records {
                for id in ids {
                    let document = || taking.read().document(*id);
                    self.note(taking, (was, kind, *id), document, registered_under)?;
                }
            }
        }
        Ok(())
    }

    /// Adds something that is not taken.
    pub fn refuse(&mut self, reason: &'static str) {
        *self.refused.entry(reason).or_default() += 1;
    }

    fn note_question(&mut self, plan: &CellPlan) {
        let several = |live| distinct_values(live).len() > 1;
        let asks = plan
            .cell
            .kind
            .parse()
            .is_ok_and(|kind| merge_rule(kind, &plan.cell.field) != MergeRule::Automatic);
        let (opens, closes) = match (several(&plan.before), several(&plan.after)) {
            (false, true) if asks => (&mut self.asked, &mut self.settled),
            (true, false) if asks => (&mut self.settled, &mut self.asked),
            _ => return,
        };
        if !closes.remove(&plan.cell) {
            opens.insert(plan.cell.clone());
        }
    }

    fn note_record(
        &mut self,
        taking: &TakingOver<'_>,
        Landed { document, was }: &Landed,
    ) -> Result<(), CaseworkError> {
        let registered_under = |key: &str, limit| taking.registered_under(key, limit);
        let get = || Ok(Some(document.clone()));
        let what = (*was, document.kind.as_str(), document.id);
        self.note(taking, what, get, registered_under)
    }

    /// Adds a record that was written to; `document` reads it where more than its kind is asked.
    fn note(
        &mut self,
        taking: &TakingOver<'_>,
        (was, kind, id): (Was, &str, RecordId),
        document: impl FnOnce() -> Result<Option<Document>, StoreError>,
        registered_under: impl Fn(&str, u32) -> Result<Vec<RecordId>, StoreError>,
    ) -> Result<(), CaseworkError> {
        match was {
            Was::New => self.new_records += 1,
            Was::Known => self.changed_records += 1,
            Was::Told => return Ok(()),
        }
        let Ok(kind) = kind.parse::<RecordKind>() else {
            return Ok(());
        };
        self.count.add(kind);
        let list = match kind {
            RecordKind::Person => &mut self.people,
            RecordKind::Case => &mut self.cases,
            _ => return Ok(()),
        };
        if list.len() < LISTED {
            list.push(id);
        }
        if self.register
            && kind == RecordKind::Person
            && was == Was::New
            && let Some(person) = document()?.and_then(|document| document.read::<Person>())
        {
            let registered = looks_registered(&taking.read(), &person, registered_under)?;
            self.duplicates += u32::from(registered);
        }
        Ok(())
    }

    /// Says what all batches did. Who sent it is left to be filled in.
    pub fn report(&self, read: &Reader<'_>) -> Result<ParcelPreview, CaseworkError> {
        let documents = |ids: &[RecordId]| -> Result<Vec<Document>, CaseworkError> {
            let found = ids.iter().map(|id| read.document(*id));
            Ok(found
                .filter_map(Result::transpose)
                .collect::<Result<_, _>>()?)
        };
        let people = documents(&self.people)?;
        let people = people.iter().map(|one| person_card(read, one, self.today));
        let calendar = &reference::shipped().calendar;
        let cases = documents(&self.cases)?;
        let cases = cases
            .iter()
            .map(|one| case_card_of(read, one, calendar, self.today));
        Ok(ParcelPreview {
            office: String::new(),
            computer: String::new(),
            number: 0,
            count: self.count.clone(),
            new_records: self.new_records,
            changed_records: self.changed_records,
            already_here: self.already_here,
            waiting: read.waiting_count()?,
            refused: self
                .refused
                .iter()
                .map(|(reason, changes)| LeftOut {
                    reason: (*reason).to_owned(),
                    changes: *changes,
                })
                .collect(),
            questions: u32::try_from(self.asked.len()).unwrap_or(u32::MAX),
            duplicates: self.duplicates,
            confirms: self.confirms,
            people: people.collect::<Result<_, _>>()?,
            cases: cases.collect::<Result<_, _>>()?,
        })
    }
}

/// Returns the code of why a change is not taken.
pub(super) fn refusal_code(why: &goldaw_changes::Refusal) -> &'static str {
    use goldaw_changes::Refusal as R;
    match why {
        R::Header(_) => "change-unreadable",
        R::PayloadMismatch => "change-altered",
        R::ForeignPrevious | R::Sequence { .. } | R::TimeNotRising | R::CrossesScope => {
            "change-out-of-order"
        }
    }
}

/// Returns under which keys the people among some records are looked up. For few records.
fn keys_of(
    read: &Reader<'_>,
    records: &BTreeSet<RecordId>,
) -> Result<BTreeMap<String, Vec<RecordId>>, StoreError> {
    let mut under: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
    for id in records {
        let document = read.document(*id)?;
        if let Some(person) = document.and_then(|document| document.read::<Person>()) {
            for key in blocking_keys(&candidate(&person)) {
                under.entry(key).or_default().push(*id);
            }
        }
    }
    Ok(under)
}
