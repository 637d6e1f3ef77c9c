//! What a request's headers say about the browser that sent it.

use axum::http::{HeaderMap, header};

use crate::domain::browser_name;

/// The name of the browser; empty if unknown.
pub(super) fn browser(headers: &HeaderMap) -> &'static str {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    browser_name::of(agent.unwrap_or_default())
}

/// Our own host with its port, as in the page's address.
pub(super) fn host(headers: &HeaderMap) -> &str {
    let host = headers.get(header::HOST);
    host.and_then(|host| host.to_str().ok()).unwrap_or_default()
}
