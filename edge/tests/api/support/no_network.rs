//! No network.

use porchlight_edge::platform::{
    FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};

/// The network is not part of these tests.
pub(crate) struct NoNetwork;

#[async_trait::async_trait(?Send)]
impl Http for NoNetwork {
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
        url: &url::Url,
        _post: HttpPost,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn open(
        &self,
        url: &url::Url,
        _request: StreamRequest,
    ) -> Result<StreamResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }
}
