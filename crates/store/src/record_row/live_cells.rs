//! Live values as the columns of a row: names, values and writers, in one order.

use super::{Cells, Live, LiveCell, Shape};
use crate::error::StoreError;
use crate::varint::{push_varint, take_varint};
use serde_json::Value;
use std::sync::Arc;

/// Takes live values apart: values as a JSON list in the order of the shape; and all changes that wrote to the record, sorted, with for
/// each field which of them its live values are of.
pub(super) fn write_cells(cells: &Cells, changes: &[i64]) -> Result<(String, Vec<u8>), StoreError> {
    let mut values: Vec<&Value> = Vec::new();
    let mut writers = Vec::new();
    push_varint(&mut writers, changes.len() as u64);
    let mut before = 0;
    for change in changes {
        push_varint(&mut writers, (change - before) as u64);
        before = *change;
    }
    for (_, _, live) in cells.iter() {
        if live.len() != 1 {
            push_varint(&mut writers, live.len() as u64 * 2 + 1);
        }
        for one in live {
            let place = changes.binary_search(&one.change);
            let place = place.map_err(|_| StoreError::LogDisagrees)? as u64;
            push_varint(
                &mut writers,
                if live.len() == 1 { place * 2 } else { place },
            );
            values.push(&one.value);
        }
    }
    Ok((serde_json::to_string(&values)?, writers))
}

pub(super) fn read_cells(
    shape: Arc<Shape>,
    cells: &str,
    writers: &[u8],
) -> Result<(Cells, Vec<i64>), StoreError> {
    let values: Vec<Value> = serde_json::from_str(cells)?;
    let mut values = values.into_iter();
    let mut writers = Writers::of(writers)?;
    let mut found = Vec::with_capacity(shape.fields());
    for _ in 0..shape.fields() {
        let mut live = Live::new();
        writers.each(|change| {
            let value = values.next().ok_or(StoreError::Damaged)?;
            live.push(LiveCell { change, value });
            Ok(())
        })?;
        found.push(live);
    }
    Ok((Cells::new(shape, found), writers.changes))
}

/// The changes that wrote the live values, field by field.
struct Writers<'b> {
    changes: Vec<i64>,
    rest: &'b [u8],
}

impl<'b> Writers<'b> {
    fn of(mut bytes: &'b [u8]) -> Result<Self, StoreError> {
        let count = take_varint(&mut bytes)?;
        let mut changes = Vec::new();
        let mut last = 0i64;
        for _ in 0..count {
            last += take_varint(&mut bytes)? as i64;
            changes.push(last);
        }
        Ok(Self {
            changes,
            rest: bytes,
        })
    }

    /// Tells the changes whose values are live in the next field.
    fn each(
        &mut self,
        mut tell: impl FnMut(i64) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let first = take_varint(&mut self.rest)?;
        if first % 2 == 0 {
            return tell(self.change(first / 2)?);
        }
        for _ in 0..first / 2 {
            let place = take_varint(&mut self.rest)?;
            tell(self.change(place)?)?;
        }
        Ok(())
    }

    fn change(&self, place: u64) -> Result<i64, StoreError> {
        self.changes
            .get(place as usize)
            .copied()
            .ok_or(StoreError::Damaged)
    }
}

/// Returns the first change that wrote to a record.
pub(crate) fn first_change(mut writers: &[u8]) -> Result<i64, StoreError> {
    match take_varint(&mut writers)? {
        0 => Err(StoreError::Damaged),
        _ => Ok(take_varint(&mut writers)?.cast_signed()),
    }
}

/// How many live values each field has, without saying whose.
pub(super) struct LiveCounts<'b> {
    rest: &'b [u8],
}

impl<'b> LiveCounts<'b> {
    pub(super) fn of(mut bytes: &'b [u8]) -> Result<Self, StoreError> {
        let count = take_varint(&mut bytes)?;
        for _ in 0..count {
            take_varint(&mut bytes)?;
        }
        Ok(Self { rest: bytes })
    }

    pub(super) fn next(&mut self) -> Result<u64, StoreError> {
        let first = take_varint(&mut self.rest)?;
        if first % 2 == 0 {
            return Ok(1);
        }
        for _ in 0..first / 2 {
            take_varint(&mut self.rest)?;
        }
        Ok(first / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn cells() -> impl Strategy<Value = Cells> {
        let live = (
            1i64..1_000_000,
            prop_oneof![Just(Value::Null), "[a-zş]{0,8}".prop_map(Value::from)],
        )
            .prop_map(|(change, value)| LiveCell { change, value });
        let fields = prop::collection::btree_map(
            ("[a-c]", "[a-z]{1,6}"),
            prop::collection::vec(live, 1..4),
            1..12,
        );
        fields.prop_map(|fields| {
            let mut cells = Cells::default();
            for ((kind, field), live) in fields {
                cells.set(&kind, &field, live.into());
            }
            cells
        })
    }

    fn writers_of(cells: &Cells, others: &[i64]) -> Vec<i64> {
        let live = cells
            .iter()
            .flat_map(|(_, _, live)| live)
            .map(|live| live.change);
        let all: std::collections::BTreeSet<i64> = live.chain(others.iter().copied()).collect();
        all.into_iter().collect()
    }

    proptest! {
        #[test]
        fn a_row_gives_back_what_was_written(cells in cells(), others in prop::collection::vec(1i64..1_000_000, 0..9)) {
            let changes = writers_of(&cells, &others);
            let (values, writers) = write_cells(&cells, &changes).unwrap();
            let shape = Arc::new(Shape::read(None, &cells.shape().to_json().unwrap()).unwrap());
            prop_assert_eq!(first_change(&writers).unwrap(), changes[0]);
            prop_assert_eq!(read_cells(shape, &values, &writers).unwrap(), (cells.clone(), changes));
            let mut counts = LiveCounts::of(&writers).unwrap();
            for (_, _, live) in cells.iter() {
                prop_assert_eq!(counts.next().unwrap(), live.len() as u64);
            }
        }

        #[test]
        fn a_damaged_list_of_writers_is_an_error_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
            let shape = Arc::new(Shape::read(None, "[[\"case\",[\"a\",\"b\"]]]").unwrap());
            let _ = read_cells(shape, "[1,2]", &bytes);
        }
    }

    #[test]
    fn a_usual_record_costs_two_bytes_a_field_beside_its_values() {
        let mut cells = Cells::default();
        for field in 0..10 {
            let live = LiveCell {
                change: 100_000,
                value: json!(field),
            };
            cells.set("person", &format!("f{field}"), [live].into_iter().collect());
        }
        let (_, writers) = write_cells(&cells, &[100_000]).unwrap();
        assert!(writers.len() <= 20, "{}", writers.len());
    }
}
