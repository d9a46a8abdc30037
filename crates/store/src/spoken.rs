//! What another computer last said it holds, and which of its lives said it.
//!
//! A life is one start of the program there, named by a random number that says nothing about order. A computer put back from an old copy
//! says less than it said before and must be believed; a stick of its earlier life that arrives late must not. Where the order cannot be
//! known, the lesser of two statements counts: that costs a second sending and never a change.

use crate::blob::Id;
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::ledger::SqlLedger;
use crate::log::Log;
use crate::store::Store;
use goldaw_changes::{ChangeHash, Clock};
use goldaw_domain::ids::DeviceId;
use rusqlite::named_params;

/// How a statement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belief {
    /// It replaces what was said before.
    Newest,
    /// It may be older or newer: only what both statements say is believed.
    Unclear,
    /// It was said before the one that counts, and changes nothing.
    Older,
}

/// A life that has spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heard {
    session: [u8; 16],
    number: u32,
}

/// Lives remembered of one computer. One a start of the program, so this is more than a year.
const REMEMBERED: i64 = 500;

/// Decides how a bundle's statement counts, given the lives heard before, the believed one last.
fn belief(heard: &[Heard], session: &[u8; 16], number: u32) -> Belief {
    let Some((believed, _)) = heard.split_last() else {
        return Belief::Newest;
    };
    match heard.iter().find(|life| life.session == *session) {
        None => Belief::Newest,
        Some(same) if same == believed || same.session == believed.session => {
            if number >= same.number {
                Belief::Newest
            } else {
                Belief::Older
            }
        }
        Some(earlier) if number <= earlier.number => Belief::Older,
        // Numbers rise from life to life, but for a computer that was put back to before it counted.
        Some(_) if number > believed.number => Belief::Newest,
        Some(_) => Belief::Unclear,
    }
}

