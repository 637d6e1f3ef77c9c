//! `/api/chat/{conversation}…`: the transcript, its events, and what a visitor can do in a conversation.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use porchlight_shared::{
    chat_event::{Holder, Status},
    chat_request::{FeedbackRequest, HandoffRequest},
    error::ErrorBody,
    ids::{ConversationId, MessageId},
    limits::FEEDBACK_REASON_CHARS,
    message::{Sender, Verdict},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::visitor::{OwnConversation, token};
use crate::{
    api::{
        body::JsonBody,
        client_ip::ClientIp,
        error::ApiError,
        event_stream::{FollowQuery, event_stream, last_seen, still, while_allowed},
        openapi::{GateErrors, SessionErrors, StreamedEvent},
        query::Params,
    },
    domain::{
        conversation::{
            follow::{self, Until},
            room_action::RoomAction,
            thread::{ThreadMessage, Typing, unread_replies},
        },
        email,
        timestamp::rfc3339,
    },
    platform::Platform,
    services::{
        feedback,
        handoff::{self, Wish},
        read_receipts, sessions,
        shares::{self, Taker},
    },
    store::messages,
};

/// The transcript of a conversation: `shared`'s `Transcript`, with fields for newer clients.
#[derive(Serialize, ToSchema)]
#[schema(as = Transcript)]
pub struct TranscriptBody {
    /// The conversation that the client asked for.
    conversation_id: ConversationId,
    /// Who answers the visitor now.
    holder: Holder,
    /// The name of the person who answers now, as visitors see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_name: Option<String>,
    /// The newest 500 messages, oldest first.
    messages: Vec<ThreadMessage>,
    /// The number of messages from people since the visitor last wrote or marked the conversation as read.
    unread: usize,
    /// The time up to which an operator has read the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_read_at: Option<String>,
    /// The number of the last event that the messages include. Follow the event stream from here.
    last_event_id: u64,
    /// Whether an answer is being written now.
    running: bool,
}

/// `GET /api/chat/{conversation}`: returns the transcript.
#[utoipa::path(
    get, path = "/api/chat/{conversation}", tag = "Chat",
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 200, body = TranscriptBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    own: OwnConversation,
) -> Result<Json<TranscriptBody>, ApiError> {
    let (project_id, conversation_id) = own.ids();
    // The room comes first. A message that is stored between the two reads is then sent twice rather than never.
    let room = platform.rooms.state(project_id, conversation_id).await?;
    let messages =
        messages::thread(&platform.project(project_id), project_id, conversation_id).await?;
    let unread = unread_replies(&messages, Some(own.conversation.read_at)).count();
    Ok(Json(TranscriptBody {
        conversation_id,
        holder: own.conversation.holder,
        operator_name: own
            .conversation
            .assignment()
            .operator()
            .and_then(|operator| operator.name.clone()),
        unread,
        operator_read_at: own.conversation.operator_read_at.map(rfc3339),
        messages,
        last_event_id: room.last_event_number,
        running: room.running,
    }))
}

/// `GET /api/chat/{conversation}/events`: streams earlier events, then new ones.
#[utoipa::path(
    get, path = "/api/chat/{conversation}/events", tag = "Chat",
    params(
        ("conversation" = ConversationId, Path, description = "The conversation."),
        ("Last-Event-ID" = Option<u64>, Header, description = "The number of the last event that was seen."),
        FollowQuery,
    ),
    responses(
        (status = 200, description = "Server-sent events, as those of POST /api/chat.", content_type = "text/event-stream", body = StreamedEvent),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        (status = 503, description = "The conversation is open in too many places.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn events(
    State(platform): State<Platform>,
    ClientIp(address): ClientIp,
    Params(query): Params<FollowQuery>,
    headers: HeaderMap,
    own: OwnConversation,
) -> Result<Response, ApiError> {
    let seen = last_seen(&headers, &query);
    let (project_id, conversation_id) = own.ids();
    let until = if own.conversation.message_count == 0 {
        Until::Done
    } else {
        query.until()
    };
    // A stream that is opened during an answer stays open in case a person is asked for meanwhile.
    let may_stay = match until {
        Until::Done => false,
        Until::Quiet => true,
        Until::PersonLeaves => {
            follow::is_followed(own.conversation.holder)
                || (platform.rooms.state(project_id, conversation_id).await?).running
        }
    };
    if may_stay {
        let taker = Taker {
            project_id,
            session_id: own.conversation.session_id,
            address: &address,
        };
        shares::take(&platform, shares::STREAMS, taker)
            .await?
            .map_err(ApiError::share_used_up)?;
    }
    let stream = platform
        .rooms
        .follow(project_id, conversation_id, until, seen)
        .await?;
    let visitor_token = token(&headers).map(str::to_owned);
    let stream = while_allowed(&platform, stream, async move |platform: &Platform| {
        let token = visitor_token.as_deref().unwrap_or_default();
        still(
            sessions::open(platform, token)
                .await
                .map_err(ApiError::from),
        )
    });
    Ok(event_stream(stream))
}

/// An empty object: the running answer will end.
#[derive(Serialize, ToSchema)]
pub struct StoppedBody {}

/// `POST /api/chat/{conversation}/stop`: ends the running answer, and keeps what was written.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/stop", tag = "Chat",
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 202, description = "The answer ends; nothing happens if none is being written.", body = StoppedBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn stop(
    State(platform): State<Platform>,
    own: OwnConversation,
) -> Result<(StatusCode, Json<StoppedBody>), ApiError> {
    let (project_id, conversation_id) = own.ids();
    platform.rooms.stop(project_id, conversation_id).await?;
    Ok((StatusCode::ACCEPTED, Json(StoppedBody {})))
}

/// An empty object: the messages count as read.
#[derive(Serialize, ToSchema)]
pub struct ReadBody {}

/// How far the visitor has read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadQuery {
    /// The newest message that the visitor has seen. Without it, they have seen everything so far.
    message_id: Option<MessageId>,
}

