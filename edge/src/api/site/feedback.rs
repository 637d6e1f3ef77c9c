//! `POST /api/v1/feedback`: whether the latest answer of a conversation helped.

use axum::{Json, extract::State};
use porchlight_shared::{error::ErrorBody, message::Verdict};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::conversations::conversation_id_missing;
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::asker::{AskerBody, WithSessionToken},
    },
    platform::Platform,
    services::feedback,
};

/// A verdict on an answer.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "conversationId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "helpful": "yes" }))]
pub struct FeedbackBody {
    /// The conversation whose latest answer the verdict is on.
    #[schema(required)]
    conversation_id: Option<String>,
    /// `yes` or `no`.
    #[schema(required, pattern = "^(yes|no)$")]
    helpful: Option<String>,
    /// With a publishable key: the session token of the answer. It may also be in `X-Session-Token`. It is not needed
    /// if you send `conversationId` exactly as the answer had it.
    session_token: Option<String>,
    /// The key, if it is not in the header.
    #[serde(rename = "apiKey")]
    #[expect(
        dead_code,
        reason = "read before the body is; it stands here for the documentation"
    )]
    api_key: Option<String>,
}

impl WithSessionToken for FeedbackBody {
    fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }
}

/// The request succeeded.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "success": true }))]
pub struct SuccessBody {
    /// Always `true`.
    pub success: bool,
}

/// Stores a verdict on the latest answer of a conversation.
#[utoipa::path(
    post, path = "/api/v1/feedback", tag = "Chat", request_body = FeedbackBody,
    responses(
        (status = 200, body = SuccessBody),
        (status = 404, description = "There is no such conversation, or no answer in it yet.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn judge(
    State(platform): State<Platform>,
    AskerBody { asker, body }: AskerBody<FeedbackBody>,
) -> Result<Json<SuccessBody>, ApiError> {
    let id = body
        .conversation_id
        .as_deref()
        .ok_or_else(conversation_id_missing)?;
    let verdict = match body.helpful.as_deref() {
        Some("yes") => Verdict::Helpful,
        Some("no") => Verdict::Unhelpful,
        _ => {
            return Err(ApiError::bad_request(
                "helpful_invalid",
                "helpful must be \"yes\" or \"no\".",
            ));
        }
    };
    let conversation = asker.conversation(&platform, id, &body).await?;
    feedback::judge_latest(&platform, asker.project_id(), &conversation, verdict).await?;
    Ok(Json(SuccessBody { success: true }))
}
