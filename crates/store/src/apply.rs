//! Carrying out a merge plan: log, live values, records and lists in one transaction.
//!
//! The only place that writes the log and what is derived from it.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::project::{self, Moment, Touched};
use crate::read_models::{self, Refreshed, Rules};
use crate::reader::Reader;
use crate::record_row::Numbers;
use goldaw_changes::{Branch, CellPlan, ChangeHash, Header, MergePlan, Operation, Payload};
use goldaw_domain::ids::RecordId;
use rusqlite::{Transaction, named_params, params};
use std::collections::BTreeMap;

/// Writes a plan: the log, then what follows from it. Returns the records it wrote to.
pub(crate) fn apply(
    tx: &Transaction<'_>,
    ledger: &SqlLedger<'_>,
    rules: &Rules,
    plan: &MergePlan,
    now_ms: u64,
) -> Result<Vec<Refreshed>, StoreError> {
    for branch in &plan.new_branches {
        insert_branch(tx, branch)?;
    }
    for branch in &plan.extended_branches {
        tx.prepare_cached("UPDATE branch SET head_sequence = :sequence, head = :head WHERE number = :number")?.execute(
            named_params! { ":sequence": branch.head_sequence as i64, ":head": Hash(branch.head), ":number": branch.number.0 },
        )?;
    }
    let mut written = Written::default();
    {
        let mut number = ledger.log().end()?;
        let mut insert = tx.prepare_cached(
            "INSERT INTO change (number, hash, branch, sequence, hlc, header, payload, clock, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for change in &plan.apply {
            number += 1;
            insert.execute(params![
                number,
                Hash(change.hash),
                change.position.branch.0,
                change.position.sequence as i64,
                change.position.hlc.0 as i64,
                change.raw.header,
                change.raw.payload,
                change.clock.to_bytes(),
                now_ms as i64,
            ])?;
            ledger.remember(change.hash, number);
            written.add(number, change.hash, &change.header, change.payload.as_ref());
        }
    }
    for opened in &plan.opened {
        let number = ledger.number(&opened.hash)?;
        crate::fold::unfold(tx, number)?;
        tx.prepare_cached("UPDATE change SET payload = :payload WHERE hash = :hash AND payload IS NULL AND erased = 0")?
            .execute(named_params! { ":payload": opened.raw.payload, ":hash": Hash(opened.hash) })?;
        let header = opened
            .raw
            .read_header()
            .map_err(|_| StoreError::LogDisagrees)?;
        written.add(number, opened.hash, &header, opened.payload.as_ref());
    }
    let documents = write_records(tx, ledger, written, &plan.cells)?;
    read_models::refresh(tx, &Reader::of(ledger.log()), rules, &documents)?;
    Ok(documents)
}

/// The records a plan's changes wrote to.
#[derive(Default)]
pub(crate) struct Written(BTreeMap<RecordId, Touched>);

impl Written {
    /// Adds a change; one whose payload is not there or cannot be read wrote to nothing yet.
    pub(crate) fn add(
        &mut self,
        number: i64,
        hash: ChangeHash,
        header: &Header,
        payload: Option<&Payload>,
    ) {
        let moment = Moment {
            hlc: header.hlc,
            hash,
            author: header.author,
            scope: header.stream.scope,
        };
        let operations = payload.map_or(&[][..], |payload| &payload.operations);
        for operation in operations {
            if let Operation::Write { record, .. } = operation {
                self.0
                    .entry(*record)
                    .and_modify(|touched| touched.add(number, moment))
                    .or_insert_with(|| Touched::by(number, moment));
            }
        }
    }
}

/// Writes the rows of the records that changes wrote to. Used by [`apply`] and by a rebuild.
///
/// `cells` are sorted by record. Returns the records as they stand now.
pub(crate) fn write_records(
    tx: &Transaction<'_>,
    ledger: &SqlLedger<'_>,
    written: Written,
    mut cells: &[CellPlan],
) -> Result<Vec<Refreshed>, StoreError> {
    let mut numbers = Numbers::new(tx);
    let mut refreshed = Vec::with_capacity(written.0.len());
    for (id, touched) in written.0 {
        let own = cells.iter().take_while(|plan| plan.cell.record <= id);
        let (own, later) = cells.split_at(own.count());
        cells = later;
        let Some(projected) = project::project(ledger, id, own, &touched)? else {
            continue;
        };
        let mut record = projected.record;
        numbers.write(&mut record)?;
        refreshed.push(Refreshed {
            number: record.number,
            document: record.document(),
            before: projected.before,
            written_upto: projected.written_upto,
        });
    }
    Ok(refreshed)
}

pub(crate) fn insert_branch(tx: &Transaction<'_>, branch: &Branch) -> Result<(), StoreError> {
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
