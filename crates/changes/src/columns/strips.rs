//! The three strips every column is written to, and the small codes in them.
//!
//! Apart, because a compressor does best with like beside like: `loose` holds counts, classes and references, `text` words, `dense`
//! what chance or packing has left without any pattern. What a number means is decided by whoever writes it.

use super::ColumnsError;
use std::collections::HashMap;
use std::hash::Hash;

/// Columns as bytes, with the places where another kind of content begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The encoding.
    pub bytes: Vec<u8>,
    /// Offsets at which a compressor should begin new statistics, rising.
    pub seams: [usize; 2],
}

/// Says that numbers are packed as varints instead of by width.
const VARINTS: u8 = 65;

/// What is written so far.
#[derive(Default)]
pub(super) struct Writer {
    loose: Vec<u8>,
    text: Vec<u8>,
    dense: Vec<u8>,
}

impl Writer {
    pub(super) fn finish(self) -> Columns {
        let mut bytes =
            Vec::with_capacity(self.loose.len() + self.text.len() + self.dense.len() + 8);
        put_varint(&mut bytes, self.loose.len() as u64);
        put_varint(&mut bytes, self.text.len() as u64);
        bytes.extend_from_slice(&self.loose);
        let text = bytes.len();
        bytes.extend_from_slice(&self.text);
        let dense = bytes.len();
        bytes.extend_from_slice(&self.dense);
        Columns {
            bytes,
            seams: [text, dense],
        }
    }

    /// A byte of its own.
    pub(super) fn byte(&mut self, byte: u8) {
        self.loose.push(byte);
    }

    /// A small number: count, reference, length.
    pub(super) fn number(&mut self, value: u64) {
        put_varint(&mut self.loose, value);
    }

    /// Several small numbers.
    pub(super) fn numbers(&mut self, values: &[u64]) {
        values.iter().for_each(|value| self.number(*value));
    }

    /// A reference into a list that grows as it is read: 0 for a new entry, else its place and one.
    pub(super) fn refer(&mut self, place: Option<usize>) {
        self.number(place.map_or(0, |place| place as u64 + 1));
    }

    /// Bytes that look like nothing.
    pub(super) fn fixed(&mut self, bytes: &[u8]) {
        self.dense.extend_from_slice(bytes);
    }

    /// Bytes with their length.
    pub(super) fn word(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.text.extend_from_slice(bytes);
    }

    /// Texts of which some come again: references, then lengths, then the new ones.
    pub(super) fn words(&mut self, words: &[&[u8]]) {
        let mut index = Index::default();
        for word in words {
            let place = index.refer(*word);
            self.refer(place);
        }
        index.list.iter().for_each(|word| self.word(word));
    }

    /// Numbers without a pattern: the smallest, and the distance of each from it in the fewest bits all of them fit in; varints when
    /// those are shorter.
    pub(super) fn packed(&mut self, values: &[u64]) {
        let (Some(least), Some(most)) = (values.iter().min(), values.iter().max()) else {
            return;
        };
        let width = bits_of(most - least);
        let by_width = varint_length(*least) + (values.len() * width as usize).div_ceil(8);
        let by_varints: usize = values.iter().map(|value| varint_length(*value)).sum();
        if by_width <= by_varints {
            self.byte(width);
            put_varint(&mut self.dense, *least);
            let mut bits = self.bits();
            values
                .iter()
                .for_each(|value| bits.put(value - least, width));
            bits.finish();
        } else {
            self.byte(VARINTS);
            values
                .iter()
                .for_each(|value| put_varint(&mut self.dense, *value));
        }
    }

    /// Bits in `dense`, to be ended with `finish`.
    pub(super) fn bits(&mut self) -> BitWriter<'_> {
        BitWriter {
            out: &mut self.dense,
            held: 0,
            filled: 0,
        }
    }
}

/// Writes bits, the lowest first.
pub(super) struct BitWriter<'w> {
    out: &'w mut Vec<u8>,
    held: u128,
    filled: u8,
}

