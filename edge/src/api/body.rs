//! JSON bodies, with a limit and errors that say what is wrong.

use axum::{
    body::{Bytes, HttpBody, to_bytes},
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use porchlight_shared::limits::CHAT_BODY_BYTES;
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// The largest body of a source upload, in bytes: a file of 1 MiB as a JSON string, with room for its escapes or for
/// the base64 of a PDF.
pub const SOURCE_BODY_BYTES: usize = 2 * 1024 * 1024;

/// A JSON body of at most `LIMIT` bytes.
pub struct JsonBody<T, const LIMIT: usize = CHAT_BODY_BYTES>(pub T);

impl<T: DeserializeOwned, S: Sync, const LIMIT: usize> FromRequest<S> for JsonBody<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let declared = request.headers().get(header::CONTENT_TYPE);
        // A body without a content type counts as JSON.
        if declared.is_some_and(|value| !value.to_str().is_ok_and(is_json)) {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Send the body as JSON, with the header Content-Type: application/json.",
            ));
        }
        let bytes = read(request, LIMIT).await?;
        let value = serde_json::from_slice(&bytes).map_err(|error| Self::invalid(&error))?;
        Ok(Self(value))
    }
}

impl<T, const LIMIT: usize> JsonBody<T, LIMIT> {
    /// 400 for a body that is not a `T`.
    pub fn invalid(error: &serde_json::Error) -> ApiError {
        ApiError::bad_request(
            "invalid_json",
            format!("The body is not the JSON that was expected: {error}."),
        )
    }
}

/// Accepts `application/json`, and the default of curl's `-d`, which the printed examples of some clients send.
fn is_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
        || essence == "application/x-www-form-urlencoded"
}

async fn read(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let too_large = || ApiError::body_too_large(limit);
    let body = request.into_body();
    let declared = body.size_hint().lower();
    if usize::try_from(declared).map_or(true, |declared| declared > limit) {
        return Err(too_large());
    }
    to_bytes(body, limit).await.map_err(|_| too_large())
}
