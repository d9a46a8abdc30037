//! A hub that is lied to, flooded, starved.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use goldaw_transport::TransportError;
use goldaw_transport::http::{Hub, Signer, Timeouts};
use goldaw_transport::wire;
use goldaw_trust::{DeviceKeys, label};

use super::scene::{Scene, keys, parcel};

fn refused(status: u16, reason: &str) -> TransportError {
    TransportError::HubRefused {
        status,
        reason: reason.into(),
    }
}

/// Sends bytes over a bare connection and reads until the hub ends it or falls silent for five seconds.
pub fn raw(scene: &Scene, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(scene.hub.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    stream.write_all(request).unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    String::from_utf8(said).unwrap()
}

fn challenge(scene: &Scene) -> String {
    let said = raw(
        scene,
        b"GET /challenge HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n",
    );
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("goldaw-next-challenge: "))
        .unwrap();
    line.to_owned()
}

fn signed(
    keys: &DeviceKeys,
    method: &str,
    path: &str,
    challenge: &str,
    body: &[u8],
    length: usize,
) -> Vec<u8> {
    let hash: [u8; 32] = blake3::hash(body).into();
    let signature = keys.sign(
        label::HUB_REQUEST,
        &wire::request_message(method, path, challenge, &hash),
    );
    format!(
        "{method} {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\ncontent-length: {length}\r\n{}: {}\r\n{}: \
         {challenge}\r\n{}: {}\r\n{}: {}\r\n\r\n",
        wire::DEVICE,
        wire::hex(&keys.mailbox()),
        wire::CHALLENGE,
        wire::BODY,
        wire::hex(&hash),
        wire::SIGNATURE,
        wire::hex(&signature),
    )
    .into_bytes()
}

#[test]
fn a_wrong_signature_and_an_unsigned_request_are_refused() {
    let scene = Scene::new();
    let stranger = keys(9);
    let signer = Signer {
        device: wire::hex(&scene.etrap.mailbox()),
        sign: Box::new(move |message| stranger.sign(label::HUB_REQUEST, message)),
    };
    let hub = Hub::new(
        &format!("http://{}", scene.hub.address()),
        signer,
        &Timeouts::default(),
    )
    .unwrap();
    assert_eq!(hub.list(), Err(refused(401, "signature")));
    assert_eq!(hub.put(&scene.parcel(1, 0)), Err(refused(401, "signature")));
    let said = raw(
        &scene,
        b"GET /mailbox HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n",
    );
    assert!(said.starts_with("HTTP/1.1 401"), "{said}");
    assert!(said.contains("unsigned"));
}

#[test]
fn a_recorded_request_does_not_work_twice_nor_for_another_path() {
    let scene = Scene::new();
    let given = challenge(&scene);
    let request = signed(&scene.centre, "GET", "/mailbox", &given, b"", 0);
    assert!(raw(&scene, &request).starts_with("HTTP/1.1 200"));
    let again = raw(&scene, &request);
    assert!(
        again.starts_with("HTTP/1.1 401") && again.contains("\"challenge\""),
        "{again}"
    );

    let given = challenge(&scene);
    let name = wire::hex(&[0; 32]);
    let other_path =
        String::from_utf8(signed(&scene.centre, "GET", "/mailbox", &given, b"", 0)).unwrap();
    let said = raw(
        &scene,
        other_path
            .replace("GET /mailbox ", &format!("GET /mailbox/{name} "))
            .as_bytes(),
    );
    assert!(
        said.starts_with("HTTP/1.1 401") && said.contains("\"signature\""),
        "{said}"
    );
}

#[test]
fn an_oversize_parcel_is_refused_before_it_is_read() {
    let scene = Scene::with(|settings| settings.largest_parcel = 100_000);
    let etrap = scene.client(&scene.etrap);
    assert_eq!(
        etrap.put(&scene.parcel(1, 300_000)),
        Err(refused(413, "too_large"))
    );
    etrap.put(&scene.parcel(2, 0)).unwrap();

    let given = challenge(&scene);
    let claims = signed(&scene.etrap, "PUT", "/parcels", &given, b"", 1 << 40);
    assert!(raw(&scene, &claims).starts_with("HTTP/1.1 413"));
}

