//! The client of a hub: hands parcels in, fetches what waits, says what was taken.
//!
//! Blocking, one request at a time, every wait bounded. A parcel is fetched in as many attempts as the line breaks,
//! continuing where it stopped. The hub is assumed hostile: sizes are capped and a fetched parcel must have the hash it
//! is named by; what is in it is for the caller to check.

use std::io::Read;
use std::sync::Mutex;
use std::time::Duration;

use ureq::http::Response;
use ureq::{Agent, Body};

use crate::TransportError;
use crate::wire::{self, Mailbox, Refusal};
pub use crate::wire::{Put, Waiting};

/// The longest answer that is not a parcel, in bytes.
const ANSWER_MAX: u64 = 4 << 20;
/// Above this many bytes the hub is asked before the body is sent, so that a no is heard and costs nothing.
const EXPECT_ABOVE: usize = 64 << 10;
/// How often a fetch is continued after the line broke.
const CONTINUATIONS: usize = 3;

/// Signs a message.
pub type Sign = Box<dyn Fn(&[u8]) -> [u8; 64] + Send + Sync>;

/// Signs requests in the name of a device, without this room knowing how.
pub struct Signer {
    /// The device's mailbox id in hexadecimal digits.
    pub device: String,
    /// Signs a message.
    pub sign: Sign,
}

/// How long to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the hub's answer to begin after the request is sent.
    pub answer: Duration,
    /// For the next piece of a body, either way.
    pub idle: Duration,
}

impl Default for Timeouts {
    /// 10, 60 and 30 seconds: a slow line is used, a dead one is given up.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            idle: Duration::from_secs(30),
        }
    }
}

/// A hub at an address.
pub struct Hub {
    base: String,
    agent: Agent,
    signer: Signer,
    next_challenge: Mutex<Option<String>>,
}

