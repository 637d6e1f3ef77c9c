//! Replaces events that are no longer in the log with the messages in the database.
//!
//! The log drops the turns before the latest. A client that names an event before those in the log gets each stored
//! message that is not among them, and the current holder. So it misses no message, only how it was written.

use futures::{Stream, stream};
use porchlight_shared::{
    chat_event::{ChatEvent, Status},
    ids::MessageId,
};
use serde::Deserialize;

use super::{
    Room,
    event::{LoggedEvent, passing_frame},
};
use crate::{
    domain::conversation::thread::ThreadMessage,
    platform::{PlatformError, RoomError},
    store::messages,
};

/// A replacement for events that are no longer in the log. Empty if none of the requested ones are missing.
#[derive(Default)]
pub(super) struct Missed {
    messages: Vec<ThreadMessage>,
    status: Option<Status>,
    /// The number of the last missing event.
    last: u64,
}

#[derive(Deserialize)]
struct WithId {
    id: MessageId,
}

impl Room {
    /// What a client that has seen the events up to `after` has missed, and what the log does not have.
    ///
    /// *Invariant:* when this returns, the log still has the events that it had when the record was read. A turn that
    /// begins meanwhile removes events, so the record is then read again.
    pub(super) async fn missed(&self, after: Option<u64>) -> Result<Missed, RoomError> {
        let Some(after) = after else {
            return Ok(Missed::default());
        };
        loop {
            let first = self.first_kept().await?;
            if after.saturating_add(1) >= first {
                return Ok(Missed::default());
            }
            let missed = self.before(first).await?;
            if self.first_kept().await? == first {
                return Ok(missed);
            }
        }
    }

    /// The number of the first event in the log, or of the next one if the log is empty.
    async fn first_kept(&self) -> Result<u64, RoomError> {
        let last = self.load_last_number().await?;
        let kept = self.log.after(0)?;
        Ok(kept.first().map_or(last + 1, |event| event.number))
    }

    /// The replacement for the events before the number `first`, from the database.
    async fn before(&self, first: u64) -> Result<Missed, RoomError> {
        let Some(conversation) = self.load().await? else {
            return Ok(Missed::default());
        };
        let db = &self.platform.project(self.project_id);
        let messages = messages::thread(db, self.project_id, self.conversation_id)
            .await
            .map_err(|error| PlatformError(error.to_string()))?;
        Ok(Missed {
            messages,
            status: Some(conversation.assignment().status(String::new())),
            last: first - 1,
        })
    }
}

impl Missed {
    /// The events as frames, without messages that are in `kept`. Only the last frame has a number, so that a client
    /// that disconnects before it gets all of them again.
    pub(super) fn frames(
        self,
        kept: &[LoggedEvent],
    ) -> impl Stream<Item = Result<Vec<u8>, PlatformError>> + use<> {
        let shown: Vec<MessageId> = kept
            .iter()
            .filter(|event| event.name == "message")
            .filter_map(|event| serde_json::from_str::<WithId>(&event.data).ok())
            .map(|message| message.id)
            .collect();
        let last = self.last;
        let messages = self.messages.into_iter();
        let frames: Vec<_> = messages
            .filter(|thread| !shown.contains(&thread.message.id))
            .map(|thread| passing_frame(&ChatEvent::Message(thread)))
            .chain(self.status.map(|status| {
                LoggedEvent::of(&ChatEvent::Status(status), last).map(|event| event.frame())
            }))
            .collect();
        stream::iter(frames)
    }
}
