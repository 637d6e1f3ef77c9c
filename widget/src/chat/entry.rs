//! A message or notice of the conversation.

use porchlight_shared::{
    attachment::Attachment,
    ids::{ClientMessageId, MessageId},
    message::{Citation, Verdict},
};

/// A message or notice.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each holds or not by itself, and views follow them one by one"
)]
pub(crate) struct Entry {
    /// The key in the view; rises with every entry.
    pub(crate) key: u32,
    pub(crate) author: Author,
    /// The name of the person who wrote it.
    pub(crate) operator_name: Option<String>,
    /// Markdown if the assistant wrote it, plain text otherwise.
    pub(crate) text: String,
    /// Rises when `text` is replaced rather than extended.
    pub(crate) revision: u32,
    /// More text may follow.
    pub(crate) open: bool,
    /// The id, once the server has stored it.
    pub(crate) id: Option<MessageId>,
    /// The visitor's message: the id that this browser sent it with.
    pub(crate) client_message_id: Option<ClientMessageId>,
    pub(crate) citations: Vec<Citation>,
    /// The files that were sent with it.
    pub(crate) attachments: Vec<Attachment>,
    /// The owner's pages did not answer the question.
    pub(crate) unanswered: bool,
    /// The visitor stopped the answer.
    pub(crate) stopped: bool,
    /// A reply of a person, or an answer that came while nobody looked, that the visitor has not seen.
    pub(crate) unread: bool,
    pub(crate) verdict: Option<Verdict>,
}

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Visitor,
    /// Porchlight's own answers.
    Assistant,
    /// A person who answers for the owner.
    Operator,
    /// Nobody: a notice about the conversation.
    Notice,
}
