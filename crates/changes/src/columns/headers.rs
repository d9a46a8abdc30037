//! Headers by column: who writes comes from a short list, what came before mostly follows from the change before.

use super::ColumnsError;
use super::split::form;
use super::strips::{Index, Reader, Writer, resolve, unzigzag, zigzag};
use crate::change::{Header, Incarnation, StreamId};
use crate::format::MAX_SEEN;
use crate::hash::{ChangeHash, PayloadHash};
use crate::hlc::Hlc;
use goldaw_domain::ids::{DeviceId, OfficeId, WorkerId};
use std::collections::HashMap;
use std::vec::IntoIter;
use uuid::Uuid;

/// How a change is joined to its predecessor.
mod link {
    /// It follows the last change of its stream in this run.
    pub(super) const FOLLOWS: u64 = 0;
    /// It is the first of its stream.
    pub(super) const FIRST: u64 = 1;
    /// It follows another change of this run.
    pub(super) const BRANCHES: u64 = 2;
    /// Its predecessor is named by hash.
    pub(super) const NAMED: u64 = 3;
}

/// Everything in a header that hardly ever differs.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Hand {
    stream: StreamId,
    author: WorkerId,
    office: OfficeId,
    role: String,
    program: u32,
}

impl Hand {
    fn of(header: &Header) -> Self {
        Self {
            stream: header.stream,
            author: header.author,
            office: header.office,
            role: header.role.clone(),
            program: header.program,
        }
    }
}

/// What the changes so far leave for those that follow; the same on both ends.
#[derive(Default)]
struct Chain {
    /// Where a change stands in this run.
    places: HashMap<ChangeHash, usize>,
    /// Hash of each change, and its sequence when its header is carried by column.
    list: Vec<(ChangeHash, Option<u64>)>,
    tips: HashMap<StreamId, (ChangeHash, u64)>,
    last_ms: u64,
}

impl Chain {
    fn push(&mut self, hash: ChangeHash, header: Option<&Header>) {
        self.places.insert(hash, self.list.len());
        self.list.push((hash, header.map(|header| header.sequence)));
        if let Some(header) = header {
            self.tips.insert(header.stream, (hash, header.sequence));
            self.last_ms = header.hlc.ms();
        }
    }

    /// Returns how far back a change stands.
    fn back(&self, hash: &ChangeHash) -> Option<usize> {
        self.places.get(hash).map(|place| self.list.len() - place)
    }

    fn at(&self, back: u64) -> Result<&(ChangeHash, Option<u64>), ColumnsError> {
        usize::try_from(back)
            .ok()
            .filter(|back| *back > 0)
            .and_then(|back| self.list.len().checked_sub(back))
            .and_then(|place| self.list.get(place))
            .ok_or(ColumnsError::Damaged)
    }
}

/// Headers as they are collected.
#[derive(Default)]
pub(super) struct HeaderWriter {
    chain: Chain,
    hands: Index<Hand>,
    hand_of: Vec<u64>,
    links: Vec<u64>,
    /// How far back the predecessors of branches stand.
    back: Vec<u64>,
    /// Sequences after predecessors named by hash, and references to these.
    sequences: Vec<u64>,
    named: Vec<u64>,
    seen_counts: Vec<u64>,
    /// Even: twice the distance to a change of this run; odd and 0: a hash from outside.
    seen: Vec<u64>,
    outside: Index<ChangeHash>,
    times: Vec<u64>,
    counters: Vec<u64>,
}

impl HeaderWriter {
    /// Adds a change whose header is carried whole.
    pub(super) fn push_raw(&mut self, hash: ChangeHash) {
        self.chain.push(hash, None);
    }

    /// Adds a header.
    pub(super) fn push(&mut self, header: &Header, hash: ChangeHash) {
        let hand = match self.hand_of.last() {
            Some(last) if self.hands.list[*last as usize] == Hand::of(header) => *last as usize,
            _ => self.hands.place(Hand::of(header)),
        };
        self.hand_of.push(hand as u64);
        self.link(header);
        self.seen_counts.push(header.seen.len() as u64);
        for seen in &header.seen {
            let reference = match self.chain.back(seen) {
                Some(back) => back as u64 * 2,
                None => self
                    .outside
                    .refer(*seen)
                    .map_or(0, |place| place as u64 * 2 + 1),
            };
            self.seen.push(reference);
        }
        let ms = header.hlc.ms();
        self.times
            .push(zigzag(ms.wrapping_sub(self.chain.last_ms) as i64));
        self.counters.push(u64::from(header.hlc.counter()));
        self.chain.push(hash, Some(header));
    }

