//! Normalises a request for the routes and handlers: one slash before the path (clients whose base URL ends in a slash
//! send two), none after it, and no compressed body.
//!
//! It wraps the whole router, because the path selects the route.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Response},
};
use porchlight_knowledge::inflate::gunzip;

use super::{body::SOURCE_BODY_BYTES, error::ApiError};

/// Passes on the normalised request. A body in a coding other than gzip gets 415.
#[worker::send]
pub async fn layer(mut request: Request, next: Next) -> Response {
    if let Some(uri) = with_one_slash(request.uri()) {
        *request.uri_mut() = uri;
    }
    match unpacked(request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// The address with one slash before its path and none after it; `None` if it is so already.
fn with_one_slash(uri: &Uri) -> Option<Uri> {
    let path = format!("/{}", uri.path().trim_matches('/'));
    if path.len() == uri.path().len() {
        return None;
    }
    let path_and_query = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}

/// The request with its body decompressed.
async fn unpacked(request: Request) -> Result<Request, ApiError> {
    let Some(coding) = request.headers().get(header::CONTENT_ENCODING) else {
        return Ok(request);
    };
    let coding = coding
        .to_str()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_packed = match coding.as_str() {
        "" | "identity" => false,
        // RFC 9110, section 8.4.1.3: `x-gzip` is the old name.
        "gzip" | "x-gzip" => true,
        _ => return Err(coding_unknown()),
    };
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::CONTENT_ENCODING);
    if !is_packed {
        return Ok(Request::from_parts(parts, body));
    }
    let too_large = || ApiError::body_too_large(SOURCE_BODY_BYTES);
    let packed = to_bytes(body, SOURCE_BODY_BYTES)
        .await
        .map_err(|_| too_large())?;
    let plain = gunzip(&packed, SOURCE_BODY_BYTES).ok_or_else(|| {
        ApiError::bad_request(
            "body_damaged",
            format!(
                "The body is not gzip, or is more than {SOURCE_BODY_BYTES} bytes when unpacked. Send it without the \
                 header Content-Encoding."
            ),
        )
    })?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(parts, Body::from(plain)))
}

/// 415 with the accepted codings in `Accept-Encoding` (RFC 9110, section 15.5.16).
fn coding_unknown() -> ApiError {
    ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_encoding",
        "Send the body without the header Content-Encoding, or as gzip.",
    )
    .with_header(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_slash_before_it_and_none_after() {
        for (given, plain) in [
            ("/api/v1/config/", Some("/api/v1/config")),
            ("/api/v1/config//?a=/", Some("/api/v1/config?a=/")),
            (
                "https://chat.example/healthz/",
                Some("https://chat.example/healthz"),
            ),
            ("//api/v1/config", Some("/api/v1/config")),
            (
                "https://chat.example//v1/chatbots?a=//",
                Some("https://chat.example/v1/chatbots?a=//"),
            ),
            ("/api/v1/config?a=/", None),
            ("/a//b", None),
            ("/", None),
            ("//", Some("/")),
        ] {
            let uri: Uri = given.parse().unwrap();
            let found = with_one_slash(&uri).map(|uri| uri.to_string());
            assert_eq!(found.as_deref(), plain, "{given}");
        }
    }
}
