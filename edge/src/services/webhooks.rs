//! Webhooks: created, removed, given new secrets. Every change is recorded.

use porchlight_knowledge::page_address::{self, AddressError, HostPolicy};
use porchlight_shared::{
    ids::{AuditId, OrganizationId, ProjectId, WebhookId},
    limits,
    names::UnknownName,
};
use serde_json::{Value, json};
use url::Url;

use super::changes;
use crate::domain::deliveries::failure::DeliveryFailure;
use crate::{
    domain::{
        credentials::{credential_id::CredentialId, derived_secret},
        deliveries::{event::EventKind, schedule::PREVIOUS_SECRET_MS},
    },
    platform::{DbError, Platform, PlatformError, Statement, random_bytes},
    store::{
        audit::{self, NewAudit},
        deliveries,
        webhooks::{self, ChangedWebhook, WEBHOOKS, Webhook, WebhookFormat},
    },
};

/// The longest description, in characters.
pub const DESCRIPTION_CHARS: usize = limits::WEBHOOK_DESCRIPTION_CHARS;

/// A webhook to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedWebhook {
    /// The address that events are sent to.
    pub url: String,
    /// The types of events to send.
    pub events: Vec<String>,
    /// The owner's description.
    pub description: String,
    /// The format of the request body.
    pub format: WebhookFormat,
}

/// The actor who changes a project's webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The organization, for the record of changes.
    pub organization_id: OrganizationId,
    /// The project of the webhooks.
    pub project_id: ProjectId,
    /// The key or the person who sends the request.
    pub caller: CredentialId,
}

/// Why nothing was done. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The address is not valid.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Without https, others could read and change the request on its way.
    #[error("A webhook's address begins with https://.")]
    NotHttps,
    /// There is no event, or an unknown one.
    #[error("{0} events must be a list of one or more of {names}.", names = names())]
    Events(String),
    /// The description is too long.
    #[error("description has at most {DESCRIPTION_CHARS} characters. Shorten it.")]
    Description,
    /// The project has the most webhooks that are allowed.
    #[error("A project has at most {WEBHOOKS} webhooks. Delete one first.")]
    TooMany,
    /// The project has no such webhook.
    #[error("There is no such webhook.")]
    NotFound,
    /// The deployment has no root secret to derive secrets from.
    #[error(
        "This deployment has no root secret, so webhooks cannot be signed. Set it: wrangler secret put ROOT_SECRET."
    )]
    NoRootSecret,
    /// The format does not sign requests, so it has no secret.
    #[error("Nothing is signed for this webhook, so it has no secret.")]
    NotSigned,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

fn names() -> String {
    EventKind::ALL.map(EventKind::name).join(", ")
}

/// The secret of `webhook`. `None` without a root secret, or if its requests are not signed. Lists show only its last
/// characters.
pub fn secret(platform: &Platform, webhook: &Webhook) -> Option<String> {
    if webhook.format == WebhookFormat::Slack {
        return None;
    }
    let root = platform.config.root_secret.as_deref()?;
    Some(derived_secret::webhook(
        root,
        webhook.id,
        webhook.generation,
    ))
}

/// The secrets that sign at `now` (Unix milliseconds), the current one first. Empty without a root secret.
pub fn signing_secrets(platform: &Platform, webhook: &Webhook, now: u64) -> Vec<String> {
    let Some(root) = platform.config.root_secret.as_deref() else {
        return Vec::new();
    };
    let of = |generation| derived_secret::webhook(root, webhook.id, generation);
    let mut secrets = vec![of(webhook.generation)];
    if webhook.previous_until.is_some_and(|until| now < until) {
        secrets.push(of(webhook.generation.saturating_sub(1)));
    }
    secrets
}

