//! What the server says, as far as the inbox reads it.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, MessageId, NoteId},
    message::{Message as SharedMessage, Sender},
};
use serde::Deserialize;

/// The project that was signed in to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Project {
    /// Its owner's name.
    pub(crate) company: String,
    /// The bot's name.
    pub(crate) assistant: String,
    /// The accent, as `#rrggbb`.
    pub(crate) primary_color: String,
    /// Text on it.
    pub(crate) primary_foreground: String,
}

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listed {
    pub(crate) id: ConversationId,
    pub(crate) question: String,
    pub(crate) customer_email: Option<String>,
    pub(crate) updated_at: String,
    pub(crate) holder: Holder,
    pub(crate) operator_id: Option<String>,
    pub(crate) operator_name: Option<String>,
    pub(crate) handoff_at: Option<String>,
    pub(crate) page_url: Option<String>,
    pub(crate) last_message: Option<LastMessage>,
}

/// What was said last.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastMessage {
    pub(crate) sender: Sender,
    pub(crate) text: String,
    pub(crate) created_at: String,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListPage {
    pub(crate) conversations: Vec<Listed>,
    pub(crate) total_docs: u32,
    pub(crate) total_pages: u32,
}

/// A conversation with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Whole {
    #[serde(flatten)]
    pub(crate) listed: Listed,
    pub(crate) last_event_id: u64,
    pub(crate) read_at: Option<String>,
    pub(crate) messages: Vec<Message>,
    pub(crate) notes: Vec<Note>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) sender: Sender,
    pub(crate) text: String,
    pub(crate) operator_name: Option<String>,
    #[serde(default)]
    pub(crate) sources: Vec<Source>,
    pub(crate) unanswered: bool,
    pub(crate) stopped: bool,
    pub(crate) feedback: Option<String>,
    pub(crate) created_at: String,
}

/// What an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Source {
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) snippet: String,
}

/// A note. Visitors never see it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Note {
    pub(crate) id: NoteId,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_at: String,
}

/// Who speaks after something was done, and what was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Held {
    pub(crate) holder: Holder,
    pub(crate) operator_id: Option<String>,
    pub(crate) operator_name: Option<String>,
    pub(crate) message: Option<Message>,
}

/// A message as events bring it.
#[derive(Deserialize)]
pub(crate) struct SentMessage {
    #[serde(flatten)]
    message: SharedMessage,
    operator_name: Option<String>,
}

impl From<SentMessage> for Message {
    fn from(sent: SentMessage) -> Self {
        let message = sent.message;
        Self {
            id: message.id,
            sender: message.sender,
            text: message.text,
            operator_name: sent.operator_name,
            sources: message
                .citations
                .into_iter()
                .map(|citation| Source {
                    title: citation.title,
                    url: citation.url,
                    snippet: citation.snippet,
                })
                .collect(),
            unanswered: message.unanswered,
            stopped: message.stopped,
            feedback: None,
            created_at: message.created_at,
        }
    }
}

/// The data of `typing`.
#[derive(Deserialize)]
pub(crate) struct Typing {
    pub(crate) sender: Sender,
}

/// A refusal.
#[derive(Deserialize)]
pub(crate) struct Refusal {
    pub(crate) error: String,
    pub(crate) code: String,
}
