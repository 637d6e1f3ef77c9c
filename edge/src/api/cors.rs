//! CORS on every reply, errors and preflights included: <https://fetch.spec.whatwg.org/#http-cors-protocol>.
//!
//! The header lets a page read every response, even a refusal. The handlers decide who may ask.
//! Development's own pages have none.
//!
//! `Access-Control-Allow-Credentials` is never sent: the existing cookies (the chat page's and the inbox's) are only
//! for our own pages.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const ALLOWED_METHODS: HeaderValue =
    HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
/// The headers that a preflight allows if it asks for none.
const ALLOWED_HEADERS: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Api-Key, X-Session-Token",
);
/// The response headers that a page may read.
pub const EXPOSED_HEADERS: &str = "X-Session-Token, X-Request-Id, RateLimit, RateLimit-Policy, Retry-After, ETag, Idempotency-Replayed";
/// The paths of development's own pages. They show e-mails, and no other page may read them.
const DEVELOPMENT: &str = "dev/";
/// How long a browser may remember a preflight, in seconds: 1 day.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("86400");

/// Answers preflights, and adds the headers to every other response.
pub async fn layer(request: Request, next: Next) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with(DEVELOPMENT) {
        return next.run(request).await;
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let asked = request
        .headers()
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .cloned();
    let preflight = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        origin.unwrap_or_else(|| HeaderValue::from_static("*")),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(EXPOSED_HEADERS),
    );
    if preflight {
        allow(headers, asked);
    }
    response
}

/// Allows all headers that the page asks for. Tracing tools add theirs to every request (`traceparent`,
/// `sentry-trace`), and no header lets a page do anything that a client outside a browser cannot do.
fn allow(headers: &mut HeaderMap, asked: Option<HeaderValue>) {
    headers.append(
        header::VARY,
        HeaderValue::from_static("Access-Control-Request-Headers"),
    );
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        asked
            .filter(|names| !names.is_empty())
            .unwrap_or(ALLOWED_HEADERS),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
}
