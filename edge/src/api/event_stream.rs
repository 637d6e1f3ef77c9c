//! Server-sent events over HTTP, for the visitor's surface, the owner's, and the page of a reply link.
//!
//! *Invariant:* an open stream outlives its key, session, role or link by at most [`RECHECK_SECONDS`], because its
//! permission is checked again at that interval.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use send_wrapper::SendWrapper;
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use crate::{
    domain::conversation::follow::Until,
    platform::{EventStream, Platform},
};

/// Seconds after which the permission for a stream is checked again, with the next event or heartbeat. For a key, a
/// session or a person the check is one statement, so the longest stream stays within the 50 of one request on
/// Cloudflare's free plan.
pub const RECHECK_SECONDS: u64 = 30;
/// Seconds for which a stream continues while the database cannot answer the check.
pub const UNSURE_SECONDS: u64 = 120;

/// The response with an event stream that no proxy may buffer or change.
pub fn event_stream(stream: EventStream) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (StatusCode::OK, headers, Body::from_stream(stream)).into_response()
}

/// The `events`, for as long as `may_follow` returns true. If it fails, they continue for [`UNSURE_SECONDS`]: a
/// database that fails for a moment must not cost anybody a message.
pub fn while_allowed(
    platform: &Platform,
    events: EventStream,
    may_follow: impl AsyncFn(&Platform) -> Result<bool, ApiError> + 'static,
) -> EventStream {
    let opened_at = platform.clock.now();
    let state = (events, platform.clone(), may_follow, opened_at, opened_at);
    let allowed = stream::unfold(
        state,
        async |(mut events, platform, may_follow, asked_at, sure_at)| {
            let event = events.next().await?;
            let now = platform.clock.now();
            if now < asked_at + RECHECK_SECONDS * 1_000 {
                return Some((event, (events, platform, may_follow, asked_at, sure_at)));
            }
            let sure_at = match may_follow(&platform).await {
                Ok(true) => now,
                Ok(false) => return None,
                Err(error) => {
                    log::warn!("nobody could say who may follow a stream: {error:?}");
                    if now >= sure_at + (RECHECK_SECONDS + UNSURE_SECONDS) * 1_000 {
                        return None;
                    }
                    sure_at
                }
            };
            Some((event, (events, platform, may_follow, now, sure_at)))
        },
    );
    // A Worker has one thread, and a test reads the body on the thread that created it.
    Box::pin(SendWrapper::new(allowed))
}

/// Whether the credential of a stream is still valid, given the `answer` to checking it again.
pub fn still<T>(answer: Result<T, ApiError>) -> Result<bool, ApiError> {
    match answer {
        Ok(_) => Ok(true),
        Err(error) if error.is_ours() => Err(error),
        Err(_) => Ok(false),
    }
}

/// Where to begin, and how long to follow.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FollowQuery {
    /// The number of the last event that you have seen, in place of `Last-Event-ID`. Events after it that are no longer
    /// stored come as a `message` for each message, and a `status`.
    after: Option<u64>,
    /// Stay for 2 minutes after the last event even if no person has joined, because one may.
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

/// The number of the last event that the client has seen, if it sends one.
pub fn last_seen(headers: &HeaderMap, query: &FollowQuery) -> Option<u64> {
    last_event_id(headers).or(query.after)
}

/// The number in `Last-Event-ID`, which an `EventSource` sends when it reconnects.
pub fn last_event_id(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get("last-event-id")?;
    value.to_str().ok()?.parse().ok()
}
