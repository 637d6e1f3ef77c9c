//! Requests to other servers.

use std::pin::Pin;

use async_trait::async_trait;
use futures::Stream;

/// The limits on a response from another server.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// The longest time until the whole body has arrived, in milliseconds.
    pub timeout_ms: u32,
    /// The largest body, in bytes.
    pub max_bytes: usize,
}

/// A response from another server. Redirects are not followed, but returned.
#[derive(Clone, Debug, Default)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Location`, as sent.
    pub location: Option<String>,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// `Link`, as sent; several headers form one list.
    pub link: Option<String>,
    /// `X-Robots-Tag`, as sent; several headers form one list.
    pub robots: Option<String>,
    /// `ETag`, as sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
    /// `Content-Security-Policy`, as sent.
    pub policy: Option<String>,
    /// The body, decoded from its transfer and content encodings.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// It took longer than [`FetchLimits::timeout_ms`].
    #[error("no answer in time")]
    Timeout,
    /// The body is larger than [`FetchLimits::max_bytes`].
    #[error("the answer is too large")]
    TooLarge,
    /// There is no connection, no such name, or no valid certificate. The text is for the log.
    #[error("unreachable: {0}")]
    Unreachable(String),
}

/// A request body for another server, with its headers.
#[derive(Clone, Debug)]
pub struct HttpPost {
    /// Names in lower case, values in visible ASCII.
    pub headers: Vec<(&'static str, String)>,
    /// The body, in UTF-8.
    pub body: String,
}

/// A request body for another server whose response is streamed.
#[derive(Clone, Debug)]
pub struct StreamRequest {
    /// Names in lower case, values in visible ASCII.
    pub headers: Vec<(String, String)>,
    /// The body, in UTF-8.
    pub body: String,
}

/// The body of a response, as it arrives. Dropping it closes the connection.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Vec<u8>, HttpError>>>>;

/// A response whose body is still arriving. Redirects are not followed, but returned.
pub struct StreamResponse {
    /// The status code.
    pub status: u16,
    /// The body, decoded from its transfer and content encodings.
    pub body: ByteStream,
}

/// A client for requests to other servers.
#[async_trait(?Send)]
pub trait Http: Send + Sync {
    /// GETs `url` without following redirects, with `headers` in addition to the client's own: names in lower case,
    /// values in visible ASCII. The caller has checked that the address is public.
    async fn get(
        &self,
        url: &url::Url,
        headers: &[(&str, String)],
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError>;
    /// POSTs `post` to `url` without following redirects. Only the first [`FetchLimits::max_bytes`] of the response
    /// body are read. The caller has checked that the address is public.
    async fn post(
        &self,
        url: &url::Url,
        post: HttpPost,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError>;
    /// POSTs `request` to `url` without following redirects, and returns when the head of the response has arrived. The
    /// caller has checked that the address is public, and limits how long it waits: dropping the result or the future
    /// aborts the request.
    async fn open(
        &self,
        url: &url::Url,
        request: StreamRequest,
    ) -> Result<StreamResponse, HttpError>;
}
