//! `/api/v1/conversations/{id}/reply-link`: a link that opens one conversation to a person without an account.

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::{error::ErrorBody, ids::ConversationId};
use serde::Serialize;
use utoipa::ToSchema;

use super::feedback::SuccessBody;
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{WriteConversations, conversation::OwnedConversation},
    },
    platform::Platform,
    services::{
        links,
        operators::{self, LinkUse},
    },
};

/// A link to a conversation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReplyLinkBody {
    /// The link. It opens the conversation to everyone who has it, for 7 days, as long as the key that made it may
    /// answer. A repeated request with the same Idempotency-Key has null here.
    reply_url: Option<String>,
}

/// Creates a link that opens the conversation for 7 days, or until its key is revoked.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/reply-link", tag = "Operators",
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 201, body = ReplyLinkBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        (status = 503, description = "The deployment has no root secret to sign links with, or no PUBLIC_URL.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    OwnedConversation {
        project,
        conversation,
    }: OwnedConversation<WriteConversations>,
) -> Result<(StatusCode, Json<ReplyLinkBody>), ApiError> {
    if platform.config.public_url.is_none() {
        return Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "public_url_missing",
            "This deployment does not know its own address, so there are no links. Set PUBLIC_URL.",
        ));
    }
    let linked = conversation.linked();
    let end = links::end(platform.clock.now());
    let maker = project.link_maker();
    let end = (project.session).map_or(end, |session| end.min(session.ends_at));
    let reply_url =
        links::for_operator(&platform, project.id, &linked, maker, end).ok_or_else(|| {
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "root_secret_missing",
                "This deployment has no root secret, so links cannot be signed. Set ROOT_SECRET.",
            )
        })?;
    Ok((
        StatusCode::CREATED,
        Json(ReplyLinkBody {
            reply_url: Some(reply_url),
        }),
    ))
}

/// Revokes all links to the conversation.
#[utoipa::path(
    delete, path = "/api/v1/conversations/{id}/reply-link", tag = "Operators",
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, description = "The links no longer work.", body = SuccessBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    OwnedConversation {
        project,
        conversation,
    }: OwnedConversation<WriteConversations>,
) -> Result<Json<SuccessBody>, ApiError> {
    let actor = project.caller.to_string();
    let whose = LinkUse {
        organization_id: project.organization_id,
        project_id: project.id,
        conversation_id: conversation.id,
        actor: &actor,
    };
    operators::end_links(&platform, &whose).await?;
    Ok(Json(SuccessBody { success: true }))
}
