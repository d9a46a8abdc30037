//! Sorting what came: decode, compare with the payload's hash, drop what is held, put each name once.
//!
//! Nothing here depends on other changes having been applied; that comes in `placing`.

use super::{MergePlan, OpenedPayload, Refusal, Refused};
use crate::change::{Header, Payload, RawChange};
use crate::format::{self, FormatError};
use crate::hash::{ChangeHash, PayloadHash};
use crate::ledger::Ledger;
use std::collections::BTreeMap;

/// A change that is whole and not held yet.
pub(super) struct Arrival {
    pub raw: RawChange,
    pub header: Header,
}

/// Sorts changes into those to place; held, refused and opened ones go to the plan.
pub(super) fn sort<L: Ledger + ?Sized>(
    ledger: &L,
    incoming: Vec<RawChange>,
    waiting: Vec<RawChange>,
    plan: &mut MergePlan,
) -> Result<BTreeMap<ChangeHash, Arrival>, L::Error> {
    let mut arrivals: BTreeMap<ChangeHash, Arrival> = BTreeMap::new();
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
        match ledger.position(&hash)? {
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
                arrivals.insert(hash, Arrival { raw, header });
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