impl Arrival<'_> {
    /// Hears what a computer says it holds and lacks, and tells how its statement counts.
    pub fn hear(
        &self,
        device: DeviceId,
        session: &[u8; 16],
        number: u32,
        heads: &[ChangeHash],
        lacking: &[ChangeHash],
    ) -> Result<Belief, StoreError> {
        let belief = belief(&self.heard(device)?, session, number);
        let said = goldaw_changes::peer_holds(&SqlLedger::new(self.log), heads, lacking)?;
        match belief {
            Belief::Older => return Ok(belief),
            Belief::Newest => self.believe(device, &said)?,
            Belief::Unclear => {
                let before = self.reader().held_by(&[device])?;
                let both: Clock = before
                    .entries()
                    .map(|(branch, sequence)| (branch, sequence.min(said.get(branch))))
                    .collect();
                self.believe(device, &both)?;
            }
        }
        self.note_spoken(device, session, number, belief)?;
        Ok(belief)
    }

    /// Takes somebody's word for what a computer holds and lacks, in place of what was known. It counts until the computer speaks itself,
    /// and is not weighed against what it says then.
    pub fn hear_about(
        &self,
        device: DeviceId,
        heads: &[ChangeHash],
        lacking: &[ChangeHash],
    ) -> Result<(), StoreError> {
        let said = goldaw_changes::peer_holds(&SqlLedger::new(self.log), heads, lacking)?;
        self.believe(device, &said)
    }

    fn heard(&self, device: DeviceId) -> Result<Vec<Heard>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT session, number FROM spoken WHERE device = :device ORDER BY turn",
        )?;
        let rows = statement.query_map(named_params! { ":device": Id::from(device) }, |row| {
            Ok(Heard {
                session: row.get(0)?,
                number: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn note_spoken(
        &self,
        device: DeviceId,
        session: &[u8; 16],
        number: u32,
        belief: Belief,
    ) -> Result<(), StoreError> {
        let device = Id::from(device);
        let last: i64 = self
            .tx
            .prepare_cached("SELECT coalesce(max(turn), 0) FROM spoken WHERE device = :device")?
            .query_row(named_params! { ":device": device }, |row| row.get(0))?;
        self.tx
            .prepare_cached(
                "INSERT INTO spoken (device, session, number, turn) VALUES (:device, :session, :number, :turn)
                 ON CONFLICT (device, session) DO UPDATE SET number = :number, turn = iif(:newest, :turn, turn)",
            )?
            .execute(named_params! {
                ":device": device,
                ":session": session,
                ":number": number,
                ":turn": last + 1,
                ":newest": belief == Belief::Newest,
            })?;
        self.tx
            .prepare_cached("DELETE FROM spoken WHERE device = :device AND turn <= :old")?
            .execute(named_params! { ":device": device, ":old": last - REMEMBERED })?;
        Ok(())
    }

    /// Adds to what a computer is known to hold, until it speaks itself. It may have gone on without what was declared lost and is here.
    fn hear_also(&self, device: DeviceId, heads: &[ChangeHash]) -> Result<(), StoreError> {
        let lacking = crate::missing::held_although_lost(self.log)?;
        let mut held = self.reader().held_by(&[device])?;
        held.join(&goldaw_changes::peer_holds(
            &SqlLedger::new(self.log),
            heads,
            &lacking,
        )?);
        self.believe(device, &held)
    }

    /// Replaces what a computer is known to hold.
    fn believe(&self, device: DeviceId, clock: &Clock) -> Result<(), StoreError> {
        let device = Id::from(device);
        self.tx
            .prepare_cached("DELETE FROM holds WHERE device = :device")?
            .execute(named_params! { ":device": device })?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO holds (device, branch, sequence) VALUES (:device, :branch, :sequence)",
        )?;
        for (branch, sequence) in clock.entries().filter(|(_, sequence)| *sequence > 0) {
            insert.execute(named_params! {
                ":device": device,
                ":branch": branch.0,
                ":sequence": sequence.cast_signed(),
            })?;
        }
        Ok(())
    }
}

impl Store {
    /// Adds to what a computer is known to hold, outside of any bundle. What it says itself afterwards counts in its place.
    pub fn hear_also(&mut self, device: DeviceId, heads: &[ChangeHash]) -> Result<(), StoreError> {
        let tx = self.connection.transaction()?;
        Arrival::new(&tx, Log::new(&tx, &self.folds), 0).hear_also(device, heads)?;
        tx.commit()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: [u8; 16] = [1; 16];
    const SECOND: [u8; 16] = [2; 16];

    fn heard(lives: &[([u8; 16], u32)]) -> Vec<Heard> {
        let lives = lives.iter().copied();
        lives
            .map(|(session, number)| Heard { session, number })
            .collect()
    }

    #[test]
    fn within_a_life_the_later_number_counts() {
        assert_eq!(belief(&[], &FIRST, 1), Belief::Newest);
        let lives = heard(&[(FIRST, 5)]);
        assert_eq!(belief(&lives, &FIRST, 6), Belief::Newest);
        assert_eq!(belief(&lives, &FIRST, 5), Belief::Newest, "read again");
        assert_eq!(belief(&lives, &FIRST, 4), Belief::Older);
    }

    #[test]
    fn a_life_not_heard_before_is_believed_even_when_its_number_is_lower() {
        assert_eq!(belief(&heard(&[(FIRST, 9)]), &SECOND, 2), Belief::Newest);
    }

    #[test]
    fn a_late_stick_of_an_earlier_life_is_not_believed() {
        let lives = heard(&[(FIRST, 9), (SECOND, 10)]);
        assert_eq!(belief(&lives, &FIRST, 9), Belief::Older, "read again");
        assert_eq!(belief(&lives, &FIRST, 8), Belief::Older);
    }

    #[test]
    fn an_earlier_life_that_goes_on_is_newer_by_its_number_or_unclear() {
        // A stick of the life before a restore came late: 10. The restored computer counts on from 8.
        let lives = heard(&[(SECOND, 8), (FIRST, 10)]);
        assert_eq!(belief(&lives, &SECOND, 9), Belief::Unclear);
        assert_eq!(belief(&lives, &SECOND, 11), Belief::Newest);
    }
}
