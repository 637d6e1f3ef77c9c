//! `/api/v1/conversations/{id}`: one conversation as a whole.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    chat_event::Holder,
    error::ErrorBody,
    ids::{ConversationId, MessageId},
    message::Sender,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{chat::SourceBody, conversations::ConversationBody, operators::NoteBody};
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadConversations},
    },
    domain::{event::helpful, thread::ThreadMessage},
    platform::Platform,
    services::conversations as listing,
    store::conversations::{self, Conversation},
};

/// A conversation with everything that was said.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WholeConversation)]
pub struct WholeBody {
    /// The conversation.
    #[serde(flatten)]
    conversation: ConversationBody,
    /// Who speaks for the owner.
    holder: Holder,
    /// The operator who holds it, by the name that visitors are told.
    operator_name: Option<String>,
    /// Its messages, oldest first; the newest 500.
    messages: Vec<MessageBody>,
    /// What operators noted, oldest first; the newest 200. Visitors never see it.
    notes: Vec<NoteBody>,
}

/// A message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationMessage)]
pub struct MessageBody {
    /// Its id.
    id: MessageId,
    /// Who wrote it.
    sender: Sender,
    /// Plain text from a visitor; Markdown with citation marks from the assistant.
    text: String,
    /// The person who wrote it, by the name that visitors are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_name: Option<String>,
    /// What an answer rests on.
    sources: Vec<SourceBody>,
    /// An answer that found nothing.
    unanswered: bool,
    /// An answer that was stopped, or broke off.
    stopped: bool,
    /// The visitor's verdict: `yes`, `no`, or null.
    #[schema(value_type = Option<String>)]
    feedback: Option<&'static str>,
    /// When it was written.
    created_at: String,
}

impl From<ThreadMessage> for MessageBody {
    fn from(thread: ThreadMessage) -> Self {
        let message = thread.message;
        Self {
            operator_name: thread.operator_name,
            id: message.id,
            sender: message.sender,
            text: message.text,
            sources: message
                .citations
                .into_iter()
                .map(SourceBody::from)
                .collect(),
            unanswered: message.unanswered,
            stopped: message.stopped,
            feedback: message.verdict.map(helpful),
            created_at: message.created_at,
        }
    }
}

/// One conversation with everything that was said.
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
pub async fn read(
    State(platform): State<Platform>,
    project: OwnedProject<ReadConversations>,
    Path(id): Path<String>,
) -> Result<Json<WholeBody>, ApiError> {
    let id = id.parse().map_err(|_| not_found())?;
    let whole = listing::whole(&platform, project.id, project.test, id)
        .await?
        .ok_or_else(not_found)?;
    Ok(Json(WholeBody {
        conversation: whole.entry.into(),
        holder: whole.assignment.holder(),
        operator_name: whole
            .assignment
            .operator()
            .and_then(|operator| operator.name.clone()),
        messages: whole.messages.into_iter().map(MessageBody::from).collect(),
        notes: whole.notes.into_iter().map(NoteBody::from).collect(),
    }))
}

/// The project's conversation `id`, if the key may see it: test keys see what test keys began, and nothing else.
pub async fn owned<P>(
    platform: &Platform,
    project: &OwnedProject<P>,
    id: &str,
) -> Result<Conversation, ApiError> {
    let id = id.parse().map_err(|_| not_found())?;
    conversations::by_id(&*platform.db, project.id, id)
        .await?
        .filter(|conversation| conversation.is_test() == project.test)
        .ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ApiError::not_found(
        "conversation_not_found",
        "There is no such conversation in this project.",
    )
}
