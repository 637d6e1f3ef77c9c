//! `GET /api/widget/config`: the public settings.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use serde::Deserialize;

use super::project;
use crate::{
    api::{
        client_ip::ClientIp,
        error::ApiError,
        published::{CACHE_CONTROL, PublishedAnswer},
        query::Params,
    },
    platform::{Gate, Platform},
    services::published_project::PublishedProject,
};

/// The query.
#[derive(Deserialize)]
pub struct ConfigQuery {
    project: Option<String>,
}

/// Answers with the public configuration, or 304 if the client has it already.
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Params(query): Params<ConfigQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let slug = query.project.ok_or_else(ApiError::project_missing)?;
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = project::allowed(&platform, &slug, &headers).await?;
    Ok(answer(&project)?.respond(&headers))
}

/// The answer for `project`.
pub fn answer(project: &PublishedProject) -> Result<PublishedAnswer, ApiError> {
    let body =
        serde_json::to_string(&project.config).map_err(|error| ApiError::internal(&error))?;
    Ok(PublishedAnswer {
        etag: format!("\"{}-{}\"", project.config.project, project.config.version),
        headers: vec![
            (header::CONTENT_TYPE, "application/json".into()),
            (header::CACHE_CONTROL, CACHE_CONTROL.into()),
        ],
        body,
    })
}
