//! The address that a request was sent to, for outgoing links.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::config::is_this_machine;

/// The scheme and host of the request, as `https://chat.example.com`. `None` if it names no host.
pub struct RequestedUrl(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for RequestedUrl {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl RequestedUrl {
    /// The address in `parts`.
    pub fn of(parts: &Parts) -> Self {
        let host = parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .or_else(|| parts.uri.authority().map(http::uri::Authority::as_str));
        Self(host.map(|host| {
            // A link opens a conversation, so http is only for this machine.
            let scheme = if is_this_machine(host) {
                "http"
            } else {
                "https"
            };
            format!("{scheme}://{host}")
        }))
    }
}