impl BitWriter<'_> {
    pub(super) fn put(&mut self, value: u64, width: u8) {
        self.held |= u128::from(value) << self.filled;
        self.filled += width;
        while self.filled >= 8 {
            self.out.push(self.held as u8);
            self.held >>= 8;
            self.filled -= 8;
        }
    }

    /// Fills the last byte with zeros.
    pub(super) fn finish(self) {
        if self.filled > 0 {
            self.out.push(self.held as u8);
        }
    }
}

/// What is left to read. Nothing is reserved for what is only claimed to be there.
pub(super) struct Reader<'b> {
    loose: &'b [u8],
    text: &'b [u8],
    dense: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Result<Self, ColumnsError> {
        let mut rest = bytes;
        let loose = get_varint(&mut rest)?;
        let text = get_varint(&mut rest)?;
        Ok(Self {
            loose: take(&mut rest, loose)?,
            text: take(&mut rest, text)?,
            dense: rest,
        })
    }

    pub(super) fn finish(&self) -> Result<(), ColumnsError> {
        if self.loose.is_empty() && self.text.is_empty() && self.dense.is_empty() {
            Ok(())
        } else {
            Err(ColumnsError::Damaged)
        }
    }

    pub(super) fn byte(&mut self) -> Result<u8, ColumnsError> {
        Ok(take(&mut self.loose, 1)?[0])
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'b [u8], ColumnsError> {
        take(&mut self.loose, count as u64)
    }

    pub(super) fn number(&mut self) -> Result<u64, ColumnsError> {
        get_varint(&mut self.loose)
    }

    /// A number that says how much follows in `loose`, at least a byte each.
    pub(super) fn count(&mut self) -> Result<usize, ColumnsError> {
        let count = self.number()?;
        if count <= self.loose.len() as u64 {
            Ok(count as usize)
        } else {
            Err(ColumnsError::Damaged)
        }
    }

    pub(super) fn numbers(&mut self, count: usize) -> Result<Vec<u64>, ColumnsError> {
        if count > self.loose.len() {
            return Err(ColumnsError::Damaged);
        }
        (0..count).map(|_| self.number()).collect()
    }

    pub(super) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], ColumnsError> {
        take(&mut self.dense, N as u64)?
            .try_into()
            .map_err(|_| ColumnsError::Damaged)
    }

    pub(super) fn word(&mut self) -> Result<&'b [u8], ColumnsError> {
        let length = self.number()?;
        take(&mut self.text, length)
    }

    pub(super) fn words(&mut self, count: usize) -> Result<Vec<&'b [u8]>, ColumnsError> {
        let places = self.numbers(count)?;
        let new = places.iter().filter(|place| **place == 0).count();
        let words: Vec<&[u8]> = (0..new).map(|_| self.word()).collect::<Result<_, _>>()?;
        let mut met = 0;
        places
            .into_iter()
            .map(|place| resolve(place, &mut met, &words).copied())
            .collect()
    }

    /// Reads packed numbers; `count` is bounded by the caller, since numbers of width 0 take no room.
    pub(super) fn packed(&mut self, count: usize) -> Result<Vec<u64>, ColumnsError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        match self.byte()? {
            VARINTS if count <= self.dense.len() => {
                (0..count).map(|_| get_varint(&mut self.dense)).collect()
            }
            width @ 0..=64 => {
                let least = get_varint(&mut self.dense)?;
                let mut bits = self.bits(count as u64 * u64::from(width))?;
                (0..count)
                    .map(|_| {
                        least
                            .checked_add(bits.get(width))
                            .ok_or(ColumnsError::Damaged)
                    })
                    .collect()
            }
            _ => Err(ColumnsError::Damaged),
        }
    }

    /// Takes so many bits, whole bytes of them.
    pub(super) fn bits(&mut self, count: u64) -> Result<BitReader<'b>, ColumnsError> {
        Ok(BitReader {
            bytes: take(&mut self.dense, count.div_ceil(8))?,
            held: 0,
            filled: 0,
        })
    }
}

/// Reads bits, the lowest first; zeros behind the end.
pub(super) struct BitReader<'b> {
    bytes: &'b [u8],
    held: u128,
    filled: u8,
}

