//! Responses, read within their limits.

use std::time::Duration;

use futures::{
    StreamExt,
    future::{Either, select},
    pin_mut,
};
use worker::{AbortController, Delay, Response};

use crate::platform::{FetchLimits, HttpError, HttpResponse};

/// What happens to a body longer than [`FetchLimits::max_bytes`].
pub(super) enum Excess {
    /// The request fails.
    Refused,
    /// The rest of the body is not read.
    Dropped,
}

/// Reads `answer` within its time, or aborts the request.
pub(super) async fn in_time(
    answer: impl Future<Output = Result<HttpResponse, HttpError>>,
    limits: FetchLimits,
    abort: AbortController,
) -> Result<HttpResponse, HttpError> {
    let timeout = Delay::from(Duration::from_millis(u64::from(limits.timeout_ms)));
    pin_mut!(answer, timeout);
    let outcome = match select(answer, timeout).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => Err(HttpError::Timeout),
    };
    if outcome.is_err() {
        abort.abort();
    }
    outcome
}

pub(super) async fn whole(
    mut response: Response,
    limits: FetchLimits,
    excess: Excess,
) -> Result<HttpResponse, HttpError> {
    let body = body(&mut response, limits, excess).await?;
    let header = |name| response.headers().get(name).ok().flatten();
    Ok(HttpResponse {
        status: response.status_code(),
        content_type: header("content-type"),
        location: header("location"),
        retry_after: header("retry-after"),
        link: header("link"),
        robots: header("x-robots-tag"),
        etag: header("etag"),
        last_modified: header("last-modified"),
        policy: header("content-security-policy"),
        body,
    })
}

async fn body(
    response: &mut Response,
    limits: FetchLimits,
    excess: Excess,
) -> Result<Vec<u8>, HttpError> {
    let mut body = Vec::new();
    // A response without a body has no stream.
    let Ok(mut stream) = response.stream() else {
        return Ok(body);
    };
    while let Some(chunk) = stream.next().await {
        body.extend(chunk.map_err(unreachable)?);
        if body.len() > limits.max_bytes {
            match excess {
                Excess::Refused => return Err(HttpError::TooLarge),
                Excess::Dropped => {
                    body.truncate(limits.max_bytes);
                    // Dropping the stream here cancels it.
                    break;
                }
            }
        }
    }
    Ok(body)
}

pub(super) fn unreachable(error: worker::Error) -> HttpError {
    HttpError::Unreachable(error.to_string())
}
