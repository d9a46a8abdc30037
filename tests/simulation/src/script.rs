//! From a seed to a district and the list of what happens in it.
//!
//! Each run draws how often each kind of trouble comes, so that some runs are calm and large and others all trouble: a simulator in which
//! everything fails all the time never gets far enough to find what happens to a large log.

use crate::chance::Chance;
use crate::event::{Damage, Event, Newer, Write};

/// Who is there, and what stands between.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Computers of each etrap office.
    pub computers: Vec<usize>,
    /// What stands between the etraps and the centre.
    pub relay: Relay,
}

/// What stands between the etraps and the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relay {
    /// Nothing.
    None,
    /// A velayat that passes bundles on unopened, later and in any order.
    Opaque,
    /// A velayat that takes over and packs anew.
    Velayat,
}

impl Shape {
    /// Returns the number of machines: computers, the velayat's if it merges, the centre's last.
    pub fn machines(&self) -> usize {
        self.computers.iter().sum::<usize>() + usize::from(self.relay == Relay::Velayat) + 1
    }
}

/// A district and what happens in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// Who is there.
    pub shape: Shape,
    /// What happens, in order.
    pub events: Vec<Event>,
}

/// How often what happens, in a thousand events; what is left over is work.
struct Levels {
    exchange: usize,
    spoil: usize,
    lose: usize,
    swap: usize,
    jump: usize,
    restart: usize,
    back_up: usize,
    restore: usize,
    declare: usize,
    again: usize,
    small: usize,
    copy: usize,
    noticed: usize,
}

impl Levels {
    fn draw(chance: &mut Chance) -> Self {
        let mut level = |often: [usize; 4]| often[chance.below(4)];
        Levels {
            exchange: level([300, 400, 500, 600]),
            spoil: level([0, 5, 20, 50]),
            lose: level([0, 10, 40, 100]),
            swap: level([0, 5, 20, 30]),
            jump: level([0, 0, 10, 40]),
            restart: level([0, 5, 10, 20]),
            back_up: level([0, 10, 30, 60]),
            restore: level([0, 0, 10, 30]),
            declare: level([0, 0, 0, 10]),
            again: level([0, 50, 200, 500]),
            small: level([0, 0, 200, 500]),
            copy: level([0, 300, 300, 800]),
            noticed: level([0, 500, 500, 1000]),
        }
    }

    fn calm(chance: &mut Chance) -> Self {
        Levels {
            spoil: 0,
            lose: 5,
            swap: 0,
            jump: 0,
            restart: 5,
            back_up: 3,
            restore: 1,
            declare: 0,
            ..Levels::draw(chance)
        }
    }
}

/// Writes the script of a seed.
pub fn script(seed: u64) -> Script {
    let mut chance = Chance::new(seed);
    let offices = 1 + chance.below(3);
    let computers = (0..offices).map(|_| 1 + chance.below(3)).collect();
    let relay = [Relay::None, Relay::None, Relay::Opaque, Relay::Velayat][chance.below(4)];
    let calm = chance.permille(100);
    let levels = if calm {
        Levels::calm(&mut chance)
    } else {
        Levels::draw(&mut chance)
    };
    let length = if calm {
        400 + chance.below(400)
    } else {
        40 + chance.below(260)
    };
    let shape = Shape { computers, relay };
    let events = (0..length)
        .map(|_| event(&mut chance, &levels, shape.machines()))
        .collect();
    Script { shape, events }
}

/// A number large enough to name anything; it is counted round.
const ANY: usize = 1000;

fn event(chance: &mut Chance, levels: &Levels, machines: usize) -> Event {
    let at = chance.below(machines);
    let scope = [0, 1, 1, 1, 2, 3][chance.below(6)];
    let stick = chance.below(ANY);
    let mut left = chance.below(1000);
    let mut comes = |often: usize| {
        let comes = left < often;
        left = left.saturating_sub(often);
        comes
    };
    if comes(levels.exchange) {
        return if chance.permille(500) {
            let most = if chance.permille(levels.small) {
                1 + chance.below(6)
            } else {
                usize::MAX
            };
            Event::Pack {
                from: at,
                to: chance.below(ANY),
                office: chance.permille(200),
                most,
            }
        } else {
            Event::Deliver {
                stick,
                again: chance.permille(levels.again),
            }
        };
    }
    if comes(levels.spoil) {
        let how = if chance.permille(500) {
            Damage::Truncated
        } else {
            Damage::Rot
        };
        return Event::Spoil {
            stick,
            how,
            place: chance.below(ANY),
        };
    }
    if comes(levels.lose) {
        return Event::Lose { stick };
    }
    if comes(levels.swap) {
        return Event::Swap { stick, at };
    }
    if comes(levels.jump) {
        return Event::Jump {
            at,
            run_lengths: chance.below(6600) as i64 - 600,
        };
    }
    if comes(levels.restart) {
        return Event::Restart { at };
    }
    if comes(levels.back_up) {
        return Event::BackUp { at };
    }
    if comes(levels.restore) {
        let from = if chance.permille(levels.copy) {
            chance.below(machines)
        } else {
            at
        };
        return Event::Restore {
            at,
            from,
            noticed: chance.permille(levels.noticed),
        };
    }
    if comes(levels.declare) {
        return Event::DeclareLost;
    }
    work(chance, at, scope)
}

fn work(chance: &mut Chance, at: usize, scope: usize) -> Event {
    match chance.below(20) {
        0..11 => {
            let writes: Vec<Write> = (0..1 + chance.below(3))
                .map(|_| (chance.below(3), chance.below(3), chance.below(5)))
                .collect();
            Event::Save { at, scope, writes }
        }
        11..13 => Event::Note { at, scope },
        13 => Event::Void {
            at,
            scope,
            record: chance.below(3),
        },
        14..17 => Event::Decide {
            at,
            which: chance.below(ANY),
            keep: chance.below(ANY),
        },
        17 | 18 => {
            let kinds = [
                Newer::Field,
                Newer::Kind,
                Newer::Operation,
                Newer::Extra,
                Newer::Payload,
            ];
            Event::Newer {
                at,
                how: kinds[chance.below(kinds.len())],
            }
        }
        _ => Event::FailedSave { at },
    }
}
