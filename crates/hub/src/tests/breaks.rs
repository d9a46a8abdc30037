//! The line or the hub breaks midway; nothing is lost and nothing is half done.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use goldaw_transport::TransportError;
use goldaw_transport::http::Put;

use super::abuse::raw;
use super::scene::{Scene, client_at};

/// A line that carries only so many bytes each way on each of its first connections, then breaks; later ones are whole.
struct BadLine {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl BadLine {
    fn to(hub: SocketAddr, broken_connections: usize, up: usize, down: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let broken = counted.fetch_add(1, Ordering::SeqCst) < broken_connections;
                let Ok(far) = TcpStream::connect(hub) else {
                    return;
                };
                let (up, down) = if broken {
                    (up, down)
                } else {
                    (usize::MAX, usize::MAX)
                };
                let (near_again, far_again) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                std::thread::spawn(move || carry(near, far, up));
                std::thread::spawn(move || carry(far_again, near_again, down));
            }
        });
        Self {
            address,
            connections,
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, mut left: usize) {
    let mut piece = [0; 4096];
    while left > 0 {
        let length = match from.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(length) => length.min(left),
        };
        left -= length;
        if to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

#[test]
fn a_fetch_goes_on_where_the_line_broke() {
    let scene = Scene::new();
    let bytes = scene.parcel(1, 1_000_000);
    scene.client(&scene.etrap).put(&bytes).unwrap();
    let waiting = scene.client(&scene.centre).list().unwrap();
    let line = BadLine::to(scene.hub.address(), 2, usize::MAX, 400_000);
    let centre = client_at(&line.url(), &scene.centre);
    assert_eq!(centre.get(&waiting[0], u64::MAX).unwrap(), bytes);
    // Twice broken off, then the rest.
    assert_eq!(line.connections.load(Ordering::SeqCst), 3);
    let dead = BadLine::to(scene.hub.address(), usize::MAX, usize::MAX, 100_000);
    let broken = client_at(&dead.url(), &scene.centre)
        .get(&waiting[0], u64::MAX)
        .unwrap_err();
    assert_eq!(broken, TransportError::HubBrokeOff);
}

#[test]
fn a_parcel_cut_on_its_way_in_leaves_nothing_and_can_be_sent_again() {
    let scene = Scene::new();
    let bytes = scene.parcel(1, 1_000_000);
    let line = BadLine::to(scene.hub.address(), 1, 300_000, usize::MAX);
    let etrap = client_at(&line.url(), &scene.etrap);
    assert_eq!(etrap.put(&bytes).unwrap_err(), TransportError::HubBrokeOff);
    assert!(scene.client(&scene.centre).list().unwrap().is_empty());
    assert_eq!(
        std::fs::read_dir(scene.settings.folder.join("parcels"))
            .unwrap()
            .count(),
        0
    );
    assert_eq!(etrap.put(&bytes).unwrap(), Put::Stored);
}

#[test]
fn a_lost_answer_makes_no_second_parcel() {
    let scene = Scene::new();
    let bytes = scene.parcel(1, 0);
    // The challenge comes through, and of the answer to the parcel its first byte.
    let said = raw(
        &scene,
        b"GET /challenge HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n",
    );
    let challenge = said.len() - "connection: close\r\n".len();
    let line = BadLine::to(scene.hub.address(), 1, usize::MAX, challenge + 1);
    let etrap = client_at(&line.url(), &scene.etrap);
    assert_eq!(etrap.put(&bytes).unwrap_err(), TransportError::HubBrokeOff);
    assert_eq!(etrap.put(&bytes).unwrap(), Put::AlreadyThere);
    assert_eq!(scene.client(&scene.centre).list().unwrap().len(), 1);
}

#[test]
fn a_hub_that_goes_down_is_unreachable_and_comes_back_with_everything() {
    let Scene {
        hub,
        settings,
        centre,
        etrap,
        roster: _roster,
        neighbour: _neighbour,
        _folder,
    } = Scene::new();
    let address = hub.address().to_string();
    let url = format!("http://{address}");
    let bytes = super::scene::parcel(&etrap, &[&centre], 1, 50_000);
    let sending = client_at(&url, &etrap);
    sending.put(&bytes).unwrap();
    hub.stop();
    assert_eq!(
        client_at(&url, &centre).list(),
        Err(TransportError::HubUnreachable)
    );
    // A client that talked to it before finds its line closed or nobody listening.
    let gone = sending.put(&bytes).unwrap_err();
    assert!(
        matches!(
            gone,
            TransportError::HubUnreachable | TransportError::HubBrokeOff
        ),
        "{gone}"
    );
    let again = crate::start(settings, &address).unwrap();
    let fetching = client_at(&url, &centre);
    let waiting = fetching.list().unwrap();
    assert_eq!(fetching.get(&waiting[0], u64::MAX).unwrap(), bytes);
    // The challenge held from before the stop is of another life; the client asks for a new one by itself.
    assert_eq!(sending.put(&bytes).unwrap(), Put::AlreadyThere);
    drop(again);
}

#[test]
fn something_else_at_the_address_is_no_hub() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 1024];
            let _ = stream.read(&mut head);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello",
            );
        }
    });
    let scene = Scene::new();
    let client = client_at(&format!("http://{address}"), &scene.centre);
    assert_eq!(client.list(), Err(TransportError::HubConfused));
}
