//! Publishes events to listeners.
//!
//! An answer's words come many at a time, so those of one moment are written to the log with one statement.
//! *Invariant:* no client gets a number that is not in the log.

use std::{
    future::{Future, poll_fn},
    pin::pin,
};

use porchlight_shared::chat_event::ChatEvent;

use super::{
    EVENTS, Room,
    event::{LoggedEvent, passing_frame},
};
use crate::platform::PlatformError;

impl Room {
    /// Publishes `event`. Words wait for the next other event or a call of [`Room::tell`]. During a turn, events that
    /// could not be written are tried again with the next ones.
    pub(super) fn publish(&self, event: ChatEvent) -> Result<(), PlatformError> {
        if self.erased.get() {
            return Ok(());
        }
        let number = self.last_number.get().unwrap_or(0) + 1;
        let event = LoggedEvent::of(&event, number)?;
        let waits = event.is_piece();
        self.untold.borrow_mut().push(event);
        self.last_number.set(Some(number));
        self.last_activity.set(self.platform.clock.now());
        if waits {
            return Ok(());
        }
        let told = self.tell();
        // All events of a running answer are kept, for clients that join late.
        if self.running.borrow().is_none() {
            self.forget_untold();
            if number > EVENTS && told.is_ok() {
                self.log.forget(number - EVENTS)?;
            }
        }
        told
    }

    /// Writes the waiting events to the log, then sends them.
    pub(super) fn tell(&self) -> Result<(), PlatformError> {
        let mut untold = self.untold.borrow_mut();
        if untold.is_empty() {
            return Ok(());
        }
        self.log.append(&untold)?;
        for event in untold.drain(..) {
            self.listeners.send(&event.frame());
        }
        self.stop_if_deserted();
        Ok(())
    }

    /// Drops the events that could not be sent. The next events reuse their numbers.
    pub(super) fn forget_untold(&self) {
        if let Some(first) = self.untold.take().first() {
            self.last_number.set(Some(first.number - 1));
        }
    }

    /// Does `work`, and sends its words whenever it waits.
    pub(super) async fn telling<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            if let Err(error) = self.tell() {
                log::warn!("conversation {}: {error}", self.conversation_id);
            }
            polled
        })
        .await
    }

    /// Sends `event` to all listeners without logging it.
    pub(super) fn pass(&self, event: &ChatEvent) -> Result<(), PlatformError> {
        self.listeners.send(&passing_frame(event)?);
        Ok(())
    }
}