    fn link(&mut self, header: &Header) {
        let Some(previous) = header.previous else {
            self.links.push(link::FIRST);
            return;
        };
        let before = header.sequence - 1;
        if self.chain.tips.get(&header.stream) == Some(&(previous, before)) {
            self.links.push(link::FOLLOWS);
            return;
        }
        let back = self.chain.back(&previous).map(|back| back as u64);
        match back.map(|back| (back, self.chain.at(back))) {
            Some((back, Ok((_, Some(sequence))))) if *sequence == before => {
                self.links.push(link::BRANCHES);
                self.back.push(back);
            }
            _ => {
                self.links.push(link::NAMED);
                self.sequences.push(header.sequence);
                let place = self.outside.refer(previous);
                self.named.push(place.map_or(0, |place| place as u64 + 1));
            }
        }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        self.write_hands(out);
        out.numbers(&self.hand_of);
        out.numbers(&self.links);
        out.numbers(&self.back);
        out.packed(&self.sequences);
        out.numbers(&self.named);
        out.numbers(&self.seen_counts);
        out.numbers(&self.seen);
        self.outside
            .list
            .iter()
            .for_each(|hash| out.fixed(hash.as_bytes()));
        out.packed(&self.times);
        out.packed(&self.counters);
    }

    fn write_hands(&self, out: &mut Writer) {
        let hands = &self.hands.list;
        out.number(hands.len() as u64);
        let mut ids = Index::default();
        for hand in hands {
            for id in [
                hand.stream.device.uuid(),
                hand.stream.incarnation.0,
                hand.stream.scope.uuid(),
                hand.author.uuid(),
                hand.office.uuid(),
            ] {
                let place = ids.refer(id);
                out.refer(place);
                if place.is_none() {
                    out.fixed(id.as_bytes());
                }
            }
            out.number(u64::from(hand.program));
        }
        let roles: Vec<&[u8]> = hands.iter().map(|hand| hand.role.as_bytes()).collect();
        out.words(&roles);
    }
}

/// Headers as they are read, one after the other.
pub(super) struct HeaderReader {
    chain: Chain,
    hands: Vec<Hand>,
    hand_of: IntoIter<u64>,
    links: IntoIter<u64>,
    back: IntoIter<u64>,
    sequences: IntoIter<u64>,
    named: IntoIter<u64>,
    seen_counts: IntoIter<u64>,
    seen: IntoIter<u64>,
    outside: Vec<ChangeHash>,
    outside_met: usize,
    times: IntoIter<u64>,
    counters: IntoIter<u64>,
}

