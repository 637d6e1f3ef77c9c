//! What a room tells its listeners, and what it keeps of it.

use porchlight_shared::chat_event::ChatEvent;

use crate::{
    domain::thread::{ThreadMessage, Typing},
    platform::PlatformError,
};

/// Something that happened in a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum RoomEvent {
    /// What every client knows.
    Chat(ChatEvent),
    /// A message as it was stored, with what came to messages later.
    Message(ThreadMessage),
}

impl From<ChatEvent> for RoomEvent {
    fn from(event: ChatEvent) -> Self {
        Self::Chat(event)
    }
}

impl RoomEvent {
    /// The event as the log keeps it.
    pub fn numbered(&self, number: u64) -> Result<LoggedEvent, PlatformError> {
        let (name, data) = match self {
            Self::Chat(event) => (event.name(), event.data()),
            Self::Message(message) => ("message", serde_json::to_string(message)),
        };
        Ok(LoggedEvent {
            number,
            name: name.into(),
            data: data.map_err(|error| PlatformError(error.to_string()))?,
        })
    }
}

/// An event with its number in the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Unique and rising in its conversation.
    pub number: u64,
    /// The SSE event name.
    pub name: String,
    /// The SSE data: one line of JSON.
    pub data: String,
}

impl LoggedEvent {
    /// The event as one SSE frame.
    pub fn frame(&self) -> Vec<u8> {
        let Self { number, name, data } = self;
        format!("id: {number}\nevent: {name}\ndata: {data}\n\n").into_bytes()
    }
}

/// `typing` as an SSE frame: without a number, since it is not kept.
pub fn typing_frame(typing: &Typing) -> Result<Vec<u8>, PlatformError> {
    let data = serde_json::to_string(typing).map_err(|error| PlatformError(error.to_string()))?;
    Ok(format!("event: typing\ndata: {data}\n\n").into_bytes())
}

/// Where a room keeps the events of its latest turn and what came after it, so that they outlive the process.
pub trait EventLog {
    /// Adds an event after all others.
    fn append(&self, event: &LoggedEvent) -> Result<(), PlatformError>;
    /// The events with a number above `after`, in order.
    fn after(&self, after: u64) -> Result<Vec<LoggedEvent>, PlatformError>;
    /// Forgets the events with a number up to `number`.
    fn forget(&self, number: u64) -> Result<(), PlatformError>;
}
