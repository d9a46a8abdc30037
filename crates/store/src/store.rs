//! The office's store on this computer: open it, read it, write one change, take over many.

use crate::apply;
use crate::document::Intent;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::log::{Folds, Log};
use crate::open::{self, StoreKey};
use crate::read_models::{self, Rules};
use crate::reader::Reader;
use crate::salts;
use goldaw_changes::hlc::ADOPTION_BOUND_MS;
use goldaw_changes::{
    AuthorError, Authorship, ChangeHash, Fields, Hlc, Incarnation, MergePlan, Operation, Payload,
    StreamId, write_change_in_run,
};
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, WorkerId};
use rusqlite::{Connection, Transaction};
use std::path::Path;

/// Number of this program version, written into every change.
pub const PROGRAM: u32 = 2;
/// The first version that takes a whole history from a bundle.
pub const TAKES_HISTORIES: u32 = 2;

/// The open store. One at a time: the file is locked while it is open.
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) folds: Folds,
    pub(crate) rules: Rules,
}

/// Who writes a change, in which scope.
#[derive(Clone, Debug)]
pub struct Author {
    /// The computer.
    pub device: DeviceId,
    /// Its present life.
    pub incarnation: Incarnation,
    /// The office whose changes it travels with.
    pub scope: OfficeId,
    /// The worker.
    pub worker: WorkerId,
    /// The office the worker acts for.
    pub office: OfficeId,
    /// Code of the worker's role.
    pub role: String,
}

impl Store {
    /// Makes a new store file. Nothing is left behind on failure but, at worst, an empty file.
    pub fn create(path: &Path, key: &StoreKey<'_>, rules: Rules) -> Result<Store, StoreError> {
        Ok(Store {
            connection: open::create(path, key, &rules)?,
            folds: Folds::default(),
            rules,
        })
    }

    /// Opens a store file.
    ///
    /// # Errors
    /// `Missing`, `PlainFile`, `Damaged` (another key looks the same), `NewerStore`, `InUse`; the file is unchanged.
    pub fn open(path: &Path, key: &StoreKey<'_>, rules: Rules) -> Result<Store, StoreError> {
        Ok(Store {
            connection: open::open(path, key, &rules)?,
            folds: Folds::default(),
            rules,
        })
    }

    /// Reads.
    pub fn read(&self) -> Reader<'_> {
        Reader::new(&self.connection, &self.folds)
    }

    /// Writes intentions, each as one change, all of them in one transaction, and a setting with them when given.
    ///
    /// Fields that already have the value are left out; an intention that changes nothing writes nothing and gives `None`. When this
    /// returns, the changes are on the disk.
    pub fn commit(
        &mut self,
        author: &Author,
        intents: &[Intent],
        setting: Option<(&str, &str)>,
        now_ms: u64,
    ) -> Result<Vec<Option<ChangeHash>>, StoreError> {
        let tx = self.connection.transaction()?;
        let mut hashes = Vec::with_capacity(intents.len());
        for intent in intents {
            hashes.push(commit_one(
                Log::new(&tx, &self.folds),
                &tx,
                &self.rules,
                author,
                intent,
                now_ms,
            )?);
        }
        if let Some((name, value)) = setting {
            crate::local::write_setting(&tx, name, value)?;
        }
        tx.commit()?;
        Ok(hashes)
    }

    /// Derives live values, records and lists again from the log alone. The state before and after is the same unless something was
    /// damaged; [`Reader::digest`] tells.
    ///
    /// # Errors
    /// `LogDisagrees` when a change's place does not follow from the changes it names; the store is unchanged.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        let tx = self.connection.transaction()?;
        derive_again(&tx, Log::new(&tx, &self.folds), &self.rules)?;
        tx.commit()?;
        Ok(())
    }

    /// Checks every page's authentication and SQLite's own structure.
    pub fn check(&self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("PRAGMA cipher_integrity_check")?;
        let complaints: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let verdict: String = self
            .connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if complaints.is_empty() && verdict == "ok" {
            Ok(())
        } else {
            Err(StoreError::Damaged)
        }
    }
}

