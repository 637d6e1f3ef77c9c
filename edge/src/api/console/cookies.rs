//! The inbox's cookies, which requests may use them, and how often a network may try to get one.
//!
//! *Invariant:* no script can read a cookie of the inbox, and no other site can make a browser use it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};

use crate::{
    api::{error::ApiError, widget::project::is_own},
    platform::{Gate, Platform, PlatformError},
};

/// The name of the cookie with the session. Because of its prefix, browsers accept it only from our own host, over a secure
/// connection, and for all paths. <https://www.rfc-editor.org/rfc/rfc6265bis#section-4.1.3.2>
///
/// Browsers treat `http://127.0.0.1` and `http://localhost` as secure (Safari does not), so the same cookie
/// works in development.
pub const SESSION: &str = "__Host-porchlight_console";
/// The name of the cookie with the nonce of a browser that has requested a sign-in link.
pub const NONCE: &str = "__Host-porchlight_sign_in";
/// The name of the cookie with the challenge that a passkey has to sign.
pub const CHALLENGE: &str = "__Host-porchlight_passkey";

/// The header with the slug of the project that a page of the inbox shows. Without it, the project is the one that the
/// session used last.
const PROJECT: &str = "porchlight-project";

/// The slug of the project that the page shows, from the header.
pub fn project(headers: &HeaderMap) -> Option<&str> {
    headers.get(PROJECT)?.to_str().ok()
}

/// The slug of the project in the query, for event streams: browsers open those without custom headers.
pub fn project_in(uri: &Uri) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let named = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == PROJECT);
    named.map(|(_, slug)| slug.into_owned())
}

/// Checks that the request comes from our own page. A read may lack the headers that prove it, because other sites
/// cannot read the response.
pub fn check_sender(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
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

/// Counts an attempt to sign in from the network `ip`. False: the network has used up its attempts.
pub async fn may_try(platform: &Platform, ip: &str) -> Result<bool, PlatformError> {
    platform
        .gates
        .pass(Gate::Push, &format!("console {ip}"))
        .await
}

/// Sets the cookie `name` for `seconds`; 0 removes it.
pub fn set(headers: &mut HeaderMap, name: &str, value: &str, seconds: u64) {
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.append(header::SET_COOKIE, value);
    }
}

/// Forbids caches to store the response, which is for one person.
pub fn no_store() -> [(HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}
