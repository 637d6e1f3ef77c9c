//! [`Http`] for native tests and tools: plain HTTP, for servers on this machine.

use std::{io::Read, time::Duration};

use async_trait::async_trait;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use ureq::{Agent, Error, http::HeaderMap};
use url::Url;

use crate::platform::{
    FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};

/// The bytes of a streamed body that are read at once.
const CHUNK_BYTES: usize = 4 * 1024;

/// A client that follows no redirects and accepts no compressed responses.
#[derive(Clone, Copy, Debug)]
pub struct NativeHttp {
    /// The time limit for a request, whatever its own limits say, in milliseconds.
    pub longest_ms: u32,
}

#[async_trait(?Send)]
impl Http for NativeHttp {
    async fn get(
        &self,
        url: &Url,
        headers: &[(&str, String)],
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let (limits, url) = (self.limited(limits), url.clone());
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        elsewhere(move || get(&url, &headers, limits)).await
    }

    async fn post(
        &self,
        url: &Url,
        post: HttpPost,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let (limits, url) = (self.limited(limits), url.clone());
        elsewhere(move || deliver(&url, &post, limits)).await
    }

    async fn open(&self, url: &Url, request: StreamRequest) -> Result<StreamResponse, HttpError> {
        let (url, longest_ms) = (url.clone(), self.longest_ms);
        elsewhere(move || open(&url, &request, longest_ms)).await
    }
}

impl NativeHttp {
    fn limited(self, limits: FetchLimits) -> FetchLimits {
        FetchLimits {
            timeout_ms: limits.timeout_ms.min(self.longest_ms),
            ..limits
        }
    }
}

/// Runs `work` on another thread, because the client blocks and the server may run on this one.
async fn elsewhere<T: Into<R> + Send + 'static, R>(
    request: impl FnOnce() -> Result<T, HttpError> + Send + 'static,
) -> Result<R, HttpError> {
    let answer = tokio::task::spawn_blocking(request)
        .await
        .map_err(|error| HttpError::Unreachable(error.to_string()))?;
    answer.map(Into::into)
}

/// A response whose body is read by another thread.
struct OpenedResponse {
    status: u16,
    body: futures::channel::mpsc::UnboundedReceiver<Result<Vec<u8>, HttpError>>,
}

impl From<OpenedResponse> for StreamResponse {
    fn from(opened: OpenedResponse) -> Self {
        Self {
            status: opened.status,
            body: Box::pin(opened.body),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is not built for wasm32, and a blocking task would keep the runtime from ending"
)]
fn open(url: &Url, request: &StreamRequest, longest_ms: u32) -> Result<OpenedResponse, HttpError> {
    let limits = FetchLimits {
        timeout_ms: longest_ms,
        max_bytes: usize::MAX,
    };
    let mut post = agent(limits).post(url.as_str());
    for (name, value) in &request.headers {
        post = post.header(name, value);
    }
    let response = post.send(&request.body).map_err(refused)?;
    let status = response.status().as_u16();
    let (sender, body) = unbounded();
    let reader = response.into_body().into_reader();
    std::thread::spawn(move || read_on(reader, &sender));
    Ok(OpenedResponse { status, body })
}

/// Reads to the end, or until the receiver is gone.
fn read_on(mut reader: impl Read, sender: &UnboundedSender<Result<Vec<u8>, HttpError>>) {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = match reader.read(&mut chunk) {
            Ok(0) => return,
            Ok(length) => Ok(chunk.get(..length).unwrap_or_default().to_vec()),
            Err(error) => Err(refused(error.into())),
        };
        let failed = read.is_err();
        if sender.unbounded_send(read).is_err() || failed {
            return;
        }
    }
}

fn agent(limits: FetchLimits) -> Agent {
    let timeout = Duration::from_millis(u64::from(limits.timeout_ms));
    Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(timeout))
        .user_agent(concat!("PorchlightBot/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

fn get(
    url: &Url,
    headers: &[(String, String)],
    limits: FetchLimits,
) -> Result<HttpResponse, HttpError> {
    let mut request = agent(limits).get(url.as_str());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut response = request.call().map_err(refused)?;
    let body = response
        .body_mut()
        .with_config()
        .limit(u64::try_from(limits.max_bytes).unwrap_or(u64::MAX))
        .read_to_vec()
        .map_err(refused)?;
    Ok(answer(response.status().as_u16(), response.headers(), body))
}

fn deliver(url: &Url, post: &HttpPost, limits: FetchLimits) -> Result<HttpResponse, HttpError> {
    let mut request = agent(limits).post(url.as_str());
    for (name, value) in &post.headers {
        request = request.header(*name, value);
    }
    let mut response = request.send(&post.body).map_err(refused)?;
    let mut body = Vec::new();
    response
        .body_mut()
        .as_reader()
        .take(u64::try_from(limits.max_bytes).unwrap_or(u64::MAX))
        .read_to_end(&mut body)
        .map_err(|error| refused(error.into()))?;
    Ok(answer(response.status().as_u16(), response.headers(), body))
}

fn answer(status: u16, headers: &HeaderMap, body: Vec<u8>) -> HttpResponse {
    HttpResponse {
        status,
        content_type: header(headers, "content-type"),
        location: header(headers, "location"),
        retry_after: header(headers, "retry-after"),
        link: list(headers, "link"),
        robots: list(headers, "x-robots-tag"),
        etag: header(headers, "etag"),
        last_modified: header(headers, "last-modified"),
        policy: list(headers, "content-security-policy"),
        body,
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).into_owned())
}

/// The values of a header that may occur several times, as one list (RFC 9110, section 5.3).
fn list(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn refused(error: Error) -> HttpError {
    match error {
        Error::Timeout(_) => HttpError::Timeout,
        Error::BodyExceedsLimit(_) => HttpError::TooLarge,
        error => HttpError::Unreachable(error.to_string()),
    }
}
