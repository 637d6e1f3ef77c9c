//! Requests about webhooks, deliveries to them and by e-mail, and API keys.

use gloo_net::http::Method;
use porchlight_shared::ids::{DeliveryId, KeyId, WebhookId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{get, post, read, send};
use crate::{
    model::integrations::{
        Webhook, Webhooks,
        deliveries::{Deliveries, Delivery, WhichDeliveries},
        keys::{ApiKeys, NewKey},
    },
    problem::Problem,
};

const WEBHOOKS: &str = "/api/v1/webhooks";
const EMAILS: &str = "/api/v1/emails";
const KEYS: &str = "/api/v1/keys";

/// Which log of deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Log {
    Webhook(WebhookId),
    Emails,
}

#[derive(Deserialize)]
struct OneWebhook {
    webhook: Webhook,
}

#[derive(Deserialize)]
struct OneDelivery {
    #[serde(alias = "email")]
    delivery: Delivery,
}

#[derive(Deserialize)]
struct Redelivered {
    redelivered: u64,
}

pub(crate) async fn webhooks() -> Result<Webhooks, Problem> {
    get(WEBHOOKS).await
}

/// Creates a webhook. Only this answer has its whole secret.
pub(crate) async fn make_webhook(body: Value) -> Result<Webhook, Problem> {
    let made: OneWebhook = read(post(WEBHOOKS, body).await?).await?;
    Ok(made.webhook)
}

pub(crate) async fn change_webhook(id: WebhookId, body: Value) -> Result<Webhook, Problem> {
    let path = format!("{WEBHOOKS}/{id}");
    let changed: OneWebhook = read(send(Method::PATCH, &path, Some(body), &[]).await?).await?;
    Ok(changed.webhook)
}

/// Gives a webhook a new secret. Only this answer has all of it.
pub(crate) async fn rotate(id: WebhookId) -> Result<Webhook, Problem> {
    let rotated: OneWebhook =
        read(post(&format!("{WEBHOOKS}/{id}/rotate"), json!({})).await?).await?;
    Ok(rotated.webhook)
}

pub(crate) async fn remove_webhook(id: WebhookId) -> Result<(), Problem> {
    let path = format!("{WEBHOOKS}?id={id}");
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

/// Sends a test event and returns its delivery.
pub(crate) async fn test(id: WebhookId) -> Result<Delivery, Problem> {
    let sent: OneDelivery = read(post(&format!("{WEBHOOKS}/{id}/test"), json!({})).await?).await?;
    Ok(sent.delivery)
}

pub(crate) async fn deliveries(
    log: Log,
    which: WhichDeliveries,
    cursor: Option<&str>,
) -> Result<Deliveries, Problem> {
    let mut path = log.path();
    path.push_str("?limit=20");
    if let Some(state) = which.state() {
        path.push_str("&state=");
        path.push_str(state.name());
    }
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(cursor);
    }
    get(&path).await
}

pub(crate) async fn redeliver(log: Log, id: DeliveryId) -> Result<Delivery, Problem> {
    let path = format!("{}/{id}/redeliver", log.path());
    let sent: OneDelivery = read(post(&path, json!({})).await?).await?;
    Ok(sent.delivery)
}

/// Sends all failed deliveries again, and returns how many there were.
pub(crate) async fn redeliver_dead(log: Log) -> Result<u64, Problem> {
    let path = match log {
        Log::Webhook(id) => format!("{WEBHOOKS}/{id}/redeliver-dead"),
        Log::Emails => format!("{EMAILS}/redeliver-dead"),
    };
    let sent: Redelivered = read(post(&path, json!({})).await?).await?;
    Ok(sent.redelivered)
}

pub(crate) async fn keys() -> Result<ApiKeys, Problem> {
    get(KEYS).await
}

/// Creates a key. Only this answer has the key itself.
pub(crate) async fn make_key(body: Value) -> Result<NewKey, Problem> {
    read(post(KEYS, body).await?).await
}

pub(crate) async fn revoke_key(id: KeyId) -> Result<(), Problem> {
    let path = format!("{KEYS}/{id}");
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

impl Log {
    fn path(self) -> String {
        match self {
            Self::Webhook(id) => format!("{WEBHOOKS}/{id}/deliveries"),
            Self::Emails => EMAILS.to_owned(),
        }
    }
}
