//! The open conversation: its messages and notes, and the unfinished answer.

use porchlight_shared::{
    chat_event::{Delta, EventName, Status, Turn},
    ids::MessageId,
    message::Sender,
    thread::{Read, ThreadMessage, Typing},
};

use crate::wire::{ActionOutcome, Conversation, FullConversation, Message, Note, Visitor};

/// An event of the conversation's stream, before it is parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveEvent {
    pub(crate) name: EventName,
    pub(crate) data: String,
    /// The event number; 0 for `typing` and `read`, which have none.
    pub(crate) number: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Message(Message),
    /// A note, which visitors never see.
    Note(Note),
}

impl Entry {
    fn written_at(&self) -> &str {
        match self {
            Self::Message(message) => &message.created_at,
            Self::Note(note) => &note.created_at,
        }
    }

    /// The key in the view. It changes with everything in the entry that can change, so that the view renders the entry
    /// again.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Message(message) => format!(
                "{} {:?} {:?}",
                message.id, message.feedback, message.feedback_reason
            ),
            Self::Note(note) => note.id.to_string(),
        }
    }
}

/// An unfinished answer of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StreamingAnswer {
    /// The id that its message will have.
    pub(crate) id: MessageId,
    pub(crate) text: String,
}

/// What an event means for the rest of the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing: the thread shows the change by itself.
    Nothing,
    /// The visitor has sent this text.
    VisitorWrote(String),
    /// The visitor is writing.
    VisitorTypes,
    /// The holder has changed. The operator may have changed as well, but the event does not name them.
    Holder,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thread {
    pub(crate) conversation: Conversation,
    pub(crate) visitor: Visitor,
    /// Messages and notes, oldest first.
    pub(crate) entries: Vec<Entry>,
    pub(crate) streaming: Option<StreamingAnswer>,
    /// The number of the newest event that was applied.
    pub(crate) last_event: u64,
    /// When the visitor last read the conversation, in the server's format.
    read_at: Option<String>,
}

impl Thread {
    /// The thread of a conversation, as the server stores it.
    pub(crate) fn of(full: FullConversation) -> Self {
        let mut thread = Self {
            conversation: full.conversation,
            visitor: full.visitor,
            entries: Vec::new(),
            streaming: None,
            last_event: full.last_event_id,
            read_at: full.read_at,
        };
        thread.entries = full
            .messages
            .into_iter()
            .map(Entry::Message)
            .chain(full.notes.into_iter().map(Entry::Note))
            .collect();
        thread.sort();
        thread
    }

    /// Replaces the thread with what the server stores now. An unfinished answer stays.
    pub(crate) fn replace(&mut self, full: FullConversation) {
        let before = std::mem::replace(self, Self::of(full));
        self.last_event = self.last_event.max(before.last_event);
        self.read_at = std::mem::take(&mut self.read_at).max(before.read_at);
        self.streaming = before.streaming.filter(|streaming| !self.has(streaming.id));
    }

    /// Applies an event. Applying it again changes nothing.
    pub(crate) fn apply(&mut self, event: &LiveEvent) -> Change {
        if event.number > 0 && event.number <= self.last_event {
            return Change::Nothing;
        }
        self.last_event = self.last_event.max(event.number);
        // An unknown event comes from a newer server.
        self.read(event).unwrap_or(Change::Nothing)
    }

    fn read(&mut self, event: &LiveEvent) -> Option<Change> {
        match event.name {
            EventName::Turn => {
                let turn: Turn = serde_json::from_str(&event.data).ok()?;
                self.streaming = (!self.has(turn.message_id)).then(|| StreamingAnswer {
                    id: turn.message_id,
                    text: String::new(),
                });
            }
            EventName::Delta => {
                let delta: Delta = serde_json::from_str(&event.data).ok()?;
                if let Some(streaming) = &mut self.streaming {
                    streaming.text.push_str(&delta.text);
                }
            }
            EventName::Message => {
                let sent: ThreadMessage = serde_json::from_str(&event.data).ok()?;
                return Some(self.add(sent.into()));
            }
            EventName::Done | EventName::Error => self.streaming = None,
            EventName::Status => {
                let status: Status = serde_json::from_str(&event.data).ok()?;
                self.conversation.holder = status.holder;
                return Some(Change::Holder);
            }
            EventName::Typing => {
                let typing: Typing = serde_json::from_str(&event.data).ok()?;
                return (typing.sender == Sender::Visitor).then_some(Change::VisitorTypes);
            }
            EventName::Read => {
                let read: Read = serde_json::from_str(&event.data).ok()?;
                if read.sender == Sender::Visitor {
                    self.read_at = Some(read.at);
                }
            }
            // The `message` event has the citations, too.
            EventName::Citations => {}
        }
        None
    }

    /// When the visitor read the operator's newest message. None if they have not, or if another message came after it.
    pub(crate) fn read_at(&self) -> Option<&str> {
        let last = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        })?;
        self.read_at
            .as_deref()
            .filter(|at| last.sender == Sender::Operator && *last.created_at <= **at)
    }

    pub(crate) fn newest_of_visitor(&self) -> Option<MessageId> {
        self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Message(message) if message.sender == Sender::Visitor => Some(message.id),
            Entry::Message(_) | Entry::Note(_) => None,
        })
    }

    pub(crate) fn newest(&self) -> Option<&str> {
        self.entries.last().map(Entry::written_at)
    }

    /// Shows the result of an action.
    pub(crate) fn apply_outcome(&mut self, outcome: ActionOutcome) {
        self.conversation.holder = outcome.holder;
        self.conversation.operator_id = outcome.operator_id;
        self.conversation.operator_name = outcome.operator_name;
        if let Some(message) = outcome.message {
            self.add(message);
        }
    }

    pub(crate) fn add_note(&mut self, note: Note) {
        self.entries.push(Entry::Note(note));
    }

    fn add(&mut self, message: Message) -> Change {
        if self
            .streaming
            .as_ref()
            .is_some_and(|streaming| streaming.id == message.id)
        {
            self.streaming = None;
        }
        if self.has(message.id) {
            return Change::Nothing;
        }
        let change = if message.sender == Sender::Visitor {
            Change::VisitorWrote(message.text.clone())
        } else {
            Change::Nothing
        };
        self.entries.push(Entry::Message(message));
        self.sort();
        change
    }

    fn has(&self, id: MessageId) -> bool {
        self.entries
            .iter()
            .any(|entry| matches!(entry, Entry::Message(message) if message.id == id))
    }

    /// Sorts by time. Times in one format sort as strings; entries of the same millisecond keep their order.
    fn sort(&mut self) {
        self.entries
            .sort_by(|one, other| one.written_at().cmp(other.written_at()));
    }
}

#[cfg(test)]
mod tests;
