//! What owners do with deliveries: see the request, send it again, send a test.

use porchlight_shared::ids::{DeliveryId, EventId, ProjectId, WebhookId};

use super::{DeliveryError, hand_out, send};
use crate::{
    domain::deliveries::event::TEST,
    platform::{DbError, Platform, PlatformError, db::execute, random_bytes},
    store::{
        deliveries::{self, Delivery, DeliveryState},
        webhooks::{self, Webhook, WebhookFormat},
    },
};

/// The most dead deliveries that are sent again at a time.
pub const REPLAYED: u32 = 1_000;

/// Why nothing was sent. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The project has no such webhook.
    #[error("There is no such webhook.")]
    NoWebhook,
    /// There is no such delivery.
    #[error("There is no such delivery.")]
    NoDelivery,
    /// The webhook is disabled.
    #[error("This webhook is disabled. Enable it first: POST /api/v1/webhooks/{0}/enable.")]
    Disabled(WebhookId),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

impl From<DeliveryError> for ReplayError {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Db(error) => Self::Db(error),
            DeliveryError::Platform(error) => Self::Platform(error),
        }
    }
}

/// The request body of `delivery` in `format`, without the link that the receiver gets.
pub fn request(delivery: &Delivery, format: WebhookFormat) -> String {
    send::body(delivery, &send::data(delivery), format)
}

/// Sends one delivery to the webhook again, whatever its outcome was. Without a webhook it is an e-mail, which must be
/// dead: nobody gets an e-mail twice.
pub async fn redeliver(
    platform: &Platform,
    project_id: ProjectId,
    webhook_id: Option<WebhookId>,
    id: DeliveryId,
) -> Result<Delivery, ReplayError> {
    let db = &platform.project(project_id);
    if let Some(webhook_id) = webhook_id {
        enabled(platform, project_id, webhook_id).await?;
    }
    let now = platform.clock.now();
    if !deliveries::replay(db, project_id, webhook_id, id, now).await? {
        return Err(ReplayError::NoDelivery);
    }
    hand_out(platform, project_id).await?;
    let delivery = deliveries::by_id(db, project_id, id).await?;
    delivery.ok_or(ReplayError::NoDelivery)
}

/// Sends the dead deliveries of a webhook again, at most [`REPLAYED`]. Without a webhook, the dead e-mails. Returns how
/// many.
pub async fn redeliver_dead(
    platform: &Platform,
    project_id: ProjectId,
    webhook_id: Option<WebhookId>,
) -> Result<usize, ReplayError> {
    if let Some(webhook_id) = webhook_id {
        enabled(platform, project_id, webhook_id).await?;
    }
    let now = platform.clock.now();
    let db = &platform.project(project_id);
    let count = deliveries::replay_dead(db, project_id, webhook_id, now, REPLAYED).await?;
    hand_out(platform, project_id).await?;
    Ok(count)
}

async fn enabled(
    platform: &Platform,
    project_id: ProjectId,
    id: WebhookId,
) -> Result<Webhook, ReplayError> {
    let webhook = webhooks::by_id(&platform.project(project_id), project_id, id)
        .await?
        .ok_or(ReplayError::NoWebhook)?;
    match webhook.disabled_at {
        None => Ok(webhook),
        Some(_) => Err(ReplayError::Disabled(id)),
    }
}

/// Sends one test to the webhook, even a disabled one, and waits for the response.
pub async fn test(
    platform: &Platform,
    project_id: ProjectId,
    webhook: &Webhook,
) -> Result<Delivery, ReplayError> {
    let now = platform.clock.now();
    let mut delivery = Delivery {
        id: DeliveryId::new(now, random_bytes()?),
        webhook_id: Some(webhook.id),
        conversation_id: None,
        event_id: EventId::new(now, random_bytes()?),
        event_type: TEST.into(),
        state: DeliveryState::Dead,
        attempts: 1,
        next_at: None,
        last_status: None,
        last_error: None,
        last_response: None,
        created_at: now,
        updated_at: now,
        data: None,
    };
    let answer = send::send(platform, project_id, webhook, &delivery).await?;
    if answer.is_delivered() {
        delivery.state = DeliveryState::Delivered;
    }
    delivery.last_status = answer.status;
    delivery.last_error = answer.error;
    delivery.last_response = answer.response;
    delivery.updated_at = platform.clock.now();
    // If the webhook was removed meanwhile, the statement writes no row, which nobody could read any more.
    execute(
        &platform.project(project_id),
        deliveries::insert(project_id, &delivery),
    )
    .await?;
    Ok(delivery)
}
