//! `GET /api/widget/config`: the public settings.

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::project;
use crate::{
    api::{client_ip::ClientIp, error::ApiError},
    platform::{Gate, Platform},
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
    Query(query): Query<ConfigQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let slug = query.project.ok_or_else(|| {
        ApiError::bad_request("project_missing", "Name the project: ?project=<slug>.")
    })?;
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = project::allowed(&platform, &slug, &headers).await?;
    let etag = format!("\"{}-{}\"", project.config.project, project.config.version);
    let caching = [
        (header::ETAG, etag.clone()),
        (
            header::CACHE_CONTROL,
            "public, max-age=0, must-revalidate".into(),
        ),
    ];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == etag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, Json(project.config)).into_response())
}
