//! The open streams of a room.
//!
//! An open stream keeps the room in memory, and belongs to a credential that may expire. So every stream ends: when the
//! reason for it ends, after some time without an event, and after [`STREAM_SECONDS`] in any case.

use std::cell::RefCell;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

use crate::domain::conversation::follow::Until;
use crate::platform::{PlatformError, RoomError};

/// The most open streams of one conversation.
pub const LISTENERS: usize = 20;

/// Seconds without an event after which the streams of a conversation with a person close. Clients that are still there
/// reconnect.
pub const QUIET_SECONDS: u64 = 10 * 60;

/// The same limit for a conversation of the bot, which a person may join at any time. The next question opens another
/// stream.
pub const LINGER_SECONDS: u64 = 2 * 60;

/// Seconds after which a stream closes even if events still come. Clients whose credential is still valid may
/// reconnect.
pub const STREAM_SECONDS: u32 = 15 * 60;

struct Listener {
    sender: UnboundedSender<Result<Vec<u8>, PlatformError>>,
    until: Until,
    /// When the stream was opened, in Unix milliseconds.
    since: u64,
}

/// The sending ends of the streams.
#[derive(Default)]
pub(super) struct Listeners(RefCell<Vec<Listener>>);

impl Listeners {
    pub(super) fn add(
        &self,
        until: Until,
        now: u64,
    ) -> Result<UnboundedReceiver<Result<Vec<u8>, PlatformError>>, RoomError> {
        let mut listeners = self.0.borrow_mut();
        listeners.retain(|listener| !listener.sender.is_closed());
        if listeners.len() >= LISTENERS {
            return Err(RoomError::Full);
        }
        let (sender, receiver) = unbounded();
        listeners.push(Listener {
            sender,
            until,
            since: now,
        });
        Ok(receiver)
    }

    /// Sends `frame` to all clients that are still connected.
    pub(super) fn send(&self, frame: &[u8]) {
        self.0
            .borrow_mut()
            .retain(|listener| listener.sender.unbounded_send(Ok(frame.to_vec())).is_ok());
    }

    /// Whether no client received the last frame.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Ends the streams that last until `end`, by dropping their sending ends. Frames already sent still arrive.
    pub(super) fn end(&self, end: Until) {
        self.0.borrow_mut().retain(|listener| listener.until != end);
    }

    pub(super) fn close(&self) {
        self.0.borrow_mut().clear();
    }

    /// Ends the streams that have been open for [`STREAM_SECONDS`] at `now`.
    pub(super) fn close_long_open(&self, now: u64) {
        self.0
            .borrow_mut()
            .retain(|listener| now < closes_at(listener.since));
    }

    /// When the oldest stream with a client was opened, in Unix milliseconds.
    pub(super) fn oldest(&self) -> Option<u64> {
        let mut listeners = self.0.borrow_mut();
        listeners.retain(|listener| !listener.sender.is_closed());
        listeners.iter().map(|listener| listener.since).min()
    }
}

/// When a stream that was opened at `since` closes at the latest; both in Unix milliseconds.
pub(super) fn closes_at(since: u64) -> u64 {
    since + u64::from(STREAM_SECONDS) * 1_000
}
