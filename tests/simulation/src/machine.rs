//! One installation: the real log and merge in memory, and a worker who saves forms at it.
//!
//! What a machine does here and in `exchange` is what `casework` and `store` do with disks and seals. Where a bug can be planted,
//! [`Planted`] is asked; without one this is the protocol as it is meant.

use crate::event::Newer;
use crate::mutant::{Mutant, Planted};
use goldaw_changes::{
    Authorship, Cell, ChangeHash, Fields, Hlc, Incarnation, Ledger, LiveValue, MemoryLedger,
    Operation, Payload, PayloadHash, RawChange, Refused, StreamId, commit, distinct_values, format,
    winner, write_change,
};
use goldaw_domain::ids::{DeviceId, OfficeId, WorkerId};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a peer said last.
#[derive(Clone, Debug)]
pub struct Heard {
    /// In which session.
    pub session: u64,
    /// In which bundle of it.
    pub number: u64,
    /// Heads it held.
    pub holds: Vec<ChangeHash>,
    /// Changes it asked for.
    pub wants: BTreeSet<ChangeHash>,
    /// Sessions it spoke in before this one.
    pub earlier: BTreeSet<u64>,
}

/// One installation. A clone of the value is a backup, or a copied computer: nothing in it knows that it is not the first.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The log.
    pub ledger: MemoryLedger,
    /// The computer's name for life.
    pub device: DeviceId,
    /// Its present life.
    pub incarnation: Incarnation,
    /// The scopes it takes part in.
    pub scopes: Vec<OfficeId>,
    /// What others said last.
    pub heard: BTreeMap<DeviceId, Heard>,
    /// Changes somebody asked for and this machine did not hold. Apart from `heard`, because a copied computer speaks for two and the one
    /// must not take back what the other asked for.
    pub asked: BTreeSet<ChangeHash>,
    /// Changes declared lost, as far as it knows.
    pub lost: BTreeSet<ChangeHash>,
    /// Its last time.
    pub last: Hlc,
    pub(crate) arrived: Vec<ChangeHash>,
    pub(crate) session: u64,
    pub(crate) number: u64,
    pub(crate) planted: Planted,
}

/// What came of a bundle.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Changes refused by the merge.
    pub refused: Vec<Refused>,
    /// Forks met.
    pub forks: usize,
    /// Own changes came from outside that were written in the present life: a copy of this machine is or was about.
    pub copied: bool,
}

/// What a worker saves.
pub struct Form<'a> {
    /// Whose records.
    pub scope: OfficeId,
    /// Fields and values.
    pub writes: Vec<(Cell, Value)>,
    /// As which newer version, if one.
    pub newer: Option<Newer>,
    /// Random bytes.
    pub salt: [u8; 16],
    /// Code of the intention.
    pub action: &'a str,
}

impl Machine {
    /// Returns a machine as it is after enrolment.
    pub fn new(
        device: DeviceId,
        incarnation: Incarnation,
        scopes: Vec<OfficeId>,
        session: u64,
        planted: Planted,
    ) -> Self {
        Machine {
            ledger: MemoryLedger::new(),
            device,
            incarnation,
            scopes,
            heard: BTreeMap::new(),
            asked: BTreeSet::new(),
            lost: BTreeSet::new(),
            last: Hlc::ZERO,
            arrived: Vec::new(),
            session,
            number: 0,
            planted,
        }
    }

    /// Starts the program anew.
    pub fn restart(&mut self, session: u64) {
        self.session = session;
        self.number = 0;
        if self.planted.has(Mutant::TimeNotKept) {
            self.last = Hlc::ZERO;
        }
    }

    /// Starts the program on a backup put back.
    pub fn wake_up_restored(&mut self, session: u64, new_life: Option<Incarnation>) {
        if !self.planted.has(Mutant::SessionOutlivesRestore) {
            self.restart(session);
        }
        if let Some(incarnation) = new_life {
            self.begin_again(incarnation);
        }
    }

    /// Begins a new life.
    pub fn begin_again(&mut self, incarnation: Incarnation) {
        if !self.planted.has(Mutant::SameLifeAfterRestore) {
            self.incarnation = incarnation;
        }
    }

    /// Saves a form; None when nothing in it is new. Writing the value that is there is no change, answering a question always is.
    ///
    /// # Errors
    /// What the log says when it cannot be written, in words; nothing is changed.
    pub fn save(&mut self, form: Form<'_>, now_ms: u64) -> Result<Option<RawChange>, String> {
        let Some((raw, hlc)) = self.write(form, now_ms)? else {
            return Ok(None);
        };
        let Ok(plan) = commit(&self.ledger, raw.clone());
        if plan.apply.len() != 1 {
            return Err(format!(
                "the own change is not accepted: {:?}",
                plan.refused
            ));
        }
        self.last = plan
            .apply
            .iter()
            .fold(hlc, |last, change| last.max(change.header.hlc));
        self.arrived
            .extend(plan.apply.iter().map(|change| change.hash));
        self.ledger.apply_commit(plan);
        Ok(Some(raw))
    }

