//! `/api/public/v1/agents/{agent_id}/chats`: chats for reports, page by page or as a whole.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;
use porchlight_shared::{
    error::ErrorBody,
    ids::{ConversationId, MessageId, ProjectId},
    message::{Message, Sender},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    export::{self, Format},
    summary::{ChatState, ChatSummary},
};
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{ReadReports, chatbot::OwnedChatbot},
        page::next_cursor,
        query::Params,
    },
    domain::{
        cursor::Cursor,
        reports::window::{LONGEST_DAYS, Window},
    },
    platform::Platform,
    store::{
        chats::{self, ChatList},
        messages,
    },
};

/// The default number of chats in a response.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most chats in a response.
pub const MOST: u32 = 100;

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Order)]
pub enum ChatOrder {
    /// The oldest chats come first.
    Asc,
    /// The newest chats come first.
    #[default]
    Desc,
}

/// The page, the range and the filter.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatsQuery {
    /// The most chats in the response.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
    /// The `next_cursor` of the previous page.
    cursor: Option<String>,
    /// The first day or moment: a date or a time (ISO 8601). Defaults to 30 days before `to`.
    #[param(example = "2026-01-01")]
    from: Option<String>,
    /// The last day, or the moment after the range: a date or a time (ISO 8601). Defaults to now. At most 183
    /// days after `from`.
    #[param(example = "2026-01-31")]
    to: Option<String>,
    /// Only chats in this state.
    state: Option<ChatState>,
    /// The order of the list.
    order: Option<ChatOrder>,
}

/// A page of chats.
#[derive(Serialize, ToSchema)]
pub struct ChatsPage {
    chats: Vec<ChatSummary>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
}

/// Lists chats, newest first unless `order` says otherwise. With `Accept: text/csv` or `application/x-ndjson`, the
/// response contains the whole range, without pages.
#[utoipa::path(
    get, path = "/api/public/v1/agents/{agent_id}/chats", tag = "Chats",
    params(("agent_id" = ProjectId, Path, description = "The chatbot's id."), ChatsQuery),
    responses(
        (status = 200, content(
            (ChatsPage = "application/json"), (String = "text/csv"), (String = "application/x-ndjson"),
        )),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    agent: OwnedChatbot<ReadReports>,
    headers: HeaderMap,
    Params(query): Params<ChatsQuery>,
) -> Result<Response, ApiError> {
    let now = platform.clock.now();
    let (from, to) = (query.from.as_deref(), query.to.as_deref());
    let window = Window::parse(from, to, &TimeZone::UTC, LONGEST_DAYS, now)?;
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::limit_invalid(MOST));
    }
    let oldest_first = query.order.unwrap_or_default() == ChatOrder::Asc;
    // The end of an open range moves with each page, so the cursor is bound to the query as the client wrote it.
    let filters = format!(
        "chats {} {from:?} {to:?} {:?} {oldest_first} {}",
        agent.project.id, query.state, agent.organization.test
    );
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let mut wanted = ChatList {
        test: agent.organization.test,
        from: window.from,
        to: window.to,
        holders: query.state.map(ChatState::holders).unwrap_or_default(),
        oldest_first,
        after,
        limit,
    };
    if let Some(format) = Format::accepted(&headers) {
        return Ok(export::stream(platform, agent.project.id, wanted, format));
    }
    // One more than asked for, to know whether there is a next page.
    wanted.limit += 1;
    let mut chats = chats::list(
        &platform.project(agent.project.id),
        agent.project.id,
        &wanted,
    )
    .await?;
    let next_cursor = next_cursor(&mut chats, limit, &filters, |chat| Cursor {
        time: chat.created_at,
        id: chat.id.to_string(),
    });
    let page = ChatsPage {
        chats: chats.into_iter().map(ChatSummary::from).collect(),
        next_cursor,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response())
}

/// The type of a message.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageType {
    /// A visitor asks.
    Question,
    /// Porchlight answers from the owner's pages.
    Answer,
    /// Porchlight says that the pages do not cover the question.
    Refusal,
    /// A person replies.
    Reply,
}

/// The public fields of a message.
#[derive(Serialize, ToSchema)]
pub struct MessageFields {
    id: MessageId,
    created_at: String,
    sender: Sender,
    #[serde(rename = "type")]
    kind: MessageType,
    text: String,
    /// Whether it was written after the visitor asked for a person.
    escalated: bool,
}

impl MessageFields {
    /// The public fields of `message`. Times on the wire have the same length, so they compare as strings.
    fn of(message: Message, escalated_at: Option<&str>) -> Self {
        let kind = match message.sender {
            Sender::Visitor => MessageType::Question,
            Sender::Operator => MessageType::Reply,
            Sender::Assistant if message.unanswered => MessageType::Refusal,
            Sender::Assistant => MessageType::Answer,
        };
        Self {
            id: message.id,
            escalated: escalated_at.is_some_and(|at| message.created_at.as_str() >= at),
            created_at: message.created_at,
            sender: message.sender,
            kind,
            text: message.text,
        }
    }
}

/// A chat with its messages, oldest first.
#[derive(Serialize, ToSchema)]
pub struct ChatWithMessages {
    #[serde(flatten)]
    chat: ChatSummary,
    messages: Vec<MessageFields>,
}

/// Returns a chat with the public fields of its messages.
#[utoipa::path(
    get, path = "/api/public/v1/agents/{agent_id}/chats/{chat_id}", tag = "Chats",
    params(
        ("agent_id" = ProjectId, Path, description = "The chatbot's id."),
        ("chat_id" = ConversationId, Path, description = "The conversation's id."),
    ),
    responses(
        (status = 200, body = ChatWithMessages),
        (status = 404, description = "There is no such chatbot, or it has no such chat.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    agent: OwnedChatbot<ReadReports>,
    Path((_, chat_id)): Path<(String, String)>,
) -> Result<Json<ChatWithMessages>, ApiError> {
    let not_found = || ApiError::not_found("chat_not_found", "There is no such chat.");
    let id: ConversationId = chat_id.parse().map_err(|_| not_found())?;
    let (db, project_id) = (&platform.project(agent.project.id), agent.project.id);
    let chat = chats::by_id(db, project_id, id, agent.organization.test)
        .await?
        .ok_or_else(not_found)?;
    let messages = messages::list(db, project_id, id).await?;
    let chat = ChatSummary::from(chat);
    let messages = messages
        .into_iter()
        .map(|message| MessageFields::of(message, chat.escalated_at.as_deref()))
        .collect();
    Ok(Json(ChatWithMessages { chat, messages }))
}
