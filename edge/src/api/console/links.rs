//! `/console/sign-in-links`: requests a link by e-mail, and shows whose account a link opens.
//!
//! *Invariant:* the answer to a request never reveals whether an account exists. The browser keeps a nonce in a cookie
//! that no script can read; without the nonce, the link opens nothing.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    ConsolePersonBody,
    cookies::{self, check_sender, no_store},
    sessions,
};
use crate::{
    api::{body::JsonBody, client_ip::ClientIp, cookie, error::ApiError},
    domain::credentials::sign_in_link::{LINK_SECONDS, stored_hash},
    platform::Platform,
    services::{console, sign_in},
};

/// The largest body, in bytes: 4 KiB.
const BODY_BYTES: usize = 4 * 1024;

/// The person who wants to sign in.
#[derive(Deserialize)]
pub struct AskedLinkBody {
    #[serde(default)]
    email: String,
}

/// `POST /console/sign-in-links`: sends a link, if the address belongs to somebody.
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
    // A browser that requests two links may use either.
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

/// A sign-in link that a browser has opened.
#[derive(Deserialize)]
pub struct OpenedLinkBody {
    #[serde(default)]
    link: String,
}

/// The person whom a link signs in, and the person who is signed in now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkAccountBody {
    /// The person whom the link signs in.
    person: ConsolePersonBody,
    /// The name of their project.
    company: String,
    /// Whether this browser requested the link. If so, the link signs in without a confirmation.
    asked_here: bool,
    /// The person who is signed in in this browser, if any.
    signed_in: Option<ConsolePersonBody>,
}

/// `POST /console/sign-in-links/account`: whose account a link opens. This does not use up the link.
#[worker::send]
pub async fn account(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(body): JsonBody<OpenedLinkBody, BODY_BYTES>,
) -> Result<Response, ApiError> {
    check_sender(&Method::POST, &headers)?;
    if !cookies::may_try(&platform, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let nonce = cookie::read(&headers, cookies::NONCE);
    let link = sign_in::usable(&platform, &body.link, nonce).await?;
    let signed_in = match sessions::of_person(&platform, &Method::POST, &headers).await {
        Ok(open) => Some(console::person(&platform, &open).await?.into()),
        Err(error) if error.is_ours() => return Err(error),
        Err(_) => None,
    };
    let account = LinkAccountBody {
        company: sign_in::company(&platform, link.person.project_id).await?,
        person: link.person.into(),
        asked_here: link.is_asked_here,
        signed_in,
    };
    Ok((no_store(), Json(account)).into_response())
}
