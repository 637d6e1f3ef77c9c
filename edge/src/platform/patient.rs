//! Retries for copies, the queue and exact counts, which fail for a moment now and then: a short wait and another
//! attempt, as for the database. Rate limits let everything pass meanwhile.
//!
//! *Invariant:* calls of copies, queue and counts do no harm when they are repeated, so a failure with an unknown
//! outcome is retried, too.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    Clock, Gate, Gates, Jobs, Kv, PlatformError, Quotas,
    transient::{Transient, retry},
};
use crate::domain::{
    job::Job,
    sliding_window::{Decision, Quota},
};

/// A service of the platform whose calls are retried after a failure.
pub struct Patient<Service: ?Sized> {
    service: Arc<Service>,
    clock: Arc<dyn Clock>,
}

impl<Service: ?Sized> Patient<Service> {
    /// Wraps `service`, and waits with `clock`.
    pub const fn new(service: Arc<Service>, clock: Arc<dyn Clock>) -> Self {
        Self { service, clock }
    }

    async fn ask<T>(
        &self,
        name: &str,
        attempt: impl AsyncFnMut() -> Result<T, PlatformError>,
    ) -> Result<T, PlatformError> {
        retry(&*self.clock, true, attempt)
            .await
            .map_err(|error| PlatformError(format!("{name}: {error}")))
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
    /// If the result of a count is lost, the request may count twice.
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError> {
        self.ask("a counter", async || self.service.take(name, quota).await)
            .await
    }
}

/// Rate limits that let everything pass while they fail. They are a first defence against floods, and the exact counts
/// are behind them.
pub struct OpenGates(pub Arc<dyn Gates>);

#[async_trait(?Send)]
impl Gates for OpenGates {
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError> {
        match self.0.pass(gate, key).await {
            Err(error) if Transient::of(&error.0).is_some() => {
                log::warn!("a gate lets everybody pass: {error}");
                Ok(true)
            }
            passes => passes,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::platform::native::SetClock;

    const FAILED: &str = "KV GET failed: 503 Service Unavailable";
    const OVERLOADED: &str = "Durable Object is overloaded. Too many requests for the same object.";
    const TOO_LONG: &str =
        "KV GET failed: 414 UTF-8 encoded length of 600 exceeds key length limit of 512.";
    const NO_BINDING: &str = "Binding `CHAT_GATE` is undefined.";

    /// Fails with each of the texts, the last one first, then succeeds.
    struct Failing(Mutex<Vec<&'static str>>);

    impl Failing {
        fn with(failures: &[&'static str]) -> Arc<Self> {
            Arc::new(Self(Mutex::new(failures.to_vec())))
        }

        fn next<T>(&self, value: T) -> Result<T, PlatformError> {
            let failure = self.0.lock().unwrap().pop();
            failure.map_or(Ok(value), |text| Err(PlatformError(text.into())))
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

    /// The number of failures left after a read, and how the read failed, if it did.
    async fn get(failures: &[&'static str]) -> (usize, Option<String>) {
        let failing = Failing::with(failures);
        let kv: Arc<dyn Kv> = failing.clone();
        let failed = Patient::new(kv, Arc::new(SetClock::at(0))).get("a").await;
        let left = failing.0.lock().unwrap().len();
        (left, failed.err().map(|error| error.0))
    }

    #[tokio::test]
    async fn what_fails_for_a_moment_is_asked_again_and_then_is_busy() {
        assert_eq!(get(&[FAILED; 3]).await, (0, None));
        let (left, error) = get(&[FAILED; 5]).await;
        assert_eq!(left, 1);
        assert_eq!(Transient::of(&error.unwrap()), Some(Transient::Broken));
    }

    #[tokio::test]
    async fn what_is_overloaded_or_fails_for_good_is_asked_once() {
        for (text, transient) in [(OVERLOADED, Some(Transient::Overloaded)), (TOO_LONG, None)] {
            let (left, error) = get(&[text; 4]).await;
            assert_eq!(left, 3, "{text}");
            assert_eq!(Transient::of(&error.unwrap()), transient, "{text}");
        }
    }

    #[tokio::test]
    async fn a_gate_is_open_while_it_fails_and_an_error_where_there_is_none() {
        let pass = async |failures: &[&'static str]| {
            let passes = OpenGates(Failing::with(failures))
                .pass(Gate::Chat, "a")
                .await;
            passes.map_err(|error| error.0)
        };
        assert_eq!(pass(&["internal error"]).await, Ok(true));
        assert_eq!(pass(&[OVERLOADED]).await, Ok(true));
        assert_eq!(pass(&[]).await, Ok(false));
        assert_eq!(pass(&[NO_BINDING]).await, Err(NO_BINDING.into()));
    }
}
