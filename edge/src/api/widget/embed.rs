//! `GET /embed/{project}`: the document in the loader's frame.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, header},
    response::Response,
};

use porchlight_shared::error::ErrorBody;

use crate::{
    api::{
        error::ApiError,
        published::{CACHE_CONTROL, PublishedAnswer},
    },
    pages::embed::document,
    platform::Platform,
    services::published_project::{self, PublishedProject},
};

const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=()";

/// Returns the document, or 304 if the browser has it already. `frame-ancestors` tells the browser which pages may
/// show it. There is no gate, because a whole office may share one address, and the response is ready-made.
#[utoipa::path(
    get, path = "/embed/{project}", tag = "Settings", security(()),
    params(("project" = String, Path, description = "The project's slug.")),
    responses(
        (status = 200, description = "The document of the widget's frame.", content_type = "text/html", body = String),
        (status = 304, description = "The document is that of the ETag in If-None-Match."),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        (status = 500, description = "A failure on our side; it names the request.", body = ErrorBody),
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let project = published_project::by_slug(&platform, &slug)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    Ok(answer(&project).respond(&headers))
}

/// The response for `project`.
pub fn answer(project: &PublishedProject) -> PublishedAnswer {
    let document = document(project);
    PublishedAnswer {
        etag: document.etag,
        headers: vec![
            (header::CONTENT_TYPE, "text/html; charset=utf-8".into()),
            (header::CACHE_CONTROL, CACHE_CONTROL.into()),
            (header::CONTENT_SECURITY_POLICY, document.policy),
            (header::REFERRER_POLICY, "no-referrer".into()),
            (
                HeaderName::from_static("permissions-policy"),
                PERMISSIONS.into(),
            ),
        ],
        body: document.html,
    }
}
