//! Webhooks: addresses that get events. Their secrets are not stored, but derived.

use porchlight_shared::{
    ids::{ProjectId, WebhookId},
    names,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    domain::{credentials::credential_id::CredentialId, deliveries::event::EventKind},
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

/// The most webhooks of one project.
pub const WEBHOOKS: u32 = 5;

names! {
    /// Why a webhook was disabled.
    #[derive(ToSchema)]
    pub enum DisabledReason {
        /// Its address answered 410.
        Gone = "gone",
        /// Its address has failed for days.
        Failing = "failing",
    }
}

names! {
    /// The format of requests to a webhook.
    #[derive(Default, ToSchema)]
    pub enum WebhookFormat {
        /// The event itself, signed.
        #[default]
        Signed = "signed",
        /// A message for people, in the format of Slack's incoming webhooks.
        Slack = "slack",
    }
}

/// A webhook, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The id of the webhook.
    pub id: WebhookId,
    /// The address that events are sent to.
    pub url: String,
    /// The types of events that are sent.
    pub events: Vec<EventKind>,
    /// The owner's description.
    pub description: String,
    /// The format of requests.
    pub format: WebhookFormat,
    /// The current generation of its secret, from 1.
    pub generation: u32,
    /// The time until which the previous secret also signs, in Unix milliseconds.
    pub previous_until: Option<u64>,
    /// The time of the first failure since the last success, in Unix milliseconds.
    pub failing_since: Option<u64>,
    /// When it was disabled, in Unix milliseconds. `None` while it is enabled.
    pub disabled_at: Option<u64>,
    /// Why Porchlight disabled it. `None` if Porchlight did not.
    pub disabled_reason: Option<DisabledReason>,
    /// When it was created, in Unix milliseconds.
    pub created_at: u64,
    /// The key or the person responsible for it.
    pub made_by: Option<CredentialId>,
}

#[derive(Deserialize)]
struct WebhookRow {
    id: WebhookId,
    url: String,
    events: String,
    description: String,
    format: WebhookFormat,
    generation: u32,
    previous_until: Option<u64>,
    failing_since: Option<u64>,
    disabled_at: Option<u64>,
    disabled_reason: Option<DisabledReason>,
    created_at: u64,
    made_by: Option<String>,
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = DbError;

    fn try_from(row: WebhookRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            url: row.url,
            events: serde_json::from_str(&row.events)
                .map_err(|error| DbError(format!("events of a webhook: {error}")))?,
            description: row.description,
            format: row.format,
            generation: row.generation,
            previous_until: row.previous_until,
            failing_since: row.failing_since,
            disabled_at: row.disabled_at,
            disabled_reason: row.disabled_reason,
            created_at: row.created_at,
            made_by: row.made_by.and_then(|key| key.parse().ok()),
        })
    }
}

const LIST: &str = "
    SELECT id, url, events, description, format, generation, previous_until, failing_since, disabled_at,
           disabled_reason, created_at, made_by
    FROM webhooks
    WHERE project_id = ?1 ORDER BY created_at, id LIMIT ?2";

/// The project's webhooks, oldest first.
pub async fn list(db: &ProjectDb, project_id: ProjectId) -> Result<Vec<Webhook>, DbError> {
    let statement = Statement::new(LIST).bind(project_id).bind(WEBHOOKS);
    let rows: Vec<WebhookRow> = fetch_all(db, statement).await?;
    rows.into_iter().map(Webhook::try_from).collect()
}

const BY_ID: &str = "
    SELECT id, url, events, description, format, generation, previous_until, failing_since, disabled_at,
           disabled_reason, created_at, made_by
    FROM webhooks
    WHERE project_id = ?1 AND id = ?2";

/// One of the project's webhooks.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: WebhookId,
) -> Result<Option<Webhook>, DbError> {
    let row: Option<WebhookRow> =
        fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(id)).await?;
    row.map(Webhook::try_from).transpose()
}

const INSERT: &str = "
    INSERT INTO webhooks (id, project_id, url, events, description, generation, created_at, format, made_by)
    SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?9, ?10 WHERE (SELECT count(*) FROM webhooks WHERE project_id = ?1) < ?8";

/// Stores a webhook. Changes no row if the project already has [`WEBHOOKS`].
pub fn insert(project_id: ProjectId, webhook: &Webhook) -> Statement {
    Statement::new(INSERT)
        .bind(project_id)
        .bind(webhook.id)
        .bind(webhook.url.as_str())
        .bind(serde_json::json!(webhook.events).to_string())
        .bind(webhook.description.as_str())
        .bind(webhook.generation)
        .bind(webhook.created_at)
        .bind(WEBHOOKS)
        .bind(webhook.format.name())
        .bind(webhook.made_by)
}

const DELETE: &str = "DELETE FROM webhooks WHERE project_id = ?1 AND id = ?2";

/// Removes a webhook.
pub fn delete(project_id: ProjectId, id: WebhookId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(id)
}

const ROTATE: &str = "
    UPDATE webhooks SET generation = generation + 1, previous_until = ?3, made_by = ?4 WHERE project_id = ?1 AND id = ?2";

/// Puts the webhook's next secret into use. The previous one also signs until `previous_until` (Unix milliseconds).
/// `caller` becomes responsible for the webhook.
pub fn rotate(
    project_id: ProjectId,
    id: WebhookId,
    previous_until: u64,
    caller: CredentialId,
) -> Statement {
    Statement::new(ROTATE)
        .bind(project_id)
        .bind(id)
        .bind(previous_until)
        .bind(caller)
}

const MARK_SUCCEEDED: &str = "
    UPDATE webhooks SET failing_since = NULL WHERE project_id = ?1 AND id = ?2 AND failing_since IS NOT NULL";

