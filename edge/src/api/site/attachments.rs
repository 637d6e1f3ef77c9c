//! `/api/v1/conversations/{id}/attachments`: the files of a conversation, for operators.

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

use crate::{
    api::{
        attachments::{self, UploadQuery},
        body,
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{ReadConversations, WriteConversations, conversation::OwnedConversation},
        query::Params,
    },
    platform::Platform,
    services,
};

/// Uploads a picture (PNG, JPEG, GIF, WebP) or a PDF of at most 5 MiB, as the body. A reply that names its id sends it.
/// Unsent files are deleted after a day.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/attachments", tag = "Operators",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    params(("id" = ConversationId, Path, description = "The conversation's id."), UploadQuery),
    responses(
        (status = 201, body = Attachment),
        (status = 404, description = "There is no such conversation, or the deployment takes no files.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    OwnedConversation {
        project,
        conversation,
    }: OwnedConversation<WriteConversations>,
    Params(query): Params<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, Json<Attachment>), ApiError> {
    let name = query.name.unwrap_or_default();
    let bytes = body::read(request, ATTACHMENT_BYTES).await?.into();
    let kept =
        services::attachments::keep(&platform, project.id, &conversation, None, &name, bytes);
    Ok((StatusCode::CREATED, Json(kept.await?)))
}

/// Returns the content of a file.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}/attachments/{attachment}", tag = "Operators",
    params(
        ("id" = ConversationId, Path, description = "The conversation's id."),
        ("attachment" = AttachmentId, Path, description = "The file's id."),
    ),
    responses(
        (status = 200, description = "The file, as the type that its content has.", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The file is that of the ETag in If-None-Match."),
        (status = 404, description = "There is no such conversation, or no such file in it.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    headers: HeaderMap,
    OwnedConversation {
        project,
        conversation,
    }: OwnedConversation<ReadConversations>,
    Path(ids): Path<Vec<(String, String)>>,
) -> Result<Response, ApiError> {
    let id = ids.last().map_or("", |(_, id)| id.as_str());
    attachments::get(&platform, project.id, conversation.id, id, &headers).await
}