/// Empties everything derived from the log and fills it again.
pub(crate) fn derive_again(
    tx: &Transaction<'_>,
    log: Log<'_>,
    rules: &Rules,
) -> Result<(), StoreError> {
    tx.execute_batch("DELETE FROM record; DELETE FROM shape; DELETE FROM known_id;")?;
    crate::rebuild::derive_records(tx, log)?;
    crate::migrations::make_read_models(tx)?;
    read_models::derive_all(tx, &Reader::of(log), rules)
}

fn commit_one(
    log: Log<'_>,
    tx: &Transaction<'_>,
    rules: &Rules,
    author: &Author,
    intent: &Intent,
    now_ms: u64,
) -> Result<Option<ChangeHash>, StoreError> {
    let ledger = SqlLedger::new(log);
    let mut operations = Vec::new();
    for write in &intent.writes {
        let fields = changed_fields(&ledger, write.record, write.kind.name(), &write.fields)?;
        if !fields.is_empty() {
            operations.push(Operation::Write {
                record: write.record,
                kind: write.kind.name().to_owned(),
                fields,
            });
        }
    }
    if operations.is_empty() {
        return Ok(None);
    }
    let hlc = Hlc::next(last_time(tx)?, now_ms).ok_or(StoreError::Unwritable)?;
    let stream = StreamId {
        device: author.device,
        incarnation: author.incarnation,
        scope: author.scope,
    };
    let payload = Payload {
        salt: [0; 16],
        action: intent.action.clone(),
        reason: intent
            .reason
            .clone()
            .filter(|reason| !reason.trim().is_empty()),
        form: None,
        operations,
        extra: Vec::new(),
    };
    let authorship = Authorship {
        stream,
        hlc,
        author: author.worker,
        office: author.office,
        role: author.role.clone(),
        program: PROGRAM,
    };
    let seed = salts::open_seed(tx, &stream)?;
    let raw =
        write_change_in_run(&ledger, authorship, payload, &seed).map_err(|error| match error {
            AuthorError::Ledger(error) => error,
            AuthorError::Format(_) => StoreError::Unwritable,
            AuthorError::TimeNotRising => StoreError::LogDisagrees,
        })?;
    let hash = raw.hash();
    let plan = goldaw_changes::commit(&ledger, raw)?;
    let [placed] = plan.apply.as_slice() else {
        return Err(StoreError::LogDisagrees);
    };
    salts::note_salted(tx, &stream, &seed, placed.position.sequence)?;
    apply::apply(tx, &ledger, rules, &plan, now_ms)?;
    keep_time(tx, hlc)?;
    Ok(Some(hash))
}

/// Leaves out fields whose one live value is the one to be written. A field with several live values is always written: it is a decision.
fn changed_fields(
    ledger: &SqlLedger<'_>,
    record: RecordId,
    kind: &str,
    fields: &Fields,
) -> Result<Fields, StoreError> {
    let mut changed = Fields::new();
    let held = ledger.held(record)?;
    for (field, value) in fields {
        let live = held.as_ref().map(|held| held.cells.get(kind, field));
        let same = match live.unwrap_or_default() {
            [] => value.is_null(),
            [one] => one.value == *value,
            _ => false,
        };
        if !same {
            changed.insert(field.clone(), value.clone());
        }
    }
    Ok(changed)
}

const TIME: &str = "clock";

pub(crate) fn last_time(connection: &Connection) -> Result<Hlc, StoreError> {
    Ok(crate::local::read_setting(connection, TIME)?
        .and_then(|text| text.parse().ok())
        .map_or(Hlc::ZERO, Hlc))
}

pub(crate) fn keep_time(tx: &Transaction<'_>, hlc: Hlc) -> Result<(), StoreError> {
    crate::local::write_setting(tx, TIME, &hlc.0.to_string())
}

pub(crate) fn adopt_time(
    tx: &Transaction<'_>,
    plan: &MergePlan,
    now_ms: u64,
) -> Result<(), StoreError> {
    let before = last_time(tx)?;
    let after = plan.apply.iter().fold(before, |last, change| {
        Hlc::observe(last, change.position.hlc, now_ms, ADOPTION_BOUND_MS)
    });
    if after == before {
        Ok(())
    } else {
        keep_time(tx, after)
    }
}
