//! Time that passes only when everybody waits for it: a minute takes no time, and waits that are too long are found.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use porchlight_edge::platform::{Clock, native::SetClock};

use crate::support::NOW;

/// The number of times that other tasks may run before all of them count as waiting for time.
const ROUNDS: usize = 24;
/// The number of rounds without a waiting task after which the scene counts as stuck.
const STANDSTILL: usize = 200_000;

/// The time of all parts of a scene.
pub(super) struct VirtualTime {
    now: AtomicU64,
    /// The waiting tasks, by the time that they wait for and the order in which they came.
    waiting: Mutex<BTreeMap<(u64, u64), oneshot::Sender<()>>>,
    came: AtomicU64,
    /// The clock of the parts in memory, which shows the same time.
    also: OnceLock<Arc<SetClock>>,
}

impl VirtualTime {
    pub(super) fn new() -> Self {
        Self {
            now: AtomicU64::new(NOW),
            waiting: Mutex::default(),
            came: AtomicU64::new(0),
            also: OnceLock::new(),
        }
    }

    /// Keeps `clock` at the same time from now on.
    pub(super) fn set(&self, clock: Arc<SetClock>) {
        assert!(self.also.set(clock).is_ok(), "one clock");
    }

    pub(super) fn advance(&self, milliseconds: u64) {
        self.now.fetch_add(milliseconds, Ordering::Relaxed);
        if let Some(clock) = self.also.get() {
            clock.advance(milliseconds);
        }
    }

    /// Runs `work`, and lets time pass meanwhile.
    pub(super) async fn pass_during<T>(&self, work: impl Future<Output = T>) -> T {
        let passing = async {
            for _ in 0..STANDSTILL {
                for _ in 0..ROUNDS {
                    tokio::task::yield_now().await;
                }
                self.pass();
            }
        };
        futures::pin_mut!(work, passing);
        match select(work, passing).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => panic!("it hangs: {STANDSTILL} waits did not bring it to its end"),
        }
    }

    /// The result of `work`, unless it takes longer than `milliseconds`.
    pub(super) async fn within<T>(
        &self,
        milliseconds: u64,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let late = self.sleep(milliseconds);
        futures::pin_mut!(work);
        match select(work, late).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    /// Advances to the next moment that somebody waits for.
    fn pass(&self) {
        let mut waiting = self.waiting.lock().unwrap();
        while let Some(((at, _), who)) = waiting.pop_first() {
            if who.is_canceled() {
                continue;
            }
            self.advance(at.saturating_sub(self.now()));
            // The receiver may be gone.
            let _ = who.send(());
            return;
        }
    }
}

#[async_trait(?Send)]
impl Clock for VirtualTime {
    fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    async fn sleep(&self, milliseconds: u64) {
        let (sender, receiver) = oneshot::channel();
        let came = self.came.fetch_add(1, Ordering::Relaxed);
        let at = self.now().saturating_add(milliseconds);
        self.waiting.lock().unwrap().insert((at, came), sender);
        let _ = receiver.await;
    }
}

/// The clock of another machine, which is fast or slow.
pub(super) struct OtherClock {
    pub(super) time: Arc<VirtualTime>,
    /// How fast it is, in milliseconds; negative if it is slow.
    pub(super) fast: AtomicI64,
}

#[async_trait(?Send)]
impl Clock for OtherClock {
    fn now(&self) -> u64 {
        let fast = self.fast.load(Ordering::Relaxed);
        self.time.now().saturating_add_signed(fast)
    }

    async fn sleep(&self, milliseconds: u64) {
        self.time.sleep(milliseconds).await;
    }
}
