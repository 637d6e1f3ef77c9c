//! Who webhooks are sent to.

use std::sync::Mutex;

use porchlight_edge::platform::{
    FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};
use serde_json::Value;

/// Takes whatever is delivered.
#[derive(Default)]
pub(super) struct Receiver(pub(super) Mutex<Vec<Value>>);

#[async_trait::async_trait(?Send)]
impl Http for Receiver {
    async fn get(&self, url: &url::Url, _limits: FetchLimits) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn post(
        &self,
        _url: &url::Url,
        post: HttpPost,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let body = serde_json::from_str(&post.body).unwrap();
        self.0.lock().unwrap().push(body);
        Ok(HttpResponse {
            status: 204,
            content_type: None,
            location: None,
            retry_after: None,
            body: Vec::new(),
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
