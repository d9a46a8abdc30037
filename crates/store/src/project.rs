//! From live values to a record: which value is shown, and which fields wait for a decision.
//!
//! A function of the log alone: rebuilding gives the same records, whatever order the changes came in.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use goldaw_changes::{BranchNumber, Hlc, LiveValue, RawChange, distinct_values, winner};
use goldaw_domain::ids::RecordId;
use goldaw_domain::merge_rule::{MergeRule, caution, merge_rule};
use goldaw_domain::record::VOIDED;
use goldaw_domain::{Fields, RecordKind};
use rusqlite::{Transaction, named_params};
use serde_json::Value;
use std::collections::BTreeMap;

/// Derives one record from its live values.
pub(crate) fn project(tx: &Transaction<'_>, id: RecordId) -> Result<(), StoreError> {
    let mut cells: BTreeMap<(String, String), Vec<LiveValue>> = BTreeMap::new();
    {
        let mut statement = tx.prepare_cached(
            "SELECT cell.kind, cell.field, cell.value, change.hash, change.hlc, change.branch, change.sequence
             FROM cell JOIN change ON change.number = cell.change WHERE cell.record = :record",
        )?;
        let mut rows = statement.query(named_params! { ":record": Id::from(id) })?;
        while let Some(row) = rows.next()? {
            cells
                .entry((row.get(0)?, row.get(1)?))
                .or_default()
                .push(LiveValue {
                    value: serde_json::from_str(
                        row.get_ref(2)?.as_str().map_err(|_| StoreError::Damaged)?,
                    )?,
                    change: row.get::<_, Hash>(3)?.0,
                    hlc: Hlc(row.get::<_, i64>(4)? as u64),
                    branch: BranchNumber(row.get(5)?),
                    sequence: row.get::<_, i64>(6)? as u64,
                });
        }
    }
    // Two changes that disagree about the kind are a fault of a program; the smaller word counts, the same everywhere.
    let Some(kind) = cells.keys().next().map(|(kind, _)| kind.clone()) else {
        return Ok(());
    };
    let mut fields = Fields::new();
    let mut open = Vec::new();
    for ((_, field), live) in cells.into_iter().filter(|((of, _), _)| *of == kind) {
        let shown = shown(&kind, &field, &live);
        if shown.waits {
            open.push(field.clone());
        }
        if !shown.value.is_null() {
            fields.insert(field, shown.value.clone());
        }
    }
    let life = life(tx, id)?;
    tx.prepare_cached(
        "INSERT INTO record (id, kind, scope, fields, open, voided, created_at, created_by, changed_at, changed_by)
         VALUES (:id, :kind, :scope, :fields, :open, :voided, :created_at, :created_by, :changed_at, :changed_by)
         ON CONFLICT (id) DO UPDATE SET kind = :kind, scope = :scope, fields = :fields, open = :open, voided = :voided,
             created_at = :created_at, created_by = :created_by, changed_at = :changed_at, changed_by = :changed_by",
    )?
    .execute(named_params! {
        ":id": Id::from(id),
        ":kind": kind,
        ":scope": life.scope,
        ":fields": serde_json::to_string(&fields)?,
        ":open": serde_json::to_string(&open)?,
        ":voided": fields.contains_key(VOIDED),
        ":created_at": life.created_at as i64,
        ":created_by": life.created_by,
        ":changed_at": life.changed_at as i64,
        ":changed_by": life.changed_by,
    })?;
    Ok(())
}

pub(crate) struct Shown<'a> {
    pub value: &'a Value,
    pub waits: bool,
}

/// Chooses the value to show among the live ones, and tells whether a person must decide.
pub(crate) fn shown<'a>(kind: &str, field: &str, live: &'a [LiveValue]) -> Shown<'a> {
    let latest = winner(live).map_or(&Value::Null, |latest| &latest.value);
    let Ok(known) = kind.parse::<RecordKind>() else {
        return Shown {
            value: latest,
            waits: false,
        };
    };
    let several = distinct_values(live).len() > 1;
    match merge_rule(known, field) {
        MergeRule::Automatic => Shown {
            value: latest,
            waits: false,
        },
        MergeRule::Ask => Shown {
            value: latest,
            waits: several,
        },
        MergeRule::SafestUntilAsked => {
            let safest = live
                .iter()
                .max_by_key(|side| (caution(known, field, &side.value), side.hlc, side.change));
            Shown {
                value: safest.map_or(latest, |side| &side.value),
                waits: several,
            }
        }
    }
}

struct Life {
    scope: Id,
    created_at: u64,
    created_by: Id,
    changed_at: u64,
    changed_by: Id,
}

/// Reads who wrote the record first and last, by the time of the changes.
fn life(tx: &Transaction<'_>, id: RecordId) -> Result<Life, StoreError> {
    let end = |sql: &'static str| -> Result<(Vec<u8>, i64), StoreError> {
        Ok(tx
            .prepare_cached(sql)?
            .query_row(named_params! { ":record": Id::from(id) }, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?)
    };
    let (first, first_hlc) = end(
        "SELECT change.header, change.hlc FROM touch JOIN change ON change.number = touch.change
         WHERE touch.record = :record ORDER BY change.hlc, change.hash LIMIT 1",
    )?;
    let (last, last_hlc) = end(
        "SELECT change.header, change.hlc FROM touch JOIN change ON change.number = touch.change
         WHERE touch.record = :record ORDER BY change.hlc DESC, change.hash DESC LIMIT 1",
    )?;
    let header = |bytes: Vec<u8>| {
        RawChange {
            header: bytes,
            payload: None,
        }
        .read_header()
        .map_err(|_| StoreError::LogDisagrees)
    };
    let (first, last) = (header(first)?, header(last)?);
    Ok(Life {
        scope: first.stream.scope.into(),
        created_at: Hlc(first_hlc as u64).ms(),
        created_by: first.author.into(),
        changed_at: Hlc(last_hlc as u64).ms(),
        changed_by: last.author.into(),
    })
}
