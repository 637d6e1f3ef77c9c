//! Chance that can be repeated: the same seed throws the same dice.

use std::{ops::RangeInclusive, sync::Mutex};

use fastrand::Rng;

/// Dice that everybody throws in turn.
pub(super) struct Dice(Mutex<Rng>);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    /// A number in `range`.
    pub(super) fn between(&self, range: RangeInclusive<u64>) -> u64 {
        self.0.lock().unwrap().u64(range)
    }

    /// Yes, this often in a hundred times.
    pub(super) fn falls(&self, percent: u64) -> bool {
        self.between(1..=100) <= percent
    }

    /// One of `all`.
    pub(super) fn pick<T: Copy>(&self, all: &[T]) -> T {
        let index = self.0.lock().unwrap().usize(..all.len());
        all[index]
    }
}
