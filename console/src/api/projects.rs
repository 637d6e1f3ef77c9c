//! The projects of whoever has signed in, and the plan.

use gloo_net::http::Method;
use serde_json::json;

use super::{SESSION, get, send};
use crate::{
    model::projects::{OwnProjects, PlanUse},
    problem::Problem,
};

/// The projects that one may go on in.
pub(crate) async fn list() -> Result<OwnProjects, Problem> {
    get("/console/projects").await
}

/// Goes on in another.
pub(crate) async fn change(slug: &str) -> Result<(), Problem> {
    let body = Some(json!({ "project": slug }));
    send(Method::PATCH, SESSION, body, &[]).await.map(drop)
}

/// The plan, and what is used of it.
pub(crate) async fn plan() -> Result<PlanUse, Problem> {
    get("/api/v1/plan").await
}
