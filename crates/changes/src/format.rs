//! Headers and payloads as bytes: docs/formats/change-log.md in code.
//!
//! Writing and reading check the same rules, so nothing can be written that would be refused elsewhere. What follows from other changes
//! (does the predecessor exist, does time rise) is not a matter of bytes and is checked by the merge.

use crate::canonical::{Reader, Writer};
use crate::change::{Header, Incarnation, Operation, Payload, StreamId};
use crate::hash::{ChangeHash, PayloadHash};
use crate::hlc::Hlc;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, WorkerId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Number of the format written and read here, the first element of headers and payloads.
pub const FORMAT: u64 = 1;
/// Bytes of a header, at most.
pub const MAX_HEADER: usize = 256 << 10;
/// Bytes of a payload, at most.
pub const MAX_PAYLOAD: usize = 16 << 20;
/// Other heads named in a header, at most.
pub const MAX_SEEN: usize = 4096;
/// Operations in a payload, at most.
pub const MAX_OPERATIONS: usize = 1 << 16;
const MAX_CODE: usize = 64;
const MAX_NAME: usize = 128;
const MAX_REASON: usize = 16 << 10;
/// Code of the operation that writes fields.
pub(crate) const WRITE: u64 = 0;

/// Why bytes are not a header or a payload, or why something cannot be written as one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Written by a newer version in a format this one cannot read; to be delivered again after an update.
    #[error("format {0} is newer than this program")]
    NewerFormat(u64),
    /// Not the shape of a change at the place named.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// The right meaning in bytes that the format does not choose.
    #[error("not in canonical form")]
    NotCanonical,
    /// Something follows the end.
    #[error("bytes after the end")]
    TrailingBytes,
    /// Longer than the format allows at the place named.
    #[error("{0} too long")]
    TooLong(&'static str),
    /// Lists and maps nested too deep.
    #[error("nested too deep")]
    TooDeep,
    /// A number that is not whole.
    #[error("a number that is not whole")]
    Fraction,
    /// The hashes of `seen` are not strictly rising.
    #[error("seen heads are not sorted")]
    SeenNotSorted,
    /// A first change with a predecessor, a later one without, or sequence 0.
    #[error("sequence and predecessor contradict each other")]
    Sequence,
}

/// Writes a header as canonical bytes.
///
/// # Errors
/// A [`FormatError`] when the header breaks a rule of the format.
pub fn encode_header(header: &Header) -> Result<Vec<u8>, FormatError> {
    check_header(header)?;
    let mut writer = Writer::new();
    writer.array(13 + usize::from(!header.extra.is_empty()))?;
    writer.uint(FORMAT)?;
    writer.bytes(header.stream.device.uuid().as_bytes())?;
    writer.bytes(header.stream.incarnation.0.as_bytes())?;
    writer.bytes(header.stream.scope.uuid().as_bytes())?;
    writer.uint(header.sequence)?;
    match &header.previous {
        Some(previous) => writer.bytes(previous.as_bytes())?,
        None => writer.null()?,
    }
    writer.array(header.seen.len())?;
    for seen in &header.seen {
        writer.bytes(seen.as_bytes())?;
    }
    writer.uint(header.hlc.0)?;
    writer.bytes(header.author.uuid().as_bytes())?;
    writer.bytes(header.office.uuid().as_bytes())?;
    writer.text(&header.role)?;
    writer.uint(u64::from(header.program))?;
    writer.bytes(header.payload_hash.as_bytes())?;
    writer.raw(&header.extra);
    capped(writer.finish(), MAX_HEADER, "header")
}

