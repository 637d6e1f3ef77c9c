//! JSON bodies, with a limit and errors that say what is wrong.

use std::borrow::Cow;

use axum::{
    body::{Bytes, HttpBody, to_bytes},
    extract::{FromRequest, Request},
    http::{Method, StatusCode, header},
};
use porchlight_shared::limits::CHAT_BODY_BYTES;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::ApiError;
use crate::domain::{json_fault, json_text};

/// The largest body of a source upload, in bytes: a file of 1 MiB as a JSON string, with room for its escapes or for
/// the base64 of a PDF.
pub const SOURCE_BODY_BYTES: usize = 2 * 1024 * 1024;

/// A JSON body of at most `LIMIT` bytes.
pub struct JsonBody<T, const LIMIT: usize = CHAT_BODY_BYTES>(pub T);

impl<T: DeserializeOwned, S: Sync, const LIMIT: usize> FromRequest<S> for JsonBody<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let method = request.method().clone();
        let mut bytes = read_json(request, LIMIT).await?;
        // A POST whose fields are all optional needs no body.
        if method == Method::POST && bytes.trim_ascii().is_empty() {
            bytes = Bytes::from_static(b"{}");
        }
        let json = json_text::readable(&bytes);
        let value = read_as(&json, method == Method::PATCH);
        value
            .map(Self)
            .ok_or_else(|| invalid(&json, &|json| serde_json::from_slice::<T>(json).err()))
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

/// Reads JSON as a `T`; `None` if it is not one.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    read_as(&json_text::readable(bytes), false)
}

/// Reads a body in which an empty string counts as an absent field, because forms send empty strings for fields that
/// nobody filled in. If the type requires the field, it gets the empty string and reports what is wrong with it. In a
/// change, an empty string is a value, unless the type cannot hold one: ids, numbers and enums. If nothing else can be
/// read, null fields count as absent as well.
fn read_as<T: DeserializeOwned>(json: &[u8], is_change: bool) -> Option<T> {
    (0..READINGS).find_map(|number| {
        let text = reading(json, number, is_change)?;
        serde_json::from_slice(&text).ok()
    })
}

/// The number of ways in which a body is read.
const READINGS: usize = 3;

/// The JSON for reading `number`; `None` if it would be the same as another reading.
fn reading(json: &[u8], number: usize, is_change: bool) -> Option<Cow<'_, [u8]>> {
    match (number, is_change) {
        (0, true) | (1, false) => Some(Cow::Borrowed(json)),
        (0 | 1, _) => without(json, |value| value == ""),
        _ => without(json, |value| value == "" || value.is_null()),
    }
}

/// The object without its `absent` fields, as JSON; `None` if it has none of them. Types are read only from bytes: a
/// second kind of source would double the generated code.
fn without(json: &[u8], absent: fn(&Value) -> bool) -> Option<Cow<'_, [u8]>> {
    let mut fields: Map<String, Value> = serde_json::from_slice(json).ok()?;
    let count = fields.len();
    fields.retain(|_, value| !absent(value));
    (fields.len() < count).then(|| Cow::Owned(Value::Object(fields).to_string().into_bytes()))
}

/// 400 for a body of the wrong shape. `error` returns what the reader reports for given JSON.
fn invalid(json: &[u8], error: &dyn Fn(&[u8]) -> Option<serde_json::Error>) -> ApiError {
    let fault = json_fault::described(json, error);
    ApiError::bad_request(
        "invalid_json",
        format!("The body is not the expected JSON: {fault}."),
    )
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

/// Reads the body, of at most `limit` bytes.
pub async fn read(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let too_large = || ApiError::body_too_large(limit);
    let body = request.into_body();
    let declared = body.size_hint().lower();
    if usize::try_from(declared).map_or(true, |declared| declared > limit) {
        return Err(too_large());
    }
    to_bytes(body, limit).await.map_err(|_| too_large())
}
