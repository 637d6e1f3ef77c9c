//! A message of a conversation, as the session's visitor reads it.

use porchlight_shared::{
    attachment::MediaType,
    ids::MessageId,
    message::{Citation, Sender, Verdict},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{domain::conversation::thread::ThreadMessage, store::reactions::Reaction};

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageRole {
    /// The visitor wrote it.
    User,
    /// Porchlight wrote it.
    Assistant,
    /// A person who answers for the owner wrote it.
    Staff,
}

/// A visitor's reaction to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReactionBody {
    /// Thumbs up or down.
    #[serde(rename = "type")]
    pub kind: ReactionType,
    /// The visitor's reason.
    pub feedback: Option<String>,
}

/// Thumbs up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReactionType {
    /// The answer helped.
    ThumbsUp,
    /// The answer did not help.
    ThumbsDown,
}

impl From<ReactionType> for Verdict {
    fn from(kind: ReactionType) -> Self {
        match kind {
            ReactionType::ThumbsUp => Self::Helpful,
            ReactionType::ThumbsDown => Self::Unhelpful,
        }
    }
}

impl ReactionBody {
    /// The reaction to show, or `None` if there is no verdict.
    pub fn of(reaction: Reaction) -> Option<Self> {
        let kind = match reaction.verdict? {
            Verdict::Helpful => ReactionType::ThumbsUp,
            Verdict::Unhelpful => ReactionType::ThumbsDown,
        };
        Some(Self {
            kind,
            feedback: reaction.verdict_reason,
        })
    }
}

/// A message as the visitor reads it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MessageBody)]
pub struct SessionMessageBody {
    id: MessageId,
    role: MessageRole,
    /// Markdown with citation marks like `[1]` from the assistant, and plain text from people.
    content: String,
    created_at: String,
    /// The quotations that the marks refer to.
    citations: Vec<Citation>,
    /// Whether the pages do not cover the question, in which case the message says so.
    unanswered: bool,
    reaction: Option<ReactionBody>,
    /// The same as `type` in `reaction`.
    reaction_type: Option<ReactionType>,
    /// The same as `feedback` in `reaction`.
    reaction_feedback: Option<String>,
    /// Always null: the time of a reaction is not kept.
    reaction_created_at: Option<String>,
    /// The name of the person who wrote it, as visitors see it.
    staff_name: Option<String>,
    /// The files that were sent with the message.
    public_attachments: Vec<PublicAttachmentBody>,
    /// Always empty: files that the visitor does not see are not sent.
    private_attachments: Vec<String>,
}

/// A file of a message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicAttachmentBody {
    name: String,
    content_type: MediaType,
    /// The file's address. Send the session token in the header.
    url: String,
}

impl SessionMessageBody {
    /// The visitor's view of `thread`.
    pub fn of(thread: ThreadMessage, reaction: Option<ReactionBody>) -> Self {
        let message = thread.message;
        Self {
            reaction_type: reaction.as_ref().map(|reaction| reaction.kind),
            reaction_feedback: (reaction.as_ref()).and_then(|reaction| reaction.feedback.clone()),
            reaction_created_at: None,
            staff_name: thread.operator_name,
            public_attachments: (thread.attachments.into_iter())
                .map(|file| PublicAttachmentBody {
                    url: format!(
                        "/api/chat/{}/attachments/{}",
                        message.conversation_id, file.id
                    ),
                    name: file.name,
                    content_type: file.media_type,
                })
                .collect(),
            private_attachments: Vec::new(),
            id: message.id,
            role: match message.sender {
                Sender::Visitor => MessageRole::User,
                Sender::Assistant => MessageRole::Assistant,
                Sender::Operator => MessageRole::Staff,
            },
            content: message.text,
            created_at: message.created_at,
            citations: message.citations,
            unanswered: message.unanswered,
            reaction,
        }
    }
}
