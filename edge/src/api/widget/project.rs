//! The project of a visitor's request, loaded and checked.

use axum::http::{HeaderMap, header};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    api::{client_ip, error::ApiError},
    domain::credentials::origin,
    platform::Platform,
    services::published_project::{self, PublishedProject},
};

/// The project to read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProjectQuery {
    /// The slug of the project.
    #[param(required)]
    project: Option<String>,
}

impl ProjectQuery {
    /// The slug, or 400 if it is missing.
    pub fn slug(self) -> Result<String, ApiError> {
        self.project.ok_or_else(ApiError::project_missing)
    }
}

/// The project with this slug, if the page that asks may use it.
///
/// A request without `Origin` does not come from a page of another site, because browsers send it with
/// every cross-origin request.
pub async fn allowed(
    platform: &Platform,
    slug: &str,
    headers: &HeaderMap,
) -> Result<PublishedProject, ApiError> {
    let project = published_project::by_slug(platform, slug, &client_ip::of(headers))
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    check_origin(&project, headers)?;
    Ok(project)
}

/// 403 if the request comes from a page that is not on the project's list.
pub fn check_origin(project: &PublishedProject, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or("null");
    if is_own(origin, headers) || origin::is_allowed(&project.allowed_origins, origin) {
        return Ok(());
    }
    Err(ApiError::origin_not_allowed(origin))
}

/// Whether `origin` is our own host. The widget's frame has that origin on every page.
pub fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let authority = origin
        .split_once("://")
        .map(|(_scheme, authority)| authority);
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    authority.is_some() && authority == host
}