/// Records that a delivery to the webhook's address succeeded.
pub fn mark_succeeded(project_id: ProjectId, id: WebhookId) -> Statement {
    Statement::new(MARK_SUCCEEDED).bind(project_id).bind(id)
}

const MARK_FAILED: &str = "
    UPDATE webhooks SET failing_since = ?3 WHERE project_id = ?1 AND id = ?2 AND failing_since IS NULL";

/// Records that a delivery to the webhook's address failed at `now`.
pub fn mark_failed(project_id: ProjectId, id: WebhookId, now: u64) -> Statement {
    Statement::new(MARK_FAILED)
        .bind(project_id)
        .bind(id)
        .bind(now)
}

const DISABLE: &str = "
    UPDATE webhooks SET disabled_at = ?3, disabled_reason = ?4
    WHERE project_id = ?1 AND id = ?2 AND disabled_at IS NULL";

/// Disables the webhook at `now`. Without a reason, its owner has paused it.
pub fn disable(
    project_id: ProjectId,
    id: WebhookId,
    reason: Option<DisabledReason>,
    now: u64,
) -> Statement {
    Statement::new(DISABLE)
        .bind(project_id)
        .bind(id)
        .bind(now)
        .bind(reason.map(DisabledReason::name))
}

// Values that deliveries write meanwhile stay, except the failures of another address.
const UPDATE: &str = "
    UPDATE webhooks
    SET url = coalesce(?3, url), events = coalesce(?4, events), description = coalesce(?5, description),
        failing_since = CASE WHEN url = coalesce(?3, url) THEN failing_since END,
        made_by = CASE WHEN url = coalesce(?3, url) THEN made_by ELSE ?6 END
    WHERE project_id = ?1 AND id = ?2";

/// An owner's change of a webhook. `None` keeps the current value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedWebhook {
    /// The address that events are sent to.
    pub url: Option<String>,
    /// The types of events that are sent.
    pub events: Option<Vec<EventKind>>,
    /// The owner's description.
    pub description: Option<String>,
}

/// Changes a webhook. If its address changes, `caller` becomes responsible for it.
pub fn update(
    project_id: ProjectId,
    id: WebhookId,
    change: &ChangedWebhook,
    caller: CredentialId,
) -> Statement {
    let events = change.events.as_ref();
    Statement::new(UPDATE)
        .bind(project_id)
        .bind(id)
        .bind(change.url.as_deref())
        .bind(events.map(|events| serde_json::json!(events).to_string()))
        .bind(change.description.as_deref())
        .bind(caller)
}

const ENABLE: &str = "
    UPDATE webhooks SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL, made_by = ?3
    WHERE project_id = ?1 AND id = ?2";

/// Enables the webhook again. `caller` becomes responsible for it.
pub fn enable(project_id: ProjectId, id: WebhookId, caller: CredentialId) -> Statement {
    Statement::new(ENABLE)
        .bind(project_id)
        .bind(id)
        .bind(caller)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use porchlight_shared::ids::{KeyId, OrganizationId};

    use super::*;
    use crate::platform::{query_plan::check_searches, sqlite::Sqlite};

    #[tokio::test]
    async fn what_its_owner_changes_leaves_what_deliveries_wrote() {
        let db = ProjectDb::new(Arc::new(Sqlite::in_memory().unwrap()));
        let (project_id, id) = (ProjectId::new(1, [0; 10]), WebhookId::new(1, [0; 10]));
        let caller = |byte| CredentialId::Key(KeyId::new(1, [byte; 10]));
        let made = Webhook {
            id,
            url: "https://shop.example/hook".into(),
            events: vec![EventKind::LeadCaptured],
            description: String::new(),
            format: WebhookFormat::Signed,
            generation: 1,
            previous_until: None,
            failing_since: None,
            disabled_at: None,
            disabled_reason: None,
            created_at: 0,
            made_by: Some(caller(1)),
        };
        let change = |description: Option<&str>, url: Option<&str>| {
            let change = ChangedWebhook {
                url: url.map(str::to_owned),
                description: description.map(str::to_owned),
                ..ChangedWebhook::default()
            };
            update(project_id, id, &change, caller(2))
        };
        let organization = OrganizationId::new(1, [0; 10]);
        db.batch(vec![
            Statement::new("INSERT INTO organizations (id, name, created_at) VALUES (?1, '', 0)")
                .bind(organization),
            Statement::new(
                "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                 VALUES (?1, ?2, 'shop', '', 0, 0)",
            )
            .bind(project_id)
            .bind(organization),
            insert(project_id, &made),
            mark_failed(project_id, id, 5),
            disable(project_id, id, Some(DisabledReason::Gone), 6),
            change(Some("CRM"), Some(&made.url)),
        ])
        .await
        .unwrap();
        let mut expected = Webhook {
            description: "CRM".into(),
            failing_since: Some(5),
            disabled_at: Some(6),
            disabled_reason: Some(DisabledReason::Gone),
            ..made
        };
        let found = by_id(&db, project_id, id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&expected));

        let elsewhere = "https://elsewhere.example/hook";
        db.batch(vec![change(None, Some(elsewhere))]).await.unwrap();
        expected.url = elsewhere.into();
        expected.failing_since = None;
        expected.made_by = Some(caller(2));
        let found = by_id(&db, project_id, id).await.unwrap();
        assert_eq!(found, Some(expected));
    }

    #[tokio::test]
    async fn webhooks_are_found_by_index() {
        for sql in [
            LIST,
            BY_ID,
            DELETE,
            ROTATE,
            MARK_SUCCEEDED,
            MARK_FAILED,
            DISABLE,
            UPDATE,
            ENABLE,
        ] {
            check_searches(sql, 6).await;
        }
    }
}
