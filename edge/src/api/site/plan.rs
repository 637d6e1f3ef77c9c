//! `/api/v1/plan`: the project's plan, and how much of it is used.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::analytics::CreditsBody;
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadModel},
    },
    domain::settings::plan::Plan,
    platform::Platform,
    services::analytics,
};

/// The plan of the organization, and how much of it the project has used.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "plan": "growth",
    "credits": { "used": 380, "limit": 10000, "remaining": 9620, "resetsAt": "2027-02-01T00:00:00.000Z" },
}))]
pub struct ProjectPlanBody {
    /// The plan.
    plan: Plan,
    /// The answers of this calendar month (UTC): each one uses a credit.
    credits: CreditsBody,
}

/// Returns the plan, and how many of its answers are used.
#[utoipa::path(
    get, path = "/api/v1/plan", tag = "Analytics", responses((status = 200, body = ProjectPlanBody), KeyErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadModel>,
) -> Result<Json<ProjectPlanBody>, ApiError> {
    let credits = analytics::credits(&platform, project.id, project.plan).await?;
    Ok(Json(ProjectPlanBody {
        plan: project.plan,
        credits: credits.into(),
    }))
}
