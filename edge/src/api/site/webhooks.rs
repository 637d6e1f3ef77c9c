//! `/api/v1/webhooks` and `/api/v1/events`: events, pushed to webhooks or pulled.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{EventId, WebhookId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::sources::{DeleteQuery, DeletedBody};
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, WriteWebhooks},
        query::Params,
    },
    domain::{deliveries::event::EventKind, timestamp::rfc3339},
    platform::Platform,
    services::{
        events::{self, PulledEvent},
        webhooks::{self, Actor, WantedWebhook, WebhookChange, WebhookError},
    },
    store::webhooks::{DisabledReason, Webhook, WebhookFormat, list as list_webhooks},
};

/// The number of a secret's last characters that stay visible.
const ENDING_CHARS: usize = 4;
/// The default number of events in a response.
pub const DEFAULT_EVENTS: u32 = 100;
/// The most events in a response.
pub const EVENTS: u32 = 500;

/// A webhook and its state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "url": "https://shop.example/hooks/porchlight",
    "events": ["conversation.handoff"], "description": "Tickets", "format": "signed", "active": true,
    "secret": "whsec_****ab3=", "previousSecretUntil": null, "failingSince": null, "disabledReason": null,
    "createdAt": "2027-01-31T09:30:00.000Z",
}))]
pub struct WebhookBody {
    /// The id of the webhook.
    id: WebhookId,
    /// The address that events are sent to. For `slack` it is shown without the path, which is secret.
    url: String,
    /// The types of events that are sent.
    events: Vec<EventKind>,
    /// Your own note.
    description: String,
    /// The format: the `signed` event, or a message for people, like those to Slack's incoming webhooks (`slack`).
    format: WebhookFormat,
    /// Whether events are sent. A webhook is disabled when its address has failed for days.
    active: bool,
    /// The secret that signs requests. The response that creates or changes it contains all of it. Others contain the
    /// last four characters, or null if the deployment has no root secret or requests are not signed.
    secret: Option<String>,
    /// The time until which the previous secret also signs, or null.
    previous_secret_until: Option<String>,
    /// The time of the first failure since the last success, or null.
    failing_since: Option<String>,
    /// Why it was disabled: the address answered 410 (`gone`), or failed for 5 days (`failing`).
    disabled_reason: Option<DisabledReason>,
    /// When it was created.
    created_at: String,
}

impl WebhookBody {
    fn of(webhook: Webhook, secret: Option<String>) -> Self {
        Self {
            id: webhook.id,
            url: webhooks::shown_url(&webhook),
            events: webhook.events,
            description: webhook.description,
            format: webhook.format,
            active: webhook.disabled_at.is_none(),
            secret,
            previous_secret_until: webhook.previous_until.map(rfc3339),
            failing_since: webhook.failing_since.map(rfc3339),
            disabled_reason: webhook.disabled_reason,
            created_at: rfc3339(webhook.created_at),
        }
    }
}

fn redacted(secret: &str) -> String {
    let ending = secret
        .get(secret.len().saturating_sub(ENDING_CHARS)..)
        .unwrap_or_default();
    format!("whsec_****{ending}")
}

/// The webhooks of a project.
#[derive(Serialize, ToSchema)]
pub struct WebhooksBody {
    /// The webhooks, oldest first; at most 5.
    webhooks: Vec<WebhookBody>,
}

/// A new or changed webhook, with its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeWebhookBody)]
pub struct CreatedWebhookBody {
    /// The webhook, with its secret, which is shown only this once. A repeated request with the same Idempotency-Key
    /// has null there.
    webhook: WebhookBody,
}

/// A webhook that was enabled.
#[derive(Serialize, ToSchema)]
pub struct EnabledWebhookBody {
    /// The webhook in its new state.
    webhook: WebhookBody,
}

/// Lists the webhooks of the project.
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "Webhooks", responses((status = 200, body = WebhooksBody), KeyErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
) -> Result<Json<WebhooksBody>, ApiError> {
    let webhooks = list_webhooks(&platform.project(project.id), project.id).await?;
    let webhooks = webhooks.into_iter().map(|webhook| {
        let secret = webhooks::secret(&platform, &webhook);
        WebhookBody::of(webhook, secret.as_deref().map(redacted))
    });
    Ok(Json(WebhooksBody {
        webhooks: webhooks.collect(),
    }))
}

