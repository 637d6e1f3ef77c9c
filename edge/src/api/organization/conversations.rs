//! `/v1/chatbots/{id}/conversations` and `/v1/conversations/{id}`.

use axum::{
    Json,
    extract::{Path, State},
};
use jiff::tz::TimeZone;
use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId, SessionId},
    message::Message,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::OrganizationErrors,
        owner::{OwnedChatbot, OwnedOrganization, ReadChatbotConversations},
        page::{PageQuery, next_cursor},
        query::Params,
    },
    domain::{
        cursor::Cursor,
        reports::window::{ANY_DAYS, Window},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::projects,
    store::{
        chats::{self, Chat, ChatList},
        conversations, messages,
    },
};

/// The page and the range.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversationsQuery {
    /// The most entries in the response.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
    /// The `next_cursor` of the previous page.
    cursor: Option<String>,
    /// The first day or moment: a date or a time (ISO 8601). Defaults to 30 days before `to`.
    #[param(example = "2026-01-01")]
    from: Option<String>,
    /// The last day, or the moment after the range: a date or a time (ISO 8601). Defaults to now.
    #[param(example = "2026-01-31")]
    to: Option<String>,
}

/// A conversation without its messages.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationBody {
    id: ConversationId,
    chatbot_id: ProjectId,
    session_id: SessionId,
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

impl ConversationBody {
    fn of(chatbot_id: ProjectId, chat: Chat) -> Self {
        Self {
            id: chat.id,
            chatbot_id,
            session_id: chat.session_id,
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

/// A page of conversations, newest first.
#[derive(Serialize, ToSchema)]
pub struct ConversationsPage {
    conversations: Vec<ConversationBody>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
}

/// Lists a chatbot's conversations, newest first.
#[utoipa::path(
    get, path = "/v1/chatbots/{id}/conversations", tag = "Conversations",
    params(("id" = ProjectId, Path, description = "The chatbot's id."), ConversationsQuery),
    responses((status = 200, body = ConversationsPage), OrganizationErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    chatbot: OwnedChatbot<ReadChatbotConversations>,
    Params(query): Params<ConversationsQuery>,
) -> Result<Json<ConversationsPage>, ApiError> {
    let project_id = chatbot.project.id;
    let test = chatbot.organization.test;
    let (from, to) = (query.from.as_deref(), query.to.as_deref());
    let now = platform.clock.now();
    let window = Window::parse(from, to, &TimeZone::UTC, ANY_DAYS, now)?;
    let filters = format!("conversations {project_id} {from:?} {to:?} {test}");
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let limit = page.limit()?;
    let wanted = ChatList {
        test,
        from: window.from,
        to: window.to,
        holders: Vec::new(),
        oldest_first: false,
        after: page.after(&filters)?,
        limit: limit + 1,
    };
    let mut chats = chats::list(&platform.project(project_id), project_id, &wanted).await?;
    let next_cursor = next_cursor(&mut chats, limit, &filters, |chat| Cursor {
        time: chat.created_at,
        id: chat.id.to_string(),
    });
    Ok(Json(ConversationsPage {
        conversations: chats
            .into_iter()
            .map(|chat| ConversationBody::of(project_id, chat))
            .collect(),
        next_cursor,
    }))
}

/// A conversation with its messages, oldest first.
#[derive(Serialize, ToSchema)]
pub struct WholeConversationBody {
    #[serde(flatten)]
    conversation: ConversationBody,
    messages: Vec<Message>,
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
    Ok(Json(WholeConversationBody {
        conversation: ConversationBody::of(project_id, chat),
        messages: messages::list(db, project_id, id).await?,
    }))
}
