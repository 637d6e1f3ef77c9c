//! The conversation as the visitor sees it: plain state that events change.
//!
//! ```text
//!  composer ── begin_turn ──► Chat ◄── apply ── events of the stream, numbered
//!                              │
//!                              └── entries, turn, holder ──► components
//! ```
//! An event is applied once: numbers only rise, and a replayed one is left out. Nothing here knows the DOM, the
//! network, or the clock.

mod entry;
mod problem;
mod speaker;
mod stored;

#[cfg(test)]
mod tests;

pub use entry::{Author, Entry};
pub use problem::Problem;

use porchlight_shared::{
    chat_event::{ChatEvent, Holder},
    ids::{ClientMessageId, ConversationId, MessageId},
    message::Verdict,
    sse::NumberedEvent,
};

/// A conversation.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Its id, once the server has given one.
    pub conversation: Option<ConversationId>,
    /// What is shown, oldest first.
    pub entries: Vec<Entry>,
    /// What the newest question waits for.
    pub turn: Turn,
    /// Who speaks for the owner.
    pub holder: Holder,
    /// The person who does, by the name that visitors are told.
    pub operator_name: Option<String>,
    /// The person who is writing right now.
    pub writing: Option<String>,
    /// The server wants the visitor to be offered a person.
    pub person_offered: bool,
    /// The number of the newest event that is reflected here.
    pub last_event: u64,
    /// An event has come that does not follow the one before: something happened while nobody here listened.
    pub missed: bool,
    /// The id that the running answer will have.
    answer: Option<MessageId>,
    /// So many of the entries are of an earlier conversation, which the server does not tell of any more.
    earlier: usize,
    next_key: u32,
}

/// What the newest question waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing: the visitor may ask.
    Idle,
    /// The question is on its way, or the answer has no text yet.
    Waiting,
    /// The answer is being written.
    Streaming,
    /// The visitor has stopped it; its end has not come yet.
    Stopping,
    /// It failed.
    Failed(Problem),
}

/// A question that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its text.
    pub text: String,
    /// Its name, the same at every try.
    pub client_message_id: ClientMessageId,
}

impl Default for Chat {
    fn default() -> Self {
        Self {
            conversation: None,
            entries: Vec::new(),
            turn: Turn::Idle,
            holder: Holder::Bot,
            operator_name: None,
            writing: None,
            person_offered: false,
            last_event: 0,
            missed: false,
            answer: None,
            earlier: 0,
            next_key: 0,
        }
    }
}

impl Chat {
    /// Shows the visitor's question; `None` while another is being answered, or if it is empty.
    pub fn begin_turn(&mut self, text: &str, name: ClientMessageId) -> Option<Question> {
        let text = text.trim();
        if self.is_busy() || text.is_empty() {
            return None;
        }
        let entry = self.push(Author::Visitor, text.to_owned());
        entry.client_message_id = Some(name);
        self.turn = Turn::Waiting;
        self.answer = None;
        self.person_offered = false;
        Some(Question {
            text: text.to_owned(),
            client_message_id: name,
        })
    }

    /// The question that failed, to be sent again under the same name.
    pub fn retry(&mut self) -> Option<Question> {
        if !matches!(&self.turn, Turn::Failed(problem) if problem.is_retryable()) {
            return None;
        }
        let entry = self.last_of(Author::Visitor)?;
        let question = Question {
            text: entry.text.clone(),
            client_message_id: entry.client_message_id?,
        };
        self.turn = Turn::Waiting;
        self.answer = None;
        Some(question)
    }

    /// The visitor wants no more of the answer.
    pub fn stop(&mut self) {
        if matches!(self.turn, Turn::Waiting | Turn::Streaming) {
            self.turn = Turn::Stopping;
        }
    }

    /// The turn has failed; what came of the answer stays.
    pub fn fail(&mut self, problem: Problem) {
        if !self.is_busy() {
            return;
        }
        self.close_answer();
        self.turn = Turn::Failed(problem);
    }

    /// Takes the newest question back, for its text to be changed.
    pub fn withdraw(&mut self) -> Option<String> {
        let last = self
            .entries
            .pop_if(|entry| entry.author == Author::Visitor)?;
        self.turn = Turn::Idle;
        Some(last.text)
    }

    /// The server has taken the newest question: its answer can be followed from here on.
    pub const fn is_accepted(&self) -> bool {
        self.answer.is_some()
    }

    /// A question is being answered.
    pub const fn is_busy(&self) -> bool {
        matches!(self.turn, Turn::Waiting | Turn::Streaming | Turn::Stopping)
    }

    /// Applies an event; one that has been applied before changes nothing.
    pub fn apply(&mut self, numbered: NumberedEvent) {
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
                    self.turn = Turn::Waiting;
                }
            }
            ChatEvent::Delta(delta) => {
                if self.turn != Turn::Stopping {
                    self.turn = Turn::Streaming;
                }
                self.answer_entry().text.push_str(&delta.text);
            }
            ChatEvent::Citations(citations) => self.answer_entry().citations = citations,
            ChatEvent::Status(status) => self.set_holder(status),
            ChatEvent::Message(message) => self.store(message),
            // It passes: only the view's clock knows for how long it holds.
            ChatEvent::Typing(_) | ChatEvent::Read(_) => {}
            ChatEvent::Error(error) => {
                self.close_answer();
                self.turn = Turn::Failed(Problem::Server {
                    code: error.code,
                    message: error.message,
                    retryable: error.retryable,
                });
            }
            ChatEvent::Done(_) => {
                self.close_answer();
                if self.is_busy() {
                    self.turn = Turn::Idle;
                }
            }
        }
    }

    /// The server does not go on with this conversation: the newest question begins another. What was said before stays
    /// in sight, with a notice below it.
    pub fn begin_another(&mut self, notice: &str) {
        let asked = self.entries.pop_if(|entry| entry.author == Author::Visitor);
        for entry in &mut self.entries {
            // Nobody can judge it any more.
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

    /// Sets the verdict on an answer and returns the one before.
    pub fn judge(&mut self, id: MessageId, verdict: Option<Verdict>) -> Option<Verdict> {
        let entry = self.entries.iter_mut().find(|entry| entry.id == Some(id))?;
        std::mem::replace(&mut entry.verdict, verdict)
    }

    /// The entry of that key.
    pub fn entry(&self, key: u32) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == key)
    }

    /// The newest entry of an author.
    pub fn last_of(&self, author: Author) -> Option<&Entry> {
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
            unanswered: false,
            stopped: false,
            verdict: None,
        });
        let last = self.entries.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "an entry has just been pushed")]
        &mut self.entries[last]
    }

    /// The running answer's entry, made at its first text.
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

    /// A retried question is answered anew: what an earlier try had brought goes.
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
