//! `/console/session`: signs people in to the inbox with a key, and out again.
//!
//! ```text
//!   POST the key ──► checked ──► a signed cookie; the key itself is kept nowhere
//!   any request of /api/v1 with the cookie and no key ──► from our own page? ──► the key's row ──► as with the key
//! ```
//! *Invariant:* no script can read the cookie, and no other site can make a browser use it. It replaces the key only
//! on the site's surface.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    body::JsonBody, client_ip::ClientIp, cookie, error::ApiError, widget::project::is_own,
};
use crate::{
    domain::{
        credentials::console_token::{CONSOLE_SECONDS, ConsoleTokenError},
        settings::contrast,
    },
    platform::{Gate, Platform},
    services::{
        console::{self, ConsoleError, ConsoleSession},
        published_project,
    },
    store::api_keys::Credential,
};

/// The name of the cookie. Because of its prefix, browsers accept it only from our own host, over a secure connection,
/// and for all paths. <https://www.rfc-editor.org/rfc/rfc6265bis#section-4.1.3.2>
///
/// Browsers treat `http://127.0.0.1` and `http://localhost` as secure (Safari does not), so the same cookie
/// works in development.
const COOKIE: &str = "__Host-porchlight_console";
/// The largest body, in bytes: 4 KiB.
const BODY_BYTES: usize = 4 * 1024;

/// The key to sign in with.
#[derive(Deserialize)]
pub struct SignInBody {
    #[serde(default)]
    key: String,
}

/// The session, with what the inbox shows of the project.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionBody {
    /// The slug of the project.
    project: String,
    /// The owner's name.
    company: String,
    /// The assistant's name.
    assistant: String,
    /// The accent colour, as `#rrggbb`.
    primary_color: String,
    /// The colour of text on the accent, as `#rrggbb`.
    primary_foreground: String,
}

/// `POST /console/session`: signs in.
#[worker::send]
pub async fn sign_in(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignInBody, BODY_BYTES>,
) -> Result<Response, ApiError> {
    check_sender(&Method::POST, &headers)?;
    if !platform
        .gates
        .pass(Gate::Push, &format!("console {ip}"))
        .await?
    {
        return Err(ApiError::rate_limited());
    }
    let ConsoleSession { token, credential } = console::sign_in(&platform, &body.key).await?;
    let shown = shown(&platform, &credential).await?;
    let cookie = set_cookie(&token, CONSOLE_SECONDS);
    Ok((cookie, no_store(), Json(shown)).into_response())
}

/// `GET /console/session`: who is signed in.
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let credential = presented(&platform, &Method::GET, &headers)
        .await?
        .ok_or(ConsoleError::Token(ConsoleTokenError))?;
    let shown = shown(&platform, &credential).await?;
    Ok((no_store(), Json(shown)).into_response())
}

/// `DELETE /console/session`: signs out. It succeeds even if nobody was signed in.
#[worker::send]
pub async fn sign_out(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_sender(&Method::DELETE, &headers)?;
    if let Some(token) = cookie::read(&headers, COOKIE) {
        console::sign_out(&platform, token).await?;
    }
    Ok((StatusCode::NO_CONTENT, set_cookie("", 0), no_store()).into_response())
}

/// The credential behind the cookie, if there is one and our own page sends it.
pub async fn presented(
    platform: &Platform,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<Credential>, ApiError> {
    let Some(token) = cookie::read(headers, COOKIE) else {
        return Ok(None);
    };
    check_sender(method, headers)?;
    Ok(Some(console::resume(platform, token).await?))
}

/// Checks that the request comes from our own page. A request that only reads may lack the headers that say so,
/// because other sites cannot read the response.
fn check_sender(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("null"))
    };
    let site = text("sec-fetch-site").map(|site| site == "same-origin");
    let origin = text("origin").map(|origin| is_own(origin, headers));
    let proven = site == Some(true) || origin == Some(true);
    let refuted = site == Some(false) || origin == Some(false);
    if !refuted && (proven || method.is_safe()) {
        return Ok(());
    }
    Err(ApiError::forbidden(
        "request_not_ours",
        "This request does not come from the inbox's own page. Open /console and do it there, or send an API key.",
    ))
}

async fn shown(platform: &Platform, credential: &Credential) -> Result<SessionBody, ApiError> {
    let id = credential.project_id.ok_or(ConsoleError::Project)?;
    let project = published_project::by_id(platform, id)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let settings = project.settings;
    let theme = contrast::readable(&settings.theme);
    Ok(SessionBody {
        project: settings.project,
        company: settings.company,
        assistant: settings.name,
        primary_color: theme.primary_color,
        primary_foreground: theme.primary_foreground,
    })
}

fn set_cookie(token: &str, seconds: u64) -> HeaderMap {
    let cookie =
        format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict");
    let value = HeaderValue::from_str(&cookie);
    value
        .into_iter()
        .map(|value| (header::SET_COOKIE, value))
        .collect()
}

fn no_store() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}
