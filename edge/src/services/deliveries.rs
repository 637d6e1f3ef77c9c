//! Delivers events to webhooks and, by e-mail, to owners, and replies to visitors who have left: each at least once,
//! and always with the same id.
//!
//! ```text
//!   change + event + deliveries (one batch) ──► begin ──► DeliverV1 ──► claim ──► send ──► settle
//!                                                 ▲                                          │
//!                   sweep ──► DeliverEventsV1 ────┘        DeliverV1, later ◄── failed ──────┘
//! ```
//! *Invariant:* a delivery that is lost at any arrow comes due again, because its row says when. A job that runs twice
//! or late finds that its attempt was made.

use porchlight_shared::ids::{AuditId, DeliveryId, ProjectId};
use serde_json::json;

use self::send::Outcome;
use super::{events, webhooks::shown_url};
use crate::{
    domain::{
        deliveries::{
            event::{self, EventKind},
            failure::DeliveryFailure,
            schedule::{self, KEPT_MS, TIMEOUT_MS},
        },
        job::Job,
    },
    platform::{Platform, Statement, db::Ran, random_bytes},
    store::{
        audit::{self, NewAudit},
        deliveries::{self, Attempt, Delivery, DeliveryState, DueDelivery},
        projects,
        webhooks::{self, DisabledReason, Webhook},
    },
};

mod error;
mod notify;
pub mod replay;
pub mod reply_mail;
mod send;

pub use error::DeliveryError;

/// The most deliveries that are put into the queue at a time.
const HANDED_OUT: u32 = 20;
/// A delivery whose job has not begun after this long is put into the queue again, in milliseconds: 5 minutes.
const HANDED_OUT_MS: u64 = 5 * 60 * 1_000;
/// An attempt without an outcome after this long counts as lost, in milliseconds: four times the time limit for an
/// answer.
const ATTEMPT_MS: u64 = 4 * TIMEOUT_MS as u64;
/// The most old deliveries that one sweep deletes.
const PRUNED: u32 = 500;
/// The most projects that one sweep handles.
const PROJECTS: u32 = 20;

/// The actor that disables failing webhooks, in the record of changes.
const ACTOR: &str = "porchlight";

/// Puts the deliveries that were just written into the queue. If that fails, the sweep does it, so callers need not
/// retry.
pub async fn begin(platform: &Platform, project_id: ProjectId) {
    if let Err(error) = hand_out(platform, project_id).await {
        log::warn!("deliveries of {project_id} wait for the sweep: {error}");
    }
}

/// Puts the project's due deliveries into the queue, one job each.
pub async fn hand_out(platform: &Platform, project_id: ProjectId) -> Result<(), DeliveryError> {
    let take = take(project_id, platform.clock.now());
    let ran = platform.project(project_id).run_one(take).await?;
    queue(platform, project_id, deliveries::read_due(ran)?).await
}

/// Takes the project's due deliveries, for the batch that creates them. Pass the result to [`begin_taken`].
pub fn take(project_id: ProjectId, now: u64) -> Statement {
    deliveries::hand_out(project_id, now, now + HANDED_OUT_MS, HANDED_OUT)
}

/// Puts the taken deliveries into the queue. If that fails, the sweep does it, so callers need not retry.
pub async fn begin_taken(platform: &Platform, project_id: ProjectId, taken: Ran) {
    let due = match deliveries::read_due(taken) {
        Ok(due) => due,
        Err(error) => {
            log::warn!("deliveries of {project_id} wait for the sweep: {error}");
            return;
        }
    };
    if let Err(error) = queue(platform, project_id, due).await {
        log::warn!("deliveries of {project_id} wait for the sweep: {error}");
    }
}

async fn queue(
    platform: &Platform,
    project_id: ProjectId,
    due: Vec<DueDelivery>,
) -> Result<(), DeliveryError> {
    let is_all = u32::try_from(due.len()).is_ok_and(|count| count < HANDED_OUT);
    for delivery in due {
        let job = Job::DeliverV1 {
            project_id,
            delivery_id: delivery.id,
            attempt: delivery.attempts + 1,
        };
        platform.jobs.send(job).await?;
    }
    if !is_all {
        platform
            .jobs
            .send(Job::DeliverEventsV1 { project_id })
            .await?;
    }
    Ok(())
}

/// Puts deliveries into the queue that were lost or never got there, and deletes old ones.
pub async fn sweep(platform: &Platform) -> Result<(), DeliveryError> {
    let now = platform.clock.now();
    for db in platform.every_project() {
        for project_id in deliveries::projects_with_due(&db, now, PROJECTS).await? {
            platform
                .jobs
                .send(Job::DeliverEventsV1 { project_id })
                .await?;
        }
        let prune = deliveries::prune(now.saturating_sub(KEPT_MS), PRUNED);
        db.batch(vec![prune]).await?;
    }
    Ok(())
}

