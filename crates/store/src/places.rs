//! Places again: branches, sequences and clocks derived from the whole log.
//!
//! Needed only when a change turns up that was declared lost: those who had seen it are believed again, so what came after it here takes
//! another place, the same as in a store that never missed it.

use crate::blob::Hash;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::read_models::Rules;
use crate::store::derive_again;
use goldaw_changes::{ChangeHash, RawChange, merge};
use rusqlite::{Transaction, named_params};
use std::collections::BTreeMap;

/// Derives the places of all changes again, then live values, records and lists. What peers hold is kept.
///
/// # Errors
/// `LogDisagrees` when a change of the log has no place any more; the transaction must be given up.
pub(crate) fn place_again(
    tx: &Transaction<'_>,
    log: Log<'_>,
    rules: &Rules,
) -> Result<(), StoreError> {
    tx.pragma_update(None, "defer_foreign_keys", true)?;
    crate::fold::unfold_all(tx)?;
    let changes: Vec<RawChange> = {
        let mut statement = tx.prepare("SELECT header, payload FROM change ORDER BY number")?;
        let rows = statement.query_map([], |row| {
            Ok(RawChange {
                header: row.get(0)?,
                payload: row.get(1)?,
            })
        })?;
        rows.collect::<Result<_, _>>()?
    };
    let count = changes.len();
    let Ok(plan) = merge(&crate::missing::empty_ledger(tx)?, changes);
    if plan.apply.len() != count {
        return Err(StoreError::LogDisagrees);
    }
    let (holds, packed) = (named(tx, HOLDS)?, named(tx, PACKED)?);
    // Out of the way first: two changes may swap their places.
    tx.execute_batch(
            "DELETE FROM holds; DELETE FROM packed; DELETE FROM branch; UPDATE change SET branch = -number;",
        )?;
    for branch in &plan.new_branches {
        crate::apply::insert_branch(tx, branch)?;
    }
    {
        let mut update = tx.prepare(
                "UPDATE change SET branch = :branch, sequence = :sequence, clock = :clock WHERE hash = :hash",
            )?;
        for change in &plan.apply {
            update.execute(named_params! {
                ":branch": change.position.branch.0,
                ":sequence": change.position.sequence.cast_signed(),
                ":clock": change.clock.to_bytes(),
                ":hash": Hash(change.hash),
            })?;
        }
    }
    keep(tx, log, HOLDS, &holds)?;
    keep(tx, log, PACKED, &packed)?;
    derive_again(tx, log, rules)
}

/// A table of clocks by owner, and the column that names the owner.
type Clocks = (&'static str, &'static str);
const HOLDS: Clocks = ("holds", "device");
const PACKED: Clocks = ("packed", "office");

/// Reads clocks as the names of the changes they end with: names stay when places change.
fn named(
    tx: &Transaction<'_>,
    (table, owner): Clocks,
) -> Result<BTreeMap<Vec<u8>, Vec<ChangeHash>>, StoreError> {
    let mut statement = tx.prepare(&format!(
        "SELECT held.{owner}, change.hash FROM {table} AS held
         JOIN change ON change.branch = held.branch AND change.sequence = held.sequence"
    ))?;
    let mut rows = statement.query([])?;
    let mut named: BTreeMap<Vec<u8>, Vec<ChangeHash>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let hash = row.get::<_, Hash>(1)?.0;
        named.entry(row.get(0)?).or_default().push(hash);
    }
    Ok(named)
}

fn keep(
    tx: &Transaction<'_>,
    log: Log<'_>,
    (table, owner): Clocks,
    named: &BTreeMap<Vec<u8>, Vec<ChangeHash>>,
) -> Result<(), StoreError> {
    let mut insert = tx.prepare(&format!(
        "INSERT INTO {table} ({owner}, branch, sequence) VALUES (:owner, :branch, :sequence)"
    ))?;
    for (of, heads) in named {
        let clock = goldaw_changes::peer_holds(&SqlLedger::new(log), heads, &[])?;
        for (branch, sequence) in clock.entries() {
            insert.execute(named_params! {
                ":owner": of,
                ":branch": branch.0,
                ":sequence": sequence.cast_signed(),
            })?;
        }
    }
    Ok(())
}
