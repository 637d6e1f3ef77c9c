//! `/api/chat/conversation/{slug}/message…`: posts a visitor's messages, and reacts to answers.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{ClientMessageId, ConversationId, MessageId},
    limits::FEEDBACK_REASON_CHARS,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::message::{ReactionBody, ReactionType};
use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{BodyErrors, GateErrors, SessionErrors},
        widget::visitor::OwnConversation,
    },
    domain::conversation::attributes::Attributes,
    platform::Platform,
    services::ask::{self, Question},
    store::reactions,
};

/// The body of `POST /api/chat/conversation/{slug}/message`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "content": "What is your return policy?" }))]
pub struct NewMessageBody {
    /// At most 1,000 characters; 4,000 while a person answers.
    content: String,
    /// Your id of the message. Sending it again does not post the message twice.
    client_message_id: Option<ClientMessageId>,
}

/// The answer to `POST /api/chat/conversation/{slug}/message`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostedBody {
    /// The id of the visitor's message.
    message_id: MessageId,
    conversation_slug: ConversationId,
}

/// Posts a message without waiting for the answer. To get it, read the conversation or follow its events.
#[utoipa::path(
    post, path = "/api/chat/conversation/{slug}/message", tag = "Session", request_body = NewMessageBody,
    params(("slug" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 201, body = PostedBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        BodyErrors, GateErrors,
    ),
)]
#[worker::send]
pub async fn send(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(body): JsonBody<NewMessageBody>,
) -> Result<(StatusCode, Json<PostedBody>), ApiError> {
    let question = Question {
        session_id: own.conversation.session_id,
        conversation_id: own.conversation.id,
        known: own.conversation.known(),
        earlier: None,
        used: None,
        client_message_id: body.client_message_id,
        text: body.content,
        page_url: None,
        attributes: Attributes::default(),
        locale: None,
        attachments: Vec::new(),
    };
    let message_id = ask::post(&platform, &own.project, question).await?;
    let answer = PostedBody {
        message_id,
        conversation_slug: own.conversation.id,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The body of `POST /api/chat/conversation/{slug}/message/{id}`.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "type": "thumbs-down", "feedback": "Out of date" }))]
pub struct NewReactionBody {
    /// Thumbs up or down.
    #[serde(rename = "type")]
    kind: ReactionType,
    /// The visitor's reason, at most 500 characters.
    feedback: Option<String>,
}

/// The answer to `POST /api/chat/conversation/{slug}/message/{id}`.
#[derive(Serialize, ToSchema)]
pub struct ReactedBody {
    /// The current reaction, null if it was withdrawn.
    reaction: Option<ReactionBody>,
}

/// Reacts to an answer. The same reaction again withdraws it.
#[utoipa::path(
    post, path = "/api/chat/conversation/{slug}/message/{id}", tag = "Session", request_body = NewReactionBody,
    params(
        ("slug" = ConversationId, Path, description = "The conversation."),
        ("id" = MessageId, Path, description = "The answer."),
    ),
    responses(
        (status = 200, body = ReactedBody),
        (status = 400, description = "The body is not valid.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "There is no such conversation, or no such answer in it.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn react(
    State(platform): State<Platform>,
    own: OwnConversation,
    Path((_slug, id)): Path<(String, String)>,
    JsonBody(body): JsonBody<NewReactionBody>,
) -> Result<Json<ReactedBody>, ApiError> {
    let feedback = body
        .feedback
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if feedback
        .as_ref()
        .is_some_and(|text| text.chars().count() > FEEDBACK_REASON_CHARS)
    {
        return Err(ApiError::bad_request(
            "feedback_too_long",
            format!("Feedback has at most {FEEDBACK_REASON_CHARS} characters. Shorten it."),
        ));
    }
    let (project_id, conversation_id) = own.ids();
    let id: MessageId = id.parse().map_err(|_| ApiError::message_not_found())?;
    let reaction = reactions::react(
        &platform.project(project_id),
        project_id,
        conversation_id,
        id,
        body.kind.into(),
        feedback,
    )
    .await?
    .ok_or_else(ApiError::message_not_found)?;
    Ok(Json(ReactedBody {
        reaction: ReactionBody::of(reaction),
    }))
}
