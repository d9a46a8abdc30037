//! Live values as the columns of a row: names, values and writers, in one order.

use super::{FieldName, LiveCell};
use crate::error::StoreError;
use serde_json::Value;
use std::collections::BTreeMap;

/// Takes live values apart: names as JSON (kinds with their fields), values as a JSON list in the same order, and for each field which
/// changes wrote them.
pub(super) fn write_cells(
    cells: &BTreeMap<FieldName, Vec<LiveCell>>,
) -> Result<(String, String, Vec<u8>), StoreError> {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut values: Vec<&Value> = Vec::new();
    let mut changes: Vec<i64> = cells.values().flatten().map(|live| live.change).collect();
    changes.sort_unstable();
    changes.dedup();
    let mut writers = Vec::new();
    push_varint(&mut writers, changes.len() as u64);
    let mut before = 0;
    for change in &changes {
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
            let place = changes.binary_search(&one.change).unwrap_or_default() as u64;
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
) -> Result<BTreeMap<FieldName, Vec<LiveCell>>, StoreError> {
    let names: Vec<(String, Vec<String>)> = serde_json::from_str(names)?;
    let values: Vec<Value> = serde_json::from_str(cells)?;
    let mut values = values.into_iter();
    let mut writers = Writers::of(writers)?;
    let mut found = BTreeMap::new();
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
    Ok(found)
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

fn push_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take_varint(bytes: &mut &[u8]) -> Result<u64, StoreError> {
    let mut value = 0u64;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(StoreError::Damaged)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(StoreError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn cells() -> impl Strategy<Value = BTreeMap<FieldName, Vec<LiveCell>>> {
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

    proptest! {
        #[test]
        fn a_row_gives_back_what_was_written(cells in cells()) {
            let (names, values, writers) = write_cells(&cells).unwrap();
            prop_assert_eq!(read_cells(&names, &values, &writers).unwrap(), cells.clone());
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
        let cells: BTreeMap<FieldName, Vec<LiveCell>> = (0..10)
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
        let (_, _, writers) = write_cells(&cells).unwrap();
        assert!(writers.len() <= 20, "{}", writers.len());
    }
}
