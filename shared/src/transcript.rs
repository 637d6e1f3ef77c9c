//! A conversation as a whole: what a reload needs.

use serde::{Deserialize, Serialize};

use crate::{chat_event::Holder, ids::ConversationId, thread::ThreadMessage};

/// The answer to `GET /api/chat/{conversation}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transcript {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Who speaks for the owner now.
    pub holder: Holder,
    /// The person who speaks now, by the name that visitors are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
    /// Its messages, oldest first; at most [`crate::limits::TRANSCRIPT_MESSAGES`], the newest.
    pub messages: Vec<ThreadMessage>,
    /// So many of them a person wrote since the visitor last wrote, or marked the conversation as read.
    #[serde(default)]
    pub unread: u32,
    /// The number of the last event that these messages reflect: follow the event stream from here.
    pub last_event_id: u64,
    /// An answer is being written right now.
    pub running: bool,
}
