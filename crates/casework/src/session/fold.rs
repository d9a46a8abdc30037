//! When the log is folded: at the start, and after a bundle was taken over. Never while somebody waits for a save.

use crate::session::Session;

/// Runs of a thousand changes folded at the start, at most: about a tenth of a second each, and more than an office writes in a month.
pub(super) const AT_START: u32 = 8;
/// Changes folded in one run, about.
const RUN: usize = 1_000;

impl Session {
    /// Folds as many old changes as a bundle brought, and some more, so that a store that fell behind catches up.
    pub(crate) fn fold_after(&mut self, taken: usize) {
        let runs = taken / RUN + 2;
        self.fold_old(u32::try_from(runs).unwrap_or(u32::MAX));
    }

    /// Folds old changes, at most so many runs. That it could not be done, for want of room on the disk say, is nobody's trouble now: the
    /// log stays as it was, and the next start tries again.
    pub(super) fn fold_old(&mut self, runs: u32) {
        for _ in 0..runs {
            if !matches!(self.store.fold(), Ok(1..)) {
                return;
            }
        }
    }
}
