//! Maintenance of projects: rereads sources, and erases conversations past their retention period.

use porchlight_shared::{
    ids::{AuditId, OrganizationId, ProjectId},
    limits,
};
use serde_json::json;

use super::{changes, erasure::forget_in_directory, sources};
use crate::{
    domain::job::Job,
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        audit::{self, NewAudit},
        erasure,
        maintenance::{self, Maintenance},
        sessions,
    },
};

/// The longest interval between rereads and the longest retention period, in days: ten years.
pub const DAYS: u32 = limits::UPKEEP_DAYS;
/// The most conversations that one job erases. One job clears their rooms, and the number of calls in a job is limited.
pub const CONVERSATIONS: u32 = 40;
/// The most sources of one database that one sweep sends to be read again.
const SOURCES: u32 = 20;
/// The most conversations that are counted before a retention period is set.
pub const COUNTED: u32 = 10_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Why something was not done. The first two messages are for the owner.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    /// The number of days is out of range.
    #[error(
        "recrawlDays must be 0 (never) to {DAYS}, retentionDays 1 to {DAYS} or null (for ever)."
    )]
    Days,
    /// The number of days to look back is out of range.
    #[error("days must be 1 to {DAYS}.")]
    PastDays,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Sets the maintenance of a project, for `actor` (the id of a key).
pub async fn set(
    platform: &Platform,
    organization_id: OrganizationId,
    project_id: ProjectId,
    wanted: Maintenance,
    actor: &str,
) -> Result<(), MaintenanceError> {
    let kept = wanted.retention_days;
    if wanted.recrawl_days > DAYS || kept.is_some_and(|days| !(1..=DAYS).contains(&days)) {
        return Err(MaintenanceError::Days);
    }
    let now = platform.clock.now();
    let db = platform.project(project_id);
    let before = maintenance::of(&db, project_id).await?;
    let record = audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id,
            project_id: Some(project_id),
            actor,
            action: "upkeep.updated",
            target: &project_id.to_string(),
            detail: json!({
                "recrawlDays": wanted.recrawl_days, "retentionDays": kept,
                "changes": changes::from_to(vec![
                    ("recrawlDays", before.recrawl_days.into(), wanted.recrawl_days.into()),
                    ("retentionDays", before.retention_days.into(), kept.into()),
                ]),
            }),
        },
        now,
    );
    db.batch(vec![maintenance::set(project_id, wanted), record])
        .await?;
    Ok(())
}

/// The number of the project's conversations whose latest message is older than `days`, at most [`COUNTED`] + 1. A
/// retention period of that length would erase them.
pub async fn past(
    platform: &Platform,
    project_id: ProjectId,
    days: u32,
) -> Result<u32, MaintenanceError> {
    if !(1..=DAYS).contains(&days) {
        return Err(MaintenanceError::PastDays);
    }
    let before = (platform.clock.now()).saturating_sub(u64::from(days) * DAY_MS);
    let db = &platform.project(project_id);
    Ok(maintenance::count_quiet(db, project_id, before, COUNTED + 1).await?)
}

/// Sends the sources of all projects that are due to be read again. Returns how many.
pub async fn recrawl(platform: &Platform) -> Result<usize, MaintenanceError> {
    let mut count = 0;
    for db in platform.every_project() {
        let due = maintenance::due_sources(&db, platform.clock.now(), SOURCES).await?;
        sources::due::rescrape(platform, &db, &due).await?;
        count += due.len();
    }
    Ok(count)
}

/// Erases up to [`CONVERSATIONS`] of the project's conversations past their retention period. Returns how many.
pub async fn forget(platform: &Platform, project_id: ProjectId) -> Result<usize, MaintenanceError> {
    let db = &platform.project(project_id);
    let Some(days) = maintenance::of(db, project_id).await?.retention_days else {
        return Ok(0);
    };
    let now = platform.clock.now();
    let before = now.saturating_sub(u64::from(days) * DAY_MS);
    let conversations =
        maintenance::quiet_conversations(db, project_id, before, CONVERSATIONS).await?;
    let count = conversations.len();
    let mut statements = erasure::erase_conversations(project_id, &conversations);
    statements.push(sessions::forget_emails(project_id, before));
    db.batch(statements).await?;
    if count > 0 {
        forget_in_directory(platform, &conversations).await?;
        let job = Job::EraseRoomsV1 {
            project_id,
            conversations,
        };
        platform.jobs.send(job).await?;
    }
    Ok(count)
}
