//! Copies, the queue, exact counts and rate limits that fail for a moment: a short wait and another attempt, as for the
//! database.
//!
//! *Invariant:* what is asked of them does no harm when it is done twice, so a failure whose outcome is not known is
//! tried again too.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    Clock, Gate, Gates, Jobs, Kv, PlatformError, Quotas,
    transient::{UNAVAILABLE, retry_all},
};
use crate::domain::{
    job::Job,
    sliding_window::{Decision, Quota},
};

/// A service of the platform that is asked again after a failure.
pub struct Patient<Service: ?Sized> {
    service: Arc<Service>,
    clock: Arc<dyn Clock>,
}

impl<Service: ?Sized> Patient<Service> {
    /// One that asks `service`, and waits by `clock`.
    pub const fn new(service: Arc<Service>, clock: Arc<dyn Clock>) -> Self {
        Self { service, clock }
    }

    async fn ask<T>(
        &self,
        name: &str,
        attempt: impl AsyncFnMut() -> Result<T, PlatformError>,
    ) -> Result<T, PlatformError> {
        retry_all(&*self.clock, attempt)
            .await
            .map_err(|error| PlatformError(format!("{name} {UNAVAILABLE}: {error}")))
    }
}

#[async_trait(?Send)]
impl Kv for Patient<dyn Kv> {
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError> {
        self.ask("KV", async || self.service.get(key).await).await
    }

    async fn put(&self, key: &str, text: String, seconds: u32) -> Result<(), PlatformError> {
        self.ask("KV", async || {
            self.service.put(key, text.clone(), seconds).await
        })
        .await
    }
}

#[async_trait(?Send)]
impl Jobs for Patient<dyn Jobs> {
    async fn send(&self, job: Job) -> Result<(), PlatformError> {
        self.ask("the queue", async || self.service.send(job.clone()).await)
            .await
    }

    async fn send_later(&self, job: Job, seconds: u32) -> Result<(), PlatformError> {
        self.ask("the queue", async || {
            self.service.send_later(job.clone(), seconds).await
        })
        .await
    }
}

#[async_trait(?Send)]
impl Quotas for Patient<dyn Quotas> {
    /// A request whose count got lost may count twice.
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError> {
        self.ask("a counter", async || self.service.take(name, quota).await)
            .await
    }
}

#[async_trait(?Send)]
impl Gates for Patient<dyn Gates> {
    /// A gate that fails is open: it is a first defence against floods, and the exact counts stand behind it.
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError> {
        let passes = self.service.pass(gate, key).await;
        Ok(passes.unwrap_or_else(|error| {
            log::warn!("a gate lets everybody pass: {error}");
            true
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::platform::{native::SetClock, transient::Transient};

    /// Fails this often before it works.
    struct Failing(AtomicU32);

    impl Failing {
        fn next<T>(&self, value: T) -> Result<T, PlatformError> {
            let left = self.0.load(Ordering::Relaxed);
            self.0.store(left.saturating_sub(1), Ordering::Relaxed);
            match left {
                0 => Ok(value),
                _ => Err(PlatformError("503 Service Unavailable".into())),
            }
        }
    }

    #[async_trait(?Send)]
    impl Kv for Failing {
        async fn get(&self, _: &str) -> Result<Option<String>, PlatformError> {
            self.next(None)
        }

        async fn put(&self, _: &str, _: String, _: u32) -> Result<(), PlatformError> {
            self.next(())
        }
    }

    #[async_trait(?Send)]
    impl Gates for Failing {
        async fn pass(&self, _: Gate, _: &str) -> Result<bool, PlatformError> {
            self.next(false)
        }
    }

    async fn get(failures: u32) -> Result<Option<String>, PlatformError> {
        let failing: Arc<dyn Kv> = Arc::new(Failing(failures.into()));
        let clock = Arc::new(SetClock::at(0));
        Patient::new(failing, clock).get("a").await
    }

    #[tokio::test]
    async fn what_fails_for_a_moment_is_asked_again_and_then_is_busy() {
        assert_eq!(get(3).await.unwrap(), None);
        let error = get(4).await.unwrap_err().to_string();
        assert_eq!(Transient::of(&error), Some(Transient::Broken), "{error}");
    }

    #[tokio::test]
    async fn a_gate_that_fails_is_open() {
        let gate = |failures: u32| -> Patient<dyn Gates> {
            Patient::new(
                Arc::new(Failing(failures.into())),
                Arc::new(SetClock::at(0)),
            )
        };
        assert!(gate(1).pass(Gate::Chat, "a").await.unwrap());
        assert!(!gate(0).pass(Gate::Chat, "a").await.unwrap());
    }
}
