//! [`Http`] on the Worker's `fetch`.

use std::time::Duration;

use async_trait::async_trait;
use futures::{
    StreamExt,
    future::{Either, select},
    pin_mut,
};
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Url,
};

use super::Cloudflare;
use crate::platform::{FetchLimits, Http, HttpError, HttpResponse};

/// How Porchlight names itself to other servers.
const USER_AGENT: &str = concat!("PorchlightBot/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str =
    "text/html, text/markdown, text/plain, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1";

#[async_trait(?Send)]
impl Http for Cloudflare {
    async fn get(&self, url: &Url, limits: FetchLimits) -> Result<HttpResponse, HttpError> {
        let abort = AbortController::default();
        let signal = abort.signal();
        let answer = answer(url, limits, &signal);
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
}

async fn answer(
    url: &Url,
    limits: FetchLimits,
    signal: &AbortSignal,
) -> Result<HttpResponse, HttpError> {
    let headers = Headers::new();
    headers.set("User-Agent", USER_AGENT).map_err(unreachable)?;
    headers.set("Accept", ACCEPT).map_err(unreachable)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url.as_str(), &init).map_err(unreachable)?;
    let mut response = Fetch::Request(request)
        .send_with_signal(signal)
        .await
        .map_err(unreachable)?;
    let header = |name| response.headers().get(name).ok().flatten();
    let (content_type, location) = (header("content-type"), header("location"));
    let mut body = Vec::new();
    // A response without a body has no stream.
    if let Ok(mut stream) = response.stream() {
        while let Some(chunk) = stream.next().await {
            body.extend(chunk.map_err(unreachable)?);
            if body.len() > limits.max_bytes {
                return Err(HttpError::TooLarge);
            }
        }
    }
    Ok(HttpResponse {
        status: response.status_code(),
        content_type,
        location,
        body,
    })
}

fn unreachable(error: worker::Error) -> HttpError {
    HttpError::Unreachable(error.to_string())
}
