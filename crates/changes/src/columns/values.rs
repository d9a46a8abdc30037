//! The values of one field of one kind, in the order they were written.
//!
//! A value is carried by what it is (class) and what it says; a class of its own for each way to say it shorter. Everything leads back
//! to one CBOR item.

use super::ColumnsError;
use super::ids::{IdReader, IdWriter};
use super::item::{self, head, put_head, put_string};
use super::spelling::{self, Patterns};
use super::strips::{Reader, Writer};

/// Says that the classes of a column differ and stand one by one.
const MIXED: u8 = 255;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Null,
    False,
    True,
    /// An unsigned integer.
    Number,
    /// A negative integer.
    Negative,
    /// A text written out at its first use.
    Word,
    /// A text that is a date.
    Date,
    /// A text that is an id.
    Id,
    /// A text of digits between letters.
    Pattern,
    /// A list, a map, or what no value should be.
    Other,
}

impl Class {
    const ALL: [Class; 10] = [
        Class::Null,
        Class::False,
        Class::True,
        Class::Number,
        Class::Negative,
        Class::Word,
        Class::Date,
        Class::Id,
        Class::Pattern,
        Class::Other,
    ];

    fn of_code(code: u8) -> Result<Class, ColumnsError> {
        Class::ALL
            .get(usize::from(code))
            .copied()
            .ok_or(ColumnsError::Damaged)
    }
}

/// A column taken apart by class.
#[derive(Default)]
struct ByClass<'b> {
    classes: Vec<u8>,
    numbers: Vec<u64>,
    negatives: Vec<u64>,
    words: Vec<&'b [u8]>,
    dates: Vec<u64>,
    ids: Vec<[u8; 16]>,
    patterned: Vec<&'b [u8]>,
    others: Vec<&'b [u8]>,
}

impl<'b> ByClass<'b> {
    fn push(&mut self, value: &'b [u8]) {
        let class = match head(value) {
            Some((item::UINT, number, _)) => {
                self.numbers.push(number);
                Class::Number
            }
            Some((item::NEGATIVE, number, _)) => {
                self.negatives.push(number);
                Class::Negative
            }
            Some((item::TEXT, _, text)) => self.text(text),
            _ => match value {
                [item::NULL] => Class::Null,
                [item::FALSE] => Class::False,
                [item::TRUE] => Class::True,
                _ => {
                    self.others.push(value);
                    Class::Other
                }
            },
        };
        self.classes.push(class as u8);
    }

    fn text(&mut self, text: &'b [u8]) -> Class {
        if let Some(days) = spelling::date(text) {
            self.dates.push(days);
            Class::Date
        } else if let Some(id) = spelling::id(text) {
            self.ids.push(id);
            Class::Id
        } else if spelling::may_be_pattern(text) {
            self.patterned.push(text);
            Class::Pattern
        } else {
            self.words.push(text);
            Class::Word
        }
    }
}

/// Writes a column of CBOR items; nothing for an empty one.
pub(super) fn write(values: &[&[u8]], out: &mut Writer, ids: &mut IdWriter<'_>) {
    let mut column = ByClass::default();
    values.iter().for_each(|value| column.push(value));
    let Some(first) = column.classes.first() else {
        return;
    };
    if column.classes.iter().all(|class| class == first) {
        out.byte(*first);
    } else {
        out.byte(MIXED);
        column.classes.iter().for_each(|class| out.byte(*class));
    }
    out.packed(&column.numbers);
    out.packed(&column.negatives);
    out.words(&column.words);
    out.packed(&column.dates);
    for id in column.ids {
        out.number(ids.at(id));
    }
    if !column.patterned.is_empty() {
        write_patterned(&Patterns::of(&column.patterned), out);
    }
    out.words(&column.others);
}

fn write_patterned(patterns: &Patterns, out: &mut Writer) {
    out.number(patterns.list.len() as u64);
    patterns.list.iter().for_each(|pattern| out.word(pattern));
    if patterns.list.len() > 1 {
        for (pattern, _, _) in &patterns.filled {
            out.number(*pattern as u64);
        }
    }
    let mut bits = out.bits();
    for (_, digits, width) in &patterns.filled {
        bits.put(*digits, *width);
    }
    bits.finish();
}

