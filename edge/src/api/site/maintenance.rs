//! `/api/v1/upkeep`: the maintenance of a project.

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadMaintenance, WriteSettings},
        query::{DaysQuery, Params},
    },
    platform::Platform,
    services::maintenance::{self, COUNTED},
    store::maintenance::{self as store, Maintenance},
};

/// The maintenance of a project.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "recrawlDays": 7, "retentionDays": 365 }))]
pub struct MaintenanceBody {
    /// The number of days after which a page, a sitemap or a site is read again; 0 for never.
    #[schema(maximum = 3650)]
    recrawl_days: u32,
    /// The number of days for which a conversation is kept after its latest message; null to keep it until somebody
    /// erases it.
    #[schema(minimum = 1, maximum = 3650)]
    retention_days: Option<u32>,
}

impl From<Maintenance> for MaintenanceBody {
    fn from(maintenance: Maintenance) -> Self {
        Self {
            recrawl_days: maintenance.recrawl_days,
            retention_days: maintenance.retention_days,
        }
    }
}

/// Returns how often sources are read again, and how long conversations are kept.
#[utoipa::path(
    get, path = "/api/v1/upkeep", tag = "Upkeep", responses((status = 200, body = MaintenanceBody), KeyErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadMaintenance>,
) -> Result<Json<MaintenanceBody>, ApiError> {
    let maintenance = store::of(&platform.project(project.id), project.id).await?;
    Ok(Json(maintenance.into()))
}

/// Sets how often sources are read again, and how long conversations are kept.
#[utoipa::path(
    put, path = "/api/v1/upkeep", tag = "Upkeep", request_body = MaintenanceBody,
    responses((status = 200, body = MaintenanceBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSettings, MaintenanceBody>,
) -> Result<Json<MaintenanceBody>, ApiError> {
    let wanted = Maintenance {
        recrawl_days: body.recrawl_days,
        retention_days: body.retention_days,
    };
    let actor = project.caller.to_string();
    maintenance::set(
        &platform,
        project.organization_id,
        project.id,
        wanted,
        &actor,
    )
    .await?;
    Ok(Json(body))
}

/// The retention period to try.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RetentionQuery {
    /// The number of days for which a conversation would be kept.
    #[param(minimum = 1, maximum = 3650)]
    pub days: u32,
}

/// What a retention period would erase.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "conversations": 218, "more": false }))]
pub struct RetentionBody {
    /// The number of conversations whose latest message is older. They would be erased within about a day, with their
    /// messages, contact details and events.
    conversations: u32,
    /// Whether there are more than the 10,000 that were counted.
    more: bool,
}

/// Counts what a retention period of this many days would erase. Nothing is changed.
#[utoipa::path(
    get, path = "/api/v1/upkeep/retention", tag = "Upkeep", params(RetentionQuery),
    responses(
        (status = 200, body = RetentionBody),
        (status = 400, description = "The number of days is missing or out of range.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn retention(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSettings>,
    Params(query): Params<DaysQuery>,
) -> Result<Json<RetentionBody>, ApiError> {
    let past = maintenance::past(&platform, project.id, query.days.unwrap_or_default()).await?;
    Ok(Json(RetentionBody {
        conversations: past.min(COUNTED),
        more: past > COUNTED,
    }))
}
