//! `/api/v1/webhooks/{id}/…`: the deliveries to a webhook, and sending them again.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{DeliveryId, EventId, ProjectId, WebhookId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, WriteWebhooks},
        query::Params,
    },
    domain::{cursor::Cursor, deliveries::failure::DeliveryFailure, timestamp::rfc3339},
    platform::Platform,
    services::deliveries::replay::{self, ReplayError},
    store::{
        deliveries::{Delivery, DeliveryState, list},
        webhooks::{self, Webhook, WebhookFormat},
    },
};

/// The default number of deliveries in a response.
pub const DEFAULT_DELIVERIES: u32 = 20;
/// The most deliveries in a response.
pub const DELIVERIES: u32 = 100;
/// The most characters of a request that are shown.
const REQUEST_CHARS: usize = 4_000;

/// A delivery of an event to a webhook.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Delivery, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "eventId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c",
    "event": "conversation.handoff", "state": "pending", "attempts": 1, "nextAttemptAt": "2027-01-31T09:30:05.000Z",
    "status": 500, "error": "The address answered 500.", "errorCode": null, "request": "{\"event\":\"conversation.handoff\"}",
    "response": "Internal Server Error", "createdAt": "2027-01-31T09:30:00.000Z",
    "updatedAt": "2027-01-31T09:30:00.000Z",
}))]
pub struct DeliveryBody {
    /// The id, as in X-HelpBot-Delivery. It is the same in every attempt.
    id: DeliveryId,
    /// The id of the event, as in webhook-id.
    event_id: EventId,
    /// The type of the event, `webhook.test` for a test.
    event: String,
    /// The state of the delivery.
    state: DeliveryState,
    /// The number of attempts since it was last requested.
    attempts: u32,
    /// When the next attempt is due, if it is pending.
    next_attempt_at: Option<String>,
    /// The status code of the latest response.
    status: Option<u16>,
    /// What went wrong in the latest attempt.
    error: Option<String>,
    /// A code for `error` if no response arrived, else null.
    error_code: Option<DeliveryFailure>,
    /// The numbers in `error`, by name. Left out if it has none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    error_values: BTreeMap<String, u64>,
    /// The first 4,000 characters of the request body, with null in place of a `replyUrl`.
    request: String,
    /// The first 4,096 bytes of the latest response body.
    response: Option<String>,
    /// When the event happened.
    created_at: String,
    /// When it was last attempted.
    updated_at: String,
}

impl DeliveryBody {
    fn of(delivery: Delivery, format: WebhookFormat) -> Self {
        let request = replay::request(&delivery, format);
        let error_code = delivery.last_error.as_deref().and_then(DeliveryFailure::of);
        Self {
            id: delivery.id,
            event_id: delivery.event_id,
            event: delivery.event_type,
            state: delivery.state,
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_at.map(rfc3339),
            status: delivery.last_status,
            error_code,
            error_values: error_code.map(DeliveryFailure::values).unwrap_or_default(),
            error: delivery.last_error,
            request: request.chars().take(REQUEST_CHARS).collect(),
            response: delivery.last_response,
            created_at: rfc3339(delivery.created_at),
            updated_at: rfc3339(delivery.updated_at),
        }
    }
}

/// The page and the filter.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// Only deliveries in this state: pending, delivered or dead.
    #[param(inline)]
    state: Option<DeliveryState>,
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
    /// The most deliveries in the response.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
}

/// A page of deliveries.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveriesBody {
    /// The deliveries, newest first.
    deliveries: Vec<DeliveryBody>,
    /// The cursor of the next page, absent on the last.
    next_cursor: Option<String>,
}

