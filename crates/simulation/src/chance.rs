//! Randomness that is the same in every run of a seed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::RangeInclusive;
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

/// A stream of its own for each part that draws, so that one part's draws do not shift another's.
#[derive(Debug)]
pub(crate) struct Chance(SmallRng);

impl Chance {
    pub(crate) fn new(seed: u64, part: &str, number: u64) -> Self {
        let mut hasher = DefaultHasher::new();
        (seed, part, number).hash(&mut hasher);
        Self(SmallRng::seed_from_u64(hasher.finish()))
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0.random()
    }

    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.0.random_range(0..100) < percent
    }

    pub(crate) fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        self.0.random_range(range)
    }

    pub(crate) fn index(&mut self, length: usize) -> usize {
        self.0.random_range(0..length.max(1))
    }

    pub(crate) fn ms(&mut self, range: RangeInclusive<u64>) -> Duration {
        Duration::from_millis(self.within(range))
    }
}
