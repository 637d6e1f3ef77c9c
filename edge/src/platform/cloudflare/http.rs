//! [`Http`] on the Worker's `fetch`.

use async_trait::async_trait;
use futures::StreamExt;
use worker::{
    AbortController, AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
    Url, wasm_bindgen::JsValue,
};

use super::{
    Cloudflare,
    response::{Excess, in_time, unreachable, whole},
};
use crate::platform::{
    ByteStream, FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};

const USER_AGENT: &str = concat!("PorchlightBot/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str =
    "text/html, text/markdown, text/plain, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1";

#[async_trait(?Send)]
impl Http for Cloudflare {
    async fn get(
        &self,
        url: &Url,
        headers: &[(&str, String)],
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let mut sent = vec![("user-agent", USER_AGENT), ("accept", ACCEPT)];
        sent.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
        let request = request(url, Method::Get, &sent, None)?;
        let abort = AbortController::default();
        let signal = abort.signal();
        let answer = answer(request, limits, Excess::Refused, &signal);
        in_time(answer, limits, abort).await
    }

    async fn post(
        &self,
        url: &Url,
        post: HttpPost,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let mut headers = vec![("user-agent", USER_AGENT)];
        headers.extend(
            post.headers
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
        );
        let request = request(url, Method::Post, &headers, Some(&post.body))?;
        let abort = AbortController::default();
        let signal = abort.signal();
        let answer = answer(request, limits, Excess::Dropped, &signal);
        in_time(answer, limits, abort).await
    }

    async fn open(&self, url: &Url, asked: StreamRequest) -> Result<StreamResponse, HttpError> {
        let mut headers = vec![("user-agent", USER_AGENT)];
        headers.extend(
            asked
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let request = request(url, Method::Post, &headers, Some(&asked.body))?;
        let abort = AbortController::default();
        let signal = abort.signal();
        let abort = AbortOnDrop(Some(abort));
        let mut response = Fetch::Request(request)
            .send_with_signal(&signal)
            .await
            .map_err(unreachable)?;
        let status = response.status_code();
        // A response without a body has no stream.
        let body: ByteStream = match response.stream() {
            Ok(stream) => Box::pin(stream.map(move |chunk| {
                // The request lasts as long as the stream, which owns this.
                let _last = &abort;
                chunk.map_err(unreachable)
            })),
            Err(_) => Box::pin(futures::stream::empty()),
        };
        Ok(StreamResponse { status, body })
    }
}

/// Aborts a request when nobody waits for it any more.
struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(abort) = self.0.take() {
            abort.abort();
        }
    }
}

fn request(
    url: &Url,
    method: Method,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Result<Request, HttpError> {
    let sent = Headers::new();
    for (name, value) in headers {
        sent.set(name, value).map_err(unreachable)?;
    }
    let mut init = RequestInit::new();
    init.with_method(method)
        .with_headers(sent)
        .with_redirect(RequestRedirect::Manual)
        .with_body(body.map(JsValue::from_str));
    Request::new_with_init(url.as_str(), &init).map_err(unreachable)
}

async fn answer(
    request: Request,
    limits: FetchLimits,
    excess: Excess,
    signal: &AbortSignal,
) -> Result<HttpResponse, HttpError> {
    let response = Fetch::Request(request)
        .send_with_signal(signal)
        .await
        .map_err(unreachable)?;
    whole(response, limits, excess).await
}
