//! The hosts that this deployment answers at, and the headers of every response.
//!
//! *Invariant:* any other host gets only 421 (RFC 9110, section 15.5.20), so that no page, link or cookie of ours comes
//! from an address that the deployer has not chosen.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::error::ApiError;
use crate::{config::Hosts, platform::Platform};

/// The headers of every response, in lower case. Browsers obey the first only over HTTPS (RFC 6797, section 8.1). It
/// lasts a year and does not affect the owner's other subdomains.
pub const EVERYWHERE: [(&str, &str); 2] = [
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
];

/// Refuses requests to other hosts, and adds the headers to every response.
pub async fn layer(State(platform): State<Platform>, request: Request, next: Next) -> Response {
    let hosts = &platform.config.hosts;
    let mut response = if hosts.admit(requested(&request)) {
        next.run(request).await
    } else {
        refusal(hosts).into_response()
    };
    for (name, value) in EVERYWHERE {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The host and port that the request was sent to; empty if it names none.
fn requested(request: &Request) -> &str {
    let in_header = || request.headers().get(header::HOST)?.to_str().ok();
    request
        .uri()
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(in_header)
        .unwrap_or_default()
}

fn refusal(hosts: &Hosts) -> ApiError {
    let text = match hosts {
        Hosts::ThisMachine => {
            "This deployment is set up for development, so it answers only on the machine where it runs. Remove the \
             variable DEVELOPMENT."
                .to_owned()
        }
        Hosts::Any | Hosts::Only(_) => {
            "This deployment has another address. If this one is right, set the variable PUBLIC_URL to it.".to_owned()
        }
    };
    ApiError::new(StatusCode::MISDIRECTED_REQUEST, "host_unknown", text)
}
