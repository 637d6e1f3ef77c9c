//! `/api/chat/{conversation}/attachments`: the files of a visitor's conversation.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use porchlight_shared::{
    attachment::Attachment,
    error::ErrorBody,
    ids::{AttachmentId, ConversationId},
    limits::ATTACHMENT_BYTES,
};

use super::visitor::OwnConversation;
use crate::{
    api::{
        attachments::{self, UploadQuery},
        body,
        client_ip::ClientIp,
        error::ApiError,
        openapi::{GateErrors, SessionErrors},
        query::Params,
    },
    platform::Platform,
    services,
};

/// Uploads a picture (PNG, JPEG, GIF, WebP) or a PDF of at most 5 MiB, as the body, to a conversation that a person
/// holds or was asked for. A message that names its id sends it. Unsent files are deleted after a day.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/attachments", tag = "Chat",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    params(("conversation" = ConversationId, Path, description = "The conversation."), UploadQuery),
    responses(
        (status = 201, body = Attachment),
        (status = 400, description = "The file is empty.", body = ErrorBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation, or the deployment takes no files.", body = ErrorBody),
        (status = 409, description = "No person was asked for, or the conversation has as many files as it takes.", body = ErrorBody),
        (status = 413, description = "The file is too large.", body = ErrorBody),
        (status = 415, description = "The content is of none of these types.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    own: OwnConversation,
    Params(query): Params<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, Json<Attachment>), ApiError> {
    let name = query.name.unwrap_or_default();
    let bytes = body::read(request, ATTACHMENT_BYTES).await?.into();
    let (project_id, conversation) = (own.project.id, &own.conversation);
    let ip = Some(&*ip);
    let kept = services::attachments::keep(&platform, project_id, conversation, ip, &name, bytes);
    Ok((StatusCode::CREATED, Json(kept.await?)))
}

/// Returns the content of a file.
#[utoipa::path(
    get, path = "/api/chat/{conversation}/attachments/{id}", tag = "Chat",
    params(
        ("conversation" = ConversationId, Path, description = "The conversation."),
        ("id" = AttachmentId, Path, description = "The file's id."),
    ),
    responses(
        (status = 200, description = "The file, as the type that its content has.", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The file is that of the ETag in If-None-Match."),
        SessionErrors,
        (status = 404, description = "There is no such conversation, or no such file in it.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    headers: HeaderMap,
    own: OwnConversation,
    Path(ids): Path<Vec<(String, String)>>,
) -> Result<Response, ApiError> {
    let id = ids.last().map_or("", |(_, id)| id.as_str());
    let (project_id, conversation_id) = own.ids();
    attachments::get(&platform, project_id, conversation_id, id, &headers).await
}
