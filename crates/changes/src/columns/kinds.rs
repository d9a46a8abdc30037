//! One kind of record by column: which fields each write names, and the values of each field one after the other.

use super::ColumnsError;
use super::ids::{IdReader, IdWriter};
use super::item::{MAP, TEXT, put_head, put_string};
use super::strips::{Index, Reader, Writer, resolve};
use super::values::{self, Tables, Value};
use std::vec::IntoIter;

/// Sets of fields stand as bits for kinds of at most so many fields; as lists for others, which would cost too many bits.
const FIELDS_AS_BITS: usize = 64;

/// One kind of record as it is collected.
pub(super) struct KindWriter<'b> {
    name: &'b str,
    fields: Index<&'b str>,
    values: Vec<Vec<&'b [u8]>>,
    /// Sets of fields written together, each in canonical order.
    shapes: Index<Vec<usize>>,
    shape_of: Vec<Option<usize>>,
}

impl<'b> KindWriter<'b> {
    pub(super) fn new(name: &'b str) -> Self {
        Self {
            name,
            fields: Index::default(),
            values: Vec::new(),
            shapes: Index::default(),
            shape_of: Vec::new(),
        }
    }

    /// Adds a write.
    pub(super) fn push(&mut self, fields: &[(&'b str, &'b [u8])]) {
        let mut shape = Vec::with_capacity(fields.len());
        for (field, value) in fields {
            let place = self.fields.place(*field);
            if place == self.values.len() {
                self.values.push(Vec::new());
            }
            self.values[place].push(*value);
            shape.push(place);
        }
        let place = self.shapes.refer(shape);
        self.shape_of.push(place);
    }

    pub(super) fn write(&self, out: &mut Writer, ids: &mut IdWriter<'_>) {
        out.word(self.name.as_bytes());
        out.number(self.fields.list.len() as u64);
        self.fields
            .list
            .iter()
            .for_each(|field| out.word(field.as_bytes()));
        self.shape_of.iter().for_each(|place| out.refer(*place));
        if self.fields.list.len() <= FIELDS_AS_BITS {
            let mut bits = out.bits();
            for shape in &self.shapes.list {
                let mask = shape.iter().fold(0, |mask, place| mask | 1 << place);
                bits.put(mask, self.fields.list.len() as u8);
            }
            bits.finish();
        } else {
            for shape in &self.shapes.list {
                out.number(shape.len() as u64);
                shape.iter().for_each(|place| out.number(*place as u64));
            }
        }
        for values in &self.values {
            values::write(values, out, ids);
        }
    }
}

/// One kind of record as it is read.
pub(super) struct KindReader<'b> {
    pub(super) name: &'b [u8],
    fields: Vec<&'b [u8]>,
    /// The fields in canonical order.
    order: Vec<usize>,
    shapes: Shapes,
    shape_of: IntoIter<u64>,
    shapes_met: usize,
    values: Vec<IntoIter<Value<'b>>>,
}

enum Shapes {
    Bits(Vec<u64>),
    Lists(Vec<Vec<usize>>),
}

impl<'b> KindReader<'b> {
    /// Reads the columns of so many writes; `left` is how many values may still come.
    pub(super) fn read(
        writes: usize,
        left: &mut usize,
        from: &mut Reader<'b>,
        ids: &mut IdReader,
        patterns: &mut Vec<&'b [u8]>,
    ) -> Result<Self, ColumnsError> {
        let name = from.word()?;
        let fields: Vec<&[u8]> = (0..from.count()?)
            .map(|_| from.word())
            .collect::<Result<_, _>>()?;
        let mut order: Vec<usize> = (0..fields.len()).collect();
        order.sort_by_key(|place| (fields[*place].len(), fields[*place]));
        let shape_of = from.numbers(writes)?;
        let new = shape_of.iter().filter(|place| **place == 0).count();
        let shapes = Shapes::read(new, fields.len(), from)?;
        let mut counts = vec![0usize; fields.len()];
        let mut met = 0;
        for place in &shape_of {
            shapes.each(*place, &mut met, &order, |field| {
                *left = left.checked_sub(1).ok_or(ColumnsError::TooLarge)?;
                counts[field] += 1;
                Ok(())
            })?;
        }
        let values = counts
            .into_iter()
            .map(|count| Ok(values::read(count, from, ids, patterns)?.into_iter()))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            name,
            fields,
            order,
            shapes,
            shape_of: shape_of.into_iter(),
            shapes_met: 0,
            values,
        })
    }

    /// Puts the fields of the next write together.
    pub(super) fn fields(
        &mut self,
        tables: &Tables<'_, '_>,
        out: &mut Vec<u8>,
        most: usize,
    ) -> Result<(), ColumnsError> {
        let place = next(&mut self.shape_of)?;
        let (fields, values) = (&self.fields, &mut self.values);
        put_head(out, MAP, self.shapes.length(place, self.shapes_met)?);
        self.shapes
            .each(place, &mut self.shapes_met, &self.order, |field| {
                put_string(out, TEXT, fields[field]);
                next(&mut values[field])?.put(tables, out)?;
                within(out, most)
            })
    }
}

impl Shapes {
    fn read(count: usize, fields: usize, from: &mut Reader<'_>) -> Result<Self, ColumnsError> {
        if fields <= FIELDS_AS_BITS {
            let mut bits = from.bits(count as u64 * fields as u64)?;
            let masks = (0..count).map(|_| bits.get(fields as u8));
            return Ok(Shapes::Bits(masks.collect()));
        }
        let mut lists = Vec::new();
        for _ in 0..count {
            let length = from.count()?;
            let list = from.numbers(length)?;
            let list = list.into_iter().map(|place| {
                usize::try_from(place)
                    .ok()
                    .filter(|place| *place < fields)
                    .ok_or(ColumnsError::Damaged)
            });
            lists.push(list.collect::<Result<_, _>>()?);
        }
        Ok(Shapes::Lists(lists))
    }

    fn length(&self, place: u64, met: usize) -> Result<u64, ColumnsError> {
        let mut met = met;
        match self {
            Shapes::Bits(masks) => {
                resolve(place, &mut met, masks).map(|mask| u64::from(mask.count_ones()))
            }
            Shapes::Lists(lists) => resolve(place, &mut met, lists).map(|list| list.len() as u64),
        }
    }

    /// Visits the fields of a shape in canonical order.
    fn each(
        &self,
        place: u64,
        met: &mut usize,
        order: &[usize],
        mut visit: impl FnMut(usize) -> Result<(), ColumnsError>,
    ) -> Result<(), ColumnsError> {
        match self {
            Shapes::Bits(masks) => {
                let mask = resolve(place, met, masks)?;
                order
                    .iter()
                    .filter(|field| mask >> **field & 1 == 1)
                    .try_for_each(|field| visit(*field))
            }
            Shapes::Lists(lists) => resolve(place, met, lists)?
                .iter()
                .try_for_each(|field| visit(*field)),
        }
    }
}

/// Refuses what has grown beyond `most` bytes.
pub(super) fn within(out: &[u8], most: usize) -> Result<(), ColumnsError> {
    if out.len() > most {
        Err(ColumnsError::TooLarge)
    } else {
        Ok(())
    }
}

/// Takes the next of a column.
pub(super) fn next<T>(column: &mut IntoIter<T>) -> Result<T, ColumnsError> {
    column.next().ok_or(ColumnsError::Damaged)
}
