//! The queue, the rate limits and the counters, which fail on request.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use porchlight_edge::{
    domain::{
        job::Job,
        sliding_window::{Decision, Quota},
    },
    platform::{Clock, Gate, Gates, Jobs, PlatformError, Quotas},
};

use super::{
    dice::Dice,
    fault::{Fault, Faults},
    time::VirtualTime,
};

const HOUR_MS: u64 = 60 * 60 * 1_000;

#[derive(Clone)]
pub(super) struct Queued {
    due: u64,
    pub(super) text: String,
    pub(super) attempts: u32,
}

/// A queue that delivers each message at least once, at some time, in some order.
pub(super) struct FaultyQueue {
    pub(super) messages: Mutex<Vec<Queued>>,
    /// The message whose job runs.
    pub(super) running: Mutex<Option<Queued>>,
    /// The ids of the busy moments that it was sent, with whether it accepted them.
    pub(super) busy: Mutex<BTreeMap<String, bool>>,
    pub(super) faults: Arc<Faults>,
    pub(super) dice: Arc<Dice>,
    pub(super) time: Arc<VirtualTime>,
}

impl FaultyQueue {
    pub(super) fn take(&self) -> Option<Queued> {
        let now = self.time.now();
        let mut messages = self.messages.lock().unwrap();
        let mut running = self.running.lock().unwrap();
        // Nobody has acknowledged it, because the scene ended while its job ran.
        messages.extend(running.take());
        let index = messages.iter().position(|one| one.due <= now)?;
        *running = Some(messages.remove(index));
        running.clone()
    }

    /// Acknowledges the message whose job ran.
    pub(super) fn acknowledge(&self) {
        self.running.lock().unwrap().take();
    }

    /// Puts back a message whose job failed.
    pub(super) fn again(&self, message: Queued) {
        self.messages.lock().unwrap().push(Queued {
            due: self.time.now() + 1_000,
            attempts: message.attempts + 1,
            text: message.text,
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.lock().unwrap().is_empty()
    }

    pub(super) fn push(&self, text: String, wait_ms: u64) {
        let mut due = self.time.now() + wait_ms;
        if self.faults.strikes(Fault::QueueLate) {
            due += self.dice.between(1..=8) * HOUR_MS;
        }
        let copies = 1 + u64::from(self.faults.strikes(Fault::QueueTwice));
        for copy in 0..copies {
            let mut messages = self.messages.lock().unwrap();
            let last = messages.len();
            let place = if self.faults.strikes(Fault::QueueReordered) {
                usize::try_from(self.dice.between(0..=last as u64)).unwrap()
            } else {
                last
            };
            messages.insert(
                place,
                Queued {
                    due: due + copy * self.dice.between(0..=30_000),
                    text: text.clone(),
                    attempts: 0,
                },
            );
        }
    }
}

#[async_trait(?Send)]
impl Jobs for FaultyQueue {
    async fn send(&self, job: Job) -> Result<(), PlatformError> {
        self.send_later(job, 0).await
    }

    async fn send_later(&self, job: Job, seconds: u32) -> Result<(), PlatformError> {
        let takes = !self.faults.strikes(Fault::QueueFails);
        if let Job::NoteBusyV1 { id, .. } = &job {
            let mut busy = self.busy.lock().unwrap();
            *busy.entry(id.clone()).or_default() |= takes;
        }
        if !takes {
            return Err(PlatformError("Queue send failed: Too Many Requests".into()));
        }
        let text = serde_json::to_string(&job).unwrap();
        self.push(text, u64::from(seconds) * 1_000);
        Ok(())
    }
}

/// Rate limits in memory that fail now and then.
pub(super) struct FaultyGates {
    pub(super) gates: Arc<dyn Gates>,
    pub(super) faults: Arc<Faults>,
}

#[async_trait(?Send)]
impl Gates for FaultyGates {
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError> {
        if self.faults.strikes(Fault::GateFails) {
            return Err(PlatformError("internal error".into()));
        }
        self.gates.pass(gate, key).await
    }
}

/// Counters in memory that fail now and then.
pub(super) struct FaultyQuotas {
    pub(super) quotas: Arc<dyn Quotas>,
    pub(super) faults: Arc<Faults>,
}

#[async_trait(?Send)]
impl Quotas for FaultyQuotas {
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError> {
        if self.faults.strikes(Fault::CounterFails) {
            return Err(PlatformError("Durable Object is overloaded.".into()));
        }
        self.quotas.take(name, quota).await
    }
}