impl HeaderReader {
    /// Reads the columns of all headers whose form does not say that they are carried whole.
    pub(super) fn read(forms: &[u8], from: &mut Reader<'_>) -> Result<Self, ColumnsError> {
        let count = forms
            .iter()
            .filter(|form| *form & form::RAW_HEADER == 0)
            .count();
        let hands = read_hands(from)?;
        let hand_of = from.numbers(count)?;
        let links = from.numbers(count)?;
        let linked = |wanted| links.iter().filter(|link| **link == wanted).count();
        let back = from.numbers(linked(link::BRANCHES))?;
        let sequences = from.packed(linked(link::NAMED))?;
        let named = from.numbers(linked(link::NAMED))?;
        let seen_counts = from.numbers(count)?;
        let mut seen_count = 0usize;
        for one in &seen_counts {
            let one = usize::try_from(*one).map_err(|_| ColumnsError::Damaged)?;
            if one > MAX_SEEN {
                return Err(ColumnsError::Damaged);
            }
            seen_count += one;
        }
        let seen = from.numbers(seen_count)?;
        let new = named.iter().chain(&seen).filter(|place| **place == 0);
        let outside = (0..new.count())
            .map(|_| from.fixed().map(ChangeHash))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            chain: Chain::default(),
            hands,
            hand_of: hand_of.into_iter(),
            links: links.into_iter(),
            back: back.into_iter(),
            sequences: sequences.into_iter(),
            named: named.into_iter(),
            seen_counts: seen_counts.into_iter(),
            seen: seen.into_iter(),
            outside,
            outside_met: 0,
            times: from.packed(count)?.into_iter(),
            counters: from.packed(count)?.into_iter(),
        })
    }

    /// Returns the next header, all but the payload's hash and the extra.
    pub(super) fn next(&mut self) -> Result<Header, ColumnsError> {
        let hand = usize::try_from(next(&mut self.hand_of)?)
            .ok()
            .and_then(|place| self.hands.get(place))
            .cloned()
            .ok_or(ColumnsError::Damaged)?;
        let (sequence, previous) = self.linked(&hand.stream)?;
        let mut seen = Vec::new();
        for _ in 0..next(&mut self.seen_counts)? {
            let reference = next(&mut self.seen)?;
            seen.push(if reference != 0 && reference % 2 == 0 {
                self.chain.at(reference / 2)?.0
            } else {
                *resolve(reference.div_ceil(2), &mut self.outside_met, &self.outside)?
            });
        }
        let difference = unzigzag(next(&mut self.times)?);
        let ms = self.chain.last_ms.wrapping_add(difference as u64);
        let counter =
            u16::try_from(next(&mut self.counters)?).map_err(|_| ColumnsError::Damaged)?;
        Ok(Header {
            stream: hand.stream,
            sequence,
            previous,
            seen,
            hlc: Hlc::new(ms, counter),
            author: hand.author,
            office: hand.office,
            role: hand.role,
            program: hand.program,
            payload_hash: PayloadHash([0; 32]),
            extra: Vec::new(),
        })
    }

    fn linked(&mut self, stream: &StreamId) -> Result<(u64, Option<ChangeHash>), ColumnsError> {
        let after = |hash: ChangeHash, sequence: u64| -> Result<_, ColumnsError> {
            let sequence = sequence.checked_add(1).ok_or(ColumnsError::Damaged)?;
            Ok((sequence, Some(hash)))
        };
        match next(&mut self.links)? {
            link::FOLLOWS => {
                let (hash, sequence) = self.chain.tips.get(stream).ok_or(ColumnsError::Damaged)?;
                after(*hash, *sequence)
            }
            link::FIRST => Ok((1, None)),
            link::BRANCHES => {
                let (hash, sequence) = self.chain.at(next(&mut self.back)?)?;
                after(*hash, sequence.ok_or(ColumnsError::Damaged)?)
            }
            link::NAMED => {
                let reference = next(&mut self.named)?;
                let hash = *resolve(reference, &mut self.outside_met, &self.outside)?;
                Ok((next(&mut self.sequences)?, Some(hash)))
            }
            _ => Err(ColumnsError::Damaged),
        }
    }

    /// Notes the change just read, with its header when that was carried by column.
    pub(super) fn push(&mut self, hash: ChangeHash, header: Option<&Header>) {
        self.chain.push(hash, header);
    }
}

fn read_hands(from: &mut Reader<'_>) -> Result<Vec<Hand>, ColumnsError> {
    let count = from.count()?;
    let mut ids: Vec<Uuid> = Vec::new();
    let mut hands = Vec::new();
    for _ in 0..count {
        let mut own = [Uuid::nil(); 5];
        for id in &mut own {
            let place = from.number()?;
            *id = if place == 0 {
                ids.push(Uuid::from_bytes(from.fixed()?));
                ids[ids.len() - 1]
            } else {
                *usize::try_from(place - 1)
                    .ok()
                    .and_then(|place| ids.get(place))
                    .ok_or(ColumnsError::Damaged)?
            };
        }
        let [device, incarnation, scope, author, office] = own;
        hands.push(Hand {
            stream: StreamId {
                device: DeviceId::from(device),
                incarnation: Incarnation(incarnation),
                scope: OfficeId::from(scope),
            },
            author: WorkerId::from(author),
            office: OfficeId::from(office),
            role: String::new(),
            program: u32::try_from(from.number()?).map_err(|_| ColumnsError::Damaged)?,
        });
    }
    for (hand, role) in hands.iter_mut().zip(from.words(count)?) {
        hand.role = std::str::from_utf8(role)
            .map_err(|_| ColumnsError::Damaged)?
            .to_owned();
    }
    Ok(hands)
}

fn next(column: &mut IntoIter<u64>) -> Result<u64, ColumnsError> {
    column.next().ok_or(ColumnsError::Damaged)
}
