//! Payloads by column: what was done, to which records, and one column of values for each field of each kind.

use super::ColumnsError;
use super::ids::{IdReader, IdWriter};
use super::item::{ARRAY, BYTES, NULL, TEXT, UINT, put_head, put_string};
use super::kinds::{KindReader, KindWriter, next, within};
use super::known::KnownRecords;
use super::split::{Part, Parts, form};
use super::strips::{Index, Reader, Writer};
use super::values::Tables;
use crate::format::{FORMAT, WRITE};
use std::vec::IntoIter;

/// Payloads as they are collected.
pub(super) struct PayloadWriter<'b, 'k> {
    deeds: Index<(&'b str, Option<&'b str>)>,
    deed_of: Vec<u64>,
    reasons: Vec<&'b [u8]>,
    extras: Vec<&'b [u8]>,
    salts: Vec<[u8; 16]>,
    operation_counts: Vec<u64>,
    /// 0 for an operation carried whole, else the place of its kind and one.
    operation_kinds: Vec<u64>,
    kind_places: Index<&'b str>,
    kinds: Vec<KindWriter<'b>>,
    records: Vec<u64>,
    others: Vec<&'b [u8]>,
    ids: IdWriter<'k>,
}

impl<'b, 'k> PayloadWriter<'b, 'k> {
    pub(super) fn new(known: &'k dyn KnownRecords) -> Self {
        Self {
            deeds: Index::default(),
            deed_of: Vec::new(),
            reasons: Vec::new(),
            extras: Vec::new(),
            salts: Vec::new(),
            operation_counts: Vec::new(),
            operation_kinds: Vec::new(),
            kind_places: Index::default(),
            kinds: Vec::new(),
            records: Vec::new(),
            others: Vec::new(),
            ids: IdWriter::new(known),
        }
    }

    /// Adds a payload; its salt only when that does not follow from a seed.
    pub(super) fn push(&mut self, parts: &Parts<'b>, with_salt: bool) {
        let deed = self.deeds.place((parts.action, parts.form));
        self.deed_of.push(deed as u64);
        self.reasons
            .extend(parts.reason.map(|reason| reason.as_bytes()));
        if !parts.extra.is_empty() {
            self.extras.push(parts.extra);
        }
        if with_salt {
            self.salts.push(parts.salt);
        }
        self.operation_counts.push(parts.operations.len() as u64);
        for operation in &parts.operations {
            match operation {
                Part::Other(item) => {
                    self.operation_kinds.push(0);
                    self.others.push(*item);
                }
                Part::Write {
                    record,
                    kind,
                    fields,
                } => {
                    let place = self.kind(kind);
                    self.operation_kinds.push(place as u64 + 1);
                    self.records.push(self.ids.back(*record));
                    self.kinds[place].push(fields);
                }
            }
        }
    }

    fn kind(&mut self, name: &'b str) -> usize {
        let place = self.kind_places.place(name);
        if place == self.kinds.len() {
            self.kinds.push(KindWriter::new(name));
        }
        place
    }

    pub(super) fn write(mut self, out: &mut Writer) {
        out.number(self.deeds.list.len() as u64);
        for (action, form) in &self.deeds.list {
            out.word(action.as_bytes());
            out.byte(u8::from(form.is_some()));
            if let Some(form) = form {
                out.word(form.as_bytes());
            }
        }
        out.numbers(&self.deed_of);
        out.words(&self.reasons);
        out.words(&self.extras);
        self.salts.iter().for_each(|salt| out.fixed(salt));
        out.numbers(&self.operation_counts);
        out.number(self.kinds.len() as u64);
        out.numbers(&self.operation_kinds);
        out.numbers(&self.records);
        out.words(&self.others);
        for kind in &self.kinds {
            kind.write(out, &mut self.ids);
        }
        self.ids.write(out);
    }
}

/// Payloads as they are read, one after the other.
pub(super) struct PayloadReader<'b> {
    deeds: Vec<(&'b [u8], Option<&'b [u8]>)>,
    deed_of: IntoIter<u64>,
    reasons: IntoIter<&'b [u8]>,
    extras: IntoIter<&'b [u8]>,
    salts: IntoIter<[u8; 16]>,
    operation_counts: IntoIter<u64>,
    operation_kinds: IntoIter<u64>,
    kinds: Vec<KindReader<'b>>,
    records: IntoIter<usize>,
    others: IntoIter<&'b [u8]>,
    pub(super) ids: IdReader,
    patterns: Vec<&'b [u8]>,
}

