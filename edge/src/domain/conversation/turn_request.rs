//! The question that the Worker hands to a conversation's room.

use porchlight_shared::ids::{ClientMessageId, ConversationId, ProjectId, SessionId};
use serde::{Deserialize, Serialize};

/// A visitor's message, checked and allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRequest {
    /// The project that is asked.
    pub project_id: ProjectId,
    /// The owner's name, for the refusal.
    pub company: String,
    /// Who asks.
    pub session_id: SessionId,
    /// The conversation; made if it is new.
    pub conversation_id: ConversationId,
    /// What the visitor's side calls the message.
    pub client_message_id: Option<ClientMessageId>,
    /// The question, at most [`porchlight_shared::limits::QUESTION_CHARS`] characters.
    pub question: String,
    /// The page that the visitor is on.
    pub page_url: Option<String>,
    /// The language of the answer, as a BCP 47 tag: the owner's choice, else the visitor's.
    pub locale: Option<String>,
    /// It is asked with a test key: it costs nothing, and nobody is told.
    #[serde(default)]
    pub test: bool,
}
