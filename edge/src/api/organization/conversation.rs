//! `/v1/conversations/{id}`.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId},
    message::Message,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::OrganizationErrors,
        owner::{OwnedOrganization, ReadChatbotConversations},
    },
    domain::timestamp::rfc3339,
    platform::Platform,
    services::projects,
    store::{
        chats::{self, Chat},
        conversations, messages,
    },
};

/// A conversation without its messages.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationBody)]
pub struct OrganizationConversationBody {
    id: ConversationId,
    chatbot_id: ProjectId,
    /// The name that messages were sent with, or the id of a browser's session.
    session_id: String,
    /// Who answers the visitor.
    status: Holder,
    subject: Option<String>,
    visitor_email: Option<String>,
    page_url: Option<String>,
    message_count: u64,
    /// The number of questions that the pages did not answer.
    unanswered_count: u64,
    escalated_at: Option<String>,
    resolved_at: Option<String>,
    created_at: String,
    updated_at: String,
}

impl OrganizationConversationBody {
    pub(super) fn of(chatbot_id: ProjectId, chat: Chat) -> Self {
        Self {
            id: chat.id,
            chatbot_id,
            session_id: chat.shown_session,
            status: chat.holder,
            subject: chat.subject,
            visitor_email: chat.visitor_email,
            page_url: chat.page_url,
            message_count: chat.message_count,
            unanswered_count: chat.unanswered,
            escalated_at: chat.handoff_at.map(rfc3339),
            resolved_at: chat.resolved_at.map(rfc3339),
            created_at: rfc3339(chat.created_at),
            updated_at: rfc3339(chat.updated_at),
        }
    }
}

/// A conversation with its messages, oldest first.
#[derive(Serialize, ToSchema)]
pub struct WholeConversationBody {
    #[serde(flatten)]
    conversation: OrganizationConversationBody,
    messages: Vec<JudgedMessageBody>,
}

/// A message, and why it did not help.
#[derive(Serialize, ToSchema)]
#[schema(as = JudgedMessage)]
pub struct JudgedMessageBody {
    #[serde(flatten)]
    message: Message,
    /// Why the answer did not help, in the visitor's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict_reason: Option<String>,
}

/// Returns a conversation with all messages.
#[utoipa::path(
    get, path = "/v1/conversations/{id}", tag = "Conversations",
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses((status = 200, body = WholeConversationBody), OrganizationErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    organization: OwnedOrganization<ReadChatbotConversations>,
    Path(id): Path<String>,
) -> Result<Json<WholeConversationBody>, ApiError> {
    let not_found = || ApiError::not_found("not_found", "Conversation not found.");
    let id: ConversationId = id.parse().map_err(|_| not_found())?;
    let mut found = None;
    for db in projects::databases(&platform, organization.id, organization.only).await? {
        found = found.or(conversations::project_of(&db, id).await?);
    }
    let project_id = found.ok_or_else(not_found)?;
    organization
        .project(&platform, project_id)
        .await?
        .ok_or_else(not_found)?;
    let db = &platform.project(project_id);
    let chat = chats::by_id(db, project_id, id, organization.test)
        .await?
        .ok_or_else(not_found)?;
    let mut reasons = messages::verdicts::reasons(db, project_id, id).await?;
    let messages = messages::list(db, project_id, id).await?;
    let messages = messages.into_iter().map(|message| JudgedMessageBody {
        verdict_reason: reasons.remove(&message.id),
        message,
    });
    Ok(Json(WholeConversationBody {
        conversation: OrganizationConversationBody::of(project_id, chat),
        messages: messages.collect(),
    }))
}
