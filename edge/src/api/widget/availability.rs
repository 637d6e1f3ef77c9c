//! `GET /api/widget/availability`: whether people are available, before a visitor asks for one.

use axum::{Json, extract::State, http::HeaderMap};
use porchlight_shared::error::ErrorBody;
use serde::Serialize;
use utoipa::ToSchema;

use super::project::{self, ProjectQuery};
use crate::{
    api::{client_ip::ClientIp, error::ApiError, openapi::GateErrors, query::Params},
    domain::conversation::reply_time::UsualReply,
    platform::{Gate, Platform},
    services::reply_time,
};

/// Whether people are available.
#[derive(Serialize, ToSchema)]
pub struct AvailabilityBody {
    /// Whether it is within the project's business hours. True if it has none.
    open: bool,
    /// How soon people usually replied to visitors who asked for one in the last four weeks. Absent if there were too
    /// few.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_reply: Option<UsualReply>,
}

/// Returns whether it is within the project's business hours, and how soon people usually reply.
#[utoipa::path(
    get, path = "/api/widget/availability", tag = "Settings", params(ProjectQuery), security(()),
    responses(
        (status = 200, body = AvailabilityBody),
        (status = 400, description = "The project is missing.", body = ErrorBody),
        (status = 403, description = "The page is not on the project's list.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Params(query): Params<ProjectQuery>,
    headers: HeaderMap,
) -> Result<Json<AvailabilityBody>, ApiError> {
    let slug = query.slug()?;
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = project::allowed(&platform, &slug, &headers).await?;
    let open = project.people.is_open(platform.clock.now());
    let usual_reply = if open {
        // The business hours need no query, so the answer works without the database.
        reply_time::usual(&platform, project.id)
            .await
            .unwrap_or_else(|error| {
                log::error!("reply time of {}: {error}", project.id);
                None
            })
    } else {
        None
    };
    Ok(Json(AvailabilityBody { open, usual_reply }))
}