    /// Does everything that comes before the commit, and then the disk is full.
    ///
    /// # Errors
    /// As [`Machine::save`].
    pub fn fail_to_save(&mut self, form: Form<'_>, now_ms: u64) -> Result<(), String> {
        if let Some((_, hlc)) = self.write(form, now_ms)?
            && self.planted.has(Mutant::FailedSaveMovesTime)
        {
            self.last = hlc;
        }
        Ok(())
    }

    fn write(&self, form: Form<'_>, now_ms: u64) -> Result<Option<(RawChange, Hlc)>, String> {
        let writes: Vec<_> = form
            .writes
            .into_iter()
            .filter(|(cell, value)| match live(&self.ledger, cell).as_slice() {
                [] => !value.is_null(),
                [one] => one.value != *value,
                _ => true,
            })
            .collect();
        if writes.is_empty() {
            return Ok(None);
        }
        let mut operations: Vec<Operation> = writes.into_iter().map(operation).collect();
        if form.newer == Some(Newer::Operation) {
            operations.push(Operation::Unknown(vec![0x82, 0x01, 0x41, 0xff]));
        }
        let newer_extra = match form.newer {
            Some(Newer::Extra) => vec![0xa1, 0x05, 0x80],
            _ => Vec::new(),
        };
        let payload = Payload {
            salt: form.salt,
            action: form.action.to_owned(),
            reason: None,
            form: None,
            operations,
            extra: newer_extra.clone(),
        };
        let hlc = Hlc::next(self.last, now_ms).ok_or("the time cannot rise any more")?;
        let authorship = Authorship {
            stream: StreamId {
                device: self.device,
                incarnation: self.incarnation,
                scope: form.scope,
            },
            hlc,
            author: WorkerId::from(self.device.uuid()),
            office: form.scope,
            role: "worker".to_owned(),
            program: 1,
        };
        let raw =
            write_change(&self.ledger, authorship, &payload).map_err(|error| error.to_string())?;
        let raw = match form.newer {
            Some(Newer::Payload) => with_payload_of_the_future(&raw)?,
            Some(Newer::Extra) => with_header(&raw, &payload, |header| header.extra = newer_extra)?,
            _ => raw,
        };
        let raw = crate::planted::bend_own(self.planted, &self.ledger, raw, &payload)?;
        Ok(Some((raw, hlc)))
    }

    /// Tells whether a change is applied here.
    pub fn holds(&self, hash: &ChangeHash) -> bool {
        let Ok(position) = self.ledger.position(hash);
        position.is_some()
    }

    /// Lists the fields with several different values, each with the answers to choose from.
    pub fn questions(&self) -> Vec<(Cell, Vec<Value>)> {
        let open = self.ledger.cells().filter(|(_, live)| {
            live.len() > 1
                && (self.planted.has(Mutant::EqualValuesAsk) || distinct_values(live).len() > 1)
        });
        open.map(|(cell, live)| {
            let answers = distinct_values(live)
                .into_iter()
                .map(|value| value.value.clone());
            (cell.clone(), answers.collect())
        })
        .collect()
    }

    /// Returns the change whose value of a field is shown.
    pub fn shown(&self, live: &[LiveValue]) -> Option<ChangeHash> {
        if self.planted.has(Mutant::LatestArrivalShown) {
            let place =
                |value: &LiveValue| self.arrived.iter().rposition(|hash| *hash == value.change);
            return live
                .iter()
                .max_by_key(|value| place(value))
                .map(|value| value.change);
        }
        winner(live).map(|value| value.change)
    }
}

/// Returns the live values of a field.
pub(crate) fn live(ledger: &MemoryLedger, cell: &Cell) -> Vec<LiveValue> {
    let Ok(live) = ledger.live(cell);
    live
}

fn operation((cell, value): (Cell, Value)) -> Operation {
    Operation::Write {
        record: cell.record,
        kind: cell.kind,
        fields: Fields::from([(cell.field, value)]),
    }
}

/// The same header over a payload whose format number this version does not know.
fn with_payload_of_the_future(raw: &RawChange) -> Result<RawChange, String> {
    let mut payload = raw.payload.clone().unwrap_or_default();
    payload[1] = 0x02;
    let mut header = raw.read_header().map_err(|error| error.to_string())?;
    header.payload_hash = PayloadHash::of(&payload);
    let header = format::encode_header(&header).map_err(|error| error.to_string())?;
    Ok(RawChange {
        header,
        payload: Some(payload),
    })
}

/// The same change with something else in its header.
pub(crate) fn with_header(
    raw: &RawChange,
    payload: &Payload,
    bend: impl FnOnce(&mut goldaw_changes::Header),
) -> Result<RawChange, String> {
    let mut header = raw.read_header().map_err(|error| error.to_string())?;
    bend(&mut header);
    RawChange::write(&header, payload).map_err(|error| error.to_string())
}

/// The name of a device, of a life and of an office in the simulator.
pub fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}
