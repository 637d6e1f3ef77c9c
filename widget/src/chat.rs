//! The conversation as the visitor sees it: plain state, changed by events.
//!
//! ```text
//!  composer ── begin_turn ──► Chat ◄── apply ── events of the stream, numbered
//!                              │
//!                              └── entries, turn, holder ──► components
//! ```
//! *Invariant:* each event is applied once. Event numbers only rise, so a replayed event is skipped. Nothing here uses
//! the DOM, the network or the clock.

mod entry;
mod problem;
mod speaker;
mod stored;
mod unread;

#[cfg(test)]
mod tests;

pub(crate) use entry::{Author, Entry};
pub(crate) use problem::{Problem, is_used_up};

use porchlight_shared::{
    chat_event::{ChatEvent, Holder},
    ids::{ClientMessageId, ConversationId, MessageId},
    message::Verdict,
    sse::NumberedEvent,
};

/// The conversation in the panel.
#[derive(Clone, Debug)]
pub(crate) struct Chat {
    /// The conversation's id, known from the server's first `turn` event.
    pub(crate) conversation: Option<ConversationId>,
    /// Messages and notices, oldest first.
    pub(crate) entries: Vec<Entry>,
    pub(crate) turn: TurnState,
    /// Who answers the visitor.
    pub(crate) holder: Holder,
    /// The name of the person who answers.
    pub(crate) operator_name: Option<String>,
    /// The name of the person who is typing now.
    pub(crate) typing: Option<String>,
    /// Whether the server wants the widget to offer a person.
    pub(crate) person_offered: bool,
    /// The key of the first unread reply, above which the line is drawn.
    pub(crate) line: Option<u32>,
    /// The number of the newest event that was applied.
    pub(crate) last_event: u64,
    /// Whether event numbers had a gap, so that events were missed while no stream was open.
    pub(crate) missed: bool,
    /// The id of the running answer, once the server has accepted the question.
    answer: Option<MessageId>,
    /// How many entries belong to an earlier conversation. Transcripts do not contain these.
    earlier: usize,
    next_key: u32,
}

/// The state of the newest question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TurnState {
    /// No question is being answered, so the visitor may ask.
    Idle,
    /// The question was sent, and the answer has no text yet.
    Waiting,
    /// The answer is being written.
    Streaming,
    /// The visitor has stopped the answer, and the server has not confirmed it yet.
    Stopping,
    Failed(Problem),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) text: String,
    /// The same at every attempt, so that the server stores the question once.
    pub(crate) client_message_id: ClientMessageId,
}

impl Default for Chat {
    fn default() -> Self {
        Self {
            conversation: None,
            entries: Vec::new(),
            turn: TurnState::Idle,
            holder: Holder::Bot,
            operator_name: None,
            typing: None,
            person_offered: false,
            line: None,
            last_event: 0,
            missed: false,
            answer: None,
            earlier: 0,
            next_key: 0,
        }
    }
}

impl Chat {
    /// Adds the visitor's question. `None` while another is being answered, or if the text is blank.
    pub(crate) fn begin_turn(&mut self, text: &str, id: ClientMessageId) -> Option<Question> {
        let text = text.trim();
        if self.is_busy() || text.is_empty() {
            return None;
        }
        self.answered();
        let entry = self.push(Author::Visitor, text.to_owned());
        entry.client_message_id = Some(id);
        self.turn = TurnState::Waiting;
        self.answer = None;
        self.person_offered = false;
        Some(Question {
            text: text.to_owned(),
            client_message_id: id,
        })
    }

    /// The failed question, to send again with the same client message id.
    pub(crate) fn retry(&mut self) -> Option<Question> {
        if !matches!(&self.turn, TurnState::Failed(problem) if problem.is_retryable()) {
            return None;
        }
        let entry = self.last_of(Author::Visitor)?;
        let question = Question {
            text: entry.text.clone(),
            client_message_id: entry.client_message_id?,
        };
        self.turn = TurnState::Waiting;
        self.answer = None;
        Some(question)
    }

    /// Handles the visitor stopping the answer.
    pub(crate) fn stop(&mut self) {
        if matches!(self.turn, TurnState::Waiting | TurnState::Streaming) {
            self.turn = TurnState::Stopping;
        }
    }

    /// Ends the turn with a failure. The text of the answer so far stays.
    pub(crate) fn fail(&mut self, problem: Problem) {
        if !self.is_busy() {
            return;
        }
        self.close_answer();
        self.turn = TurnState::Failed(problem);
    }

    /// Removes the newest question and returns its text for editing.
    pub(crate) fn withdraw(&mut self) -> Option<String> {
        let last = self
            .entries
            .pop_if(|entry| entry.author == Author::Visitor)?;
        self.turn = TurnState::Idle;
        Some(last.text)
    }

