//! A receiver of webhooks.

use std::sync::Mutex;

use porchlight_edge::platform::{
    FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};

/// Accepts all deliveries, and stores the bodies.
#[derive(Default)]
pub(crate) struct Receiver(pub(crate) Mutex<Vec<String>>);

#[async_trait::async_trait(?Send)]
impl Http for Receiver {
    async fn get(
        &self,
        url: &url::Url,
        _headers: &[(&str, String)],
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn post(
        &self,
        _url: &url::Url,
        post: HttpPost,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        self.0.lock().unwrap().push(post.body);
        Ok(HttpResponse {
            status: 204,
            ..HttpResponse::default()
        })
    }

    async fn open(
        &self,
        url: &url::Url,
        _request: StreamRequest,
    ) -> Result<StreamResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }
}
