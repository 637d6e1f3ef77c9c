//! Tells owners of what a visitor can cause at will, once per conversation and pause.

use porchlight_shared::ids::{ConversationId, DeliveryId, EventId, ProjectId};
use serde_json::Value;

use super::{deliveries, settings};
use crate::{
    domain::deliveries::event::EventKind,
    platform::{Platform, PlatformError, Statement, random_bytes},
    store::{
        notices::{self, DueNotice, Notice},
        projects,
    },
};

/// The most notices of one database that one sweep tells.
const DUE: u32 = 100;
/// The most old notices that one sweep forgets.
const PRUNED: u32 = 500;

/// Tells of a change of `kind` at `now` (Unix milliseconds), or keeps it until its time: statements for the batch of
/// the change.
pub async fn tell(
    platform: &Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    kind: EventKind,
    data: &Value,
    now: u64,
) -> Result<Vec<Statement>, PlatformError> {
    let event_id = EventId::new(now, random_bytes()?);
    let data = data.to_string();
    let notice = Notice {
        conversation_id,
        kind: kind.name(),
        event_id,
        data: &data,
        now,
    };
    let mut statements = notices::tell(project_id, notice);
    statements.extend(mail(platform, project_id, kind, event_id, now).await?);
    Ok(statements)
}

/// Tells of what has waited, and forgets what was told long ago.
pub async fn sweep(platform: &Platform) -> Result<(), PlatformError> {
    let now = platform.clock.now();
    for db in platform.every_project() {
        for due in notices::due(&db, now, DUE).await? {
            tell_due(platform, &due, now).await?;
        }
        db.batch(notices::prune(now, PRUNED)).await?;
    }
    Ok(())
}

async fn tell_due(platform: &Platform, due: &DueNotice, now: u64) -> Result<(), PlatformError> {
    let event_id = EventId::new(now, random_bytes()?);
    let notice = Notice {
        conversation_id: due.conversation_id,
        kind: due.kind.name(),
        event_id,
        data: &due.data,
        now,
    };
    let mut statements = notices::tell_due(due.project_id, notice);
    statements.extend(mail(platform, due.project_id, due.kind, event_id, now).await?);
    platform.project(due.project_id).batch(statements).await?;
    deliveries::begin(platform, due.project_id).await;
    Ok(())
}

/// The e-mail to the owner, for whom a visitor who asks for a person is worth one.
async fn mail(
    platform: &Platform,
    project_id: ProjectId,
    kind: EventKind,
    event_id: EventId,
    now: u64,
) -> Result<Vec<Statement>, PlatformError> {
    if kind != EventKind::ConversationHandoff {
        return Ok(Vec::new());
    }
    // The copy that visitors read does not say whether there is an address.
    let project = projects::by_id(platform.directory(), project_id).await?;
    if project
        .and_then(|project| settings::notify_email(&project))
        .is_none()
    {
        return Ok(Vec::new());
    }
    let delivery = DeliveryId::new(now, random_bytes()?);
    Ok(notices::mail_owner(project_id, delivery, event_id, now).into())
}
