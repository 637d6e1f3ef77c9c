//! `/api/v1/sources/{id}/changes`: what the latest reading of a source changed, and the owner's decision about it.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{error::ErrorBody, ids::SourceId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{documents::source, source::OneSourceBody};
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadSources, WriteSources},
    },
    platform::Platform,
    services::sources::changes,
    store::{
        documents::staged,
        sources::{
            SourceStatus,
            changes::{self as stored_changes, ChangeKind, SourceChange},
        },
    },
};

/// The most documents in the list.
pub const CHANGES: u32 = 1_000;

/// A document that the reading changed, or would change.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SourceChange)]
pub struct ChangeBody {
    /// The address of the document.
    name: String,
    /// What happened to the document.
    kind: ChangeKind,
    /// The number of passages that it had.
    passages_before: u64,
    /// The number of passages that it has now, or would have.
    passages_after: u64,
}

impl From<SourceChange> for ChangeBody {
    fn from(change: SourceChange) -> Self {
        Self {
            name: change.key,
            kind: change.kind,
            passages_before: change.passages_before,
            passages_after: change.passages_after,
        }
    }
}

/// What the latest reading of a source changed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SourceChanges, example = json!({
    "isHeld": true, "added": 0, "changed": 1, "gone": 1, "passagesBefore": 30, "passagesAfter": 12, "changes": [
        { "name": "https://shop.example/returns", "kind": "gone", "passagesBefore": 14, "passagesAfter": 0 },
        { "name": "https://shop.example/faq", "kind": "changed", "passagesBefore": 16, "passagesAfter": 12 },
    ],
}))]
pub struct ChangesBody {
    /// Whether the removal of missing or shorter documents waits for the owner's decision.
    is_held: bool,
    /// The number of documents that are new.
    added: u64,
    /// The number of documents whose content changed.
    changed: u64,
    /// The number of documents that the reading did not find again.
    gone: u64,
    /// The number of passages in service when the reading began.
    passages_before: u64,
    /// The number of passages in service after the reading, or that would be.
    passages_after: u64,
    /// The documents, missing ones first; at most 1,000.
    changes: Vec<ChangeBody>,
}

/// Lists what the latest reading of a source changed.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}/changes", tag = "Sources",
    params(("id" = SourceId, Path, description = "The source's id.")),
    responses(
        (status = 200, body = ChangesBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path(id): Path<String>,
) -> Result<Json<ChangesBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let db = &platform.project(project.id);
    let counts = stored_changes::counts(db, project.id, source.id).await?;
    let loss = staged::loss(db, project.id, source.id).await?;
    let changes = stored_changes::list(db, project.id, source.id, CHANGES).await?;
    Ok(Json(ChangesBody {
        is_held: source.status == SourceStatus::Held,
        added: counts.added,
        changed: counts.changed,
        gone: counts.gone,
        passages_before: source.passages_before,
        passages_after: loss.left(),
        changes: changes.into_iter().map(ChangeBody::from).collect(),
    }))
}

/// Accepts the waiting changes: missing documents are removed, and the new reading replaces the old one.
#[utoipa::path(
    post, path = "/api/v1/sources/{id}/changes/accept", tag = "Sources",
    params(("id" = SourceId, Path, description = "The source's id.")),
    responses(
        (status = 200, body = OneSourceBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        (status = 409, description = "No changes of the source are waiting.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn accept(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSources>,
    Path(id): Path<String>,
) -> Result<Json<OneSourceBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let source = changes::accept(&platform, project.id, source.id).await?;
    Ok(Json(source.into()))
}

/// Discards the waiting changes: the previous reading stays in service.
#[utoipa::path(
    post, path = "/api/v1/sources/{id}/changes/discard", tag = "Sources",
    params(("id" = SourceId, Path, description = "The source's id.")),
    responses(
        (status = 200, body = OneSourceBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        (status = 409, description = "No changes of the source are waiting.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn discard(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSources>,
    Path(id): Path<String>,
) -> Result<Json<OneSourceBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let source = changes::discard(&platform, project.id, source.id).await?;
    Ok(Json(source.into()))
}
