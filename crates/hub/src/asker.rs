//! Who asks: the signature in a request's headers, checked before a byte of its body is read.
//!
//! Order: headers present, challenge ours, device known and not revoked, not too many at once, signature, challenge used up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, Method, StatusCode, Uri};
use goldaw_transport::wire::{self, reason};
use goldaw_trust::{Mailbox, RosterDevice, label};

use crate::routes::{Refused, Shared};

/// A device that has proved who it is.
pub(crate) struct Asker {
    pub device: RosterDevice,
    /// The hash its signature promises of the body.
    pub body: [u8; 32],
    _turn: Turn,
}

/// How many requests each device has under way.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<Mailbox, usize>>);

struct Turn {
    turns: Arc<Turns>,
    mailbox: Mailbox,
}

impl Turns {
    fn take(self: &Arc<Self>, mailbox: Mailbox, at_most: usize) -> Option<Turn> {
        let mut under_way = self.0.lock().ok()?;
        let count = under_way.entry(mailbox).or_default();
        if *count >= at_most {
            return None;
        }
        *count += 1;
        Some(Turn {
            turns: Arc::clone(self),
            mailbox,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Ok(mut under_way) = self.turns.0.lock()
            && let Some(count) = under_way.get_mut(&self.mailbox)
        {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.mailbox);
            }
        }
    }
}

impl Shared {
    /// Checks who asks.
    pub(crate) fn asker(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Asker, Refused> {
        let unsigned = || Refused(StatusCode::UNAUTHORIZED, reason::UNSIGNED);
        let said = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .ok_or_else(unsigned)
        };
        let mailbox: Mailbox = wire::from_hex(said(wire::DEVICE)?).ok_or_else(unsigned)?;
        let body: [u8; 32] = wire::from_hex(said(wire::BODY)?).ok_or_else(unsigned)?;
        let signature: [u8; 64] = wire::from_hex(said(wire::SIGNATURE)?).ok_or_else(unsigned)?;
        let challenge = said(wire::CHALLENGE)?;

        let stale = Refused(StatusCode::UNAUTHORIZED, reason::CHALLENGE);
        let standing = self
            .challenges
            .stands(challenge, self.now_ms())
            .ok_or(stale)?;
        let roster = self.roster.current()?;
        let device = roster
            .device_of_mailbox(&mailbox)
            .ok_or(Refused(StatusCode::FORBIDDEN, reason::UNKNOWN_DEVICE))?;
        if device.revoked_after.is_some() {
            return Err(Refused(StatusCode::FORBIDDEN, reason::REVOKED_DEVICE));
        }
        let turn = self
            .turns
            .take(mailbox, self.settings.requests_per_device)
            .ok_or(Refused(StatusCode::TOO_MANY_REQUESTS, reason::BUSY))?;
        let message = wire::request_message(method.as_str(), uri.path(), challenge, &body);
        device
            .public
            .verify(label::HUB_REQUEST, &message, &signature)
            .map_err(|_| Refused(StatusCode::UNAUTHORIZED, reason::SIGNATURE))?;
        if !self.challenges.use_up(&standing, self.now_ms()) {
            return Err(stale);
        }
        Ok(Asker {
            device: device.clone(),
            body,
            _turn: turn,
        })
    }
}
