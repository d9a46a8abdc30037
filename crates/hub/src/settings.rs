//! What a hub may be told, and the defaults.

use std::path::PathBuf;
use std::time::Duration;

/// Where a hub keeps its parcels and what it puts up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Folder of the parcels; made when absent.
    pub folder: PathBuf,
    /// File with the centre's roster; read again whenever it changes, and replaced when the centre publishes a newer one.
    pub roster: PathBuf,
    /// The largest parcel taken, in bytes.
    pub largest_parcel: u64,
    /// Below this share of free disk, in percent, parcels are refused but still handed out.
    pub keep_free_percent: u8,
    /// How long a request's head may take; also how long a silent connection is kept.
    pub header_timeout: Duration,
    /// How long the next piece of a body may take, either way.
    pub idle_timeout: Duration,
    /// How long a challenge can be answered.
    pub challenge_lifetime: Duration,
    /// The most connections at once.
    pub connections: usize,
    /// The most requests of one device at once.
    pub requests_per_device: usize,
    /// The most parcels being received at once; each may take `largest_parcel` bytes of memory.
    pub receiving: usize,
}

impl Settings {
    /// Takes the defaults: 64 MiB a parcel, 15 % kept free, 10 s for a head, 30 s of silence, 60 s for a challenge, 256
    /// connections, 8 requests a device, 8 parcels being received.
    pub fn new(folder: PathBuf, roster: PathBuf) -> Self {
        Self {
            folder,
            roster,
            largest_parcel: 64 << 20,
            keep_free_percent: 15,
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            challenge_lifetime: Duration::from_secs(60),
            connections: 256,
            requests_per_device: 8,
            receiving: 8,
        }
    }
}
