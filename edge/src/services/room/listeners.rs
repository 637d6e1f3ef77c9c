//! The streams that are open now.
//!
//! An open stream keeps a room in memory, and was let in by a credential that may end. So each stream ends: with what
//! it was opened for, after a while without an event, and after [`STREAM_SECONDS`] in any case.

use std::cell::RefCell;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

use crate::domain::conversation::follow::Until;
use crate::platform::{PlatformError, RoomError};

/// Most streams that one conversation feeds at a time.
pub const LISTENERS: usize = 20;

/// Seconds without an event after which the streams of a conversation with a person are closed; who is still there
/// comes back.
pub const QUIET_SECONDS: u64 = 10 * 60;

/// The same for a conversation that is the bot's, into which a person may come at any time: what is asked next opens
/// another stream.
pub const LINGER_SECONDS: u64 = 2 * 60;

/// Seconds after which a stream is closed though something happens in it. Who still may comes back.
pub const STREAM_SECONDS: u64 = 15 * 60;

struct Listener {
    sender: UnboundedSender<Result<Vec<u8>, PlatformError>>,
    until: Until,
    /// In Unix milliseconds.
    since: u64,
}

/// The sending ends.
#[derive(Default)]
pub(super) struct Listeners(RefCell<Vec<Listener>>);

impl Listeners {
    /// One more.
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

    /// Sends `frame` to all who are still there.
    pub(super) fn send(&self, frame: &[u8]) {
        self.0
            .borrow_mut()
            .retain(|listener| listener.sender.unbounded_send(Ok(frame.to_vec())).is_ok());
    }

    /// Ends the streams until `end`. Dropping the sending end does it; what was sent still arrives.
    pub(super) fn end(&self, end: Until) {
        self.0.borrow_mut().retain(|listener| listener.until != end);
    }

    /// Ends all streams.
    pub(super) fn close(&self) {
        self.0.borrow_mut().clear();
    }

    /// Ends the streams that have been open for [`STREAM_SECONDS`] at `now`.
    pub(super) fn close_long_open(&self, now: u64) {
        self.0
            .borrow_mut()
            .retain(|listener| now < listener.since + STREAM_SECONDS * 1_000);
    }

    /// When the oldest stream that somebody still listens to was opened, in Unix milliseconds.
    pub(super) fn oldest(&self) -> Option<u64> {
        let mut listeners = self.0.borrow_mut();
        listeners.retain(|listener| !listener.sender.is_closed());
        listeners.iter().map(|listener| listener.since).min()
    }
}
