//! JSON bodies, with a limit and errors that say what is wrong.

use axum::{
    body::{Bytes, HttpBody, to_bytes},
    extract::{FromRequest, Request},
    http::{Method, StatusCode, header},
};
use porchlight_shared::limits::CHAT_BODY_BYTES;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::ApiError;
use crate::domain::json_text;

/// The largest body of a source upload, in bytes: a file of 1 MiB as a JSON string, with room for its escapes or for
/// the base64 of a PDF.
pub const SOURCE_BODY_BYTES: usize = 2 * 1024 * 1024;

/// A JSON body of at most `LIMIT` bytes.
pub struct JsonBody<T, const LIMIT: usize = CHAT_BODY_BYTES>(pub T);

impl<T: DeserializeOwned, S: Sync, const LIMIT: usize> FromRequest<S> for JsonBody<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let is_change = request.method() == Method::PATCH;
        let bytes = read_json(request, LIMIT).await?;
        let value = if is_change {
            change_from_json(&bytes)
        } else {
            from_json(&bytes)
        };
        value.map(Self).map_err(|error| Self::invalid(&error))
    }
}

async fn read_json(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let declared = request.headers().get(header::CONTENT_TYPE);
    // A body without a content type counts as JSON.
    if declared.is_some_and(|value| !value.to_str().is_ok_and(is_json)) {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send the body as JSON, with the header Content-Type: application/json.",
        ));
    }
    read(request, limit).await
}

/// Reads a body in which an empty text stands for a field that is absent: forms send what nobody filled in so. Where the
/// type asks for a text all the same, it gets the empty one and says what is wrong with it.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    let json = json_text::readable(bytes);
    let filled =
        without_empty_texts(&json).and_then(|text| serde_json::from_slice(text.as_bytes()).ok());
    filled.map_or_else(|| serde_json::from_slice(&json), Ok)
}

/// Reads the body of a change. An empty text there is a value, unless the type has no place for one: an id, a number and a
/// name of a list have none.
fn change_from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    let json = json_text::readable(bytes);
    serde_json::from_slice(&json).or_else(|error| {
        let filled = without_empty_texts(&json);
        filled
            .and_then(|text| serde_json::from_slice(text.as_bytes()).ok())
            .ok_or(error)
    })
}

/// The fields of an object but those with an empty text, as JSON: a type that is read from nothing else is read by less
/// code. `None` if there are none of these.
fn without_empty_texts(json: &[u8]) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_slice(json).ok()?;
    let count = fields.len();
    fields.retain(|_, value| value != "");
    (fields.len() < count).then(|| Value::Object(fields).to_string())
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

/// The body, of at most `limit` bytes.
pub async fn read(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let too_large = || ApiError::body_too_large(limit);
    let body = request.into_body();
    let declared = body.size_hint().lower();
    if usize::try_from(declared).map_or(true, |declared| declared > limit) {
        return Err(too_large());
    }
    to_bytes(body, limit).await.map_err(|_| too_large())
}
