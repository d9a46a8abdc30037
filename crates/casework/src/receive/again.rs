//! What was left out before, tried again with every bundle: the list may be newer by now, a signature may have come, or this program can read
//! what an older one could not.
//!
//! Each change is judged as if the computer that brought it brought it now. What is still left out stays as it is.

use crate::error::CaseworkError;
use crate::receive::admission::{Gate, Side};
use crate::receive::proof::Proofs;
use crate::session::Session;
use goldaw_changes::{ChangeHash, Head, RawChange};
use goldaw_domain::ids::DeviceId;
use goldaw_store::Reader;
use goldaw_trust::Roster;
use std::collections::BTreeMap;

/// What one computer had brought and was left out.
pub(super) struct Again<'a> {
    side: Side<'a>,
    changes: Vec<RawChange>,
}

impl<'a> Again<'a> {
    /// Returns what was left out, by who brought it; of computers the list does not know nothing.
    pub fn all(session: &Session, roster: &'a Roster) -> Result<Vec<Again<'a>>, CaseworkError> {
        let mut by_bringer: BTreeMap<DeviceId, Vec<RawChange>> = BTreeMap::new();
        for left_out in session.read().left_out()? {
            let of_one = by_bringer.entry(left_out.brought_by).or_default();
            of_one.push(left_out.raw);
        }
        let known = by_bringer.into_iter().filter_map(|(bringer, changes)| {
            let bringer = roster.device(bringer.uuid())?;
            Some(Again {
                side: Side::of(session, roster, bringer.office.into()),
                changes,
            })
        });
        Ok(known.collect())
    }

    /// Returns those that are to be merged now. `signed` are the heads whose signatures came with the bundle at hand.
    pub fn admitted(
        self,
        read: &Reader<'_>,
        roster: &Roster,
        signed: &BTreeMap<ChangeHash, Head>,
    ) -> Result<Vec<RawChange>, CaseworkError> {
        let proofs = Proofs::find_in(read, roster, signed, &self.changes)?;
        Ok(Gate::new(self.side, &proofs)
            .sort(read, self.changes)?
            .admitted)
    }
}
