//! Bundles on their way: packed, delivered, lost, spoiled, taken over with everything that must hold at any time.

use crate::bundle::Bundle;
use crate::event::Damage;
use crate::judge;
use crate::machine::id;
use crate::script::Relay;
use crate::world::{EVENT_MS, World};
use goldaw_changes::{ChangeHash, Incarnation};
use goldaw_domain::ids::DeviceId;

/// A stick on its way.
#[derive(Clone, Debug)]
pub(crate) struct Stick {
    pub bundle: Bundle,
    pub to: usize,
    /// Relays still to pass before it arrives.
    pub hops: usize,
}

impl World {
    /// Machines a machine exchanges with: those of its own office and upwards; from above, all.
    fn peers(&self, at: usize) -> Vec<usize> {
        let hub = self.hub();
        let above = |machine: usize| machine >= hub;
        let others = (0..self.machines.len()).filter(|other| *other != at);
        others
            .filter(|other| {
                above(at)
                    || above(*other)
                    || self.machines[at].scopes == self.machines[*other].scopes
            })
            .collect()
    }

    pub(crate) fn pack(&mut self, from: usize, to: usize, office: bool, most: usize) {
        let peers = self.peers(from);
        if peers.is_empty() {
            return;
        }
        let to = peers[to % peers.len()];
        let theirs = self.machines[to].scopes.clone();
        let devices: Vec<DeviceId> = if office {
            let others = self
                .machines
                .iter()
                .enumerate()
                .filter(|(number, other)| *number != from && other.scopes == theirs);
            others.map(|(_, other)| other.device).collect()
        } else {
            vec![self.machines[to].device]
        };
        let bundle = self.machines[from].pack(&devices, &theirs, most, from < to);
        let relayed =
            self.shape.relay == Relay::Opaque && (from == self.hub()) != (to == self.hub());
        self.sticks.push(Stick {
            bundle,
            to,
            hops: usize::from(relayed),
        });
        self.told.bundles += 1;
    }

    pub(crate) fn deliver(&mut self, stick: usize, again: bool) -> Result<(), String> {
        if self.sticks.is_empty() {
            return Ok(());
        }
        let at = stick % self.sticks.len();
        if self.sticks[at].hops > 0 {
            self.sticks[at].hops -= 1;
            return Ok(());
        }
        let stick = if again {
            self.sticks[at].clone()
        } else {
            self.sticks.swap_remove(at)
        };
        self.told.repeated += usize::from(again);
        self.take(stick.to, &stick.bundle)
    }

    pub(crate) fn swap(&mut self, stick: usize, at: usize) -> Result<(), String> {
        if self.sticks.is_empty() {
            return Ok(());
        }
        let bundle = self.sticks[stick % self.sticks.len()].bundle.clone();
        self.take(at, &bundle)
    }

    pub(crate) fn spoil(&mut self, stick: usize, how: Damage, place: usize) {
        if self.sticks.is_empty() {
            return;
        }
        let at = stick % self.sticks.len();
        match how {
            Damage::Truncated => self.sticks[at].bundle.truncated = true,
            Damage::Rot => self.sticks[at].bundle.rot(place),
        }
        self.told.spoiled += 1;
    }

    /// Takes a bundle over and checks what holds at any time: all of it or nothing, what is bent is refused, no time taken over from afar.
    pub(crate) fn take(&mut self, at: usize, bundle: &Bundle) -> Result<(), String> {
        let (now, before) = (self.now(at), judge::fingerprint(&self.machines[at]));
        let expected = judge::may_take(&self.machines[at], bundle);
        let taken = self.machines[at].take(bundle, now);
        let taken = match (taken, expected) {
            (Err(why), Err(expected)) if why == expected => {
                return if judge::fingerprint(&self.machines[at]) == before {
                    Ok(())
                } else {
                    Err(format!(
                        "machine {at}: a bundle that was refused left something behind"
                    ))
                };
            }
            (Ok(taken), Ok(())) => taken,
            (found, expected) => {
                return Err(format!(
                    "machine {at}: {expected:?} was expected, {found:?} happened"
                ));
            }
        };
        let scopes = &self.machines[at].scopes;
        for (place, (hash, _)) in bundle.changes.iter().enumerate() {
            let Some(number) = self.graph.number(hash) else {
                return Err(format!("{hash} was never written"));
            };
            if !bundle.rotten.contains(&place)
                && scopes.contains(&self.graph.get(number).stream.scope)
            {
                self.given[at].changes.insert(number);
            }
        }
        for hash in &bundle.lost {
            self.given[at].lost.insert(
                self.graph
                    .number(hash)
                    .ok_or("a change nobody wrote is declared lost")?,
            );
        }
        if let Some(refused) = taken
            .refused
            .iter()
            .find(|refused| !is_rot(bundle, &refused.hash))
        {
            return Err(format!(
                "machine {at} refuses {}: {}",
                refused.hash, refused.why
            ));
        }
        let last = self.machines[at].last;
        if last > before.last && last.ms() > now + goldaw_changes::hlc::ADOPTION_BOUND_MS {
            return Err(format!(
                "machine {at}: a time from far in the future was taken over"
            ));
        }
        self.told.forks += taken.forks;
        if taken.copied {
            self.incidents += 1;
            let life = Incarnation(id(0x2000_0000 + u128::from(self.next())));
            self.machines[at].begin_again(life);
        }
        Ok(())
    }

    /// Nothing is on its way any more.
    pub(crate) fn clear_sticks(&mut self) {
        self.sticks.clear();
    }

    /// Everybody exchanges with whoever stands above: a bundle up, the answer down. Gives the number of changes carried.
    pub(crate) fn exchange(&mut self) -> Result<usize, String> {
        let mut carried = 0;
        let (hub, centre) = (self.hub(), self.centre());
        let pairs: Vec<(usize, usize)> = (0..hub)
            .map(|computer| (computer, hub))
            .chain((hub < centre).then_some((hub, centre)))
            .collect();
        for (below, above) in pairs {
            for (from, to, upwards) in [(below, above, true), (above, below, false)] {
                let (device, scopes) = (self.machines[to].device, self.machines[to].scopes.clone());
                let bundle = self.machines[from].pack(&[device], &scopes, usize::MAX, upwards);
                carried += bundle.changes.len();
                self.take(to, &bundle)?;
            }
        }
        self.time += EVENT_MS;
        Ok(carried)
    }
}

fn is_rot(bundle: &Bundle, hash: &ChangeHash) -> bool {
    let mut rotten = bundle
        .rotten
        .iter()
        .filter_map(|at| bundle.changes.get(*at));
    rotten.any(|(bent, _)| bent == hash)
}
