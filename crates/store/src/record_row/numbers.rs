//! Writing rows: what repeats from record to record is looked up once and named by number.

use super::Held;
use super::live_cells::write_cells;
use crate::blob::Id;
use crate::error::StoreError;
use rusqlite::{OptionalExtension, Transaction, named_params, params};
use std::collections::HashMap;
use uuid::Uuid;

/// Numbers given to names while rows are written; each is looked up once.
pub(crate) struct Numbers<'t> {
    tx: &'t Transaction<'t>,
    ids: HashMap<Uuid, i64>,
    shapes: HashMap<(String, String), i64>,
}

impl<'t> Numbers<'t> {
    pub(crate) fn new(tx: &'t Transaction<'t>) -> Self {
        Self {
            tx,
            ids: HashMap::new(),
            shapes: HashMap::new(),
        }
    }

    fn id(&mut self, id: Uuid) -> Result<i64, StoreError> {
        if let Some(number) = self.ids.get(&id) {
            return Ok(*number);
        }
        let found = self
            .tx
            .prepare_cached("SELECT number FROM known_id WHERE id = :id")?
            .query_row(named_params! { ":id": Id(id) }, |row| row.get(0))
            .optional()?;
        let number = match found {
            Some(number) => number,
            None => {
                self.tx
                    .prepare_cached("INSERT INTO known_id (id) VALUES (:id)")?
                    .execute(named_params! { ":id": Id(id) })?;
                self.tx.last_insert_rowid()
            }
        };
        self.ids.insert(id, number);
        Ok(number)
    }

    fn shape(&mut self, kind: &str, names: String) -> Result<i64, StoreError> {
        let key = (kind.to_owned(), names);
        if let Some(number) = self.shapes.get(&key) {
            return Ok(*number);
        }
        let (kind, names) = &key;
        let found = self
            .tx
            .prepare_cached("SELECT number FROM shape WHERE kind = :kind AND names = :names")?
            .query_row(named_params! { ":kind": kind, ":names": names }, |row| {
                row.get(0)
            })
            .optional()?;
        let number = match found {
            Some(number) => number,
            None => {
                self.tx
                    .prepare_cached("INSERT INTO shape (kind, names) VALUES (:kind, :names)")?
                    .execute(named_params! { ":kind": kind, ":names": names })?;
                self.tx.last_insert_rowid()
            }
        };
        self.shapes.insert(key, number);
        Ok(number)
    }

    /// Writes a record's row and gives it a number when it has none.
    pub(crate) fn write(&mut self, record: &mut Held) -> Result<(), StoreError> {
        let (cells, writers) = write_cells(&record.cells, &record.touched)?;
        let changed = record.life.changed.0 as i64;
        let changed_by = self.id(record.life.changed_by.uuid())?;
        let settled = record.settled_now();
        if record.settled == Some(settled) && !settled.open {
            self.tx
                .prepare_cached(
                    "UPDATE record SET cells = ?2, writers = ?3, changed = ?4, changed_by = ?5 WHERE number = ?1",
                )?
                .execute(params![record.number, cells, writers, changed, changed_by])?;
            return Ok(());
        }
        let shape = match settled.shape {
            Some(shape) => shape,
            None => self.shape(record.kind(), record.cells.shape().to_json()?)?,
        };
        let scope = self.id(record.life.scope.uuid())?;
        let created_by = self.id(record.life.created_by.uuid())?;
        let open = match record.open.as_slice() {
            [] => None,
            open => Some(serde_json::to_string(open)?),
        };
        let voided = settled.voided;
        if record.number == 0 {
            self.tx
                .prepare_cached(
                    "INSERT INTO record (id, shape, scope, cells, writers, open, voided, created, created_by, changed, changed_by)
                     VALUES (:id, :shape, :scope, :cells, :writers, :open, :voided, :created, :created_by, :changed, :changed_by)",
                )?
                .execute(named_params! {
                    ":id": Id::from(record.id),
                    ":shape": shape,
                    ":scope": scope,
                    ":cells": cells,
                    ":writers": writers,
                    ":open": open,
                    ":voided": voided,
                    ":created": record.life.created.0 as i64,
                    ":created_by": created_by,
                    ":changed": changed,
                    ":changed_by": changed_by,
                })?;
            record.number = self.tx.last_insert_rowid();
        } else {
            self.tx
                .prepare_cached(
                    "UPDATE record SET shape = :shape, scope = :scope, cells = :cells, writers = :writers, open = :open, voided = :voided,
                         created = :created, created_by = :created_by, changed = :changed, changed_by = :changed_by
                     WHERE number = :number",
                )?
                .execute(named_params! {
                    ":number": record.number,
                    ":shape": shape,
                    ":scope": scope,
                    ":cells": cells,
                    ":writers": writers,
                    ":open": open,
                    ":voided": voided,
                    ":created": record.life.created.0 as i64,
                    ":created_by": created_by,
                    ":changed": changed,
                    ":changed_by": changed_by,
                })?;
        }
        Ok(())
    }
}
