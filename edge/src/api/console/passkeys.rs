//! `/console/passkeys`: a person's passkeys. Requests and responses have the JSON forms of the browser's own API, so
//! the page passes them on unchanged.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    cookies::{self, check_sender, no_store},
    sender::{browser, host},
    sessions::of_person,
};

use crate::{
    api::{body::JsonBody, client_ip::ClientIp, cookie, error::ApiError},
    domain::{
        credentials::passkey::{CHALLENGE_SECONDS, PasskeyAnswer},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::passkeys::{self, AskedPasskey, ShownAnswer},
};

/// The longest answer from a device, in bytes: 16 KiB.
pub(super) const ANSWER_BYTES: usize = 16 * 1024;

/// A passkey, as its owner sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyBody {
    id: String,
    /// The browser in which it was added; empty if unknown.
    browser: String,
    created_at: String,
    used_at: Option<String>,
}

/// The answer to `GET /console/passkeys`.
#[derive(Serialize)]
pub struct PasskeysBody {
    passkeys: Vec<PasskeyBody>,
}

/// `POST /console/session/challenge`: the options with which a device signs somebody in.
#[worker::send]
pub async fn ask(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_sender(&Method::POST, &headers)?;
    if !cookies::may_try(&platform, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    Ok(asked(passkeys::ask(&platform, host(&headers))?))
}

/// `POST /console/passkeys/challenge`: the options with which a device creates a passkey.
#[worker::send]
pub async fn ask_for_new(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let open = of_person(&platform, &Method::POST, &headers).await?;
    let new = passkeys::ask_for_new(&platform, &open, host(&headers));
    Ok(asked(new.await?))
}

/// Responds with the options, and stores the challenge in a cookie.
fn asked(asked: AskedPasskey) -> Response {
    let mut cookie = HeaderMap::new();
    cookies::set(
        &mut cookie,
        cookies::CHALLENGE,
        &asked.sealed,
        CHALLENGE_SECONDS,
    );
    (cookie, no_store(), Json(asked.options)).into_response()
}

/// `POST /console/passkeys`: adds the passkey that a device has created.
#[worker::send]
pub async fn add(
    State(platform): State<Platform>,
    headers: HeaderMap,
    JsonBody(answer): JsonBody<PasskeyAnswer, ANSWER_BYTES>,
) -> Result<StatusCode, ApiError> {
    let open = of_person(&platform, &Method::POST, &headers).await?;
    passkeys::add(
        &platform,
        &open,
        &shown(&headers, &answer),
        browser(&headers),
    )
    .await?;
    Ok(StatusCode::CREATED)
}

/// `GET /console/passkeys`: the person's passkeys, the newest first.
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Json<PasskeysBody>, ApiError> {
    let open = of_person(&platform, &Method::GET, &headers).await?;
    let passkeys = passkeys::list(&platform, &open).await?.into_iter();
    let passkeys = passkeys.map(|passkey| PasskeyBody {
        id: passkey.id,
        browser: passkey.name,
        created_at: rfc3339(passkey.created_at),
        used_at: passkey.used_at.map(rfc3339),
    });
    Ok(Json(PasskeysBody {
        passkeys: passkeys.collect(),
    }))
}

/// `DELETE /console/passkeys/{id}`: removes a passkey.
#[worker::send]
pub async fn remove(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let open = of_person(&platform, &Method::DELETE, &headers).await?;
    passkeys::remove(&platform, &open, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The device's answer, with the challenge from the browser's cookie.
pub(super) fn shown<'a>(headers: &'a HeaderMap, answer: &'a PasskeyAnswer) -> ShownAnswer<'a> {
    ShownAnswer {
        sealed: cookie::read(headers, cookies::CHALLENGE).unwrap_or_default(),
        host: host(headers),
        answer,
    }
}
