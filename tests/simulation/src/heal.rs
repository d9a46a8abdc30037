//! Healing: the troubles end, and ordinary exchanges alone must bring everything to everybody.

use crate::bits::Bits;
use crate::judge;
use crate::world::World;

/// Exchanges after which nothing new may travel: what one computer wrote goes up in the first and reaches the others in the second.
const QUIET_AFTER: usize = 2;
/// The same when something was put back from a backup, or declared lost: a machine above that lost something must be heard before it is
/// sent that again, and what waited for it sets out only then, for a change that waits is not passed on.
const QUIET_AFTER_LOSS: usize = 6;
/// Exchanges in a row that carry nothing new, after which all is still: a declaration of loss needs two to come down before it moves anything.
const STILL: usize = 3;
/// Declarations in a row: the first frees everything that waits.
const DECLARATIONS: usize = 2;

impl World {
    /// Heals and judges.
    ///
    /// # Errors
    /// In words, what is not as it must be.
    pub fn heal(&mut self, thorough: bool) -> Result<(), String> {
        self.clear_sticks();
        let (mut survivors, mut applied) = (Bits::new(), Bits::new());
        for given in &self.given {
            survivors.add(&given.changes);
            applied.add(&self.graph.applied(given));
        }
        self.told.died += self.graph.len() - survivors.iter().count();
        let put_back = self.told.restores + self.told.copies > 0;
        self.settle(if put_back {
            QUIET_AFTER_LOSS
        } else {
            QUIET_AFTER
        })?;
        for _ in 0..DECLARATIONS {
            let asked = self.asked_for();
            if asked.is_empty() {
                break;
            }
            if let Some(there) = asked
                .iter()
                .filter_map(|hash| self.graph.number(hash))
                .find(|number| applied.has(*number))
            {
                return Err(format!(
                    "change {there} is asked for in vain although somebody held it"
                ));
            }
            self.declare(asked)?;
            self.settle(QUIET_AFTER_LOSS)?;
        }
        for at in 0..self.machines.len() {
            judge::machine(self, at)?;
        }
        judge::conserved(self, &survivors)?;
        judge::beliefs(self)?;
        self.check_streams()?;
        let one = self.graph.len() % self.machines.len();
        for at in (0..self.machines.len()).filter(|at| thorough || *at == one) {
            judge::rebuild(self, at)?;
        }
        self.told.questions += self.machines[self.centre()].questions().len();
        Ok(())
    }

    /// Exchanges until nothing new travels for a while, which must come after so many exchanges at the latest.
    fn settle(&mut self, enough: usize) -> Result<(), String> {
        let mut quiet = 0;
        for round in 0..enough + STILL {
            let carried = self.exchange()?;
            if carried == 0 {
                quiet += 1;
            } else if round >= enough {
                return Err(format!(
                    "after {enough} exchanges {carried} changes still travel"
                ));
            } else {
                quiet = 0;
                self.told.exchanges = self.told.exchanges.max(round + 1);
            }
            if quiet == STILL {
                break;
            }
        }
        Ok(())
    }
}
