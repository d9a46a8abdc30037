//! How far long work is, seen from another thread, and the wish to stop it.

use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use ts_rs::TS;

/// How far long work is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// What is being done, as a code; none when nothing is.
    pub what: Option<String>,
    /// How many are done.
    pub done: u32,
    /// How many there are.
    pub of: u32,
}

/// Work under way. Clones speak of the same work; the screens read it while the work holds the session.
#[derive(Clone, Default)]
pub struct Work(Arc<State>);

#[derive(Default)]
struct State {
    what: Mutex<Option<&'static str>>,
    done: AtomicU32,
    of: AtomicU32,
    cancelled: AtomicBool,
}

impl Work {
    /// Begins work of so many parts and forgets an earlier wish to stop.
    pub fn begin(&self, what: &'static str, of: u32) {
        self.0.cancelled.store(false, Ordering::Relaxed);
        self.0.done.store(0, Ordering::Relaxed);
        self.0.of.store(of, Ordering::Relaxed);
        self.name(Some(what));
    }

    /// Says how many parts are done.
    pub fn step(&self, done: u32) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// Ends the work.
    pub fn finish(&self) {
        self.name(None);
    }

    /// Asks the work to stop at the next part.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// Tells whether somebody asked to stop.
    pub fn cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    /// Returns how far the work is.
    pub fn progress(&self) -> Progress {
        let what = self
            .0
            .what
            .lock()
            .map_or(None, |what| what.map(str::to_owned));
        Progress {
            what,
            done: self.0.done.load(Ordering::Relaxed),
            of: self.0.of.load(Ordering::Relaxed),
        }
    }

    fn name(&self, what: Option<&'static str>) {
        if let Ok(mut name) = self.0.what.lock() {
            *name = what;
        }
    }
}
