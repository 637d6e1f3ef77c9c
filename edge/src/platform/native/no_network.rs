//! [`Http`] for tests without a network.

use async_trait::async_trait;
use url::Url;

use crate::platform::{
    FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};

/// A client without a network.
#[derive(Clone, Copy, Debug)]
pub struct NoNetwork;

#[async_trait(?Send)]
impl Http for NoNetwork {
    async fn get(
        &self,
        url: &Url,
        _headers: &[(&str, String)],
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn post(
        &self,
        url: &Url,
        _post: HttpPost,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn open(&self, url: &Url, _request: StreamRequest) -> Result<StreamResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }
}