/// Creates `wanted`, and returns the webhook with its secret, which is shown only once. A webhook whose requests are
/// not signed has none.
pub async fn create(
    platform: &Platform,
    actor: &Actor,
    wanted: WantedWebhook,
) -> Result<(Webhook, Option<String>), WebhookError> {
    let now = platform.clock.now();
    let webhook = Webhook {
        id: WebhookId::new(now, random_bytes()?),
        url: checked_url(platform, &wanted.url)?.into(),
        events: checked_events(&wanted.events)?,
        description: checked_description(&wanted.description)?,
        format: wanted.format,
        generation: 1,
        previous_until: None,
        failing_since: None,
        disabled_at: None,
        disabled_reason: None,
        created_at: now,
        made_by: Some(actor.caller),
    };
    let secret = secret(platform, &webhook);
    if secret.is_none() && webhook.format == WebhookFormat::Signed {
        return Err(WebhookError::NoRootSecret);
    }
    let db = &platform.project(actor.project_id);
    if webhooks::list(db, actor.project_id).await?.len() >= usize::try_from(WEBHOOKS).unwrap_or(0) {
        return Err(WebhookError::TooMany);
    }
    let detail = json!({ "url": shown_url(&webhook), "events": webhook.events });
    let record = record(actor, "webhook.created", webhook.id, detail, now)?;
    let changed = db
        .batch(vec![webhooks::insert(actor.project_id, &webhook), record])
        .await?;
    if changed.first() != Some(&1) {
        return Err(WebhookError::TooMany);
    }
    Ok((webhook, secret))
}

/// Removes a webhook.
pub async fn delete(platform: &Platform, actor: &Actor, id: WebhookId) -> Result<(), WebhookError> {
    let webhook = webhooks::by_id(&platform.project(actor.project_id), actor.project_id, id)
        .await?
        .ok_or(WebhookError::NotFound)?;
    let now = platform.clock.now();
    let detail = json!({ "url": shown_url(&webhook) });
    let record = record(actor, "webhook.deleted", id, detail, now)?;
    platform
        .project(actor.project_id)
        .batch(vec![
            record,
            deliveries::delete(actor.project_id, id),
            webhooks::delete(actor.project_id, id),
        ])
        .await?;
    Ok(())
}

/// Gives a webhook its next secret, which is shown only once. The previous one also signs for a day. The caller's key
/// becomes responsible for the webhook.
pub async fn rotate(
    platform: &Platform,
    actor: &Actor,
    id: WebhookId,
) -> Result<(Webhook, String), WebhookError> {
    let db = &platform.project(actor.project_id);
    let found = async || webhooks::by_id(db, actor.project_id, id).await;
    if platform.config.root_secret.is_none() {
        return Err(WebhookError::NoRootSecret);
    }
    let webhook = found().await?.ok_or(WebhookError::NotFound)?;
    if webhook.format == WebhookFormat::Slack {
        return Err(WebhookError::NotSigned);
    }
    let now = platform.clock.now();
    let detail = json!({ "url": shown_url(&webhook) });
    let record = record(actor, "webhook.rotated", id, detail, now)?;
    let previous_until = now + PREVIOUS_SECRET_MS;
    db.batch(vec![
        webhooks::rotate(actor.project_id, id, previous_until, actor.caller),
        record,
    ])
    .await?;
    let webhook = found().await?.ok_or(WebhookError::NotFound)?;
    let secret = secret(platform, &webhook).ok_or(WebhookError::NoRootSecret)?;
    Ok((webhook, secret))
}

/// Enables a webhook, and makes the caller's key responsible for it.
pub async fn enable(
    platform: &Platform,
    actor: &Actor,
    id: WebhookId,
) -> Result<Webhook, WebhookError> {
    let db = &platform.project(actor.project_id);
    let found = async || webhooks::by_id(db, actor.project_id, id).await;
    let webhook = found().await?.ok_or(WebhookError::NotFound)?;
    if webhook.disabled_at.is_none() && webhook.made_by == Some(actor.caller) {
        return Ok(webhook);
    }
    let now = platform.clock.now();
    let detail = json!({ "url": shown_url(&webhook) });
    let record = record(actor, "webhook.enabled", id, detail, now)?;
    db.batch(vec![
        webhooks::enable(actor.project_id, id, actor.caller),
        record,
    ])
    .await?;
    found().await?.ok_or(WebhookError::NotFound)
}

/// A change of a webhook. `None` keeps the current value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookChange {
    /// The address that events are sent to.
    pub url: Option<String>,
    /// The types of events to send.
    pub events: Option<Vec<String>>,
    /// The owner's description.
    pub description: Option<String>,
    /// Whether events are sent.
    pub active: Option<bool>,
}

