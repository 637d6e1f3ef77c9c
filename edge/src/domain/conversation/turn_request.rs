//! The question that the Worker passes to the room of a conversation.

use porchlight_shared::{
    attachment::Attachment,
    chat_event::Holder,
    ids::{ClientMessageId, ConversationId, MessageId, ProjectId, SessionId},
    message::Sender,
    settings::Carefulness,
};
use serde::{Deserialize, Serialize};

use super::{attributes::Attributes, holder::Assignment};
use crate::domain::settings::project_settings::PeopleSettings;

/// A conversation as it was read before the turn. Others may have changed it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownConversation {
    /// The holder at that time.
    pub holder: Holder,
    /// The number of its last event.
    pub last_event_number: u64,
    /// The number of its messages.
    pub message_count: u32,
}

impl KnownConversation {
    /// A conversation that begins with the turn.
    pub const NEW: Self = Self {
        holder: Holder::Bot,
        last_event_number: 0,
        message_count: 0,
    };
}

/// An earlier message that an answer may refer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierMessage {
    /// The author of the message.
    pub sender: Sender,
    /// The text of the message.
    pub text: String,
    /// Whether it is an answer to a question, not small talk.
    pub is_grounded: bool,
    /// Whether it is an answer that found nothing, or got a thumbs down.
    pub has_failed: bool,
    /// Whether it offered a person, or found nothing. In the latter case, every frontend offers one.
    pub offers_person: bool,
    /// The pages that it cited.
    pub cited: Vec<CitedPage>,
}

/// A page that an answer cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedPage {
    /// The page's title, with the headings that lead to the passage.
    pub title: String,
    /// The page's address; empty if it has none.
    pub url: String,
}

/// A visitor's message that has passed all checks and limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRequest {
    /// The project that the question is for.
    pub project_id: ProjectId,
    /// The owner's name, for refusals and for people without a name.
    pub company: String,
    /// The session of the visitor who asks.
    pub session_id: SessionId,
    /// The session's id as the owner sees it, if their server named the session.
    #[serde(default)]
    pub named_session: Option<String>,
    /// The conversation. The room creates it if it is new.
    pub conversation_id: ConversationId,
    /// The conversation as read before the turn. `None`: the room reads it.
    #[serde(default)]
    pub known: Option<KnownConversation>,
    /// The earlier messages, newest first, as read with `known`. `None`: the room reads them.
    #[serde(default)]
    pub earlier: Option<Vec<EarlierMessage>>,
    /// How confident an answer must be.
    #[serde(default)]
    pub carefulness: Carefulness,
    /// How people answer, if visitors can ask for one.
    #[serde(default)]
    pub people: Option<PeopleSettings>,
    /// The client's id of the message. If a message with this id exists, it is not answered again.
    pub client_message_id: Option<ClientMessageId>,
    /// The question, as long as [`porchlight_shared::limits::message_chars`] allows.
    pub question: String,
    /// The files of the message.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The address of the page that the visitor is on.
    pub page_url: Option<String>,
    /// What that page says about the visitor.
    #[serde(default)]
    pub attributes: Attributes,
    /// The language that the visitor's browser or page asks for, as a BCP 47 tag.
    #[serde(default)]
    pub visitor_locale: Option<String>,
    /// The language to answer in, as a BCP 47 tag: the owner's choice, or else the visitor's.
    pub locale: Option<String>,
    /// Whether the project has no credits left. The visitor is then told so, at no cost, and offered a person.
    #[serde(default)]
    pub is_out_of_answers: bool,
    /// Whether the key is a test key: the question costs nothing, and nobody is notified.
    #[serde(default)]
    pub test: bool,
}

impl TurnRequest {
    /// The session's id as the owner sees it.
    pub fn shown_session(&self) -> String {
        shown(self.named_session.as_deref(), self.session_id)
    }

    /// Whether the bot stays silent because `speaker` is a person, or because the message has files, which the bot
    /// cannot read.
    pub fn is_for_person(&self, speaker: &Assignment) -> bool {
        let is_queued = *speaker == Assignment::Queue;
        speaker.operator().is_some() || (is_queued && !self.attachments.is_empty())
    }
}

/// A session's id as the owner sees it: its name, if their server has named it.
pub fn shown(named: Option<&str>, session_id: SessionId) -> String {
    named.map_or_else(|| session_id.to_string(), str::to_owned)
}

/// A visitor's message that waits for its answer.
pub struct PendingQuestion {
    /// The visitor's message and its context.
    pub turn: TurnRequest,
    /// The message's id.
    pub question: MessageId,
    /// Whether the visitor has asked for a person who has not come yet.
    pub is_queued: bool,
}