#[test]
fn a_body_that_is_not_the_one_signed_is_refused() {
    let scene = Scene::new();
    let bytes = scene.parcel(1, 0);
    let given = challenge(&scene);
    let mut request = signed(&scene.etrap, "PUT", "/parcels", &given, &bytes, bytes.len());
    let last = bytes.len() - 1;
    request.extend_from_slice(&bytes[..last]);
    request.push(bytes[last] ^ 1);
    let said = raw(&scene, &request);
    assert!(
        said.starts_with("HTTP/1.1 400") && said.contains("\"body\""),
        "{said}"
    );
    assert!(scene.client(&scene.centre).list().unwrap().is_empty());
}

#[test]
fn damaged_foreign_and_misdirected_parcels_are_refused() {
    let scene = Scene::new();
    let etrap = scene.client(&scene.etrap);
    let mut flipped = scene.parcel(1, 0);
    *flipped.last_mut().unwrap() ^= 1;
    let (stranger, nobody) = (keys(8), keys(9));
    let foreign = parcel(&stranger, &[&scene.centre], 1, 0);
    let misdirected = parcel(&scene.etrap, &[&nobody], 1, 0);
    assert_eq!(etrap.put(&flipped), Err(refused(422, "parcel")));
    assert_eq!(etrap.put(b"PK\x03\x04"), Err(refused(422, "parcel")));
    assert_eq!(etrap.put(&foreign), Err(refused(422, "parcel")));
    assert_eq!(etrap.put(&misdirected), Err(refused(422, "recipient")));
    assert_eq!(
        std::fs::read_dir(scene.settings.folder.join("parcels"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn a_slow_head_is_cut_off() {
    let scene = Scene::with(|settings| settings.header_timeout = Duration::from_millis(200));
    // Never finished: without the timer this read would only end after five seconds, with an error.
    let said = raw(&scene, b"GET /mailbox HTTP/1.1\r\nhost: hub\r\ngoldaw-");
    assert!(!said.starts_with("HTTP/1.1 200"), "{said}");
}

#[test]
fn a_body_that_stops_coming_is_cut_off() {
    let scene = Scene::with(|settings| settings.idle_timeout = Duration::from_millis(200));
    let bytes = scene.parcel(1, 0);
    let given = challenge(&scene);
    let mut request = signed(&scene.etrap, "PUT", "/parcels", &given, &bytes, bytes.len());
    request.extend_from_slice(&bytes[..100]);
    let said = raw(&scene, &request);
    assert!(
        said.starts_with("HTTP/1.1 408") && said.contains("\"slow\""),
        "{said}"
    );
}

#[test]
fn a_nearly_full_disk_takes_nothing_and_still_hands_out() {
    let scene = Scene::new();
    scene.client(&scene.etrap).put(&scene.parcel(1, 0)).unwrap();
    let Scene {
        hub,
        settings,
        centre,
        etrap,
        ..
    } = &scene;
    let full = crate::Settings {
        keep_free_percent: 101,
        ..settings.clone()
    };
    let again = crate::start(full, "127.0.0.1:0").unwrap();
    assert_ne!(again.address(), hub.address());
    let address = format!("http://{}", again.address());
    let refused_put = super::scene::client_at(&address, etrap).put(&scene.parcel(2, 0));
    assert_eq!(refused_put, Err(refused(507, "full")));
    let centre = super::scene::client_at(&address, centre);
    let waiting = centre.list().unwrap();
    assert_eq!(
        centre.get(&waiting[0], u64::MAX).unwrap().len() as u64,
        waiting[0].bytes
    );
}

#[test]
fn one_device_cannot_take_every_place() {
    let scene = Scene::with(|settings| settings.requests_per_device = 1);
    let bytes = scene.parcel(1, 0);
    let given = challenge(&scene);
    let head = signed(&scene.etrap, "PUT", "/parcels", &given, &bytes, bytes.len());
    let mut pending = TcpStream::connect(scene.hub.address()).unwrap();
    pending
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let expecting = String::from_utf8(head)
        .unwrap()
        .replace("host: hub\r\n", "host: hub\r\nexpect: 100-continue\r\n");
    pending.write_all(expecting.as_bytes()).unwrap();
    // "100 Continue" says that the request has passed the door and waits for its body.
    let mut said = [0; 12];
    pending.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100");
    assert_eq!(scene.client(&scene.etrap).list(), Err(refused(429, "busy")));
    assert!(scene.client(&scene.neighbour).list().is_ok());
    pending.write_all(&bytes).unwrap();
    let mut rest = String::new();
    pending.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("HTTP/1.1 200"), "{rest}");
    assert!(scene.client(&scene.etrap).list().is_ok());
}
