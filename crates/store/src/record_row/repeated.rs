//! Reading rows for a merge: what repeats from record to record is read once and found again by number.

use super::live_cells::read_cells;
use super::{Held, Life, Shape, blob, read_open, text};
use crate::blob::Id;
use crate::error::StoreError;
use goldaw_changes::Hlc;
use goldaw_domain::ids::RecordId;
use rusqlite::Connection;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Shapes and ids met so far. They never change while records are only written to.
#[derive(Default)]
pub(crate) struct Repeated {
    shapes: RefCell<HashMap<i64, Arc<Shape>>>,
    ids: RefCell<HashMap<i64, Uuid>>,
}

impl Repeated {
    /// Finds a record.
    pub(crate) fn find(
        &self,
        connection: &Connection,
        id: RecordId,
    ) -> Result<Option<Held>, StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT number, shape, scope, cells, writers, open, created, created_by, changed, changed_by FROM record WHERE id = ?1",
        )?;
        let mut rows = statement.query([Id::from(id)])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let shape = self.shape(connection, row.get(1)?)?;
        let (cells, touched) = read_cells(shape, text(row, 3)?, blob(row, 4)?)?;
        let mut held = Held {
            number: row.get(0)?,
            id,
            cells,
            touched,
            open: read_open(row, 5)?,
            life: Life {
                scope: self.id(connection, row.get(2)?)?.into(),
                created: Hlc(row.get::<_, i64>(6)? as u64),
                created_by: self.id(connection, row.get(7)?)?.into(),
                changed: Hlc(row.get::<_, i64>(8)? as u64),
                changed_by: self.id(connection, row.get(9)?)?.into(),
            },
            settled: None,
        };
        held.settled = Some(held.settled_now());
        Ok(Some(held))
    }

    fn shape(&self, connection: &Connection, number: i64) -> Result<Arc<Shape>, StoreError> {
        if let Some(shape) = self.shapes.borrow().get(&number) {
            return Ok(shape.clone());
        }
        let names: String = connection
            .prepare_cached("SELECT names FROM shape WHERE number = ?1")?
            .query_row([number], |row| row.get(0))?;
        let shape = Arc::new(Shape::read(Some(number), &names)?);
        self.shapes.borrow_mut().insert(number, shape.clone());
        Ok(shape)
    }

    fn id(&self, connection: &Connection, number: i64) -> Result<Uuid, StoreError> {
        if let Some(id) = self.ids.borrow().get(&number) {
            return Ok(*id);
        }
        let id = connection
            .prepare_cached("SELECT id FROM known_id WHERE number = ?1")?
            .query_row([number], |row| row.get::<_, Id>(0))?
            .0;
        self.ids.borrow_mut().insert(number, id);
        Ok(id)
    }
}
