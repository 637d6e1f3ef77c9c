//! `/api/v1/conversations`: the list of a project's conversations.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::{
    chat_event::Holder, error::ErrorBody, ids::ConversationId, message::Sender, names::UnknownName,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::chat::{AnswerSourceBody, named_session};
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadConversations},
        published,
        query::Params,
    },
    domain::{
        conversation::message_search::{MessageSearch, SEARCH_CHARS},
        credentials::named_session::NamedSession,
        deliveries::event::helpful,
        reports::range::{NamedRange, ReportRange, time_zone},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::conversations::{self as listing, Entry, LISTED},
    store::{
        conversations::list::{Filter, Order, Wanted},
        exchanges::{LastMessage, QuotedSource},
    },
};

const DEFAULT_RANGE: &str = "all";
const DEFAULT_LIMIT: u32 = 20;
/// The most conversations on a page.
pub const LIMIT: u32 = 100;

/// The range, the page, the filters and the order.
#[derive(Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ListQuery {
    /// When conversations began: `1d`, `7d`, `30d`, `90d`, `365d` (whole days, today included) or `all`.
    #[param(example = "30d", default = "all")]
    range: Option<String>,
    /// A date or a time (RFC 3339), instead of a named range.
    from: Option<String>,
    /// A date, which is included, or a time, which is not.
    to: Option<String>,
    /// The time zone in which days begin, from the IANA time zone database.
    #[param(default = "UTC")]
    timezone: Option<String>,
    /// The number of conversations on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// The number of the page, from 1. Pages reach the first 10,000 conversations.
    #[param(minimum = 1, default = 1)]
    page: Option<u32>,
    /// `all`, `answered` (no question remained unanswered), `unanswered`, `handoff`, `helpful` or `unhelpful` (by the
    /// latest verdict), `waiting` (for a person), `open` (waiting, or a person answers) or `resolved`.
    #[param(example = "unanswered", default = "all")]
    filter: Option<String>,
    /// Words to find in any message. Each one finds the words that begin with it.
    #[param(max_length = 200)]
    search: Option<String>,
    /// The visitor, by the name that questions were sent with.
    session_id: Option<String>,
    /// `newest` or `oldest` first, or `active`: the conversation with the latest message first. `active` works with the
    /// filters `all`, `waiting`, `open` and `resolved`, and without `search` and `sessionId`.
    #[param(default = "newest")]
    sort: Option<String>,
}

impl ListQuery {
    fn wanted(
        &self,
        platform: &Platform,
        project: &OwnedProject<ReadConversations>,
    ) -> Result<Wanted, ApiError> {
        let zone = time_zone(self.timezone.as_deref())?;
        let named = NamedRange {
            range: self.range.as_deref(),
            from: self.from.as_deref(),
            to: self.to.as_deref(),
        };
        let range = ReportRange::read(named, DEFAULT_RANGE, &zone, platform.clock.now())?;
        let filter = self.filter.as_deref().unwrap_or("all");
        let filter = filter.parse::<Filter>().map_err(|UnknownName| {
            ApiError::bad_request(
                "filter_invalid",
                format!(
                    "filter must be one of {}.",
                    Filter::ALL.map(Filter::name).join(", ")
                ),
            )
        })?;
        let search = self.search.as_deref().unwrap_or_default();
        if search.chars().count() > SEARCH_CHARS {
            return Err(ApiError::bad_request(
                "search_too_long",
                format!("search has at most {SEARCH_CHARS} characters. Shorten it."),
            )
            .with("most", SEARCH_CHARS));
        }
        let named = self
            .session_id
            .as_deref()
            .map(|name| named_session(platform, project.id, name))
            .transpose()?;
        Ok(Wanted {
            test: project.test,
            from: range.from,
            to: range.to,
            filter,
            sessions: named.as_ref().map(NamedSession::meant),
            search: MessageSearch::read(project.id, search),
        })
    }

    fn order(&self, wanted: &Wanted) -> Result<Order, ApiError> {
        let plain = wanted.search.is_none() && wanted.sessions.is_none();
        match self.sort.as_deref() {
            None | Some("newest") => Ok(Order::Newest),
            Some("oldest") => Ok(Order::Oldest),
            Some("active") if plain && wanted.filter.has_order_of_activity() => Ok(Order::Active),
            Some(_) => Err(ApiError::bad_request(
                "sort_invalid",
                "sort must be newest or oldest; or active, with the filters all, waiting, open and resolved, and without \
                 search and sessionId.",
            )),
        }
    }

    /// The number of the page, its length, and the number of conversations before it.
    fn page(&self) -> Result<(u32, u32, u32), ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=LIMIT).contains(&limit) {
            return Err(ApiError::bad_request(
                "limit_invalid",
                format!("limit must be a number from 1 to {LIMIT}."),
            ));
        }
        let page = self.page.unwrap_or(1);
        let before = page
            .checked_sub(1)
            .and_then(|pages| pages.checked_mul(limit))
            .filter(|before| *before < LISTED)
            .ok_or_else(|| {
                ApiError::bad_request(
                    "page_invalid",
                    format!(
                        "page must be a number from 1, and pages reach only the first {LISTED} conversations. Narrow the \
                         range to see others."
                    ),
                )
                .with("most", LISTED)
            })?;
        Ok((page, limit, before))
    }
}

