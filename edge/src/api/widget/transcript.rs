//! `/api/chat/{conversation}/transcript`: visitors have their conversation sent to them by e-mail.

use axum::{extract::State, http::StatusCode};
use porchlight_shared::{error::ErrorBody, ids::ConversationId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::visitor::OwnConversation;
use crate::{
    api::{
        body::JsonBody,
        client_ip::ClientIp,
        error::ApiError,
        openapi::{BodyErrors, GateErrors, SessionErrors},
    },
    platform::Platform,
    services::transcript_mail::{self, TranscriptMailError},
};

/// The recipient of the transcript.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "email": "sarah@example.com" }))]
pub struct TranscriptMailBody {
    /// The visitor's e-mail address.
    email: String,
    /// The visitor's language, as a BCP 47 tag.
    locale: Option<String>,
}

/// Sends the conversation by e-mail, once. The limits for a day are 3 for one session, and 3 to one address.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/transcript", tag = "Chat", request_body = TranscriptMailBody,
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 202, description = "It was handed to the e-mail provider."),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        (status = 409, description = "The deployment sends no e-mail, or nothing was said yet.", body = ErrorBody),
        BodyErrors, GateErrors,
    ),
)]
#[worker::send]
pub async fn send(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    own: OwnConversation,
    JsonBody(body): JsonBody<TranscriptMailBody>,
) -> Result<StatusCode, ApiError> {
    let (project, conversation) = (&own.project, &own.conversation);
    let locale = body.locale.as_deref();
    transcript_mail::send(&platform, project, conversation, &body.email, locale, &ip).await?;
    Ok(StatusCode::ACCEPTED)
}

impl From<TranscriptMailError> for ApiError {
    fn from(error: TranscriptMailError) -> Self {
        let text = error.to_string();
        match error {
            TranscriptMailError::Address => Self::bad_request("email_invalid", text),
            TranscriptMailError::NoMail => Self::new(StatusCode::CONFLICT, "mail_not_set_up", text),
            TranscriptMailError::Empty => {
                Self::new(StatusCode::CONFLICT, "conversation_empty", text)
            }
            TranscriptMailError::UsedUp(seconds) => Self::share_used_up(seconds),
            TranscriptMailError::Mail(error) => Self::internal(&error),
            TranscriptMailError::Db(error) => error.into(),
            TranscriptMailError::Platform(error) => error.into(),
        }
    }
}
