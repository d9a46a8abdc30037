//! The one way to write each value: CBOR in the deterministic form of RFC 8949, section 4.2.1, without tags and fractions.
//!
//! Separate from the shapes of changes so that strictness is decided in one place: what this reader accepts, this writer would have
//! written, byte for byte. Every count and depth is bounded before anything is allocated for it.

use crate::format::FormatError;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use serde_json::{Map, Number, Value};
use std::convert::Infallible;

/// Lists and maps inside one another, at most.
pub(crate) const MAX_DEPTH: u32 = 16;
/// Values in one header or payload, at most, counting every element, key and container.
pub(crate) const MAX_ITEMS: u32 = 1 << 20;

type Written<'a> = Result<&'a mut Encoder<Vec<u8>>, minicbor::encode::Error<Infallible>>;

/// Writes canonical bytes.
pub(crate) struct Writer(Encoder<Vec<u8>>);

impl Writer {
    pub(crate) fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_writer()
    }

    pub(crate) fn uint(&mut self, value: u64) -> Result<(), FormatError> {
        done(self.0.u64(value))
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) -> Result<(), FormatError> {
        done(self.0.bytes(value))
    }

    pub(crate) fn text(&mut self, value: &str) -> Result<(), FormatError> {
        done(self.0.str(value))
    }

    pub(crate) fn null(&mut self) -> Result<(), FormatError> {
        done(self.0.null())
    }

    pub(crate) fn array(&mut self, length: usize) -> Result<(), FormatError> {
        done(self.0.array(length as u64))
    }

    pub(crate) fn map(&mut self, length: usize) -> Result<(), FormatError> {
        done(self.0.map(length as u64))
    }

    /// Appends bytes that are canonical already.
    pub(crate) fn raw(&mut self, item: &[u8]) {
        self.0.writer_mut().extend_from_slice(item);
    }

    /// Writes a JSON value; `depth` counts the containers around it.
    pub(crate) fn value(&mut self, value: &Value, depth: u32) -> Result<(), FormatError> {
        match value {
            Value::Null => self.null(),
            Value::Bool(value) => done(self.0.bool(*value)),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => self.uint(number),
                (None, Some(number)) => done(self.0.i64(number)),
                (None, None) => Err(FormatError::Fraction),
            },
            Value::String(text) => self.text(text),
            Value::Array(_) | Value::Object(_) if depth >= MAX_DEPTH => Err(FormatError::TooDeep),
            Value::Array(elements) => {
                self.array(elements.len())?;
                elements
                    .iter()
                    .try_for_each(|element| self.value(element, depth + 1))
            }
            Value::Object(fields) => self.fields(fields.iter(), depth),
        }
    }

    /// Writes a map with text keys, in canonical order whatever order it comes in.
    pub(crate) fn fields<'a>(
        &mut self,
        fields: impl Iterator<Item = (&'a String, &'a Value)>,
        depth: u32,
    ) -> Result<(), FormatError> {
        let mut fields: Vec<_> = fields.collect();
        fields.sort_unstable_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
        self.map(fields.len())?;
        for (key, value) in fields {
            self.text(key)?;
            self.value(value, depth + 1)?;
        }
        Ok(())
    }
}

fn done(written: Written<'_>) -> Result<(), FormatError> {
    written
        .map(drop)
        .map_err(|_| FormatError::Malformed("value"))
}

