//! `GET /api/widget/config`: the public settings.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use porchlight_shared::{error::ErrorBody, settings::PublicSettings};

use super::project::{self, ProjectQuery};
use crate::{
    api::{
        client_ip::ClientIp,
        error::ApiError,
        openapi::GateErrors,
        published::{CACHE_CONTROL, PublishedAnswer},
        query::Params,
    },
    platform::{Gate, Platform},
    services::published_project::PublishedProject,
};

/// Returns the public settings, or 304 if the client has them already.
#[utoipa::path(
    get, path = "/api/widget/config", tag = "Settings", params(ProjectQuery), security(()),
    responses(
        (status = 200, body = PublicSettings, headers(("ETag" = String, description = "Names these settings."))),
        (status = 304, description = "The settings are those of the ETag in If-None-Match."),
        (status = 400, description = "The project is missing.", body = ErrorBody),
        (status = 403, description = "The page is not on the project's list.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Params(query): Params<ProjectQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let slug = query.slug()?;
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = project::allowed(&platform, &slug, &headers).await?;
    Ok(answer(&project)?.respond(&headers))
}

/// The response for `project`.
pub fn answer(project: &PublishedProject) -> Result<PublishedAnswer, ApiError> {
    let body =
        serde_json::to_string(&project.settings).map_err(|error| ApiError::internal(&error))?;
    // Settings have no version for changes of the model or of the store of files, so those are part of the tag.
    let settings = &project.settings;
    let model = if settings.model_answers { "-model" } else { "" };
    let files = if settings.attachments { "-files" } else { "" };
    Ok(PublishedAnswer {
        etag: format!(
            "\"{}-{}{model}{files}\"",
            settings.project, settings.version
        ),
        headers: vec![
            (header::CONTENT_TYPE, "application/json".into()),
            (header::CACHE_CONTROL, CACHE_CONTROL.into()),
        ],
        body,
    })
}
