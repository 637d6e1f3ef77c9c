//! An attempt at a delivery: the request and its outcome.

use porchlight_shared::ids::ProjectId;
use serde_json::Value;
use url::Url;

use crate::{
    domain::{
        credentials::link_token::LinkMaker,
        deliveries::{
            event::{self, REPLY_URL, TEST},
            failure::DeliveryFailure,
            schedule::{RESPONSE_BYTES, TIMEOUT_MS, retry_after},
            signature, slack_message,
        },
    },
    platform::{DbError, FetchLimits, HttpError, HttpPost, HttpResponse, Platform},
    services::{
        links::{self, Told},
        webhooks,
    },
    store::{
        deliveries::Delivery,
        webhooks::{Webhook, WebhookFormat},
    },
};

const LIMITS: FetchLimits = FetchLimits {
    timeout_ms: TIMEOUT_MS,
    max_bytes: RESPONSE_BYTES,
};

#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// The status code, if there was a response.
    pub(super) status: Option<u16>,
    /// What went wrong, or `None` if it was delivered.
    pub(super) error: Option<String>,
    /// The beginning of the response body.
    pub(super) response: Option<String>,
    /// How long the receiver asks us to wait, in milliseconds.
    pub(super) retry_after_ms: Option<u64>,
    /// Whether another attempt would not help.
    refused: bool,
}

impl Outcome {
    pub(super) const fn is_delivered(&self) -> bool {
        self.error.is_none()
    }

    pub(super) const fn is_gone(&self) -> bool {
        matches!(self.status, Some(410))
    }

    pub(super) const fn is_final(&self) -> bool {
        self.refused || self.is_gone()
    }

    pub(super) fn delivered() -> Self {
        Self::default()
    }

    /// The outcome of a delivery that is no longer needed.
    pub(super) fn needless(why: &str) -> Self {
        Self {
            response: Some(why.to_owned()),
            ..Self::default()
        }
    }

    /// A failure that another attempt would not fix.
    pub(super) fn refused(error: impl Into<String>) -> Self {
        Self {
            refused: true,
            ..Self::failed(error)
        }
    }

    pub(super) fn failed(error: impl Into<String>) -> Self {
        Self {
            error: Some(error.into()),
            ..Self::default()
        }
    }

    fn of(response: &HttpResponse, now: u64) -> Self {
        let status = response.status;
        let error = match status {
            200..300 => None,
            300..400 => Some(format!(
                "The address answered {status}, a redirect. Redirects are not followed: change the webhook's address."
            )),
            410 => Some("The address answered 410: it is gone for good.".into()),
            _ => Some(format!("The address answered {status}.")),
        };
        let retry_after_ms = response
            .retry_after
            .as_deref()
            .filter(|_| error.is_some())
            .and_then(|text| retry_after(text, now));
        Self {
            status: Some(status),
            error,
            response: Some(String::from_utf8_lossy(&response.body).into_owned()),
            retry_after_ms,
            refused: false,
        }
    }
}

/// The data of the delivery's event, without a link.
pub(super) fn data(delivery: &Delivery) -> Value {
    let mut data = match (&*delivery.event_type, &delivery.data) {
        (TEST, _) => delivery.webhook_id.map(event::tested).unwrap_or_default(),
        (_, data) => data
            .as_deref()
            .and_then(|data| serde_json::from_str(data).ok())
            .unwrap_or_default(),
    };
    // Events of earlier versions were stored with their links.
    if let Some(link) = data.get_mut(REPLY_URL) {
        *link = Value::Null;
    }
    data
}

pub(super) fn body(delivery: &Delivery, data: &Value, format: WebhookFormat) -> String {
    match format {
        WebhookFormat::Signed => event::envelope(
            delivery.event_id,
            &delivery.event_type,
            data,
            delivery.created_at,
        ),
        WebhookFormat::Slack => slack_message::of_event(&delivery.event_type, data).to_string(),
    }
}

/// Makes one attempt, with the same bytes each time, unless the link in it has expired meanwhile. Checks the address
/// again, because the rules may be stricter than when it was stored.
pub(super) async fn send(
    platform: &Platform,
    project_id: ProjectId,
    webhook: &Webhook,
    delivery: &Delivery,
) -> Result<Outcome, DbError> {
    let url = match webhooks::checked_url(platform, &webhook.url) {
        Ok(url) => url,
        Err(error) => {
            let sentence = DeliveryFailure::AddressRefused.sentence();
            return Ok(Outcome::refused(format!("{sentence} {error}")));
        }
    };
    let mut data = data(delivery);
    let told = Told {
        data: &mut data,
        happened_at: delivery.created_at,
    };
    links::add(
        platform,
        project_id,
        LinkMaker::Webhook(webhook.id),
        &mut [told],
    )
    .await?;
    let body = body(delivery, &data, webhook.format);
    Ok(post(platform, &url, webhook, delivery, body).await)
}

async fn post(
    platform: &Platform,
    url: &Url,
    webhook: &Webhook,
    delivery: &Delivery,
    body: String,
) -> Outcome {
    let now = platform.clock.now();
    let mut headers = vec![("content-type", "application/json".to_owned())];
    if webhook.format == WebhookFormat::Signed {
        let secrets = webhooks::signing_secrets(platform, webhook, now);
        let Some(current) = secrets.first() else {
            return Outcome::failed(DeliveryFailure::NoRootSecret.sentence());
        };
        headers.extend(signatures(delivery, current, &secrets, &body, now));
    }
    match platform
        .http
        .post(url, HttpPost { headers, body }, LIMITS)
        .await
    {
        Ok(response) => Outcome::of(&response, now),
        Err(HttpError::Timeout) => Outcome::failed(DeliveryFailure::Timeout.sentence()),
        Err(HttpError::TooLarge) => Outcome::failed(DeliveryFailure::TooLarge.sentence()),
        Err(HttpError::Unreachable(reason)) => {
            let sentence = DeliveryFailure::Unreachable.sentence();
            Outcome::failed(format!("{sentence} {reason}"))
        }
    }
}

fn signatures(
    delivery: &Delivery,
    current: &str,
    secrets: &[String],
    body: &str,
    now: u64,
) -> [(&'static str, String); 6] {
    let (event_id, seconds) = (delivery.event_id.to_string(), now / 1_000);
    [
        (
            "x-helpbot-signature",
            signature::of_body(current, body.as_bytes()),
        ),
        ("x-helpbot-event", delivery.event_type.clone()),
        ("x-helpbot-delivery", delivery.id.to_string()),
        (
            "webhook-signature",
            signature::standard(secrets, &event_id, seconds, body.as_bytes()),
        ),
        ("webhook-id", event_id),
        ("webhook-timestamp", seconds.to_string()),
    ]
}
