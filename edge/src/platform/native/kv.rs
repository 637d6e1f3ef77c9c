//! [`Kv`] in memory, with Cloudflare's limits and expiry.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;

use super::{clock::SetClock, lock::lock};
use crate::platform::{
    Clock, KV_KEY_BYTES, KV_TEXT_BYTES, Kv, PlatformError, SHORTEST_KEPT_SECONDS,
};

/// A key-value store in memory.
pub struct MemoryKv {
    pub(super) texts: Mutex<HashMap<String, KeptText>>,
    pub(super) clock: Arc<SetClock>,
    pub(super) reads: AtomicU32,
}

/// A value that is stored for a while.
pub(super) struct KeptText {
    text: String,
    /// The time until which it is stored, in Unix milliseconds.
    until: u64,
}

impl MemoryKv {
    /// All stored values.
    pub fn values(&self) -> Vec<String> {
        let now = self.clock.now();
        let texts = lock(&self.texts);
        let kept = texts.values().filter(|kept| now < kept.until);
        kept.map(|kept| kept.text.clone()).collect()
    }

    /// The number of reads since the last call of this.
    pub fn take_reads(&self) -> u32 {
        self.reads.swap(0, Ordering::Relaxed)
    }

    /// Deletes everything, as KV does when a value's time is over.
    pub fn expire(&self) {
        lock(&self.texts).clear();
    }
}

#[async_trait(?Send)]
impl Kv for MemoryKv {
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError> {
        check_key(key)?;
        self.reads.fetch_add(1, Ordering::Relaxed);
        let now = self.clock.now();
        let texts = lock(&self.texts);
        let kept = texts.get(key).filter(|kept| now < kept.until);
        Ok(kept.map(|kept| kept.text.clone()))
    }

    async fn put(&self, key: &str, text: String, seconds: u32) -> Result<(), PlatformError> {
        check_key(key)?;
        if seconds < SHORTEST_KEPT_SECONDS || text.len() > KV_TEXT_BYTES {
            return Err(PlatformError(format!(
                "KV keeps no text of {} bytes for {seconds} seconds",
                text.len()
            )));
        }
        let until = self.clock.now() + u64::from(seconds) * 1_000;
        lock(&self.texts).insert(key.to_owned(), KeptText { text, until });
        Ok(())
    }
}

fn check_key(key: &str) -> Result<(), PlatformError> {
    if (1..=KV_KEY_BYTES).contains(&key.len()) && !matches!(key, "." | "..") {
        Ok(())
    } else {
        Err(PlatformError(format!(
            "KV has no key of {} bytes",
            key.len()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::suite;

    #[tokio::test]
    async fn the_store_in_memory_does_what_the_platforms_does() {
        let clock = Arc::new(SetClock::at(1_790_000_000_000));
        let kv = MemoryKv {
            texts: Mutex::default(),
            clock: Arc::clone(&clock),
            reads: AtomicU32::new(0),
        };
        let wait = async |seconds: u32| clock.advance(u64::from(seconds) * 1_000);
        suite::kv(&kv, wait).await.unwrap();
    }
}
