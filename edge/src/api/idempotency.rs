//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a repeated request gets the response of the first.
//!
//! *Invariant:* a stored response contains no secret, because only hashes of secrets are stored. A new key or reply
//! link is shown once, and a replay has `null` in its place.

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use porchlight_shared::limits::ATTACHMENT_BYTES;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::ApiError;
use crate::{
    domain::{conversation::named, hex::hex},
    platform::{Platform, db::Database},
    store::{
        api_keys::Credential,
        idempotent_requests::{self as requests, EarlierRequest, KeptAnswer, RequestName},
    },
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, in bytes.
const KEY_BYTES: usize = 255;
/// The largest response that is stored, in bytes.
const ANSWER_BYTES: usize = 256 * 1024;
/// Fields of responses with values that are shown only once.
const SHOWN_ONCE: [&str; 5] = ["key", "secret", "replyUrl", "sessionToken", "invitationUrl"];

/// Runs a POST once for its `Idempotency-Key`, if it has one. `caller` is the sender, and `db` is where the response is
/// stored.
pub async fn run<Of>(
    platform: &Platform,
    db: &Database<Of>,
    caller: &str,
    request: Request,
    next: Next,
) -> Response {
    let key = request.headers().get(&IDEMPOTENCY_KEY).cloned();
    let Some(key) = key.filter(|_| request.method() == Method::POST) else {
        return next.run(request).await;
    };
    once(platform, db, caller, &key, request, next)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

/// Does the same for `caller`, who has a key. A key of the whole organization may name any of its projects, or none, so
/// its responses are stored in the directory.
pub async fn run_for_key(
    platform: &Platform,
    key: &Credential,
    caller: &str,
    request: Request,
    next: Next,
) -> Response {
    match key.project_id {
        Some(project_id) => {
            run(
                platform,
                &platform.project(project_id),
                caller,
                request,
                next,
            )
            .await
        }
        None => run(platform, platform.directory(), caller, request, next).await,
    }
}

async fn once<Of>(
    platform: &Platform,
    db: &Database<Of>,
    caller: &str,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if key.is_empty() || key.len() > KEY_BYTES {
        return Err(ApiError::bad_request(
            "idempotency_key_invalid",
            format!("Idempotency-Key must have 1 to {KEY_BYTES} characters."),
        ));
    }
    let (parts, body) = request.into_parts();
    // The limit is that of the endpoint with the largest bodies.
    let body = to_bytes(body, ATTACHMENT_BYTES)
        .await
        .map_err(|_| ApiError::body_too_large(ATTACHMENT_BYTES))?;
    let name = RequestName {
        caller: caller.to_owned(),
        key: hex(&Sha256::digest(key.as_bytes())),
    };
    let hash = request_hash(&parts, &body);
    let conversation = named::in_path(parts.uri.path()).or_else(|| named::in_body(&body));
    if !requests::begin(db, &name, &hash, conversation, platform.clock.now()).await? {
        let earlier = requests::earlier(db, &name).await?;
        return replay(earlier, &hash);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(db, &name, response).await
}

fn request_hash(parts: &Parts, body: &Bytes) -> String {
    let mut hash = Sha256::new();
    hash.update(parts.method.as_str());
    hash.update(parts.uri.to_string());
    hash.update(body);
    hex(&hash.finalize())
}

fn replay(earlier: Option<EarlierRequest>, hash: &str) -> Result<Response, ApiError> {
    let running = || {
        ApiError::conflict(
            "request_running",
            "The first request with this Idempotency-Key is still running. Wait for its answer.",
        )
    };
    let earlier = earlier.ok_or_else(running)?;
    if earlier.request_hash != hash {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "This Idempotency-Key was already used with another request. Use a new one for each request.",
        ));
    }
    let (Some(status), Some(body)) = (earlier.status, earlier.body) else {
        return Err(running());
    };
    let mut response = body.into_response();
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    if let Some(value) = earlier.content_type.and_then(|text| text.parse().ok()) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// Stores a response that a repetition should get. Streams, internal errors, rate limits and responses that are too
/// large are not stored.
async fn keep<Of>(
    db: &Database<Of>,
    name: &RequestName,
    response: Response,
) -> Result<Response, ApiError> {
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let status = response.status();
    let json = content_type
        .as_deref()
        .is_some_and(|text| text.starts_with("application/json"));
    let most = response.body().size_hint().upper();
    let fits =
        most.is_some_and(|most| usize::try_from(most).is_ok_and(|most| most <= ANSWER_BYTES));
    if !json || !fits || status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        requests::forget(db, name).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, ANSWER_BYTES)
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let answer = KeptAnswer {
        status: status.as_u16(),
        content_type,
        body: without_secrets(&bytes),
        conversation: named::in_body(&bytes),
    };
    requests::finish(db, name, answer).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn without_secrets(body: &[u8]) -> String {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        return String::new();
    };
    blank(&mut value);
    value.to_string()
}

fn blank(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if SHOWN_ONCE.contains(&name.as_str()) && value.is_string() {
                    *value = Value::Null;
                } else {
                    blank(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(blank),
        _ => {}
    }
}
