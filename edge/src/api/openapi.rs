//! The API's documents (OpenAPI 3.1), one for each surface, generated from the handlers' own descriptions.
//!
//! They are generated natively and committed in `docs/openapi/`, and a test compares them with the code. The Worker
//! serves the committed copies as static files: compiled in, they would take 50 KB of its 3 MiB. `cargo xtask openapi`
//! generates them again.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use porchlight_shared::error::ErrorBody;
use utoipa::{IntoResponses, ToSchema};

use super::error::ApiError;
use crate::platform::{ApiDocument, Platform};

#[cfg(not(target_arch = "wasm32"))]
pub mod documents;

/// An event of a stream in the format of WHATWG HTML, section 9.2. A stream is any number of events. Comments keep it
/// alive while nothing happens.
#[derive(ToSchema)]
#[schema(example = json!({ "id": "7", "event": "delta", "data": "{\"text\":\"Thirty\"}" }))]
pub struct StreamedEvent {
    /// The number of the event, increasing within the conversation. Events that are not stored have none.
    pub id: Option<String>,
    /// The type of the event.
    pub event: String,
    /// The data, as one line of JSON.
    pub data: String,
}

/// Errors of every request with a key.
#[derive(IntoResponses)]
pub enum KeyErrors {
    /// The key is missing, unknown, revoked or expired.
    #[response(status = 401, headers(("WWW-Authenticate" = String, description = "The challenge.")))]
    Unauthorized(#[to_schema] ErrorBody),
    /// The key lacks the scope, is a test key where only a live one is allowed, or the plan does not include this.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
    /// Too many requests with this key.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds to wait.")))]
    TooMany(#[to_schema] ErrorBody),
    /// An internal error. Its id is in the body.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
}

/// Errors of every request without a key.
#[derive(IntoResponses)]
pub enum GateErrors {
    /// Too many requests from this address.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds to wait.")))]
    TooMany(#[to_schema] ErrorBody),
    /// An internal error. Its id is in the body.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
}

/// Errors of every request with a session token.
#[derive(IntoResponses)]
pub enum SessionErrors {
    /// The token opens no session.
    #[response(status = 401)]
    Unauthorized(#[to_schema] ErrorBody),
    /// The page is not on the project's list.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
}

/// Errors of every request with a body.
#[derive(IntoResponses)]
pub enum BodyErrors {
    /// A field of the body is missing or not allowed.
    #[response(status = 400)]
    BadRequest(#[to_schema] ErrorBody),
    /// A request with the same Idempotency-Key is still running, or the request conflicts with the current state.
    #[response(status = 409)]
    Conflict(#[to_schema] ErrorBody),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(#[to_schema] ErrorBody),
    /// The body is not JSON.
    #[response(status = 415)]
    UnsupportedMediaType(#[to_schema] ErrorBody),
    /// The Idempotency-Key was used with another request.
    #[response(status = 422)]
    Unprocessable(#[to_schema] ErrorBody),
}

/// The error body of the organization's surface.
#[derive(ToSchema)]
#[schema(example = json!({ "error": "not_found", "message": "Chatbot not found." }))]
pub struct OrganizationErrorBody {
    /// A code for programs, stable and in `snake_case`.
    pub error: String,
    /// A sentence for people. Its wording may change.
    pub message: String,
}

/// Errors of every request on the organization's surface.
#[derive(IntoResponses)]
pub enum OrganizationErrors {
    /// The query or the body is not valid.
    #[response(status = 400)]
    BadRequest(#[to_schema] OrganizationErrorBody),
    /// The key is missing, unknown, revoked or expired.
    #[response(status = 401, headers(("WWW-Authenticate" = String, description = "The challenge.")))]
    Unauthorized(#[to_schema] OrganizationErrorBody),
    /// The key lacks the scope, or is a test key where only a live one is allowed.
    #[response(status = 403)]
    Forbidden(#[to_schema] OrganizationErrorBody),
    /// It does not exist, or belongs to another organization.
    #[response(status = 404)]
    NotFound(#[to_schema] OrganizationErrorBody),
    /// Too many requests with this key.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds to wait.")))]
    TooMany(#[to_schema] OrganizationErrorBody),
    /// An internal error. Its id is in the body.
    #[response(status = 500)]
    Internal(#[to_schema] OrganizationErrorBody),
}

/// Errors of every request with a body on the organization's surface.
#[derive(IntoResponses)]
pub enum OrganizationBodyErrors {
    /// A request with the same Idempotency-Key is still running, or the request conflicts with the current state.
    #[response(status = 409)]
    Conflict(#[to_schema] OrganizationErrorBody),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(#[to_schema] OrganizationErrorBody),
    /// The body is not JSON.
    #[response(status = 415)]
    UnsupportedMediaType(#[to_schema] OrganizationErrorBody),
    /// The Idempotency-Key was used with another request.
    #[response(status = 422)]
    Unprocessable(#[to_schema] OrganizationErrorBody),
}

/// `GET /api/v1/openapi.json`, and `GET /openapi.json`, where clients look for one.
#[worker::send]
pub async fn site(State(platform): State<Platform>) -> Result<Response, ApiError> {
    document(&platform, ApiDocument::Site).await
}

/// `GET /v1/openapi.json`.
#[worker::send]
pub async fn organization(State(platform): State<Platform>) -> Result<Response, ApiError> {
    document(&platform, ApiDocument::Organization).await
}

/// `GET /api/public/v1/openapi.json`.
#[worker::send]
pub async fn reporting(State(platform): State<Platform>) -> Result<Response, ApiError> {
    document(&platform, ApiDocument::Reporting).await
}

/// `GET /api/openapi.json`: the surfaces for browsers.
#[worker::send]
pub async fn browser(State(platform): State<Platform>) -> Result<Response, ApiError> {
    document(&platform, ApiDocument::Browser).await
}

async fn document(platform: &Platform, document: ApiDocument) -> Result<Response, ApiError> {
    let json = platform.assets.api_document(document).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    Ok((headers, json).into_response())
}
