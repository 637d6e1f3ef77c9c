//! The address that a request was sent to, for links that go out.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

/// The scheme and host of the request, as `https://chat.example.com`; none if it names no host.
pub struct RequestedUrl(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for RequestedUrl {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl RequestedUrl {
    /// That of the request with these parts.
    pub fn of(parts: &Parts) -> Self {
        let host = parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .or_else(|| parts.uri.authority().map(http::uri::Authority::as_str));
        let scheme = match parts.uri.scheme_str() {
            Some("http") => "http",
            _ => "https",
        };
        Self(host.map(|host| format!("{scheme}://{host}")))
    }
}
