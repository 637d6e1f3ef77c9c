//! The server's JSON, as far as the inbox reads it.

use std::collections::BTreeMap;

use porchlight_shared::{
    attachment::Attachment,
    chat_event::Holder,
    ids::{ConversationId, MessageId, NoteId, PersonId},
    message::{Citation, Sender},
    thread::ThreadMessage,
};
use serde::Deserialize;

use crate::{room::Role, texts::Values};

/// The project of the session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Project {
    #[serde(rename = "project")]
    pub(crate) slug: String,
    pub(crate) company: String,
    pub(crate) assistant: String,
    /// The accent colour, as `#rrggbb`.
    pub(crate) primary_color: String,
    /// The colour of text on the accent colour, as `#rrggbb`.
    pub(crate) primary_foreground: String,
    /// Whether files can be sent to visitors.
    #[serde(default)]
    pub(crate) files: bool,
    /// The signed-in person.
    pub(crate) person: Person,
}

/// The signed-in person, or the person whom a link would sign in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) email: String,
    /// The name in their invitation; may be empty.
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// Whose account a link opens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkAccount {
    pub(crate) person: Person,
    /// The name of the project's company.
    pub(crate) company: String,
    /// Whether this browser requested the link.
    pub(crate) asked_here: bool,
    /// The person who is signed in now.
    pub(crate) signed_in: Option<Person>,
}

impl LinkAccount {
    /// The signed-in person whom the link would sign out.
    pub(crate) fn other(&self) -> Option<&Person> {
        let signed_in = self.signed_in.as_ref();
        signed_in.filter(|signed_in| signed_in.id != self.person.id)
    }
}

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Conversation {
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

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastMessage {
    pub(crate) sender: Sender,
    pub(crate) text: String,
    pub(crate) created_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListPage {
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) total_docs: u32,
    pub(crate) total_pages: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FullConversation {
    #[serde(flatten)]
    pub(crate) conversation: Conversation,
    pub(crate) last_event_id: u64,
    pub(crate) read_at: Option<String>,
    #[serde(default)]
    pub(crate) visitor: Visitor,
    pub(crate) messages: Vec<Message>,
    pub(crate) notes: Vec<Note>,
}

/// What is known about the visitor of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Visitor {
    /// The e-mail address that the owner's server has signed.
    pub(crate) signed_email: Option<String>,
    /// What the owner's page says about the visitor. The visitor can change it.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) language: Option<String>,
    pub(crate) other_conversations: Vec<OtherConversation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtherConversation {
    pub(crate) id: ConversationId,
    pub(crate) question: String,
    pub(crate) created_at: String,
}

/// A message in the site surface's JSON.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) sender: Sender,
    pub(crate) text: String,
    pub(crate) operator_name: Option<String>,
    #[serde(default)]
    pub(crate) sources: Vec<CitedSource>,
    pub(crate) unanswered: bool,
    pub(crate) stopped: bool,
    pub(crate) feedback: Option<String>,
    /// Why the answer did not help, in the visitor's words.
    pub(crate) feedback_reason: Option<String>,
    #[serde(default)]
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) created_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct CitedSource {
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) snippet: String,
}

/// A note, which visitors never see.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Note {
    pub(crate) id: NoteId,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_at: String,
}

/// The response to an action: the conversation's holder, and the message if one was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActionOutcome {
    pub(crate) holder: Holder,
    pub(crate) operator_id: Option<String>,
    pub(crate) operator_name: Option<String>,
    pub(crate) message: Option<Message>,
}

impl From<Citation> for CitedSource {
    fn from(citation: Citation) -> Self {
        Self {
            title: citation.title,
            url: citation.url,
            snippet: citation.snippet,
        }
    }
}

impl From<ThreadMessage> for Message {
    fn from(sent: ThreadMessage) -> Self {
        let message = sent.message;
        Self {
            id: message.id,
            sender: message.sender,
            text: message.text,
            operator_name: sent.operator_name,
            sources: message
                .citations
                .into_iter()
                .map(CitedSource::from)
                .collect(),
            unanswered: message.unanswered,
            stopped: message.stopped,
            feedback: None,
            feedback_reason: None,
            attachments: sent.attachments,
            created_at: message.created_at,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Refusal {
    pub(crate) error: String,
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) values: Values,
}
