//! A message or notice of the conversation.

use porchlight_shared::{
    attachment::Attachment,
    ids::{ClientMessageId, MessageId},
    message::{Citation, Verdict},
};

#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each holds or not by itself, and views follow them one by one"
)]
pub(crate) struct Entry {
    /// The key in the view. Each new entry has a higher one.
    pub(crate) key: u32,
    pub(crate) author: Author,
    /// The name of the operator who wrote it.
    pub(crate) operator_name: Option<String>,
    /// Markdown if the assistant wrote it, plain text otherwise.
    pub(crate) text: String,
    /// Rises when `text` is replaced rather than extended.
    pub(crate) revision: u32,
    /// Whether more text may follow.
    pub(crate) open: bool,
    /// The message's id, once the server has stored it.
    pub(crate) id: Option<MessageId>,
    /// Only for the visitor's messages: the id that this browser sent with it.
    pub(crate) client_message_id: Option<ClientMessageId>,
    pub(crate) citations: Vec<Citation>,
    pub(crate) attachments: Vec<Attachment>,
    /// Whether the owner's pages did not answer the question.
    pub(crate) unanswered: bool,
    /// Whether the visitor stopped the answer.
    pub(crate) stopped: bool,
    /// Whether the visitor has not seen this reply of a person, or this answer that came while nobody looked.
    pub(crate) unread: bool,
    pub(crate) verdict: Option<Verdict>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Visitor,
    /// Porchlight's own answers.
    Assistant,
    /// A person who answers for the owner.
    Operator,
    /// A notice about the conversation, which nobody wrote.
    Notice,
}
