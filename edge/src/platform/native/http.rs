//! [`Http`] for native tests and tools: plain HTTP, as servers on this machine speak it.

use std::time::Duration;

use async_trait::async_trait;
use ureq::{Agent, Error, http::HeaderMap};
use url::Url;

use crate::platform::{FetchLimits, Http, HttpError, HttpResponse};

/// A client that follows no redirects and takes no compressed answers.
#[derive(Clone, Copy, Debug)]
pub struct NativeHttp {
    /// No request takes longer, whatever its limits say, in milliseconds.
    pub longest_ms: u32,
}

#[async_trait(?Send)]
impl Http for NativeHttp {
    async fn get(&self, url: &Url, limits: FetchLimits) -> Result<HttpResponse, HttpError> {
        let limits = FetchLimits {
            timeout_ms: limits.timeout_ms.min(self.longest_ms),
            ..limits
        };
        let url = url.clone();
        // The client blocks, and the server may well live on this thread.
        tokio::task::spawn_blocking(move || get(&url, limits))
            .await
            .map_err(|error| HttpError::Unreachable(error.to_string()))?
    }
}

fn get(url: &Url, limits: FetchLimits) -> Result<HttpResponse, HttpError> {
    let timeout = Duration::from_millis(u64::from(limits.timeout_ms));
    let agent: Agent = Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(timeout))
        .user_agent(concat!("PorchlightBot/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut response = agent.get(url.as_str()).call().map_err(refused)?;
    let body = response
        .body_mut()
        .with_config()
        .limit(u64::try_from(limits.max_bytes).unwrap_or(u64::MAX))
        .read_to_vec()
        .map_err(refused)?;
    Ok(HttpResponse {
        status: response.status().as_u16(),
        content_type: header(response.headers(), "content-type"),
        location: header(response.headers(), "location"),
        body,
    })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).into_owned())
}

fn refused(error: Error) -> HttpError {
    match error {
        Error::Timeout(_) => HttpError::Timeout,
        Error::BodyExceedsLimit(_) => HttpError::TooLarge,
        error => HttpError::Unreachable(error.to_string()),
    }
}
