//! Ids of records: each is written once, and by its place where both ends hold it; after that a small number stands for it.
//!
//! Time-ordered ids (UUID version 7) are split into their time and what chance gave them, random ones (version 4) leave out the bits
//! that never differ.

use super::ColumnsError;
use super::known::{KnownRecords, RecordPlace};
use super::strips::{Index, Reader, Writer};
use crate::hash::ChangeHash;
use goldaw_domain::ids::RecordId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A reference: the id comes next in the list of new ones.
pub(super) const NEW: u64 = 0;
/// A reference: the id comes next in the list of places.
pub(super) const PLACED: u64 = 1;
/// What is added to a number that stands for an id met before.
const MET: u64 = 2;

const RAW: u8 = 0;
const VERSION_4: u8 = 4;
const VERSION_7: u8 = 7;

/// Ids met while writing.
pub(super) struct IdWriter<'k> {
    known: &'k dyn KnownRecords,
    index: Index<[u8; 16]>,
    new: Vec<[u8; 16]>,
    places: Vec<RecordPlace>,
}

impl<'k> IdWriter<'k> {
    pub(super) fn new(known: &'k dyn KnownRecords) -> Self {
        Self {
            known,
            index: Index::default(),
            new: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Returns a reference counted from the latest new id, small where work stays with a few records.
    pub(super) fn back(&mut self, id: [u8; 16]) -> u64 {
        let met = self.index.list.len();
        match self.index.refer(id) {
            Some(place) => (met - 1 - place) as u64 + MET,
            None => self.first(id),
        }
    }

    /// Returns a reference counted from the first id.
    pub(super) fn at(&mut self, id: [u8; 16]) -> u64 {
        match self.index.refer(id) {
            Some(place) => place as u64 + MET,
            None => self.first(id),
        }
    }

    fn first(&mut self, id: [u8; 16]) -> u64 {
        match self.known.place(RecordId::from(Uuid::from_bytes(id))) {
            Some(place) => {
                self.places.push(place);
                PLACED
            }
            None => {
                self.new.push(id);
                NEW
            }
        }
    }

    /// Writes the ids themselves, after everything that refers to them.
    pub(super) fn write(self, out: &mut Writer) {
        write_places(&self.places, out);
        write_ids(&self.new, out);
    }
}

fn write_places(places: &[RecordPlace], out: &mut Writer) {
    let mut heads: Index<ChangeHash> = Index::default();
    for place in places {
        let head = heads.refer(place.head);
        out.refer(head);
    }
    heads
        .list
        .iter()
        .for_each(|head| out.fixed(head.as_bytes()));
    let column = |of: fn(&RecordPlace) -> u64| places.iter().map(of).collect::<Vec<_>>();
    out.packed(&column(|place| place.sequence));
    out.packed(&column(|place| u64::from(place.operation)));
}

fn read_places(count: usize, from: &mut Reader<'_>) -> Result<Vec<RecordPlace>, ColumnsError> {
    let heads = from.numbers(count)?;
    let new = heads.iter().filter(|head| **head == 0).count();
    let list: Vec<ChangeHash> = (0..new)
        .map(|_| from.fixed().map(ChangeHash))
        .collect::<Result<_, _>>()?;
    let sequences = from.packed(count)?;
    let operations = from.packed(count)?;
    let mut met = 0;
    let places = heads.into_iter().zip(sequences.into_iter().zip(operations));
    places
        .map(|(head, (sequence, operation))| {
            Ok(RecordPlace {
                head: *super::strips::resolve(head, &mut met, &list)?,
                sequence,
                operation: u32::try_from(operation).map_err(|_| ColumnsError::Damaged)?,
            })
        })
        .collect()
}

fn write_ids(ids: &[[u8; 16]], out: &mut Writer) {
    if ids.is_empty() {
        return;
    }
    let all = |version: u8| {
        ids.iter()
            .all(|id| id[6] >> 4 == version && id[8] >> 6 == 2)
    };
    if all(VERSION_7) {
        out.byte(VERSION_7);
        let times: Vec<u64> = ids.iter().map(|id| number(id) >> 16).collect();
        out.packed(&times);
        let mut bits = out.bits();
        for id in ids {
            bits.put(number(id) & 0xfff, 12);
            bits.put(number(&id[8..]) & ((1 << 62) - 1), 62);
        }
        bits.finish();
    } else if all(VERSION_4) {
        out.byte(VERSION_4);
        let mut bits = out.bits();
        for id in ids {
            bits.put(number(id) >> 16, 48);
            bits.put(number(id) & 0xfff, 12);
            bits.put(number(&id[8..]) & ((1 << 62) - 1), 62);
        }
        bits.finish();
    } else {
        out.byte(RAW);
        ids.iter().for_each(|id| out.fixed(id));
    }
}

fn read_ids(count: usize, from: &mut Reader<'_>) -> Result<Vec<[u8; 16]>, ColumnsError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let made = |version: u64, time: u64, a: u64, b: u64| {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(time << 16 | version << 12 | a).to_be_bytes());
        id[8..].copy_from_slice(&(2 << 62 | b).to_be_bytes());
        id
    };
    match from.byte()? {
        VERSION_7 => {
            let times = from.packed(count)?;
            let mut bits = from.bits(count as u64 * 74)?;
            let ids = times.into_iter().map(|time| {
                let (a, b) = (bits.get(12), bits.get(62));
                made(7, time & ((1 << 48) - 1), a, b)
            });
            Ok(ids.collect())
        }
        VERSION_4 => {
            let mut bits = from.bits(count as u64 * 122)?;
            let ids = (0..count).map(|_| {
                let (time, a, b) = (bits.get(48), bits.get(12), bits.get(62));
                made(4, time, a, b)
            });
            Ok(ids.collect())
        }
        RAW => (0..count).map(|_| from.fixed()).collect(),
        _ => Err(ColumnsError::Damaged),
    }
}

/// The first eight bytes as a number.
fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Ids met while reading: first the references are counted, then the ids follow.
#[derive(Default)]
pub(super) struct IdReader {
    /// For each id whether it stands in the list of places.
    placed: Vec<bool>,
    ids: Vec<[u8; 16]>,
    /// Where records stand that were named by place.
    pub(super) places: BTreeMap<RecordId, RecordPlace>,
}

impl IdReader {
    /// Takes a reference of [`IdWriter::back`] and returns the place in the list.
    pub(super) fn back(&mut self, reference: u64) -> Result<usize, ColumnsError> {
        let met = self.placed.len() as u64;
        match reference {
            NEW | PLACED => Ok(self.first(reference)),
            _ => (met + MET - 1)
                .checked_sub(reference)
                .map(|place| place as usize)
                .ok_or(ColumnsError::Damaged),
        }
    }

