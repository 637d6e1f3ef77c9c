//! `/api/chat/conversations`: a visitor's conversations, listed, searched, counted.

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::conversation::{ConversationStatus, SessionConversationBody};
use crate::{
    api::{
        error::ApiError,
        openapi::{GateErrors, SessionErrors},
        page::next_cursor,
        query::Params,
        widget::visitor::VisitorSession,
    },
    domain::{
        conversation::message_search::{MessageSearch, SEARCH_CHARS},
        cursor::Cursor,
    },
    platform::Platform,
    store::conversations::of_session::{self, SessionFilter},
};

/// The default number of conversations in a response.
pub const PAGE: u32 = 20;
/// The most conversations in a response.
pub const LARGEST_PAGE: u32 = 100;

/// The page and the filters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionConversationsQuery {
    /// The `next_cursor` of the previous page.
    cursor: Option<String>,
    /// The most conversations in the response, 1 to 100. Defaults to 20.
    limit: Option<u32>,
    /// Only conversations whose messages contain all of these words, or whose subject contains this text; at
    /// most 200 characters.
    search: Option<String>,
    /// Only open or only resolved conversations.
    status: Option<ConversationStatus>,
}

impl SessionConversationsQuery {
    fn filter(&self, visitor: &VisitorSession) -> Result<SessionFilter, ApiError> {
        let search = match self.search.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) if text.chars().count() > SEARCH_CHARS => {
                return Err(ApiError::bad_request(
                    "search_too_long",
                    format!("A search has at most {SEARCH_CHARS} characters. Shorten it."),
                )
                .with("most", SEARCH_CHARS));
            }
            Some(text) => MessageSearch::read(visitor.project.id, text)
                .map(|search| (search, text.to_owned())),
        };
        Ok(SessionFilter {
            resolved: self
                .status
                .map(|status| status == ConversationStatus::Resolved),
            search,
        })
    }

    fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.unwrap_or(PAGE);
        if (1..=LARGEST_PAGE).contains(&limit) {
            Ok(limit)
        } else {
            Err(ApiError::bad_request(
                "limit_invalid",
                format!("limit must be 1 to {LARGEST_PAGE}."),
            ))
        }
    }
}

/// A page of the visitor's conversations.
#[derive(Serialize, ToSchema)]
#[schema(as = ConversationsBody)]
pub struct SessionConversationsBody {
    conversations: Vec<SessionConversationBody>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
    /// The same as `next_cursor`.
    #[serde(rename = "nextCursor")]
    next: Option<String>,
}

/// Lists the visitor's conversations, the one with the latest message first.
#[utoipa::path(
    get, path = "/api/chat/conversations", tag = "Session", params(SessionConversationsQuery),
    responses(
        (status = 200, body = SessionConversationsBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        SessionErrors,
        GateErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    visitor: VisitorSession,
    Params(query): Params<SessionConversationsQuery>,
) -> Result<Json<SessionConversationsBody>, ApiError> {
    let filter = query.filter(&visitor)?;
    let limit = query.limit()?;
    let filters = format!("conversations {} {filter:?}", visitor.session_id);
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let (project_id, session_id) = (visitor.project.id, visitor.session_id);
    let db = &platform.project(project_id);
    let mut listed = of_session::list(db, project_id, session_id, filter, after, limit + 1).await?;
    let next_cursor = next_cursor(&mut listed, limit, &filters, |conversation| Cursor {
        time: conversation.updated_at,
        id: conversation.id.to_string(),
    });
    Ok(Json(SessionConversationsBody {
        conversations: listed
            .into_iter()
            .map(SessionConversationBody::from)
            .collect(),
        next: next_cursor.clone(),
        next_cursor,
    }))
}

/// The number of unread conversations.
#[derive(Serialize, ToSchema)]
pub struct UnreadBody {
    /// The number of conversations, at most 1,000.
    unread: u32,
    /// The same as `unread`.
    count: u32,
}

/// Counts the visitor's conversations with unread answers.
#[utoipa::path(
    get, path = "/api/chat/conversations/unread", tag = "Session",
    responses(
        (status = 200, body = UnreadBody),
        SessionErrors,
        GateErrors,
    ),
)]
#[worker::send]
pub async fn unread(
    State(platform): State<Platform>,
    visitor: VisitorSession,
) -> Result<Json<UnreadBody>, ApiError> {
    let unread = of_session::count_unread(
        &platform.project(visitor.project.id),
        visitor.project.id,
        visitor.session_id,
    )
    .await?;
    Ok(Json(UnreadBody {
        unread,
        count: unread,
    }))
}