/// Changes a webhook. A caller who sets its address or enables it becomes responsible for it, because it gets links to
/// answer visitors.
pub async fn update(
    platform: &Platform,
    actor: &Actor,
    id: WebhookId,
    wanted: WebhookChange,
) -> Result<Webhook, WebhookError> {
    let db = &platform.project(actor.project_id);
    let found = async || webhooks::by_id(db, actor.project_id, id).await;
    let before = found().await?.ok_or(WebhookError::NotFound)?;
    let now = platform.clock.now();
    let url = wanted.url.map(|url| checked_url(platform, &url));
    let events = wanted.events.map(|events| checked_events(&events));
    let description = wanted.description.map(|text| checked_description(&text));
    let change = ChangedWebhook {
        url: url.transpose()?.map(String::from),
        events: events.transpose()?,
        description: description.transpose()?,
    };
    let mut webhook = before.clone();
    webhook.url = change.url.clone().unwrap_or(webhook.url);
    webhook.events = change.events.clone().unwrap_or(webhook.events);
    webhook.description = change.description.clone().unwrap_or(webhook.description);
    let is_changed = webhook != before;
    let was_active = before.disabled_at.is_none();
    let is_active = wanted.active.unwrap_or(was_active);
    let action = match (is_changed, is_active) {
        (true, _) => "webhook.updated",
        (false, _) if is_active == was_active => return Ok(before),
        (false, true) => "webhook.enabled",
        (false, false) => "webhook.disabled",
    };
    let changes = changes::from_to(vec![
        ("url", shown_url(&before).into(), shown_url(&webhook).into()),
        ("events", json!(before.events), json!(webhook.events)),
        (
            "description",
            before.description.into(),
            webhook.description.as_str().into(),
        ),
        ("active", was_active.into(), is_active.into()),
    ]);
    let detail = json!({ "url": shown_url(&webhook), "changes": changes });
    let mut statements = vec![record(actor, action, id, detail, now)?];
    if is_changed {
        let update = webhooks::update(actor.project_id, id, &change, actor.caller);
        statements.push(update);
    }
    match (was_active, is_active) {
        (false, true) => statements.push(webhooks::enable(actor.project_id, id, actor.caller)),
        (true, false) => {
            let why = DeliveryFailure::Paused.sentence();
            statements.push(webhooks::disable(actor.project_id, id, None, now));
            statements.push(deliveries::drop_pending(actor.project_id, id, why, now));
        }
        _ => {}
    }
    db.batch(statements).await?;
    found().await?.ok_or(WebhookError::NotFound)
}

fn record(
    actor: &Actor,
    action: &'static str,
    id: WebhookId,
    detail: Value,
    now: u64,
) -> Result<Statement, PlatformError> {
    Ok(audit::record_of_webhook(
        actor.project_id,
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id: actor.organization_id,
            project_id: Some(actor.project_id),
            actor: &actor.caller.to_string(),
            action,
            target: &id.to_string(),
            detail,
        },
        now,
    ))
}

/// The address that may be shown and recorded. The path of a chat tool's address is secret.
pub fn shown_url(webhook: &Webhook) -> String {
    match (webhook.format, Url::parse(&webhook.url)) {
        (WebhookFormat::Slack, Ok(url)) => format!("{}/…", url.origin().ascii_serialization()),
        _ => webhook.url.clone(),
    }
}

/// The address to call, if it is allowed. In development it may use http on this machine.
pub fn checked_url(platform: &Platform, text: &str) -> Result<Url, WebhookError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::Unreadable)?;
    let public = page_address::check(&url, HostPolicy::Public);
    match (url.scheme(), public) {
        ("https", Ok(())) => Ok(url),
        (_, Ok(())) => Err(WebhookError::NotHttps),
        (_, Err(AddressError::Private)) if platform.config.allow_loopback_sources => {
            page_address::check(&url, HostPolicy::PublicAndLoopback)?;
            Ok(url)
        }
        (_, Err(error)) => Err(error.into()),
    }
}

fn checked_events(names: &[String]) -> Result<Vec<EventKind>, WebhookError> {
    let mut events = Vec::new();
    for name in names {
        let kind = name
            .parse::<EventKind>()
            .map_err(|UnknownName| WebhookError::Events(format!("There is no event {name:?}.")))?;
        if !events.contains(&kind) {
            events.push(kind);
        }
    }
    if events.is_empty() {
        return Err(WebhookError::Events("The list is empty.".into()));
    }
    Ok(events)
}

fn checked_description(text: &str) -> Result<String, WebhookError> {
    let text = text.trim();
    if text.chars().count() > DESCRIPTION_CHARS {
        return Err(WebhookError::Description);
    }
    Ok(text.to_owned())
}
