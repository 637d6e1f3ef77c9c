//! What is shown of a conversation, one by one.

use porchlight_shared::{
    ids::{ClientMessageId, MessageId},
    message::{Citation, Verdict},
};

/// One message or notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Names it in the view for as long as it is shown.
    pub key: u32,
    /// Who wrote it.
    pub author: Author,
    /// The person who wrote it, by the name that visitors are told.
    pub operator_name: Option<String>,
    /// Plain text from the visitor, Markdown from the others.
    pub text: String,
    /// Rises when `text` was replaced rather than extended.
    pub revision: u32,
    /// More text may follow.
    pub open: bool,
    /// Its id, once stored.
    pub id: Option<MessageId>,
    /// What this browser called the visitor's message.
    pub client_message_id: Option<ClientMessageId>,
    /// The quotations it rests on.
    pub citations: Vec<Citation>,
    /// The pages did not cover the question.
    pub unanswered: bool,
    /// It ended before its time.
    pub stopped: bool,
    /// The visitor's verdict.
    pub verdict: Option<Verdict>,
}

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The visitor.
    Visitor,
    /// Porchlight.
    Assistant,
    /// A person.
    Operator,
    /// Nobody: a sentence about the conversation.
    Notice,
}
