//! Sorting what came: decode, compare with the payload's hash, drop what is held, put each name once.
//!
//! Nothing here depends on other changes having been applied; that comes in `placing`.

use super::placing::Log;
use super::{MergePlan, OpenedPayload, Refusal, Refused};
use crate::change::{Header, Payload, RawChange};
use crate::format::{self, FormatError};
use crate::hash::{ChangeHash, PayloadHash};
use crate::ledger::Ledger;
use std::collections::{BTreeMap, HashMap};

/// A change that is whole and not held yet.
pub(super) struct Arrival {
    pub hash: ChangeHash,
    pub raw: RawChange,
    pub header: Header,
}

/// Changes that are whole and not held yet, each once, and the way to them by name.
#[derive(Default)]
pub(super) struct Arrivals {
    list: Vec<Option<Arrival>>,
    places: HashMap<ChangeHash, usize>,
}

impl Arrivals {
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns where in the list a change stands, also after it was taken out.
    pub fn find(&self, hash: &ChangeHash) -> Option<usize> {
        self.places.get(hash).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arrival> {
        self.list.iter().flatten()
    }

    pub fn take(&mut self, place: usize) -> Option<Arrival> {
        self.list.get_mut(place)?.take()
    }

    /// Returns what was not taken, in the order of the names.
    pub fn rest(&mut self) -> Vec<Arrival> {
        let mut rest: Vec<Arrival> = self.list.iter_mut().filter_map(Option::take).collect();
        rest.sort_unstable_by_key(|arrival| arrival.hash);
        rest
    }

    fn get_mut(&mut self, hash: &ChangeHash) -> Option<&mut Arrival> {
        let place = self.find(hash)?;
        self.list.get_mut(place)?.as_mut()
    }

    fn push(&mut self, arrival: Arrival) {
        self.places.insert(arrival.hash, self.list.len());
        self.list.push(Some(arrival));
    }
}

/// Sorts changes into those to place; held, refused and opened ones go to the plan.
pub(super) fn sort<L: Ledger + ?Sized>(
    log: &mut Log<'_, L>,
    incoming: Vec<RawChange>,
    waiting: Vec<RawChange>,
    plan: &mut MergePlan,
) -> Result<Arrivals, L::Error> {
    let mut arrivals = Arrivals::default();
    let mut opened: BTreeMap<ChangeHash, OpenedPayload> = BTreeMap::new();
    let is_new = std::iter::repeat_n(true, incoming.len()).chain(std::iter::repeat(false));
    for (raw, is_new) in incoming.into_iter().chain(waiting).zip(is_new) {
        let hash = raw.hash();
        let header = match check(&raw) {
            Ok(header) => header,
            Err(why) => {
                plan.refused.push(Refused { hash, raw, why });
                continue;
            }
        };
        if let Some(known) = arrivals.get_mut(&hash) {
            plan.already_held += 1;
            // The same change with and without its payload: both are genuine, the fuller one is kept.
            if known.raw.payload.is_none() {
                known.raw.payload = raw.payload;
            }
            continue;
        }
        let held = if log.may_hold(&header) {
            log.held(&hash)?
        } else {
            None
        };
        match held {
            Some(position)
                if position.wants_payload
                    && raw.payload.is_some()
                    && !opened.contains_key(&hash) =>
            {
                let (payload, unreadable) = read_payload(&raw);
                opened.insert(
                    hash,
                    OpenedPayload {
                        hash,
                        raw,
                        payload,
                        unreadable,
                    },
                );
            }
            Some(_) => plan.already_held += usize::from(is_new),
            None => {
                arrivals.push(Arrival { hash, raw, header });
            }
        }
    }
    plan.opened = opened.into_values().collect();
    Ok(arrivals)
}

/// Reads the payload of a checked change, or says why it is kept unread.
pub(super) fn read_payload(raw: &RawChange) -> (Option<Payload>, Option<FormatError>) {
    match raw.read_payload() {
        Ok(payload) => (payload, None),
        Err(error) => (None, Some(error)),
    }
}

fn check(raw: &RawChange) -> Result<Header, Refusal> {
    let header = format::decode_header(&raw.header)?;
    match &raw.payload {
        Some(payload) if PayloadHash::of(payload) != header.payload_hash => {
            Err(Refusal::PayloadMismatch)
        }
        _ => Ok(header),
    }
}
