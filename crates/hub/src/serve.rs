//! Listening: connections counted, heads timed, everything on one thread of its own.
//!
//! Connections are served by hand rather than by a ready-made loop, because only so the timer that ends a slow head is
//! really installed.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::sync::{Semaphore, oneshot};

use crate::asker::Turns;
use crate::challenge::Challenges;
use crate::mailbox::Mailboxes;
use crate::roster_file::RosterFile;
use crate::routes::{self, Shared};
use crate::settings::Settings;

/// Why a hub did not start.
#[derive(Debug, Error)]
pub enum HubError {
    /// The roster file is absent or holds no roster.
    #[error("roster file: {0}")]
    Roster(io::Error),
    /// The folder cannot be used.
    #[error("folder: {0}")]
    Folder(io::Error),
    /// The address cannot be listened on.
    #[error("address: {0}")]
    Address(io::Error),
    /// The operating system gave no thread, timer or randomness.
    #[error("system: {0}")]
    System(io::Error),
}

/// A hub at work on a thread of its own; it ends when this is dropped.
pub struct RunningHub {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RunningHub {
    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it: connections are cut, what was acknowledged is on disk. Returns when the thread has ended.
    pub fn stop(mut self) {
        self.end();
    }

    /// Waits until it ends by itself, which it does not unless the system fails.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts a hub on an address such as `127.0.0.1:8480`; port 0 takes a free one.
///
/// # Errors
/// [`HubError`]; nothing is left running.
pub fn start(settings: Settings, address: &str) -> Result<RunningHub, HubError> {
    let roster = RosterFile::open(&settings.roster).map_err(HubError::Roster)?;
    let mailboxes = Mailboxes::open(&settings.folder).map_err(HubError::Folder)?;
    let listener = TcpListener::bind(address).map_err(HubError::Address)?;
    listener.set_nonblocking(true).map_err(HubError::Address)?;
    let address = listener.local_addr().map_err(HubError::Address)?;
    let mut key = [0; 32];
    getrandom::fill(&mut key)
        .map_err(|error| HubError::System(io::Error::other(error.to_string())))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(HubError::System)?;
    let shared = Arc::new(Shared {
        challenges: Challenges::new(key, settings.challenge_lifetime.as_millis() as u64),
        mailboxes: Arc::new(mailboxes),
        roster,
        turns: Arc::new(Turns::default()),
        receiving: Semaphore::new(settings.receiving),
        started: Instant::now(),
        settings,
    });
    let (stop, stopped) = oneshot::channel();
    let work = move || {
        runtime.block_on(async {
            tokio::select! {
                () = accept(listener, shared) => {}
                _ = stopped => {}
            }
        });
        // Cuts every connection; work on the disk that has begun is waited for.
        drop(runtime);
    };
    let thread = std::thread::Builder::new()
        .name("hub".into())
        .spawn(work)
        .map_err(HubError::System)?;
    Ok(RunningHub {
        address,
        stop: Some(stop),
        thread: Some(thread),
    })
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let places = Arc::new(Semaphore::new(shared.settings.connections));
    let header_timeout = shared.settings.header_timeout;
    let router = routes::router(shared);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or a caller that left while being accepted: let others end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_timeout)
            .max_buf_size(64 << 10)
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // How a connection ends concerns only its client.
            let _ = connection.await;
            drop(place);
        });
    }
}
