//! `POST /api/chat`: a visitor asks, the answer streams.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::chat_request::ChatRequest;

use super::project;
use crate::{
    api::{body::JsonBody, client_ip::ClientIp, error::ApiError},
    platform::{EventStream, Gate, Platform},
    services::ask::{self, Asked},
};

/// The header in which a session token travels.
pub const SESSION_TOKEN: HeaderName = HeaderName::from_static("x-session-token");

/// Posts the message and streams the turn.
#[worker::send]
pub async fn post(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(request): JsonBody<ChatRequest>,
) -> Result<Response, ApiError> {
    if !platform.gates.pass(Gate::Chat, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = project::allowed(&platform, &request.project_slug, &headers).await?;
    let Asked { stream, new_token } = ask::ask(&platform, &project, request).await?;
    let mut response = event_stream(stream);
    if let Some(token) = new_token.and_then(|token| HeaderValue::from_str(&token).ok()) {
        response.headers_mut().insert(SESSION_TOKEN, token);
    }
    Ok(response)
}

/// Server-sent events that no proxy on the way may hold back or change.
pub fn event_stream(stream: EventStream) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (StatusCode::OK, headers, Body::from_stream(stream)).into_response()
}