/// Reads a header.
///
/// # Errors
/// A [`FormatError`] when the bytes are not exactly what [`encode_header`] would have written.
pub fn decode_header(bytes: &[u8]) -> Result<Header, FormatError> {
    let mut reader = open(bytes, MAX_HEADER, "header")?;
    let length = reader.array("header")?;
    format_number(&mut reader)?;
    if !(13..=14).contains(&length) {
        return Err(FormatError::Malformed("header"));
    }
    let stream = StreamId {
        device: DeviceId::from(uuid(&mut reader, "device")?),
        incarnation: Incarnation(uuid(&mut reader, "incarnation")?),
        scope: OfficeId::from(uuid(&mut reader, "scope")?),
    };
    let sequence = reader.uint("sequence")?;
    let previous = if reader.null()? {
        None
    } else {
        Some(ChangeHash(reader.fixed("previous")?))
    };
    let mut seen = Vec::new();
    let count = reader.array("seen")?;
    if count > MAX_SEEN as u64 {
        return Err(FormatError::TooLong("seen"));
    }
    for _ in 0..count {
        seen.push(ChangeHash(reader.fixed("seen")?));
    }
    let header = Header {
        stream,
        sequence,
        previous,
        seen,
        hlc: Hlc(reader.uint("time")?),
        author: WorkerId::from(uuid(&mut reader, "author")?),
        office: OfficeId::from(uuid(&mut reader, "office")?),
        role: reader.text("role")?.to_owned(),
        program: u32::try_from(reader.uint("program")?)
            .map_err(|_| FormatError::Malformed("program"))?,
        payload_hash: PayloadHash(reader.fixed("payload hash")?),
        extra: extra(&mut reader, length == 14)?,
    };
    reader.finish()?;
    check_header(&header)?;
    Ok(header)
}

/// Writes a payload as canonical bytes.
///
/// # Errors
/// A [`FormatError`] when the payload breaks a rule of the format.
pub fn encode_payload(payload: &Payload) -> Result<Vec<u8>, FormatError> {
    check_payload(payload)?;
    let mut writer = Writer::new();
    writer.array(6 + usize::from(!payload.extra.is_empty()))?;
    writer.uint(FORMAT)?;
    writer.bytes(&payload.salt)?;
    writer.text(&payload.action)?;
    for text in [&payload.reason, &payload.form] {
        match text {
            Some(text) => writer.text(text)?,
            None => writer.null()?,
        }
    }
    writer.array(payload.operations.len())?;
    for operation in &payload.operations {
        match operation {
            Operation::Write {
                record,
                kind,
                fields,
            } => {
                writer.array(4)?;
                writer.uint(WRITE)?;
                writer.bytes(record.uuid().as_bytes())?;
                writer.text(kind)?;
                writer.fields(fields.iter(), 3)?;
            }
            Operation::Unknown(item) => writer.raw(item),
        }
    }
    writer.raw(&payload.extra);
    let bytes = capped(writer.finish(), MAX_PAYLOAD, "payload")?;
    // Counting items while writing would repeat the reader; one more pass over own bytes costs little and leaves one rule.
    Reader::new(&bytes).any(0)?;
    Ok(bytes)
}

/// Reads a payload.
///
/// # Errors
/// A [`FormatError`] when the bytes are not exactly what [`encode_payload`] would have written.
pub fn decode_payload(bytes: &[u8]) -> Result<Payload, FormatError> {
    let mut reader = open(bytes, MAX_PAYLOAD, "payload")?;
    let length = reader.array("payload")?;
    format_number(&mut reader)?;
    if !(6..=7).contains(&length) {
        return Err(FormatError::Malformed("payload"));
    }
    let salt = reader.fixed("salt")?;
    let action = reader.text("action")?.to_owned();
    let reason = optional_text(&mut reader, "reason")?;
    let form = optional_text(&mut reader, "form")?;
    let count = reader.array("operations")?;
    if count > MAX_OPERATIONS as u64 {
        return Err(FormatError::TooLong("operations"));
    }
    let mut operations = Vec::new();
    for _ in 0..count {
        operations.push(operation(&mut reader)?);
    }
    let extra = extra(&mut reader, length == 7)?;
    reader.finish()?;
    let payload = Payload {
        salt,
        action,
        reason,
        form,
        operations,
        extra,
    };
    check_payload(&payload)?;
    Ok(payload)
}

