//! `/console/sign-in-links`: asks for a link by e-mail.
//!
//! *Invariant:* the answer is the same whoever exists. The browser that asks keeps a nonce in a cookie that no script
//! reads; without it the link opens nothing.

use axum::{
    extract::State,
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::cookies::{self, check_sender, no_store};
use crate::{
    api::{body::JsonBody, client_ip::ClientIp, cookie, error::ApiError},
    domain::credentials::sign_in_link::{LINK_SECONDS, stored_hash},
    platform::Platform,
    services::sign_in,
};

/// The largest body, in bytes: 4 KiB.
const BODY_BYTES: usize = 4 * 1024;

/// Who wants to sign in.
#[derive(Deserialize)]
pub struct AskedLinkBody {
    #[serde(default)]
    email: String,
}

/// `POST /console/sign-in-links`: sends a link, if somebody has the address.
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(body): JsonBody<AskedLinkBody, BODY_BYTES>,
) -> Result<Response, ApiError> {
    check_sender(&Method::POST, &headers)?;
    if !cookies::may_try(&platform, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    // A browser that asks twice may use either link.
    let known = cookie::read(&headers, cookies::NONCE).filter(|nonce| stored_hash(nonce).is_some());
    let nonce = match known {
        Some(nonce) => nonce.to_owned(),
        None => sign_in::nonce()?,
    };
    sign_in::ask(&platform, &body.email, &nonce, &ip).await?;
    let mut cookie = HeaderMap::new();
    cookies::set(&mut cookie, cookies::NONCE, &nonce, LINK_SECONDS);
    Ok((StatusCode::ACCEPTED, cookie, no_store()).into_response())
}
