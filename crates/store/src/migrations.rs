//! Numbered schema steps. `user_version` counts them; a store of a newer version is refused untouched.
//!
//! Read models have no steps: their whole definition is hashed into the setting `read_models`, and when it differs they are dropped and
//! derived again from the records.

use crate::error::StoreError;
use crate::log::Folds;
use crate::read_models::Rules;
use crate::reader::Reader;
use rusqlite::{Connection, Transaction};

const STEPS: &[&str] = &[
    include_str!("schema/0001_first.sql"),
    include_str!("schema/0002_exchange.sql"),
    include_str!("schema/0003_pieces.sql"),
    include_str!("schema/0004_left_out.sql"),
];
const READ_MODELS: &str = include_str!("schema/read_models.sql");

/// The newest schema version this program knows.
pub const NEWEST: u32 = STEPS.len() as u32;

/// Runs the missing steps, each in its own transaction. Refuses a newer store without touching it.
pub(crate) fn run(connection: &mut Connection, rules: &Rules) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > NEWEST {
        return Err(StoreError::NewerStore {
            found,
            known: NEWEST,
        });
    }
    for (index, step) in STEPS.iter().enumerate().skip(found as usize) {
        let tx = connection.transaction()?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", index as u32 + 1)?;
        tx.commit()?;
    }
    let tx = connection.transaction()?;
    if read_model_edition(&tx)?.as_deref() != Some(edition().as_str()) {
        make_read_models(&tx)?;
        let folds = Folds::default();
        crate::read_models::derive_all(&tx, &Reader::new(&tx, &folds), rules)?;
    }
    tx.commit()?;
    crate::pieces::cut_older(connection)
}

/// Drops the read models and makes them again, empty.
pub(crate) fn make_read_models(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(READ_MODELS)?;
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ('read_models', :edition)
         ON CONFLICT (name) DO UPDATE SET value = :edition",
        rusqlite::named_params! { ":edition": edition() },
    )?;
    Ok(())
}

fn read_model_edition(tx: &Transaction<'_>) -> Result<Option<String>, StoreError> {
    use rusqlite::OptionalExtension;
    Ok(tx
        .query_row(
            "SELECT value FROM setting WHERE name = 'read_models'",
            [],
            |row| row.get(0),
        )
        .optional()?)
}

/// Names the definition of the read models together with the code that fills them.
fn edition() -> String {
    format!(
        "{}-{}",
        blake3::hash(READ_MODELS.as_bytes()).to_hex(),
        crate::read_models::EDITION
    )
}
