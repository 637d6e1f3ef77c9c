//! Files of messages, on every surface that has conversations.
//!
//! *Invariant:* what was uploaded is never a document of ours. It is answered as the type that its content has, and a
//! browser that is led to it shows it in an empty sandbox or saves it.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::attachment::{Attachment, MediaType};
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use crate::services::attachments::AttachmentError;

const POLICY: &str = "sandbox; default-src 'none'";

/// What the sender calls the file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The file's name. Its end is set to that of its type.
    pub name: Option<String>,
}

/// A file as a response.
pub fn answer((attachment, content): (Attachment, Vec<u8>)) -> Response {
    let place = match attachment.media_type {
        MediaType::Pdf => "attachment",
        _ => "inline",
    };
    let headers = [
        (header::CONTENT_TYPE, attachment.media_type.name()),
        (header::CONTENT_DISPOSITION, place),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
    ];
    (headers, content).into_response()
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
            AttachmentError::TooMany => Self::conflict("too_many_files", text),
            AttachmentError::UsedUp(seconds) => Self::share_used_up(seconds),
            AttachmentError::TooManyInMessage => Self::bad_request("too_many_files", text),
            AttachmentError::NotFound | AttachmentError::NotToSend => {
                Self::not_found("attachment_not_found", text)
            }
            AttachmentError::Db(error) => error.into(),
            AttachmentError::Platform(error) => error.into(),
        }
    }
}
