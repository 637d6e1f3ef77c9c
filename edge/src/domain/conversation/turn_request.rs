//! The question that the Worker hands to the room of a conversation.

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
    /// Who spoke for the owner.
    pub holder: Holder,
    /// The number of its last event.
    pub last_event_number: u64,
    /// How many messages it had.
    pub message_count: u32,
}

impl KnownConversation {
    /// One that begins with the turn.
    pub const NEW: Self = Self {
        holder: Holder::Bot,
        last_event_number: 0,
        message_count: 0,
    };
}

/// What was said before, as far as an answer may go on from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierMessage {
    /// Who said it.
    pub sender: Sender,
    /// What was said.
    pub text: String,
    /// It is an answer to a question, and no small talk.
    pub is_grounded: bool,
    /// It is an answer that found nothing or got a thumb down.
    pub has_failed: bool,
    /// It offered a person, or found nothing, where every frontend offers one.
    pub offers_person: bool,
    /// The pages that it cited.
    pub cited: Vec<CitedPage>,
}

/// A page that an answer cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedPage {
    /// The page's title, with the headings that lead to the passage.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A visitor's message that has passed all checks and limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRequest {
    /// The project that the question is for.
    pub project_id: ProjectId,
    /// The owner's name, for the refusal and for people without a name.
    pub company: String,
    /// The session of the visitor who asks.
    pub session_id: SessionId,
    /// What the owner sees as the session's id, if their server named the session.
    #[serde(default)]
    pub named_session: Option<String>,
    /// The conversation. The room creates it if it is new.
    pub conversation_id: ConversationId,
    /// What was read of the conversation. If it is missing, the room reads it.
    #[serde(default)]
    pub known: Option<KnownConversation>,
    /// What was said before, the newest first, as it was read with `known`. If it is missing, the room reads it.
    #[serde(default)]
    pub earlier: Option<Vec<EarlierMessage>>,
    /// How sure it must be that the pages answer.
    #[serde(default)]
    pub carefulness: Carefulness,
    /// How people answer, if visitors may ask for one.
    #[serde(default)]
    pub people: Option<PeopleSettings>,
    /// The client's id of the message. A message whose id is known is not answered again.
    pub client_message_id: Option<ClientMessageId>,
    /// The question, as long as [`porchlight_shared::limits::message_chars`] allows.
    pub question: String,
    /// The files that come with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The address of the page that the visitor is on.
    pub page_url: Option<String>,
    /// What that page says of the visitor.
    #[serde(default)]
    pub attributes: Attributes,
    /// The language that the visitor's browser or page asks for, as a BCP 47 tag.
    #[serde(default)]
    pub visitor_locale: Option<String>,
    /// The language to answer in, as a BCP 47 tag: the owner's choice, or else the visitor's.
    pub locale: Option<String>,
    /// No answer is left. The visitor is told so, at no cost, and offered a person.
    #[serde(default)]
    pub is_out_of_answers: bool,
    /// The question comes with a test key: it costs nothing, and nobody is notified.
    #[serde(default)]
    pub test: bool,
}

impl TurnRequest {
    /// What the owner sees as the session's id.
    pub fn shown_session(&self) -> String {
        shown(self.named_session.as_deref(), self.session_id)
    }

    /// Whether the bot says nothing to it while `speaker` speaks. It reads no files, so what comes with some waits for a
    /// person.
    pub fn is_for_person(&self, speaker: &Assignment) -> bool {
        let is_queued = *speaker == Assignment::Queue;
        speaker.operator().is_some() || (is_queued && !self.attachments.is_empty())
    }
}

/// What the owner sees as a session's id: its name, where their server has named it.
pub fn shown(named: Option<&str>, session_id: SessionId) -> String {
    named.map_or_else(|| session_id.to_string(), str::to_owned)
}

/// A visitor's message that waits for its answer.
pub struct PendingQuestion {
    /// What was asked.
    pub turn: TurnRequest,
    /// The message's id.
    pub question: MessageId,
    /// The visitor has asked for a person, and none is there yet.
    pub is_queued: bool,
}
