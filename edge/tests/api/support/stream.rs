//! Responses whose body is not read to its end, because it has none yet.

use axum::{
    body::Body,
    http::{Request, Response},
};
use tower::ServiceExt;

use super::App;

impl App {
    /// The response with its body unread, for a stream that stays open.
    pub(crate) async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }
}
