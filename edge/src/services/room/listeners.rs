//! The streams that are open now.
//!
//! An open stream keeps a room in memory, so each ends: with the turn that it asked for, or, if it follows the
//! conversation, when no person is in it any more or nothing has happened for [`QUIET_SECONDS`].

use std::cell::RefCell;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use serde::{Deserialize, Serialize};

use crate::platform::{PlatformError, RoomError};

/// Most streams that one conversation feeds at a time.
pub const LISTENERS: usize = 20;

/// Seconds without an event after which the streams of a conversation are closed; who is still there comes back.
pub const QUIET_SECONDS: u64 = 10 * 60;

/// Who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Who asked.
    Visitor,
    /// Whoever answers.
    Operator,
}

/// When a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// With the turn.
    Done,
    /// With the turn, or when no person is in the conversation any more.
    PersonLeaves,
}

struct Listener {
    sender: UnboundedSender<Result<Vec<u8>, PlatformError>>,
    audience: Audience,
    until: Until,
}

/// The sending ends.
#[derive(Default)]
pub(super) struct Listeners(RefCell<Vec<Listener>>);

impl Listeners {
    /// One more.
    pub(super) fn add(
        &self,
        audience: Audience,
        until: Until,
    ) -> Result<UnboundedReceiver<Result<Vec<u8>, PlatformError>>, RoomError> {
        let mut listeners = self.0.borrow_mut();
        listeners.retain(|listener| !listener.sender.is_closed());
        if listeners.len() >= LISTENERS {
            return Err(RoomError::Full);
        }
        let (sender, receiver) = unbounded();
        listeners.push(Listener {
            sender,
            audience,
            until,
        });
        Ok(receiver)
    }

    /// Sends `frame` to all who are still there.
    pub(super) fn send(&self, frame: &[u8]) {
        self.0
            .borrow_mut()
            .retain(|listener| listener.sender.unbounded_send(Ok(frame.to_vec())).is_ok());
    }

    /// Ends the streams of those who asked for the turn that is over.
    pub(super) fn end_turn(&self) {
        self.0
            .borrow_mut()
            .retain(|listener| listener.until != Until::Done);
    }

    /// Ends all streams. Dropping the sending end does it; what was sent still arrives.
    pub(super) fn close(&self) {
        self.0.borrow_mut().clear();
    }

    /// Whether somebody is there.
    pub(super) fn any(&self) -> bool {
        self.are_there(|_| true)
    }

    /// Whether the visitor is there.
    pub(super) fn has_visitor(&self) -> bool {
        self.are_there(|listener| listener.audience == Audience::Visitor)
    }

    fn are_there(&self, who: impl Fn(&Listener) -> bool) -> bool {
        let mut listeners = self.0.borrow_mut();
        listeners.retain(|listener| !listener.sender.is_closed());
        listeners.iter().any(who)
    }
}