    /// Whether the server has accepted the newest question, so that its answer can be followed.
    pub(crate) const fn is_accepted(&self) -> bool {
        self.answer.is_some()
    }

    /// Whether a question is being answered.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(
            self.turn,
            TurnState::Waiting | TurnState::Streaming | TurnState::Stopping
        )
    }

    /// Applies an event. Applying it again changes nothing.
    pub(crate) fn apply(&mut self, numbered: NumberedEvent) {
        if numbered.number != 0 {
            if numbered.number <= self.last_event {
                return;
            }
            self.missed |= self.last_event > 0 && numbered.number > self.last_event + 1;
            self.last_event = numbered.number;
        }
        match numbered.event {
            ChatEvent::Turn(turn) => {
                self.conversation = Some(turn.conversation_id);
                self.answer = Some(turn.message_id);
                self.drop_other_answers(turn.message_id);
                if !self.is_busy() {
                    self.turn = TurnState::Waiting;
                }
            }
            ChatEvent::Delta(delta) => {
                if self.turn != TurnState::Stopping {
                    self.turn = TurnState::Streaming;
                }
                self.answer_entry().text.push_str(&delta.text);
            }
            ChatEvent::Citations(citations) => self.answer_entry().citations = citations,
            ChatEvent::Status(status) => self.set_holder(status),
            ChatEvent::Message(message) => self.store(message),
            // These are temporary. How long they are shown depends on time, which this module does not know.
            ChatEvent::Typing(_) | ChatEvent::Read(_) => {}
            ChatEvent::Error(error) => {
                self.close_answer();
                self.turn = TurnState::Failed(Problem::Server {
                    code: error.code,
                    retryable: error.retryable,
                });
            }
            ChatEvent::Done(_) => {
                self.close_answer();
                if self.is_busy() {
                    self.turn = TurnState::Idle;
                }
            }
        }
    }

    /// Starts another conversation with the newest question. Earlier messages stay visible, followed by a notice.
    pub(crate) fn begin_another(&mut self, notice: &str) {
        let asked = self.entries.pop_if(|entry| entry.author == Author::Visitor);
        for entry in &mut self.entries {
            // The server accepts no verdict on an earlier conversation.
            entry.id = None;
        }
        if !self.entries.is_empty() {
            self.push(Author::Notice, notice.to_owned());
        }
        self.earlier = self.entries.len();
        self.conversation = None;
        self.last_event = 0;
        self.answer = None;
        if let Some(asked) = asked {
            self.push(Author::Visitor, asked.text).client_message_id = asked.client_message_id;
        }
    }

    /// Sets the verdict on an answer and returns the previous one.
    pub(crate) fn judge(&mut self, id: MessageId, verdict: Option<Verdict>) -> Option<Verdict> {
        let entry = self.entries.iter_mut().find(|entry| entry.id == Some(id))?;
        std::mem::replace(&mut entry.verdict, verdict)
    }

    /// The entry with this key.
    pub(crate) fn entry(&self, key: u32) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == key)
    }

    /// The newest entry of an author.
    pub(crate) fn last_of(&self, author: Author) -> Option<&Entry> {
        self.entries
            .iter()
            .rev()
            .find(|entry| entry.author == author)
    }

    fn push(&mut self, author: Author, text: String) -> &mut Entry {
        self.next_key += 1;
        self.entries.push(Entry {
            key: self.next_key,
            author,
            operator_name: None,
            text,
            revision: 0,
            open: false,
            id: None,
            client_message_id: None,
            citations: Vec::new(),
            attachments: Vec::new(),
            unanswered: false,
            stopped: false,
            unread: author == Author::Operator,
            verdict: None,
        });
        let last = self.entries.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "an entry has just been pushed")]
        &mut self.entries[last]
    }

    /// The running answer's entry. Its first text creates it.
    fn answer_entry(&mut self) -> &mut Entry {
        let answer = self.answer;
        let position = self.entries.iter().rposition(|entry| {
            entry.author == Author::Assistant
                && (entry.open || (answer.is_some() && entry.id == answer))
        });
        if let Some(position) = position {
            #[expect(clippy::indexing_slicing, reason = "the position has just been found")]
            return &mut self.entries[position];
        }
        let entry = self.push(Author::Assistant, String::new());
        entry.open = true;
        entry.id = answer;
        entry
    }

    /// Removes answers of earlier attempts, because a retried question is answered from the start.
    fn drop_other_answers(&mut self, answer: MessageId) {
        let asked = self
            .entries
            .iter()
            .rposition(|entry| entry.author == Author::Visitor);
        let mut position = 0;
        self.entries.retain(|entry| {
            let newer = asked.is_some_and(|asked| position > asked);
            position += 1;
            !(newer && entry.author == Author::Assistant && entry.id != Some(answer))
        });
    }

    fn close_answer(&mut self) {
        for entry in &mut self.entries {
            entry.open = false;
        }
    }
}