impl BitReader<'_> {
    pub(super) fn get(&mut self, width: u8) -> u64 {
        while self.filled < width {
            let byte = match self.bytes.split_first() {
                Some((byte, rest)) => {
                    self.bytes = rest;
                    *byte
                }
                None => 0,
            };
            self.held |= u128::from(byte) << self.filled;
            self.filled += 8;
        }
        let value = self.held & ((1 << width) - 1);
        self.held >>= width;
        self.filled -= width;
        value as u64
    }
}

/// A list whose entries are found again.
pub(super) struct Index<T> {
    places: HashMap<T, usize>,
    /// The entries in the order they came.
    pub(super) list: Vec<T>,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self {
            places: HashMap::new(),
            list: Vec::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Index<T> {
    /// Returns the place of an entry, or adds it and returns None.
    pub(super) fn refer(&mut self, entry: T) -> Option<usize> {
        if let Some(place) = self.places.get(&entry) {
            return Some(*place);
        }
        self.places.insert(entry.clone(), self.list.len());
        self.list.push(entry);
        None
    }

    /// Returns the place of an entry, added when it is new.
    pub(super) fn place(&mut self, entry: T) -> usize {
        let end = self.list.len();
        self.refer(entry).unwrap_or(end)
    }
}

/// Follows a reference of [`Writer::refer`]; `met` counts the new entries so far.
pub(super) fn resolve<'l, T>(
    place: u64,
    met: &mut usize,
    list: &'l [T],
) -> Result<&'l T, ColumnsError> {
    let place = match place {
        0 => {
            *met += 1;
            *met - 1
        }
        place => usize::try_from(place - 1)
            .ok()
            .filter(|place| *place < *met)
            .ok_or(ColumnsError::Damaged)?,
    };
    list.get(place).ok_or(ColumnsError::Damaged)
}

fn take<'b>(rest: &mut &'b [u8], length: u64) -> Result<&'b [u8], ColumnsError> {
    let length = usize::try_from(length).map_err(|_| ColumnsError::Damaged)?;
    let (taken, left) = rest.split_at_checked(length).ok_or(ColumnsError::Damaged)?;
    *rest = left;
    Ok(taken)
}

/// Bits a number needs.
pub(super) fn bits_of(value: u64) -> u8 {
    (64 - value.leading_zeros()) as u8
}

fn varint_length(value: u64) -> usize {
    usize::from(bits_of(value).max(1).div_ceil(7))
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn get_varint(rest: &mut &[u8]) -> Result<u64, ColumnsError> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(rest, 1)?[0];
        let part = u64::from(byte & 0x7f);
        if part << shift >> shift != part {
            break;
        }
        value |= part << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(ColumnsError::Damaged)
}

/// A signed difference as a number that is small when the difference is.
pub(super) fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

/// Reads [`zigzag`] back.
pub(super) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_bits_come_back(
            values in prop::collection::vec(prop_oneof![any::<u64>(), 0u64..300], 0..40),
            differences in prop::collection::vec(any::<i64>(), 0..9),
        ) {
            let mut writer = Writer::default();
            writer.numbers(&values);
            writer.packed(&values);
            let bytes = writer.finish().bytes;
            let mut reader = Reader::of(&bytes).unwrap();
            prop_assert_eq!(reader.numbers(values.len()).unwrap(), values.clone());
            prop_assert_eq!(reader.packed(values.len()).unwrap(), values);
            prop_assert!(reader.finish().is_ok());
            for difference in differences {
                prop_assert_eq!(unzigzag(zigzag(difference)), difference);
            }
        }

        #[test]
        fn words_come_back(words in prop::collection::vec("[ab]{0,2}", 0..20)) {
            let words: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
            let mut writer = Writer::default();
            writer.words(&words);
            let bytes = writer.finish().bytes;
            let mut reader = Reader::of(&bytes).unwrap();
            prop_assert_eq!(reader.words(words.len()).unwrap(), words);
            prop_assert!(reader.finish().is_ok());
        }
    }
}
