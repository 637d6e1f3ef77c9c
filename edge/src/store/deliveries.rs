//! Deliveries: events on their way to webhooks. A trigger on `events` creates them, in the transaction of the event.
//!
//! ```text
//!            claim              delivered
//!   pending ──────► (attempt) ──────────► delivered
//!      ▲  ▲             │ failed
//!      │  └─────────────┤
//!      │     next_at    │ failed too often, or the webhook is disabled
//!      └──────────────  └──────────► dead
//!          replay
//! ```
//! *Invariant:* `next_at` of a pending delivery is never empty, so that deliveries come due again after a crash.

use porchlight_shared::{
    ids::{ConversationId, DeliveryId, EventId, ProjectId, WebhookId},
    names,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    domain::deliveries::event::TEST,
    platform::db::{DbError, ProjectDb, Ran, Statement, fetch_all, fetch_optional},
};

pub mod list;
pub mod mail;

names! {
    /// The state of a delivery.
    #[derive(ToSchema)]
    pub enum DeliveryState {
        /// It is being sent, or will be.
        Pending = "pending",
        /// The receiver has accepted it.
        Delivered = "delivered",
        /// It is not sent any more, unless its owner requests it.
        Dead = "dead",
    }
}

/// A delivery with its event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Delivery {
    /// The id, the same in every attempt.
    pub id: DeliveryId,
    /// The webhook that receives it. `None`: it is an e-mail.
    pub webhook_id: Option<WebhookId>,
    /// The conversation whose visitor receives the e-mail. `None`: the owner does.
    pub conversation_id: Option<ConversationId>,
    /// The event. An e-mail to a visitor and a test have an id of their own here.
    pub event_id: EventId,
    /// The type of the event.
    pub event_type: String,
    /// The state of the delivery.
    pub state: DeliveryState,
    /// The number of attempts so far.
    pub attempts: u32,
    /// When the next attempt is due, in Unix milliseconds. `None` if it has finished.
    pub next_at: Option<u64>,
    /// The status code of the latest response.
    pub last_status: Option<u16>,
    /// What went wrong in the latest attempt.
    pub last_error: Option<String>,
    /// The beginning of the latest response body.
    pub last_response: Option<String>,
    /// When it was created, in Unix milliseconds.
    pub created_at: u64,
    /// When it was last attempted, in Unix milliseconds.
    pub updated_at: u64,
    /// The data of the event, as a JSON object. `None` for a test.
    pub data: Option<String>,
}

/// A delivery to send now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct DueDelivery {
    /// The id of the delivery.
    pub id: DeliveryId,
    /// The number of attempts so far.
    pub attempts: u32,
}

/// The result of a change for each row. (D1 does not always report how many rows a statement changed.)
#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "that there is a row is what counts")]
    id: DeliveryId,
}

const HAND_OUT: &str = "
    UPDATE deliveries SET next_at = ?3
    WHERE id IN (SELECT id FROM deliveries WHERE project_id = ?1 AND state = 'pending' AND next_at <= ?2
                 ORDER BY next_at LIMIT ?4)
    RETURNING id, attempts";

/// Takes at most `limit` of the deliveries that are due at `now`. [`read_due`] parses the rows. They come due again at
/// `until`, if they are still pending then.
pub fn hand_out(project_id: ProjectId, now: u64, until: u64, limit: u32) -> Statement {
    Statement::new(HAND_OUT)
        .bind(project_id)
        .bind(now)
        .bind(until)
        .bind(limit)
}

/// Parses the deliveries that were taken.
pub fn read_due(ran: Ran) -> Result<Vec<DueDelivery>, DbError> {
    ran.all()
}

const PROJECTS_WITH_DUE: &str = "
    SELECT DISTINCT project_id AS id FROM deliveries WHERE state = 'pending' AND next_at <= ?1 LIMIT ?2";

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
}

/// At most `limit` projects in this database with a delivery that is due at `now`.
pub async fn projects_with_due(
    db: &ProjectDb,
    now: u64,
    limit: u32,
) -> Result<Vec<ProjectId>, DbError> {
    let statement = Statement::new(PROJECTS_WITH_DUE).bind(now).bind(limit);
    let rows: Vec<ProjectRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const CLAIM: &str = "
    UPDATE deliveries SET attempts = ?3, next_at = ?4
    WHERE project_id = ?1 AND id = ?2 AND state = 'pending' AND attempts = ?3 - 1
    RETURNING id";

/// Claims the delivery's `attempt` (from 1), so that nobody else makes it. False if somebody else has claimed it, or if
/// the delivery has finished. It comes due again at `until`, if it is still pending then.
pub async fn claim(
    db: &ProjectDb,
    project_id: ProjectId,
    id: DeliveryId,
    attempt: u32,
    until: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(CLAIM)
        .bind(project_id)
        .bind(id)
        .bind(attempt)
        .bind(until);
    let claimed: Option<IdRow> = fetch_optional(db, statement).await?;
    Ok(claimed.is_some())
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT deliveries.id, webhook_id, conversation_id, event_id, event_type, state, attempts, next_at, last_status,
                    last_error, last_response, deliveries.created_at, updated_at, data
             FROM deliveries LEFT JOIN events ON events.id = event_id AND events.project_id = ?1 ",
            $condition
        )
    };
}
use select;

const BY_ID: &str = select!("WHERE deliveries.project_id = ?1 AND deliveries.id = ?2");

/// One of the project's deliveries.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: DeliveryId,
) -> Result<Option<Delivery>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(id)).await
}

