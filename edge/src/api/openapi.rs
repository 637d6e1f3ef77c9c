//! The API's documents (OpenAPI 3.1), one for each surface, made from the handlers' own descriptions.
//!
//! They are made natively and committed under `docs/openapi/`; a test holds the copies to the code, and the Worker
//! answers with the copies. `cargo xtask openapi` makes them anew.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use porchlight_shared::error::ErrorBody;
use utoipa::{IntoResponses, ToSchema};

#[cfg(not(target_arch = "wasm32"))]
pub mod documents;

/// One of the events of a stream, as the HTML standard has them (WHATWG HTML, section 9.2). A stream is any number of
/// these; a comment comes between them when nothing happens for a while.
#[derive(ToSchema)]
#[schema(example = json!({ "id": "7", "event": "delta", "data": "{\"text\":\"Thirty\"}" }))]
pub struct StreamedEvent {
    /// Its number in the conversation, rising; what is not kept has none.
    pub id: Option<String>,
    /// What it is.
    pub event: String,
    /// One line of JSON.
    pub data: String,
}

/// What every call with a key may be answered instead.
#[derive(IntoResponses)]
pub enum KeyErrors {
    /// There is no key, or it opens nothing.
    #[response(status = 401, headers(("WWW-Authenticate" = String, description = "The challenge.")))]
    Unauthorized(#[to_schema] ErrorBody),
    /// The key lacks the scope, is a test key where only a live one may, or the plan does not include this.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
    /// Too many requests with this key.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds to wait.")))]
    TooMany(#[to_schema] ErrorBody),
    /// A failure on our side; it names the request.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
}

/// What every call without a key may be answered instead.
#[derive(IntoResponses)]
pub enum GateErrors {
    /// Too many requests from this address.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds to wait.")))]
    TooMany(#[to_schema] ErrorBody),
    /// A failure on our side; it names the request.
    #[response(status = 500)]
    Internal(#[to_schema] ErrorBody),
}

/// What every call with a session's token may be answered instead.
#[derive(IntoResponses)]
pub enum SessionErrors {
    /// The token opens no session.
    #[response(status = 401)]
    Unauthorized(#[to_schema] ErrorBody),
    /// The page is not on the project's list.
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorBody),
}

/// What every call with a body may be answered instead.
#[derive(IntoResponses)]
pub enum BodyErrors {
    /// The body is missing something, or something in it is not allowed.
    #[response(status = 400)]
    BadRequest(#[to_schema] ErrorBody),
    /// The request with the same Idempotency-Key is still running, or something stands in the way.
    #[response(status = 409)]
    Conflict(#[to_schema] ErrorBody),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(#[to_schema] ErrorBody),
    /// The body is not JSON.
    #[response(status = 415)]
    UnsupportedMediaType(#[to_schema] ErrorBody),
    /// The Idempotency-Key came with another request before.
    #[response(status = 422)]
    Unprocessable(#[to_schema] ErrorBody),
}

/// The error body of the organization's surface.
#[derive(ToSchema)]
#[schema(example = json!({ "error": "not_found", "message": "Chatbot not found." }))]
pub struct OrganizationErrorBody {
    /// For programs: stable, `snake_case`.
    pub error: String,
    /// For people.
    pub message: String,
}

/// What every call on the organization's surface may be answered instead.
#[derive(IntoResponses)]
pub enum OrganizationErrors {
    /// The query or the body is not what was expected.
    #[response(status = 400)]
    BadRequest(#[to_schema] OrganizationErrorBody),
    /// There is no key, or it opens nothing.
    #[response(status = 401, headers(("WWW-Authenticate" = String, description = "The challenge.")))]
    Unauthorized(#[to_schema] OrganizationErrorBody),
    /// The key lacks the scope, or is a test key where only a live one may.
    #[response(status = 403)]
    Forbidden(#[to_schema] OrganizationErrorBody),
    /// There is no such thing, or it belongs to somebody else.
    #[response(status = 404)]
    NotFound(#[to_schema] OrganizationErrorBody),
    /// Too many requests with this key.
    #[response(status = 429, headers(("Retry-After" = u32, description = "Seconds to wait.")))]
    TooMany(#[to_schema] OrganizationErrorBody),
    /// A failure on our side; it names the request.
    #[response(status = 500)]
    Internal(#[to_schema] OrganizationErrorBody),
}

/// What a call with a body on the organization's surface may be answered instead.
#[derive(IntoResponses)]
pub enum OrganizationBodyErrors {
    /// The request with the same Idempotency-Key is still running, or something stands in the way.
    #[response(status = 409)]
    Conflict(#[to_schema] OrganizationErrorBody),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(#[to_schema] OrganizationErrorBody),
    /// The body is not JSON.
    #[response(status = 415)]
    UnsupportedMediaType(#[to_schema] OrganizationErrorBody),
    /// The Idempotency-Key came with another request before.
    #[response(status = 422)]
    Unprocessable(#[to_schema] OrganizationErrorBody),
}

/// `GET /api/v1/openapi.json`.
pub async fn site() -> Response {
    document(include_str!("../../../docs/openapi/site.json"))
}

/// `GET /v1/openapi.json`.
pub async fn organization() -> Response {
    document(include_str!("../../../docs/openapi/organization.json"))
}

/// `GET /api/public/v1/openapi.json`.
pub async fn reporting() -> Response {
    document(include_str!("../../../docs/openapi/reporting.json"))
}

/// `GET /api/openapi.json`: the surfaces for browsers.
pub async fn browser() -> Response {
    document(include_str!("../../../docs/openapi/browser.json"))
}

fn document(json: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, json).into_response()
}
