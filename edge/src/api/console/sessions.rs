//! `/console/sessions`: a person's own sessions.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Method},
};
use porchlight_shared::ids::ConsoleSessionId;
use serde::Serialize;

use super::cookies::{self, check_sender};
use crate::{
    api::{cookie, error::ApiError},
    domain::{credentials::console_token::ConsoleTokenError, timestamp::rfc3339},
    platform::Platform,
    services::console::{self, ConsoleError},
    store::console_sessions::OpenConsoleSession,
};

/// A session, as its person sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleSessionBody {
    id: ConsoleSessionId,
    /// The browser's name; empty if unknown.
    browser: String,
    created_at: String,
    last_used_at: String,
    /// Whether this session sent the request.
    current: bool,
}

/// The answer to `GET /console/sessions`.
#[derive(Serialize)]
pub struct ConsoleSessionsBody {
    sessions: Vec<ConsoleSessionBody>,
}

/// The answer to ending sessions.
#[derive(Serialize)]
pub struct EndedSessionsBody {
    ended: u64,
}

/// `GET /console/sessions`: the person's sessions, newest first.
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Json<ConsoleSessionsBody>, ApiError> {
    let open = of_person(&platform, &Method::GET, &headers).await?;
    let sessions = console::sessions(&platform, &open).await?;
    Ok(Json(ConsoleSessionsBody {
        sessions: sessions
            .into_iter()
            .map(|session| ConsoleSessionBody {
                id: session.id,
                browser: session.browser,
                created_at: rfc3339(session.created_at),
                last_used_at: rfc3339(session.last_used_at),
                current: session.id == open.id,
            })
            .collect(),
    }))
}

/// `DELETE /console/sessions`: ends all sessions of the person but this one.
#[worker::send]
pub async fn end_others(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Json<EndedSessionsBody>, ApiError> {
    let open = of_person(&platform, &Method::DELETE, &headers).await?;
    let ended = console::end_sessions(&platform, &open, None).await?;
    Ok(Json(EndedSessionsBody { ended }))
}

/// `DELETE /console/sessions/{id}`: ends one session.
#[worker::send]
pub async fn end(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<EndedSessionsBody>, ApiError> {
    let open = of_person(&platform, &Method::DELETE, &headers).await?;
    let id = id.parse().map_err(|_| ConsoleError::NotFound)?;
    let ended = console::end_sessions(&platform, &open, Some(id)).await?;
    Ok(Json(EndedSessionsBody { ended }))
}

/// The session of the cookie, with its person.
pub async fn of_person(
    platform: &Platform,
    method: &Method,
    headers: &HeaderMap,
) -> Result<OpenConsoleSession, ApiError> {
    let ended = || ConsoleError::Token(ConsoleTokenError);
    let token = cookie::read(headers, cookies::SESSION).ok_or_else(ended)?;
    check_sender(method, headers)?;
    Ok(console::resume(platform, token, cookies::project(headers)).await?)
}
