//! Files of messages, on every surface that has conversations.
//!
//! *Invariant:* a browser never treats an upload as a page of ours. It gets the content type that its bytes have, and a
//! browser that navigates to it shows it in an empty sandbox or saves it. Browsers revalidate their copy before each
//! use, so an erased file disappears there, too.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::{
    attachment::MediaType,
    ids::{ConversationId, ProjectId},
    limits::{CONVERSATION_ATTACHMENTS, MESSAGE_ATTACHMENTS},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{error::ApiError, published};
use crate::{
    platform::Platform,
    services::attachments::{self, AttachmentError},
};

const POLICY: &str = "sandbox; default-src 'none'";

/// The name of an uploaded file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The file's name. Its extension is changed to that of its content type.
    pub name: Option<String>,
}

/// Returns the conversation's file `id`; 304 if `headers` show that the client has it already.
pub async fn get(
    platform: &Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let file = attachments::find(platform, project_id, conversation_id, id).await?;
    let etag = format!("\"{}\"", file.id);
    if published::has(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching(etag)).into_response());
    }
    let content = attachments::content(platform, project_id, file.id).await?;
    let place = match file.media_type {
        MediaType::Pdf => "attachment",
        _ => "inline",
    };
    let headers = [
        (header::CONTENT_TYPE, file.media_type.name()),
        (header::CONTENT_DISPOSITION, place),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, caching(etag), content).into_response())
}

fn caching(etag: String) -> [(HeaderName, String); 2] {
    [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ]
}

impl From<AttachmentError> for ApiError {
    fn from(error: AttachmentError) -> Self {
        let text = error.to_string();
        match error {
            AttachmentError::NotConfigured => Self::not_found("files_not_set_up", text),
            AttachmentError::NoPerson => Self::conflict("no_person", text),
            AttachmentError::Empty => Self::bad_request("file_empty", text),
            AttachmentError::Type => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "file_type_unsupported",
                text,
            ),
            AttachmentError::TooMany => {
                Self::conflict("too_many_files", text).with("most", CONVERSATION_ATTACHMENTS)
            }
            AttachmentError::UsedUp(seconds) => Self::share_used_up(seconds),
            AttachmentError::TooManyInMessage => {
                Self::bad_request("too_many_files", text).with("most", MESSAGE_ATTACHMENTS)
            }
            AttachmentError::NotFound | AttachmentError::NotToSend => {
                Self::not_found("attachment_not_found", text)
            }
            AttachmentError::Db(error) => error.into(),
            AttachmentError::Platform(error) => error.into(),
        }
    }
}
