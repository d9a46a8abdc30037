//! The hub and its client, each over a real connection in this process: the hub asked by chance, the client answered by chance.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use goldaw_hub::{RunningHub, Settings, start};
use goldaw_transport::http::{Hub, Signer, Timeouts};
use goldaw_transport::wire;
use goldaw_trust::label;

use crate::Answer;
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
pub fn hub(bytes: &[u8]) -> Answer {
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
    let Some((request, body)) = request_of(bytes) else {
        return Answer::Refused;
    };
    let answered = said(&signed(&request, body, challenge), false);
    no_fault(&answered);
    Answer::of(answered.get(9..10) == Some(b"2"))
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

/// What a listener says to every request but the one for a challenge.
struct Listener {
    address: SocketAddr,
    says: &'static Mutex<Vec<u8>>,
}

fn listener() -> &'static Listener {
    static SAYS: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    static LISTENER: OnceLock<Listener> = OnceLock::new();
    LISTENER.get_or_init(|| {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = socket.local_addr().expect("bound");
        std::thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                // Whoever asks may be gone already.
                let _ = reply(stream, &SAYS);
            }
        });
        Listener {
            address,
            says: &SAYS,
        }
    })
}

fn reply(mut stream: TcpStream, says: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    let asked = lines.next().transpose()?.unwrap_or_default();
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    if asked.contains(wire::CHALLENGE_PATH) {
        let challenge = "c".repeat(64);
        let name = wire::NEXT_CHALLENGE;
        write!(
            stream,
            "HTTP/1.1 204 No Content\r\n{name}: {challenge}\r\nconnection: close\r\n\r\n"
        )
    } else {
        stream.write_all(&says.lock().expect("nobody panics holding it"))
    }
}

/// Bytes as the whole answer of a hub, and as the body of a sound one. A list is read; a parcel is taken only when it has its hash.
pub fn answer(bytes: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        bytes.len()
    );
    let whole = [head.as_bytes(), bytes].concat();
    let heard = [bytes.to_vec(), whole].map(heard);
    Answer::of(heard.contains(&true))
}

fn heard(answer: Vec<u8>) -> bool {
    let listener = listener();
    *listener.says.lock().expect("nobody panics holding it") = answer;
    let signer = Signer {
        device: wire::hex(&scene().etrap.mailbox()),
        sign: Box::new(|bytes| scene().etrap.sign(label::HUB_REQUEST, bytes)),
    };
    let patience = Duration::from_secs(5);
    let timeouts = Timeouts {
        connect: patience,
        answer: patience,
        idle: patience,
    };
    let address = format!("http://{}", listener.address);
    let hub = Hub::new(&address, signer, &timeouts).expect("an address");
    let Ok(waiting) = hub.list() else {
        return false;
    };
    for parcel in waiting.iter().take(2) {
        let fetched = hub.get(parcel, 1 << 16);
        assert!(
            fetched.is_err(),
            "no answer that lists a parcel is that parcel"
        );
    }
    true
}
