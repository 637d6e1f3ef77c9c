//! `/v1/chatbots/{id}/conversations`.

use axum::{Json, extract::State};
use jiff::tz::TimeZone;
use porchlight_shared::ids::ProjectId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::conversation::OrganizationConversationBody;
use crate::{
    api::{
        error::ApiError,
        openapi::OrganizationErrors,
        owner::{ReadChatbotConversations, chatbot::OwnedChatbot},
        page::{PageQuery, next_cursor},
        query::Params,
    },
    domain::{
        cursor::Cursor,
        reports::window::{ANY_DAYS, Window},
    },
    platform::Platform,
    store::chats::{self, ChatList},
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

/// A page of conversations, newest first.
#[derive(Serialize, ToSchema)]
pub struct ConversationsPage {
    conversations: Vec<OrganizationConversationBody>,
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
            .map(|chat| OrganizationConversationBody::of(project_id, chat))
            .collect(),
        next_cursor,
    }))
}
