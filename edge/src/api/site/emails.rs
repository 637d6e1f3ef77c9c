//! `/api/v1/emails`: e-mails to the owner and to visitors, and sending them again.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{ConversationId, DeliveryId},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::deliveries::{DeliveriesQuery, RedeliveredBody, page};
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, WriteWebhooks},
        query::Params,
    },
    domain::{deliveries::failure::DeliveryFailure, timestamp::rfc3339},
    platform::Platform,
    services::deliveries::replay::{self, ReplayError},
    store::deliveries::{Delivery, DeliveryState},
};

/// The recipient of an e-mail.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// The owner of the project, because a visitor asked for a person.
    Owner,
    /// A visitor who has left the page, because a person has replied.
    Visitor,
}

/// The delivery of an e-mail.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Email, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "to": "visitor",
    "conversationId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c", "event": "message.sent", "state": "dead", "attempts": 8,
    "nextAttemptAt": null, "error": "The e-mail provider answered 401: ", "errorCode": "mail_refused", "note": null,
    "createdAt": "2027-01-31T09:30:00.000Z", "updatedAt": "2027-01-31T09:30:00.000Z",
}))]
pub struct EmailBody {
    /// The id. Providers that support it send each e-mail once.
    id: DeliveryId,
    /// The recipient.
    to: Recipient,
    /// The visitor's conversation, null for an e-mail to the owner.
    conversation_id: Option<ConversationId>,
    /// The type of the event that it reports.
    event: String,
    /// The state of the delivery.
    state: DeliveryState,
    /// The number of attempts since it was last requested.
    attempts: u32,
    /// When the next attempt is due, if it is pending.
    next_attempt_at: Option<String>,
    /// What went wrong in the latest attempt.
    error: Option<String>,
    /// A code for `error` if no response arrived, else null.
    error_code: Option<DeliveryFailure>,
    /// The numbers in `error`, by name. Left out if it has none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    error_values: BTreeMap<String, u64>,
    /// Why the e-mail was no longer needed.
    note: Option<String>,
    /// When the e-mail was planned.
    created_at: String,
    /// When it was last attempted.
    updated_at: String,
}

impl From<Delivery> for EmailBody {
    fn from(delivery: Delivery) -> Self {
        let error_code = delivery.last_error.as_deref().and_then(DeliveryFailure::of);
        Self {
            id: delivery.id,
            to: match delivery.conversation_id {
                Some(_) => Recipient::Visitor,
                None => Recipient::Owner,
            },
            conversation_id: delivery.conversation_id,
            event: delivery.event_type,
            state: delivery.state,
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_at.map(rfc3339),
            error_code,
            error_values: error_code.map(DeliveryFailure::values).unwrap_or_default(),
            error: delivery.last_error,
            note: delivery.last_response,
            created_at: rfc3339(delivery.created_at),
            updated_at: rfc3339(delivery.updated_at),
        }
    }
}

/// A page of e-mails.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmailsBody {
    /// The e-mails, newest first.
    emails: Vec<EmailBody>,
    /// The cursor of the next page, absent on the last.
    next_cursor: Option<String>,
}

/// Lists the e-mails of the last 30 days, to the owner and to visitors.
#[utoipa::path(
    get, path = "/api/v1/emails", tag = "Webhooks", params(DeliveriesQuery),
    responses(
        (status = 200, body = EmailsBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Params(query): Params<DeliveriesQuery>,
) -> Result<Json<EmailsBody>, ApiError> {
    let (emails, next_cursor) = page(&platform, project.id, None, query).await?;
    Ok(Json(EmailsBody {
        emails: emails.into_iter().map(EmailBody::from).collect(),
        next_cursor,
    }))
}

/// An e-mail after a change.
#[derive(Serialize, ToSchema)]
pub struct OneEmailBody {
    /// The e-mail in its new state.
    email: EmailBody,
}

/// Sends a dead e-mail again.
#[utoipa::path(
    post, path = "/api/v1/emails/{id}/redeliver", tag = "Webhooks",
    params(("id" = DeliveryId, Path, description = "The e-mail's id.")),
    responses(
        (status = 200, body = OneEmailBody),
        (status = 404, description = "There is no such e-mail, or it is not dead.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn redeliver(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path(id): Path<String>,
) -> Result<Json<OneEmailBody>, ApiError> {
    let id = id.parse().map_err(|_| ReplayError::NoDelivery)?;
    let email = replay::redeliver(&platform, project.id, None, id).await?;
    Ok(Json(OneEmailBody {
        email: email.into(),
    }))
}

/// Sends all dead e-mails again, oldest first, at most 1,000 at a time.
#[utoipa::path(
    post, path = "/api/v1/emails/redeliver-dead", tag = "Webhooks",
    responses((status = 200, body = RedeliveredBody), KeyErrors),
)]
#[worker::send]
pub async fn redeliver_dead(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
) -> Result<Json<RedeliveredBody>, ApiError> {
    let redelivered = replay::redeliver_dead(&platform, project.id, None).await?;
    Ok(Json(RedeliveredBody { redelivered }))
}
