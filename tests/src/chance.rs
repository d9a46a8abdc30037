//! Chance that can be repeated: the same seed gives the same run on every machine.

/// SplitMix64.
pub struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is above zero.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// One of the things, which are at least one.
    pub fn of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len() as u64) as usize]
    }
}

/// The seed of a run, from `GOLDAW_SEED` or from the clock, printed so that the run can be repeated.
///
/// # Panics
/// When `GOLDAW_SEED` is not a number.
#[must_use]
#[allow(clippy::print_stdout, clippy::expect_used)]
pub fn seed(what: &str) -> u64 {
    let seed = match std::env::var("GOLDAW_SEED") {
        Ok(given) => given.parse().expect("GOLDAW_SEED is a number"),
        Err(_) => std::time::UNIX_EPOCH
            .elapsed()
            .map_or(1, |since| since.as_nanos() as u64),
    };
    println!("{what}: GOLDAW_SEED={seed}");
    seed
}
