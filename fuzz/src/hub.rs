//! The hub, asked over a real connection to a hub in this process.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use goldaw_hub::{RunningHub, Settings, start};
use goldaw_transport::wire;
use goldaw_trust::label;

use crate::scene::scene;

struct Running {
    hub: RunningHub,
    _folder: tempfile::TempDir,
}

fn running() -> &'static Running {
    static RUNNING: OnceLock<Running> = OnceLock::new();
    RUNNING.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let roster = folder.path().join("roster");
        std::fs::write(&roster, scene().roster.encode()).expect("a roster");
        let settings = Settings {
            keep_free_percent: 0,
            largest_parcel: 1 << 20,
            header_timeout: Duration::from_secs(2),
            idle_timeout: Duration::from_secs(2),
            ..Settings::new(folder.path().join("hub"), roster)
        };
        Running {
            hub: start(settings, "127.0.0.1:0").expect("a hub"),
            _folder: folder,
        }
    })
}

/// Sends bytes and hears the hub out. What is no whole request must be `ended`, or the hub waits for the rest; a whole one must not
/// be, or the hub takes the asker for gone.
fn said(request: &[u8], ended: bool) -> Vec<u8> {
    let mut stream = TcpStream::connect(running().hub.address()).expect("the hub still listens");
    let patience = Some(Duration::from_secs(5));
    stream.set_read_timeout(patience).expect("a time");
    // The hub may answer and close before it has heard everything.
    let _ = stream.write_all(request);
    if ended {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut said = Vec::new();
    if let Err(error) = stream.read_to_end(&mut said) {
        assert_eq!(
            error.kind(),
            std::io::ErrorKind::ConnectionReset,
            "the hub fell silent"
        );
    }
    said
}

/// Bytes as they are, and as method, path and body of a request the etrap signs. The hub answers in HTTP or closes, with no fault of
/// its own, and goes on giving challenges.
pub fn hub(bytes: &[u8]) {
    let answered = said(bytes, true);
    assert!(answered.is_empty() || answered.starts_with(b"HTTP/1."));
    no_fault(&answered);

    let greeting = said(
        b"GET /challenge HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n",
        false,
    );
    let greeting = String::from_utf8(greeting).expect("text");
    let named = format!("{}: ", wire::NEXT_CHALLENGE);
    let challenge = greeting
        .lines()
        .find_map(|line| line.strip_prefix(&named))
        .expect("the hub goes on giving challenges");
    if let Some((request, body)) = request_of(bytes) {
        no_fault(&said(&signed(&request, body, challenge), false));
    }
}

fn no_fault(answered: &[u8]) {
    let status = answered.get(9..12).unwrap_or_default();
    assert_ne!(status, b"500", "{}", String::from_utf8_lossy(answered));
}

/// Splits `METHOD PATH` from the body at the first line feed.
fn request_of(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let plain = line
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    (plain && line.contains(" /")).then(|| (line.to_owned(), &bytes[end + 1..]))
}

fn signed(line: &str, body: &[u8], challenge: &str) -> Vec<u8> {
    let (method, path) = line.split_once(' ').unwrap_or((line, "/"));
    let keys = &scene().etrap;
    let hash: [u8; 32] = blake3::hash(body).into();
    let message = wire::request_message(method, path, challenge, &hash);
    let signature = keys.sign(label::HUB_REQUEST, &message);
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\ncontent-length: {}\r\n{}: {}\r\n{}: {challenge}\r\n{}: \
         {}\r\n{}: {}\r\n\r\n",
        body.len(),
        wire::DEVICE,
        wire::hex(&keys.mailbox()),
        wire::CHALLENGE,
        wire::BODY,
        wire::hex(&hash),
        wire::SIGNATURE,
        wire::hex(&signature),
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}
