//! Notifies owners of changes that a visitor can cause at will, once per conversation and pause.

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

/// The most due notices of one database that one sweep sends.
const DUE: u32 = 100;
/// The most old notices that one sweep deletes.
const PRUNED: u32 = 500;

/// The statements that report a change of `kind` at `now` (Unix milliseconds), or keep it until it is due, for the
/// batch of the change.
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

/// Sends the notices that are due, and deletes old ones.
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

/// The e-mail to the owner, if the notice is about a visitor who asks for a person.
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
    // The published copy of the project does not say whether the owner has an e-mail address.
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
