//! Renders pages that are empty until their scripts run, in a browser elsewhere: Cloudflare's Browser Rendering by its
//! binding or its address, or a service with the same API (`POST …/browser-rendering/content`).

use porchlight_knowledge::source_limits::{PAGE_BYTES, RENDERING_TIMEOUT_MS};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{failure::Failure, fetch::Fetcher};
use crate::platform::{FetchLimits, HttpError, HttpPost, HttpResponse};

/// The answer is JSON, in which a character of the page can take six bytes.
const ANSWER_BYTES: usize = 6 * PAGE_BYTES;

#[derive(Deserialize)]
struct RenderingAnswer {
    result: Option<String>,
}

impl Fetcher<'_> {
    pub(super) fn can_draw(&self) -> bool {
        self.browser.is_some() || self.rendering.is_some()
    }

    async fn drawn(
        &self,
        request: &serde_json::Value,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        match (&self.browser, &self.rendering) {
            (Some(browser), _) => browser.draw(request, limits).await,
            (None, Some(rendering)) => {
                let post = HttpPost {
                    headers: vec![
                        ("authorization", format!("Bearer {}", rendering.token)),
                        ("content-type", "application/json".into()),
                    ],
                    body: request.to_string(),
                };
                self.http.post(&rendering.url, post, limits).await
            }
            (None, None) => Err(HttpError::Unreachable("there is no browser".into())),
        }
    }

    /// The HTML of the page at `url` after its scripts have run. The source's header is not sent. `None` if the
    /// deployment has no browser.
    pub(super) async fn rendered(&mut self, url: &Url) -> Result<Option<String>, Failure> {
        if !self.can_draw() {
            return Ok(None);
        }
        self.requests += 1;
        let body = json!({
            "url": url.as_str(),
            "rejectResourceTypes": ["image", "media", "font"],
            // Two open requests are allowed, because chats and counters on a page never finish.
            "gotoOptions": { "waitUntil": "networkidle2", "timeout": RENDERING_TIMEOUT_MS },
            "userAgent": self.user_agent,
        });
        let limits = FetchLimits {
            timeout_ms: 2 * RENDERING_TIMEOUT_MS,
            max_bytes: ANSWER_BYTES,
        };
        let answer = match self.drawn(&body, limits).await {
            Ok(answer) => answer,
            Err(HttpError::TooLarge) => return Err(Failure::TooLarge),
            Err(HttpError::Timeout | HttpError::Unreachable(_)) => {
                return Err(Failure::RenderingBusy);
            }
        };
        match answer.status {
            200..=299 if answer.body.len() >= ANSWER_BYTES => Err(Failure::TooLarge),
            200..=299 => {
                let read: Option<RenderingAnswer> = serde_json::from_slice(&answer.body).ok();
                let html = read.and_then(|answer| answer.result);
                match html {
                    Some(html) if html.len() > PAGE_BYTES => Err(Failure::TooLarge),
                    Some(html) => Ok(Some(html)),
                    None => Err(Failure::RenderingFailed(answer.status)),
                }
            }
            408 | 429 | 500.. => Err(Failure::RenderingBusy),
            status => {
                log::error!("{url}: rendering answered {status}");
                Err(Failure::RenderingFailed(status))
            }
        }
    }
}
