//! One conversation as it is read: what was said and noted, and what is being written right now.

use porchlight_shared::{
    chat_event::{Delta, EventName, Status, Turn},
    ids::MessageId,
    message::Sender,
    thread::Read,
};

use crate::wire::{Held, Listed, Message, Note, SentMessage, Typing, Whole};

/// Something that happened in a conversation, as the stream of its events tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveEvent {
    /// Its name.
    pub(crate) name: EventName,
    /// JSON.
    pub(crate) data: String,
    /// Its number; 0 for what is not kept.
    pub(crate) number: u64,
}

/// What stands in a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// What somebody said.
    Message(Message),
    /// What visitors never see.
    Note(Note),
}

impl Entry {
    fn written_at(&self) -> &str {
        match self {
            Self::Message(message) => &message.created_at,
            Self::Note(note) => &note.created_at,
        }
    }

    /// Names what is shown of it: another one if something of it changes later.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Message(message) => format!("{} {:?}", message.id, message.feedback),
            Self::Note(note) => note.id.to_string(),
        }
    }
}

/// An answer that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Growing {
    /// The id that it will be stored under.
    pub(crate) id: MessageId,
    /// What of it has come.
    pub(crate) text: String,
}

/// What an event means to whoever looks after the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing, or what is seen anyway.
    Seen,
    /// The visitor has written this.
    VisitorWrote(String),
    /// The visitor is writing.
    VisitorTypes,
    /// Who speaks has changed, and with it what only the server knows.
    Holder,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thread {
    /// The conversation.
    pub(crate) conversation: Listed,
    /// What was said and noted, oldest first.
    pub(crate) entries: Vec<Entry>,
    /// The answer that is being written.
    pub(crate) growing: Option<Growing>,
    /// The number of the last event that is shown.
    pub(crate) last_event: u64,
    /// The visitor has read what is older.
    read_at: Option<String>,
}

impl Thread {
    /// As the server told it.
    pub(crate) fn of(whole: Whole) -> Self {
        let mut thread = Self {
            conversation: whole.listed,
            entries: Vec::new(),
            growing: None,
            last_event: whole.last_event_id,
            read_at: whole.read_at,
        };
        thread.entries = whole
            .messages
            .into_iter()
            .map(Entry::Message)
            .chain(whole.notes.into_iter().map(Entry::Note))
            .collect();
        thread.sort();
        thread
    }

    /// The same as the server tells it now; what is being written goes on.
    pub(crate) fn renew(&mut self, whole: Whole) {
        let before = std::mem::replace(self, Self::of(whole));
        self.last_event = self.last_event.max(before.last_event);
        self.read_at = std::mem::take(&mut self.read_at).max(before.read_at);
        self.growing = before.growing.filter(|growing| !self.has(growing.id));
    }

    /// Shows what has happened.
    pub(crate) fn apply(&mut self, event: &LiveEvent) -> Change {
        if event.number > 0 && event.number <= self.last_event {
            return Change::Seen;
        }
        self.last_event = self.last_event.max(event.number);
        // What a later server says in other words is left out.
        self.read(event).unwrap_or(Change::Seen)
    }

    fn read(&mut self, event: &LiveEvent) -> Option<Change> {
        match event.name {
            EventName::Turn => {
                let turn: Turn = serde_json::from_str(&event.data).ok()?;
                self.growing = (!self.has(turn.message_id)).then(|| Growing {
                    id: turn.message_id,
                    text: String::new(),
                });
            }
            EventName::Delta => {
                let delta: Delta = serde_json::from_str(&event.data).ok()?;
                if let Some(growing) = &mut self.growing {
                    growing.text.push_str(&delta.text);
                }
            }
            EventName::Message => {
                let sent: SentMessage = serde_json::from_str(&event.data).ok()?;
                return Some(self.add(sent.into()));
            }
            EventName::Done | EventName::Error => self.growing = None,
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
                self.read_at = Some(read.at);
            }
            // They come again with the message.
            EventName::Citations => {}
        }
        None
    }

    /// When the visitor read what an operator wrote last; `None` if they have not, or something was said since.
    pub(crate) fn read_at(&self) -> Option<&str> {
        let said = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        })?;
        self.read_at
            .as_deref()
            .filter(|at| said.sender == Sender::Operator && *said.created_at <= **at)
    }

    /// When the newest of it was written.
    pub(crate) fn newest(&self) -> Option<&str> {
        self.entries.last().map(Entry::written_at)
    }

    /// What was done has been done.
    pub(crate) fn take(&mut self, held: Held) {
        self.conversation.holder = held.holder;
        self.conversation.operator_id = held.operator_id;
        self.conversation.operator_name = held.operator_name;
        if let Some(message) = held.message {
            self.add(message);
        }
    }

    /// A note was written.
    pub(crate) fn add_note(&mut self, note: Note) {
        self.entries.push(Entry::Note(note));
    }

    fn add(&mut self, message: Message) -> Change {
        if self
            .growing
            .as_ref()
            .is_some_and(|growing| growing.id == message.id)
        {
            self.growing = None;
        }
        if self.has(message.id) {
            return Change::Seen;
        }
        let change = if message.sender == Sender::Visitor {
            Change::VisitorWrote(message.text.clone())
        } else {
            Change::Seen
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

    /// Times of one form are in order as texts; what was written in the same moment stays as it came.
    fn sort(&mut self) {
        self.entries
            .sort_by(|one, other| one.written_at().cmp(other.written_at()));
    }
}

#[cfg(test)]
mod tests;
