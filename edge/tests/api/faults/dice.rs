//! Reproducible chance: the same seed throws the same dice.

use std::{ops::RangeInclusive, sync::Mutex};

use fastrand::Rng;

/// Dice that all parts of a scene throw in turn.
pub(super) struct Dice(Mutex<Rng>);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    /// A random number in `range`.
    pub(super) fn between(&self, range: RangeInclusive<u64>) -> u64 {
        self.0.lock().unwrap().u64(range)
    }

    /// True with this probability, in percent.
    pub(super) fn falls(&self, percent: u64) -> bool {
        self.between(1..=100) <= percent
    }

    /// A random one of `all`.
    pub(super) fn pick<T: Copy>(&self, all: &[T]) -> T {
        let index = self.0.lock().unwrap().usize(..all.len());
        all[index]
    }
}