/// A value read.
#[derive(Clone, Copy)]
pub(super) enum Value<'b> {
    /// A value of one byte.
    Byte(u8),
    Number(u64),
    Negative(u64),
    Word(&'b [u8]),
    Date(u64),
    /// Place in the list of ids.
    Id(usize),
    /// Place in the list of patterns, and the digits.
    Pattern(u32, u64),
    Other(&'b [u8]),
}

/// Reads a column of `count` values; patterns are added to those of the columns before.
pub(super) fn read<'b>(
    count: usize,
    from: &mut Reader<'b>,
    ids: &mut IdReader,
    patterns: &mut Vec<&'b [u8]>,
) -> Result<Vec<Value<'b>>, ColumnsError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let classes: Vec<Class> = match from.byte()? {
        MIXED => {
            let codes = from.bytes(count)?;
            codes
                .iter()
                .map(|code| Class::of_code(*code))
                .collect::<Result<_, _>>()?
        }
        code => vec![Class::of_code(code)?; count],
    };
    let count_of = |wanted| classes.iter().filter(|class| **class == wanted).count();
    let mut numbers = from.packed(count_of(Class::Number))?.into_iter();
    let mut negatives = from.packed(count_of(Class::Negative))?.into_iter();
    let mut words = from.words(count_of(Class::Word))?.into_iter();
    let mut dates = from.packed(count_of(Class::Date))?.into_iter();
    let mut named = from.numbers(count_of(Class::Id))?.into_iter();
    let mut patterned = read_patterned(count_of(Class::Pattern), from, patterns)?.into_iter();
    let mut others = from.words(count_of(Class::Other))?.into_iter();
    classes
        .into_iter()
        .map(|class| {
            let value = match class {
                Class::Null => Some(Value::Byte(item::NULL)),
                Class::False => Some(Value::Byte(item::FALSE)),
                Class::True => Some(Value::Byte(item::TRUE)),
                Class::Number => numbers.next().map(Value::Number),
                Class::Negative => negatives.next().map(Value::Negative),
                Class::Word => words.next().map(Value::Word),
                Class::Date => dates.next().map(Value::Date),
                Class::Id => match named.next() {
                    Some(reference) => Some(Value::Id(ids.at(reference)?)),
                    None => None,
                },
                Class::Pattern => patterned.next(),
                Class::Other => others.next().map(Value::Other),
            };
            value.ok_or(ColumnsError::Damaged)
        })
        .collect()
}

fn read_patterned<'b>(
    count: usize,
    from: &mut Reader<'b>,
    patterns: &mut Vec<&'b [u8]>,
) -> Result<Vec<Value<'b>>, ColumnsError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let before = patterns.len();
    for _ in 0..from.count()? {
        patterns.push(from.word()?);
    }
    let own = &patterns[before..];
    let places: Vec<u64> = if own.len() > 1 {
        from.numbers(count)?
    } else {
        vec![0; count]
    };
    let mut total = 0;
    let widths: Vec<u8> = own.iter().map(|pattern| spelling::width(pattern)).collect();
    let width_of = |place: u64| {
        usize::try_from(place)
            .ok()
            .and_then(|place| widths.get(place).copied())
            .ok_or(ColumnsError::Damaged)
    };
    for place in &places {
        total += u64::from(width_of(*place)?);
    }
    let mut bits = from.bits(total)?;
    places
        .into_iter()
        .map(|place| {
            let at = u32::try_from(before as u64 + place).map_err(|_| ColumnsError::Damaged)?;
            Ok(Value::Pattern(at, bits.get(width_of(place)?)))
        })
        .collect()
}

/// What values refer to.
pub(super) struct Tables<'t, 'b> {
    pub(super) ids: &'t IdReader,
    pub(super) patterns: &'t [&'b [u8]],
}

impl Value<'_> {
    /// Writes the value as a CBOR item.
    pub(super) fn put(
        &self,
        tables: &Tables<'_, '_>,
        out: &mut Vec<u8>,
    ) -> Result<(), ColumnsError> {
        match self {
            Value::Byte(byte) => out.push(*byte),
            Value::Number(number) => put_head(out, item::UINT, *number),
            Value::Negative(number) => put_head(out, item::NEGATIVE, *number),
            Value::Word(text) => put_string(out, item::TEXT, text),
            Value::Date(days) => {
                let text = spelling::date_text(*days).ok_or(ColumnsError::Damaged)?;
                put_string(out, item::TEXT, &text);
            }
            Value::Id(place) => {
                put_string(out, item::TEXT, &spelling::id_text(tables.ids.get(*place)?));
            }
            Value::Pattern(place, digits) => {
                let pattern = tables
                    .patterns
                    .get(*place as usize)
                    .ok_or(ColumnsError::Damaged)?;
                put_head(out, item::TEXT, pattern.len() as u64);
                spelling::pattern_text(pattern, *digits, out);
            }
            Value::Other(item) => out.extend_from_slice(item),
        }
        Ok(())
    }
}
