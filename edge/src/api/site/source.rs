//! `/api/v1/sources/{id}`: one source, and how it is read.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{error::ErrorBody, ids::SourceId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{source_settings::SourceSettingsBody, sources::SourceBody};
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadSources, WriteSources},
    },
    platform::Platform,
    services::sources::{SourceError, steering},
    store::sources::{Source, by_id},
};

/// A source.
#[derive(Serialize, ToSchema)]
pub struct OneSourceBody {
    /// The source.
    source: SourceBody,
}

impl From<Source> for OneSourceBody {
    fn from(source: Source) -> Self {
        Self {
            source: source.into(),
        }
    }
}

/// Returns one source.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}", tag = "Sources",
    params(("id" = SourceId, Path, description = "The source's id.")),
    responses(
        (status = 200, body = OneSourceBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path(id): Path<String>,
) -> Result<Json<OneSourceBody>, ApiError> {
    let id = id.parse().map_err(|_| SourceError::NotFound)?;
    let source = by_id(&platform.project(project.id), project.id, id).await?;
    Ok(Json(source.ok_or(SourceError::NotFound)?.into()))
}

/// Changes how a source is read. If its patterns, depth or header change, it is read again at once.
#[utoipa::path(
    patch, path = "/api/v1/sources/{id}", tag = "Sources", request_body = SourceSettingsBody,
    params(("id" = SourceId, Path, description = "The source's id.")),
    responses(
        (status = 200, body = OneSourceBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        (status = 503, description = "The deployment has no root secret to seal a header under, or no browser.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    OwnedBody { project, body }: OwnedBody<WriteSources, SourceSettingsBody>,
) -> Result<Json<OneSourceBody>, ApiError> {
    let id = id.parse().map_err(|_| SourceError::NotFound)?;
    let source = steering::update(&platform, project.id, id, body.into()).await?;
    Ok(Json(source.into()))
}
