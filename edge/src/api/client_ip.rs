//! The client's address as Cloudflare saw it, for rate limits.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

/// The client's IP address as text; `unknown` where nothing set it (native tests).
pub struct ClientIp(pub String);

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let address = parts
            .headers
            .get("cf-connecting-ip")
            .and_then(|value| value.to_str().ok());
        Ok(Self(address.unwrap_or("unknown").to_owned()))
    }
}