/// `POST /api/chat/{conversation}/read`: the visitor has seen everything up to a message, or everything so far. No
/// e-mail is sent about messages that they have seen.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/read", tag = "Chat",
    params(("conversation" = ConversationId, Path, description = "The conversation."), ReadQuery),
    responses(
        (status = 200, description = "It is noted.", body = ReadBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn mark_read(
    State(platform): State<Platform>,
    Params(query): Params<ReadQuery>,
    own: OwnConversation,
) -> Result<Json<ReadBody>, ApiError> {
    let (project_id, _) = own.ids();
    read_receipts::read(&platform, project_id, &own.conversation, query.message_id).await?;
    Ok(Json(ReadBody {}))
}

/// The stored verdict.
#[derive(Serialize, ToSchema)]
pub struct JudgedBody {
    /// The current verdict.
    verdict: Option<Verdict>,
    /// Whether clients should offer the visitor a person now.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    offer_handoff: bool,
}

/// `POST /api/chat/{conversation}/feedback`: stores a thumbs up or a thumbs down, or withdraws it.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/feedback", tag = "Chat", request_body = FeedbackRequest,
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 200, body = JudgedBody),
        (status = 400, description = "The body is not valid.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "There is no such conversation, or no such answer in it.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn judge(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(request): JsonBody<FeedbackRequest>,
) -> Result<Json<JudgedBody>, ApiError> {
    if request
        .reason
        .as_ref()
        .is_some_and(|reason| reason.chars().count() > FEEDBACK_REASON_CHARS)
    {
        return Err(ApiError::bad_request(
            "reason_too_long",
            format!("A reason has at most {FEEDBACK_REASON_CHARS} characters. Shorten it."),
        ));
    }
    let FeedbackRequest {
        message_id,
        verdict,
        reason,
    } = request;
    feedback::judge(
        &platform,
        own.project.id,
        &own.conversation,
        message_id,
        verdict,
        reason,
    )
    .await?;
    Ok(Json(JudgedBody {
        verdict,
        offer_handoff: verdict == Some(Verdict::Unhelpful)
            && own.project.settings.handoff
            && own.conversation.holder == Holder::Bot,
    }))
}

/// `POST /api/chat/{conversation}/handoff`: asks for a person.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/handoff", tag = "Chat", request_body = HandoffRequest,
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 200, body = Status),
        (status = 400, description = "The body is not valid.", body = ErrorBody),
        (status = 401, description = "The token opens no session.", body = ErrorBody),
        (status = 403, description = "The project has switched it off, or the page is not on its list.", body = ErrorBody),
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn hand_off(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(request): JsonBody<HandoffRequest>,
) -> Result<Json<Status>, ApiError> {
    if !own.project.settings.handoff {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "handoff_off",
            "You cannot ask for a person here: the owner of this site has switched it off.",
        ));
    }
    let email = request
        .email
        .filter(|email| !email.trim().is_empty())
        .map(|email| email::normalised(&email).ok_or_else(ApiError::email_invalid))
        .transpose()?;
    let id = own.conversation.id;
    let wish = Wish {
        email,
        keeps_email: false,
    };
    let status = handoff::ask_for_person(&platform, &own.project, id, wish).await?;
    Ok(Json(status))
}

/// An empty object: the event was sent.
#[derive(Serialize, ToSchema)]
pub struct TypingSentBody {}

/// `POST /api/chat/{conversation}/typing`: the visitor is typing. Everyone who follows the conversation sees it, and
/// nothing is stored.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/typing", tag = "Chat",
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 202, description = "It is told, if a person is there.", body = TypingSentBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn typing(
    State(platform): State<Platform>,
    own: OwnConversation,
) -> Result<(StatusCode, Json<TypingSentBody>), ApiError> {
    // While the bot answers, nobody watches, so the room need not wake up.
    if matches!(own.conversation.holder, Holder::Queue | Holder::Operator) {
        let (project_id, conversation_id) = own.ids();
        let typing = RoomAction::Typing(Typing {
            sender: Sender::Visitor,
            operator_name: None,
        });
        platform
            .rooms
            .act(project_id, conversation_id, typing)
            .await?;
    }
    Ok((StatusCode::ACCEPTED, Json(TypingSentBody {})))
}
