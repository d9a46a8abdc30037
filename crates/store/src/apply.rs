//! Carrying out a merge plan: log, live values, records and lists in one transaction.
//!
//! The only place that writes the log and what is derived from it.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::project;
use crate::read_models::{self, Rules};
use goldaw_changes::{Branch, ChangeHash, MergePlan, Operation, Payload};
use goldaw_domain::ids::RecordId;
use rusqlite::{Transaction, named_params};
use std::collections::BTreeSet;

/// Writes a plan. Returns the records it wrote to.
pub(crate) fn apply(
    tx: &Transaction<'_>,
    rules: &Rules,
    plan: &MergePlan,
    now_ms: u64,
) -> Result<BTreeSet<RecordId>, StoreError> {
    for branch in &plan.new_branches {
        insert_branch(tx, branch)?;
    }
    for branch in &plan.extended_branches {
        tx.prepare_cached("UPDATE branch SET head_sequence = :sequence, head = :head WHERE number = :number")?.execute(
            named_params! { ":sequence": branch.head_sequence as i64, ":head": Hash(branch.head), ":number": branch.number.0 },
        )?;
    }
    let mut written = BTreeSet::new();
    for change in &plan.apply {
        tx.prepare_cached(
            "INSERT INTO change (hash, branch, sequence, hlc, scope, header, payload, clock, recorded_at)
             VALUES (:hash, :branch, :sequence, :hlc, :scope, :header, :payload, :clock, :recorded_at)",
        )?
        .execute(named_params! {
            ":hash": Hash(change.hash),
            ":branch": change.position.branch.0,
            ":sequence": change.position.sequence as i64,
            ":hlc": change.position.hlc.0 as i64,
            ":scope": Id::from(change.header.stream.scope),
            ":header": change.raw.header,
            ":payload": change.raw.payload,
            ":clock": change.clock.to_bytes(),
            ":recorded_at": now_ms as i64,
        })?;
        let number = tx.last_insert_rowid();
        tx.prepare_cached("DELETE FROM waiting WHERE hash = :hash")?
            .execute(named_params! { ":hash": Hash(change.hash) })?;
        touch(tx, number, change.payload.as_ref(), &mut written)?;
    }
    for opened in &plan.opened {
        tx.prepare_cached("UPDATE change SET payload = :payload WHERE hash = :hash AND payload IS NULL AND erased = 0")?
            .execute(named_params! { ":payload": opened.raw.payload, ":hash": Hash(opened.hash) })?;
        let number = number_of(tx, &opened.hash)?;
        touch(tx, number, opened.payload.as_ref(), &mut written)?;
    }
    write_cells(tx, plan)?;
    for id in &written {
        project::project(tx, *id)?;
    }
    read_models::refresh(tx, rules, &written)?;
    Ok(written)
}

/// Replaces the list of changes held back.
pub(crate) fn hold_back(tx: &Transaction<'_>, plan: &MergePlan) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM waiting")?.execute([])?;
    let mut insert =
        tx.prepare_cached("INSERT INTO waiting (hash, header, payload, missing) VALUES (:hash, :header, :payload, :missing)")?;
    for waiting in &plan.still_waiting {
        let missing: Vec<u8> = waiting
            .missing
            .iter()
            .flat_map(|hash| *hash.as_bytes())
            .collect();
        insert.execute(named_params! {
            ":hash": Hash(waiting.hash),
            ":header": waiting.raw.header,
            ":payload": waiting.raw.payload,
            ":missing": missing,
        })?;
    }
    Ok(())
}

/// Writes live values. Used by [`apply`] and by a rebuild.
pub(crate) fn write_cells(tx: &Transaction<'_>, plan: &MergePlan) -> Result<(), StoreError> {
    let mut delete = tx.prepare_cached(
        "DELETE FROM cell WHERE record = :record AND kind = :kind AND field = :field",
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO cell (record, kind, field, change, value)
         VALUES (:record, :kind, :field, (SELECT number FROM change WHERE hash = :change), :value)",
    )?;
    for plan in &plan.cells {
        let record = Id::from(plan.cell.record);
        if !plan.before.is_empty() {
            delete.execute(named_params! { ":record": record, ":kind": plan.cell.kind, ":field": plan.cell.field })?;
        }
        for live in &plan.after {
            insert.execute(named_params! {
                ":record": record,
                ":kind": plan.cell.kind,
                ":field": plan.cell.field,
                ":change": Hash(live.change),
                ":value": serde_json::to_string(&live.value)?,
            })?;
        }
    }
    Ok(())
}

/// Notes which records a change wrote to.
pub(crate) fn touch(
    tx: &Transaction<'_>,
    number: i64,
    payload: Option<&Payload>,
    written: &mut BTreeSet<RecordId>,
) -> Result<(), StoreError> {
    let mut insert = tx
        .prepare_cached("INSERT OR IGNORE INTO touch (record, change) VALUES (:record, :change)")?;
    for operation in payload
        .map(|payload| payload.operations.as_slice())
        .unwrap_or_default()
    {
        if let Operation::Write { record, .. } = operation {
            insert.execute(named_params! { ":record": Id::from(*record), ":change": number })?;
            written.insert(*record);
        }
    }
    Ok(())
}

pub(crate) fn number_of(tx: &Transaction<'_>, hash: &ChangeHash) -> Result<i64, StoreError> {
    Ok(tx
        .prepare_cached("SELECT number FROM change WHERE hash = :hash")?
        .query_row(named_params! { ":hash": Hash(*hash) }, |row| row.get(0))?)
}

fn insert_branch(tx: &Transaction<'_>, branch: &Branch) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO branch (number, device, incarnation, scope, first_sequence, head_sequence, head)
         VALUES (:number, :device, :incarnation, :scope, :first_sequence, :head_sequence, :head)",
    )?
    .execute(named_params! {
        ":number": branch.number.0,
        ":device": Id::from(branch.stream.device),
        ":incarnation": Id(branch.stream.incarnation.0),
        ":scope": Id::from(branch.stream.scope),
        ":first_sequence": branch.first_sequence as i64,
        ":head_sequence": branch.head_sequence as i64,
        ":head": Hash(branch.head),
    })?;
    Ok(())
}