fn operation(reader: &mut Reader<'_>) -> Result<Operation, FormatError> {
    let item = reader.any(2)?;
    let mut inner = Reader::new(item);
    let length = inner.array("operation")?;
    if inner.uint("operation code")? != WRITE {
        return Ok(Operation::Unknown(item.to_vec()));
    }
    if length != 4 {
        return Err(FormatError::Malformed("write"));
    }
    let record = RecordId::from(uuid(&mut inner, "record")?);
    let kind = inner.text("kind")?.to_owned();
    let mut fields = BTreeMap::new();
    inner.fields(3, |key, value| {
        fields.insert(key, value);
    })?;
    Ok(Operation::Write {
        record,
        kind,
        fields,
    })
}

fn check_header(header: &Header) -> Result<(), FormatError> {
    if header.sequence == 0 || (header.sequence == 1) != header.previous.is_none() {
        return Err(FormatError::Sequence);
    }
    if header.seen.len() > MAX_SEEN {
        return Err(FormatError::TooLong("seen"));
    }
    if !header.seen.is_sorted_by(|a, b| a < b) {
        return Err(FormatError::SeenNotSorted);
    }
    if header.hlc > Hlc::MAX {
        return Err(FormatError::Malformed("time"));
    }
    within(&header.role, MAX_CODE, "role")?;
    check_extra(&header.extra)
}

fn check_payload(payload: &Payload) -> Result<(), FormatError> {
    within(&payload.action, MAX_NAME, "action")?;
    within(
        payload.reason.as_deref().unwrap_or_default(),
        MAX_REASON,
        "reason",
    )?;
    within(
        payload.form.as_deref().unwrap_or_default(),
        MAX_NAME,
        "form",
    )?;
    if payload.operations.len() > MAX_OPERATIONS {
        return Err(FormatError::TooLong("operations"));
    }
    for operation in &payload.operations {
        match operation {
            Operation::Write { kind, fields, .. } => {
                within(kind, MAX_CODE, "kind")?;
                fields
                    .keys()
                    .try_for_each(|field| within(field, MAX_NAME, "field name"))?;
            }
            Operation::Unknown(item) => {
                let mut reader = Reader::new(item);
                reader.any(2)?;
                reader.finish()?;
                let mut reader = Reader::new(item);
                if reader.array("operation")? == 0 || reader.uint("operation code")? == WRITE {
                    return Err(FormatError::Malformed("operation"));
                }
            }
        }
    }
    check_extra(&payload.extra)
}

/// What a newer version adds is one map that is not empty.
fn check_extra(extra: &[u8]) -> Result<(), FormatError> {
    if extra.is_empty() {
        return Ok(());
    }
    let mut reader = Reader::new(extra);
    reader.any(1)?;
    reader.finish()?;
    if Reader::new(extra).map("extra")? == 0 {
        Err(FormatError::NotCanonical)
    } else {
        Ok(())
    }
}

fn extra(reader: &mut Reader<'_>, present: bool) -> Result<Vec<u8>, FormatError> {
    if present {
        Ok(reader.any(1)?.to_vec())
    } else {
        Ok(Vec::new())
    }
}

fn open<'b>(bytes: &'b [u8], most: usize, what: &'static str) -> Result<Reader<'b>, FormatError> {
    if bytes.len() > most {
        Err(FormatError::TooLong(what))
    } else {
        Ok(Reader::new(bytes))
    }
}

fn format_number(reader: &mut Reader<'_>) -> Result<(), FormatError> {
    match reader.uint("format number")? {
        FORMAT => Ok(()),
        0 => Err(FormatError::Malformed("format number")),
        newer => Err(FormatError::NewerFormat(newer)),
    }
}

fn uuid(reader: &mut Reader<'_>, what: &'static str) -> Result<Uuid, FormatError> {
    Ok(Uuid::from_bytes(reader.fixed(what)?))
}

fn optional_text(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<Option<String>, FormatError> {
    if reader.null()? {
        Ok(None)
    } else {
        Ok(Some(reader.text(what)?.to_owned()))
    }
}

fn within(text: &str, most: usize, what: &'static str) -> Result<(), FormatError> {
    if text.len() > most {
        Err(FormatError::TooLong(what))
    } else {
        Ok(())
    }
}

fn capped(bytes: Vec<u8>, most: usize, what: &'static str) -> Result<Vec<u8>, FormatError> {
    if bytes.len() > most {
        Err(FormatError::TooLong(what))
    } else {
        Ok(bytes)
    }
}
