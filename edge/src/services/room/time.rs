//! Changes that come with time: a lease that expires, streams without events.

use super::{
    Room,
    listeners::{LINGER_SECONDS, QUIET_SECONDS, closes_at},
};
use crate::platform::RoomError;

/// Seconds after which an answer without listeners is ended. A visitor who reloads the page is back before that.
pub const DESERTED_SECONDS: u64 = 20;

impl Room {
    /// Ends an answer that nobody has listened to for [`DESERTED_SECONDS`].
    pub(super) fn stop_if_deserted(&self) {
        let now = self.platform.clock.now();
        if !self.listeners.is_empty() {
            self.deserted_since.set(None);
            return;
        }
        let since = self.deserted_since.get().unwrap_or(now);
        self.deserted_since.set(Some(since));
        if now >= since + DESERTED_SECONDS * 1_000 {
            self.stop();
        }
    }

    /// Handles the passage of time: an expired lease, quiet streams.
    pub async fn tick(&self) -> Result<(), RoomError> {
        {
            let _deciding = self.deciding.lock().await;
            self.keep_time().await?;
        }
        let now = self.platform.clock.now();
        if self.running.borrow().is_none() && now >= self.quiet_at() {
            self.listeners.close();
        }
        self.listeners.close_long_open(now);
        Ok(())
    }

    /// The milliseconds until [`Room::tick`] is due next. `None` if nothing is scheduled.
    pub fn next_tick(&self) -> Option<u64> {
        let now = self.platform.clock.now();
        let runs = self.running.borrow().is_some();
        let close = self.listeners.oldest().map(|since| {
            let long_open = closes_at(since);
            // A running answer counts as activity, however long its next piece takes.
            if runs {
                long_open
            } else {
                long_open.min(self.quiet_at())
            }
        });
        let next = [self.lease_until.get(), close]
            .into_iter()
            .flatten()
            .min()?;
        Some(next.saturating_sub(now))
    }

    /// When all streams end if nothing happens before, in Unix milliseconds.
    fn quiet_at(&self) -> u64 {
        let seconds = if self.is_followed() {
            QUIET_SECONDS
        } else {
            LINGER_SECONDS
        };
        self.last_activity.get() + seconds * 1_000
    }

    /// Whether a person holds the conversation, or was asked for.
    pub(super) async fn has_person(&self) -> Result<bool, RoomError> {
        let now = self.platform.clock.now();
        if self.holder.get().is_none() || self.lease_until.get().is_some_and(|until| until <= now) {
            let _deciding = self.deciding.lock().await;
            self.keep_time().await?;
        }
        Ok(self.is_followed())
    }

    /// Reads the holder, and ends a lease that has expired.
    async fn keep_time(&self) -> Result<(), RoomError> {
        if let Some(conversation) = self.load().await?
            && !self.is_steady(&conversation)
        {
            self.situation(conversation).await?;
        }
        Ok(())
    }
}
