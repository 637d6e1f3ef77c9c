//! `/api/v1/sources/{id}/documents/{document}/versions`: earlier versions of a document.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{DocumentId, SourceId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::documents::{DocumentBody, PassageBody, document, source};
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadSources, WriteSources},
    },
    domain::timestamp::rfc3339,
    platform::Platform,
    services::sources::{SourceError, changes},
    store::documents::{
        KeptPassage,
        versions::{self, DocumentVersion},
    },
};

/// An earlier version of a document.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DocumentVersion, example = json!({
    "version": 1, "title": "Returns", "passageCount": 3, "readAt": "2027-01-31T09:30:00.000Z",
}))]
pub struct VersionBody {
    /// The number of the version.
    version: u32,
    /// The title of the document in that version.
    title: String,
    /// The number of its passages.
    passage_count: u64,
    /// When it came into service.
    read_at: String,
}

impl From<DocumentVersion> for VersionBody {
    fn from(version: DocumentVersion) -> Self {
        Self {
            version: version.version,
            title: version.title,
            passage_count: version.passage_count,
            read_at: rfc3339(version.read_at),
        }
    }
}

/// The earlier versions of a document.
#[derive(Serialize, ToSchema)]
pub struct VersionsBody {
    /// The versions, newest first, at most 3.
    versions: Vec<VersionBody>,
}

/// Lists the earlier versions of a document.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}/documents/{document}/versions", tag = "Sources",
    params(
        ("id" = SourceId, Path, description = "The source's id."),
        ("document" = DocumentId, Path, description = "The document's id."),
    ),
    responses(
        (status = 200, body = VersionsBody),
        (status = 404, description = "There is no such source or document.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Json<VersionsBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let document = document(&platform, project.id, &source, &name).await?;
    let versions = versions::list(&platform.project(project.id), project.id, document.id).await?;
    Ok(Json(VersionsBody {
        versions: versions.into_iter().map(VersionBody::from).collect(),
    }))
}

/// An earlier version of a document with its passages.
#[derive(Serialize, ToSchema)]
pub struct VersionWithPassagesBody {
    /// The version.
    version: VersionBody,
    /// Its passages, in reading order, at most 400.
    passages: Vec<PassageBody>,
}

/// Reads one earlier version of a document.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}/documents/{document}/versions/{version}", tag = "Sources",
    params(
        ("id" = SourceId, Path, description = "The source's id."),
        ("document" = DocumentId, Path, description = "The document's id."),
        ("version" = u32, Path, description = "The number of the version."),
    ),
    responses(
        (status = 200, body = VersionWithPassagesBody),
        (status = 404, description = "There is no such source, document or version.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path((id, name, version)): Path<(String, String, String)>,
) -> Result<Json<VersionWithPassagesBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let document = document(&platform, project.id, &source, &name).await?;
    let db = &platform.project(project.id);
    let number: u32 = version.parse().map_err(|_| SourceError::VersionNotFound)?;
    let versions = versions::list(db, project.id, document.id).await?;
    let version = versions
        .into_iter()
        .find(|version| version.version == number)
        .ok_or(SourceError::VersionNotFound)?;
    let passages = versions::passages_of(db, project.id, document.id, number).await?;
    let passages = passages.unwrap_or_default().into_iter().map(|passage| {
        PassageBody::from(KeptPassage {
            headings: serde_json::json!(passage.headings).to_string(),
            text: passage.text,
            url: document.url.clone(),
            anchor: passage.anchor,
            alternatives: serde_json::json!(passage.alternatives).to_string(),
        })
    });
    Ok(Json(VersionWithPassagesBody {
        version: version.into(),
        passages: passages.collect(),
    }))
}

/// The version to put back.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "version": 1 }))]
pub struct RestoreBody {
    /// The number of the version. Defaults to the one before the current one.
    version: Option<u32>,
}

/// The document after the change.
#[derive(Serialize, ToSchema)]
pub struct RestoredBody {
    /// The document.
    document: DocumentBody,
}

/// Restores an earlier version of a document. It stays in service until the page changes again.
#[utoipa::path(
    post, path = "/api/v1/sources/{id}/documents/{document}/restore", tag = "Sources", request_body = RestoreBody,
    params(
        ("id" = SourceId, Path, description = "The source's id."),
        ("document" = DocumentId, Path, description = "The document's id."),
    ),
    responses(
        (status = 200, body = RestoredBody),
        (status = 404, description = "There is no such source, document or version.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn restore(
    State(platform): State<Platform>,
    Path((id, name)): Path<(String, String)>,
    OwnedBody { project, body }: OwnedBody<WriteSources, RestoreBody>,
) -> Result<Json<RestoredBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let document = document(&platform, project.id, &source, &name).await?;
    let restored =
        changes::restore(&platform, project.id, source.id, document.id, body.version).await?;
    Ok(Json(RestoredBody {
        document: restored.into(),
    }))
}
