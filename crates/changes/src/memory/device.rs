//! A device in memory: it writes, receives and hands over as a real one would.
//!
//! Beside the log, because tests of a whole district need only this. A copy of the value is a restored backup or a cloned computer:
//! nothing in it knows that it is not the first. Time and random bytes are arguments, so every run can be repeated.

use super::MemoryLedger;
use crate::author::{AuthorError, Authorship, write_change};
use crate::change::{Incarnation, Operation, Payload, RawChange, StreamId};
use crate::hash::ChangeHash;
use crate::hlc::{ADOPTION_BOUND_MS, Hlc};
use crate::merge::{Fork, Refused, commit, merge};
use goldaw_domain::ids::{DeviceId, OfficeId, WorkerId};
use std::convert::Infallible;

/// A device with its log.
#[derive(Clone, Debug)]
pub struct MemoryDevice {
    /// The log.
    pub ledger: MemoryLedger,
    stream: StreamId,
    last: Hlc,
}

/// What came of a delivery.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Received {
    /// Changes added to the log, each after everything it names.
    pub applied: Vec<ChangeHash>,
    /// Changes held back from now on.
    pub waiting: usize,
    /// Changes that were there already.
    pub already_held: usize,
    /// Changes not accepted.
    pub refused: Vec<Refused>,
    /// Streams that went two ways.
    pub forks: Vec<Fork>,
}

impl MemoryDevice {
    /// Returns a device with an empty log.
    pub fn new(device: DeviceId, incarnation: Incarnation, scope: OfficeId) -> Self {
        let stream = StreamId {
            device,
            incarnation,
            scope,
        };
        Self {
            ledger: MemoryLedger::new(),
            stream,
            last: Hlc::ZERO,
        }
    }

    /// Returns the stream written in.
    pub fn stream(&self) -> StreamId {
        self.stream
    }

    /// Begins a new life, as after a restore or copy was noticed.
    pub fn begin_again(&mut self, incarnation: Incarnation) {
        self.stream.incarnation = incarnation;
    }

    /// Writes a change and applies it.
    ///
    /// # Errors
    /// As [`write_change`]; nothing is changed.
    pub fn write(
        &mut self,
        now_ms: u64,
        salt: [u8; 16],
        operations: Vec<Operation>,
    ) -> Result<RawChange, AuthorError<Infallible>> {
        let hlc = Hlc::next(self.last, now_ms).ok_or(AuthorError::TimeNotRising)?;
        let authorship = Authorship {
            stream: self.stream,
            hlc,
            author: WorkerId::from(self.stream.device.uuid()),
            office: self.stream.scope,
            role: "worker".to_owned(),
            program: 1,
        };
        let payload = Payload {
            salt,
            action: "write".to_owned(),
            reason: None,
            form: None,
            operations,
            extra: Vec::new(),
        };
        let raw = write_change(&self.ledger, authorship, &payload)?;
        let Ok(plan) = commit(&self.ledger, raw.clone());
        self.last = plan
            .apply
            .iter()
            .fold(hlc, |last, change| last.max(change.header.hlc));
        self.ledger.apply_commit(plan);
        Ok(raw)
    }

    /// Takes changes in, in any order, and moves the clock as far as it may.
    pub fn receive(&mut self, incoming: Vec<RawChange>, now_ms: u64) -> Received {
        let Ok(plan) = merge(&self.ledger, incoming);
        for change in &plan.apply {
            self.last = Hlc::observe(self.last, change.header.hlc, now_ms, ADOPTION_BOUND_MS);
        }
        let received = Received {
            applied: plan.apply.iter().map(|change| change.hash).collect(),
            waiting: plan.still_waiting.len(),
            already_held: plan.already_held,
            refused: plan.refused.clone(),
            forks: plan.forks.clone(),
        };
        self.ledger.apply(plan);
        received
    }
}