/// A webhook to create.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({
    "url": "https://shop.example/hooks/porchlight", "events": ["conversation.handoff"], "description": "Tickets",
}))]
pub struct NewWebhookBody {
    /// The address that events are sent to. It is public and begins with `https://`.
    #[schema(required)]
    url: Option<String>,
    /// The types of events to send.
    #[schema(required, value_type = Vec<EventKind>, min_items = 1)]
    events: Option<Vec<String>>,
    /// Your own note.
    #[schema(max_length = 200)]
    description: Option<String>,
    /// The format: the `signed` event (default), or a message for people, like those to Slack's incoming webhooks.
    #[schema(inline)]
    format: Option<WebhookFormat>,
}

/// Creates a webhook. Its secret is shown only this once.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "Webhooks", request_body = NewWebhookBody,
    responses(
        (status = 200, body = CreatedWebhookBody),
        (status = 503, description = "The deployment has no root secret.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteWebhooks, NewWebhookBody>,
) -> Result<Json<CreatedWebhookBody>, ApiError> {
    let url = body.url.ok_or_else(|| {
        ApiError::bad_request("url_missing", "Name the address to send events to: url.")
    })?;
    let wanted = WantedWebhook {
        url,
        events: body.events.unwrap_or_default(),
        description: body.description.unwrap_or_default(),
        format: body.format.unwrap_or_default(),
    };
    let (webhook, secret) = webhooks::create(&platform, &actor(&project), wanted).await?;
    Ok(Json(CreatedWebhookBody {
        webhook: WebhookBody::of(webhook, secret),
    }))
}

/// Removes a webhook.
#[utoipa::path(
    delete, path = "/api/v1/webhooks", tag = "Webhooks", params(DeleteQuery),
    responses(
        (status = 200, body = DeletedBody),
        (status = 400, description = "The query names no id.", body = ErrorBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Params(query): Params<DeleteQuery>,
) -> Result<Json<DeletedBody>, ApiError> {
    let id = query.id("webhook")?;
    webhooks::delete(&platform, &actor(&project), webhook_id(&id)?).await?;
    Ok(Json(DeletedBody { deleted: true }))
}

/// Gives a webhook a new secret, which is shown only this once. For 24 hours, the previous one also signs, in
/// webhook-signature.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/rotate", tag = "Webhooks",
    params(("id" = WebhookId, Path, description = "The webhook's id.")),
    responses(
        (status = 200, body = CreatedWebhookBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        (status = 409, description = "Nothing is signed for the webhook.", body = ErrorBody),
        (status = 503, description = "The deployment has no root secret.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn rotate(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path(id): Path<String>,
) -> Result<Json<CreatedWebhookBody>, ApiError> {
    let (webhook, secret) = webhooks::rotate(&platform, &actor(&project), webhook_id(&id)?).await?;
    Ok(Json(CreatedWebhookBody {
        webhook: WebhookBody::of(webhook, Some(secret)),
    }))
}

/// Enables a webhook that was disabled, and makes the caller's key responsible for it. You can then send the deliveries
/// again that died in the meantime.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/enable", tag = "Webhooks",
    params(("id" = WebhookId, Path, description = "The webhook's id.")),
    responses(
        (status = 200, body = EnabledWebhookBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn enable(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Path(id): Path<String>,
) -> Result<Json<EnabledWebhookBody>, ApiError> {
    let webhook = webhooks::enable(&platform, &actor(&project), webhook_id(&id)?).await?;
    let secret = webhooks::secret(&platform, &webhook);
    Ok(Json(EnabledWebhookBody {
        webhook: WebhookBody::of(webhook, secret.as_deref().map(redacted)),
    }))
}

/// The changes to a webhook. Omitted fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "events": ["conversation.handoff", "lead.captured"], "active": false }))]
pub struct WebhookChangeBody {
    /// The address that events are sent to. It is public and begins with `https://`.
    url: Option<String>,
    /// The types of events to send.
    #[schema(value_type = Option<Vec<EventKind>>, min_items = 1)]
    events: Option<Vec<String>>,
    /// Your own note.
    #[schema(max_length = 200)]
    description: Option<String>,
    /// Whether events are sent. Events that happen while they are not are not sent later.
    active: Option<bool>,
}

/// Changes a webhook's address, events or note, or pauses or resumes it. Its format and its secret stay. If the address
/// is new, or the webhook is resumed, the caller's key becomes responsible for it.
#[utoipa::path(
    patch, path = "/api/v1/webhooks/{id}", tag = "Webhooks",
    params(("id" = WebhookId, Path, description = "The webhook's id.")), request_body = WebhookChangeBody,
    responses(
        (status = 200, body = EnabledWebhookBody),
        (status = 404, description = "There is no such webhook.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    OwnedBody { project, body }: OwnedBody<WriteWebhooks, WebhookChangeBody>,
) -> Result<Json<EnabledWebhookBody>, ApiError> {
    let wanted = WebhookChange {
        url: body.url,
        events: body.events,
        description: body.description,
        active: body.active,
    };
    let webhook = webhooks::update(&platform, &actor(&project), webhook_id(&id)?, wanted).await?;
    let secret = webhooks::secret(&platform, &webhook);
    Ok(Json(EnabledWebhookBody {
        webhook: WebhookBody::of(webhook, secret.as_deref().map(redacted)),
    }))
}

fn actor(project: &OwnedProject<WriteWebhooks>) -> Actor {
    Actor {
        organization_id: project.organization_id,
        project_id: project.id,
        caller: project.caller,
    }
}

/// The id, or 404 for a text that is not an id.
fn webhook_id(text: &str) -> Result<WebhookId, WebhookError> {
    text.parse().map_err(|_| WebhookError::NotFound)
}

/// Where to continue, and how many.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The `next` of the previous response. Defaults to the first event.
    after: Option<u64>,
    /// The most events in the response.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
}

/// An event, in the envelope that webhooks get.
#[derive(Serialize, ToSchema)]
#[schema(as = Event, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "number": 7, "type": "conversation.feedback",
    "event": "conversation.feedback", "timestamp": "2027-01-31T09:30:00.000Z",
    "data": { "conversationId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c", "helpful": "yes" },
}))]
pub struct EventBody {
    /// The id. It is the same in every delivery.
    id: EventId,
    /// The position in the order of the project's events. Numbers may be missing.
    number: u64,
    /// The type of the event.
    r#type: String,
    /// The type of the event under its other name.
    event: String,
    /// When the event happened.
    timestamp: String,
    /// The data of the event, by its type.
    data: Value,
}

impl EventBody {
    fn of(event: PulledEvent) -> Self {
        let PulledEvent { event, data } = event;
        Self {
            id: event.id,
            number: event.number,
            r#type: event.kind.clone(),
            event: event.kind,
            timestamp: rfc3339(event.created_at),
            data,
        }
    }
}

/// Events in order.
#[derive(Serialize, ToSchema)]
pub struct EventsBody {
    /// The events, in the order in which they happened.
    events: Vec<EventBody>,
    /// The value of `after` for the next request.
    next: u64,
}

/// Returns events, for clients that cannot receive requests.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "Webhooks", params(EventsQuery),
    responses(
        (status = 200, body = EventsBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn pull(
    State(platform): State<Platform>,
    project: OwnedProject<WriteWebhooks>,
    Params(query): Params<EventsQuery>,
) -> Result<Json<EventsBody>, ApiError> {
    let limit = query.limit.unwrap_or(DEFAULT_EVENTS);
    if !(1..=EVENTS).contains(&limit) {
        return Err(ApiError::limit_invalid(EVENTS));
    }
    let after = query.after.unwrap_or(0);
    let events = events::pull(&platform, project.id, project.link_maker(), after, limit).await?;
    Ok(Json(EventsBody {
        next: events.last().map_or(after, |pulled| pulled.event.number),
        events: events.into_iter().map(EventBody::of).collect(),
    }))
}