/// Reads canonical bytes and nothing else.
pub(crate) struct Reader<'b> {
    decoder: Decoder<'b>,
    items: u32,
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self {
            decoder: Decoder::new(bytes),
            items: 0,
        }
    }

    /// Ends reading.
    pub(crate) fn finish(self) -> Result<(), FormatError> {
        if self.decoder.position() == self.decoder.input().len() {
            Ok(())
        } else {
            Err(FormatError::TrailingBytes)
        }
    }

    pub(crate) fn uint(&mut self, what: &'static str) -> Result<u64, FormatError> {
        self.item(what, |decoder| {
            decoder.u64().ok().map(|value| (value, head_length(value)))
        })
    }

    pub(crate) fn bytes(&mut self, what: &'static str) -> Result<&'b [u8], FormatError> {
        self.item(what, |decoder| {
            let bytes = decoder.bytes().ok()?;
            Some((bytes, head_length(bytes.len() as u64) + bytes.len()))
        })
    }

    pub(crate) fn fixed<const N: usize>(
        &mut self,
        what: &'static str,
    ) -> Result<[u8; N], FormatError> {
        self.bytes(what)?
            .try_into()
            .map_err(|_| FormatError::Malformed(what))
    }

    pub(crate) fn text(&mut self, what: &'static str) -> Result<&'b str, FormatError> {
        self.item(what, |decoder| {
            let text = decoder.str().ok()?;
            Some((text, head_length(text.len() as u64) + text.len()))
        })
    }

    pub(crate) fn array(&mut self, what: &'static str) -> Result<u64, FormatError> {
        self.item(what, |decoder| {
            decoder
                .array()
                .ok()
                .flatten()
                .map(|length| (length, head_length(length)))
        })
    }

    pub(crate) fn map(&mut self, what: &'static str) -> Result<u64, FormatError> {
        self.item(what, |decoder| {
            decoder
                .map()
                .ok()
                .flatten()
                .map(|length| (length, head_length(length)))
        })
    }

    /// Reads `null` if it comes next and tells whether it did.
    pub(crate) fn null(&mut self) -> Result<bool, FormatError> {
        let is_null = matches!(self.decoder.datatype(), Ok(Type::Null));
        if is_null {
            self.item("null", |decoder| decoder.null().ok().map(|()| ((), 1)))?;
        }
        Ok(is_null)
    }

    /// Reads a JSON value; `depth` counts the containers around it.
    pub(crate) fn value(&mut self, depth: u32) -> Result<Value, FormatError> {
        const WHAT: &str = "field value";
        Ok(match self.kind(WHAT)? {
            Kind::Null => {
                self.null()?;
                Value::Null
            }
            Kind::Bool => Value::Bool(self.bool(WHAT)?),
            Kind::Uint => Value::Number(self.uint(WHAT)?.into()),
            Kind::Negative => {
                let number = self.negative(WHAT)?;
                Value::Number(Number::from(
                    i64::try_from(number).map_err(|_| FormatError::Malformed(WHAT))?,
                ))
            }
            Kind::Text => Value::String(self.text(WHAT)?.to_owned()),
            Kind::Bytes => return Err(FormatError::Malformed(WHAT)),
            Kind::Array | Kind::Map if depth >= MAX_DEPTH => return Err(FormatError::TooDeep),
            Kind::Array => {
                let length = self.array(WHAT)?;
                let mut elements = Vec::new();
                for _ in 0..length {
                    elements.push(self.value(depth + 1)?);
                }
                Value::Array(elements)
            }
            Kind::Map => {
                let mut fields = Map::new();
                self.fields(depth, |key, value| {
                    fields.insert(key, value);
                })?;
                Value::Object(fields)
            }
        })
    }

    /// Reads a map with text keys in canonical order.
    pub(crate) fn fields(
        &mut self,
        depth: u32,
        mut keep: impl FnMut(String, Value),
    ) -> Result<(), FormatError> {
        let length = self.map("fields")?;
        let mut last: Option<&'b str> = None;
        for _ in 0..length {
            let key = self.text("field name")?;
            if last.is_some_and(|last| (last.len(), last) >= (key.len(), key)) {
                return Err(FormatError::NotCanonical);
            }
            last = Some(key);
            let value = self.value(depth + 1)?;
            keep(key.to_owned(), value);
        }
        Ok(())
    }

    /// Reads one item of any shape and returns its bytes.
    pub(crate) fn any(&mut self, depth: u32) -> Result<&'b [u8], FormatError> {
        const WHAT: &str = "unknown item";
        let start = self.decoder.position();
        match self.kind(WHAT)? {
            Kind::Null => drop(self.null()?),
            Kind::Bool => drop(self.bool(WHAT)?),
            Kind::Uint => drop(self.uint(WHAT)?),
            Kind::Negative => drop(self.negative(WHAT)?),
            Kind::Text => drop(self.text(WHAT)?),
            Kind::Bytes => drop(self.bytes(WHAT)?),
            Kind::Array | Kind::Map if depth >= MAX_DEPTH => return Err(FormatError::TooDeep),
            Kind::Array => {
                for _ in 0..self.array(WHAT)? {
                    self.any(depth + 1)?;
                }
            }
            Kind::Map => {
                let mut last: &[u8] = &[];
                for _ in 0..self.map(WHAT)? {
                    if matches!(self.kind(WHAT)?, Kind::Array | Kind::Map) {
                        return Err(FormatError::Malformed(WHAT));
                    }
                    let key = self.any(depth + 1)?;
                    if last >= key {
                        return Err(FormatError::NotCanonical);
                    }
                    last = key;
                    self.any(depth + 1)?;
                }
            }
        }
        Ok(&self.decoder.input()[start..self.decoder.position()])
    }

    fn bool(&mut self, what: &'static str) -> Result<bool, FormatError> {
        self.item(what, |decoder| decoder.bool().ok().map(|value| (value, 1)))
    }

    fn negative(&mut self, what: &'static str) -> Result<i128, FormatError> {
        self.item(what, |decoder| {
            let number = i128::from(decoder.int().ok()?);
            let argument = u64::try_from(-1 - number).ok()?;
            Some((number, head_length(argument)))
        })
    }

    fn kind(&self, what: &'static str) -> Result<Kind, FormatError> {
        // The first three bits; minicbor's own types split integers by width, which canonical bytes fix anyway.
        let byte = self
            .decoder
            .input()
            .get(self.decoder.position())
            .ok_or(FormatError::Malformed(what))?;
        Ok(match (byte >> 5, byte) {
            (0, _) => Kind::Uint,
            (1, _) => Kind::Negative,
            (2, _) => Kind::Bytes,
            (3, _) => Kind::Text,
            (4, _) => Kind::Array,
            (5, _) => Kind::Map,
            (_, 0xf4 | 0xf5) => Kind::Bool,
            (_, 0xf6) => Kind::Null,
            (_, 0xf9..=0xfb) => return Err(FormatError::Fraction),
            _ => return Err(FormatError::Malformed(what)),
        })
    }

    /// Reads one item and compares the bytes it took with the fewest it could take.
    fn item<T>(
        &mut self,
        what: &'static str,
        read: impl FnOnce(&mut Decoder<'b>) -> Option<(T, usize)>,
    ) -> Result<T, FormatError> {
        self.items += 1;
        if self.items > MAX_ITEMS {
            return Err(FormatError::TooLong("items"));
        }
        let start = self.decoder.position();
        let (value, shortest) = read(&mut self.decoder).ok_or(FormatError::Malformed(what))?;
        if self.decoder.position() - start == shortest {
            Ok(value)
        } else {
            Err(FormatError::NotCanonical)
        }
    }
}

enum Kind {
    Null,
    Bool,
    Uint,
    Negative,
    Text,
    Bytes,
    Array,
    Map,
}

/// Bytes that the type and an argument take when written as short as possible.
const fn head_length(argument: u64) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}
