//! Chance that can be repeated: the same seed gives the same numbers (SplitMix64).

use std::{env, ops::RangeInclusive, time::SystemTime};

use anyhow::{Context, Result};

/// A source of numbers.
pub struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    /// From `SWITCHBOARD_SEED` if it is set, else from the clock.
    pub fn from_environment() -> Result<Self> {
        let seed = match env::var("SWITCHBOARD_SEED") {
            Ok(text) => text.parse().context("SWITCHBOARD_SEED is to be a number")?,
            Err(_) => u64::from(
                SystemTime::now()
                    .duration_since(SystemTime::UNIX_EPOCH)?
                    .subsec_nanos(),
            ),
        };
        Ok(Self::new(seed))
    }

    /// From this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    /// What it began with.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A number in `range`.
    pub fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        let (low, high) = range.into_inner();
        low + self.next() % (high - low + 1)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_numbers_and_all_of_a_range_is_met() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..200).map(|_| chance.within(3..=6)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        for wanted in 3..=6 {
            assert!(draw(1).contains(&wanted));
        }
    }
}