/// A conversation in the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversation)]
pub struct ConversationBody {
    /// The id, for all other requests.
    id: ConversationId,
    /// The visitor: the name that questions were sent with, or the id of a browser's session.
    session_id: String,
    /// The latest question.
    question: String,
    /// The answer to it, null until it is complete.
    answer: Option<String>,
    /// The passages that the answer rests on.
    sources: Vec<AnswerSourceBody>,
    /// The latest verdict: `yes`, `no`, or null.
    #[schema(value_type = Option<String>)]
    feedback: Option<&'static str>,
    /// Whether the visitor asked for a person.
    handoff: bool,
    /// Whether the pages did not answer one of the questions.
    unanswered: bool,
    /// Where to e-mail the visitor, if they left an address.
    customer_email: Option<String>,
    /// The number of messages, whoever wrote them.
    message_count: u32,
    /// When the conversation began.
    created_at: String,
    /// When the latest message was written.
    updated_at: String,
    /// Who answers the visitor.
    holder: Holder,
    /// The operator who holds the conversation.
    operator_id: Option<String>,
    /// The operator's name, as visitors see it.
    operator_name: Option<String>,
    /// When the visitor first asked for a person.
    handoff_at: Option<String>,
    /// The page on which the visitor last wrote.
    page_url: Option<String>,
    /// The latest message, whoever wrote it.
    last_message: Option<LastMessageBody>,
}

/// The beginning of a conversation's latest message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LastMessage)]
pub struct LastMessageBody {
    /// The author of the message.
    sender: Sender,
    /// The first 300 characters at most, with their Markdown.
    text: String,
    /// The name of the person who wrote it, as visitors see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_name: Option<String>,
    /// When the message was written.
    created_at: String,
}

impl From<LastMessage> for LastMessageBody {
    fn from(last: LastMessage) -> Self {
        Self {
            sender: last.sender,
            text: last.text,
            operator_name: last.operator_name,
            created_at: rfc3339(last.created_at),
        }
    }
}

impl From<QuotedSource> for AnswerSourceBody {
    fn from(source: QuotedSource) -> Self {
        Self {
            title: source.title,
            url: source.url,
            snippet: source.snippet,
        }
    }
}

impl From<Entry> for ConversationBody {
    fn from(entry: Entry) -> Self {
        let listed = entry.conversation;
        let (question, answer) = entry.exchange.map_or_else(Default::default, |exchange| {
            (exchange.question, exchange.answer)
        });
        let (answer, sources) = answer.map_or_else(Default::default, |answer| {
            (Some(answer.text), answer.sources)
        });
        Self {
            id: listed.id,
            session_id: listed.shown_session,
            question,
            answer,
            sources: sources.into_iter().map(AnswerSourceBody::from).collect(),
            feedback: listed.verdict.map(helpful),
            handoff: listed.handoff_at.is_some(),
            unanswered: listed.unanswered > 0,
            customer_email: listed.visitor_email,
            message_count: listed.message_count,
            created_at: rfc3339(listed.created_at),
            updated_at: rfc3339(listed.updated_at),
            holder: listed.holder,
            operator_id: listed.operator_id,
            operator_name: listed.operator_name,
            handoff_at: listed.handoff_at.map(rfc3339),
            page_url: listed.page_url,
            last_message: entry.last.map(LastMessageBody::from),
        }
    }
}

/// A page of conversations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationsBody {
    /// The conversations of this page.
    conversations: Vec<ConversationBody>,
    /// The number of conversations in the list, counted up to 10,000.
    total_docs: u32,
    /// The number of this page, from 1.
    page: u32,
    /// The number of pages.
    total_pages: u32,
    /// The number of conversations on a page.
    limit: u32,
}

/// Lists conversations, with the latest question and answer of each.
///
/// The response has an `ETag`. A request with it in `If-None-Match` is cheap: for at most a minute, nothing is read as
/// long as nobody writes.
#[utoipa::path(
    get, path = "/api/v1/conversations", tag = "Analytics",
    params(ListQuery, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    responses(
        (status = 200, body = ConversationsBody, headers(("ETag" = String, description = "What the list holds now."))),
        (status = 304, description = "It holds what it held before."),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadConversations>,
    Params(query): Params<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let wanted = query.wanted(&platform, &project)?;
    let (page, limit, before) = query.page()?;
    let order = query.order(&wanted)?;
    let version = listing::version(&platform, project.id).await?;
    let tag = [
        (header::ETAG, format!("W/\"{version}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let [(_, current), _] = &tag;
    if published::has(&headers, current) {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    }
    let found = listing::list(&platform, project.id, &wanted, order, limit, before).await?;
    let body = ConversationsBody {
        conversations: found
            .entries
            .into_iter()
            .map(ConversationBody::from)
            .collect(),
        total_docs: found.total,
        page,
        total_pages: found.total.div_ceil(limit),
        limit,
    };
    Ok((tag, Json(body)).into_response())
}

/// 400 for a request without a conversation.
pub fn conversation_id_missing() -> ApiError {
    ApiError::bad_request(
        "conversation_id_missing",
        "Name the conversation: conversationId.",
    )
}