impl<'b> PayloadReader<'b> {
    /// Reads the columns of all payloads whose form says so; at most `most` values, since some take no room here.
    pub(super) fn read(
        forms: &[u8],
        known: &dyn KnownRecords,
        most: usize,
        from: &mut Reader<'b>,
    ) -> Result<Self, ColumnsError> {
        let forms = forms
            .iter()
            .filter(|form| *form & (form::NO_PAYLOAD | form::RAW_PAYLOAD) == 0);
        let with = |bit: u8| forms.clone().filter(|form| *form & bit != 0).count();
        let count = forms.clone().count();
        let deeds = (0..from.count()?)
            .map(|_| {
                let action = from.word()?;
                let form = match from.byte()? {
                    0 => None,
                    1 => Some(from.word()?),
                    _ => return Err(ColumnsError::Damaged),
                };
                Ok((action, form))
            })
            .collect::<Result<_, _>>()?;
        let deed_of = from.numbers(count)?;
        let reasons = from.words(with(form::REASON))?;
        let extras = from.words(with(form::PAYLOAD_EXTRA))?;
        let salts = (0..count - with(form::RUN_SALT))
            .map(|_| from.fixed())
            .collect::<Result<Vec<_>, _>>()?;
        let operation_counts = from.numbers(count)?;
        let operations = operation_counts
            .iter()
            .try_fold(0u64, |sum, count| sum.checked_add(*count))
            .and_then(|sum| usize::try_from(sum).ok())
            .ok_or(ColumnsError::Damaged)?;
        let kinds = from.count()?;
        let operation_kinds = from.numbers(operations)?;
        let mut writes_of = vec![0usize; kinds];
        let mut others = 0;
        for kind in &operation_kinds {
            match kind.checked_sub(1) {
                None => others += 1,
                Some(kind) => {
                    *usize::try_from(kind)
                        .ok()
                        .and_then(|kind| writes_of.get_mut(kind))
                        .ok_or(ColumnsError::Damaged)? += 1;
                }
            }
        }
        let mut ids = IdReader::default();
        let records = from
            .numbers(operations - others)?
            .into_iter()
            .map(|reference| ids.back(reference))
            .collect::<Result<Vec<_>, _>>()?;
        let others = from.words(others)?;
        let (mut patterns, mut left) = (Vec::new(), most);
        let kinds = writes_of
            .into_iter()
            .map(|writes| KindReader::read(writes, &mut left, from, &mut ids, &mut patterns))
            .collect::<Result<_, _>>()?;
        ids.read(from, known)?;
        Ok(Self {
            deeds,
            deed_of: deed_of.into_iter(),
            reasons: reasons.into_iter(),
            extras: extras.into_iter(),
            salts: salts.into_iter(),
            operation_counts: operation_counts.into_iter(),
            operation_kinds: operation_kinds.into_iter(),
            kinds,
            records: records.into_iter(),
            others: others.into_iter(),
            ids,
            patterns,
        })
    }

    /// Puts the next payload together, at most `most` bytes; a salt that follows from a seed is left zero.
    pub(super) fn next(&mut self, form: u8, most: usize) -> Result<Vec<u8>, ColumnsError> {
        let mut out = Vec::new();
        let with_extra = form & form::PAYLOAD_EXTRA != 0;
        put_head(&mut out, ARRAY, 6 + u64::from(with_extra));
        put_head(&mut out, UINT, FORMAT);
        let salt = if form & form::RUN_SALT == 0 {
            next(&mut self.salts)?
        } else {
            [0; 16]
        };
        put_string(&mut out, BYTES, &salt);
        let deed = usize::try_from(next(&mut self.deed_of)?).map_err(|_| ColumnsError::Damaged)?;
        let (action, form_name) = *self.deeds.get(deed).ok_or(ColumnsError::Damaged)?;
        put_string(&mut out, TEXT, action);
        let reason = if form & form::REASON == 0 {
            None
        } else {
            Some(next(&mut self.reasons)?)
        };
        for text in [reason, form_name] {
            match text {
                Some(text) => put_string(&mut out, TEXT, text),
                None => out.push(NULL),
            }
        }
        let operations = next(&mut self.operation_counts)?;
        put_head(&mut out, ARRAY, operations);
        for _ in 0..operations {
            self.operation(&mut out, most)?;
        }
        if with_extra {
            out.extend_from_slice(next(&mut self.extras)?);
        }
        within(&out, most)?;
        Ok(out)
    }

    fn operation(&mut self, out: &mut Vec<u8>, most: usize) -> Result<(), ColumnsError> {
        let Some(kind) = next(&mut self.operation_kinds)?.checked_sub(1) else {
            out.extend_from_slice(next(&mut self.others)?);
            return within(out, most);
        };
        let kind = &mut self.kinds[kind as usize];
        put_head(out, ARRAY, 4);
        put_head(out, UINT, WRITE);
        put_string(out, BYTES, self.ids.get(next(&mut self.records)?)?);
        put_string(out, TEXT, kind.name);
        let tables = Tables {
            ids: &self.ids,
            patterns: &self.patterns,
        };
        kind.fields(&tables, out, most)
    }
}