/// Lists a webhook's deliveries of the last 30 days, with the receiver's responses.
#[utoipa::path(
    get, path = "/api/v1/webhooks/{id}/deliveries", tag = "Webhooks",
    params(("id" = WebhookId, Path, description = "The webhook's id."), DeliveriesQuery),
    responses(
        (status = 200, body = DeliveriesBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path(id): Path<String>,
    Params(query): Params<DeliveriesQuery>,
) -> Result<Json<DeliveriesBody>, ApiError> {
    let webhook = webhook(&platform, &project, &id).await?;
    let (page, next_cursor) = page(&platform, project.id, Some(webhook.id), query).await?;
    Ok(Json(DeliveriesBody {
        deliveries: page
            .into_iter()
            .map(|delivery| DeliveryBody::of(delivery, webhook.format))
            .collect(),
        next_cursor,
    }))
}

/// A page of the deliveries to `webhook`, or of the e-mails if it is `None`, and the cursor of the next page.
pub(super) async fn page(
    platform: &Platform,
    project_id: ProjectId,
    webhook_id: Option<WebhookId>,
    query: DeliveriesQuery,
) -> Result<(Vec<Delivery>, Option<String>), ApiError> {
    let limit = query.limit.unwrap_or(DEFAULT_DELIVERIES);
    if !(1..=DELIVERIES).contains(&limit) {
        return Err(ApiError::limit_invalid(DELIVERIES));
    }
    let filters = format!(
        "deliveries {} {}",
        webhook_id.map_or_else(|| "email".to_owned(), |id| id.to_string()),
        query.state.map_or("", DeliveryState::name)
    );
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let db = &platform.project(project_id);
    let page = list::list(db, project_id, webhook_id, query.state, after, limit).await?;
    let next_cursor = page
        .last()
        .filter(|_| u32::try_from(page.len()) == Ok(limit))
        .map(|delivery| {
            Cursor {
                time: delivery.created_at,
                id: delivery.id.to_string(),
            }
            .encode(&filters)
        });
    Ok((page, next_cursor))
}

/// A delivery after a change.
#[derive(Serialize, ToSchema)]
pub struct OneDeliveryBody {
    /// The delivery in its new state.
    delivery: DeliveryBody,
}

/// Sends a delivery again with the same ids, whatever its outcome was.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver", tag = "Webhooks",
    params(
        ("id" = WebhookId, Path, description = "The webhook's id."),
        ("delivery" = DeliveryId, Path, description = "The delivery's id."),
    ),
    responses(
        (status = 200, body = OneDeliveryBody),
        (status = 404, description = "There is no such webhook or delivery.", body = ErrorBody),
        (status = 409, description = "The webhook is disabled.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn redeliver(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Json<OneDeliveryBody>, ApiError> {
    let delivery = delivery.parse().map_err(|_| ReplayError::NoDelivery)?;
    let webhook = webhook(&platform, &project, &id).await?;
    let delivery = replay::redeliver(&platform, project.id, Some(webhook.id), delivery).await?;
    Ok(Json(OneDeliveryBody {
        delivery: DeliveryBody::of(delivery, webhook.format),
    }))
}

/// The result of sending deliveries again.
#[derive(Serialize, ToSchema)]
pub struct RedeliveredBody {
    /// The number of queued deliveries. If it is 1,000 there may be more: call again.
    pub(super) redelivered: usize,
}

/// Sends a webhook's dead deliveries again, oldest first, at most 1,000 at a time. Tests are left out.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/redeliver-dead", tag = "Webhooks",
    params(("id" = WebhookId, Path, description = "The webhook's id.")),
    responses(
        (status = 200, body = RedeliveredBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        (status = 409, description = "The webhook is disabled.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn redeliver_dead(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path(id): Path<String>,
) -> Result<Json<RedeliveredBody>, ApiError> {
    let webhook = webhook(&platform, &project, &id).await?;
    let redelivered = replay::redeliver_dead(&platform, project.id, Some(webhook.id)).await?;
    Ok(Json(RedeliveredBody { redelivered }))
}

/// Sends the event `webhook.test` to a webhook once, and returns the outcome within 15 seconds.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/test", tag = "Webhooks",
    params(("id" = WebhookId, Path, description = "The webhook's id.")),
    responses(
        (status = 200, body = OneDeliveryBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn test(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path(id): Path<String>,
) -> Result<Json<OneDeliveryBody>, ApiError> {
    let webhook = webhook(&platform, &project, &id).await?;
    let delivery = replay::test(&platform, project.id, &webhook).await?;
    Ok(Json(OneDeliveryBody {
        delivery: DeliveryBody::of(delivery, webhook.format),
    }))
}

/// The project's webhook with this id. 404 for a text that is not an id.
async fn webhook(
    platform: &Platform,
    project: &OwnedProject<WriteWebhooks>,
    id: &str,
) -> Result<Webhook, ReplayError> {
    let id = id.parse().map_err(|_| ReplayError::NoWebhook)?;
    webhooks::by_id(&platform.project(project.id), project.id, id)
        .await?
        .ok_or(ReplayError::NoWebhook)
}
