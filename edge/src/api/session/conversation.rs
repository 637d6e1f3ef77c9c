//! `/api/chat/conversation`: begins, reads and marks a visitor's conversations.

use std::collections::HashMap;

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::{
    chat_event::Holder,
    error::ErrorBody,
    ids::{ConversationId, MessageId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::message::{ReactionBody, SessionMessageBody};
use crate::{
    api::{
        body::JsonBody,
        client_ip::ClientIp,
        error::ApiError,
        openapi::{BodyErrors, GateErrors, SessionErrors},
        query::Params,
        widget::visitor::{OwnConversation, VisitorSession},
    },
    domain::{conversation::follow, timestamp::rfc3339},
    platform::{Platform, random_bytes},
    services::{
        read_receipts,
        shares::{self, Taker},
    },
    store::{
        conversations::of_session::{self, SessionConversation},
        messages, reactions,
    },
};

/// The longest subject, in characters.
pub const SUBJECT_CHARS: usize = 200;

/// The body of `POST /api/chat/conversation`.
#[derive(Default, Deserialize, ToSchema)]
#[schema(example = json!({ "subject": "My order" }))]
pub struct NewConversationBody {
    /// At most 200 characters.
    subject: Option<String>,
}

/// The answer to `POST /api/chat/conversation`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSlugBody {
    /// The slug of the conversation, for all further requests.
    conversation_slug: ConversationId,
}

/// Begins a conversation.
#[utoipa::path(
    post, path = "/api/chat/conversation", tag = "Session", request_body = NewConversationBody,
    responses(
        (status = 201, body = ConversationSlugBody),
        SessionErrors,
        BodyErrors, GateErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    ClientIp(address): ClientIp,
    visitor: VisitorSession,
    JsonBody(body): JsonBody<NewConversationBody>,
) -> Result<(StatusCode, Json<ConversationSlugBody>), ApiError> {
    let subject = body
        .subject
        .map(|subject| subject.trim().to_owned())
        .filter(|subject| !subject.is_empty());
    if subject
        .as_ref()
        .is_some_and(|subject| subject.chars().count() > SUBJECT_CHARS)
    {
        return Err(ApiError::bad_request(
            "subject_too_long",
            format!("A subject has at most {SUBJECT_CHARS} characters. Shorten it."),
        ));
    }
    let taker = Taker {
        project_id: visitor.project.id,
        session_id: visitor.session_id,
        address: &address,
    };
    shares::take(&platform, shares::CONVERSATIONS, taker)
        .await?
        .map_err(ApiError::share_used_up)?;
    let now = platform.clock.now();
    let id = ConversationId::new(now, random_bytes()?);
    let begin = of_session::begin(visitor.project.id, visitor.session_id, id, subject, now);
    platform.project(visitor.project.id).batch(begin).await?;
    let answer = ConversationSlugBody {
        conversation_slug: id,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Whether a conversation is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// The conversation continues.
    Open,
    /// The conversation is resolved.
    Resolved,
}

/// A conversation in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationBody)]
pub struct SessionConversationBody {
    conversation_slug: ConversationId,
    /// The same as `conversationSlug`.
    slug: ConversationId,
    subject: Option<String>,
    status: ConversationStatus,
    /// Who answers the visitor.
    holder: Holder,
    created_at: String,
    /// When the visitor last wrote.
    updated_at: String,
    message_count: u32,
    /// The first 200 characters of the latest message.
    latest_message: Option<String>,
    /// When the latest message was written.
    latest_message_at: Option<String>,
    /// Whether there is an answer since the visitor last marked the conversation as read.
    unread: bool,
    /// The same as `unread`.
    is_unread: bool,
    /// Whether a person answers, or was asked for.
    is_escalated: bool,
}

impl From<SessionConversation> for SessionConversationBody {
    fn from(conversation: SessionConversation) -> Self {
        Self {
            conversation_slug: conversation.id,
            slug: conversation.id,
            status: if conversation.holder == Holder::Resolved {
                ConversationStatus::Resolved
            } else {
                ConversationStatus::Open
            },
            holder: conversation.holder,
            created_at: rfc3339(conversation.created_at),
            updated_at: rfc3339(conversation.updated_at),
            message_count: conversation.message_count,
            unread: conversation.is_unread(),
            is_unread: conversation.is_unread(),
            is_escalated: follow::is_followed(conversation.holder),
            latest_message_at: conversation.latest_at.map(rfc3339),
            subject: conversation.subject,
            latest_message: conversation.latest,
        }
    }
}

/// A conversation with its messages.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeConversationBody)]
pub struct WholeSessionConversationBody {
    #[serde(flatten)]
    conversation: SessionConversationBody,
    /// The newest 500 messages, oldest first.
    messages: Vec<SessionMessageBody>,
    /// Always empty: there are no guided tours. `@helperai/client` reads the field.
    #[serde(rename = "experimental_guideSessions")]
    guide_sessions: Vec<String>,
}

/// Whether to mark the conversation as read.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct MarkReadQuery {
    /// `true` marks the conversation as read.
    #[serde(default)]
    mark_read: bool,
}

/// Returns a conversation with its messages. Reading it marks it as read only with `markRead=true`.
#[utoipa::path(
    get, path = "/api/chat/conversation/{slug}", tag = "Session",
    params(("slug" = ConversationId, Path, description = "The conversation."), MarkReadQuery),
    responses(
        (status = 200, body = WholeSessionConversationBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    own: OwnConversation,
    Params(query): Params<MarkReadQuery>,
) -> Result<Json<WholeSessionConversationBody>, ApiError> {
    let (project_id, id) = own.ids();
    if query.mark_read {
        read_receipts::read(&platform, project_id, &own.conversation, None).await?;
    }
    let session_id = own.conversation.session_id;
    let conversation = of_session::by_id(&platform.project(project_id), project_id, session_id, id)
        .await?
        .ok_or_else(ApiError::conversation_not_found)?;
    let messages = messages::thread(&platform.project(project_id), project_id, id).await?;
    let reactions =
        reactions::of_conversation(&platform.project(project_id), project_id, id).await?;
    let mut reactions: HashMap<MessageId, ReactionBody> = reactions
        .into_iter()
        .filter_map(|reaction| Some((reaction.id, ReactionBody::of(reaction)?)))
        .collect();
    Ok(Json(WholeSessionConversationBody {
        conversation: conversation.into(),
        messages: messages
            .into_iter()
            .map(|message| {
                let reaction = reactions.remove(&message.message.id);
                SessionMessageBody::of(message, reaction)
            })
            .collect(),
        guide_sessions: Vec::new(),
    }))
}

/// The body of `PATCH /api/chat/conversation/{slug}`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "markRead": true }))]
pub struct ConversationChangeBody {
    /// `true` if the visitor has seen everything so far.
    mark_read: bool,
}

/// The conversation after a change.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedConversationBody)]
pub struct ChangedSessionConversationBody {
    #[serde(flatten)]
    conversation: SessionConversationBody,
    /// Always `true`.
    success: bool,
}

/// Marks a conversation as read.
#[utoipa::path(
    patch, path = "/api/chat/conversation/{slug}", tag = "Session", request_body = ConversationChangeBody,
    params(("slug" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 200, body = ChangedSessionConversationBody),
        (status = 400, description = "The body is not valid.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(body): JsonBody<ConversationChangeBody>,
) -> Result<Json<ChangedSessionConversationBody>, ApiError> {
    if !body.mark_read {
        return Err(ApiError::bad_request(
            "mark_read_invalid",
            "markRead can only be true: what was read stays read.",
        ));
    }
    let (project_id, id) = own.ids();
    read_receipts::read(&platform, project_id, &own.conversation, None).await?;
    let session_id = own.conversation.session_id;
    let conversation = of_session::by_id(&platform.project(project_id), project_id, session_id, id)
        .await?
        .ok_or_else(ApiError::conversation_not_found)?;
    Ok(Json(ChangedSessionConversationBody {
        conversation: conversation.into(),
        success: true,
    }))
}
