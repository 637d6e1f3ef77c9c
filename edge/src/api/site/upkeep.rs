//! `/api/v1/upkeep`: the maintenance of a project.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadUpkeep, WriteConfig},
    },
    platform::Platform,
    services::upkeep,
    store::upkeep::{self as store, Upkeep},
};

/// The maintenance of a project.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "recrawlDays": 7, "retentionDays": 365 }))]
pub struct UpkeepBody {
    /// The days after which a page, a sitemap or a site is read again; 0 for never.
    #[schema(maximum = 3650)]
    recrawl_days: u32,
    /// The days for which a conversation is kept after its latest message; null until it is erased.
    #[schema(minimum = 1, maximum = 3650)]
    retention_days: Option<u32>,
}

impl From<Upkeep> for UpkeepBody {
    fn from(upkeep: Upkeep) -> Self {
        Self {
            recrawl_days: upkeep.recrawl_days,
            retention_days: upkeep.retention_days,
        }
    }
}

/// Returns how often sources are read again, and how long conversations are kept.
#[utoipa::path(
    get, path = "/api/v1/upkeep", tag = "Upkeep", responses((status = 200, body = UpkeepBody), KeyErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadUpkeep>,
) -> Result<Json<UpkeepBody>, ApiError> {
    let upkeep = store::of(&platform.project(project.id), project.id).await?;
    Ok(Json(upkeep.into()))
}

/// Sets how often sources are read again, and how long conversations are kept.
#[utoipa::path(
    put, path = "/api/v1/upkeep", tag = "Upkeep", request_body = UpkeepBody,
    responses((status = 200, body = UpkeepBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteConfig, UpkeepBody>,
) -> Result<Json<UpkeepBody>, ApiError> {
    let wanted = Upkeep {
        recrawl_days: body.recrawl_days,
        retention_days: body.retention_days,
    };
    let actor = project.key.to_string();
    upkeep::set(
        &platform,
        project.organization_id,
        project.id,
        wanted,
        &actor,
    )
    .await?;
    Ok(Json(body))
}