/// Makes attempt number `attempt` (from 1) at the delivery, unless it was made already.
pub async fn deliver(
    platform: &Platform,
    project_id: ProjectId,
    id: DeliveryId,
    attempt: u32,
) -> Result<(), DeliveryError> {
    let db = &platform.project(project_id);
    let until = platform.clock.now() + ATTEMPT_MS;
    if !deliveries::claim(db, project_id, id, attempt, until).await? {
        return Ok(());
    }
    let Some(delivery) = deliveries::by_id(db, project_id, id).await? else {
        return Ok(());
    };
    let webhook = match delivery.webhook_id {
        None => None,
        Some(id) => match webhooks::by_id(db, project_id, id).await? {
            None => return Ok(()),
            webhook => webhook,
        },
    };
    let mut mailed = None;
    let answer = match (&webhook, delivery.conversation_id) {
        (Some(webhook), _) => send::send(platform, project_id, webhook, &delivery).await?,
        (None, None) => notify::notify(platform, project_id, &delivery).await?,
        (None, Some(conversation_id)) => {
            let sent = reply_mail::send(platform, project_id, conversation_id, &delivery).await?;
            mailed = sent.sent;
            sent.answer
        }
    };
    let random = u8::from_be_bytes(random_bytes()?);
    let now = platform.clock.now();
    let attempt = ended(&answer, attempt, random, now);
    let mut statements = vec![deliveries::settle(project_id, id, &attempt, now)];
    statements.extend(mailed);
    let mut disabled = false;
    if let Some(webhook) = &webhook {
        statements.push(if answer.is_delivered() {
            webhooks::mark_succeeded(project_id, webhook.id)
        } else {
            webhooks::mark_failed(project_id, webhook.id, now)
        });
        if let Some(reason) = reason_to_disable(&answer, webhook, attempt.number, now) {
            disabled = true;
            statements.extend(disable(platform, project_id, webhook, reason, now).await?);
        }
    }
    db.batch(statements).await?;
    if disabled {
        // Other webhooks may be subscribed to the event.
        begin(platform, project_id).await;
    } else if let Some(next_at) = attempt.next_at {
        send_later(platform, project_id, &delivery, &attempt, next_at - now).await?;
    }
    Ok(())
}

/// The state of the delivery after `answer`.
fn ended(answer: &Outcome, number: u32, random: u8, now: u64) -> Attempt {
    let wait = if answer.is_delivered() || answer.is_final() {
        None
    } else {
        schedule::wait(number, random, answer.retry_after_ms)
    };
    let state = match (answer.is_delivered(), wait) {
        (true, _) => DeliveryState::Delivered,
        (false, Some(_)) => DeliveryState::Pending,
        (false, None) => DeliveryState::Dead,
    };
    Attempt {
        number,
        state,
        next_at: wait.map(|wait| now + wait),
        status: answer.status,
        error: answer.error.clone(),
        response: answer.response.clone(),
    }
}

async fn send_later(
    platform: &Platform,
    project_id: ProjectId,
    delivery: &Delivery,
    attempt: &Attempt,
    wait_ms: u64,
) -> Result<(), DeliveryError> {
    let job = Job::DeliverV1 {
        project_id,
        delivery_id: delivery.id,
        attempt: attempt.number + 1,
    };
    let seconds = u32::try_from(wait_ms.div_ceil(1_000)).unwrap_or(u32::MAX);
    Ok(platform.jobs.send_later(job, seconds).await?)
}

fn reason_to_disable(
    answer: &Outcome,
    webhook: &Webhook,
    attempt: u32,
    now: u64,
) -> Option<DisabledReason> {
    if answer.is_delivered() || webhook.disabled_at.is_some() {
        return None;
    }
    if answer.is_gone() {
        return Some(DisabledReason::Gone);
    }
    let since = webhook.failing_since?;
    schedule::is_given_up(since, attempt, now).then_some(DisabledReason::Failing)
}

/// Disables the webhook, ends its deliveries, and reports it to the owner in the record of changes and by an event.
async fn disable(
    platform: &Platform,
    project_id: ProjectId,
    webhook: &Webhook,
    reason: DisabledReason,
    now: u64,
) -> Result<Vec<Statement>, DeliveryError> {
    let error = match reason {
        DisabledReason::Gone => DeliveryFailure::DisabledGone.sentence(),
        DisabledReason::Failing => DeliveryFailure::DisabledFailing.sentence(),
    };
    let url = shown_url(webhook);
    let data = event::disabled(webhook.id, &url, reason.name());
    let mut statements = vec![
        webhooks::disable(project_id, webhook.id, Some(reason), now),
        deliveries::drop_pending(project_id, webhook.id, error, now),
        events::record(project_id, EventKind::WebhookDisabled, &data, now)?,
    ];
    if let Some(project) = projects::by_id(platform.directory(), project_id).await? {
        statements.push(audit::record(
            &NewAudit {
                id: AuditId::new(now, random_bytes()?),
                organization_id: project.organization_id,
                project_id: Some(project_id),
                actor: ACTOR,
                action: "webhook.disabled",
                target: &webhook.id.to_string(),
                detail: json!({ "url": url, "reason": reason.name() }),
            },
            now,
        ));
    }
    Ok(statements)
}
