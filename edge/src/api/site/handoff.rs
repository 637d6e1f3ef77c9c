//! `POST /api/v1/handoff`: a visitor asks for a person.

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{conversations::conversation_id_missing, feedback::SuccessBody};
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::asker::{AskerBody, WithSessionToken},
    },
    domain::email,
    platform::Platform,
    services::handoff::{self, Wish},
};

/// A conversation whose visitor asks for a person.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "conversationId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "customerEmail": "sarah@example.com",
}))]
pub struct HandoffBody {
    /// The conversation to put into the queue.
    #[schema(required)]
    conversation_id: Option<String>,
    /// The address for a reply by e-mail, once the visitor has left.
    #[schema(max_length = 254)]
    customer_email: Option<String>,
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

impl WithSessionToken for HandoffBody {
    fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }
}

/// Puts a conversation into the queue for a person.
#[utoipa::path(
    post, path = "/api/v1/handoff", tag = "Chat", request_body = HandoffBody,
    responses(
        (status = 200, body = SuccessBody),
        (status = 403, description = "The key may not, or the setting `handoff` is off.", body = ErrorBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        (status = 409, description = "With a publishable key: another e-mail address was left before.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn hand_off(
    State(platform): State<Platform>,
    AskerBody { asker, body }: AskerBody<HandoffBody>,
) -> Result<Json<SuccessBody>, ApiError> {
    let id = body
        .conversation_id
        .as_deref()
        .ok_or_else(conversation_id_missing)?;
    let email = body
        .customer_email
        .as_deref()
        .filter(|email| !email.trim().is_empty())
        .map(|email| email::normalised(email).ok_or_else(ApiError::email_invalid))
        .transpose()?;
    let conversation = asker.conversation(&platform, id, &body).await?;
    let published = asker.published(&platform).await?;
    if !published.settings.handoff {
        return Err(ApiError::forbidden(
            "handoff_off",
            "Nobody can ask for a person here: the setting handoff is off.",
        ));
    }
    let known = conversation.visitor_email.as_deref();
    if asker.is_page() && email.is_some() && known.is_some() && known != email.as_deref() {
        return Err(ApiError::conflict(
            "email_known",
            "This conversation already has another e-mail address. A publishable key cannot change it.",
        ));
    }
    let wish = Wish {
        email,
        keeps_email: asker.is_page(),
    };
    handoff::ask_for_person(&platform, &published, conversation.id, wish).await?;
    Ok(Json(SuccessBody { success: true }))
}