/// The result of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The new state of the delivery.
    pub state: DeliveryState,
    /// When the next attempt is due, in Unix milliseconds, if the delivery is pending.
    pub next_at: Option<u64>,
    /// The status code of the response.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// The beginning of the response body.
    pub response: Option<String>,
}

const SETTLE: &str = "
    UPDATE deliveries SET state = ?4, next_at = ?5, last_status = ?6, last_error = ?7, last_response = ?8,
      updated_at = ?9
    WHERE project_id = ?1 AND id = ?2 AND state = 'pending' AND attempts = ?3";

/// Records the result of an attempt at `now`.
pub fn settle(project_id: ProjectId, id: DeliveryId, attempt: &Attempt, now: u64) -> Statement {
    let status = attempt.status.map(u32::from);
    Statement::new(SETTLE)
        .bind(project_id)
        .bind(id)
        .bind(attempt.number)
        .bind(attempt.state.name())
        .bind(attempt.next_at)
        .bind(status)
        .bind(attempt.error.clone())
        .bind(attempt.response.clone())
        .bind(now)
}

const INSERT: &str = "
    INSERT INTO deliveries (id, project_id, webhook_id, event_id, event_type, state, attempts, last_status, last_error,
                            last_response, created_at, updated_at)
    VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// Stores a delivery that has finished: a test.
pub fn insert(project_id: ProjectId, delivery: &Delivery) -> Statement {
    let status = delivery.last_status.map(u32::from);
    Statement::new(INSERT)
        .bind(project_id)
        .bind(delivery.id)
        .bind(delivery.webhook_id)
        .bind(delivery.event_id)
        .bind(delivery.event_type.as_str())
        .bind(delivery.state.name())
        .bind(delivery.attempts)
        .bind(status)
        .bind(delivery.last_error.clone())
        .bind(delivery.last_response.clone())
        .bind(delivery.created_at)
        .bind(delivery.updated_at)
}

const DROP_PENDING: &str = "
    UPDATE deliveries SET state = 'dead', next_at = NULL, last_error = ?3, updated_at = ?4
    WHERE project_id = ?1 AND webhook_id = ?2 AND state = 'pending'";

/// Ends all pending deliveries of a webhook, because of `error`.
pub fn drop_pending(
    project_id: ProjectId,
    webhook_id: WebhookId,
    error: &str,
    now: u64,
) -> Statement {
    Statement::new(DROP_PENDING)
        .bind(project_id)
        .bind(webhook_id)
        .bind(error)
        .bind(now)
}

const REPLAY: &str = "
    UPDATE deliveries SET state = 'pending', attempts = 0, next_at = ?4, updated_at = ?4
    WHERE project_id = ?1 AND webhook_id IS ?2 AND id = ?3 AND (webhook_id IS NOT NULL OR state = 'dead')
    RETURNING id";

/// Queues a delivery to the webhook again at `now`, whatever its outcome was. Without a webhook, it must be a dead
/// e-mail. False if there is no such delivery.
pub async fn replay(
    db: &ProjectDb,
    project_id: ProjectId,
    webhook_id: Option<WebhookId>,
    id: DeliveryId,
    now: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(REPLAY)
        .bind(project_id)
        .bind(webhook_id)
        .bind(id)
        .bind(now);
    let replayed: Option<IdRow> = fetch_optional(db, statement).await?;
    Ok(replayed.is_some())
}

const REPLAY_DEAD: &str = "
    UPDATE deliveries SET state = 'pending', attempts = 0, next_at = ?3, updated_at = ?3
    WHERE id IN (SELECT id FROM deliveries
                 WHERE project_id = ?1 AND webhook_id IS ?2 AND state = 'dead' AND event_type <> ?4
                 ORDER BY created_at LIMIT ?5)
    RETURNING id";

/// Queues the dead deliveries to a webhook again at `now`, or the dead e-mails if no webhook is named: oldest first, at
/// most `limit`, without tests. Returns how many.
pub async fn replay_dead(
    db: &ProjectDb,
    project_id: ProjectId,
    webhook_id: Option<WebhookId>,
    now: u64,
    limit: u32,
) -> Result<usize, DbError> {
    let statement = Statement::new(REPLAY_DEAD)
        .bind(project_id)
        .bind(webhook_id)
        .bind(now)
        .bind(TEST)
        .bind(limit);
    let replayed: Vec<IdRow> = fetch_all(db, statement).await?;
    Ok(replayed.len())
}

const DELETE: &str = "DELETE FROM deliveries WHERE project_id = ?1 AND webhook_id = ?2";

/// Deletes all deliveries of a webhook.
pub fn delete(project_id: ProjectId, webhook_id: WebhookId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(webhook_id)
}

const PRUNE: &str = "
    DELETE FROM deliveries WHERE id IN (
      SELECT id FROM deliveries WHERE state <> 'pending' AND updated_at < ?1 ORDER BY updated_at LIMIT ?2)";

/// Deletes at most `limit` deliveries of all projects that finished before `before` (Unix milliseconds).
pub fn prune(before: u64, limit: u32) -> Statement {
    Statement::new(PRUNE).bind(before).bind(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn deliveries_are_found_by_index() {
        for sql in [
            HAND_OUT,
            CLAIM,
            BY_ID,
            SETTLE,
            DROP_PENDING,
            REPLAY,
            REPLAY_DEAD,
            DELETE,
            PRUNE,
        ] {
            check_searches(sql, 9).await;
        }
    }

    #[tokio::test]
    async fn lists_come_in_the_order_of_their_index() {
        for sql in [HAND_OUT, PRUNE] {
            let steps = steps(sql, 9).await;
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{steps:?}"
            );
        }
    }
}
