//! Requests about the signed-in person's projects, and the plan.

use gloo_net::http::Method;
use serde_json::json;

use super::{SESSION, get, send};
use crate::{
    model::projects::{OwnProjects, PlanUse},
    problem::Problem,
};

/// The projects that the session can switch to.
pub(crate) async fn list() -> Result<OwnProjects, Problem> {
    get("/console/projects").await
}

/// Switches the session to another project.
pub(crate) async fn change(slug: &str) -> Result<(), Problem> {
    let body = Some(json!({ "project": slug }));
    send(Method::PATCH, SESSION, body, &[]).await.map(drop)
}

/// The plan and how much of it is used.
pub(crate) async fn plan() -> Result<PlanUse, Problem> {
    get("/api/v1/plan").await
}
