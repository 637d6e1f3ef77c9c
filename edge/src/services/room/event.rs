//! The events that a room logs.

use porchlight_shared::chat_event::ChatEvent;

use crate::{domain::json_text, platform::PlatformError};

/// The SSE name of [`ChatEvent::Delta`].
const PIECE: &str = "delta";

/// An event with its number in the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEvent {
    /// The number, unique and increasing within the conversation.
    pub number: u64,
    /// The SSE event name.
    pub name: String,
    /// The SSE data: one line of JSON.
    pub data: String,
}

impl LoggedEvent {
    /// `event` with this number.
    pub fn of(event: &ChatEvent, number: u64) -> Result<Self, PlatformError> {
        let data = event
            .data()
            .map_err(|error| PlatformError(error.to_string()))?;
        let data = json_text::one_line(data);
        Ok(Self {
            number,
            name: event.name().into(),
            data,
        })
    }

    /// Whether it is a piece of an answer's text. There are many of those.
    pub fn is_piece(&self) -> bool {
        self.name == PIECE
    }

    /// The event as one SSE frame.
    pub fn frame(&self) -> Vec<u8> {
        let Self { number, name, data } = self;
        format!("id: {number}\nevent: {name}\ndata: {data}\n\n").into_bytes()
    }
}

/// An event that is not logged, as an SSE frame without a number.
pub fn passing_frame(event: &ChatEvent) -> Result<Vec<u8>, PlatformError> {
    let LoggedEvent { name, data, .. } = LoggedEvent::of(event, 0)?;
    Ok(format!("event: {name}\ndata: {data}\n\n").into_bytes())
}

/// The log of a room: the events of its latest turn and everything after it. It outlives the process.
pub trait EventLog {
    /// Appends events: all of them or none.
    fn append(&self, events: &[LoggedEvent]) -> Result<(), PlatformError>;
    /// The events with numbers above `after`, in order.
    fn after(&self, after: u64) -> Result<Vec<LoggedEvent>, PlatformError>;
    /// The number of the last event, if there is one.
    fn last(&self) -> Result<Option<u64>, PlatformError>;
    /// Removes the events with numbers up to `number`.
    fn forget(&self, number: u64) -> Result<(), PlatformError>;
}

#[cfg(test)]
mod tests {
    use porchlight_shared::chat_event::{Delta, Done};

    use super::*;

    #[test]
    fn pieces_are_the_words_of_an_answer() {
        let piece = ChatEvent::Delta(Delta { text: "One".into() });
        assert!(LoggedEvent::of(&piece, 1).unwrap().is_piece());
        let end = ChatEvent::Done(Done {});
        assert!(!LoggedEvent::of(&end, 2).unwrap().is_piece());
    }
}