    /// Takes a reference of [`IdWriter::at`] and returns the place in the list.
    pub(super) fn at(&mut self, reference: u64) -> Result<usize, ColumnsError> {
        match reference {
            NEW | PLACED => Ok(self.first(reference)),
            _ if reference - MET < self.placed.len() as u64 => Ok((reference - MET) as usize),
            _ => Err(ColumnsError::Damaged),
        }
    }

    fn first(&mut self, reference: u64) -> usize {
        self.placed.push(reference == PLACED);
        self.placed.len() - 1
    }

    /// Reads the ids themselves.
    ///
    /// # Errors
    /// [`ColumnsError::NotHeld`] when a record stands at a place not held here.
    pub(super) fn read(
        &mut self,
        from: &mut Reader<'_>,
        known: &dyn KnownRecords,
    ) -> Result<(), ColumnsError> {
        let placed = self.placed.iter().filter(|placed| **placed).count();
        let mut places = read_places(placed, from)?.into_iter();
        let mut new = read_ids(self.placed.len() - placed, from)?.into_iter();
        for placed in &self.placed {
            let id = if *placed {
                let place = places.next().ok_or(ColumnsError::Damaged)?;
                let record = known.record(&place).ok_or(ColumnsError::NotHeld)?;
                self.places.insert(record, place);
                record.uuid().into_bytes()
            } else {
                new.next().ok_or(ColumnsError::Damaged)?
            };
            self.ids.push(id);
        }
        Ok(())
    }

    /// Returns an id by its place in the list.
    pub(super) fn get(&self, place: usize) -> Result<&[u8; 16], ColumnsError> {
        self.ids.get(place).ok_or(ColumnsError::Damaged)
    }
}
