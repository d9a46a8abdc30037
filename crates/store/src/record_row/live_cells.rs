//! Live values as the columns of a row: names, values and writers, in one order.

use super::{Cells, LiveCell};
use crate::error::StoreError;
use crate::varint::{push_varint, take_varint};
use serde_json::Value;

/// Takes live values apart: names as JSON (kinds with their fields), values as a JSON list in the same order; and all changes that wrote
/// to the record, sorted, with for each field which of them its live values are of.
pub(super) fn write_cells(
    cells: &Cells,
    changes: &[i64],
) -> Result<(String, String, Vec<u8>), StoreError> {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut values: Vec<&Value> = Vec::new();
    let mut writers = Vec::new();
    push_varint(&mut writers, changes.len() as u64);
    let mut before = 0;
    for change in changes {
        push_varint(&mut writers, (change - before) as u64);
        before = *change;
    }
    for ((kind, field), live) in cells {
        match names.last_mut() {
            Some((of, fields)) if *of == kind => fields.push(field),
            _ => names.push((kind, vec![field])),
        }
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
    Ok((
        serde_json::to_string(&names)?,
        serde_json::to_string(&values)?,
        writers,
    ))
}

pub(super) fn read_cells(
    names: &str,
    cells: &str,
    writers: &[u8],
) -> Result<(Cells, Vec<i64>), StoreError> {
    let names: Vec<(String, Vec<String>)> = serde_json::from_str(names)?;
    let values: Vec<Value> = serde_json::from_str(cells)?;
    let mut values = values.into_iter();
    let mut writers = Writers::of(writers)?;
    let mut found = Cells::new();
    for (kind, fields) in names {
        for field in fields {
            let live = writers
                .next()?
                .into_iter()
                .map(|change| {
                    let value = values.next().ok_or(StoreError::Damaged)?;
                    Ok(LiveCell { change, value })
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            found.insert((kind.clone(), field), live);
        }
    }
    Ok((found, writers.changes))
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

    fn next(&mut self) -> Result<Vec<i64>, StoreError> {
        let first = take_varint(&mut self.rest)?;
        if first % 2 == 0 {
            return Ok(vec![self.change(first / 2)?]);
        }
        (0..first / 2)
            .map(|_| {
                let place = take_varint(&mut self.rest)?;
                self.change(place)
            })
            .collect()
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
        prop::collection::btree_map(
            ("[a-c]", "[a-z]{1,6}"),
            prop::collection::vec(live, 1..4),
            1..12,
        )
    }

    fn writers_of(cells: &Cells, others: &[i64]) -> Vec<i64> {
        let live = cells.values().flatten().map(|live| live.change);
        let all: std::collections::BTreeSet<i64> = live.chain(others.iter().copied()).collect();
        all.into_iter().collect()
    }

    proptest! {
        #[test]
        fn a_row_gives_back_what_was_written(cells in cells(), others in prop::collection::vec(1i64..1_000_000, 0..9)) {
            let changes = writers_of(&cells, &others);
            let (names, values, writers) = write_cells(&cells, &changes).unwrap();
            prop_assert_eq!(first_change(&writers).unwrap(), changes[0]);
            prop_assert_eq!(read_cells(&names, &values, &writers).unwrap(), (cells.clone(), changes));
            let mut counts = LiveCounts::of(&writers).unwrap();
            for live in cells.values() {
                prop_assert_eq!(counts.next().unwrap(), live.len() as u64);
            }
        }

        #[test]
        fn a_damaged_list_of_writers_is_an_error_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
            let _ = read_cells("[[\"case\",[\"a\",\"b\"]]]", "[1,2]", &bytes);
        }
    }

    #[test]
    fn a_usual_record_costs_two_bytes_a_field_beside_its_values() {
        let cells: Cells = (0..10)
            .map(|field| {
                let value = json!(field);
                (
                    ("person".into(), format!("f{field}")),
                    vec![LiveCell {
                        change: 100_000,
                        value,
                    }],
                )
            })
            .collect();
        let (_, _, writers) = write_cells(&cells, &[100_000]).unwrap();
        assert!(writers.len() <= 20, "{}", writers.len());
    }
}
