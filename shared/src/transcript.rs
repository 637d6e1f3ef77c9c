//! The transcript of a conversation, which a client needs after a reload.

use serde::{Deserialize, Serialize};

use crate::{chat_event::Holder, ids::ConversationId, thread::ThreadMessage};

/// The answer to `GET /api/chat/{conversation}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transcript {
    /// The conversation that the client asked for.
    pub conversation_id: ConversationId,
    /// Who answers the visitor now.
    pub holder: Holder,
    /// The name of the person who answers now, as visitors see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
    /// The messages, oldest first. At most the newest [`crate::limits::TRANSCRIPT_MESSAGES`].
    pub messages: Vec<ThreadMessage>,
    /// How many of them a person wrote since the visitor last wrote or marked the conversation as read.
    #[serde(default)]
    pub unread: u32,
    /// Up to when an operator has read the conversation (RFC 3339). None if none has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_read_at: Option<String>,
    /// The number of the last event that the messages include. Follow the event stream from here.
    pub last_event_id: u64,
    /// An answer is being written now.
    pub running: bool,
}