impl Hub {
    /// Prepares to talk to a hub; connects nothing yet.
    ///
    /// # Errors
    /// [`TransportError::HubAddress`] when the address is not `http://host[:port]`. Parcels are sealed and requests are
    /// signed, so the line itself needs no secrecy; a proxy in front may add TLS.
    pub fn new(address: &str, signer: Signer, timeouts: &Timeouts) -> Result<Self, TransportError> {
        let base = address.trim().trim_end_matches('/');
        let host = base
            .strip_prefix("http://")
            .ok_or(TransportError::HubAddress)?;
        if host.is_empty()
            || host.contains(['/', '@', '?', '#', ' '])
            || base.parse::<ureq::http::Uri>().is_err()
        {
            return Err(TransportError::HubAddress);
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            // Shorter than any hub keeps a silent line, so that a request never meets one just closed.
            .max_idle_age(Duration::from_secs(4))
            .timeout_connect(Some(timeouts.connect))
            .timeout_resolve(Some(timeouts.connect))
            .timeout_recv_response(Some(timeouts.answer))
            .timeout_per_read(Some(timeouts.idle))
            .timeout_per_write(Some(timeouts.idle))
            .build();
        Ok(Self {
            base: base.to_owned(),
            agent: config.new_agent(),
            signer,
            next_challenge: Mutex::new(None),
        })
    }

    /// Hands a parcel in for the recipients its own header names. Handing it in twice changes nothing.
    ///
    /// # Errors
    /// [`TransportError::HubUnreachable`], [`TransportError::HubBrokeOff`], [`TransportError::HubRefused`],
    /// [`TransportError::HubConfused`].
    pub fn put(&self, parcel: &[u8]) -> Result<Put, TransportError> {
        json(self.ask("PUT", wire::PARCELS_PATH, parcel, 0)?)
    }

    /// Lists the parcels waiting for this device, newest last.
    ///
    /// # Errors
    /// As [`Hub::put`].
    pub fn list(&self) -> Result<Vec<Waiting>, TransportError> {
        let mailbox: Mailbox = json(self.ask("GET", wire::MAILBOX_PATH, &[], 0)?)?;
        Ok(mailbox.parcels)
    }

    /// Fetches a waiting parcel of at most `at_most` bytes, continuing after breaks.
    ///
    /// # Errors
    /// As [`Hub::put`], and [`TransportError::TooLarge`]; [`TransportError::HubConfused`] when the bytes do not have the
    /// hash they are named by.
    pub fn get(&self, waiting: &Waiting, at_most: u64) -> Result<Vec<u8>, TransportError> {
        if waiting.bytes > at_most {
            return Err(TransportError::TooLarge { limit: at_most });
        }
        let hash = wire::from_hex::<32>(&waiting.name).ok_or(TransportError::HubConfused)?;
        let path = wire::parcel_path(&waiting.name);
        let mut parcel = Vec::new();
        for attempt in 0..=CONTINUATIONS {
            let before = parcel.len();
            match self.fetch_rest(&path, waiting.bytes, &mut parcel) {
                Ok(()) => break,
                // Another attempt only while the line still brings something.
                Err(TransportError::HubBrokeOff)
                    if attempt < CONTINUATIONS && parcel.len() > before => {}
                Err(error) => return Err(error),
            }
        }
        if blake3::hash(&parcel) == hash {
            Ok(parcel)
        } else {
            Err(TransportError::HubConfused)
        }
    }

    /// Tells the hub that a parcel has been taken over and need not be kept. Saying it twice changes nothing.
    ///
    /// # Errors
    /// As [`Hub::put`].
    pub fn taken(&self, name: &str) -> Result<(), TransportError> {
        if wire::from_hex::<32>(name).is_none() {
            return Err(TransportError::BadName);
        }
        let path = format!("{}/taken", wire::parcel_path(name));
        match self.ask("POST", &path, &[], 0) {
            Ok(_) => Ok(()),
            Err(TransportError::HubRefused { status: 404, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Gives the hub a newer roster; only the centre's device may.
    ///
    /// # Errors
    /// As [`Hub::put`].
    pub fn publish_roster(&self, roster: &[u8]) -> Result<(), TransportError> {
        self.ask("PUT", wire::ROSTER_PATH, roster, 0).map(drop)
    }

    fn fetch_rest(
        &self,
        path: &str,
        expected: u64,
        parcel: &mut Vec<u8>,
    ) -> Result<(), TransportError> {
        let mut response = self.ask("GET", path, &[], parcel.len())?;
        if !parcel.is_empty() && response.status().as_u16() != 206 {
            parcel.clear();
        }
        let missing = expected.saturating_sub(parcel.len() as u64);
        let read = response
            .body_mut()
            .as_reader()
            .take(missing + 1)
            .read_to_end(parcel);
        match parcel.len() as u64 {
            length if length > expected => Err(TransportError::HubConfused),
            length if length < expected || read.is_err() => Err(TransportError::HubBrokeOff),
            _ => Ok(()),
        }
    }

    /// Asks with a signature, once more with a fresh challenge when the hub has forgotten the one held.
    fn ask(
        &self,
        method: &str,
        path: &str,
        body: &[u8],
        from: usize,
    ) -> Result<Response<Body>, TransportError> {
        let held = self
            .next_challenge
            .lock()
            .ok()
            .and_then(|mut held| held.take());
        let fresh = held.is_none();
        let challenge = held.map_or_else(|| self.challenge(), Ok)?;
        match self.ask_once(method, path, body, from, &challenge) {
            Err(TransportError::HubRefused {
                status: 401,
                reason,
            }) if !fresh && reason == wire::reason::CHALLENGE => {
                self.ask_once(method, path, body, from, &self.challenge()?)
            }
            answer => answer,
        }
    }

    fn ask_once(
        &self,
        method: &str,
        path: &str,
        body: &[u8],
        from: usize,
        challenge: &str,
    ) -> Result<Response<Body>, TransportError> {
        let hash: [u8; 32] = blake3::hash(body).into();
        let signature = (self.signer.sign)(&wire::request_message(method, path, challenge, &hash));
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(wire::DEVICE, &self.signer.device)
            .header(wire::CHALLENGE, challenge)
            .header(wire::BODY, wire::hex(&hash))
            .header(wire::SIGNATURE, wire::hex(&signature));
        if body.len() > EXPECT_ABOVE {
            request = request.header("expect", "100-continue");
        }
        if from > 0 {
            request = request.header("range", format!("bytes={from}-"));
        }
        let response = if method == "GET" {
            request
                .body(())
                .map_err(|_| TransportError::HubAddress)
                .map(|request| self.agent.run(request))
        } else {
            request
                .body(body)
                .map_err(|_| TransportError::HubAddress)
                .map(|request| self.agent.run(request))
        }?
        .map_err(|error| broken(&error))?;
        if let (Some(next), Ok(mut held)) = (
            response.headers().get(wire::NEXT_CHALLENGE),
            self.next_challenge.lock(),
        ) {
            *held = next.to_str().ok().map(str::to_owned);
        }
        accepted(response)
    }

    fn challenge(&self) -> Result<String, TransportError> {
        let response = self
            .agent
            .get(format!("{}{}", self.base, wire::CHALLENGE_PATH))
            .call()
            .map_err(|error| broken(&error))?;
        let response = accepted(response)?;
        let next = response
            .headers()
            .get(wire::NEXT_CHALLENGE)
            .and_then(|value| value.to_str().ok());
        next.map(str::to_owned).ok_or(TransportError::HubConfused)
    }
}

fn accepted(mut response: Response<Body>) -> Result<Response<Body>, TransportError> {
    let status = response.status().as_u16();
    if (200..300).contains(&status) {
        return Ok(response);
    }
    let said = response
        .body_mut()
        .with_config()
        .limit(ANSWER_MAX)
        .read_to_vec()
        .unwrap_or_default();
    let reason = serde_json::from_slice::<Refusal>(&said)
        .map(|refusal| refusal.reason)
        .unwrap_or_default();
    Err(TransportError::HubRefused { status, reason })
}

fn json<T: serde::de::DeserializeOwned>(mut response: Response<Body>) -> Result<T, TransportError> {
    let said = response
        .body_mut()
        .with_config()
        .limit(ANSWER_MAX)
        .read_to_vec()
        .map_err(|error| broken(&error))?;
    serde_json::from_slice(&said).map_err(|_| TransportError::HubConfused)
}

/// Tells a hub that is not there from one that stopped.
fn broken(error: &ureq::Error) -> TransportError {
    use std::io::ErrorKind;
    use ureq::{Error, Timeout};
    match error {
        Error::HostNotFound | Error::ConnectionFailed => TransportError::HubUnreachable,
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => TransportError::HubUnreachable,
        Error::Io(fault) => match fault.kind() {
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable => TransportError::HubUnreachable,
            _ => TransportError::HubBrokeOff,
        },
        Error::Timeout(_) => TransportError::HubBrokeOff,
        Error::BadUri(_) | Error::Http(_) => TransportError::HubAddress,
        _ => TransportError::HubConfused,
    }
}
