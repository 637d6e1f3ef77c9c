//! Deliveries: events on their way to webhooks. A trigger on `events` makes them, in the transaction of the event.
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
//! *Invariant:* `next_at` of a pending delivery is never empty, so that what a crash leaves behind comes due again.

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
    /// Where a delivery stands.
    #[derive(ToSchema)]
    pub enum DeliveryState {
        /// It is sent, or will be.
        Pending = "pending",
        /// The receiver has taken it.
        Delivered = "delivered",
        /// It is not sent any more, unless its owner asks for it.
        Dead = "dead",
    }
}

/// A delivery with its event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Delivery {
    /// Its id, the same in every attempt.
    pub id: DeliveryId,
    /// The webhook that it goes to; none: it is an e-mail.
    pub webhook_id: Option<WebhookId>,
    /// The conversation whose visitor gets the e-mail; none: the owner does.
    pub conversation_id: Option<ConversationId>,
    /// The event; an id of its own in an e-mail to a visitor and in a test.
    pub event_id: EventId,
    /// The event's type.
    pub event_type: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, in Unix milliseconds; none if it is over.
    pub next_at: Option<u64>,
    /// The status of the latest answer.
    pub last_status: Option<u16>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// The beginning of the latest answer's body.
    pub last_response: Option<String>,
    /// When it was made, in Unix milliseconds.
    pub created_at: u64,
    /// When it was last tried, in Unix milliseconds.
    pub updated_at: u64,
    /// What happened, as a JSON object; none in a test.
    pub data: Option<String>,
}

/// A delivery that is to be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct DueDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// How often it was tried.
    pub attempts: u32,
}

/// What a change returns of each row. (How many rows a statement changed is not always known on D1.)
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

/// Takes at most `limit` of the deliveries that are due at `now`; [`read_due`] makes of its rows what they say. They come
/// due again at `until`, if they are still pending then.
pub fn hand_out(project_id: ProjectId, now: u64, until: u64, limit: u32) -> Statement {
    Statement::new(HAND_OUT)
        .bind(project_id)
        .bind(now)
        .bind(until)
        .bind(limit)
}

/// The deliveries that were taken.
pub fn read_due(ran: Ran) -> Result<Vec<DueDelivery>, DbError> {
    ran.all()
}

const PROJECTS_WITH_DUE: &str = "
    SELECT DISTINCT project_id AS id FROM deliveries WHERE state = 'pending' AND next_at <= ?1 LIMIT ?2";

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
}

/// At most `limit` projects in this database of which something should have been delivered by `now`.
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

/// Begins the delivery's `attempt` (from 1), which nobody else begins then; false if somebody has, or if it is over. It
/// comes due again at `until`, if it is still pending then.
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

/// How an attempt has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Which, from 1.
    pub number: u32,
    /// Where the delivery stands now.
    pub state: DeliveryState,
    /// When the next follows, in Unix milliseconds, if it is pending.
    pub next_at: Option<u64>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub response: Option<String>,
}

const SETTLE: &str = "
    UPDATE deliveries SET state = ?4, next_at = ?5, last_status = ?6, last_error = ?7, last_response = ?8,
      updated_at = ?9
    WHERE project_id = ?1 AND id = ?2 AND state = 'pending' AND attempts = ?3";

/// Writes down how an attempt has ended at `now`.
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

/// Stores a delivery that is over: a test.
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

/// Ends all of a webhook's pending deliveries, because of `error`.
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

/// Sends a delivery to the webhook again from `now` on, whatever became of it, or an e-mail, if no webhook is named, that is
/// dead; false if there is none such.
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

/// Sends the dead deliveries to a webhook (or by e-mail, if none is named) again from `now` on, oldest first, at most
/// `limit`, but no tests; returns how many.
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

/// Removes all deliveries of a webhook.
pub fn delete(project_id: ProjectId, webhook_id: WebhookId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(webhook_id)
}

const PRUNE: &str = "
    DELETE FROM deliveries WHERE id IN (
      SELECT id FROM deliveries WHERE state <> 'pending' AND updated_at < ?1 ORDER BY updated_at LIMIT ?2)";

/// Removes at most `limit` deliveries of all projects that have been over since before `before` (Unix milliseconds).
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
