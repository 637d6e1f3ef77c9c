//! A chat without its messages: an entry of the list, or a line of the export.

use porchlight_shared::{chat_event::Holder, ids::ConversationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{domain::timestamp::rfc3339, store::chats::Chat};

/// The state of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// Porchlight answers the visitor.
    Pending,
    /// The conversation is resolved.
    Resolved,
    /// A visitor asked for a person, or a person answers.
    Escalated,
}

impl ChatState {
    pub(super) fn of(holder: Holder) -> Self {
        match holder {
            Holder::Bot => Self::Pending,
            Holder::Queue | Holder::Operator => Self::Escalated,
            Holder::Resolved => Self::Resolved,
        }
    }

    pub(super) fn holders(self) -> Vec<Holder> {
        match self {
            Self::Pending => vec![Holder::Bot],
            Self::Resolved => vec![Holder::Resolved],
            Self::Escalated => vec![Holder::Queue, Holder::Operator],
        }
    }
}

/// A chat without its messages.
#[derive(Serialize, ToSchema)]
pub struct ChatSummary {
    pub(super) id: ConversationId,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) state: ChatState,
    pub(super) message_count: u64,
    /// The number of questions that the pages did not answer.
    pub(super) unanswered_count: u64,
    /// Whether the visitor has ever asked for a person.
    pub(super) escalated: bool,
    pub(super) escalated_at: Option<String>,
    pub(super) resolved_at: Option<String>,
    /// The page that the visitor was on.
    pub(super) page_url: Option<String>,
}

impl From<Chat> for ChatSummary {
    fn from(chat: Chat) -> Self {
        Self {
            id: chat.id,
            created_at: rfc3339(chat.created_at),
            updated_at: rfc3339(chat.updated_at),
            state: ChatState::of(chat.holder),
            message_count: chat.message_count,
            unanswered_count: chat.unanswered,
            escalated: chat.handoff_at.is_some(),
            escalated_at: chat.handoff_at.map(rfc3339),
            resolved_at: chat.resolved_at.map(rfc3339),
            page_url: chat.page_url,
        }
    }
}
