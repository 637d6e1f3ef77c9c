//! Loading stored messages into the conversation.

use porchlight_shared::{
    ids::MessageId, message::Sender, thread::ThreadMessage, transcript::Transcript,
};

use super::{Author, Chat, TurnState};

impl Chat {
    /// Adds what was said while no stream was open. True if an answer is being written.
    pub(crate) fn catch_up(&mut self, transcript: Transcript) -> bool {
        if self.conversation != Some(transcript.conversation_id) || self.turn != TurnState::Idle {
            return false;
        }
        self.holder = transcript.holder;
        self.operator_name = transcript.operator_name;
        self.missed = false;
        self.store_all(transcript.messages, transcript.unread);
        self.last_event = transcript.last_event_id;
        if transcript.running {
            self.turn = TurnState::Waiting;
            self.answer = None;
        }
        transcript.running
    }

    /// Replaces the conversation with a stored one.
    pub(crate) fn restore(&mut self, transcript: Transcript) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.truncate(self.earlier);
        *self = Self {
            entries,
            earlier: self.earlier,
            conversation: Some(transcript.conversation_id),
            turn: if transcript.running {
                TurnState::Waiting
            } else {
                TurnState::Idle
            },
            holder: transcript.holder,
            operator_name: transcript.operator_name,
            answer: None,
            next_key: self.next_key,
            ..Self::default()
        };
        self.store_all(transcript.messages, transcript.unread);
        self.last_event = transcript.last_event_id;
    }

    /// Adds stored messages, of which the last `unread` replies are unread.
    fn store_all(&mut self, messages: Vec<ThreadMessage>, unread: u32) {
        let replies = messages
            .iter()
            .filter(|thread| thread.message.sender == Sender::Operator)
            .map(|thread| thread.message.id);
        let read: Vec<MessageId> = replies.rev().skip(unread as usize).collect();
        for message in messages {
            self.store(message);
        }
        self.read_elsewhere(&read);
    }

    /// Adds a stored message, or completes the entry that it belongs to.
    pub(super) fn store(&mut self, thread: ThreadMessage) {
        let message = thread.message;
        self.person_offered = thread.offer_handoff;
        if message.sender != Sender::Visitor {
            self.typing = None;
        }
        let author = match message.sender {
            Sender::Visitor => Author::Visitor,
            Sender::Assistant => Author::Assistant,
            Sender::Operator => Author::Operator,
        };
        let position = self.entries.iter().rposition(|entry| {
            let named = message.client_message_id.is_some()
                && entry.client_message_id == message.client_message_id;
            entry.id == Some(message.id)
                || (author == Author::Visitor && named)
                || (author == Author::Assistant && entry.open)
        });
        let entry = match position {
            #[expect(clippy::indexing_slicing, reason = "the position has just been found")]
            Some(position) => &mut self.entries[position],
            None => self.push(author, String::new()),
        };
        if entry.text != message.text {
            if !message.text.starts_with(&entry.text) {
                entry.revision += 1;
            }
            entry.text = message.text;
        }
        if entry.citations != message.citations && !entry.open {
            // Without their citations, marks were shown as text.
            entry.revision += 1;
        }
        entry.open = false;
        entry.operator_name = thread.operator_name;
        entry.id = Some(message.id);
        entry.client_message_id = message.client_message_id.or(entry.client_message_id);
        entry.citations = message.citations;
        entry.attachments = thread.attachments;
        entry.unanswered = message.unanswered;
        entry.stopped = message.stopped;
        entry.verdict = message.verdict;
    }
}
