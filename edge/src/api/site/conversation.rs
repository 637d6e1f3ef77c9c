//! `/api/v1/conversations/{id}`: a conversation with all of its messages.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use porchlight_shared::{
    attachment::Attachment,
    chat_event::Holder,
    error::ErrorBody,
    ids::{ConversationId, MessageId},
    message::Sender,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{chat::AnswerSourceBody, conversations::ConversationBody, notes::NoteBody};
use crate::{
    api::{
        error::ApiError,
        event_stream::{FollowQuery, event_stream, last_seen, while_allowed},
        openapi::{KeyErrors, StreamedEvent},
        owner::{OwnedProject, ReadConversations, conversation::OwnedConversation},
        query::Params,
    },
    domain::{conversation::thread::ThreadMessage, deliveries::event::helpful, timestamp::rfc3339},
    platform::Platform,
    services::conversation::{self, KnownVisitor},
};

/// A conversation with its messages and notes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WholeConversation)]
pub struct WholeBody {
    /// The conversation, as lists show it.
    #[serde(flatten)]
    conversation: ConversationBody,
    /// The number of the last event that the messages include. Follow the events from here.
    last_event_id: u64,
    /// The visitor has read everything older than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-01-31T09:30:00.000Z")]
    read_at: Option<String>,
    /// Everything that is known about the visitor.
    visitor: VisitorBody,
    /// The newest 500 messages, oldest first.
    messages: Vec<MessageBody>,
    /// The newest 200 notes of operators, oldest first. Visitors never see them.
    notes: Vec<NoteBody>,
}

/// Everything that is known about a conversation's visitor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationVisitor)]
pub struct VisitorBody {
    /// The e-mail address that your server has signed. It proves who the visitor is; nothing else here does.
    signed_email: Option<String>,
    /// What your page says about the visitor with `setAttributes`. Visitors can change what their browser sends.
    attributes: BTreeMap<String, String>,
    /// The visitor's language, as a BCP 47 tag.
    #[schema(example = "de-AT")]
    language: Option<String>,
    /// The visitor's 5 newest other conversations.
    other_conversations: Vec<OtherConversationBody>,
}

/// Another conversation of a visitor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OtherConversation)]
pub struct OtherConversationBody {
    id: ConversationId,
    /// The latest question.
    question: String,
    /// Who answers the visitor in that conversation.
    holder: Holder,
    /// When the conversation began.
    created_at: String,
}

impl From<KnownVisitor> for VisitorBody {
    fn from(visitor: KnownVisitor) -> Self {
        let others = visitor
            .others
            .into_iter()
            .map(|other| OtherConversationBody {
                id: other.conversation.id,
                question: other.exchange.map_or_else(String::new, |one| one.question),
                holder: other.conversation.holder,
                created_at: rfc3339(other.conversation.created_at),
            });
        Self {
            signed_email: visitor.signed_email,
            attributes: visitor.attributes.into_map(),
            language: visitor.locale,
            other_conversations: others.collect(),
        }
    }
}

/// A message of a conversation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationMessage)]
pub struct MessageBody {
    /// The id, which sorts messages by time.
    id: MessageId,
    /// The author of the message.
    sender: Sender,
    /// Markdown with citation marks from the assistant, and plain text from people.
    text: String,
    /// The name of the person who wrote it, as visitors see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_name: Option<String>,
    /// The passages that an answer rests on.
    sources: Vec<AnswerSourceBody>,
    /// Whether the pages did not answer the question.
    unanswered: bool,
    /// Whether the answer was stopped or broke off.
    stopped: bool,
    /// The visitor's verdict: `yes`, `no`, or null.
    #[schema(value_type = Option<String>)]
    feedback: Option<&'static str>,
    /// Why the answer did not help, in the visitor's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_reason: Option<String>,
    /// The files that were sent with the message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    /// When the message was written.
    created_at: String,
}

impl From<ThreadMessage> for MessageBody {
    fn from(thread: ThreadMessage) -> Self {
        let message = thread.message;
        Self {
            operator_name: thread.operator_name,
            attachments: thread.attachments,
            id: message.id,
            sender: message.sender,
            text: message.text,
            sources: message
                .citations
                .into_iter()
                .map(AnswerSourceBody::from)
                .collect(),
            unanswered: message.unanswered,
            stopped: message.stopped,
            feedback: message.verdict.map(helpful),
            feedback_reason: None,
            created_at: message.created_at,
        }
    }
}

/// Returns a conversation with everything in it.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}", tag = "Analytics",
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = WholeBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadConversations>,
    Path(id): Path<String>,
) -> Result<Json<WholeBody>, ApiError> {
    let id = id.parse().map_err(|_| not_found())?;
    let whole = conversation::whole(&platform, project.id, project.test, id)
        .await?
        .ok_or_else(not_found)?;
    let mut reasons = whole.reasons;
    let messages = whole.messages.into_iter().map(|thread| MessageBody {
        feedback_reason: reasons.remove(&thread.message.id),
        ..MessageBody::from(thread)
    });
    Ok(Json(WholeBody {
        conversation: whole.entry.into(),
        last_event_id: whole.last_event_number,
        read_at: whole.read_at.map(rfc3339),
        visitor: whole.visitor.into(),
        messages: messages.collect(),
        notes: whole.notes.into_iter().map(NoteBody::from).collect(),
    }))
}

/// Streams the events of the conversation: first those after `after`, then new ones.
///
/// The stream stays open while an answer is being written, while a person holds the conversation or was asked for, or
/// with `linger`. It ends after 10 minutes without an event (2 while the bot holds the conversation), and after 15
/// minutes in any case. Then request it again with the last number. It also ends when the key, or the person's session,
/// no longer opens the conversation.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}/events", tag = "Operators",
    params(
        ("id" = ConversationId, Path, description = "The conversation's id."),
        ("Last-Event-ID" = Option<u64>, Header, description = "The number of the last event that was seen."),
        FollowQuery,
    ),
    responses(
        (status = 200, description = "Server-sent events, as those of POST /api/chat, and `typing` and `read`.", content_type = "text/event-stream", body = StreamedEvent),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        (status = 503, description = "The conversation is open in too many places.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn events(
    State(platform): State<Platform>,
    OwnedConversation {
        project,
        conversation,
    }: OwnedConversation<ReadConversations>,
    Params(query): Params<FollowQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let seen = last_seen(&headers, &query);
    let stream = platform
        .rooms
        .follow(project.id, conversation.id, query.until(), seen)
        .await?;
    let opened = project.opened();
    let stream = while_allowed(&platform, stream, async move |platform: &Platform| {
        opened.still_has::<ReadConversations>(platform).await
    });
    Ok(event_stream(stream))
}

fn not_found() -> ApiError {
    ApiError::not_found(
        "conversation_not_found",
        "There is no such conversation in this project.",
    )
}
