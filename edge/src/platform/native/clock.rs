//! A [`Clock`] that tests set.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use async_trait::async_trait;

use crate::platform::Clock;

/// A clock that stands still until a test advances it.
pub struct SetClock(AtomicU64);

impl SetClock {
    /// A clock with the time `now` (Unix milliseconds).
    pub const fn at(now: u64) -> Self {
        Self(AtomicU64::new(now))
    }

    /// Advances the time by `milliseconds`.
    pub fn advance(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

#[async_trait(?Send)]
impl Clock for SetClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits in real time, without advancing the clock.
    async fn sleep(&self, milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}
