//! The live values of one record, field by field, and the shape they share with other records.

use crate::error::StoreError;
use serde_json::Value;
use smallvec::SmallVec;
use std::sync::Arc;

/// A live value as the row keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LiveCell {
    /// Number of the change that wrote it.
    pub change: i64,
    /// The value; `null` when the field was cleared.
    pub value: Value,
}

/// The live values of a field, the one to show first: nearly always one.
pub(crate) type Live = SmallVec<[LiveCell; 1]>;

/// Which fields a record has: kinds and fields, sorted. Many records share one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// Its number in the table; none when it was not looked up.
    number: Option<i64>,
    names: Vec<(String, String)>,
}

impl Shape {
    /// Reads a row of the table.
    pub(super) fn read(number: Option<i64>, names: &str) -> Result<Self, StoreError> {
        let kinds: Vec<(String, Vec<String>)> = serde_json::from_str(names)?;
        let of_kind = |(kind, fields): (String, Vec<String>)| {
            let fields = fields.into_iter();
            fields.map(move |field| (kind.clone(), field))
        };
        Ok(Self {
            number,
            names: kinds.into_iter().flat_map(of_kind).collect(),
        })
    }

    /// Counts the fields.
    pub(super) fn fields(&self) -> usize {
        self.names.len()
    }

    /// Writes kinds with their fields as JSON.
    pub(super) fn to_json(&self) -> Result<String, StoreError> {
        let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
        for (kind, field) in &self.names {
            match kinds.last_mut() {
                Some((of, fields)) if of == kind => fields.push(field),
                _ => kinds.push((kind, vec![field])),
            }
        }
        Ok(serde_json::to_string(&kinds)?)
    }
}

/// The live values of all fields of a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    shape: Arc<Shape>,
    /// In the order of the shape.
    live: Vec<Live>,
}

impl Cells {
    pub(super) fn new(shape: Arc<Shape>, live: Vec<Live>) -> Self {
        Self { shape, live }
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The number of the shape, when it is known.
    pub(super) fn shape_number(&self) -> Option<i64> {
        self.shape.number
    }

    /// The smallest kind; empty when there are no fields.
    pub(crate) fn kind(&self) -> &str {
        self.shape.names.first().map_or("", |(kind, _)| kind)
    }

    /// Returns the live values of a field; none when it was never written.
    pub(crate) fn get(&self, kind: &str, field: &str) -> &[LiveCell] {
        match self.find(kind, field) {
            Ok(place) => &self.live[place],
            Err(_) => &[],
        }
    }

    /// Gives a field its live values.
    pub(crate) fn set(&mut self, kind: &str, field: &str, live: Live) {
        match self.find(kind, field) {
            Ok(place) => self.live[place] = live,
            Err(place) => {
                let shape = Arc::make_mut(&mut self.shape);
                shape.number = None;
                let name = (kind.to_owned(), field.to_owned());
                shape.names.insert(place, name);
                self.live.insert(place, live);
            }
        }
    }

    /// Lists kind, field and live values, by kind and field.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str, &[LiveCell])> {
        let names = self.shape.names.iter();
        names
            .zip(&self.live)
            .map(|((kind, field), live)| (kind.as_str(), field.as_str(), live.as_slice()))
    }

    fn find(&self, kind: &str, field: &str) -> Result<usize, usize> {
        self.shape
            .names
            .binary_search_by(|(of, name)| (of.as_str(), name.as_str()).cmp(&(kind, field)))
    }
}

impl PartialEq for Cells {
    /// Which number the shape has says nothing of the values.
    fn eq(&self, other: &Cells) -> bool {
        self.shape.names == other.shape.names && self.live == other.live
    }
}
