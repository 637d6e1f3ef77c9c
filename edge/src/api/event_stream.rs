//! Server-sent events over HTTP, for the visitor's surface, the owner's and the page of a reply link.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{domain::conversation::follow::Until, platform::EventStream};

/// Server-sent events that no proxy may hold back or change.
pub fn event_stream(stream: EventStream) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (StatusCode::OK, headers, Body::from_stream(stream)).into_response()
}

/// Where to begin, and how long to stay.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FollowQuery {
    /// The number of the last event that was seen, in place of `Last-Event-ID`. What is no longer kept after it comes as
    /// a `message` for each message, and a `status`.
    after: Option<u64>,
    /// Stay for 2 minutes after the last event even if no person is there, because one may come in.
    #[serde(default)]
    linger: bool,
}

impl FollowQuery {
    /// When the stream ends.
    pub const fn until(&self) -> Until {
        if self.linger {
            Until::Quiet
        } else {
            Until::PersonLeaves
        }
    }
}

/// The number of the last event that the client has seen, if it names one.
pub fn last_seen(headers: &HeaderMap, query: &FollowQuery) -> Option<u64> {
    last_event_id(headers).or(query.after)
}

/// The number in the header with which an `EventSource` comes back.
pub fn last_event_id(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get("last-event-id")?;
    value.to_str().ok()?.parse().ok()
}
