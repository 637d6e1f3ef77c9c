//! `/api/chat/{conversation}…`: the transcript, its events, and what a visitor can do with an answer.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use porchlight_shared::{
    chat_event::{Holder, Status},
    chat_request::{FeedbackRequest, HandoffRequest},
    limits::FEEDBACK_REASON_CHARS,
    transcript::Transcript,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{chat::event_stream, visitor::OwnConversation};
use crate::{
    api::{body::JsonBody, error::ApiError, query::Params},
    domain::email,
    platform::Platform,
    services::handoff,
    store::messages,
};

/// `GET /api/chat/{conversation}`: everything that was said.
#[worker::send]
pub async fn transcript(
    State(platform): State<Platform>,
    own: OwnConversation,
) -> Result<Json<Transcript>, ApiError> {
    let (project_id, conversation_id) = own.ids();
    // The room first: a message that is stored in between is then sent twice rather than never.
    let room = platform.rooms.state(project_id, conversation_id).await?;
    let messages = messages::list(&*platform.db, project_id, conversation_id).await?;
    Ok(Json(Transcript {
        conversation_id,
        holder: own.conversation.holder,
        messages,
        last_event_id: room.last_event_number,
        running: room.running,
    }))
}

/// The query of the event stream.
#[derive(Deserialize)]
pub struct EventsQuery {
    after: Option<u64>,
}

/// `GET /api/chat/{conversation}/events`: replays, then follows.
#[worker::send]
pub async fn events(
    State(platform): State<Platform>,
    Params(query): Params<EventsQuery>,
    headers: HeaderMap,
    own: OwnConversation,
) -> Result<Response, ApiError> {
    let seen = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let (project_id, conversation_id) = own.ids();
    let stream = platform
        .rooms
        .follow(
            project_id,
            conversation_id,
            seen.or(query.after).unwrap_or(0),
        )
        .await?;
    Ok(event_stream(stream))
}

/// `POST /api/chat/{conversation}/stop`: ends the running answer; what was written is kept.
#[worker::send]
pub async fn stop(
    State(platform): State<Platform>,
    own: OwnConversation,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let (project_id, conversation_id) = own.ids();
    platform.rooms.stop(project_id, conversation_id).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

/// `POST /api/chat/{conversation}/feedback`: a thumb up, a thumb down, or neither again.
#[worker::send]
pub async fn feedback(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(request): JsonBody<FeedbackRequest>,
) -> Result<Json<Value>, ApiError> {
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
    let (project_id, conversation_id) = own.ids();
    let FeedbackRequest {
        message_id,
        verdict,
        reason,
    } = request;
    let set = messages::set_verdict(
        &*platform.db,
        project_id,
        conversation_id,
        message_id,
        verdict,
        reason,
    )
    .await?;
    if !set {
        return Err(ApiError::message_not_found());
    }
    Ok(Json(json!({ "verdict": verdict })))
}

/// `POST /api/chat/{conversation}/handoff`: a person is asked for.
#[worker::send]
pub async fn handoff(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(request): JsonBody<HandoffRequest>,
) -> Result<Json<Status>, ApiError> {
    if !own.project.config.handoff {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "handoff_off",
            "Nobody can be asked here: the owner of this site has switched it off.",
        ));
    }
    let email = request
        .email
        .filter(|email| !email.trim().is_empty())
        .map(|email| email::normalised(&email).ok_or_else(ApiError::email_invalid))
        .transpose()?;
    let text = handoff::ask_for_person(&platform, &own.project, own.conversation.id, email).await?;
    Ok(Json(Status {
        holder: Holder::Queue,
        text,
    }))
}
