//! Bends real bytes by a seed: the same seed and number give the same bytes on every machine.

use crate::TARGETS;

/// No input grows beyond this many bytes.
pub const LONGEST: usize = 64 << 10;

/// Chance that can be repeated: SplitMix64.
pub struct Chance(u64);

impl Chance {
    /// Begins anew for one input: the seed of the run, the name of the target, the number of the input.
    #[must_use]
    pub fn of(seed: u64, target: &str, number: u64) -> Self {
        let place = TARGETS.iter().position(|known| known.name == target);
        let place = place.map_or(0, |place| place as u64 + 1);
        let mut chance = Self(seed ^ (place << 56));
        let mixed = chance.bits();
        Self(mixed ^ number.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when there is none.
    fn below(&mut self, end: usize) -> usize {
        (self.bits() % end.max(1) as u64) as usize
    }

    /// A stretch of up to `longest` bytes; half of them begin in the first sixty-four, where the lengths stand.
    fn stretch(&mut self, bytes: &[u8], longest: usize) -> std::ops::Range<usize> {
        let within = if self.below(2) == 0 {
            bytes.len().min(64)
        } else {
            bytes.len()
        };
        let at = self.below(within);
        at..(at + self.below(longest + 1)).min(bytes.len())
    }
}

/// Bends one of the seeds in one to four ways: bits flipped, bytes set, cut, taken out, two seeds spliced, lengths blown up, repeated,
/// put in.
#[must_use]
pub fn bend(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seeds[chance.below(seeds.len())].clone();
    let ways = 1 + chance.below(8).saturating_sub(4);
    for _ in 0..ways {
        match chance.below(10) {
            0 | 1 => flip(&mut bytes, chance),
            2 | 3 => set(&mut bytes, chance),
            4 => bytes.truncate(chance.below(bytes.len() + 1)),
            5 => drop(bytes.drain(chance.stretch(&bytes, 64))),
            6 => splice(&mut bytes, &seeds[chance.below(seeds.len())], chance),
            7 => blow_up(&mut bytes, chance),
            8 => repeat(&mut bytes, chance),
            _ => put_in(&mut bytes, chance),
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

fn flip(bytes: &mut [u8], chance: &mut Chance) {
    let at = chance.stretch(bytes, 0).start;
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
}

/// Bytes at the edges of what numbers, text and CBOR heads can be, or any.
fn set(bytes: &mut [u8], chance: &mut Chance) {
    const EDGES: &[u8] = b"\x00\x01\x17\x18\x1b\x3b\x40\x5b\x7b\x7f\x80\x9b\xa0\xbb\xc0\xf6\xf7\xff\"\\,;{}[]<>&0-e.";
    let at = chance.stretch(bytes, 0).start;
    let edge = EDGES[chance.below(EDGES.len())];
    let any = chance.bits() as u8;
    if let Some(byte) = bytes.get_mut(at) {
        *byte = if chance.below(2) == 0 { edge } else { any };
    }
}

/// The beginning of one and the end of another.
fn splice(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    bytes.truncate(chance.below(bytes.len() + 1));
    bytes.extend_from_slice(&other[chance.below(other.len() + 1)..]);
}

/// A number of one to eight bytes, either end first: the largest, halves of it, or near how much there really is.
fn blow_up(bytes: &mut [u8], chance: &mut Chance) {
    let real = bytes.len() as u64;
    let numbers = [
        u64::MAX,
        u64::MAX >> 1,
        1 << 63,
        u32::MAX.into(),
        1 << 31,
        1 << 24,
        65_535,
        real,
        real + 1,
        real.saturating_sub(1),
        0,
    ];
    let number = numbers[chance.below(numbers.len())];
    let width = [1, 2, 4, 8][chance.below(4)];
    let at = chance.stretch(bytes, 0).start;
    let from_the_left = chance.below(2) == 0;
    let Some(place) = bytes.get_mut(at..at + width) else {
        return;
    };
    if from_the_left {
        place.copy_from_slice(&number.to_be_bytes()[8 - width..]);
    } else {
        place.copy_from_slice(&number.to_le_bytes()[..width]);
    }
}

/// A stretch again and again: a few times, one time in sixteen as often as there is room.
fn repeat(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let stretch = chance.stretch(bytes, 256);
    let part = bytes[stretch.clone()].to_vec();
    let room = LONGEST / part.len().max(1);
    let times = if chance.below(16) == 0 {
        room
    } else {
        1 + chance.below(4)
    };
    let times = times.min(room);
    bytes.splice(stretch.end..stretch.end, part.repeat(times));
}

fn put_in(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.stretch(bytes, 0).start;
    let fill = chance.bits() as u8;
    let filled = chance.below(2) == 0;
    let new: Vec<u8> = (0..chance.below(17))
        .map(|_| if filled { fill } else { chance.bits() as u8 })
        .collect();
    bytes.splice(at..at, new);
}
