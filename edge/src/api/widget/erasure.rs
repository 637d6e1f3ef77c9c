//! The data that is stored about a visitor: they can download it, and erase one conversation or everything.

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::{error::ErrorBody, ids::ConversationId};

use super::visitor::{OwnConversation, VisitorSession};
use crate::{
    api::{
        error::ApiError,
        openapi::{GateErrors, SessionErrors},
        site::visitors::ExportBody,
    },
    platform::Platform,
    services::{erasure, visitors},
};

/// Returns everything that is stored about the visitor, except operators' notes.
#[utoipa::path(
    get, path = "/api/widget/visitor", tag = "Session",
    responses(
        (status = 200, body = ExportBody),
        SessionErrors,
        (status = 404, description = "Nothing is stored.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn export_visitor(
    State(platform): State<Platform>,
    visitor: VisitorSession,
) -> Result<Json<ExportBody>, ApiError> {
    let export = visitors::export_own(&platform, visitor.project.id, visitor.session_id).await?;
    Ok(Json(export.into()))
}

/// Erases the conversation with its messages, its contact details and its events.
#[utoipa::path(
    delete, path = "/api/chat/{conversation}", tag = "Chat",
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 204, description = "It is gone."),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn erase_conversation(
    State(platform): State<Platform>,
    own: OwnConversation,
) -> Result<StatusCode, ApiError> {
    let (project_id, id) = own.ids();
    erasure::conversation(&platform, project_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erases everything that is stored about the visitor, and ends the session.
#[utoipa::path(
    delete, path = "/api/widget/visitor", tag = "Session",
    responses(
        (status = 204, description = "Everything is gone."),
        SessionErrors,
        GateErrors,
    ),
)]
#[worker::send]
pub async fn erase_visitor(
    State(platform): State<Platform>,
    visitor: VisitorSession,
) -> Result<StatusCode, ApiError> {
    erasure::visitor(
        &platform,
        visitor.project.id,
        visitor.session_id,
        Vec::new(),
    )
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
