//! `POST /api/v1/unanswered/{id}/restore`: lists resolved questions again.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{error::ErrorBody, ids::MessageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, ReadUnanswered, WriteAnswers},
    },
    platform::Platform,
    services::unanswered::{self, QUESTIONS},
};

/// The questions to list again.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RestoreGroup, example = json!({ "messageIds": ["0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"] }))]
pub struct RestoreGroupBody {
    /// The messages of the group. Defaults to the one in the path.
    #[schema(max_items = 300)]
    message_ids: Option<Vec<MessageId>>,
}

/// A group that is listed again.
#[derive(Serialize, ToSchema)]
#[schema(as = RestoredGroup)]
pub struct RestoredGroupBody {
    /// The number of questions that are listed again.
    restored: usize,
}

/// Lists resolved questions again. Anything that was added to answer them stays.
#[utoipa::path(
    post, path = "/api/v1/unanswered/{id}/restore", tag = "Analytics", request_body = RestoreGroupBody,
    params(("id" = String, Path, description = "The id of a message of the group.")),
    responses(
        (status = 200, body = RestoredGroupBody),
        (status = 404, description = "There is no such unanswered question.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn restore(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    OwnedBody { project, body }: OwnedBody<WriteAnswers, RestoreGroupBody>,
) -> Result<Json<RestoredGroupBody>, ApiError> {
    project.require::<ReadUnanswered>()?;
    let id = super::read(&id)?;
    let mut questions = body.message_ids.unwrap_or_else(|| vec![id]);
    questions.truncate(QUESTIONS as usize);
    let restored = unanswered::restore(&platform, project.id, id, &questions).await?;
    Ok(Json(RestoredGroupBody { restored }))
}
